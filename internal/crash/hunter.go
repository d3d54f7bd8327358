package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// Claimed acknowledges a purchase that took something scarce.
const Claimed = "claimed"

// scarceRules are the rules of a Rush for a shop.
func scarceRules() (cartwright.Rules, error) {
	text := fmt.Sprintf(`{"rules":[
{"version":1,"id":%q,"layer":"platform","codes":["HOT"],"limits":{"total":%d,"per_buyer":%d,"budget":["%d.00 USD"]},"then":[{"kind":"off","amount":["2.00 USD"]}]},
{"version":1,"id":%q,"layer":"shop","seller":"lamplight","by_code":true,"then":[{"kind":"percent","off":"10"}]}
]}`, scarce, scarceMost, shopperMost, 2*scarceMost, single)
	book, err := promotion.ParseBook([]byte(text), promotion.Standard())
	if err != nil {
		return nil, err
	}
	snapshot, err := promotion.Compile(book, promotion.Standard())
	return cartwright.FixedRules(snapshot), err
}

// shopperMost is what one buyer of a shop may have of the scarce rule; three may
// have more than there is.
const shopperMost = 25

// hunter is a buyer who buys with codes, and where they are used up cancels what
// he has.
func (w *worker) hunter(i int) deed {
	cards := [...]string{sandbox.OK, sandbox.LostExecuted, sandbox.OK, sandbox.Decline, sandbox.NotifyTwice, sandbox.LostNotExecuted, sandbox.OK}
	by := secure.Actor{ID: "buyer-" + strconv.Itoa(i), Role: secure.RoleBuyer}
	chance := rand.New(rand.NewPCG(uint64(i), uint64(len(w.name))))
	n := i
	return func(ctx context.Context) error {
		n++
		r := request(w.name+"-"+strconv.Itoa(n), n, cards[n%len(cards)])
		r.Codes = []string{"HOT"}
		if chance.IntN(3) == 0 {
			r.Codes = append(r.Codes, code(chance.IntN(codes)))
		}
		p, err := w.hunt(ctx, by, r)
		switch {
		case errors.Is(err, errNothing):
			return w.forgo(ctx, by, chance)
		case err != nil:
			return err
		case chance.IntN(5) > 0:
			return nil
		}
		return w.withdraw(ctx, by, p.Orders[chance.IntN(len(p.Orders))].ID)
	}
}

// errNothing says that no code gives anything any more.
var errNothing = errors.New("crash: no code gives anything")

// hunt buys at what it costs with the codes.
func (w *worker) hunt(ctx context.Context, by secure.Actor, r order.Request) (order.Placement, error) {
	shown, err := w.Promotions.Show(ctx, by, r)
	if err != nil {
		return order.Placement{}, err
	}
	if len(shown.Applied) == 0 {
		return order.Placement{}, errNothing
	}
	r.ExpectedTotal = shown.Total
	p, err := w.Orders.Place(ctx, by, r)
	if err != nil {
		return p, err
	}
	if err := w.acknowledge(Placed, string(p.Purchase.ID)); err != nil {
		return p, err
	}
	return p, w.acknowledge(Claimed, string(p.Purchase.ID))
}

// forgo cancels one of a buyer's orders.
func (w *worker) forgo(ctx context.Context, by secure.Actor, chance *rand.Rand) error {
	var mine []order.ID
	for o, err := range w.Orders.Orders(ctx, by, order.Query{Status: []order.Status{order.Confirmed}, Limit: 50}) {
		if err != nil {
			return err
		}
		mine = append(mine, o.ID)
	}
	if len(mine) == 0 {
		return nil
	}
	return w.withdraw(ctx, by, mine[chance.IntN(len(mine))])
}

func (w *worker) withdraw(ctx context.Context, by secure.Actor, id order.ID) error {
	if _, err := w.Orders.Cancel(ctx, by, id); err != nil {
		return err
	}
	return w.acknowledge(Cancelled, string(id))
}

// gives says in SQL that an order o has something of the rule of a redemption d.
const gives = `EXISTS (SELECT 1 FROM cw_order_rows w WHERE w.order_id = o.id AND w.discounts LIKE '%"' || d.rule || '"%')`

// untaken says in SQL that rows w of an order o have something of a rule that
// their purchase did not take.
func untaken(rule string) string {
	return `w.discounts LIKE '%"` + rule + `"%' AND NOT EXISTS (SELECT 1 FROM cw_redemptions d WHERE d.purchase = o.purchase AND d.rule = '` + rule + `')`
}

