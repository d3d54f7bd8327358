package cartwright_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

func (b *bench) stock(t testing.TB, sku catalog.SKU) stock.Level {
	t.Helper()
	levels, err := b.Stock.Levels(t.Context(), sku)
	require.NoError(t, err)
	require.Len(t, levels, 1)
	return levels[0]
}

// A gift is a line of its own beside the same thing bought: at its worth, which is
// all taken off, reserved, shipped and given back like any other.
func TestAGiftThatIsAlsoBought(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), bulb)
		r := request("k1", 1, sandbox.OK)
		r.Lines = append(r.Lines, order.Item{SKU: "BULB", Qty: 2})
		r = b.priced(t, buyer, r)
		require.Equal(t, "29.99 USD", r.ExpectedTotal.String())
		o := b.place(t, r)
		require.Len(t, o.Lines, 3)
		gift := o.Lines[2]
		require.True(t, gift.Gift)
		require.False(t, o.Lines[0].Gift || o.Lines[1].Gift)
		require.Equal(t, catalog.SKU("BULB"), gift.SKU)
		require.Equal(t, "BULB", gift.Title)
		require.True(t, gift.Rows[0].Net.IsZero())
		require.Equal(t, []order.Share{{Code: "bulb", Payer: "seller", Amount: cash("2.50")}}, gift.Rows[0].Discounts)
		require.Equal(t, []string{"27.49 USD", "2.50 USD"}, []string{o.Goods.String(), o.Discount.String()})
		require.False(t, o.Claims, "a rule without limits takes nothing")
		require.Equal(t, stock.Level{SKU: "BULB", OnHand: 3, Reserved: 3}, b.stock(t, "BULB"))

		_, err := b.Orders.Accept(t.Context(), merchant, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 2, Units: 1}, {Line: 3, Units: 1}}})
		require.NoError(t, err)
		require.Equal(t, stock.Level{SKU: "BULB", OnHand: 1, Reserved: 1}, b.stock(t, "BULB"))
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.NoError(t, err)
		require.Equal(t, stock.Level{SKU: "BULB"}, b.stock(t, "BULB"))

		// None is left: nobody gets one, and nobody is refused because of that.
		r = b.priced(t, stranger, request("k2", 1, sandbox.OK))
		p, err := b.Orders.Place(t.Context(), stranger, r)
		require.NoError(t, err)
		require.Len(t, p.Orders[0].Lines, 1)
	})
}

func TestWhatIsBoughtIsNoGift(t *testing.T) {
	b := promoted(t, memstore.New(), bulb)
	r := request("k1", 1, sandbox.OK)
	r.Lines = append(r.Lines, order.Item{SKU: "BULB", Qty: 3})
	shown, err := b.Promotions.Show(t.Context(), buyer, r)
	require.NoError(t, err)
	require.Empty(t, shown.Gifts)

	// A gift that is gone between the price and the purchase is out of stock.
	d, err := b.Orders.Prepare(t.Context(), buyer, b.priced(t, buyer, request("k2", 1, sandbox.OK)))
	require.NoError(t, err)
	require.NoError(t, b.Stock.Move(t.Context(), staff, stock.Delivery{Reason: stock.WrittenOff, Lines: []stock.Line{{SKU: "BULB", Qty: 3}}}))
	err = b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error { return b.Orders.PlaceIn(ctx, tx, &d) })
	require.ErrorIs(t, err, stock.ErrOutOfStock)
	require.Zero(t, b.level(t).Reserved)
}

// Who pays a delivery that costs the buyer nothing stands on the order; what was
// paid comes back to the cent through cases, and no more.
func TestAPromotedOrderGivesBackWhatWasPaid(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), free, strings.Replace(tenOnce, `"total":1`, `"per_buyer":1`, 1))
		o := b.place(t, b.priced(t, buyer, request("k1", 3, sandbox.OK), "FREE", "TEN"))
		require.Equal(t, "49.97 USD", o.Total.String())
		require.True(t, o.Shipping.IsZero())
		require.Equal(t, []order.Share{{Code: "free", Payer: "platform", Amount: cash("5")}}, o.ShippingDiscounts)
		require.Len(t, o.Lines[0].Rows, 2, "10.00 does not divide by 3")
		_, err := b.Orders.Accept(t.Context(), merchant, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.NoError(t, err)
		b.pass(t, 3*24*time.Hour)
		b.returned(t, o.ID, 1)
		require.Contains(t, []string{"16.65 USD", "16.66 USD"}, b.order(t, o.ID).Refunded.String())
		b.returned(t, o.ID, 2)
		o = b.order(t, o.ID)
		require.Equal(t, "49.97 USD", o.Refunded.String())
		require.Equal(t, order.PayRefunded, o.PaymentStatus)
	})
}

