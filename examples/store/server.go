package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

//go:embed static/*.css static/*.js static/sprite.html web
var files embed.FS

type server struct {
	shop    *cartwright.Shop
	psp     *sandbox.Provider
	pages   map[string]*template.Template // by language
	heard   *hub
	carrier string
}

// A visit is one request: who, in which language, in which currency.
type visit struct {
	*http.Request
	w        http.ResponseWriter
	By       secure.Actor
	Who      string
	Lang     string // zh-CN or en
	Currency string
	Home     shipping.Address // of a demo person
	status   int              // of the answer; 0: 200
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	static, _ := fs.Sub(files, "static")
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /p/{name}", drawing)
	for pattern, page := range map[string]func(*visit) error{
		"GET /{$}": s.home, "GET /c/{slug}": s.category, "GET /search": s.search, "GET /product/{slug}": s.product,
		"GET /cart": s.cart, "POST /cart": s.changeCart, "GET /checkout": s.checkout, "POST /checkout": s.place,
		"GET /pay/{ref}": s.payPage, "POST /pay/{ref}": s.pay, "GET /orders": s.orders, "GET /order/{id}": s.order,
		"POST /order/{id}": s.actOnOrder, "GET /order/{id}/events": s.follow, "GET /desk": s.desk, "GET /desk/events": s.followAll, "GET /people": s.chooser, "POST /people": s.choose,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, page) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, func(*visit) error { return order.ErrNotFound })
	})
	return guard(mux)
}

// guard sets the security headers and refuses writes from other sites.
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

func (s *server) serve(w http.ResponseWriter, r *http.Request, page func(*visit) error) {
	v := s.visit(w, r)
	err := page(v)
	if err == nil {
		return
	}
	status, zh, en := explain(err)
	if status == http.StatusInternalServerError {
		log.Printf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	v.status = status
	if err := s.show(v, "error", map[string]any{"Zh": zh, "En": en, "Status": status}); err != nil {
		log.Print(err)
	}
}

// explain turns an error into a status and words for people.
func explain(err error) (status int, zh, en string) {
	var field *order.InputError
	var price *order.PriceChangedError
	switch {
	case errors.Is(err, order.ErrNotFound), errors.Is(err, catalog.ErrUnknown), errors.Is(err, event.ErrNotFound), errors.Is(err, sandbox.ErrUnknown):
		return http.StatusNotFound, "没有找到这个页面", "There is nothing at this address"
	case errors.As(err, &price):
		return http.StatusConflict, "价格有变化，请返回购物车确认新的金额", "The price has changed. Go back to your cart to see the new total"
	case errors.Is(err, stock.ErrOutOfStock):
		return http.StatusConflict, "有商品刚刚售罄，订单没有提交", "Something in your cart has just sold out. Nothing was ordered"
	case errors.As(err, &field):
		return http.StatusUnprocessableEntity, trouble(field, "zh-CN"), trouble(field, "en")
	case errors.Is(err, secure.ErrDenied):
		return http.StatusForbidden, "您没有这项权限", "You may not do this"
	case errors.Is(err, fsm.ErrNotPermitted), errors.Is(err, order.ErrOverRefund), errors.Is(err, sandbox.ErrEnded), errors.Is(err, order.ErrKeyReused):
		return http.StatusConflict, "订单的状态已经改变，请刷新后再试", "This has changed meanwhile. Reload the page and look again"
	}
	return http.StatusInternalServerError, "出了点问题。您的订单不受影响", "Something went wrong here. Your order is not affected"
}

func (s *server) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{Request: r, w: w, Lang: "zh-CN", Currency: "CNY"}
	if c, err := r.Cookie("lang"); err == nil && c.Value == "en" || err != nil && strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		v.Lang, v.Currency = "en", "USD"
	}
	if to := r.URL.Query().Get("lang"); to == "en" || to == "zh-CN" {
		v.Lang, v.Currency = to, map[string]string{"en": "USD", "zh-CN": "CNY"}[to]
		v.remember("lang", to)
	}
	if c, err := r.Cookie("who"); err == nil {
		if p, ok := person(c.Value); ok {
			v.Who, v.By, v.Home = p.Names[v.Lang], p.Actor, p.Address
			return v
		}
	}
	sid, err := r.Cookie("sid")
	if err != nil || len(sid.Value) != 32 {
		var bits [16]byte
		_, _ = rand.Read(bits[:]) // never fails
		sid = &http.Cookie{Value: hex.EncodeToString(bits[:])}
		v.remember("sid", sid.Value)
	}
	v.By = secure.Actor{ID: "guest-" + sid.Value, Role: secure.RoleBuyer}
	return v
}

