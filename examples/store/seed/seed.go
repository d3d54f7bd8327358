package seed

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/money"
)

// The languages of every text, as BCP 47 tags.
const (
	Chinese = "zh-CN"
	English = "en"
)

// firstNumber is the number in the SKUs of the first product.
const firstNumber = 1001

// entry is what a product has besides its looks. Money is in fen and cents;
// was is the struck price, or 0. Sizes are empty where there is no choice.
type entry struct {
	slug, brand  string
	grams        int64
	cny, usd     int64
	wasCNY       int64
	wasUSD       int64
	sizes        []string
	zh, en       words
	gramsPerSize int64 // added for every size above the first
}

// words are an entry's texts in one language.
type words struct {
	summary       string
	first, second string // paragraphs of the description
	details       map[string]string
}

func (w words) text(title string) catalog.Text {
	return catalog.Text{Title: title, Summary: w.summary, Description: w.first + "\n\n" + w.second}
}

// entries lists all products in the order of picture.All.
func entries() []entry {
	list := clothing()
	list = append(list, shoes()...)
	list = append(list, electronics()...)
	list = append(list, baby()...)
	list = append(list, home()...)
	list = append(list, books()...)
	list = append(list, food()...)
	return append(list, beauty()...)
}

// id derives 26 characters of Crockford's base 32 from a name. The leading 0
// keeps it within the range of a ULID.
func id(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "/" + name))
	text := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding).EncodeToString(sum[:16])
	return "0" + text[1:]
}

// Sellers returns the store's two sellers: Valley Goods for what is worn and
// Lamplight Home for what stands at home.
func Sellers() []catalog.Seller {
	return []catalog.Seller{
		{ID: valley(), Names: map[string]string{Chinese: "山谷衣物", English: "Valley Goods"}, Country: "CN"},
		{ID: lamplight(), Names: map[string]string{Chinese: "灯下家居", English: "Lamplight Home"}, Country: "CN"},
	}
}

func valley() catalog.SellerID    { return catalog.SellerID(id("seller", "valley")) }
func lamplight() catalog.SellerID { return catalog.SellerID(id("seller", "lamplight")) }

// sellerOf says who sells what stands in a category.
func sellerOf(category string) catalog.SellerID {
	switch category {
	case "clothing", "shoes", "baby", "beauty":
		return valley()
	default:
		return lamplight()
	}
}

// Categories returns the eight shelves in their order on the page. Their
// pictures are slugs that picture.Find knows.
func Categories() []catalog.Category {
	list := make([]catalog.Category, 0, 8)
	for i, c := range picture.Categories() {
		zh, en := shelf(c.Slug)
		list = append(list, catalog.Category{
			ID: categoryID(c.Slug), Slug: c.Slug, Rank: i, Picture: c.Cover,
			Texts: catalog.Texts{
				Chinese: {Title: c.Chinese, Summary: zh},
				English: {Title: c.English, Summary: en},
			},
		})
	}
	return list
}

func categoryID(slug string) catalog.CategoryID { return catalog.CategoryID(id("category", slug)) }

// shelf is the one sentence that stands above a category's products.
func shelf(slug string) (chinese, english string) {
	for _, s := range [][3]string{
		{"clothing", "四季常穿的衣物，料子写得明白。", "Clothes for every season, with the cloth plainly named."},
		{"shoes", "走路、上班与雨天的鞋。", "Shoes for walking, for work and for wet days."},
		{"electronics", "日常用得上的手机与音频设备。", "Phones and audio for everyday use."},
		{"baby", "给宝宝的衣物、奶瓶与玩具。", "Clothes, bottles and toys for small children."},
		{"home", "灯、杯、椅与一只花瓶。", "Lamps, mugs, chairs and a vase."},
		{"books", "小说、历史与实用读物。", "Fiction, history and books to work from."},
		{"food", "茶、咖啡、蜂蜜与点心。", "Tea, coffee, honey and something to go with them."},
		{"beauty", "护肤、彩妆与香氛。", "Skin care, colour and scent."},
	} {
		if s[0] == slug {
			return s[1], s[2]
		}
	}
	return "", ""
}

// Products returns the forty products, all for sale and with Version 0, ready
// to be inserted. Their sellers and categories are those of Sellers and
// Categories; the names of their pictures are slugs that picture.Find knows.
func Products() []catalog.Product {
	looks := map[string]picture.Product{}
	for _, p := range picture.All() {
		looks[p.Slug] = p
	}
	list := make([]catalog.Product, 0, len(looks))
	for rank, e := range entries() {
		list = append(list, e.product(rank, looks[e.slug]))
	}
	return list
}

