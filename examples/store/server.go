package main

import (
	"embed"
	"errors"
	"log"
	"net/http"
	"strings"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales/policy"
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
	deals
	shop    *cartwright.Shop
	psp     *sandbox.Provider
	offline offline.Provider
	till    http.Handler // the sandbox's own pages, which stand for a provider's site
	pages   *page.Renderer
	art     map[string]art // by the picture's name
	heard   *hub
	rules   policy.Set // of returns
	proofs  *proofs    // pictures that belong to cases
	hands   hands      // of the clock
	carrier string     // of whoever chooses none
	base    string     // the store's own address, without a slash
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	methods := map[string][]string{}
	plain := func(pattern string, handle http.HandlerFunc) {
		mux.HandleFunc(pattern, handle)
		method, path, _ := strings.Cut(pattern, " ")
		methods[path] = append(methods[path], method)
	}
	for _, name := range []string{"store.css", "desk.css"} {
		plain("GET /static/"+name, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "static/"+name) })
	}
	plain("GET /static/store.js", script)
	plain("GET /robots.txt", robots)
	plain("GET /p/{name}", s.picture)
	plain("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { s.draw(w, "mark") })
	for _, pages := range []map[string]func(*visit) error{s.routes(), s.caseRoutes(), s.promotionRoutes()} {
		for pattern, handle := range pages {
			plain(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, handle) })
		}
	}
	for path, known := range methods { // another method is none of ours, and no missing page
		allow := strings.Join(append(known, "HEAD"), ", ")
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", allow)
			s.serve(w, r, func(*visit) error { return errMethod })
		})
	}
	mux.Handle("/pay/", http.StripPrefix("/pay", s.till))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*visit) error { return order.ErrNotFound })
	})
	return s.guard(mux)
}

func (s *server) routes() map[string]func(*visit) error {
	return map[string]func(*visit) error{
		"GET /{$}": s.home, "GET /categories": s.categories, "GET /c/{slug}": s.category, "GET /search": s.search,
		"GET /product/{slug}": s.product, "POST /product/{slug}": s.choose,
		"GET /cart": s.cart, "POST /cart": s.changeCart, "GET /checkout": s.checkout, "POST /checkout": s.place,
		"GET /purchase": s.latest, "GET /purchase/{id}": s.purchase, "POST /purchase/{id}": s.retry,
		"GET /orders": s.orders, "GET /order/{id}": s.order, "POST /order/{id}": s.actOnOrder, "GET /order/{id}/events": s.follow,
		"GET /desk": s.desk, "GET /desk/events": s.followAll, "GET /people": s.people, "POST /people": s.become,
	}
}

// robots lets search engines read what is for everybody.
func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /purchase\nDisallow: /pay/\nDisallow: /order\nDisallow: /case\nDisallow: /desk\nDisallow: /wallet\nDisallow: /people\n"))
}

// Requests that no page of the store makes.
var (
	errMethod  = errors.New("store: the address has no such method")
	errForeign = errors.New("store: a form of another site")
	errForm    = errors.New("store: the form cannot be read")
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 64 << 10

// guard sets the security headers and refuses writes from other sites. Forms
// carry no token of their own: CrossOriginProtection looks at what the browser
// itself says of a request's origin, which no page can forge, and the cookies
// are SameSite=Lax besides.
func (s *server) guard(next http.Handler) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*visit) error { return errForeign })
	}))
	protected := own.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, largest(r))
		protected.ServeHTTP(w, r)
	})
}

// read reads a request's form and refuses what no browser sends: an address
// with control characters, or a form that is too large or broken.
func read(r *http.Request) error {
	if clean(r.URL.Path) != r.URL.Path {
		return order.ErrNotFound
	}
	err := r.ParseForm()
	if err == nil {
		if err = r.ParseMultipartForm(maxForm); errors.Is(err, http.ErrNotMultipart) {
			err = nil
		}
	}
	var large *http.MaxBytesError
	switch {
	case err == nil || errors.As(err, &large):
		return err
	case r.Method == http.MethodGet || r.Method == http.MethodHead: // a broken query asks for nothing
		return nil
	}
	return errForm
}

func (s *server) serve(w http.ResponseWriter, r *http.Request, handle func(*visit) error) {
	r = addressed(r)
	v := s.visit(w, r)
	err := read(r)
	if err == nil {
		err = handle(v)
	}
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
	var large *http.MaxBytesError
	if m, known := explainCase(v, err); known {
		return m
	}
	switch {
	case errors.Is(err, errMethod):
		return say(http.StatusMethodNotAllowed, "error.method")
	case errors.As(err, &large):
		return say(http.StatusRequestEntityTooLarge, "error.size")
	case errors.Is(err, errForm):
		return say(http.StatusBadRequest, "error.form")
	case errors.Is(err, errForeign):
		return say(http.StatusForbidden, "error.foreign")
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
		m := say(http.StatusConflict, "error.changed")
		if id := v.PathValue("id"); strings.HasPrefix(v.URL.Path, "/order/") {
			m.Back = &page.Link{Label: v.say("see.order"), URL: "/order/" + id}
		}
		return m
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
