package aftersalestest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/aftersales/aftersalestest"
	"github.com/cartwright-go/cartwright/memstore"
)

func memory() (*aftersalestest.System, error) {
	db := memstore.New()
	return &aftersalestest.System{Cases: db.Aftersales(), Outbox: db, Timers: db, Stock: db.Stock(), Standings: db.Standings()}, nil
}

func TestMemory(t *testing.T) { aftersalestest.Run(t, aftersalestest.Harness{New: memory}) }