func (e entry) product(rank int, look picture.Product) catalog.Product {
	p := catalog.Product{
		ID: catalog.ProductID(id("product", e.slug)), Slug: e.slug, Brand: e.brand,
		Seller: sellerOf(look.Category), Category: categoryID(look.Category),
		Kind: catalog.Goods, Status: catalog.Active,
		Texts:   catalog.Texts{Chinese: e.zh.text(look.Chinese), English: e.en.text(look.English)},
		Details: map[string]map[string]string{Chinese: e.zh.details, English: e.en.details},
		Picture: e.slug, Rank: rank,
	}
	stem := "WA-" + strconv.Itoa(firstNumber+rank)
	for _, v := range look.Variants {
		if len(e.sizes) == 0 {
			p.Variants = append(p.Variants, e.variant(stem, v, len(look.Variants) > 1, -1))
		}
		for i := range e.sizes {
			p.Variants = append(p.Variants, e.variant(stem, v, len(look.Variants) > 1, i))
		}
	}
	return p
}

// variant makes one colour in one size; size -1 is none.
func (e entry) variant(sku string, look picture.Variant, coloured bool, size int) catalog.Variant {
	v := catalog.Variant{Prices: prices(e.cny, e.usd), Listed: prices(e.wasCNY, e.wasUSD), Grams: e.grams, Picture: look.Slug}
	options := map[string]string{}
	if coloured {
		options["colour"] = look.English
		sku += "-" + colourCode(look.Colour)
	}
	if size >= 0 {
		options["size"] = e.sizes[size]
		sku += "-" + strings.TrimSuffix(e.sizes[size], " cm")
		v.Grams += int64(size) * e.gramsPerSize
	}
	if len(options) > 0 {
		v.Options = options
	}
	v.SKU = catalog.SKU(sku)
	return v
}

// prices makes the same price in both currencies; 0 fen are no price.
func prices(fen, cents int64) []money.Money {
	if fen == 0 {
		return nil
	}
	return []money.Money{money.New(fen, money.MustCurrency("CNY")), money.New(cents, money.MustCurrency("USD"))}
}

// colourCode is a colour of the palette in a SKU: three letters.
func colourCode(colour string) string {
	for _, c := range [][2]string{
		{"oat", "OAT"},
		{"camel", "CML"},
		{"clay", "CLY"},
		{"rust", "RST"},
		{"red", "RED"},
		{"coral", "CRL"},
		{"berry", "BRY"},
		{"rose", "ROS"},
		{"mustard", "MUS"},
		{"butter", "BTR"},
		{"sage", "SGE"},
		{"moss", "MOS"},
		{"pine", "PIN"},
		{"teal", "TEA"},
		{"mint", "MNT"},
		{"sky", "SKY"},
		{"denim", "IND"},
		{"navy", "NVY"},
		{"lilac", "LIL"},
		{"plum", "PLM"},
		{"brown", "BRN"},
		{"graphite", "GRA"},
		{"ink", "INK"},
		{"silver", "SLV"},
		{"cloud", "CLD"},
		{"white", "WHT"},
	} {
		if c[0] == colour {
			return c[1]
		}
	}
	return "XXX"
}

// Stock returns what lies in the only warehouse on the first day, in the order
// of Products and their variants. A few lines hold three pieces or fewer. The
// one SKU that is sold out, SoldOut, has no line, since a line holds at least
// one piece.
func Stock() []stock.Line {
	var lines []stock.Line
	for rank, p := range Products() {
		for i, v := range p.Variants {
			if v.SKU != SoldOut {
				lines = append(lines, stock.Line{SKU: v.SKU, Qty: pieces(v.SKU, rank, i)})
			}
		}
	}
	return lines
}

// SoldOut is the SKU without stock: the canvas high-top in ink, size 42.
const SoldOut catalog.SKU = "WA-1007-INK-42"

// pieces is how many there are of a variant: the scarce ones first.
func pieces(sku catalog.SKU, rank, variant int) int64 {
	switch sku {
	case "WA-1003-CML-S", "WA-1022-SGE":
		return 1
	case "WA-1001-MUS-L", "WA-1008-CML-43", "WA-1021-WHT":
		return 2
	case "WA-1012-WHT", "WA-1035":
		return 3
	}
	return int64(6 + (rank*7+variant*5)%40)
}
