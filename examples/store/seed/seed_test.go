package seed

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

var (
	idForm = regexp.MustCompile(`\A[0-7][0-9A-HJKMNP-TV-Z]{25}\z`)
	// decimals are numbers whose point ends no sentence, such as 6.3.
	decimals = regexp.MustCompile(`[0-9]\.[0-9]`)
	skuForm  = regexp.MustCompile(`\AWA-10[0-4][0-9](-[A-Z]{3})?(-[0-9A-Z]{1,2})?\z`)
)

func once[T comparable](t *testing.T, seen map[T]bool, v T) {
	t.Helper()
	require.False(t, seen[v], "%v occurs twice", v)
	seen[v] = true
}

func TestIDsSlugsAndSKUsAreUnique(t *testing.T) {
	ids, slugs, skus := map[string]bool{}, map[string]bool{}, map[catalog.SKU]bool{}
	note := func(id string) {
		once(t, ids, id)
		require.Regexp(t, idForm, id)
	}
	for _, s := range Sellers() {
		note(string(s.ID))
	}
	for _, c := range Categories() {
		note(string(c.ID))
		once(t, slugs, c.Slug)
	}
	for _, p := range People() {
		note(p.Actor.ID)
	}
	for _, p := range Products() {
		note(string(p.ID))
		once(t, slugs, p.Slug)
		for _, v := range p.Variants {
			once(t, skus, v.SKU)
			require.Regexp(t, skuForm, string(v.SKU))
		}
	}
}

func TestProductsMatchThePictures(t *testing.T) {
	products, looks := Products(), picture.All()
	require.Len(t, products, 40)
	require.Len(t, looks, len(products))
	perCategory := map[catalog.CategoryID]int{}
	for i, p := range products {
		require.Equal(t, looks[i].Slug, p.Slug, "the order of entries")
		require.Equal(t, i, p.Rank)
		require.Equal(t, categoryID(looks[i].Category), p.Category)
		require.Equal(t, looks[i].Chinese, p.Texts[Chinese].Title)
		require.Equal(t, looks[i].English, p.Texts[English].Title)
		perCategory[p.Category]++
		shown := map[string]bool{}
		for _, v := range p.Variants {
			_, ok := picture.Find(v.Picture)
			require.True(t, ok, "%s has no picture %q", v.SKU, v.Picture)
			shown[v.Picture] = true
		}
		require.Len(t, shown, len(looks[i].Variants), "%s does not sell all its colours", p.Slug)
	}
	require.Len(t, Categories(), 8)
	for _, c := range Categories() {
		require.Equal(t, 5, perCategory[c.ID], c.Slug)
		_, ok := picture.Find(c.Picture)
		require.True(t, ok, c.Slug)
		require.NotEmpty(t, c.Texts[Chinese].Summary)
		require.NotEmpty(t, c.Texts[English].Summary)
	}
}

func TestEveryProductIsWrittenInBothLanguages(t *testing.T) {
	for _, p := range Products() {
		require.NotEmpty(t, p.Brand, p.Slug)
		require.Len(t, p.Texts, 2, p.Slug)
		for _, tag := range []string{Chinese, English} {
			text := p.Texts[tag]
			stop := map[string]string{Chinese: "。", English: "."}[tag]
			require.Equal(t, 1, strings.Count(decimals.ReplaceAllString(text.Summary, "0"), stop), "%s %s: one sentence", p.Slug, tag)
			require.True(t, strings.HasSuffix(text.Summary, stop), "%s %s", p.Slug, tag)
			require.Len(t, strings.Split(text.Description, "\n\n"), 2, "%s %s", p.Slug, tag)
			require.GreaterOrEqual(t, len(p.Details[tag]), 4, "%s %s", p.Slug, tag)
		}
		require.Len(t, p.Details[English], len(p.Details[Chinese]), "%s: as many details in each language", p.Slug)
	}
}

// words of one language, all in one string.
func prose(p catalog.Product, tag string) string {
	t := p.Texts[tag]
	all := []string{t.Title, t.Summary, t.Description}
	for _, name := range slices.Sorted(maps.Keys(p.Details[tag])) {
		all = append(all, name, p.Details[tag][name])
	}
	return strings.Join(all, "\n")
}

func TestWordsArePolitePlainAndInTheirLanguage(t *testing.T) {
	superlatives := regexp.MustCompile(`最|第一|顶级|极致|唯一|(?i)\b(?:best|finest|greatest|perfect|ultimate|amazing|luxur\w+|colors?|gray|fiber)\b`)
	for _, p := range Products() {
		zh, en := prose(p, Chinese), prose(p, English)
		require.NotRegexp(t, superlatives, zh, p.Slug)
		require.NotRegexp(t, superlatives, en, p.Slug)
		require.NotContains(t, zh, "你", p.Slug)
		require.False(t, strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }), "%s: Chinese in the English text", p.Slug)
		require.Contains(t, zh, "您", p.Slug)
	}
}

