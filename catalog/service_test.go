package catalog_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

var (
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
	buyer    = secure.Actor{ID: "buyer-1", Role: secure.RoleBuyer}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"fern"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"moss"}}
	start    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// A desk is a service over memory with a clock that a test moves.
type desk struct {
	*catalog.Service
	db  *memstore.DB
	now time.Time
}

func open() *desk {
	policy, n := secure.DefaultPolicy(), 0
	d := &desk{db: memstore.New(), now: start}
	d.Service = &catalog.Service{
		Store: d.db.Catalog(), Policy: &policy, Now: func() time.Time { return d.now },
		NewID: func() (string, error) { n++; return fmt.Sprintf("01J%023d", n), nil },
	}
	return d
}

func tea() catalog.Product {
	return catalog.Product{
		Slug: "green-tea", Seller: "fern", Kind: catalog.Goods, Status: catalog.Active, Brand: "Fern",
		Texts:   catalog.Texts{"en": {Title: "Green tea", Summary: "Leaves.", Description: "One.\n\nTwo."}, "zh-CN": {Title: "绿茶"}},
		Details: map[string]map[string]string{"en": {"Origin": "Hangzhou"}},
		Variants: []catalog.Variant{
			{SKU: "TEA-100", Options: map[string]string{"size": "100 g"}, Prices: []money.Money{money.MustParseText("12.50 EUR")}, Grams: 120},
			{SKU: "TEA-250", Options: map[string]string{"size": "250 g", "form": "loose"}, Prices: []money.Money{money.MustParseText("28 EUR")}, Picture: "loose.svg"},
		},
		Picture: "/pictures/tea.svg?v=2",
	}
}

func refused(t *testing.T, err error, field string) {
	t.Helper()
	var input *catalog.InputError
	require.ErrorAs(t, err, &input)
	require.ErrorIs(t, err, catalog.ErrInput)
	assert.Equal(t, field, input.Field)
	assert.NotEmpty(t, input.Reason)
}