// emitted are the events of a type that nobody has fetched yet.
func (b *bench) emitted(t testing.TB, kind string) []string {
	t.Helper()
	list, err := b.Backend.UnsentEvents(t.Context(), 1000)
	require.NoError(t, err)
	var data []string
	for _, e := range list {
		if e.Type == kind {
			data = append(data, strings.ReplaceAll(string(e.Data), " ", ""))
		}
	}
	return data
}

func TestPointsAreCreditedWithThePaymentAndGoBack(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), points)
		r := request("k1", 1, sandbox.OK)
		r.Lines = append(r.Lines, order.Item{SKU: "VASE", Qty: 1})
		d, err := b.Orders.Prepare(t.Context(), buyer, b.priced(t, buyer, r))
		require.NoError(t, err)
		require.NoError(t, b.Backend.Orders().Do(t.Context(), func(ctx context.Context, tx order.Tx) error { return b.Orders.PlaceIn(ctx, tx, &d) }))
		require.Empty(t, b.emitted(t, "promotion.points"))
		require.NoError(t, b.Payments.Advance(t.Context(), d.Charge.Ref))
		want := []string{fmt.Sprintf(`{"points":7,"purchase":"%s","rule":"points"}`, d.Purchase.ID)}
		require.Equal(t, want, b.emitted(t, "promotion.points"))
		_, err = b.RunOnce(t.Context())
		require.NoError(t, err)
		for i, o := range d.Orders {
			require.Empty(t, b.emitted(t, "promotion.points_back"))
			require.Equal(t, i == 0, len(b.order(t, o.ID).Awards) == 1)
			_, err = b.Orders.Cancel(t.Context(), buyer, o.ID)
			require.NoError(t, err)
		}
		require.Equal(t, want, b.emitted(t, "promotion.points_back"))
	})
}

// A discount for one method of payment is not had with another by paying anew.
func TestADiscountForAMethodOfPaymentBindsToIt(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), card)
		r := request("k1", 2, sandbox.Decline)
		r.ExpectedTotal = cash("42.98") // 39.98 less 5 %, and 5.00
		o := b.place(t, r)
		require.Equal(t, sandbox.Card, o.PayBy)
		tender := order.Tender{Provider: "sandbox", Method: "other", Instrument: sandbox.OK}
		_, err := b.Orders.Retry(t.Context(), buyer, o.Purchase, tender)
		var wrong *order.InputError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, "method", wrong.Field)
		tender.Method = sandbox.Card
		_, err = b.Orders.Retry(t.Context(), buyer, o.Purchase, tender)
		require.NoError(t, err)
		require.Equal(t, order.Confirmed, b.order(t, o.ID).Status)
	})
}

func TestTheFirstOrderCountsOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), first)
		r := b.coded(t, buyer, "k1", sandbox.OK)
		require.Equal(t, "43.98 USD", r.ExpectedTotal.String())
		o := b.place(t, r)
		require.Equal(t, "44.98 USD", b.coded(t, buyer, "k2", sandbox.OK).ExpectedTotal.String())
		_, err := b.Orders.Cancel(t.Context(), buyer, o.ID)
		require.NoError(t, err)
		require.Equal(t, r.ExpectedTotal, b.coded(t, buyer, "k3", sandbox.OK).ExpectedTotal)
		guest := request("k4", 2, sandbox.OK)
		guest.Guest = true
		require.Equal(t, "44.98 USD", b.priced(t, buyer, guest).ExpectedTotal.String(), "who does not sign in has no first order")
	})
}