func (v *visit) remember(name, value string) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: 180 * 24 * 3600})
}

func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.Request, to, http.StatusSeeOther)
	return nil
}

// A field is one line of the address form; its name is the request's field.
type field struct {
	Name, Zh, En, Auto string
	Half               bool
}

func addressFields() []field {
	return []field{
		{"name", "收货人", "Name", "name", false},
		{"phone", "手机", "Phone (optional)", "tel", false},
		{"region", "省份", "Region (optional)", "address-level1", true},
		{"city", "城市", "City", "address-level2", true},
		{"street", "详细地址", "Street and number", "street-address", false},
		{"postcode", "邮编", "Postcode (optional)", "postal-code", true},
	}
}

func countries() []field {
	return []field{
		{Name: "CN", Zh: "中国", En: "China"},
		{Name: "GB", Zh: "英国", En: "United Kingdom"},
		{Name: "US", Zh: "美国", En: "United States"},
		{Name: "DE", Zh: "德国", En: "Germany"},
		{Name: "JP", Zh: "日本", En: "Japan"},
	}
}

// trouble says what is wrong with a request; the library's reasons are English.
func trouble(wrong *order.InputError, lang string) string {
	name := strings.TrimPrefix(wrong.Field, "to.")
	for _, f := range addressFields() {
		if f.Name == name && lang == "en" {
			return strings.TrimSuffix(f.En, " (optional)") + " " + wrong.Reason
		} else if f.Name == name {
			return f.Zh + "：" + chinese(wrong.Reason)
		}
	}
	if lang == "en" {
		return name + " " + wrong.Reason
	}
	return name + "：" + chinese(wrong.Reason)
}

func chinese(reason string) string {
	switch {
	case strings.Contains(reason, "missing"):
		return "请填写"
	case strings.Contains(reason, "longer"):
		return "太长"
	case strings.Contains(reason, "control"), strings.Contains(reason, "UTF-8"):
		return "含有不能使用的字符"
	}
	return "格式不正确"
}

