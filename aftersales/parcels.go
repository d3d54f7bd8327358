package aftersales

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// ReturnLabel books a label with which the buyer sends the goods back, by the
// merchant or staff. What it costs is the buyer's where the case's decision says
// so, and then lowers the refund.
func (s *Service) ReturnLabel(ctx context.Context, by secure.Actor, id ID, p Slip) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ReturnLabelIn(ctx, tx, by, id, p) })
}

// ReturnLabelIn is ReturnLabel in the caller's transaction.
func (s *Service) ReturnLabelIn(ctx context.Context, tx Tx, by secure.Actor, id ID, p Slip) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		switch {
		case side != flow.Merchant && side != flow.Platform:
			return denied(by, "label")
		case w.c.State != flow.AwaitingReturn:
			return bad("case", "does not wait for goods")
		case w.c.booking(WayBack):
			return bad("case", "has a label that is being booked")
		}
		if err := p.check(); err != nil {
			return err
		}
		return w.label(ctx, act{by: by, side: side}, p, WayBack)
	})
}

// label opens a shipment of ours; the case moves when the carrier has it.
func (w *work) label(ctx context.Context, a act, p Slip, way Way) error {
	if w.s.Parcels == nil {
		return bad("number", "is missing: the shop books no labels")
	}
	if a.event != "" { // refused now with the table's own words, and not when the label is there
		if !flow.MayIn(w.c.State, a.event, a.side, w.c.Subject) {
			return denied(a.by, a.event)
		}
		if _, _, err := flow.NextIn(w.s.machine(), w.c.State, a.event, w.c.Subject); err != nil {
			return err
		}
	}
	to, err := w.address(ctx, way)
	if err != nil {
		return err
	}
	id, err := w.s.NewID()
	if err != nil {
		return err
	}
	shipment := shipping.Shipment{
		ID: shipping.ID(id), Order: caseOwner + string(w.c.ID), Seller: string(w.c.Seller), Carrier: p.Carrier, Service: p.Service, To: to,
	}
	for _, item := range w.c.Items {
		shipment.Items = append(shipment.Items, shipping.Item{Line: item.Line, Units: item.Units})
		shipment.Grams += item.Units * item.Grams
	}
	if _, err := w.s.Parcels.Open(ctx, w.tx, shipment); err != nil {
		return fieldOf(err, "")
	}
	w.c.Parcels = append(w.c.Parcels, Parcel{Way: way, Carrier: p.Carrier, Shipment: shipment.ID, At: w.at})
	w.done.Labels = append(w.done.Labels, shipment.ID)
	w.tell("label", "case."+string(w.c.ID)+".label."+id)
	return nil
}

// caseOwner comes before a case's id where a shipment names whose it is.
const caseOwner = "case/"

func (w *work) address(ctx context.Context, way Way) (shipping.Address, error) {
	if way == WayOut {
		p, err := w.tx.PurchaseOf(ctx, w.c.Order)
		return p.To, missing(err)
	}
	if w.s.Facts == nil {
		return shipping.Address{}, bad("case", "has no address for returns")
	}
	return w.s.Facts.Address(ctx, w.c.Seller)
}