func TestProductInput(t *testing.T) {
	many := func(n int) map[string]string {
		m := map[string]string{}
		for i := range n {
			m[fmt.Sprint("name ", i)] = "x"
		}
		return m
	}
	for _, test := range []struct {
		name, field string
		spoil       func(p *catalog.Product)
	}{
		{"no slug", "slug", func(p *catalog.Product) { p.Slug = "" }},
		{"two hyphens", "slug", func(p *catalog.Product) { p.Slug = "a--b" }},
		{"no seller", "seller", func(p *catalog.Product) { p.Seller = "" }},
		{"unprintable seller", "seller", func(p *catalog.Product) { p.Seller = "a\x00" }},
		{"unknown category", "category", func(p *catalog.Product) { p.Category = "nowhere" }},
		{"unprintable category", "category", func(p *catalog.Product) { p.Category = "a b" }},
		{"no kind", "kind", func(p *catalog.Product) { p.Kind = "" }},
		{"no status", "status", func(p *catalog.Product) { p.Status = "sold" }},
		{"own form of id", "id", func(p *catalog.Product) { p.ID = "tea" }},
		{"id of unprintables", "id", func(p *catalog.Product) { p.ID = catalog.ProductID(strings.Repeat("\x00", 26)) }},
		{"a change of nothing", "id", func(p *catalog.Product) { p.Version = 1 }},
		{"negative version", "version", func(p *catalog.Product) { p.Version = -1 }},
		{"brand of two lines", "brand", func(p *catalog.Product) { p.Brand = "a\nb" }},
		{"no texts", "texts", func(p *catalog.Product) { p.Texts = nil }},
		{"a key that is no tag", "texts", func(p *catalog.Product) { p.Texts[`en"`] = catalog.Text{Title: "x"} }},
		{"blank title", "texts[en].title", func(p *catalog.Product) { p.Texts["en"] = catalog.Text{Title: " "} }},
		{"bell in a summary", "texts[en].summary", func(p *catalog.Product) { p.Texts["en"] = catalog.Text{Title: "x", Summary: "\a"} }},
		{"half a character", "texts[en].description", func(p *catalog.Product) { p.Texts["en"] = catalog.Text{Title: "x", Description: "\xe7\xbb"} }},
		{"details in no language", "details", func(p *catalog.Product) { p.Details = map[string]map[string]string{"": {"a": "b"}} }},
		{"control character in a value", "details[en][0]", func(p *catalog.Product) { p.Details["en"]["Origin"] = "\x1b[31m" }},
		{"bad UTF-8 in a name", "details[en][1]", func(p *catalog.Product) { p.Details["en"]["\xff"] = "x" }},
		{"empty value", "details[en][0]", func(p *catalog.Product) { p.Details["en"]["Origin"] = "" }},
		{"too many details", "details[en]", func(p *catalog.Product) { p.Details["en"] = many(101) }},
		{"script for a picture", "picture", func(p *catalog.Product) { p.Picture = "JavaScript:alert(1)" }},
		{"quote in a picture", "picture", func(p *catalog.Product) { p.Picture = `x" onerror="y` }},
		{"long picture", "picture", func(p *catalog.Product) { p.Picture = strings.Repeat("x", 501) }},
		{"no variants", "variants", func(p *catalog.Product) { p.Variants = nil }},
		{"too many variants", "variants", func(p *catalog.Product) { p.Variants = make([]catalog.Variant, 1001) }},
		{"SKU with a space", "variants[1].sku", func(p *catalog.Product) { p.Variants[1].SKU = "TEA 250" }},
		{"SKU twice", "variants[1].sku", func(p *catalog.Product) { p.Variants[1].SKU = "TEA-100" }},
		{"variant's picture", "variants[1].picture", func(p *catalog.Product) { p.Variants[1].Picture = "data:text/html,x" }},
		{"too many options", "variants[0].options", func(p *catalog.Product) { p.Variants[0].Options = many(11) }},
		{"option without a name", "variants[0].options[0]", func(p *catalog.Product) { p.Variants[0].Options = map[string]string{"": "M"} }},
		{"option of two lines", "variants[0].options[0]", func(p *catalog.Product) { p.Variants[0].Options = map[string]string{"size": "M\nL"} }},
		{"weight", "variants[0].grams", func(p *catalog.Product) { p.Variants[0].Grams = -1 }},
		{"no amount", "variants[0].prices[0]", func(p *catalog.Product) { p.Variants[0].Prices[0] = money.Money{} }},
		{"nothing to pay", "variants[0].prices[0]", func(p *catalog.Product) { p.Variants[0].Prices[0] = money.MustParseText("0 EUR") }},
		{"two prices", "variants[0].prices[1]", func(p *catalog.Product) {
			p.Variants[0].Prices = append(p.Variants[0].Prices, money.MustParseText("1 EUR"))
		}},
		{"withdrawn currency", "variants[0].listed[0]", func(p *catalog.Product) { p.Variants[0].Listed = []money.Money{money.MustParseText("1 DEM")} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, p := open(), tea()
			test.spoil(&p)
			by := merchant
			if p.Seller != "fern" {
				by = staff
			}
			_, err := d.SaveProduct(t.Context(), by, p)
			refused(t, err, test.field)
			assert.Zero(t, d.db.Commits())
		})
	}
}

func TestProductIsChanged(t *testing.T) {
	d, ctx := open(), t.Context()
	require.NoError(t, d.SaveCategory(ctx, staff, catalog.Category{ID: "teas", Slug: "teas", Texts: catalog.Texts{"en": {Title: "Teas"}}}))
	p := tea()
	p.Category = "teas"
	p.Created = start.AddDate(-9, 0, 0) // not theirs to say
	saved, err := d.SaveProduct(ctx, merchant, p)
	require.NoError(t, err)
	assert.Len(t, saved.ID, 26)
	assert.Equal(t, []any{start, start, int64(1)}, []any{saved.Created, saved.Updated, saved.Version})

	d.now = start.Add(time.Hour)
	next := saved
	next.Created, next.Status, next.Category = d.now, catalog.Draft, ""
	next, err = d.SaveProduct(ctx, merchant, next)
	require.NoError(t, err)
	assert.Equal(t, []any{start, d.now, int64(2)}, []any{next.Created, next.Updated, next.Version})
	read, err := d.Product(ctx, merchant, "green-tea")
	require.NoError(t, err)
	assert.Equal(t, next, read)

	_, err = d.SaveProduct(ctx, merchant, saved)
	require.ErrorIs(t, err, event.ErrStale, "an old version")
	failed, err := d.SaveProduct(ctx, merchant, tea())
	require.ErrorIs(t, err, event.ErrStale, "its slug is taken")
	assert.Equal(t, tea(), failed, "what was given comes back as it was")
	stolen := next
	stolen.Seller = "moss"
	_, err = d.SaveProduct(ctx, rival, stolen)
	require.ErrorIs(t, err, secure.ErrDenied, "another seller's product")
	events, err := d.db.UnsentEvents(ctx, 9)
	require.NoError(t, err)
	require.Len(t, events, 2)
	assert.Equal(t, "product.saved", events[1].Type)
}

