package crash

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

const (
	shopFile    = "shop.db"
	journalFile = "sandbox.journal"
	provider    = "sandbox"
	carrier     = "wanli"
	pieces      = 1_000_000
)

func staff() secure.Actor { return secure.Actor{ID: "staff", Role: secure.RoleStaff} }

// A van is a simulated carrier that wants to be asked rarely.
type van struct{ *simcarrier.Carrier }

// Info describes the carrier.
func (v van) Info() shipping.Info {
	i := v.Carrier.Info()
	i.Poll = 12 * v.Day
	return i
}

// A shop is a shop on one file with the provider's own books beside it.
type shop struct {
	*cartwright.Shop
	psp     *sandbox.Provider
	journal *os.File
}

// A site is where a shop is: the folder of the provider's books, which must be
// there, and the database.
type site struct {
	dir     string
	address string // as cartwright.Open takes it; empty: a SQLite file of the folder
	codes   bool   // buyers have codes
}

func (at site) database() string {
	if at.address != "" {
		return at.address
	}
	return "sqlite:" + filepath.Join(at.dir, shopFile)
}

// open opens the shop of a site. The sandbox remembers what it did for earlier
// processes.
func (at site) open(ctx context.Context, now func() time.Time) (*shop, error) {
	s := &shop{}
	var err error
	if s.journal, err = os.OpenFile(filepath.Join(at.dir, journalFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	if s.psp, err = bank(at.dir, s.journal, now, func(ctx context.Context, n payment.Notification) error {
		return s.Payments.Notify(ctx, provider, n)
	}); err != nil {
		return nil, errors.Join(err, s.journal.Close())
	}
	keys, err := keyring()
	if err != nil {
		return nil, errors.Join(err, s.journal.Close())
	}
	wanli := simcarrier.Wanli(1, now)
	wanli.Day = time.Hour
	options := cartwright.Options{
		Providers: map[string]payment.Provider{provider: s.psp}, Carriers: map[string]shipping.Carrier{carrier: van{wanli}},
		Fees: []pricing.Fee{{Flat: money.MustParseText("5 USD")}}, Sealer: keys, Now: now,
	}
	if at.codes {
		if options.Rules, err = scarceRules(); err != nil {
			return nil, errors.Join(err, s.journal.Close())
		}
	}
	s.Shop, err = cartwright.Open(ctx, at.database(), options)
	if err != nil {
		return nil, errors.Join(err, s.journal.Close())
	}
	return s, nil
}

// close ends the shop and the provider's journal.
func (s *shop) close() error { return errors.Join(s.Close(), s.journal.Close()) }

func keyring() (*secure.Keyring, error) {
	key, err := secure.NewKey("crash", bytes.Repeat([]byte("k"), 32))
	if err != nil {
		return nil, err
	}
	return secure.NewKeyring(nil, key)
}

// bank is the sandbox as the journal of a folder left it.
func bank(dir string, journal *os.File, now func() time.Time, notify func(context.Context, payment.Notification) error) (*sandbox.Provider, error) {
	psp, err := sandbox.New(sandbox.Config{
		Name: provider, Secret: bytes.Repeat([]byte("s"), 32), Now: now, PayPage: "http://127.0.0.1/pay", Notify: notify, Journal: journal,
	})
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, journalFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if whole < len(text) { // a line that the kill cut off: the provider never did it
		if err := os.Truncate(filepath.Join(dir, journalFile), int64(whole)); err != nil {
			return nil, err
		}
	}
	return psp, psp.Restore(bytes.NewReader(text[:whole]))
}

// stockUp fills an empty shop with two sellers' products.
func (s *shop) stockUp(ctx context.Context) error {
	if err := s.Catalog.SaveCategory(ctx, staff(), catalog.Category{ID: "home", Slug: "home", Texts: catalog.Texts{"en": {Title: "Home"}}}); err != nil {
		return fmt.Errorf("crash: stock up: %w", err)
	}
	for _, p := range []struct {
		slug, seller, price string
		sku                 catalog.SKU
	}{
		{"lamp", "lamplight", "19.99 USD", "LAMP"},
		{"tea", "valley", "7.50 USD", "TEA"},
	} {
		seller := catalog.Seller{ID: catalog.SellerID(p.seller), Names: map[string]string{"en": p.seller}}
		if err := s.Catalog.SaveSeller(ctx, staff(), seller); err != nil {
			return fmt.Errorf("crash: stock up: %w", err)
		}
		if _, err := s.Catalog.SaveProduct(ctx, staff(), catalog.Product{
			Slug: p.slug, Seller: seller.ID, Category: "home", Kind: catalog.Goods, Status: catalog.Active,
			Texts:    catalog.Texts{"en": {Title: p.slug}},
			Variants: []catalog.Variant{{SKU: p.sku, Prices: []money.Money{money.MustParseText(p.price)}, Grams: 400}},
		}); err != nil {
			return fmt.Errorf("crash: stock up: %w", err)
		}
		arrived := stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: p.sku, Qty: pieces}}}
		if err := s.Stock.Move(ctx, staff(), arrived); err != nil {
			return fmt.Errorf("crash: stock up: %w", err)
		}
	}
	return nil
}

// request asks for lamps and, from every other buyer, for tea of another seller.
func request(key string, n int, instrument string) order.Request {
	r := order.Request{
		Key: key, Lines: []order.Item{{SKU: "LAMP", Qty: int64(1 + n%3)}}, Currency: "USD", Language: "en", Email: "ada@example.com",
		To:       shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"},
		Provider: provider, Method: sandbox.Card, Instrument: instrument, Carrier: carrier, Service: simcarrier.Standard,
	}
	cents := 1999*(1+int64(n%3)) + 500
	if n%2 == 1 {
		r.Lines = append(r.Lines, order.Item{SKU: "TEA", Qty: 2})
		cents += 2*750 + 500
	}
	r.ExpectedTotal = money.New(cents, money.MustCurrency("USD"))
	return r
}
