package rulestest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/marketing/promotion/rules/rulestest"
	"github.com/cartwright-go/cartwright/memstore"
)

func memory() (*rulestest.System, error) {
	db := memstore.New()
	return &rulestest.System{Rules: db.Rules(), Events: db, Timers: db}, nil
}

func TestMemory(t *testing.T) {
	rulestest.Run(t, rulestest.Harness{New: memory, Workers: 32})
}