func TestChosenID(t *testing.T) {
	d, p := open(), tea()
	p.ID = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
	saved, err := d.SaveProduct(t.Context(), merchant, p)
	require.NoError(t, err)
	assert.Equal(t, p.ID, saved.ID)
	_, err = d.SaveProduct(t.Context(), merchant, p)
	require.ErrorIs(t, err, event.ErrStale, "an import repeated writes nothing twice")
}

func TestDraftsAreHidden(t *testing.T) {
	d, ctx, p := open(), t.Context(), tea()
	p.Status = catalog.Draft
	_, err := d.SaveProduct(ctx, merchant, p)
	require.NoError(t, err)
	for _, test := range []struct {
		by     secure.Actor
		seller catalog.SellerID
		seen   int
	}{{secure.Actor{}, "", 0}, {buyer, "", 0}, {rival, "fern", 0}, {merchant, "", 0}, {merchant, "fern", 1}, {staff, "", 1}} {
		n, err := d.Count(ctx, test.by, catalog.Query{Drafts: true, Seller: test.seller})
		require.NoError(t, err)
		assert.Equal(t, test.seen, n, test.by)
		listed := 0
		for _, err := range d.Products(ctx, test.by, catalog.Query{Drafts: true, Seller: test.seller}) {
			require.NoError(t, err)
			listed++
		}
		assert.Equal(t, test.seen, listed, test.by)
	}
	_, err = d.Product(ctx, buyer, p.Slug)
	require.ErrorIs(t, err, catalog.ErrUnknown)
	_, err = d.Offers(ctx, buyer, "en", "EUR", "TEA-100")
	require.ErrorIs(t, err, catalog.ErrInactive)
}

func TestOffers(t *testing.T) {
	d, ctx := open(), t.Context()
	_, err := d.SaveProduct(ctx, merchant, tea())
	require.NoError(t, err)
	offers, err := d.Offers(ctx, buyer, "zh-CN", "EUR", "TEA-250", "TEA-100", "TEA-250")
	require.NoError(t, err)
	require.Len(t, offers, 2)
	assert.Equal(t, []catalog.SKU{"TEA-100", "TEA-250"}, []catalog.SKU{offers[0].SKU, offers[1].SKU})
	assert.Equal(t, "绿茶", offers[1].Title)
	assert.Equal(t, "loose, 250 g", offers[1].Options)
	assert.Equal(t, "loose.svg", offers[1].Picture)
	_, err = d.Offers(ctx, buyer, "en", "USD", "TEA-100")
	require.ErrorIs(t, err, catalog.ErrNoPrice)
	require.ErrorContains(t, err, "TEA-100")
	_, err = d.Offers(ctx, buyer, "en", "EUR", "TEA-100", "NONE")
	require.ErrorIs(t, err, catalog.ErrUnknown)
	_, err = d.Offers(ctx, buyer, "en", "euro", "TEA-100")
	refused(t, err, "currency")
}

// strict is a store that fails on what a database would choke on.
type strict struct{ catalog.Store }

func choke(texts ...string) {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			panic("a store was asked for " + strconv.Quote(text))
		}
	}
}

func (s strict) FindProductBySlug(ctx context.Context, slug string) (catalog.Product, error) {
	choke(slug)
	return s.Store.FindProductBySlug(ctx, slug)
}

func (s strict) FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error) {
	for _, sku := range skus {
		choke(string(sku))
	}
	return s.Store.FindProductsBySKU(ctx, skus...)
}

func (s strict) Products(ctx context.Context, q catalog.Query) iter.Seq2[catalog.Product, error] {
	choke(q.Text, string(q.Category), string(q.Seller))
	return s.Store.Products(ctx, q)
}

