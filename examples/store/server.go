package main

import (
	"embed"
	"errors"
	"io/fs"
	"log"
	"net/http"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

//go:embed static/*.css
var files embed.FS

type server struct {
	shop    *cartwright.Shop
	psp     *sandbox.Provider
	offline offline.Provider
	till    http.Handler // the sandbox's own pages, which stand for a provider's site
	pages   *page.Renderer
	art     map[string]art // by the picture's name
	heard   *hub
	carrier string // of whoever chooses none
	base    string // the store's own address, without a slash
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	static, _ := fs.Sub(files, "static")
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /static/store.js", script)
	mux.HandleFunc("GET /p/{name}", s.picture)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { s.draw(w, "mark") })
	mux.Handle("/pay/", http.StripPrefix("/pay", s.till))
	for pattern, handle := range map[string]func(*visit) error{
		"GET /{$}": s.home, "GET /c/{slug}": s.category, "GET /search": s.search,
		"GET /product/{slug}": s.product, "POST /product/{slug}": s.choose,
		"GET /cart": s.cart, "POST /cart": s.changeCart, "GET /checkout": s.checkout, "POST /checkout": s.place,
		"GET /purchase": s.latest, "GET /purchase/{id}": s.purchase, "POST /purchase/{id}": s.retry,
		"GET /orders": s.orders, "GET /order/{id}": s.order, "POST /order/{id}": s.actOnOrder, "GET /order/{id}/events": s.follow,
		"GET /desk": s.desk, "GET /desk/events": s.followAll, "GET /people": s.people, "POST /people": s.become,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, handle) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*visit) error { return order.ErrNotFound })
	})
	return guard(mux)
}

// guard sets the security headers and refuses writes from other sites. Forms
// carry no token of their own: CrossOriginProtection looks at what the browser
// itself says of a request's origin, which no page can forge, and the cookies
// are SameSite=Lax besides.
func guard(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
		next.ServeHTTP(w, r)
	}))
}

func (s *server) serve(w http.ResponseWriter, r *http.Request, handle func(*visit) error) {
	v := s.visit(w, r)
	err := handle(v)
	if err == nil || v.Context().Err() != nil { // the visitor went away, or the store closes
		return
	}
	m := explain(v, err)
	if m.Status == http.StatusInternalServerError {
		log.Printf("%s %s, shown as %s: %v", r.Method, r.URL.Path, m.ID, err)
	}
	v.status, m.Frame = m.Status, s.frame(v)
	if err := show(v, s.pages.Message, m); err != nil {
		log.Print(err)
	}
}

// explain turns an error into a status and words for people.
func explain(v *visit, err error) page.Message {
	say := func(status int, key string) page.Message {
		return page.Message{Status: status, Head: v.say(key), Text: v.say(key + ".text")}
	}
	var input *order.InputError
	var own fault
	switch {
	case among(err, order.ErrNotFound, catalog.ErrUnknown, catalog.ErrInactive, catalog.ErrNoPrice, event.ErrNotFound, sandbox.ErrUnknown):
		return page.Message{Status: http.StatusNotFound}
	case errors.Is(err, stock.ErrOutOfStock):
		m := say(http.StatusConflict, "error.stock")
		m.Back = &page.Link{Label: v.say("back.cart"), URL: "/cart"}
		return m
	case errors.As(err, &own):
		return page.Message{Status: http.StatusUnprocessableEntity, Head: v.say("error.input"), Text: v.say(string(own))}
	case errors.As(err, &input):
		return page.Message{Status: http.StatusUnprocessableEntity, Head: v.say("error.input"), Text: v.trouble(input)}
	case errors.Is(err, secure.ErrDenied):
		m := say(http.StatusForbidden, "error.denied")
		m.Back = &page.Link{Label: v.say("back.people"), URL: "/people"}
		return m
	case errors.Is(err, cart.ErrFull):
		return say(http.StatusConflict, "error.full")
	case among(err, fsm.ErrNotPermitted, order.ErrOverRefund, order.ErrCharge, order.ErrCancelled, order.ErrCollecting, order.ErrKeyReused, sandbox.ErrEnded, event.ErrStale):
		return say(http.StatusConflict, "error.changed")
	}
	return page.Message{Status: http.StatusInternalServerError, ID: token()[:10], At: moment(v.Lang, now())}
}

func among(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
