package page_test

import (
	"bytes"

	"github.com/cartwright-go/cartwright/examples/store/page"
)

// caseShots draws the pages of cases, with x put into every text from outside.
func caseShots(f, noted page.Frame, x string) []shot {
	steps := []page.Promise{{Head: "You send the request", Text: "Today" + x, State: "done", Time: "25 Nov" + x}, {Head: "The seller answers" + x, State: "now"}, {Head: "Done"}}
	clock := &page.Clock{Left: "6 days 8 hours left" + x, DateTime: "2026-12-03T23:59:00Z", Text: "Until Thursday" + x, Tone: "warn", Part: 42}
	ask := page.Return{
		Frame: noted, Number: "8841" + x, Order: "/order/1", Action: "/order/1/return", Seen: "0" + x, Clock: clock, Rules: []page.Pair{{Name: "Any reason" + x, Value: "7 days" + x}},
		Lines: []page.ReturnLine{
			{Line: lines(x)[0], Chosen: true, Paid: "$40.90" + x, Counts: choices(x), Wants: choices(x)}, {Line: lines(x)[1], Paid: "$17.80", Why: "Part of another case" + x},
		},
		Kinds:   []page.Choosable{{Value: "return" + x, Label: "Return" + x, Text: "Money once it is back" + x, Chosen: true}, {Value: "repair", Label: "Repair", Why: "Too late" + x}},
		Reasons: []page.Choosable{{Value: "changed_mind", Label: "Changed my mind" + x, Chosen: true}, {Value: "defective", Label: "Faulty", Why: "Too late" + x}},
		Hint:    "You pay" + x, Proof: true, Most: "At most" + x, Text: "Too large" + x, Amount: "9" + x, Photos: 6,
		Errors: map[string]string{"line": "Choose" + x, "kind": "Choose" + x, "reason": "Choose" + x, "amount": "Above zero" + x, "text": "Too long" + x, "photos": "Too large" + x},
		Sums:   sums(), Note: "What you keep" + x, Steps: steps, Cases: []page.CaseLink{{URL: "/case/1", Number: "A1" + x, Kind: "Return" + x, State: page.Pill{Tone: "ok", Words: "Done" + x}}},
	}
	rows := []page.CaseRow{
		{ID: "c1" + x, URL: "/case/1", Number: "A1" + x, Opened: "25 Nov" + x, Buyer: "Ada" + x, Place: "London" + x, Pictures: []string{"/p/mug.svg"}, Units: 2, Kind: "Return" + x, Reason: "Too large" + x, Sum: "$9.00" + x, State: page.Pill{Tone: "warn", Words: "To answer" + x}, Who: "Seller" + x, Due: "1:16 h" + x, DueTone: "bad", Do: "Handle" + x},
		{ID: "c2", URL: "/case/2", Number: "A2", Kind: "Complaint", State: page.Pill{Words: "Ended"}},
	}
	desk := page.Cases{Frame: noted, Seller: "Lamplight" + x, Now: "10:24" + x, Self: "/desk/cases?view=any", Events: "/desk/cases/events", Rows: rows, Next: "None" + x, Tabs: []page.Tab{{Link: page.Link{Label: "To answer" + x, URL: "/desk/cases", Current: true}, N: 1, Hot: true}}, Pages: []page.Link{{Label: "1", URL: "/desk/cases", Current: true}, {Label: "2", URL: "/desk/cases?page=2"}}}
	return []shot{
		{"return", func(r *page.Renderer, b *bytes.Buffer) error { return r.Return(b, ask) }},
		{"return-closed", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Return(b, page.Return{Frame: f, Number: "8841", Order: "/order/1", Closed: "Not paid" + x})
		}},
		{"case", func(r *page.Renderer, b *bytes.Buffer) error { return r.Case(b, case1(noted, x, clock, steps)) }},
		{"case-paused", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.Case(b, page.Case{Frame: f, Number: "A2", Self: "/case/2", Clock: &page.Clock{Left: "Paused" + x, Text: "Held" + x, Paused: true, Part: 100}})
		}},
		{"deskcases", func(r *page.Renderer, b *bytes.Buffer) error { return r.DeskCases(b, desk) }},
		{"deskcases-empty", func(r *page.Renderer, b *bytes.Buffer) error {
			return r.DeskCases(b, page.Cases{Frame: f, Next: "The next deadline is Friday" + x})
		}},
		{"owncases", func(r *page.Renderer, b *bytes.Buffer) error { return r.OwnCases(b, page.Cases{Frame: f, Rows: rows}) }},
		{"owncases-empty", func(r *page.Renderer, b *bytes.Buffer) error { return r.OwnCases(b, page.Cases{Frame: f}) }},
		{"standing", func(r *page.Renderer, b *bytes.Buffer) error { return r.Standing(b, standing(noted, x)) }},
	}
}

