package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// Kinds of the service's timers.
const (
	ExpireTimer  = "order.expire"  // subject: a purchase
	ConfirmTimer = "order.confirm" // subject: an order
)

// A Placement is what Place made. Its orders are as they were placed: what the
// charge made of them is read with Service.Purchase. GuestToken is set only by
// the call that made the purchase, for a guest: it is stored nowhere in the
// clear, and JSON and prints leave it out.
type Placement struct {
	Purchase   Purchase
	Orders     []Order // one per seller
	GuestToken string  `json:"-"`
	Again      bool    // the same request had been placed before
}

// A Draft is a checked and priced purchase that nobody has written yet.
type Draft struct {
	by         secure.Actor
	claim      Claim
	deadline   time.Time
	Purchase   Purchase
	Orders     []Order
	Charge     payment.Request
	GuestToken string `json:"-"`
}

// Quote prices a request for a checkout page and writes nothing.
func (s *Service) Quote(ctx context.Context, by secure.Actor, r Request) ([]Order, money.Money, error) {
	if err := s.ready(); err != nil {
		return nil, money.Money{}, err
	}
	priced, total, err := s.price(ctx, by, r)
	return priced.Orders, total, err
}

// Place writes a purchase, its orders, the intent of its payment and its
// reservation in one commit, and then asks the provider to charge. The same
// request with the same key answers the same purchase; another request with
// that key is ErrKeyReused. What is wrong with the request is an *InputError
// that names the field, whichever package found it. A provider that fails
// changes nothing here: read the order's payment status. Where discounts leave
// nothing to pay nobody is asked, and the orders are confirmed at once.
func (s *Service) Place(ctx context.Context, by secure.Actor, r Request) (Placement, error) {
	d, err := s.Prepare(ctx, by, r)
	if err == nil {
		err = s.do(ctx, func(ctx context.Context, tx Tx) error { return s.PlaceIn(ctx, tx, &d) })
	}
	if err == nil {
		s.advance(ctx, d.Charge.Ref)
		return Placement{Purchase: d.Purchase, Orders: d.Orders, GuestToken: d.GuestToken}, nil
	}
	p, err := s.again(ctx, by, r, err)
	if err == nil && p.Purchase.ID == d.Purchase.ID { // this very call made it: only the commit's answer was lost
		p.Again, p.GuestToken = false, d.GuestToken
		s.advance(ctx, p.Purchase.Charge)
	}
	return p, err
}

// again answers the purchase that the same request made before, or failure.
func (s *Service) again(ctx context.Context, by secure.Actor, r Request, failure error) (Placement, error) {
	if s.Store == nil || r.Key == "" || by.Anonymous() {
		return Placement{}, failure
	}
	p, err := s.Store.FindPurchaseByKey(ctx, keyHash(by, r.Key))
	if err != nil {
		return Placement{}, failure
	}
	if p.Fingerprint != fingerprint(r) {
		return Placement{}, ErrKeyReused
	}
	orders, err := s.Store.OrdersOfPurchase(ctx, p.ID)
	return Placement{Purchase: p, Orders: orders, Again: true}, err
}

// Prepare checks and prices a request. The draft is good for one PlaceIn and
// its repeats by the store.
func (s *Service) Prepare(ctx context.Context, by secure.Actor, r Request) (Draft, error) {
	if err := s.ready(); err != nil {
		return Draft{}, err
	}
	if err := s.Policy.Allow(by, secure.OrderPlace, secure.Target{Owner: by.ID}); err != nil {
		return Draft{}, err
	}
	if err := r.checkWords(); err != nil {
		return Draft{}, err
	}
	if err := r.tender().checkWords(); err != nil {
		return Draft{}, err
	}
	priced, total, err := s.price(ctx, by, r)
	if err != nil {
		return Draft{}, err
	}
	if err := CheckAddress(r.To, travels(priced.Orders)); err != nil {
		return Draft{}, err
	}
	if r.Carrier != "" || r.Service != "" {
		if err := s.Labels.Offers(r.Carrier, r.Service); err != nil {
			return Draft{}, shippingInput(err)
		}
	}
	if !r.ExpectedTotal.HasCurrency() {
		return Draft{}, bad("expected_total", "is missing")
	}
	if !total.Equal(r.ExpectedTotal) || total.Currency() != r.ExpectedTotal.Currency() {
		return Draft{}, &PriceChangedError{Expected: r.ExpectedTotal, Actual: total}
	}
	return s.draft(by, r, priced, total)
}