// Whatever is typed, the page has its price.
func TestAPageShowsThePriceWhateverIsTyped(t *testing.T) {
	b := promoted(t, memstore.New(), tenOnce, wallet, `"id":"big","layer":"shop","when":{"kind":"amount","min":["100 USD"]},"then":[{"kind":"percent","off":"10"}]`)
	bare := order.Request{Lines: []order.Item{{SKU: "LAMP", Qty: 2}}, Currency: "USD"}
	show := func(by secure.Actor, codes ...string) cartwright.Shown {
		r := bare
		r.Codes = codes
		shown, err := b.Promotions.Show(t.Context(), by, r)
		require.NoError(t, err)
		return shown
	}
	plain := show(secure.Actor{})
	require.Equal(t, "44.98 USD", plain.Total.String())
	require.Len(t, plain.Orders, 1)
	i := slices.IndexFunc(plain.Explained, func(x promotion.Explanation) bool { return x.Rule == "big" })
	require.GreaterOrEqual(t, i, 0, "what is nearly reached is told")
	require.Equal(t, "60.02 USD", plain.Explained[i].Short.String())
	require.Equal(t, "34.98 USD", show(secure.Actor{}, "TEN").Total.String(), "a shared code needs nobody")
	answers := func(by secure.Actor, codes ...string) (list []promotion.CodeAnswer) {
		for _, c := range show(by, codes...).Codes {
			list = append(list, c.Answer)
		}
		return list
	}
	require.Equal(t, []promotion.CodeAnswer{promotion.CodeNotSignedIn}, answers(secure.Actor{}, "ABCDEFGHJKMN"))
	require.NoError(t, b.Coupons.SaveCampaign(t.Context(), staff, coupon.Campaign{ID: "c", Rule: "wallet", From: b.now}))
	theirs, err := b.Coupons.Claim(t.Context(), stranger, "c")
	require.NoError(t, err)
	require.Equal(t, []promotion.CodeAnswer{promotion.CodeIneligible, promotion.CodeInvalid, promotion.CodeApplied}, answers(buyer, theirs.Code, "NOPE", "TEN"))
	for range 4 {
		answers(buyer, "NOPE", theirs.Code)
	}
	require.Equal(t, []promotion.CodeAnswer{promotion.CodeInvalid}, answers(buyer, "TEN"), "locked out")
	require.Equal(t, "44.98 USD", show(buyer, "TEN").Total.String())
	require.Equal(t, "34.98 USD", show(stranger, "TEN").Total.String())
	b.now = b.now.Add(time.Hour)
	require.Equal(t, []promotion.CodeAnswer{promotion.CodeApplied}, answers(buyer, "TEN"))

	b.Promotions.Who = func(context.Context, secure.Actor) string { return "one address" }
	for range 10 {
		answers(secure.Actor{}, "NOPE")
	}
	require.Equal(t, []promotion.CodeAnswer{promotion.CodeInvalid}, answers(stranger, "TEN"), "whoever comes from there")

	for field, codes := range map[string][]string{
		"codes": make([]string, 21), "codes[1]": {"TEN", ""}, "codes[0]": {strings.Repeat("A", 65)}, "codes[2]": {"A", "B", "C\x00"},
	} {
		r := bare
		r.Codes = codes
		_, err := b.Promotions.Show(t.Context(), buyer, r)
		var wrong *order.InputError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, field, wrong.Field)
	}
}

