package ordertest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order/ordertest"
)

func memory() (*ordertest.System, error) {
	db := memstore.New()
	return &ordertest.System{Orders: db.Orders(), Payments: db.Payments(), Stock: db.Stock(), Outbox: db, Timers: db}, nil
}

func TestMemory(t *testing.T) {
	ordertest.Run(t, ordertest.Harness{New: memory})
}
