package page_test

import (
	"bytes"

	"github.com/cartwright-go/cartwright/examples/store/page"
)

// promotionShots draws the pages of promotions.
func promotionShots(f, noted page.Frame, cart page.Cart, x string) []shot {
	vouchers := []page.Voucher{{Name: "Shop voucher" + x, From: "Valley Goods" + x, Terms: "claim by 30 Nov" + x, Claim: "c1" + x}, {Name: "Other", Terms: "you have claimed 1", Held: true}}
	coding := page.Coding{Action: "/wallet", Back: "/cart", Typed: "WELCOM" + x, Wrong: "No such code" + x, Codes: []page.Code{{Text: "WELCOME" + x, Words: "First order" + x, Tone: "ok"}}}
	claims := page.Claims{Action: "/wallet", Back: "/cart", Vouchers: vouchers}
	cart.Boxes = append([]page.Box{}, cart.Boxes...)
	cart.Boxes[0].Deal = &page.Deal{Words: []page.Span{{Text: "You have "}, {Text: "$6 off $45" + x, Strong: true}}, Link: &page.Link{Label: "See what fits" + x, URL: "/c/clothing"}}
	cart.Boxes[0].Lines = append(cart.Boxes[0].Lines, page.Line{ID: "gift-tin", URL: "/product/tin", Title: "Biscuit tin" + x, Picture: "/p/tin.svg", Qty: 1, Total: "$0.00", Gift: true})
	cart.Boxes[0].Lines[0].Was = "$56.90" + x
	cart.Sums = []page.Sum{{Label: "Goods", Amount: "$58.70"}, {Label: "Winter sale" + x, Note: "Valley Goods" + x, Amount: "−$5.00"}, {Label: "Total", Amount: "$53.70", Strong: true}}
	cart.Saved, cart.Unused, cart.Claims, cart.Coding = "You save $5.00"+x, []page.Unused{{Name: "Second half price" + x, Words: "1 more needed" + x}}, claims, coding
	band := product(f, x)
	band.Band = page.Band{Label: "With voucher" + x, Sentence: "$46 − $3" + x, Steps: cart.Sums, Near: cart.Boxes[0].Deal.Words, Chips: []string{"$6 off $45" + x}, Claims: claims}
	wallet := page.Wallet{Frame: noted, Coding: coding, Offered: claims, Usable: vouchers, Used: vouchers, Expired: vouchers}
	return []shot{
		{"cart-deals", func(r *page.Renderer, b *bytes.Buffer) error { return r.Cart(b, cart) }},
		{"product-deals", func(r *page.Renderer, b *bytes.Buffer) error { return r.Product(b, band) }},
		{"wallet", func(r *page.Renderer, b *bytes.Buffer) error { return r.Wallet(b, wallet) }},
		{"wallet-guest", func(r *page.Renderer, b *bytes.Buffer) error { return r.Wallet(b, page.Wallet{Frame: f, Guest: true}) }},
		{"promotion", func(r *page.Renderer, b *bytes.Buffer) error { return r.Promotion(b, promotion(noted, x)) }},
		{"promotion-raw", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Promotion(b, page.Promotion{Frame: f, Title: "Rule" + x, Action: "/desk/promotions/r", Raw: &page.Control{Name: "rule", ID: "p-rule", Label: "JSON", Value: "{}" + x, Wrong: true, ErrorID: "w-rule"}, RawWrong: "bad" + x})
		}},
		{"promotions", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Promotions(b, page.Promotions{
				Frame: f, Seller: "Valley Goods" + x, New: "/desk/promotions/new", Tabs: []page.Tab{{Link: page.Link{Label: "All", URL: "/desk/promotions"}, N: 3}, {Link: page.Link{Label: "Waiting", URL: "?view=waiting", Current: true}, N: 1, Hot: true}},
				Rows: []page.PromotionRow{{URL: "/desk/promotions/r", Name: "Winter" + x, ID: "r", Layer: "shop" + x, Whose: "Valley" + x, Gives: "10 %" + x, Used: "3 / 5" + x, Version: "7", Dates: "27 Nov" + x, State: page.Pill{Tone: "ok", Words: "Live" + x}}},
			})
		}},
	}
}

func promotion(f page.Frame, x string) page.Promotion {
	field := func(c page.Control) page.Part { c.ID, c.Label = "p-"+c.Name, c.Name+x; return page.Part{Field: &c} }
	sentence := page.Sentence{Head: "When" + x, Lines: [][]page.Part{{
		{Text: "From "},
		field(page.Control{Name: "starts", Kind: "date", Value: "2026-11-27T00:00" + x, Wrong: true, ErrorID: "w-starts"}),
		field(page.Control{Name: "buyers", Kind: "select", Choices: []page.Link{{URL: "" + x, Label: "every buyer" + x, Current: true}}}),
		field(page.Control{Name: "scope", Kind: "pick", Shown: "2 chosen" + x, Choices: []page.Link{{Label: "Categories" + x}, {URL: "c1" + x, Brief: "category", Label: "Clothing" + x, Current: true}}}),
		field(page.Control{Name: "min_CNY", Kind: "money", Unit: "¥", Value: "300.00" + x}),
		field(page.Control{Name: "total", Kind: "number", Value: "5" + x}),
	}}, Wrong: []page.Amiss{{ID: "w-starts", Words: "A day and time" + x}}, Hint: "hint" + x}
	chart := &page.Histogram{Label: "1,000 orders" + x, Bars: []page.Bar{{X: "0%", Width: "7%", Y: "20", Height: "80", Colour: "var(--c1)"}}, Marks: []page.Mark{{X: "50%", Label: "from ¥300" + x, End: true}}, Ticks: []string{"¥0", "¥600+" + x}, Keys: []page.Pair{{Name: "var(--c1)", Value: "would use it" + x}}, Table: []page.Pair{{Name: "¥0 – ¥50" + x, Value: "12"}}}
	return page.Promotion{
		Frame: f, Seller: "Valley Goods" + x, Title: "300 minus 40" + x, State: page.Pill{Tone: "info", Words: "Draft" + x}, Version: "Version 7" + x, Action: "/desk/promotions/r",
		Hidden: []page.Pair{{Name: "version", Value: "7" + x}}, Names: []page.Sentence{sentence}, Checks: []page.Notice{{Tone: "warn", Head: "Overlaps" + x, Text: "fix" + x}, {Tone: "bad", Head: "Floor" + x}, {Tone: "ok", Text: "fine" + x}},
		Trial:   page.Trial{Carts: []page.Link{{URL: "knit" + x, Label: "Sample" + x, Current: true}}, Lines: []page.Line{{Title: "Jumper" + x, Picture: "/p/j.svg", Qty: 2, Total: "¥459.00"}}, Note: "5 considered" + x, Rules: []page.Weighed{{Name: "Winter" + x, Layer: "items" + x, Amount: "−¥40.00", Words: []string{"applied" + x}, Applied: true, Own: true}, {Name: "Other", Amount: "–"}}, Sums: sums(), Bearers: "seller ¥12" + x},
		Replay:  page.Replayed{Note: "1,000 orders" + x, Figures: []page.Figure{{Label: "Would use it" + x, Value: "314" + x, Note: "±29" + x}}, Chart: chart},
		Buttons: []page.Link{{URL: "save", Label: "Save" + x}, {URL: "publish", Label: "Publish", Current: true}}, Locked: "locked" + x,
		History: []page.Change{{At: "27 Nov 10:24", DateTime: "2026-11-27T10:24", Words: "Saved" + x, By: "Zhou" + x, Why: "why" + x}},
	}
}
