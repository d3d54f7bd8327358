package cartwright

import (
	"context"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/order"
)

// inKind gives back what a purchase took of coupons and limits, and takes back the
// points that it earned, when its goods have come back.
type inKind struct{ s *Shop }

// GiveBack is what aftersales.InKind says.
func (k inKind) GiveBack(ctx context.Context, tx order.Tx, b aftersales.GivenBack) error {
	if len(b.Campaigns) == 0 { // none is not all
		return nil
	}
	return k.s.Promotions.Release(ctx, tx, b.Orders, b.Campaigns...)
}