// The host tells what only it knows; the catalogue's shelves are known already.
func TestRulesAboutShelvesBrandsAndGroups(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), `"id":"light","layer":"item","items":{"kind":"category","in":["home"]},"then":[{"kind":"percent","off":"10"}]`,
			`"id":"brand","layer":"shop","items":{"kind":"brand","in":["Glow"]},"then":[{"kind":"off","amount":["1 USD"]}]`,
			`"id":"vip","layer":"platform","when":{"kind":"group","in":["vip"]},"then":[{"kind":"off","amount":["2 USD"]}]`)
		for _, c := range []catalog.Category{{ID: "home", Slug: "home"}, {ID: "lamps", Slug: "lamps", Parent: "home"}} {
			c.Texts = catalog.Texts{"en": {Title: c.Slug}}
			require.NoError(t, b.Catalog.SaveCategory(t.Context(), staff, c))
		}
		lamp, err := b.Catalog.Product(t.Context(), staff, "lamp")
		require.NoError(t, err)
		lamp.Category, lamp.Brand = "lamps", "Glow"
		_, err = b.Catalog.SaveProduct(t.Context(), staff, lamp)
		require.NoError(t, err)
		require.Equal(t, "39.98 USD", b.coded(t, buyer, "k", sandbox.OK).ExpectedTotal.String()) // 39.98 − 4.00 − 1 + 5
		b.Promotions.Describe = func(ctx context.Context, by secure.Actor, f *promotion.Facts) error {
			if by.Is(buyer.ID) {
				f.Buyer.Groups = []string{"vip"}
			}
			return b.Promotions.FromCatalog(ctx, by, f)
		}
		require.Equal(t, "37.98 USD", b.coded(t, buyer, "k", sandbox.OK).ExpectedTotal.String())
		require.Equal(t, "39.98 USD", b.coded(t, stranger, "k", sandbox.OK).ExpectedTotal.String())
		b.Promotions.Describe = func(_ context.Context, _ secure.Actor, f *promotion.Facts) error {
			f.Lines[0].Price = cash("1")
			return nil
		}
		_, err = b.Promotions.Show(t.Context(), buyer, request("k", 1, ""))
		require.ErrorContains(t, err, "changed what is bought")
		lost := errors.New("lost")
		b.Promotions.Describe = func(context.Context, secure.Actor, *promotion.Facts) error { return lost }
		_, err = b.Promotions.Show(t.Context(), buyer, request("k", 1, ""))
		require.ErrorIs(t, err, lost)
	})
}

// Guesses from many windows at once are counted, and none of the pages fails.
func TestGuessesAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), tenOnce)
		r := request("k", 1, "")
		r.Codes = []string{"NOPE"}
		var wg sync.WaitGroup
		errs := make([]error, 3)
		for i := range errs {
			wg.Go(func() { _, errs[i] = b.Promotions.Show(context.Background(), buyer, r) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		g, err := b.Coupons.Store.FindGuesses(t.Context(), buyer.ID)
		require.NoError(t, err)
		require.Equal(t, int64(len(errs)), g.N)
	})
}

func TestAGiftIsPaidByThosePromised(t *testing.T) {
	b := promoted(t, memstore.New(), bulb+`,"payers":[{"party":"seller","parts":1},{"party":"platform","parts":2}]`)
	shown, err := b.Promotions.Show(t.Context(), buyer, request("k1", 1, sandbox.OK))
	require.NoError(t, err)
	require.Equal(t, []order.Share{{Code: "bulb", Payer: "seller", Amount: cash("0.83")}, {Code: "bulb", Payer: "platform", Amount: cash("1.67")}}, shown.Orders[0].Lines[1].Rows[0].Discounts)
}

// A price with fractions of the smallest coin still adds up.
func TestAPriceInFractionsOfACoinIsPromoted(t *testing.T) {
	b := promoted(t, memstore.New(), `"id":"nth","layer":"item","then":[{"kind":"off","amount":["1 USD"]}]`)
	_, err := b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
		Slug: "screw", Seller: "lamplight", Kind: catalog.Goods, Status: catalog.Active, Texts: catalog.Texts{"en": {Title: "Screw"}},
		Variants: []catalog.Variant{{SKU: "SCREW", Prices: price("0.025"), Grams: 1}},
	})
	require.NoError(t, err)
	r := order.Request{Lines: []order.Item{{SKU: "SCREW", Qty: 200}}, Currency: "USD"}
	orders, total, err := b.Orders.Quote(t.Context(), buyer, r)
	require.NoError(t, err)
	require.Equal(t, "9.00 USD", total.String())
	require.Equal(t, "1.00 USD", orders[0].Discount.Round(0).String())
}

func TestPastOrdersUnderANewRule(t *testing.T) {
	b := promoted(t, memstore.New(), tenOnce, bulb, free)
	p, err := b.Orders.Place(t.Context(), buyer, b.priced(t, buyer, request("k1", 3, sandbox.OK), "TEN", "FREE"))
	require.NoError(t, err)
	facts, err := cartwright.PastFacts(p.Purchase, p.Orders...)
	require.NoError(t, err)
	before := snapshot(t, tenOnce, bulb, free)
	after, err := before.With(promotion.Rule{
		Version: 1, ID: "ten", Layer: "platform", ByCode: true, Codes: []string{"TEN"}, Then: []json.RawMessage{[]byte(`{"kind":"off","amount":["12 USD"]}`)},
	})
	require.NoError(t, err)
	for r, err := range (promotion.Trial{Before: before, After: after}).Replay(only(facts)) {
		require.NoError(t, err)
		require.Equal(t, p.Purchase.Total, r.Before.Total)
		require.Equal(t, "-2.00 USD", r.Change.String())
	}
}

