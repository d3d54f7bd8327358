package page_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/page"
)

const hostile = `"><script>alert(1)</script><b style="x" onclick='y'>&`

// A shot is a page with a name.
type shot struct {
	name string
	draw func(*page.Renderer, *bytes.Buffer) error
}

func frame(lang, x string) page.Frame {
	return page.Frame{
		Lang: lang, Query: x, Person: "Lin" + x, Desk: true, CartCount: 3,
		Categories: []page.Link{{Label: "服饰 Clothes" + x, URL: "/c/clothes", Current: true}, {Label: "鞋靴 Shoes", URL: "/c/shoes"}, {Label: "家居 Home", URL: "/c/home"}},
		Languages:  []page.Link{{Label: "English", URL: "?lang=en", Current: lang == "en"}, {Label: "简体中文", URL: "?lang=zh-CN", Current: lang != "en"}},
		Currencies: []page.Link{{Label: "USD $", URL: "?currency=USD", Current: lang == "en"}, {Label: "CNY ¥", URL: "?currency=CNY", Current: lang != "en"}},
	}
}

func lines(x string) []page.Line {
	return []page.Line{
		{ID: "jumper-m", URL: "/product/jumper", Title: "Chunky cable jumper" + x, Options: "Oat / M" + x, Picture: "/p/jumper.svg", Qty: 1, Max: 2, Total: "$40.90", Note: &page.Notice{Tone: "warn", Text: "Only 2 left" + x}},
		{ID: "mug", URL: "/product/mug", Title: "Drip-glaze mug", Options: "350 ml", Picture: "/p/mug.svg", Qty: 2, Max: 9, Total: "$17.80"},
	}
}

func sums() []page.Sum {
	return []page.Sum{{Label: "Goods", Amount: "$58.70"}, {Label: "Delivery", Amount: "$4.00"}, {Label: "Total", Amount: "$62.70", Strong: true}}
}

// shots draws every page, and every face of a page, with x put into every text
// that comes from outside.
func shots(lang, x string) []shot {
	f := frame(lang, x)
	noted := f
	noted.Notice = &page.Notice{Tone: "bad", Head: "Fact" + x, Text: "What to do" + x}
	cards := []page.Card{
		{URL: "/product/jumper", Title: "Chunky cable jumper" + x, Picture: "/p/jumper.svg", Price: "$40.90", Was: "$56.90", Colours: []string{"#d8c7ac", "#2e5547"}},
		{URL: "/product/vase", Title: "Bud vase", Picture: "/p/vase.svg", Price: "$18.00", SoldOut: true},
	}
	home := page.Home{Frame: f, Campaign: page.Link{Label: "See the shelf" + x, URL: "/c/home"}, Head: "Bring the warmth home" + x, Text: "Lamps and boots" + x, Picture: "/p/hero.svg", Cards: cards, Tiles: []page.Way{{Link: page.Link{Label: "Runners" + x, URL: "/product/runner"}, Picture: "/p/a.svg", Text: "New" + x, Tall: "/p/a.svg#tall"}, {Link: page.Link{Label: "For the little ones", URL: "/c/baby"}, Picture: "/p/b.svg"}}, Ways: []page.Way{{Link: f.Categories[0], Picture: "/p/a.svg"}, {Link: f.Categories[1], Picture: "/p/b.svg"}, {Link: f.Categories[2], Picture: "/p/c.svg"}}}
	list := page.List{Frame: f, Title: "Clothes" + x, Cards: cards, Pages: []page.Link{{Label: "1", URL: "?page=1", Current: true}, {Label: "2", URL: "?page=2"}}}
	boxes := []page.Box{{Seller: "Nuanyu Knitwear" + x, Arrives: "Arrives Fri, 27 Nov" + x, Lines: lines(x)}, {Seller: "Hillkiln Home", Lines: []page.Line{{ID: "vase", Title: "Bud vase", Picture: "/p/vase.svg", Gone: true}}}}
	cart := page.Cart{Frame: noted, Action: "/cart", Boxes: boxes, Sums: sums(), Total: "$62.70", Checkout: "/checkout"}
	list404 := page.List{Frame: f, Title: "lien shirt" + x, Found: true}
	shots := []shot{
		{"home", func(r *page.Renderer, b *bytes.Buffer) error { return r.Home(b, home) }},
		{"list", func(r *page.Renderer, b *bytes.Buffer) error { return r.List(b, list) }},
		{"search-empty", func(r *page.Renderer, b *bytes.Buffer) error { return r.List(b, list404) }},
		{"product", func(r *page.Renderer, b *bytes.Buffer) error { return r.Product(b, product(f, x)) }},
		{"cart", func(r *page.Renderer, b *bytes.Buffer) error { return r.Cart(b, cart) }},
		{"cart-empty", func(r *page.Renderer, b *bytes.Buffer) error { return r.Cart(b, page.Cart{Frame: f}) }},
		{"checkout", func(r *page.Renderer, b *bytes.Buffer) error { return r.Checkout(b, checkout(noted, x)) }},
		{"order", func(r *page.Renderer, b *bytes.Buffer) error { return r.Order(b, order(f, x)) }},
		{"desk", func(r *page.Renderer, b *bytes.Buffer) error { return r.Desk(b, desk(noted, x)) }},
		{"orders", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Orders(b, page.Orders{Frame: f, Rows: []page.OrderRow{{URL: "/order/1", Number: "8841" + x, Placed: "25 Nov" + x, Status: "Paid" + x, Tone: "ok", Total: "$62.70", Lines: lines(x)}}})
		}},
		{"orders-empty", func(r *page.Renderer, b *bytes.Buffer) error { return r.Orders(b, page.Orders{Frame: f}) }},
		{"people", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.People(b, page.People{Frame: f, Action: "/people", Persons: []page.Person{{Role: "guest", Current: true}, {ID: "b1" + x, Name: "Lin" + x, Role: "buyer"}, {ID: "m1", Name: "Kim", Role: "merchant"}, {ID: "s1", Name: "Sam", Role: "staff"}}})
		}},
	}
	shots = append(append(shots, promotionShots(f, noted, cart, x)...), caseShots(f, noted, x)...)
	for _, status := range []int{404, 500, 409} {
		shots = append(shots, shot{"message-" + string(rune('0'+status/100)), func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Message(b, page.Message{Frame: f, Status: status, Head: "Head" + x, Text: "Text" + x, ID: "01JD8X4M2K" + x, At: "10:24" + x})
		}})
	}
	for _, state := range []page.PayState{page.PayWaiting, page.PayInDoubt, page.PayDeclined, page.PayPaid} {
		shots = append(shots, shot{"pay-" + string(state), func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Pay(b, page.Pay{Frame: f, State: state, Amount: "$62.70" + x, Hosted: "/pay/1/provider", Transfer: []page.Pair{{Name: "IBAN", Value: "XX00" + x}}, Reason: "Not enough funds." + x, Held: "15:20" + x, AnswerBy: "15:05" + x, Poll: "/pay/1", Action: "/purchase/1", Methods: []page.Method{{Kind: "card", Chosen: true}, {Kind: "transfer"}}, Order: "/order/1"})
		}})
	}
	return shots
}

