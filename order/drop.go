package order

import (
	"context"

	"github.com/cartwright-go/cartwright/secure"
)

// DropIn says in the caller's transaction that the units of r.Items are not sent any
// more, and that no money moves for them: gifts, and units of which nothing is owed.
// They count as refunded, as with RefundIn, of whose rules the others hold; Amount and
// Sent do not count. The refund that it answers has succeeded: nothing is left to do
// after the commit. By the order's merchant or staff.
func (s *Service) DropIn(ctx context.Context, tx Tx, by secure.Actor, id ID, r RefundRequest) (Refund, error) {
	if len(r.Items) == 0 {
		return Refund{}, bad("items", "are missing")
	}
	r.free, r.Sent = true, false
	return s.RefundIn(ctx, tx, by, id, r)
}

// dropRest counts what is not packed yet as not to be sent any more, and the rest if
// its label ends unused: everything where the whole amount goes back, and the gifts
// where all that was bought is refunded.
func (o *Order) dropRest(whole bool) {
	gifts := true
	for i, l := range o.Lines {
		gifts = gifts && (l.Gift || o.Progress[i].Refunded == l.Qty)
	}
	for i, l := range o.Lines {
		if whole || gifts && l.Gift {
			p := &o.Progress[i]
			p.forgo(l.Qty-p.Dropped, l.Qty)
		}
	}
}
