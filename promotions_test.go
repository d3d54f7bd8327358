package cartwright_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// Rules of the tests, one a line as JSON without the version.
const (
	tenOnce = `"id":"ten","layer":"platform","codes":["TEN"],"by_code":true,"limits":{"total":1},"payers":[{"party":"seller","parts":1},{"party":"platform","parts":2}],"then":[{"kind":"off","amount":["10 USD"]}]`
	wallet  = `"id":"wallet","layer":"platform","by_code":true,"then":[{"kind":"off","amount":["3.33 USD"]}]`
	bulb    = `"id":"bulb","layer":"shop","seller":"lamplight","items":{"kind":"variant","in":["LAMP"]},"then":[{"kind":"gift","of":["BULB"]}]`
	free    = `"id":"free","layer":"shipping","codes":["FREE"],"by_code":true,"payers":[{"party":"platform","parts":1}],"then":[{"kind":"shipping","percent":"100"}]`
	points  = `"id":"points","layer":"platform","then":[{"kind":"points","points":7}]`
	card    = `"id":"card","layer":"payment","when":{"kind":"payment","in":["card"]},"then":[{"kind":"percent","off":"5"}]`
	first   = `"id":"first","layer":"shop","when":{"kind":"first_order"},"then":[{"kind":"off","amount":["1 USD"]}]`
)

func snapshot(t testing.TB, rules ...string) *promotion.Snapshot {
	t.Helper()
	for i, r := range rules {
		rules[i] = `{"version":1,` + r + `}`
	}
	book, err := promotion.ParseBook([]byte(`{"rules":[`+strings.Join(rules, ",")+`]}`), promotion.Standard())
	require.NoError(t, err)
	s, err := promotion.Compile(book, promotion.Standard())
	require.NoError(t, err)
	return s
}

// promoted is a shop with rules and after-sales over a store: lamps and bulbs of
// one seller, vases of another.
func promoted(t testing.TB, store cartwright.Backend, rules ...string) *bench {
	t.Helper()
	b := fresh(t, store, 10)
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	b.Shop, err = cartwright.Wire(store, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van{clock}}, Now: clock,
		Fees: []pricing.Fee{{Flat: cash("5"), FreeFrom: cash("100")}}, Policies: anyPolicy(t), Rules: cartwright.FixedRules(snapshot(t, rules...)),
	})
	require.NoError(t, err)
	require.NoError(t, b.Check())
	for _, p := range []struct{ sku, seller, price string }{{"BULB", "lamplight", "2.50"}, {"VASE", "valley", "30"}} {
		_, err = b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
			Slug: strings.ToLower(p.sku), Seller: catalog.SellerID(p.seller), Kind: catalog.Goods, Status: catalog.Active, Texts: catalog.Texts{"en": {Title: p.sku}},
			Variants: []catalog.Variant{{SKU: catalog.SKU(p.sku), Prices: price(p.price), Grams: 100}},
		})
		require.NoError(t, err)
		require.NoError(t, b.Stock.Move(t.Context(), staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: catalog.SKU(p.sku), Qty: 3}}}))
	}
	return b
}

// coded is a request of two lamps at what it costs with these codes now.
func (b *bench) coded(t testing.TB, by secure.Actor, key, instrument string, codes ...string) order.Request {
	t.Helper()
	return b.priced(t, by, request(key, 2, instrument), codes...)
}

func (b *bench) priced(t testing.TB, by secure.Actor, r order.Request, codes ...string) order.Request {
	t.Helper()
	r.Codes = codes
	shown, err := b.Promotions.Show(t.Context(), by, r)
	require.NoError(t, err)
	r.ExpectedTotal = shown.Total
	return r
}

// used is how often a rule counts as used, and where the redemption of a purchase
// stands.
func (b *bench) used(t testing.TB, rule string, p order.PurchaseID) (int64, coupon.Status) {
	t.Helper()
	store := b.Coupons.Store
	counts, err := store.FindCounts(t.Context(), "t "+rule)
	require.NoError(t, err)
	var status coupon.Status
	require.NoError(t, store.Do(t.Context(), func(ctx context.Context, tx coupon.Tx) error {
		list, err := tx.RedemptionsOf(ctx, string(p))
		for _, r := range list {
			if r.Rule == rule {
				status = r.Status
			}
		}
		return err
	}))
	return counts[0].N, status
}