// Whatever a stranger writes into an address, no store is asked for what it
// cannot hold.
func FuzzReads(f *testing.F) {
	for _, seed := range []string{"green-tea", "TEA-100", "\x00", "\xff", "a\x00b", "绿茶", "tab\tand\nline", "' OR 1=1 --", strings.Repeat("x", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ctx := open(), context.Background()
		_, err := d.SaveProduct(ctx, merchant, tea())
		require.NoError(t, err)
		d.Store = strict{d.Store}
		if _, err := d.Product(ctx, buyer, text); err != nil {
			require.ErrorIs(t, err, catalog.ErrUnknown)
		}
		if _, err := d.Offers(ctx, buyer, text, "EUR", catalog.SKU(text)); err != nil {
			require.ErrorIs(t, err, catalog.ErrUnknown)
		}
		for _, q := range []catalog.Query{{Text: text}, {Category: catalog.CategoryID(text)}, {Seller: catalog.SellerID(text)}} {
			for _, err := range d.Products(ctx, buyer, q) {
				if err != nil {
					require.ErrorIs(t, err, catalog.ErrInput)
				}
			}
		}
	})
}

func TestBadQueries(t *testing.T) {
	d := open()
	for field, q := range map[string]catalog.Query{
		"text": {Text: "\x00"}, "category": {Category: "a b"}, "seller": {Seller: "\xff"},
		"limit": {Limit: 501}, "offset": {Offset: -1}, "sort": {Sort: "price"},
	} {
		_, err := d.Count(t.Context(), buyer, q)
		refused(t, err, field)
	}
	_, err := d.Count(t.Context(), buyer, catalog.Query{Text: strings.Repeat("x", 201)})
	refused(t, err, "text")
	_, err = d.Count(t.Context(), buyer, catalog.Query{Text: "two\twords\n"})
	require.NoError(t, err)
}

func TestCategories(t *testing.T) {
	d, ctx := open(), t.Context()
	shelf := func(id, parent string) catalog.Category {
		return catalog.Category{ID: catalog.CategoryID(id), Slug: "shelf-" + id, Parent: catalog.CategoryID(parent), Texts: catalog.Texts{"en": {Title: id}}}
	}
	refused(t, d.SaveCategory(ctx, staff, shelf("a", "a")), "parent")
	refused(t, d.SaveCategory(ctx, staff, shelf("a", "nowhere")), "parent")
	refused(t, d.SaveCategory(ctx, staff, shelf("a", "\x00")), "parent")
	refused(t, d.SaveCategory(ctx, staff, shelf("\x00", "")), "id")
	bad := shelf("a", "")
	bad.Picture = "javascript:x"
	refused(t, d.SaveCategory(ctx, staff, bad), "picture")
	require.ErrorIs(t, d.SaveCategory(ctx, merchant, shelf("a", "")), secure.ErrDenied)

	parent := ""
	for i := range 10 {
		require.NoError(t, d.SaveCategory(ctx, staff, shelf(fmt.Sprint(i), parent)))
		parent = fmt.Sprint(i)
	}
	refused(t, d.SaveCategory(ctx, staff, shelf("deep", parent)), "parent")
	circle := shelf("0", "5")
	circle.Version = 1
	refused(t, d.SaveCategory(ctx, staff, circle), "parent")
	require.ErrorIs(t, d.SaveCategory(ctx, staff, shelf("0", "")), event.ErrStale)
	list, err := d.Store.Categories(ctx)
	require.NoError(t, err)
	assert.Len(t, list, 10)
}

func TestSellers(t *testing.T) {
	d, ctx := open(), t.Context()
	fern := func() catalog.Seller {
		return catalog.Seller{ID: "fern", Names: map[string]string{"en": "Fern", "zh-CN": "蕨"}, Country: "CN"}
	}
	for field, spoil := range map[string]func(*catalog.Seller){
		"id":       func(s *catalog.Seller) { s.ID = "\x00" },
		"country":  func(s *catalog.Seller) { s.Country = "zzzz" },
		"names":    func(s *catalog.Seller) { s.Names = map[string]string{"": "Fern"} },
		"names[0]": func(s *catalog.Seller) { s.Names["en"] = "\xff" },
		"names[1]": func(s *catalog.Seller) { s.Names["zh-CN"] = " " },
		"version":  func(s *catalog.Seller) { s.Version = -1 },
	} {
		s := fern()
		spoil(&s)
		refused(t, d.SaveSeller(ctx, staff, s), field)
	}
	refused(t, d.SaveSeller(ctx, staff, catalog.Seller{ID: "fern"}), "names")
	require.ErrorIs(t, d.SaveSeller(ctx, rival, fern()), secure.ErrDenied)
	require.NoError(t, d.SaveSeller(ctx, merchant, fern()))
	require.ErrorIs(t, d.SaveSeller(ctx, merchant, fern()), event.ErrStale)
}

