package ordertest

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/order"
)

// promoted is the n-th order with everything that promotions give beside its rows.
func promoted(n int) order.Order {
	o := sample(n)
	o.ShippingDiscounts = []order.Share{{Code: "FREE", Payer: "platform", Amount: eur(150)}, {Code: "FREE", Payer: "seller", Amount: eur(50)}}
	o.Awards = []order.Award{{Code: "POINTS", Points: 30}, {Code: "MORE", Points: 1}}
	o.Claims, o.PayBy = true, "wallet & card"
	o.Lines = append(o.Lines, order.Line{
		No: 3, SKU: "A", Product: "01JPRDT0000000000000000001", Kind: catalog.Goods, Title: "茶", Qty: 1, Gift: true, Rows: []order.Row{
			{Units: 1, Price: eur(50), Discount: eur(50), Tax: eur(0), Net: eur(0), Discounts: []order.Share{{Code: "GIFT", Payer: "seller", Amount: eur(50)}}},
		},
	})
	o.Goods, o.Discount = eur(2350), eur(320)
	o.Progress = append(o.Progress, order.Progress{Line: 3})
	return o
}

// keepsTerms wants what promotions gave as it was, whatever an update says of it.
func keepsTerms(ctx context.Context, s *System) error {
	plain := sample(2)
	plain.Purchase = purchaseID(1)
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(tx.SavePurchase(ctx, purchase(1)), tx.SaveOrders(ctx, promoted(1), plain))
	})
	if err != nil {
		return err
	}
	wanted := promoted(1)
	wanted.Version = 1
	plain.Version = 1
	list, err := s.Orders.OrdersOfPurchase(ctx, purchaseID(1))
	err = errors.Join(err, same("of the purchase", list, []order.Order{wanted, plain}))
	changed := promoted(1)
	changed.Version, changed.ShippingDiscounts, changed.Awards, changed.Claims, changed.PayBy = 1, nil, nil, false, ""
	err = errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SaveOrders(ctx, changed) }))
	wanted.Version = 2
	found, findErr := s.Orders.FindOrder(ctx, wanted.ID)
	return errors.Join(err, findErr, same("after a change", found, wanted), s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		held, err := tx.Order(ctx, wanted.ID)
		return errors.Join(err, same("held", held, wanted))
	}))
}
