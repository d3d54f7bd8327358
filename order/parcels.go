package order

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

func desk() secure.Actor { return secure.System("shipping") }

// HandOver gives units of an accepted order to a carrier, or, for digital goods
// and services, marks them as delivered. Goods and others go in separate calls.
// The label is booked after the commit; the order moves when the carrier has it.
func (s *Service) HandOver(ctx context.Context, by secure.Actor, id ID, parcel Parcel) (Order, error) {
	var o Order
	var shipment shipping.ID
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		o, shipment, err = s.HandOverIn(ctx, tx, by, id, parcel)
		return err
	})
	if err == nil && shipment != "" {
		if err := s.Labels.Advance(ctx, shipment); err != nil && s.OnError != nil {
			s.OnError(ctx, fmt.Errorf("order: book %s: %w", shipment, err))
		}
	}
	return o, err
}

// HandOverIn is HandOver in the caller's transaction. After the commit call
// Labels.Advance with the shipment's id, which is empty where nothing travels; a
// timer does where the process dies.
func (s *Service) HandOverIn(ctx context.Context, tx Tx, by secure.Actor, id ID, parcel Parcel) (Order, shipping.ID, error) {
	if err := s.ready(); err != nil {
		return Order{}, "", err
	}
	o, err := s.held(ctx, tx, by, secure.OrderHandOver, id)
	if err != nil {
		return Order{}, "", err
	}
	return s.handOver(ctx, tx, by, o, parcel)
}

// A Parcel says which units go with which carrier. No items are all units that
// are not packed yet.
type Parcel struct {
	Items   []Units
	Carrier string // empty: the one that the buyer chose
	Service string // empty: what the buyer chose, or the first of another carrier
}

func (s *Service) handOver(ctx context.Context, tx Tx, by secure.Actor, o Order, p Parcel) (Order, shipping.ID, error) {
	items, err := o.unpackedItems(p.Items)
	if err != nil {
		return o, "", err
	}
	if o.Status != Accepted && o.Status != PartShipped {
		_, err := s.step(by, HandOver, o, "") // refused with the table's own words
		return o, "", err
	}
	goods, grams := o.weigh(items)
	if !goods {
		saved, err := s.deliverNow(ctx, tx, by, o, items)
		return saved, "", err
	}
	purchase, err := tx.PurchaseOf(ctx, o.ID) // where it goes never changes: no lock
	if err != nil {
		return o, "", err
	}
	id, err := s.NewID()
	if err != nil {
		return o, "", err
	}
	carrier, service := o.chosen(p)
	shipment := shipping.Shipment{
		ID: shipping.ID(id), Order: string(o.ID), Seller: string(o.Seller), Carrier: carrier, Service: service,
		To: purchase.To, Items: items, Grams: grams,
	}
	if _, err = s.Parcels.Open(ctx, tx, shipment); err != nil {
		return o, "", err
	}
	for _, u := range items {
		o.Progress[u.Line-1].Packed += u.Units
	}
	saved, err := s.save(ctx, tx, stay(by, Pack, o, ""))
	if err != nil {
		return o, "", err
	}
	return saved[0], shipment.ID, nil
}

// chosen are a parcel's carrier and service. The service that the buyer chose is
// one of the carrier that the buyer chose.
func (o Order) chosen(p Parcel) (carrier, service string) {
	switch {
	case p.Carrier != "" && p.Carrier != o.Carrier, p.Service != "":
		return cmp.Or(p.Carrier, o.Carrier), p.Service
	}
	return o.Carrier, o.Service
}

// unpackedItems checks what is to be packed, or answers all that is left.
func (o Order) unpackedItems(items []Units) ([]Units, error) {
	if len(items) == 0 {
		for i, l := range o.Lines {
			if n := l.Qty - o.Progress[i].Packed - o.Progress[i].Dropped; n > 0 {
				items = append(items, Units{Line: l.No, Units: n})
			}
		}
	}
	if len(items) == 0 {
		return nil, bad("items", "nothing is left to hand over")
	}
	taken := map[int]int64{}
	for i, u := range items {
		if u.Line < 1 || u.Line > len(o.Lines) {
			return nil, bad(fmt.Sprintf("items[%d].line", i), "is not a line of the order")
		}
		p := o.Progress[u.Line-1]
		taken[u.Line] += u.Units
		if u.Units < 1 || taken[u.Line] > o.Lines[u.Line-1].Qty-p.Packed-p.Dropped {
			return nil, bad(fmt.Sprintf("items[%d].units", i), "must be between 1 and what is left of the line")
		}
		if (o.Lines[u.Line-1].Kind == catalog.Goods) != (o.Lines[items[0].Line-1].Kind == catalog.Goods) {
			return nil, bad(fmt.Sprintf("items[%d].line", i), "goods and others are handed over apart")
		}
	}
	return items, nil
}

func (o Order) weigh(items []Units) (goods bool, grams int64) {
	for _, u := range items {
		l := o.Lines[u.Line-1]
		goods = goods || l.Kind == catalog.Goods
		grams += u.Units * l.Grams
	}
	return goods, grams
}

// deliverNow hands over what needs no parcel.
func (s *Service) deliverNow(ctx context.Context, tx Tx, by secure.Actor, o Order, items []Units) (Order, error) {
	for _, u := range items {
		p := &o.Progress[u.Line-1]
		p.Packed, p.Shipped, p.Delivered = p.Packed+u.Units, p.Shipped+u.Units, p.Delivered+u.Units
	}
	what := HandOverPart
	if o.all(func(p Progress) int64 { return p.Delivered }) {
		what = Deliver
	} else if o.all(func(p Progress) int64 { return p.Shipped }) {
		what = HandOver
	}
	return s.arrive(ctx, tx, by, what, o)
}

// all reports whether every unit that is to travel is counted.
func (o Order) all(count func(Progress) int64) bool {
	for i, p := range o.Progress {
		if count(p) < o.Lines[i].Qty-p.Dropped {
			return false
		}
	}
	return true
}

// arrive makes a move of goods.
func (s *Service) arrive(ctx context.Context, tx Tx, by secure.Actor, what Event, o Order) (Order, error) {
	m, err := s.arriving(by, what, o, "")
	if err != nil {
		return o, err
	}
	return s.arrived(ctx, tx, m)
}

// arriving is a move of goods that, when everything has arrived, sets the
// deadline of the confirmation.
func (s *Service) arriving(by secure.Actor, what Event, o Order, why string) (move, error) {
	m, err := s.step(by, what, o, why)
	if err == nil && m.order.Status == Delivered && m.from != Delivered {
		m.order.Deadline = s.now().Add(positive(s.Limits.ConfirmAfter, 7*24*time.Hour))
	}
	return m, err
}

// arrived writes a move and the timer of the deadline that it set.
func (s *Service) arrived(ctx context.Context, tx Tx, m move) (Order, error) {
	saved, err := s.save(ctx, tx, m)
	if err != nil {
		return m.order, err
	}
	if m.order.Status != Delivered || m.from == Delivered {
		return saved[0], nil
	}
	return saved[0], tx.Schedule(ctx, event.Timer{Kind: ConfirmTimer, Subject: string(m.order.ID), Due: m.order.Deadline})
}
