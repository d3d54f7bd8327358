package aftersales

import (
	"context"
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/secure"
)

// A Slip says with whom a parcel travels. With a Number the sender has a label of
// its own; without, one is booked through the shop's shipping desk.
type Slip struct {
	Carrier string
	Service string // of a label that is booked; empty: the carrier's first
	Number  string
}

func (p Slip) check() error {
	switch {
	case len(p.Carrier) < 1 || len(p.Carrier) > 64 || !printable(p.Carrier):
		return bad("carrier", "must be 1 to 64 printable ASCII characters")
	case len(p.Service) > 64 || !printable(p.Service):
		return bad("service", "must be up to 64 printable ASCII characters")
	case len(p.Number) > 64 || !printable(p.Number):
		return bad("number", "must be up to 64 printable ASCII characters")
	}
	return nil
}

// Intercept asks the carrier to turn the order's parcel round, by the merchant or
// staff: Intercepted or Resume, or the parcel's own events, say what became of it.
func (s *Service) Intercept(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.InterceptIn(ctx, tx, by, id) })
}

// InterceptIn is Intercept in the caller's transaction.
func (s *Service) InterceptIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, one(by, flow.Intercept, ""))
}

// Intercepted says whether the carrier turned the parcel round, by the merchant
// or staff.
func (s *Service) Intercepted(ctx context.Context, by secure.Actor, id ID, turned bool) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.InterceptedIn(ctx, tx, by, id, turned) })
}

// InterceptedIn is Intercepted in the caller's transaction.
func (s *Service) InterceptedIn(ctx context.Context, tx Tx, by secure.Actor, id ID, turned bool) (Outcome, error) {
	what := flow.Resume
	if turned {
		what = flow.Intercepted
	}
	return s.do(ctx, tx, by, id, one(by, what, ""))
}

// ShipBack says that the goods are on their way back, by the buyer, with carrier
// and number. Where the policy pays trusted buyers in advance, it pays now. A parcel
// whose number no carrier of the shop tells of is one that only people can confirm: see
// package flow for what becomes of it where nobody does.
func (s *Service) ShipBack(ctx context.Context, by secure.Actor, id ID, p Slip) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ShipBackIn(ctx, tx, by, id, p) })
}

// ShipBackIn is ShipBack in the caller's transaction.
func (s *Service) ShipBackIn(ctx context.Context, tx Tx, by secure.Actor, id ID, p Slip) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if err := p.check(); err != nil {
			return err
		}
		if p.Number == "" {
			return bad("number", "is missing")
		}
		w.c.Parcels = append(w.c.Parcels, Parcel{Way: WayBack, Carrier: p.Carrier, Number: p.Number, Booked: true, At: w.at})
		return w.move(ctx, act{by: by, side: side, event: flow.ShipBack})
	})
}

// Receive says that the goods are there and begins the inspection, by the
// merchant or staff, whatever the carrier has told.
func (s *Service) Receive(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ReceiveIn(ctx, tx, by, id) })
}

// ReceiveIn is Receive in the caller's transaction.
func (s *Service) ReceiveIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, one(by, flow.Receive, ""))
}

// A Finding is what an inspection found of the items, and why.
type Finding struct {
	Grades   map[int]string // by line: a code of the policy for every item
	Text     string         // needed where the buyer gets less for it
	Evidence []Piece
}

// Inspect ends an inspection, by the merchant. Where every grade leaves the buyer
// all that was agreed, what is due begins at once and the goods are booked in by
// their grade. Where one does not, the buyer has to agree, or may escalate.
func (s *Service) Inspect(ctx context.Context, by secure.Actor, id ID, f Finding) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.InspectIn(ctx, tx, by, id, f) })
}

// InspectIn is Inspect in the caller's transaction.
func (s *Service) InspectIn(ctx context.Context, tx Tx, by secure.Actor, id ID, f Finding) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if w.c.State != flow.Inspecting {
			if err := w.move(ctx, act{by: by, side: side, event: flow.Receive}); err != nil {
				return err
			}
		}
		less, err := w.grades(f)
		if err != nil {
			return err
		}
		if f.Text != "" || len(f.Evidence) > 0 {
			if err := w.say(Message{By: by.ID, Party: side, Text: f.Text, Evidence: f.Evidence}); err != nil {
				return err
			}
		}
		if !less {
			return w.grant(ctx, act{by: by, side: side})
		}
		if f.Text == "" {
			return bad("text", "is missing: the buyer gets less")
		}
		return w.move(ctx, act{by: by, side: side, event: flow.Dispute})
	})
}

// grades writes down what was found and reports whether the buyer gets less.
func (w *work) grades(f Finding) (less bool, err error) {
	for line := range f.Grades {
		if !w.c.has(line) {
			return false, bad("grades", "name a line that is not of the case")
		}
	}
	for i, item := range w.c.Items {
		g, known := w.policy.Grade(f.Grades[item.Line])
		if !known || g.Code == w.policy.Unseen {
			return false, w.ungraded(item.Line)
		}
		w.c.Items[i].Grade = g.Code
		less = less || g.Fee > 0 && (w.c.Decision.Fault == flow.Buyer || g.Fee == 10_000)
	}
	return less, nil
}