// draft gives everything its id and its times.
func (s *Service) draft(by secure.Actor, r Request, priced Priced, total money.Money) (Draft, error) {
	orders := priced.Orders
	ids := make([]string, 3+len(orders))
	for i := range ids {
		var err error
		if ids[i], err = s.NewID(); err != nil {
			return Draft{}, fmt.Errorf("order: new id: %w", err)
		}
	}
	now := s.now()
	deadline := now.Add(s.payWithin(r.Method))
	d := Draft{by: by, claim: priced.Claim, deadline: deadline, Orders: orders, Purchase: Purchase{
		ID: PurchaseID(ids[0]), Buyer: by.ID, Key: keyHash(by, r.Key), Fingerprint: fingerprint(r), Currency: r.Currency,
		Total: total, Payment: payment.ID(ids[1]), Charge: payment.Ref(ids[2]), Method: r.Method, Language: r.Language,
		To: r.To, Email: r.Email, Note: r.Note, Placed: now,
	}}
	for i := range orders {
		o := &d.Orders[i]
		o.ID, o.Purchase, o.Buyer, o.Status, o.PaymentStatus = ID(ids[3+i]), d.Purchase.ID, by.ID, Placed, PayUnpaid
		o.Carrier, o.Service, o.Placed, o.Deadline, o.Claims = r.Carrier, r.Service, now, deadline, priced.Claim != nil
	}
	d.Charge = s.charge(d.Purchase, r.tender(), deadline)
	if total.IsZero() {
		d.Purchase.Payment, d.Purchase.Charge, d.Charge = "", "", payment.Request{}
	}
	if !r.Guest {
		return d, nil
	}
	var err error
	d.GuestToken, d.Purchase.GuestHash, err = secure.NewToken(s.Rand)
	return d, err
}

func (s *Service) charge(p Purchase, r Tender, deadline time.Time) payment.Request {
	kind := payment.Sale
	if r.Method == CashOnDelivery {
		kind = payment.Authorize
	}
	return payment.Request{
		Ref: p.Charge, Payment: p.Payment, Subject: string(p.ID), Cause: "purchase/" + string(p.ID), Kind: kind,
		Provider: r.Provider, Method: r.Method, Instrument: r.Instrument, ReturnURL: r.ReturnURL,
		Amount: p.Total, Expires: deadline, Again: p.Version > 0,
	}
}

// PlaceIn writes a draft in the caller's transaction. Call Charges.Advance with
// d.Charge.Ref after the commit; a timer does where the process dies. What the
// price claims and then the stock come last, so that hot rows are held as short
// as possible: a refused claim, out of stock, and a key that was used before
// (ErrDuplicate), end the whole transaction.
func (s *Service) PlaceIn(ctx context.Context, tx Tx, d *Draft) error {
	free := d.Charge.Ref == ""
	if !free {
		if _, err := s.Payments.Open(ctx, tx, d.Charge); err != nil {
			return paymentInput(err)
		}
	}
	if err := tx.SavePurchase(ctx, d.Purchase); err != nil {
		return err
	}
	moves := make([]move, len(d.Orders))
	for i, o := range d.Orders {
		o.Version, o.Status, o.PaymentStatus, o.Deadline = 0, Placed, PayUnpaid, d.deadline // a repeat by the store begins anew
		moves[i] = move{order: o, event: Place, by: d.by}
	}
	orders, err := s.save(ctx, tx, moves...)
	if err != nil {
		return err
	}
	if !free {
		t := event.Timer{Kind: ExpireTimer, Subject: string(d.Purchase.ID), Due: d.Charge.Expires}
		if err := tx.Schedule(ctx, t); err != nil {
			return err
		}
	}
	if d.claim != nil {
		if err := d.claim.Take(ctx, tx, d.Purchase); err != nil {
			return err
		}
	}
	if free {
		if orders, err = s.givenAway(ctx, tx, orders); err != nil {
			return err
		}
	}
	for _, o := range orders {
		if err := reserve(ctx, tx, o); err != nil {
			return err
		}
	}
	d.Orders = orders
	return nil
}

// givenAway confirms orders for which nothing is to be paid.
func (s *Service) givenAway(ctx context.Context, tx Tx, orders []Order) ([]Order, error) {
	moves := make([]move, len(orders))
	for i, o := range orders {
		o.Deadline, o.PaymentStatus = time.Time{}, PayPaid
		var err error
		if moves[i], err = s.step(engine(), Pay, o, ""); err != nil {
			return nil, err
		}
	}
	return s.save(ctx, tx, moves...)
}

func reserve(ctx context.Context, tx Tx, o Order) error {
	if lines := o.pieces(func(i int) int64 { return o.Lines[i].Qty }); len(lines) > 0 {
		return tx.ReserveStock(ctx, string(o.ID), lines)
	}
	return nil
}

