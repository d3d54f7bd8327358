package stocktest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/catalog/stock/stocktest"
	"github.com/cartwright-go/cartwright/memstore"
)

func memory() (*stocktest.System, error) {
	return &stocktest.System{Stock: memstore.New().Stock()}, nil
}

func TestMemory(t *testing.T) {
	stocktest.Run(t, stocktest.Harness{New: memory})
}
