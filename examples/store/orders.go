package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

func asInput(err error, wrong **order.InputError) bool { return errors.As(err, wrong) }

func (s *server) list(v *visit) ([]order.Order, error) {
	var list []order.Order
	for o, err := range s.shop.Orders.Orders(v.Context(), v.By, order.Query{Limit: 100}) {
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

func (s *server) orders(v *visit) error {
	if v.By.Role != secure.RoleBuyer {
		return v.redirect("/desk")
	}
	list, err := s.list(v)
	if err != nil {
		return err
	}
	return s.show(v, "orders", map[string]any{"Orders": list})
}

// A view is a tab of the desk.
type view struct {
	Name, Zh, En string
	Status       []order.Status
	N            int64
}

func views() []view {
	return []view{
		{Name: "new", Zh: "待接单", En: "To accept", Status: []order.Status{order.Confirmed}},
		{Name: "ship", Zh: "待发货", En: "To send", Status: []order.Status{order.Accepted, order.PartShipped}},
		{Name: "way", Zh: "运输中", En: "On the way", Status: []order.Status{order.Shipped}},
		{Name: "done", Zh: "已送达", En: "Arrived", Status: []order.Status{order.Delivered, order.Completed}},
		{Name: "unpaid", Zh: "待付款", En: "Waiting for payment", Status: []order.Status{order.Placed, order.Cancelling}},
		{Name: "off", Zh: "已取消", En: "Cancelled", Status: []order.Status{order.Cancelled}},
		{Name: "", Zh: "全部", En: "All"},
	}
}

func (s *server) desk(v *visit) error {
	if v.By.Role == secure.RoleBuyer {
		return v.redirect("/people")
	}
	counts, err := s.shop.Orders.Count(v.Context(), v.By)
	if err != nil {
		return err
	}
	q, tabs, chosen := order.Query{Limit: 100}, views(), v.URL.Query().Get("view")
	for i, tab := range tabs {
		for status, n := range counts {
			if tab.Status == nil || slices.Contains(tab.Status, status) {
				tabs[i].N += n
			}
		}
		if tab.Name == chosen {
			q.Status = tab.Status
		}
	}
	var list []order.Order
	for o, err := range s.shop.Orders.Orders(v.Context(), v.By, q) {
		if err != nil {
			return err
		}
		list = append(list, o)
	}
	return s.show(v, "desk", map[string]any{"Orders": list, "Views": tabs, "View": chosen})
}

// A step is one of the five of an order's progress.
type step struct {
	Zh, En    string
	Done, Now bool
}

func steps(o order.Order) []step {
	reached := map[order.Status]int{
		order.Placed: 1, order.Confirmed: 2, order.Accepted: 2, order.PartShipped: 3, order.Shipped: 3, order.Delivered: 5, order.Completed: 5,
	}[o.Status]
	list := []step{{Zh: "已下单", En: "Ordered"}, {Zh: "已付款", En: "Paid"}, {Zh: "已发货", En: "Sent"}, {Zh: "运输中", En: "On its way"}, {Zh: "已送达", En: "Delivered"}}
	for i := range list {
		list[i].Done, list[i].Now = i < reached, i == reached
	}
	return list
}

// A parcel is a shipment with its stops, newest first.
type parcel struct {
	shipping.Shipment
	Words string
	Stops []shipping.Event
}

func (s *server) order(v *visit) error {
	ctx, id := v.Context(), order.ID(v.PathValue("id"))
	o, err := s.shop.Orders.Order(ctx, v.By, id)
	if err != nil {
		return err
	}
	var parcels []parcel
	for p, err := range s.shop.Parcels.Store.Shipments(ctx, string(id)) {
		if err != nil {
			return err
		}
		stops := slices.Clone(p.Events)
		slices.Reverse(stops)
		parcels = append(parcels, parcel{p, p.Status.Text(v.Lang), stops})
	}
	history, err := s.shop.Orders.History(ctx, v.By, id)
	if err != nil {
		return err
	}
	refunds, err := s.shop.Orders.Refunds(ctx, v.By, id)
	if err != nil {
		return err
	}
	pay, err := s.payLink(v, o)
	if err != nil {
		return err
	}
	left, err := o.Total.Sub(o.Refunded)
	if err != nil {
		return err
	}
	return s.show(v, "order", map[string]any{
		"Key": rand.Text(), "O": o, "Steps": steps(o), "Parcels": parcels, "History": history, "Refunds": refunds, "Pay": pay,
		"Seller": sellerName(o.Seller, v.Lang), "Merchant": v.By.Role != secure.RoleBuyer, "Left": left.Decimal().String(),
		"Words": statusWords(o.Status, v.Lang),
	})
}

func statusWords(s order.Status, lang string) string {
	words := map[order.Status][2]string{
		order.Placed: {"等待付款", "Waiting for payment"}, order.Confirmed: {"已付款，等待商家接单", "Paid, waiting for the shop"},
		order.Accepted: {"商家已接单，正在备货", "Accepted, being packed"}, order.PartShipped: {"部分已发货", "Partly sent"},
		order.Shipped: {"已发货", "On its way"}, order.Delivered: {"已送达", "Delivered"}, order.Completed: {"已完成", "Completed"},
		order.Cancelling: {"正在取消，等待支付方确认", "Cancelling: asking the payment provider"}, order.Cancelled: {"已取消", "Cancelled"},
	}[s]
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

func payWords(p order.PaymentStatus, lang string) string {
	words := map[order.PaymentStatus][2]string{
		order.PayUnpaid: {"未付款", "Unpaid"}, order.PayInDoubt: {"正在向支付方查询", "Asking the provider"}, order.PayAuthorized: {"货到付款", "Cash on delivery"},
		order.PayPaid: {"已付款", "Paid"}, order.PayPartRefunded: {"部分退款", "Partly refunded"}, order.PayRefunded: {"已退款", "Refunded"},
		order.PayVoided: {"已撤销", "Voided"}, order.PayReview: {"待人工核对", "Held for a person"},
	}[p]
	if lang == "en" {
		return words[1]
	}
	return words[0]
}

// payLink is where an unpaid order can still be paid.
func (s *server) payLink(v *visit, o order.Order) (string, error) {
	if o.Status != order.Placed || v.By.ID != o.Buyer {
		return "", nil
	}
	p, err := s.shop.Orders.Purchase(v.Context(), v.By, o.Purchase)
	if err != nil {
		return "", err
	}
	op, err := s.shop.Payments.Store.FindOperation(v.Context(), p.Purchase.Charge)
	if err != nil || op.Status != payment.Pending {
		return "", err
	}
	return "/pay/" + string(op.Ref), nil
}

// actOnOrder does what a button of the order's page says.
func (s *server) actOnOrder(v *visit) error {
	ctx, id := v.Context(), order.ID(v.PathValue("id"))
	var err error
	switch v.FormValue("do") {
	case "accept":
		_, err = s.shop.Orders.Accept(ctx, v.By, id)
	case "reject":
		_, err = s.shop.Orders.Reject(ctx, v.By, id, v.FormValue("why"))
	case "hand_over":
		_, err = s.shop.Orders.HandOver(ctx, v.By, id, order.Parcel{})
	case "hand_over_part":
		err = s.handOverPart(v, id)
	case "confirm":
		_, err = s.shop.Orders.Confirm(ctx, v.By, id)
	case "cancel":
		_, err = s.shop.Orders.Cancel(ctx, v.By, id)
	case "refund":
		err = s.refund(v, id)
	default:
		err = &order.InputError{Field: "do", Reason: "is unknown"}
	}
	if err != nil {
		return err
	}
	if back := v.FormValue("back"); strings.HasPrefix(back, "/desk?view=") {
		return v.redirect(back)
	}
	return v.redirect("/order/" + string(id))
}

// handOverPart sends the units that the form names in a parcel of their own.
func (s *server) handOverPart(v *visit, id order.ID) error {
	o, err := s.shop.Orders.Order(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	var items []order.Units
	for _, l := range o.Lines {
		n, err := strconv.ParseInt(cmp.Or(v.FormValue("units"+strconv.Itoa(l.No)), "0"), 10, 64)
		if err != nil {
			return &order.InputError{Field: "units", Reason: "must be a whole number"}
		}
		if n != 0 {
			items = append(items, order.Units{Line: l.No, Units: n})
		}
	}
	if len(items) == 0 {
		return &order.InputError{Field: "units", Reason: "name at least one"}
	}
	_, err = s.shop.Orders.HandOver(v.Context(), v.By, id, order.Parcel{Items: items})
	return err
}

func (s *server) refund(v *visit, id order.ID) error {
	o, err := s.shop.Orders.Order(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	amount, err := money.Parse(v.FormValue("amount"), o.Total.Currency())
	if err != nil {
		return &order.InputError{Field: "amount", Reason: "is no amount, write for example 12.34"}
	}
	_, err = s.shop.Orders.Refund(v.Context(), v.By, id, order.RefundRequest{Key: v.FormValue("key"), Amount: amount, Reason: v.FormValue("why")})
	return err
}
