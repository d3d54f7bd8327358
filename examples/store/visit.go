package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// A visit is one request: who, in which language, in which currency.
type visit struct {
	*http.Request
	w        http.ResponseWriter
	pages    *page.Renderer
	By       secure.Actor
	Person   seed.Person       // the zero Person is a guest
	Lang     string            // zh-CN or en
	Currency string            // CNY or USD
	status   int               // of the answer; 0: 200
	titles   map[string]string // of products by slug, as far as they were looked up
	coded    []string          // the codes of the cart, where this request changed them
	mistyped string            // a code that cannot be used
	miscoded string            // and why
}

func (s *server) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{Request: r, w: w, pages: s.pages}
	v.Lang, v.Currency = v.setting("lang", language(r), seed.Chinese, seed.English), "CNY"
	if v.Lang == seed.English {
		v.Currency = "USD"
	}
	v.Currency = v.setting("currency", v.Currency, "CNY", "USD")
	if c, err := r.Cookie("who"); err == nil {
		if p, ok := person(c.Value); ok {
			v.Person, v.By = p, p.Actor
			return v
		}
	}
	sid, err := r.Cookie("sid")
	if err != nil || len(sid.Value) != 32 {
		sid = &http.Cookie{Value: token()}
		v.remember("sid", sid.Value)
	}
	v.By = secure.Actor{ID: "guest-" + sid.Value, Role: secure.RoleBuyer}
	return v
}

// language is what the visitor has chosen earlier, or what the browser asks for.
func language(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && slices.Contains(page.Languages(), c.Value) {
		return c.Value
	}
	if strings.HasPrefix(r.Header.Get("Accept-Language"), "en") {
		return seed.English
	}
	return seed.Chinese
}

// token is 128 random bits or more in 32 characters, enough for a cookie that
// nobody guesses.
func token() string { return rand.Text() + rand.Text()[:6] }

// setting is what the visitor has chosen: with this request, or earlier.
func (v *visit) setting(name, usual string, choices ...string) string {
	asked, kept := v.URL.Query().Get(name), ""
	if c, err := v.Cookie(name); err == nil {
		kept = c.Value
	}
	for _, c := range choices {
		switch {
		case c == asked:
			v.remember(name, c)
			return c
		case c == kept:
			usual = c
		}
	}
	return usual
}

func (v *visit) remember(name, value string) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: 180 * 24 * 3600})
}

func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.Request, to, http.StatusSeeOther)
	return nil
}

// buyer reports whether the visitor buys; merchants and staff sell.
func (v *visit) buyer() bool { return v.By.Role == secure.RoleBuyer }

// say is the text for a key of the pages' table, in the visitor's language.
func (v *visit) say(key string, args ...any) string {
	text, err := v.pages.Word(v.Lang, key, args...)
	if err != nil {
		log.Print(err)
		return key
	}
	return text
}

// sayOr is say for a key that may not be there.
func (v *visit) sayOr(key, otherwise string) string {
	if text, err := v.pages.Word(v.Lang, key); err == nil {
		return text
	}
	return otherwise
}

// with is this page's address with one parameter changed.
func (v *visit) with(name, value string) string {
	q := v.URL.Query()
	q.Set(name, value)
	return "?" + q.Encode()
}

// frame is what every page shows around its own content.
func (s *server) frame(v *visit) page.Frame {
	f := page.Frame{Lang: v.Lang, Person: v.Person.Names[v.Lang], Desk: !v.buyer(), At: v.at()}
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	if err != nil && v.Context().Err() == nil {
		log.Print(err)
	}
	for _, c := range shelves {
		to := "/c/" + c.Slug
		f.Categories = append(f.Categories, page.Link{Label: c.Texts.In(v.Lang).Title, URL: to, Current: v.URL.Path == to})
	}
	for _, l := range [][3]string{{seed.Chinese, "简体中文", "中文"}, {seed.English, "English", "EN"}} {
		f.Languages = append(f.Languages, page.Link{Label: l[1], Brief: l[2], URL: v.with("lang", l[0]), Current: l[0] == v.Lang})
	}
	for _, c := range [][3]string{{"CNY", "CNY ¥", "CNY"}, {"USD", "USD $", "USD"}} {
		f.Currencies = append(f.Currencies, page.Link{Label: c[1], Brief: c[2], URL: v.with("currency", c[0]), Current: c[0] == v.Currency})
	}
	if c, err := s.shop.Backend.Carts().FindCart(v.Context(), v.By.ID); err == nil {
		f.CartCount = int(c.Units())
	}
	if f.Desk {
		f.Waiting = s.waitingCases(v)
	}
	return f
}

// at names the tab of a phone that the visitor is on.
func (v *visit) at() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(v.URL.Path, "/"), "/")
	return map[string]string{
		"": "home", "categories": "browse", "c": "browse", "search": "browse", "product": "browse",
		"cart": "cart", "orders": "orders", "order": "orders", "case": "orders", "cases": "orders", "people": "account",
	}[first]
}

// show answers with a page: whole, or not at all.
func show[V any](v *visit, draw func(io.Writer, V) error, view V) error {
	var page bytes.Buffer
	if err := draw(&page, view); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Cache-Control", "no-store")
	if v.status != 0 {
		v.w.WriteHeader(v.status)
	}
	_, _ = page.WriteTo(v.w) // it fails when the visitor went away
	return nil
}

// A fault is bad input that the store itself finds: a key of the pages' words.
type fault string

func (f fault) Error() string { return "store: bad input: " + string(f) }

// trouble says what is wrong with a request.
func (v *visit) trouble(wrong *order.InputError) string {
	name := strings.TrimPrefix(wrong.Field, "to.")
	if label := v.sayOr("field."+name, ""); label != "" {
		return label + v.colon() + reason(v, wrong)
	}
	if wrong.Field == "qty" {
		return v.say("quantity") + v.colon() + reason(v, wrong)
	}
	return reason(v, wrong)
}

func (v *visit) colon() string {
	if v.Lang == seed.Chinese {
		return "："
	}
	return ": "
}

// reason says in the visitor's words what the library says in English.
func reason(v *visit, wrong *order.InputError) string {
	for _, known := range [][2]string{
		{"missing", "fault.missing"},
		{"longer", "fault.long"},
		{"control", "fault.characters"},
		{"UTF-8", "fault.characters"},
		{"ASCII", "fault.characters"},
		{"digits", "fault.phone"},
		{"ISO 3166", "fault.country"},
		{"at least 1", "fault.least"},
		{"at most", "fault.most"},
		{"between", "fault.most"},
	} {
		if strings.Contains(wrong.Reason, known[0]) {
			return v.say(known[1])
		}
	}
	return v.say("fault.form")
}

func (v *visit) comma() string {
	if v.Lang == seed.Chinese {
		return "，"
	}
	return ", "
}

// blank reports whether a text shows nothing: spaces, and characters that have
// no shape of their own.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		hollow := r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x2800 // fillers and the empty Braille cell
		return !hollow && !unicode.In(r, unicode.Z, unicode.Cf, unicode.Cc, unicode.Mn)
	})
}

// clean is a text without control characters.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}