func choices(x string) []page.Choosable {
	return []page.Choosable{{Value: "1" + x, Label: "1" + x, Chosen: true}, {Value: "2", Label: "2"}}
}

func case1(f page.Frame, x string, clock *page.Clock, steps []page.Promise) page.Case {
	said := page.CaseMessage{Who: "Buyer" + x, At: "25 Nov" + x, DateTime: "2026-11-25T14:02", Own: true, Side: "buyer", Text: "Hello" + x, Terms: "Offer: 10" + x, Pieces: []page.Link{{Label: "Picture 1" + x, URL: "/case/1/evidence/k"}}}
	fields := []page.CaseField{
		{Name: "why", Label: "Why" + x, Kind: "area", Value: "because" + x, Error: "Say why" + x},
		{Name: "photos", Label: "Pictures", Kind: "photos", Hint: "JPEG" + x, Error: "Too large" + x, Optional: true},
		{Name: "for", Label: "For" + x, Kind: "radio", Choices: choices(x), Error: "Choose" + x},
		{Name: "grade1", Label: "Mug" + x, Kind: "choice", Choices: choices(x), Error: "Choose" + x},
		{Name: "amount", Label: "Sum", Kind: "text", Mode: "decimal", Value: "9" + x, Error: "Above zero" + x},
		{Kind: "note"},
	}
	return page.Case{
		Frame: f, Number: "A1" + x, Order: page.Link{Label: "8841" + x, URL: "/order/1"}, Self: "/case/1", Events: "/case/1/events", Action: "/case/1", Seen: "1.1" + x, Updated: "10:24" + x,
		Kind: "Return" + x, State: "Waiting" + x, Note: "The seller must answer" + x, Tone: "warn", Clock: clock, Steps: steps,
		Acts:   []page.Act{{Do: "decide", Label: "Decide" + x, Hint: "Both read it" + x, Main: true, Fields: fields}, {Do: "agree", Label: "Agree" + x, Hint: "Offer" + x}, {Do: "reject", Label: "Refuse" + x, Open: true, Fields: fields[:1]}},
		Say:    &page.Act{Do: "say", Label: "Write" + x, Fields: fields[:2]},
		Thread: []page.CaseMessage{said}, Sides: [2][]page.CaseMessage{{said}, nil}, Lines: lines(x), Sums: sums(), Back: "Later" + x,
		Refunds: []page.Refund{{At: "26 Nov" + x, Amount: "$8.90" + x, Reason: "Return" + x, Status: "Sent" + x}}, Parcels: []page.CaseParcel{{Head: "Back" + x, Text: "Heron" + x}},
		Facts: []page.Pair{{Name: "Reason" + x, Value: "Faulty" + x}}, Trace: []page.Pair{{Name: "Any reason" + x, Value: "allowed" + x}},
		History: []page.Change{{Day: "25 Nov" + x, At: "14:02" + x, DateTime: "2026-11-25T14:02", Words: "Sent" + x, By: "buyer" + x, Why: "late" + x}},
	}
}

func standing(f page.Frame, x string) page.Standing {
	return page.Standing{
		Frame: f, Seller: "All" + x, Shop: "Lamplight" + x, ID: "s1" + x, Now: "10:24" + x, Self: "/desk/standing", Action: "/desk/standing",
		Sellers: []page.Link{{Label: "Lamplight" + x, URL: "/desk/standing?seller=1", Current: true}}, Tracks: []page.Track{{Name: "Service" + x, Points: 3, Top: 12, Next: "At 12" + x}},
		Measures: []page.Pair{{Name: "No campaigns" + x, Value: "until Friday" + x}}, Lifted: []page.Pair{{Name: "Warning" + x, Value: "after a day" + x}},
		Rates: []page.Rate{{Name: "Sent late" + x, Text: "orders" + x, Seen: "1 of 9" + x, Likely: "1 – 4" + x, Limit: "4" + x, Next: "1 a week" + x, State: page.Pill{Tone: "ok", Words: "Fine" + x}, Low: 10, Mid: 40, High: 80}},
		Rules: "28 days" + x, Key: "k" + x, Error: "Points are" + x,
		Ledger: []page.Entry{
			{ID: "e1" + x, At: "25 Nov" + x, Words: "Points" + x, Track: "Service" + x, Reason: "copied" + x, Points: "+3", Expires: "31 Dec" + x, Appeal: true, Error: "Say why" + x, Typed: "w" + x},
			{ID: "e2", Decide: true, State: "Appealed" + x},
		},
	}
}