func product(f page.Frame, x string) page.Product {
	return page.Product{
		Frame: f, Crumbs: []page.Link{{Label: "Home", URL: "/"}, {Label: "Knitwear" + x, Current: true}},
		Title: "Chunky cable jumper" + x, Seller: "Nuanyu Knitwear" + x, Summary: "Wool and alpaca" + x, Action: "/cart", Price: "$40.90", Was: "$56.90", Stock: "Only 2 left" + x, Max: 2,
		Picture: "/p/jumper.svg", Thumbs: []string{"/p/jumper.svg", "/p/jumper.svg#neck"},
		Groups: []page.Group{
			{Name: "colour", Label: "Colour" + x, Chosen: "Oat" + x, Swatch: true, Options: []page.Option{{Value: "oat" + x, Label: "Oat" + x, Picture: "/p/jumper.svg", Chosen: true}, {Value: "pine", Label: "Pine", Picture: "/p/pine.svg"}}},
			{Name: "size", Label: "Size", Chosen: "M", Options: []page.Option{{Value: "M" + x, Label: "M" + x, Chosen: true, Left: 2}, {Value: "L", Label: "L", Disabled: true}}},
		},
		Variants: []page.Variant{{Key: "oat|M" + x, Price: "$40.90", Was: "$56.90", Picture: "/p/jumper.svg", Stock: "Only 2 left" + x}, {Key: "pine|M", Price: "$42.90", SoldOut: true}},
		Delivery: "Fri, 27 Nov, $4.00" + x, Return: "Cancel until the shop accepts" + x, Text: []string{"Thick." + x}, Details: []page.Pair{{Name: "Yarn" + x, Value: "52 % wool" + x}},
	}
}

