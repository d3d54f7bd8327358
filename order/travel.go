package order

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/shipping"
)

// ParcelChanged follows a shipment inside the transaction that changed it. The
// zero Change, and a shipment that is for nothing of ours, change nothing. A
// shipment whose Order is one of ours must be one that HandOver opened.
//
// What a parcel counts for follows from where its label and its way stand and
// from nothing else: it arrives once, however often that is told, and counts back
// where it turns out otherwise. No news of a carrier is refused: what an order
// cannot follow is written into its history. A label that turns up when its goods
// are in another parcel or not to be sent is an UnexpectedLabel and is recalled.
func (s *Service) ParcelChanged(ctx context.Context, tx Tx, c shipping.Change) error {
	if c.None() {
		return nil
	}
	o, err := tx.Order(ctx, ID(c.Shipment.Order))
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p, told := c.Shipment, c.StatusBefore
	if p.Booking != c.BookingBefore {
		var ours bool
		if o, ours, err = s.labelled(ctx, tx, o, c); err != nil || !ours {
			return err
		}
		told = shipping.Pending // what was told before the label was known counts now
	}
	switch {
	case p.Booking == shipping.Booked:
		return s.travelled(ctx, tx, o, p, told)
	case (p.Booking == shipping.Refused || p.Booking == shipping.Cancelled) && onTheWay(p.Status) && !onTheWay(told):
		_, err = s.save(ctx, tx, stay(desk(), UnexpectedLabel, o, string(p.ID)))
	}
	return err
}

// onTheWay reports whether a parcel in this status has left the sender.
func onTheWay(s shipping.Status) bool {
	switch s {
	case shipping.Unknown, shipping.Pending, shipping.Withdrawn, shipping.Expired, "":
		return false
	default:
		return true
	}
}

// worth is what one unit in a parcel counts for.
func worth(b shipping.Booking, s shipping.Status) (p Progress) {
	switch b {
	case shipping.Booked:
		p.Shipped = 1
		switch s {
		case shipping.Delivered:
			p.Delivered = 1
		case shipping.Returned:
			p.Returned = 1
		default:
		}
		fallthrough
	case shipping.Intent, shipping.InDoubt:
		p.Packed = 1
	case shipping.Refused, shipping.Cancelled, shipping.Recalled:
	}
	return p
}

// recounted is the order after items have changed their worth, and whether that
// can be: no unit is in two parcels, or in one and dropped.
func (o Order) recounted(items []Units, from, to Progress) (Order, bool) {
	o.Progress = slices.Clone(o.Progress)
	for _, u := range items {
		if u.Line < 1 || u.Line > len(o.Progress) {
			return o, false
		}
		p := &o.Progress[u.Line-1]
		p.Packed += u.Units * (to.Packed - from.Packed)
		p.Shipped += u.Units * (to.Shipped - from.Shipped)
		p.Delivered += u.Units * (to.Delivered - from.Delivered)
		p.Returned += u.Units * (to.Returned - from.Returned)
	}
	for i, p := range o.Progress {
		if min(p.Delivered, p.Returned) < 0 || p.Delivered+p.Returned > p.Shipped || p.Shipped > p.Packed || p.Packed+p.Dropped > o.Lines[i].Qty {
			return o, false
		}
	}
	return o, true
}

// labelled follows a label, and answers whether the parcel counts for the order.
func (s *Service) labelled(ctx context.Context, tx Tx, o Order, c shipping.Change) (Order, bool, error) {
	p, from := c.Shipment, worth(c.BookingBefore, c.StatusBefore)
	var err error
	switch next, fits := o.recounted(p.Items, from, Progress{}); {
	case p.Booking == shipping.Booked:
		return s.leave(ctx, tx, o, p, from)
	case p.Booking == shipping.InDoubt, from == Progress{}:
	case !fits:
		return o, false, nil
	case from.Shipped > 0:
		o, err = s.takeBack(ctx, tx, next, p)
	default:
		o, err = s.unpack(ctx, tx, Unpack, next, p)
	}
	return o, true, err
}