func TestIncompleteService(t *testing.T) {
	for field, spoil := range map[string]func(*catalog.Service){
		"Store":  func(s *catalog.Service) { s.Store = nil },
		"Policy": func(s *catalog.Service) { s.Policy = nil },
		"Now":    func(s *catalog.Service) { s.Now = nil },
		"NewID":  func(s *catalog.Service) { s.NewID = nil },
	} {
		d, ctx := open(), t.Context()
		spoil(d.Service)
		_, saved := d.SaveProduct(ctx, staff, tea())
		_, read := d.Product(ctx, staff, "x")
		_, counted := d.Count(ctx, staff, catalog.Query{})
		_, offered := d.Offers(ctx, staff, "en", "EUR")
		errs := []error{saved, read, counted, offered, d.SaveSeller(ctx, staff, catalog.Seller{})}
		for _, err := range d.Products(ctx, staff, catalog.Query{}) {
			errs = append(errs, err)
		}
		require.Len(t, errs, 6)
		for _, err := range errs {
			require.ErrorIs(t, err, catalog.ErrConfig)
			require.ErrorContains(t, err, field)
		}
	}
}

func TestTextsInALanguage(t *testing.T) {
	texts := catalog.Texts{"de": {Title: "Tee"}, "en-GB": {Title: "Tea"}, "zh-CN": {Title: "茶"}}
	for tag, want := range map[string]string{"zh-CN": "茶", "zh-TW": "茶", "en": "Tea", "de-AT": "Tee", "fr": "Tea", "": "Tea"} {
		assert.Equal(t, want, texts.In(tag).Title, tag)
	}
	assert.Equal(t, "Tee", catalog.Texts{"ja": {Title: "ちゃ"}, "de": {Title: "Tee"}}.In("fr").Title)
	assert.Zero(t, catalog.Texts{}.In("en"))
}

// What a check lets through has no surprises for a database or a page.
func FuzzSaveSeller(f *testing.F) {
	for _, seed := range [][3]string{{"fern", "en", "Fern"}, {"\x00", "en", "x"}, {"a", "zh-CN", "\xff"}, {"a", "", "x"}, {"a", "en", "\u2028"}} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, id, tag, name string) {
		d := open()
		err := d.SaveSeller(context.Background(), staff, catalog.Seller{ID: catalog.SellerID(id), Names: map[string]string{tag: name}})
		if err != nil {
			require.ErrorIs(t, err, catalog.ErrInput)
			return
		}
		for _, text := range []string{id, tag, name} {
			assert.Equal(t, strings.ToValidUTF8(text, "?"), text)
			assert.NotContains(t, text, "\x00")
		}
	})
}

func ExampleService() {
	policy := secure.DefaultPolicy()
	shelves := &catalog.Service{
		Store: memstore.New().Catalog(), Policy: &policy, Now: func() time.Time { return start },
		NewID: func() (string, error) { return "01JZZZZZZZZZZZZZZZZZZZZZZZ", nil },
	}
	ctx := context.Background()
	_, err := shelves.SaveProduct(ctx, merchant, catalog.Product{
		Slug: "green-tea", Seller: "fern", Kind: catalog.Goods, Status: catalog.Active,
		Texts:    catalog.Texts{"en": {Title: "Green tea"}, "zh-CN": {Title: "绿茶"}},
		Variants: []catalog.Variant{{SKU: "TEA", Prices: []money.Money{money.MustParseText("12.50 EUR")}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	offers, err := shelves.Offers(ctx, buyer, "zh-CN", "EUR", "TEA")
	fmt.Println(offers[0].Title, offers[0].Price, err)
	_, err = shelves.Offers(ctx, buyer, "zh-CN", "USD", "TEA")
	fmt.Println(err)
	// Output:
	// 绿茶 12.50 EUR <nil>
	// catalog: no price in this currency: TEA
}

func ExampleTexts_In() {
	texts := catalog.Texts{"en": {Title: "Tea"}, "zh-CN": {Title: "茶"}}
	fmt.Println(slices.Sorted(maps.Keys(texts)), texts.In("zh-TW").Title, texts.In("fr").Title)
	// Output: [en zh-CN] 茶 Tea
}
