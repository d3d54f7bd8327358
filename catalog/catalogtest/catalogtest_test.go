package catalogtest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/catalog/catalogtest"
	"github.com/cartwright-go/cartwright/memstore"
)

func memory() (*catalogtest.System, error) {
	db := memstore.New()
	return &catalogtest.System{Catalog: db.Catalog(), Outbox: db}, nil
}

func TestMemory(t *testing.T) {
	catalogtest.Run(t, catalogtest.Harness{New: memory})
}