// leave lets units leave the warehouse: the carrier has their label. It answers
// false where they cannot, because the label was given up before.
func (s *Service) leave(ctx context.Context, tx Tx, o Order, p shipping.Shipment, from Progress) (Order, bool, error) {
	next, fits := o.recounted(p.Items, from, worth(shipping.Booked, shipping.Pending))
	switch {
	case !fits && from.Packed > 0:
		return o, false, nil // nobody packed it here
	case !fits:
		o, err := s.unexpected(ctx, tx, o, p)
		return o, false, err
	}
	what := HandOverPart
	if next.all(func(p Progress) int64 { return p.Shipped }) {
		what = HandOver
	}
	m, err := s.arriving(desk(), what, next, "")
	if impossible(err) {
		back, _ := o.recounted(p.Items, from, Progress{})
		o, err = s.unexpected(ctx, tx, back, p)
		return o, false, err
	}
	if err != nil {
		return o, false, err
	}
	if o, err = s.arrived(ctx, tx, m); err != nil {
		return o, false, err
	}
	taken := stock.Movement{ID: movement("ship", p), Ref: "shipment/" + string(p.ID), By: desk().ID, At: s.now()}
	return o, true, tx.TakeStock(ctx, string(o.ID), taken, o.pieces(unitsOf(p.Items)))
}

// movement names what a label does to the stock. A shipment may leave, come back
// and leave again, each in a version of its own.
func movement(what string, p shipping.Shipment) string {
	return fmt.Sprintf("%s.%s.%d", what, p.ID, p.Version)
}

// unexpected writes down a label under which nothing is to be sent, and recalls it.
func (s *Service) unexpected(ctx context.Context, tx Tx, o Order, p shipping.Shipment) (Order, error) {
	o, err := s.unpack(ctx, tx, UnexpectedLabel, o, p)
	if err != nil {
		return o, err
	}
	_, err = s.Parcels.Recall(ctx, tx, p.ID)
	return o, err
}

// unpack writes an order whose units came back before they had left. Those that
// were refunded meanwhile are not sent any more.
func (s *Service) unpack(ctx context.Context, tx Tx, what Event, o Order, p shipping.Shipment) (Order, error) {
	dropped := o.forgone(p)
	why := p.Code
	if what == UnexpectedLabel {
		why = string(p.ID)
	}
	saved, err := s.save(ctx, tx, stay(desk(), what, o, why))
	if err != nil {
		return o, err
	}
	if o = saved[0]; len(dropped) == 0 {
		return o, nil
	}
	if o, err = s.goOn(ctx, tx, o); err != nil {
		return o, err
	}
	return o, tx.ReleaseStock(ctx, string(o.ID), o.pieces(unitsOf(dropped)))
}

// takeBack undoes a booked label that was cancelled before the carrier came: its
// units are in the warehouse again, and reserved where they may still be sent.
func (s *Service) takeBack(ctx context.Context, tx Tx, o Order, p shipping.Shipment) (Order, error) {
	what := TakeBack
	for _, one := range o.Progress {
		if one.Shipped > 0 {
			what = TakeBackPart
		}
	}
	var dropped []Units
	m, err := s.arriving(desk(), what, o, "")
	switch {
	case impossible(err): // the buyer has confirmed: nothing is sent any more
		for _, u := range p.Items {
			one := &o.Progress[u.Line-1]
			one.Dropped, one.Withheld = one.Dropped+u.Units, min(one.Withheld, one.Packed)
		}
		dropped, m = p.Items, stay(desk(), Unpack, o, "")
	case err != nil:
		return o, err
	default:
		dropped = m.order.forgone(p)
	}
	if o, err = s.arrived(ctx, tx, m); err == nil && len(dropped) > 0 {
		o, err = s.goOn(ctx, tx, o)
	}
	if err != nil {
		return o, err
	}
	return o, s.putBack(ctx, tx, o, p, dropped)
}