func (b *bench) requireUsed(t testing.TB, rule string, p order.PurchaseID, n int64, status coupon.Status) {
	t.Helper()
	have, at := b.used(t, rule, p)
	require.Equal(t, n, have)
	require.Equal(t, status, at)
}

func TestACodeIsUsedOnceAndComesBackWithACancellation(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce)
		r := b.coded(t, buyer, "k1", sandbox.OK, " t-e-n ")
		require.Equal(t, "34.98 USD", r.ExpectedTotal.String())
		late := b.coded(t, stranger, "k2", sandbox.OK, "ten")
		o := b.place(t, r)
		require.Equal(t, order.Confirmed, o.Status)
		require.True(t, o.Claims)
		require.Equal(t, []string{"34.98 USD", "39.98 USD", "10.00 USD", "5.00 USD"}, []string{o.Total.String(), o.Goods.String(), o.Discount.String(), o.Shipping.String()})
		require.Equal(t, []order.Share{{Code: "ten", Payer: "seller", Amount: cash("3.33")}, {Code: "ten", Payer: "platform", Amount: cash("6.67")}}, borne(t, o))
		b.requireUsed(t, "ten", o.Purchase, 1, coupon.Confirmed)
		again, err := b.Orders.Place(t.Context(), buyer, r)
		require.NoError(t, err)
		require.True(t, again.Again, "the same request is the same purchase, whatever its code would give now")

		// Whoever saw the price before learns that it changed, and why.
		_, err = b.Orders.Place(t.Context(), stranger, late)
		require.ErrorIs(t, err, order.ErrPriceChanged)
		shown, err := b.Promotions.Show(t.Context(), stranger, late)
		require.NoError(t, err)
		require.Equal(t, []promotion.CodeResult{{Text: "ten", Answer: promotion.CodeExpired, Rule: "ten"}}, shown.Codes)
		require.Equal(t, "44.98 USD", shown.Total.String())

		_, err = b.Orders.Cancel(t.Context(), buyer, o.ID)
		require.NoError(t, err)
		b.requireUsed(t, "ten", o.Purchase, 0, coupon.Released)
		p, err := b.Orders.Place(t.Context(), stranger, late)
		require.NoError(t, err)
		b.requireUsed(t, "ten", p.Purchase.ID, 1, coupon.Confirmed)
	})
}

// borne adds up the shares of an order's rows by payer.
func borne(t testing.TB, o order.Order) []order.Share {
	t.Helper()
	var list []order.Share
	for _, l := range o.Lines {
		for _, r := range l.Rows {
			for _, s := range r.Discounts {
				found := false
				for i := range list {
					if list[i].Code == s.Code && list[i].Payer == s.Payer {
						var err error
						list[i].Amount, err = list[i].Amount.Add(s.Amount)
						require.NoError(t, err)
						found = true
					}
				}
				if !found {
					list = append(list, s)
				}
			}
		}
	}
	return list
}

// A limit that is used up between the price and the purchase refuses the purchase,
// and leaves nothing of it.
func TestAUseThatIsGoneRefusesThePurchase(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce)
		var drafts []order.Draft
		for _, by := range []secure.Actor{buyer, stranger} {
			d, err := b.Orders.Prepare(t.Context(), by, b.coded(t, by, "k", sandbox.OK, "TEN"))
			require.NoError(t, err)
			drafts = append(drafts, d)
		}
		place := func(d *order.Draft) error {
			return b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error { return b.Orders.PlaceIn(ctx, tx, d) })
		}
		require.NoError(t, place(&drafts[1]))
		err := place(&drafts[0])
		require.ErrorIs(t, err, coupon.ErrRefused)
		var refused *coupon.RefusedError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "ten", refused.Rule)
		require.Equal(t, promotion.CodeExpired, refused.Answer)
		_, err = b.Backend.Orders().FindPurchase(t.Context(), drafts[0].Purchase.ID)
		require.ErrorIs(t, err, event.ErrNotFound)
		_, err = b.Backend.Payments().FindPayment(t.Context(), drafts[0].Purchase.Payment)
		require.ErrorIs(t, err, event.ErrNotFound)
		require.Equal(t, int64(2), b.level(t).Reserved)
		b.requireUsed(t, "ten", drafts[1].Purchase.ID, 1, coupon.Reserved)
	})
}