func only(f promotion.Facts) iter.Seq[promotion.Facts] {
	return func(yield func(promotion.Facts) bool) { yield(f) }
}

func TestCheckNamesWhatPromotionsLack(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b, other *bench)
		want   string
	}{
		"nothing":          {func(*bench, *bench) {}, ""},
		"a decorator":      {func(b, _ *bench) { b.Orders.Pricer = struct{ order.Pricer }{b.Orders.Pricer} }, ""},
		"no rules":         {func(b, _ *bench) { b.Promotions.Rules = nil }, "Promotions.Rules is not set"},
		"no base":          {func(b, _ *bench) { b.Promotions.Base = nil }, "Promotions.Base is not set"},
		"no coupons":       {func(b, _ *bench) { b.Coupons = &coupon.Service{} }, "Coupons is not set"},
		"no claims":        {func(b, _ *bench) { b.Orders.Claims = nil }, "Orders.Claims is not set"},
		"another's":        {func(b, o *bench) { b.Orders.Pricer = o.Promotions }, "Orders.Pricer is not the shop's Promotions"},
		"another's claims": {func(b, o *bench) { b.Orders.Claims = o.Promotions }, "Orders.Claims is not the shop's Promotions"},
	} {
		t.Run(name, func(t *testing.T) {
			b, other := promoted(t, memstore.New(), tenOnce), promoted(t, memstore.New(), tenOnce)
			c.change(b, other)
			err := b.Check()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "cartwright: "+c.want)
		})
	}
}

// narrow is a store of orders whose transactions hide that they hold coupons.
type narrow struct{ order.Store }

func (s narrow) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	return s.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error { return fn(ctx, struct{ order.Tx }{tx}) })
}

type narrowCases struct{ aftersales.Store }

func (s narrowCases) Do(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
	return s.Store.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return fn(ctx, struct{ aftersales.Tx }{tx}) })
}

type narrowBackend struct{ *memstore.DB }

func (b narrowBackend) Orders() order.Store { return narrow{b.DB.Orders()} }

type halfBackend struct{ *memstore.DB }

func (b halfBackend) Aftersales() aftersales.Store { return narrowCases{b.DB.Aftersales()} }

func TestABackendThatCannotRedeemIsRefusedBeforeTheFirstSale(t *testing.T) {
	o := cartwright.Options{Rules: cartwright.FixedRules(nil), Policies: anyPolicy(t)}
	_, err := cartwright.Wire(struct{ cartwright.Backend }{memstore.New()}, cartwright.Options{Rules: o.Rules})
	require.ErrorContains(t, err, "cartwright: Backend keeps no coupons")
	_, err = cartwright.Wire(narrowBackend{memstore.New()}, o)
	require.ErrorContains(t, err, "a transaction of Orders() must be a coupon.Tx")
	_, err = cartwright.Wire(halfBackend{memstore.New()}, o)
	require.ErrorContains(t, err, "a transaction of Aftersales() must be a coupon.Tx")
	_, err = cartwright.Wire(halfBackend{memstore.New()}, cartwright.Options{Rules: o.Rules})
	require.NoError(t, err, "who keeps no cases needs no such transaction of theirs")

	b := promoted(t, memstore.New(), tenOnce)
	r := b.coded(t, buyer, "k", sandbox.OK, "TEN")
	b.Orders.Store = narrow{b.Orders.Store}
	_, err = b.Orders.Place(t.Context(), buyer, r)
	require.ErrorContains(t, err, "a decorator hides it")
	require.Zero(t, b.level(t).Reserved)
}