// putBack lets the units of a parcel come back into the warehouse and reserves
// them again, but for those that are dropped.
func (s *Service) putBack(ctx context.Context, tx Tx, o Order, p shipping.Shipment, dropped []Units) error {
	back, gone := unitsOf(p.Items), unitsOf(dropped)
	lines := o.pieces(back)
	moves := make([]stock.Movement, len(lines))
	for i, l := range lines {
		moves[i] = stock.Movement{
			ID: fmt.Sprintf("%s.%d", movement("back", p), i+1), SKU: l.SKU, Location: l.Location, Qty: l.Qty, Reason: stock.Returned,
			Ref: "shipment/" + string(p.ID), By: desk().ID, At: s.now(),
		}
	}
	if err := tx.MoveStock(ctx, moves...); err != nil {
		return err
	}
	if again := o.pieces(func(i int) int64 { return back(i) - gone(i) }); len(again) > 0 {
		return tx.ReserveStock(ctx, string(o.ID), again)
	}
	return nil
}

// forgone drops the units of a parcel that were given back as not sent while they
// were in it, and answers which. Of a refund that was refused nothing is dropped.
func (o *Order) forgone(parcel shipping.Shipment) (dropped []Units) {
	back := sum{total: o.Refunded}
	back.add(o.Refunding)
	over, err := back.total.Cmp(o.Total)
	whole := back.err == nil && err == nil && over >= 0 && moved(o.PaymentStatus)
	for _, u := range parcel.Items {
		if u.Line < 1 || u.Line > len(o.Progress) {
			continue
		}
		p := &o.Progress[u.Line-1]
		n := min(u.Units, p.Withheld, o.Lines[u.Line-1].Qty-p.Packed-p.Dropped)
		if !whole {
			n = min(n, p.Refunded-p.Dropped)
		}
		if n > 0 {
			p.Dropped, p.Withheld = p.Dropped+n, p.Withheld-n
			dropped = append(dropped, Units{Line: u.Line, Units: n})
		}
		p.Withheld = min(p.Withheld, p.Packed)
	}
	return dropped
}

// forgo counts units that are refunded and not to be sent: those not packed yet
// are dropped now, the others when their label ends unused.
func (p *Progress) forgo(units, qty int64) {
	n := min(units, qty-p.Packed-p.Dropped)
	p.Dropped += n
	p.Withheld += max(0, min(units-n, p.Packed-p.Delivered-p.Returned-p.Withheld))
}

// goOn moves an order that had waited only for units which are not sent any more.
func (s *Service) goOn(ctx context.Context, tx Tx, o Order) (Order, error) {
	what, over := o.nothingLeft()
	if !over {
		return o, nil
	}
	m, err := s.arriving(desk(), what, o, "refunded")
	if impossible(err) {
		return o, nil
	}
	if err != nil {
		return o, err
	}
	return s.arrived(ctx, tx, m)
}

// goTo makes a move of goods, or only writes down what happened where the
// lifecycle has no such move, as when the buyer has confirmed already.
func (s *Service) goTo(ctx context.Context, tx Tx, what, otherwise Event, o Order) (Order, error) {
	m, err := s.arriving(desk(), what, o, "")
	if impossible(err) {
		m, err = stay(desk(), otherwise, o, ""), nil
	}
	if err != nil {
		return o, err
	}
	return s.arrived(ctx, tx, m)
}

// impossible reports whether the lifecycle refuses a move. A status of a newer
// version is no refusal: its own process follows the parcel.
func impossible(err error) bool {
	return errors.Is(err, fsm.ErrNotPermitted) && !errors.Is(err, fsm.ErrUnknownState)
}

// unitsOf answers how many units of the i-th line are among items.
func unitsOf(items []Units) func(i int) int64 {
	return func(i int) (n int64) {
		for _, u := range items {
			if u.Line == i+1 {
				n += u.Units
			}
		}
		return n
	}
}

// travelled follows a parcel to the door, or back.
func (s *Service) travelled(ctx context.Context, tx Tx, o Order, p shipping.Shipment, told shipping.Status) error {
	from, to := worth(shipping.Booked, told), worth(shipping.Booked, p.Status)
	next, fits := o.recounted(p.Items, from, to)
	if from == to || !fits {
		return nil
	}
	if o.Status != Delivered && next.all(func(p Progress) int64 { return p.Delivered }) {
		_, err := s.goTo(ctx, tx, Deliver, MoveParcel, next)
		return err
	}
	_, err := s.save(ctx, tx, stay(desk(), MoveParcel, next, ""))
	return err
}