func TestBuyersRaceForTheLastUse(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce)
		requests := make([]order.Request, 4)
		buyers := make([]secure.Actor, len(requests))
		for i := range requests {
			buyers[i] = secure.Actor{ID: fmt.Sprint("racer", i), Role: secure.RoleBuyer}
			requests[i] = b.coded(t, buyers[i], "k", sandbox.OK, "TEN")
		}
		var wg sync.WaitGroup
		errs := make([]error, len(requests))
		for i, r := range requests {
			wg.Go(func() { _, errs[i] = b.Orders.Place(context.Background(), buyers[i], r) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.True(t, errors.Is(err, coupon.ErrRefused) || errors.Is(err, order.ErrPriceChanged), "%v", err)
		}
		require.Equal(t, 1, won)
		n, _ := b.used(t, "ten", "")
		require.Equal(t, int64(1), n)
		require.Equal(t, int64(2), b.level(t).Reserved)
	})
}

// One code over two sellers: its use stays while one of their orders lives, and
// comes back with the last, also when both are cancelled at once.
func TestAUseOverTwoSellersComesBackWithTheLastOrder(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce, `"id":"lamps","layer":"shop","seller":"lamplight","limits":{"total":5},"then":[{"kind":"off","amount":["2 USD"]}]`)
		for name, together := range map[string]bool{"in turn": false, "at once": true} {
			t.Run(name, func(t *testing.T) {
				r := request(name, 1, sandbox.OK)
				r.Lines = append(r.Lines, order.Item{SKU: "VASE", Qty: 1})
				p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, r, "TEN"))
				require.NoError(t, err)
				require.Len(t, p.Orders, 2)
				require.Equal(t, "47.99 USD", p.Purchase.Total.String()) // 19.99 − 2 + 30 − 10 + 2 × 5
				id := p.Purchase.ID
				cancelled := func(i int) error {
					_, err := b.Orders.Cancel(context.Background(), buyer, p.Orders[i].ID)
					return err
				}
				if together {
					var wg sync.WaitGroup
					errs := make([]error, 2)
					for i := range errs {
						wg.Go(func() { errs[i] = cancelled(i) })
					}
					wg.Wait()
					require.NoError(t, errors.Join(errs...))
				} else {
					require.NoError(t, cancelled(0))
					b.requireUsed(t, "ten", id, 1, coupon.Confirmed)
					b.requireUsed(t, "lamps", id, 0, coupon.Released)
					require.NoError(t, cancelled(1))
				}
				b.requireUsed(t, "ten", id, 0, coupon.Released)
				b.requireUsed(t, "lamps", id, 0, coupon.Released)
			})
		}
	})
}