func TestPrices(t *testing.T) {
	listed := 0
	for _, p := range Products() {
		for _, v := range p.Variants {
			require.Len(t, v.Prices, 2, v.SKU)
			require.Positive(t, v.Grams, v.SKU)
			for _, code := range []string{"CNY", "USD"} {
				price, ok := catalog.In(v.Prices, money.MustCurrency(code))
				require.True(t, ok, "%s has no price in %s", v.SKU, code)
				require.True(t, price.IsPositive(), v.SKU)
				old, ok := catalog.In(v.Listed, money.MustCurrency(code))
				if !ok {
					require.Empty(t, v.Listed, "%s is struck in one currency only", v.SKU)
					continue
				}
				more, err := old.Cmp(price)
				require.NoError(t, err)
				require.Equal(t, 1, more, "%s: struck price not above the price", v.SKU)
			}
		}
		if len(p.Variants[0].Listed) > 0 {
			listed++
		}
	}
	require.Equal(t, 7, listed, "products with a struck price")
}

func TestOptionsAreConsistent(t *testing.T) {
	for _, p := range Products() {
		names, seen := slices.Sorted(maps.Keys(p.Variants[0].Options)), map[string]bool{}
		for _, v := range p.Variants {
			require.Equal(t, names, slices.Sorted(maps.Keys(v.Options)), "%s: every variant has the same options", v.SKU)
			once(t, seen, p.Slug+" "+fmt.Sprint(v.Options))
			require.NotContains(t, string(v.SKU), "XXX", "a colour without a code")
		}
		if len(p.Variants) > 1 {
			require.NotEmpty(t, names, p.Slug)
		}
	}
}

// Σ of everything: whoever changes the table changes these numbers knowingly.
func TestSums(t *testing.T) {
	var worth money.Money
	pieces, scarce, left := int64(0), 0, map[catalog.SKU]int64{}
	for _, l := range Stock() {
		require.Positive(t, l.Qty, l.SKU)
		require.NotContains(t, left, l.SKU)
		left[l.SKU] = l.Qty
		pieces += l.Qty
		if l.Qty <= 3 {
			scarce++
		}
	}
	skus := 0
	for _, p := range Products() {
		for _, v := range p.Variants {
			skus++
			price, _ := catalog.In(v.Prices, money.MustCurrency("CNY"))
			var err error
			worth, err = worth.Add(price.Mul(left[v.SKU]))
			require.NoError(t, err)
		}
	}
	require.Equal(t, skus-1, len(left), "all SKUs but the one that is sold out have stock")
	require.NotContains(t, left, SoldOut)
	require.Equal(t, 7, scarce)
	require.Equal(t, "202 SKUs, 4988 pieces, 2083825.00 CNY", fmt.Sprintf("%d SKUs, %d pieces, %s", skus, pieces, worth))
}

func TestPeople(t *testing.T) {
	people := People()
	roles := map[secure.Role]int{}
	for _, p := range people {
		roles[p.Actor.Role]++
		require.NotEmpty(t, p.Names[Chinese])
		require.NotEmpty(t, p.Names[English])
		require.NotEmpty(t, p.Address.Street)
		require.NotEmpty(t, p.Address.Phone)
		require.Contains(t, []string{"CN", "GB"}, p.Address.Country)
	}
	require.Equal(t, map[secure.Role]int{secure.RoleBuyer: 2, secure.RoleMerchant: 2, secure.RoleStaff: 1}, roles)
	require.Equal(t, []string{string(Sellers()[0].ID)}, people[2].Actor.Sellers)
	require.Equal(t, []string{string(Sellers()[1].ID)}, people[3].Actor.Sellers)
}

func TestEveryCallIsFresh(t *testing.T) {
	a, b := Products(), Products()
	require.Equal(t, a, b)
	a[0].Texts[English] = catalog.Text{Title: "changed"}
	a[0].Details[Chinese]["面料"] = "changed"
	a[0].Variants[0].Options["size"] = "changed"
	a[0].Variants[0].Prices[0] = money.Money{}
	require.Equal(t, b, Products())
}

// Merchants can fill an empty shop with all of it, each with what is theirs.
func TestAShopTakesItAll(t *testing.T) {
	ctx, db, n := context.Background(), memstore.New(), 0
	now := func() time.Time { return time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC) }
	newID := func() (string, error) { n++; return "id" + strconv.Itoa(n), nil }
	policy := secure.DefaultPolicy()
	shelves := &catalog.Service{Store: db.Catalog(), Policy: &policy, Now: now, NewID: newID}
	warehouse := &stock.Service{Store: db.Stock(), Policy: &policy, Now: now, NewID: newID}
	people := People()
	staff := people[4].Actor
	for i, s := range Sellers() {
		require.NoError(t, shelves.SaveSeller(ctx, people[2+i].Actor, s))
	}
	for _, c := range Categories() {
		require.NoError(t, shelves.SaveCategory(ctx, staff, c))
	}
	for _, p := range Products() {
		by := people[2].Actor
		if p.Seller != Sellers()[0].ID {
			by = people[3].Actor
		}
		_, err := shelves.SaveProduct(ctx, by, p)
		require.NoError(t, err, p.Slug)
	}
	require.NoError(t, warehouse.Move(ctx, staff, stock.Delivery{Lines: Stock(), Reason: stock.Received, Ref: "opening"}))
	offers, err := shelves.Offers(ctx, people[0].Actor, Chinese, "CNY", "WA-1001-PIN-M")
	require.NoError(t, err)
	require.Equal(t, "699.00 CNY", offers[0].Price.String())
}

func ExampleProducts() {
	p := Products()[0]
	fmt.Println(p.Texts.In("zh-CN").Title, p.Variants[1].SKU, p.Variants[1].Prices[0], p.Variants[1].Listed[0])
	// Output: 轻量鹅绒短羽绒服 WA-1001-PIN-M 699.00 CNY 899.00 CNY
}