// pieces are the stock lines of the goods of an order; qty says how many of the
// i-th line.
func (o Order) pieces(qty func(i int) int64) []stock.Line {
	var lines []stock.Line
	for i, l := range o.Lines {
		if n := qty(i); n > 0 && l.Kind == catalog.Goods {
			lines = append(lines, stock.Line{SKU: l.SKU, Qty: n})
		}
	}
	return lines
}

// Basket finds what a request asks for as a Pricer prices it: what is wrong with
// its lines, currency or codes is an *InputError. It reads the catalogue alone,
// and needs no address and no tender.
func (s *Service) Basket(ctx context.Context, by secure.Actor, r Request) (Basket, error) {
	if err := s.ready(); err != nil {
		return Basket{}, err
	}
	currency, err := money.ParseCurrency(r.Currency)
	if err != nil || currency.WithdrawnBy(s.now()) {
		return Basket{}, bad("currency", "is not a current ISO 4217 code")
	}
	items, err := s.Limits.merged(r.Lines)
	if err != nil {
		return Basket{}, err
	}
	if err := r.checkCodes(); err != nil {
		return Basket{}, err
	}
	return s.basket(ctx, by, r, currency, items)
}

// price asks the catalogue and the pricer, and checks that every part adds up.
func (s *Service) price(ctx context.Context, by secure.Actor, r Request) (Priced, money.Money, error) {
	basket, err := s.Basket(ctx, by, r)
	if err != nil {
		return Priced{}, money.Money{}, err
	}
	priced, err := s.Pricer.Price(ctx, by, basket)
	if err != nil {
		return Priced{}, money.Money{}, err
	}
	slices.SortStableFunc(priced.Orders, func(a, b Order) int { return strings.Compare(string(a.Seller), string(b.Seller)) })
	if err := r.payable(priced.Orders); err != nil {
		return Priced{}, money.Money{}, err
	}
	total, err := checkPriced(priced.Orders, basket)
	if err != nil {
		return Priced{}, money.Money{}, fmt.Errorf("order: the pricer's result: %w", err)
	}
	return priced, total, nil
}

func (s *Service) basket(ctx context.Context, by secure.Actor, r Request, c money.Currency, items []Item) (Basket, error) {
	offers, err := s.Catalog.Offers(ctx, by, r.Language, r.Currency, skus(items)...)
	if among(err, catalog.ErrUnknown, catalog.ErrInactive, catalog.ErrNoPrice) {
		return Basket{}, s.notForSale(ctx, by, r, items)
	}
	if err != nil {
		return Basket{}, err
	}
	found := map[catalog.SKU]catalog.Offer{}
	for _, o := range offers {
		found[o.SKU] = o
	}
	b := Basket{
		Currency: c, To: r.To, Carrier: r.Carrier, Service: r.Service, Codes: r.Codes, Method: r.Method, Language: r.Language, Guest: r.Guest,
	}
	for _, item := range items {
		o, ok := found[item.SKU]
		if !ok {
			return Basket{}, bad(r.line(item.SKU)+".sku", "is not for sale")
		}
		b.Items = append(b.Items, BasketItem{Offer: o, Qty: item.Qty})
	}
	return b, nil
}

// notForSale finds the first line that the catalogue does not offer: the last of
// the shortest beginning of the list that it refuses.
func (s *Service) notForSale(ctx context.Context, by secure.Actor, r Request, items []Item) error {
	refused := func(some ...Item) error {
		_, err := s.Catalog.Offers(ctx, by, r.Language, r.Currency, skus(some)...)
		return err
	}
	at := sort.Search(len(items)-1, func(i int) bool { return refused(items[:i+1]...) != nil })
	why, line := refused(items[at]), r.line(items[at].SKU)
	switch {
	case errors.Is(why, catalog.ErrNoPrice):
		return &InputError{Field: "currency", Reason: "has no price for " + line, cause: why}
	case why == nil || among(why, catalog.ErrUnknown, catalog.ErrInactive): // nil: it came back this moment
		return &InputError{Field: line + ".sku", Reason: "is not for sale", cause: why}
	}
	return why
}

func among(err error, targets ...error) bool {
	return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
}

func travels(orders []Order) bool {
	return slices.ContainsFunc(orders, func(o Order) bool {
		return slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Kind == catalog.Goods })
	})
}

func keyHash(by secure.Actor, key string) string {
	sum := sha256.Sum256([]byte(by.ID + "\x00" + key))
	return hex.EncodeToString(sum[:])
}

// fingerprint tells a repeat from another request. The key is in it, so that
// nobody can try out addresses against what is stored.
func fingerprint(r Request) string {
	text, err := json.Marshal(r)
	if err != nil { // an amount without a currency; such a request is never stored
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
