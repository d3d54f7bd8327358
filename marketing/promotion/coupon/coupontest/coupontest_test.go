package coupontest_test

import (
	"testing"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon/coupontest"
	"github.com/cartwright-go/cartwright/memstore"
)

func memory() (*coupontest.System, error) {
	return &coupontest.System{Coupons: memstore.New().Coupons()}, nil
}

func TestMemory(t *testing.T) {
	coupontest.Run(t, coupontest.Harness{New: memory, Workers: 64})
}