// ParcelChanged follows a shipment inside the transaction that changed it, after
// orders have followed it: labels of cases, and the order's own parcels where a
// case waits for them to come back. The zero Change changes nothing.
func (s *Service) ParcelChanged(ctx context.Context, tx Tx, c shipping.Change) error {
	if c.None() {
		return nil
	}
	if id, ours := strings.CutPrefix(c.Shipment.Order, caseOwner); ours {
		found, err := tx.Case(ctx, ID(id))
		if errors.Is(err, event.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.followed(ctx, tx, found, func(ctx context.Context, w *work) error { return w.ownParcel(ctx, c) })
	}
	if c.Shipment.Status == c.StatusBefore {
		return nil
	}
	cases, err := tx.CasesOf(ctx, order.ID(c.Shipment.Order))
	if err != nil {
		return err
	}
	for _, one := range cases {
		if !one.Open() || !one.touches(c.Shipment.Items) {
			continue
		}
		if err := s.followed(ctx, tx, one, func(ctx context.Context, w *work) error { return w.orderParcel(ctx, c.Shipment) }); err != nil {
			return err
		}
	}
	return nil
}

// touches reports whether a case is about a line of a parcel.
func (c Case) touches(items []shipping.Item) bool {
	return slices.ContainsFunc(items, func(i shipping.Item) bool { return c.has(i.Line) })
}

// followed lets a fact move a case, and writes it where the fact did.
func (s *Service) followed(ctx context.Context, tx Tx, c Case, fn func(context.Context, *work) error) error {
	w, err := s.on(tx, c)
	if err != nil {
		return err
	}
	steps, travels := c.Steps, c.Subject.Travels
	if err := fn(ctx, w); err != nil {
		return err
	}
	if w.c.Steps == steps && w.c.Subject.Travels == travels && !w.moved {
		return nil
	}
	_, err = w.save(ctx)
	return err
}

// fact makes a move if the table permits it: a parcel goes where it goes.
func (w *work) fact(ctx context.Context, what flow.Event, why string) error {
	err := w.move(ctx, act{by: carrier(), side: flow.Carrier, event: what, why: why})
	if errors.Is(err, fsm.ErrNotPermitted) || errors.Is(err, secure.ErrDenied) {
		return nil
	}
	return err
}

// ownParcel follows a label of the case.
func (w *work) ownParcel(ctx context.Context, c shipping.Change) error {
	i := slices.IndexFunc(w.c.Parcels, func(p Parcel) bool { return p.Shipment == c.Shipment.ID })
	if i < 0 {
		return nil
	}
	if c.Shipment.Booking != c.BookingBefore {
		if err := w.booked(ctx, i, c.Shipment); err != nil {
			return err
		}
	}
	if i >= len(w.c.Parcels) || c.Shipment.Status == c.StatusBefore {
		return nil
	}
	if w.c.Parcels[i].Way == WayBack {
		return w.comesBack(ctx, c.Shipment)
	}
	switch c.Shipment.Status {
	case shipping.Delivered:
		return w.fact(ctx, flow.Deliver, "")
	case shipping.Lost:
		return w.fact(ctx, flow.Lose, "lost")
	default:
		return nil
	}
}

// booked follows the booking of a label.
func (w *work) booked(ctx context.Context, i int, s shipping.Shipment) error {
	p := &w.c.Parcels[i]
	w.moved = true
	switch s.Booking {
	case shipping.Booked:
		p.Number, p.Booked = s.Number, true
		if p.Way == WayBack {
			if w.c.Decision.Freight == flow.Buyer && s.Cost.IsPositive() {
				p.Freight = s.Cost
			}
			return nil
		}
		if w.c.State == flow.ReplacementDue {
			w.take = w.c.pieces()
		}
		return w.fact(ctx, w.sending(), "")
	case shipping.Refused, shipping.Cancelled:
		if p.Way == WayOut && p.Booked && w.c.State == flow.ReplacementInTransit && !w.c.Subject.Arrived {
			w.unsend(s)
			return w.fact(ctx, flow.Lose, "label cancelled")
		}
		back := p.Way == WayOut && !p.Booked && w.c.State == flow.ReplacementDue
		w.c.Parcels = slices.Delete(w.c.Parcels, i, i+1)
		if w.endPause() {
			w.goOn()
		}
		if back {
			return w.tx.ReleaseStock(ctx, "case/"+string(w.c.ID), w.c.pieces())
		}
	default: // not known yet
	}
	return nil
}

// unsend books a replacement in again whose label was cancelled before it left.
func (w *work) unsend(s shipping.Shipment) {
	for i, l := range w.c.pieces() {
		w.stock = append(w.stock, stock.Movement{
			ID: fmt.Sprintf("back.%s.%d", s.ID, i), SKU: l.SKU, Qty: l.Qty, Reason: stock.Returned, Ref: "shipment/" + string(s.ID),
			By: carrier().ID, At: w.at,
		})
	}
}

// comesBack follows a parcel to the merchant.
func (w *work) comesBack(ctx context.Context, s shipping.Shipment) error {
	switch s.Status {
	case shipping.PickedUp, shipping.InTransit, shipping.OutForDelivery:
		return w.fact(ctx, flow.ShipBack, "")
	case shipping.Delivered:
		if err := w.fact(ctx, flow.ShipBack, ""); err != nil {
			return err
		}
		return w.fact(ctx, flow.Arrive, "")
	case shipping.Lost:
		if len(s.Events) > 0 && s.Events[len(s.Events)-1].Fault == shipping.ByShipper {
			return nil // the buyer's own doing: the platform decides
		}
		return w.fact(ctx, flow.Lose, "lost")
	default:
		return nil
	}
}

// orderParcel follows the order's own parcel, refused or turned round.
func (w *work) orderParcel(ctx context.Context, s shipping.Shipment) error {
	switch s.Status {
	case shipping.Returning:
		return w.fact(ctx, flow.Intercepted, "")
	case shipping.Returned:
		if err := w.fact(ctx, flow.Intercepted, ""); err != nil {
			return err
		}
		return w.fact(ctx, flow.Arrive, "")
	case shipping.Delivered:
		w.c.Subject.Travels = false
		return w.fact(ctx, flow.Resume, "delivered")
	case shipping.Lost:
		if w.c.Subject.Remedy == flow.RefusedRefund {
			return w.fact(ctx, flow.Lose, "lost")
		}
	default:
	}
	return nil
}