// Rules that people edit are kept in the shop's own backend.
func TestRulesLiveInTheBackend(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		store := open(t)
		b := promoted(t, store)
		book := &rules.Service{}
		s, err := cartwright.Wire(store, cartwright.Options{Rules: book, Now: func() time.Time { return b.now }})
		require.NoError(t, err)
		b.Shop = s
		require.Equal(t, "39.98 USD", b.coded(t, buyer, "k", sandbox.OK).ExpectedTotal.String())
		rule, err := promotion.ParseRule([]byte(`{"version":1,"id":"ten","layer":"shop","seller":"lamplight","then":[{"kind":"off","amount":["10 USD"]}]}`), promotion.Standard())
		require.NoError(t, err)
		draft, err := book.Save(t.Context(), merchant, rule, 0)
		require.NoError(t, err)
		_, err = book.Publish(t.Context(), staff, rules.Step{ID: draft.ID, Version: draft.Version})
		require.NoError(t, err)
		require.Equal(t, "29.98 USD", b.coded(t, buyer, "k", sandbox.OK).ExpectedTotal.String())
	})
}

// The budget of a sale with a code and a limit, from the price to the paid order,
// beside the 25 of a sale without.
func TestStatementsOfASaleWithACode(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), strings.Replace(tenOnce, `"total":1`, `"total":9`, 1))
		db, ok := b.Backend.(interface{ Stats() sqlstore.Stats })
		if !ok {
			t.Skip("memory sends no statements")
		}
		for budget, codes := range map[int64][]string{26: nil, 33: {"TEN"}} { // one more reads brands and shelves, one looks for a coupon of the code
			for _, key := range []string{"warm", "counted"} {
				r := b.coded(t, buyer, fmt.Sprint(key, codes), sandbox.OK, codes...)
				before := db.Stats()
				_, err := b.Orders.Place(t.Context(), buyer, r)
				require.NoError(t, err)
				after := db.Stats()
				t.Logf("%v %s: %d statements, %d trips, %d commits", codes, key, after.Statements-before.Statements, after.Trips-before.Trips, after.Commits-before.Commits)
				require.LessOrEqual(t, after.Statements-before.Statements, budget)
				require.Equal(t, int64(2), after.Commits-before.Commits)
			}
		}
	})
}

// A purchase of which discounts leave nothing to pay asks no provider, and lives
// like any other.
func TestAPurchaseThatCostsNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := promoted(t, open(t), free, `"id":"all","layer":"platform","by_code":true,"codes":["ALL"],"limits":{"total":1},"then":[{"kind":"percent","off":"100"}]`)
		r := b.coded(t, buyer, "k1", sandbox.OK, "ALL", "FREE")
		require.True(t, r.ExpectedTotal.IsZero())
		r.Guest = true
		p, err := b.Orders.Place(t.Context(), buyer, r)
		require.NoError(t, err)
		require.Equal(t, order.Confirmed, p.Orders[0].Status)
		require.Empty(t, p.Purchase.Charge)
		again, err := b.Orders.Place(t.Context(), buyer, r)
		require.NoError(t, err)
		require.True(t, again.Again)
		id := p.Orders[0].ID
		b.requireUsed(t, "all", p.Purchase.ID, 1, coupon.Confirmed)
		require.Equal(t, int64(2), b.level(t).Reserved)
		_, err = b.Orders.Retry(t.Context(), buyer, p.Purchase.ID, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK})
		require.ErrorIs(t, err, order.ErrCharge)
		refunds, err := b.Orders.Refunds(t.Context(), buyer, id)
		require.NoError(t, err)
		require.Empty(t, refunds)
		_, err = b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{Amount: cash("0.01"), Reason: "broken"})
		require.Error(t, err, "nothing was paid")
		nothing, err := b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "broken"})
		require.NoError(t, err)
		require.True(t, nothing.Amount.IsZero())
		require.Equal(t, int64(1), b.level(t).Reserved)
		b.pass(t, time.Hour)
		require.Equal(t, order.PayPaid, b.order(t, id).PaymentStatus)
		_, err = b.Orders.Cancel(t.Context(), buyer, id)
		require.NoError(t, err)
		require.Zero(t, b.level(t).Reserved)
		b.requireUsed(t, "all", p.Purchase.ID, 0, coupon.Released)

		r = b.coded(t, buyer, "k2", sandbox.OK, "ALL", "FREE")
		o := b.place(t, r)
		_, err = b.Orders.Accept(t.Context(), merchant, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.NoError(t, err)
		b.pass(t, 11*24*time.Hour)
		require.Equal(t, order.Completed, b.order(t, o.ID).Status)
	})
}