// noteWords says what a buyer should know of a line of the cart.
func noteWords(n cart.Note, left int64, lang string) string {
	words := map[cart.Note][2]string{
		cart.PriceRose: {"价格比加入时高", "The price has risen since you added it"}, cart.PriceFell: {"价格比加入时低", "The price has fallen since you added it"},
		cart.FewLeft: {fmt.Sprintf("仅剩 %d 件", left), fmt.Sprintf("Only %d left", left)}, cart.TooMany: {fmt.Sprintf("只剩 %d 件，请减少数量", left), fmt.Sprintf("Only %d left: choose fewer", left)},
		cart.SoldOut: {"已售罄", "Sold out"}, cart.NotOnSale: {"已下架或不支持这种货币", "No longer on sale, or not in this currency"},
	}[n]
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

func roleWords(r secure.Role, lang string) string {
	words := map[secure.Role][2]string{secure.RoleBuyer: {"买家", "buyer"}, secure.RoleMerchant: {"商家", "merchant"}, secure.RoleStaff: {"平台员工", "staff"}}[r]
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

// fault is what is wrong with one field, or empty.
func fault(wrong *order.InputError, name, lang string) string {
	if wrong == nil || wrong.Field != "to."+name {
		return ""
	}
	if lang == "en" {
		return wrong.Reason
	}
	return chinese(wrong.Reason)
}

// dict makes a template's argument of names and values.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// parsePages reads the templates once for each language.
func parsePages() (map[string]*template.Template, error) {
	sprite, err := files.ReadFile("static/sprite.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, lang := range []string{"zh-CN", "en"} {
		t := template.New("").Funcs(template.FuncMap{
			"t": func(zh, en string) string {
				if lang == "en" {
					return en
				}
				return zh
			},
			"words":  func(st order.Status) string { return statusWords(st, lang) },
			"paid":   func(p order.PaymentStatus) string { return payWords(p, lang) },
			"role":   func(r secure.Role) string { return roleWords(r, lang) },
			"dict":   dict,
			"fields": addressFields, "countries": countries,
			"trouble": func(w *order.InputError) string { return trouble(w, lang) },
			"note":    func(n cart.Note, left int64) string { return noteWords(n, left, lang) },
			"fault":   func(w *order.InputError, name string) string { return fault(w, name, lang) },
			"sprite":  func() template.HTML { return template.HTML(sprite) }, // our own file
			"lang":    func() string { return lang },
			"hash":    func(name string) string { p, _ := picture.Find(name); return picture.Hash(picture.Draw(p)) },
		})
		if pages[lang], err = t.ParseFS(files, "web/*.html"); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func (s *server) show(v *visit, name string, data map[string]any) error {
	ctx := v.Context()
	data["V"] = v
	data["Shelves"], _ = s.shop.Catalog.Store.Categories(ctx)
	if c, err := s.shop.Backend.Carts().FindCart(ctx, v.By.ID); err == nil {
		data["Count"] = len(c.Lines)
	}
	var page bytes.Buffer
	if err := s.pages[v.Lang].ExecuteTemplate(&page, name, data); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	if v.status != 0 {
		v.w.WriteHeader(v.status)
	}
	if _, err := page.WriteTo(v.w); err != nil {
		log.Print(err) // the visitor went away
	}
	return nil
}

func drawing(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".svg")
	svg, ok := picture.Scene(name, false)
	if p, found := picture.Find(name); found {
		svg, ok = picture.Draw(p), true
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(svg)
}

// A hub wakes the pages that wait for news of an order.
type hub struct {
	mu    sync.Mutex
	waits map[chan struct{}]bool
}

func newHub() *hub { return &hub{waits: map[chan struct{}]bool{}} }

func (h *hub) publish(context.Context, event.Event) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.waits {
		select {
		case c <- struct{}{}:
		default:
		}
	}
	return nil
}

func (h *hub) join() (news chan struct{}, leave func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waits[c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waits, c)
	}
}

// follow streams an order's changes; followAll those of every order that the
// visitor may see. Other processes' changes are seen within five seconds.
func (s *server) follow(v *visit) error {
	id := order.ID(v.PathValue("id"))
	return s.stream(v, func() (string, error) {
		o, err := s.shop.Orders.Order(v.Context(), v.By, id)
		return strconv.FormatInt(o.Version, 10), err
	})
}

func (s *server) followAll(v *visit) error {
	return s.stream(v, func() (string, error) {
		list, err := s.list(v)
		var state strings.Builder
		for _, o := range list {
			fmt.Fprint(&state, o.ID, o.Version, " ")
		}
		return state.String(), err
	})
}

// stream says "change" whenever state answers something new.
func (s *server) stream(v *visit, state func() (string, error)) error {
	seen, err := state()
	if err != nil {
		return err
	}
	news, leave := s.heard.join()
	defer leave()
	v.w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(v.w)
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if _, err := v.w.Write([]byte(": here\n\n")); err != nil || flush.Flush() != nil {
			return nil
		}
		select {
		case <-v.Context().Done():
			return nil
		case <-news:
		case <-tick.C:
		}
		if now, err := state(); err == nil && now != seen {
			seen = now
			_, _ = v.w.Write([]byte("event: change\ndata: now\n\n"))
		}
	}
}