// ungraded refuses a line whose grade is missing, or is not one of the policy.
func (w *work) ungraded(line int) error {
	refused := &RefusedError{Policy: w.policy.String(), Rule: "grades", Code: "grade", Line: line}
	for _, g := range w.policy.Findings() {
		refused.Allowed = append(refused.Allowed, g.Code)
	}
	return refused
}

func (c Case) has(line int) bool {
	for _, item := range c.Items {
		if item.Line == line {
			return true
		}
	}
	return false
}

// restock books goods in, once, when it is settled that they stay with the merchant:
// by what an inspection found, or as the policy says of goods that nobody has
// inspected. What is repaired goes back.
func (w *work) restock(by secure.Actor) {
	c := &w.c
	if c.Restocked || !c.Subject.Back || c.Subject.Remedy == flow.Repair || c.State == flow.Repairing {
		return
	}
	for i := range c.Items {
		item := &c.Items[i]
		if item.Grade == "" {
			item.Grade = w.policy.Unseen
		}
		g, known := w.policy.Grade(item.Grade)
		if !known || !g.Restock || item.SKU == "" {
			continue
		}
		m := stock.Movement{
			ID: fmt.Sprintf("case.%s.back.%d", c.ID, item.Line), SKU: item.SKU, Location: g.Location, Qty: item.Units, Reason: stock.Returned,
			Ref: "case/" + string(c.ID), By: by.ID, At: w.at,
		}
		w.stock = append(w.stock, m)
		if g.WriteOff {
			m.ID, m.Qty, m.Reason = fmt.Sprintf("case.%s.off.%d", c.ID, item.Line), -item.Units, stock.WrittenOff
			w.stock = append(w.stock, m)
		}
		c.Restocked = true
	}
}

// Send sends the replacement, or the repaired goods, to the buyer, by the
// merchant. A replacement is taken from stock: stock.ErrOutOfStock where there is
// none, and then ConvertRefund is what remains.
func (s *Service) Send(ctx context.Context, by secure.Actor, id ID, p Slip) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.SendIn(ctx, tx, by, id, p) })
}

// SendIn is Send in the caller's transaction.
func (s *Service) SendIn(ctx context.Context, tx Tx, by secure.Actor, id ID, p Slip) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if err := p.check(); err != nil {
			return err
		}
		if w.c.booking(WayOut) {
			return bad("case", "has a label that is being booked")
		}
		what := w.sending()
		if w.c.State == flow.ReplacementDue {
			w.reserve = w.c.pieces()
		}
		if p.Number == "" {
			return w.label(ctx, act{by: by, side: side, event: what}, p, WayOut)
		}
		w.take = w.reserve
		w.c.Parcels = append(w.c.Parcels, Parcel{Way: WayOut, Carrier: p.Carrier, Number: p.Number, Booked: true, At: w.at})
		if err := w.move(ctx, act{by: by, side: side, event: what}); err != nil {
			return err
		}
		w.c.Subject.Arrived = true // nobody tells when it arrives: the buyer's time runs from here
		return nil
	})
}

// sending is the event of a parcel that leaves for the buyer.
func (w *work) sending() flow.Event {
	if w.c.State == flow.Repairing {
		return flow.ShipRepaired
	}
	return flow.ShipReplacement
}

// booking reports whether a label is under way.
func (c Case) booking(way Way) bool {
	for _, p := range c.Parcels {
		if p.Way == way && !p.Booked {
			return true
		}
	}
	return false
}

// pieces are what a replacement takes from stock.
func (c Case) pieces() []stock.Line {
	var lines []stock.Line
	for _, item := range c.Items {
		if sku := first(item.Want, item.SKU); sku != "" {
			lines = append(lines, stock.Line{SKU: sku, Qty: item.Units})
		}
	}
	return lines
}

func first(a, b catalog.SKU) catalog.SKU {
	if a != "" {
		return a
	}
	return b
}

// Confirm says that the replacement, or the repaired goods, are there and well,
// by the buyer or staff.
func (s *Service) Confirm(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ConfirmIn(ctx, tx, by, id) })
}

// ConfirmIn is Confirm in the caller's transaction.
func (s *Service) ConfirmIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, one(by, flow.Confirm, ""))
}

// ConvertRefund pays money back instead of goods that cannot be had, or cannot be
// repaired, by the merchant or staff. why may be empty; it goes into the thread.
func (s *Service) ConvertRefund(ctx context.Context, by secure.Actor, id ID, why string) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ConvertRefundIn(ctx, tx, by, id, why) })
}

// ConvertRefundIn is ConvertRefund in the caller's transaction.
func (s *Service) ConvertRefundIn(ctx context.Context, tx Tx, by secure.Actor, id ID, why string) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if w.c.booking(WayOut) {
			return bad("case", "has a label that is being booked")
		}
		if err := w.move(ctx, act{by: by, side: side, event: flow.ConvertRefund}); err != nil {
			return err
		}
		return w.remark(by, side, why)
	})
}
