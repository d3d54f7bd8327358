// Store is an example shop: buyers browse, order, pay on a sandbox's pay page
// and follow their parcels; merchants accept, hand over and refund.
//
//	go run ./examples/store
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/payment/sandbox/sandboxhttp"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to listen on")
	db := flag.String("db", "sqlite:store.db", "memory:, sqlite:FILE or postgres://…")
	day := flag.Duration("day", 40*time.Second, "how long a carrier's day takes")
	past := flag.Bool("past", true, "whether an empty store begins with orders and cases of a fortnight")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, *addr, *db, *day, *past)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func run(ctx context.Context, addr, db string, day time.Duration, past bool) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	s, err := newServer(ctx, db, "http://"+listener.Addr().String(), day)
	if err != nil {
		return err
	}
	defer func() { _ = s.shop.Close() }()
	if past && day <= 10*time.Minute { // the play's parcels travel meanwhile
		if err := s.rehearse(ctx); err != nil {
			return err
		}
	}
	go func() { _ = s.shop.Run(ctx, func(err error) { log.Print(err) }) }()
	web := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		<-ctx.Done()
		_ = web.Close()
	}()
	fmt.Printf("The shop is open at http://%s\n", listener.Addr())
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return ctx.Err()
}

// newServer opens the shop and fills it the first time.
func newServer(ctx context.Context, db, base string, day time.Duration) (*server, error) {
	s := &server{heard: newHub(), base: base, art: gallery()}
	// A demo's key and secret: a real host takes both from where it keeps secrets.
	key, err := secure.NewKey("demo", []byte("the example store's 32-byte key."))
	if err != nil {
		return nil, err
	}
	keys, err := secure.NewKeyring(nil, key)
	if err != nil {
		return nil, err
	}
	if s.psp, err = openSandbox(db, base, s); err != nil {
		return nil, err
	}
	s.till, err = sandboxhttp.New(sandboxhttp.Config{
		Sandbox: s.psp, Now: time.Now, Language: language, OnError: func(_ context.Context, err error) { log.Print(err) },
	})
	if err != nil {
		return nil, err
	}
	wanli, heron := simcarrier.Wanli(1, s.hands.now), simcarrier.Heron(2, s.hands.now)
	wanli.Day, heron.Day = day, day
	if s.rules, err = returnRules(); err != nil {
		return nil, err
	}
	if s.proofs, err = openProofs(db, keys); err != nil {
		return nil, err
	}
	s.shop, err = cartwright.Open(ctx, db, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": s.psp, "offline": s.offline}, Sealer: keys,
		Carriers: map[string]shipping.Carrier{wanli.Name: wanli, heron.Name: heron},
		Fees:     fees(),
		Policies: s.rules,
		Now:      s.hands.now,

		Supervision: supervision(),
		Rules:       &s.deals,
		Publisher:   event.PublisherFunc(s.heard.publish),
	})
	if err != nil {
		return nil, err
	}
	s.shop.Cases.Facts = facts{s.shop}
	s.carrier = wanli.Name
	s.shop.Orders.Limits.PayWithinFor = map[string]time.Duration{offline.Transfer: 7 * 24 * time.Hour}
	if s.pages, err = page.New(); err != nil {
		return nil, err
	}
	return s, s.seed(ctx)
}

// fees are what a seller's parcel costs.
func fees() []pricing.Fee {
	return []pricing.Fee{
		{Flat: money.MustParseText("12 CNY"), FreeFrom: money.MustParseText("199 CNY")},
		{Flat: money.MustParseText("6 USD"), FreeFrom: money.MustParseText("49 USD")},
	}
}

// openSandbox keeps the pay page's trades in a file, beside the database's where
// it has one, so that an open payment survives a restart.
func openSandbox(db, base string, s *server) (*sandbox.Provider, error) {
	c := sandbox.Config{
		Secret: []byte("the example store's secret"), Now: s.hands.now, PayPage: base + "/pay",
		Notify: func(ctx context.Context, n payment.Notification) error {
			return s.shop.Payments.Notify(ctx, "sandbox", n)
		},
	}
	if db == "memory:" {
		return sandbox.New(c)
	}
	path := "store.sandbox"
	if file, ok := strings.CutPrefix(db, "sqlite:"); ok {
		path = filepath.Clean(file) + ".sandbox"
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	journal, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	c.Journal = journal
	p, err := sandbox.New(c)
	if err != nil {
		return nil, err
	}
	return p, p.Restore(strings.NewReader(string(old)))
}