// However an order ends unpaid, rejected or refunded before it is sent, its uses
// and its coupon come back; money that comes too late confirms nothing.
func TestHoweverAnOrderEndsItsUsesComeBack(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce, strings.Replace(wallet, "platform", "payment", 1))
		require.NoError(t, b.Coupons.SaveCampaign(t.Context(), staff, coupon.Campaign{ID: "c", Rule: "wallet", From: b.now}))
		for name, c := range map[string]struct {
			instrument string
			end        func(t *testing.T, b *bench, o order.Order)
		}{
			"expired":  {sandbox.Stall, func(t *testing.T, b *bench, _ order.Order) { b.pass(t, time.Hour) }},
			"declined": {sandbox.Decline, func(t *testing.T, b *bench, _ order.Order) { b.pass(t, time.Hour) }},
			"withdrawn, then paid": {sandbox.Stall, func(t *testing.T, b *bench, o order.Order) {
				p, err := b.Orders.Purchase(t.Context(), buyer, o.Purchase)
				require.NoError(t, err)
				_, err = b.Orders.Cancel(t.Context(), buyer, o.ID)
				require.NoError(t, err)
				other, err := b.Orders.Place(t.Context(), stranger, b.coded(t, stranger, "other", sandbox.OK, "TEN"))
				require.NoError(t, err)
				late := payment.Fact{Provider: "sandbox", Ref: p.Purchase.Charge, Status: payment.Succeeded, Amount: o.Total}
				require.NoError(t, b.Payments.Learn(t.Context(), late))
				b.requireUsed(t, "ten", o.Purchase, 1, coupon.Released)
				_, err = b.Orders.Cancel(t.Context(), stranger, other.Orders[0].ID)
				require.NoError(t, err)
			}},
			"rejected": {sandbox.OK, func(t *testing.T, b *bench, o order.Order) {
				_, err := b.Orders.Reject(t.Context(), merchant, o.ID, "no lamps")
				require.NoError(t, err)
			}},
			"all refunded": {sandbox.OK, func(t *testing.T, b *bench, o order.Order) {
				_, err := b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: o.Total, Reason: "no lamps"})
				require.NoError(t, err)
			}},
		} {
			t.Run(name, func(t *testing.T) {
				mine, err := b.Coupons.Claim(t.Context(), buyer, "c")
				require.NoError(t, err)
				r := b.coded(t, buyer, name, c.instrument, "TEN", coupon.PrintCode(mine.Code))
				require.Equal(t, "31.65 USD", r.ExpectedTotal.String())
				o := b.place(t, r)
				kept, err := b.Coupons.Store.FindCoupon(t.Context(), mine.Code)
				require.NoError(t, err)
				require.Equal(t, int64(1), kept.Used)
				c.end(t, b, o)
				require.Equal(t, order.Cancelled, b.order(t, o.ID).Status)
				b.requireUsed(t, "ten", o.Purchase, 0, coupon.Released)
				b.requireUsed(t, "wallet", o.Purchase, 0, coupon.Released)
				kept, err = b.Coupons.Store.FindCoupon(t.Context(), mine.Code)
				require.NoError(t, err)
				require.Zero(t, kept.Used)
				require.Equal(t, r.ExpectedTotal, b.coded(t, buyer, "k2", sandbox.OK, "TEN", mine.Code).ExpectedTotal)
			})
		}
	})
}

// Every call of the store fails once while a purchase with a code is placed, paid
// and cancelled. With time, the use is where the order is.
func TestFailTheNthCallOfAPurchaseWithACode(t *testing.T) {
	lost := errors.New("lost")
	for n := 1; ; n++ {
		db := memstore.New()
		b := promoted(t, db, tenOnce)
		r := b.coded(t, buyer, "k1", sandbox.OK, "TEN")
		calls, failed := 0, false
		db.Hook = func(context.Context, string) error {
			if calls++; calls == n {
				failed = true
				return lost
			}
			return nil
		}
		var p order.Placement
		for range 2 {
			if made, err := b.Orders.Place(t.Context(), buyer, r); err == nil {
				p = made
				break
			}
		}
		for range 20 {
			_, _ = b.RunOnce(context.Background())
			b.now = b.now.Add(5 * time.Second)
		}
		require.NotEmpty(t, p.Orders, n)
		_, err := b.Orders.Cancel(t.Context(), buyer, p.Orders[0].ID)
		confirmed := err != nil
		if confirmed {
			db.Hook = nil
			b.pass(t, time.Hour)
			if b.order(t, p.Orders[0].ID).Status == order.Cancelled { // only the answer was lost
				confirmed = false
			}
		}
		db.Hook = nil
		b.pass(t, time.Hour)
		if confirmed {
			require.Equal(t, order.Confirmed, b.order(t, p.Orders[0].ID).Status, n)
			b.requireUsed(t, "ten", p.Purchase.ID, 1, coupon.Confirmed)
		} else {
			require.Equal(t, order.Cancelled, b.order(t, p.Orders[0].ID).Status, n)
			b.requireUsed(t, "ten", p.Purchase.ID, 0, coupon.Released)
		}
		if !failed {
			require.Greater(t, n, 40)
			return
		}
	}
}

func price(text string) []money.Money { return []money.Money{cash(text)} }

func anyPolicy(t testing.TB) aftersales.Policies {
	t.Helper()
	policies, err := policy.Set{}.With(policy.Entry{Policy: policy.CNMarketplace()})
	require.NoError(t, err)
	return policies
}
