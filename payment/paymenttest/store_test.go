package paymenttest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
)

func memory() (*paymenttest.StoreSystem, error) {
	db := memstore.New()
	return &paymenttest.StoreSystem{Store: db.Payments(), Outbox: db, Timers: db}, nil
}

func TestMemoryStore(t *testing.T) {
	paymenttest.RunStore(t, paymenttest.StoreHarness{New: memory})
}
