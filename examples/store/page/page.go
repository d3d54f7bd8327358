package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed templates/*.html assets
var files embed.FS

// A Renderer holds the parsed pages of both languages. It does not change
// after New, so any number of goroutines may use it.
type Renderer struct {
	pages map[string]*template.Template
	words map[string]map[string]string // by language and key
}

// New parses the embedded pages. It fails only if they are broken, which the
// package's own test would show.
func New() (*Renderer, error) {
	sprite, err := files.ReadFile("assets/sprite.html")
	if err != nil {
		return nil, err
	}
	r := &Renderer{pages: map[string]*template.Template{}, words: lexicon()}
	for _, lang := range Languages() {
		pages, err := template.New("").Funcs(r.functions(lang, string(sprite))).ParseFS(files, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("page: %w", err)
		}
		r.pages[lang] = pages
	}
	return r, nil
}

// Script returns store.js, to be served from the store's own origin.
func Script() ([]byte, error) { return files.ReadFile("assets/store.js") }

// A shell is what the frame's templates need to know of a page.
type shell struct {
	Frame
	Title   string
	Bar     bool   // a buying bar replaces the tabs on phones
	Plain   bool   // no search, categories or footer: nothing leads away
	Form    string // a form that keeps what was typed when the language changes
	Refresh int    // seconds until a reader without script loads it again
	Seller  string // whose desk it is; desk pages only
	Place   string // which page of the desk it is; desk pages only
}

// A todo is a desk row with the view that its forms return to; empty: the
// order's page.
type todo struct {
	DeskRow
	Back string
}

// A turn is a link or, where a form keeps what was typed, a button of the form.
type turn struct {
	Link
	Form string
}

// A stop is one of the tabs at the foot of a phone.
type stop struct {
	URL, Icon, Word string
	Current         bool
}

// stops are the tabs of the shop; at names the current one.
func stops(at string) []stop {
	list := []stop{
		{URL: "/", Icon: "home", Word: "home"},
		{URL: "/categories", Icon: "grid", Word: "browse"},
		{URL: "/cart", Icon: "cart", Word: "cart"},
		{URL: "/orders", Icon: "box", Word: "orders"},
		{URL: "/people", Icon: "user", Word: "account"},
	}
	for i := range list {
		list[i].Current = list[i].Word == at
	}
	return list
}

// boards are the pages of the seller desk; place names the current one.
func boards(place string) []stop {
	list := []stop{
		{URL: "/desk", Icon: "box", Word: "orders"},
		{URL: "/desk/cases", Icon: "return", Word: "cases"},
		{URL: "/desk/standing", Icon: "scale", Word: "points"},
		{URL: "/desk/promotions", Icon: "tag", Word: "promotions"},
	}
	for i := range list {
		list[i].Current = list[i].Word == place
	}
	return list
}

// An amiss is what is wrong with a field of a desk row.
type amiss struct{ ID, Words string }

func (r *Renderer) functions(lang, sprite string) template.FuncMap {
	return template.FuncMap{
		"lang":   func() string { return lang },
		"t":      func(key string, args ...any) (string, error) { return r.Word(lang, key, args...) },
		"sprite": func() template.HTML { return template.HTML(sprite) }, // our own file
		"shell":  func(f Frame, title string) shell { return shell{Frame: f, Title: title} },
		"buying": func(f Frame, title string) shell { return shell{Frame: f, Title: title, Bar: true} },
		"closed": func(f Frame, title string, bar bool, refresh int) shell {
			return shell{Frame: f, Title: title, Bar: bar, Plain: true, Refresh: refresh}
		},
		"price":  func(text string) template.HTML { return price(lang, text) },
		"tabs":   stops,
		"boards": boards,
		"board": func(f Frame, title, seller, place string) shell {
			return shell{Frame: f, Title: title, Seller: seller, Place: place}
		},
		"switch": func(s shell, l Link) turn { return turn{Link: l, Form: s.Form} },
		"typing": func(s shell, form string) shell { s.Form = form; return s },
		"step":   func(i int) string { return [...]string{"ordered", "paid", "sent", "way", "delivered"}[i] },
		"glyph":  glyph,
		"next":   func(i int) int { return i + 1 },
		"todo":   func(row DeskRow, back string) todo { return todo{DeskRow: row, Back: back} },
		"typed": func(row todo, name, otherwise string) string {
			if text, ok := row.Wrong.Typed[name]; ok {
				return text
			}
			return otherwise
		},
		"amiss": func(row todo, name string) amiss {
			return amiss{ID: "w-" + name + "-" + row.ID, Words: row.Wrong.Fields[name]}
		},
		"inact":   inact,
		"infield": infield,
		"few":     func(n int) bool { return n > 0 && n <= 3 },
	}
}

// price sets the sign of a Chinese price small, as on a shelf.
func price(lang, text string) template.HTML {
	figures, ok := strings.CutPrefix(text, "¥")
	if !ok || lang != "zh-CN" {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML("<small>¥</small>" + template.HTMLEscapeString(figures))
}

// glyph names the shape that goes with a pill's tone: colour is never alone.
func glyph(tone string) string {
	switch tone {
	case "ok":
		return "full"
	case "info":
		return "half"
	case "bad":
		return "cross"
	}
	return "empty"
}

// render writes the page whole or not at all.
func (r *Renderer) render(w io.Writer, name, lang string, view any) error {
	pages, ok := r.pages[lang]
	if !ok {
		return fmt.Errorf("page: Lang is %q, not one of %s", lang, strings.Join(Languages(), ", "))
	}
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, view); err != nil {
		return fmt.Errorf("page: %w", err)
	}
	_, err := b.WriteTo(w)
	return err
}

// Home writes the first page. Like all pages, it is written whole or, with an
// error that names the template, not at all.
func (r *Renderer) Home(w io.Writer, v Home) error { return r.render(w, "home", v.Lang, v) }

// Ways writes the categories on a page of their own, for phones.
func (r *Renderer) Ways(w io.Writer, v Home) error { return r.render(w, "categories", v.Lang, v) }

// List writes a category or a search's answer.
func (r *Renderer) List(w io.Writer, v List) error { return r.render(w, "list", v.Lang, v) }

// Product writes a product's page.
func (r *Renderer) Product(w io.Writer, v Product) error { return r.render(w, "product", v.Lang, v) }

// Cart writes the cart.
func (r *Renderer) Cart(w io.Writer, v Cart) error { return r.render(w, "cart", v.Lang, v) }

// Checkout writes the page that places an order.
func (r *Renderer) Checkout(w io.Writer, v Checkout) error { return r.render(w, "checkout", v.Lang, v) }

// Pay writes the page that waits for a payment; State must be a PayState.
func (r *Renderer) Pay(w io.Writer, v Pay) error {
	switch v.State {
	case PayWaiting, PayInDoubt, PayDeclined, PayPaid:
		return r.render(w, "pay", v.Lang, v)
	}
	return fmt.Errorf("page: State is %q, which is no PayState", v.State)
}

// Order writes one order.
func (r *Renderer) Order(w io.Writer, v Order) error { return r.render(w, "order", v.Lang, v) }

// Orders writes the buyer's list.
func (r *Renderer) Orders(w io.Writer, v Orders) error { return r.render(w, "orders", v.Lang, v) }

// Desk writes the seller's list. Only a merchant's or staff's request may ask for it.
func (r *Renderer) Desk(w io.Writer, v Desk) error { return r.render(w, "desk", v.Lang, v) }

// Message writes a page that only says something; the caller sets the status.
func (r *Renderer) Message(w io.Writer, v Message) error { return r.render(w, "message", v.Lang, v) }

// People writes the demo's sign-in chooser.
func (r *Renderer) People(w io.Writer, v People) error { return r.render(w, "people", v.Lang, v) }

// AddressFields returns the empty address form in the order of the language's
// readers; the caller fills Value, Error and the country's Choices.
func AddressFields(lang string) []Field {
	name := Field{Name: "name", Auto: "name"}
	phone := Field{Name: "phone", Auto: "tel", Mode: "tel", Optional: true}
	region := Field{Name: "region", Auto: "address-level1", Half: true, Optional: true}
	city := Field{Name: "city", Auto: "address-level2", Half: true}
	street := Field{Name: "street", Auto: "street-address"}
	postcode := Field{Name: "postcode", Auto: "postal-code", Half: true, Optional: true}
	country := Field{Name: "country", Auto: "country", Half: true}
	if lang == "zh-CN" {
		return []Field{name, phone, country, region, city, postcode, street}
	}
	return []Field{name, phone, street, postcode, city, region, country}
}