// claimRules: what a purchase took and what its orders have of it are the same.
var claimRules = []rule{
	{"redemption without purchase", "SELECT purchase FROM cw_redemptions WHERE purchase NOT IN (SELECT id FROM cw_purchases)"},
	{"discount that nothing was taken for", `SELECT w.order_id FROM cw_order_rows w JOIN cw_orders o ON o.id = w.order_id
WHERE ` + untaken(scarce) + ` OR ` + untaken(single)},
	{"redemption that gave nothing", `SELECT d.purchase FROM cw_redemptions d WHERE NOT EXISTS (SELECT 1 FROM cw_orders o WHERE o.purchase = d.purchase AND ` + gives + `)`},
	{"redemption of cancelled orders", `SELECT d.purchase FROM cw_redemptions d WHERE d.status <> 'released'
AND NOT EXISTS (SELECT 1 FROM cw_orders o WHERE o.purchase = d.purchase AND o.status <> 'cancelled' AND ` + gives + `)`},
	{"given back and still had", `SELECT d.purchase FROM cw_redemptions d WHERE d.status = 'released'
AND EXISTS (SELECT 1 FROM cw_orders o WHERE o.purchase = d.purchase AND o.status <> 'cancelled' AND ` + gives + `)`},
	{"paid and not confirmed", `SELECT d.purchase FROM cw_redemptions d WHERE d.status = 'reserved'
AND EXISTS (SELECT 1 FROM cw_orders o WHERE o.purchase = d.purchase AND o.status NOT IN ('cancelled', 'placed', 'cancelling') AND o.payment_status <> 'unpaid')`},
	{"confirmed and never paid", `SELECT d.purchase FROM cw_redemptions d WHERE d.status = 'confirmed'
AND NOT EXISTS (SELECT 1 FROM cw_orders o WHERE o.purchase = d.purchase AND o.payment_status <> 'unpaid')`},
}

// auditClaims audits what purchases took: coupons against orders, and among
// themselves.
func auditClaims(ctx context.Context, db *sql.DB) (Report, error) {
	r, err := AuditCoupons(ctx, db, nil)
	if err != nil {
		return r, err
	}
	return r, r.hold(ctx, db, claimRules)
}

// buyOut buys until only that many are left.
func (s *shop) buyOut(ctx context.Context, name string, left int64) error {
	for i := 0; ; i++ {
		had, err := s.had(ctx)
		if err != nil || had >= scarceMost-left {
			return err
		}
		by := secure.Actor{ID: name + "-" + strconv.Itoa(i), Role: secure.RoleBuyer}
		r := request(by.ID, 0, sandbox.OK)
		r.Codes = []string{"HOT"}
		shown, err := s.Promotions.Show(ctx, by, r)
		if err != nil {
			return err
		}
		if shown.Codes[0].Answer != promotion.CodeApplied {
			return fmt.Errorf("crash: %d of %d had, and the answer is %s", had, scarceMost, shown.Codes[0].Answer)
		}
		r.ExpectedTotal = shown.Total
		if _, err := s.Orders.Place(ctx, by, r); err != nil {
			return err
		}
	}
}

// had is how often the scarce rule counts as used.
func (s *shop) had(ctx context.Context) (int64, error) {
	counts, err := s.Coupons.Store.FindCounts(ctx, "t "+scarce)
	if err != nil {
		return 0, err
	}
	return counts[0].N, nil
}

// exhausted buys what is left, and looks whether one more can be had.
func (s *shop) exhausted(ctx context.Context, r *Result) error {
	if err := s.buyOut(ctx, "last", 0); err != nil {
		return err
	}
	by := secure.Actor{ID: "too late", Role: secure.RoleBuyer}
	one := request(by.ID, 0, sandbox.OK)
	one.Codes = []string{"HOT"}
	shown, err := s.Promotions.Show(ctx, by, one)
	if err != nil {
		return err
	}
	if had, err := s.had(ctx); err != nil || had != scarceMost || shown.Codes[0].Answer != promotion.CodeExpired {
		r.Violations = append(r.Violations, fmt.Sprintf("a limit of %d gave %d redemptions, and the next is answered %s", scarceMost, had, shown.Codes[0].Answer))
	}
	return nil
}