func checkout(f page.Frame, x string) page.Checkout {
	fields := page.AddressFields(f.Lang)
	for i := range fields {
		fields[i].Value = "Dublin" + x
		if fields[i].Name == "postcode" {
			fields[i].Error = "An Irish postcode has 7 characters, such as D08 X000." + x
		}
		if fields[i].Name == "country" {
			fields[i].Choices = []page.Link{{Label: "Ireland" + x, URL: "IE" + x, Current: true}, {Label: "China", URL: "CN"}}
		}
	}
	return page.Checkout{
		Frame: f, Action: "/checkout", Key: "key-1" + x, Expected: "62.70 USD" + x, Address: fields,
		Delivery: []page.Choice{{Value: "std" + x, Label: "Fri, 27 Nov" + x, Note: "Greenway Parcel" + x, Price: "$4.00", Chosen: true}, {Value: "exp", Label: "Thu, 26 Nov", Price: "$9.00", Why: "Too late for today" + x}},
		Methods:  []page.Method{{Kind: "card", Chosen: true}, {Kind: "transfer"}, {Kind: "cash", Why: "Not above $50" + x}},
		Errors:   map[string]string{"carrier": "Choose one" + x}, Lines: lines(x), Sums: sums(), Total: "$62.70",
	}
}

func order(f page.Frame, x string) page.Order {
	return page.Order{
		Frame: f, Number: "8841" + x, Action: "/order/1", Events: "/order/1/events", Self: "/order/1", Updated: "08:14" + x, Arrival: "Arriving today before 18:00" + x, Note: "Out for delivery" + x, InDoubt: true, AnswerBy: "15:05" + x, Problem: "Damaged" + x,
		Steps: [5]page.Step{{State: "done", Time: "25 Nov 14:02" + x}, {State: "done"}, {State: "done"}, {State: "now"}, {}}, Pay: "/pay/1", Confirm: true, Cancel: true,
		Parcels: []page.Parcel{{Status: "Out for delivery" + x, Carrier: "Greenway" + x, Number: "GW 7310" + x, Lines: lines(x), Stops: []page.Stop{{Day: "Today" + x, Time: "07:58", DateTime: "2026-11-26T07:58" + x, Words: "Out for delivery" + x, Place: "Dublin depot" + x}, {Time: "07:21", Words: "Arrived at the depot"}}}, {Status: "Packed"}},
		Lines:   lines(x), Sums: sums(), Refunds: []page.Refund{{At: "26 Nov" + x, Amount: "$8.90", Reason: "Chipped" + x, Status: "Sent" + x, Send: "rf1", Whole: "$8.90" + x}}, Facts: []page.Pair{{Name: "To" + x, Value: "Alex Example" + x}}, History: []page.Change{{Day: "25 Nov" + x, At: "14:02" + x, DateTime: "2026-11-25T14:02", Words: "Placed" + x, By: "buyer" + x, Why: "because" + x}},
		Work: &page.DeskRow{ID: "o1", Number: "8841", Action: "/order/1", Collect: "$62.70" + x},
	}
}

func desk(f page.Frame, x string) page.Desk {
	row := page.DeskRow{ID: "o1" + x, URL: "/order/1", Number: "…8841" + x, Placed: "10:23" + x, Buyer: "Lin T." + x, Place: "Shanghai" + x, Pictures: []string{"/p/jumper.svg"}, Units: 3, Total: "$62.70", Payment: page.Pill{Tone: "ok", Words: "Paid" + x}, Parcel: page.Pill{Tone: "warn", Words: "To pack" + x}, Due: "1:16 h" + x, DueTone: "bad", Action: "/order/1", Accept: true, Reject: true, Pack: []page.Packable{{Line: "1" + x, Title: "Jumper" + x, Left: 2}}, Receive: "$62.70" + x, Refund: "62.70" + x, Most: "$62.70" + x, Key: "k" + x, Wrong: page.Wrong{Do: "refund", Fields: map[string]string{"amount": "At most" + x, "why": "Say why" + x, "units1" + x: "Too many" + x}, Typed: map[string]string{"amount": "99" + x, "why": "w" + x}}}
	doubt := page.DeskRow{ID: "o2", URL: "/order/2", Number: "…8842", Total: "$9.00", Payment: page.Pill{Tone: "bad", Words: "In doubt"}, Doubt: true}
	return page.Desk{Frame: f, Seller: "Nuanyu Knitwear" + x, Now: "10:24" + x, Self: "/desk?view=new", Events: "/desk/events", Pages: []page.Link{{Label: "1", URL: "/desk?view=new", Current: true}, {Label: "2", URL: "/desk?view=new&page=2"}}, Tabs: []page.Tab{{Link: page.Link{Label: "To accept" + x, URL: "/desk?view=new", Current: true}, N: 5, Hot: true}, {Link: page.Link{Label: "All", URL: "/desk"}, N: 38}}, Rows: []page.DeskRow{row, doubt}}
}

func drawn(t *testing.T, s shot) string {
	t.Helper()
	r, err := page.New()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, s.draw(r, &b), s.name)
	return b.String()
}
