package ordertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

type stockLine = stock.Line

func listRules() []Rule {
	return []Rule{
		{"list/scope", "a list shows what its reader may see and nothing else", listsScope},
		{"list/pages", "a page that repeats or skips an order hides work", listsPages},
		{"list/count", "a merchant's desk shows how much waits", counts},
	}
}

// several writes six orders of two buyers and two sellers; the odd ones are confirmed.
func several(ctx context.Context, s *System) error {
	return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		for n := 1; n <= 6; n++ {
			o := sample(n)
			if n > 3 {
				o.Buyer = "buyer-2"
			}
			if n%3 == 0 {
				o.Seller = "seller-2"
			}
			if n%2 == 1 {
				o.Status = order.Confirmed
			}
			if err := errors.Join(tx.SavePurchase(ctx, purchase(n)), tx.SaveOrders(ctx, o)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *System) lists(ctx context.Context, what string, q order.Query, wanted ...int) error {
	var got, ids []order.ID
	for o, err := range s.Orders.Orders(ctx, q) {
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if len(o.Lines) != 2 || len(o.Lines[0].Rows) != 2 {
			return fmt.Errorf("%s: order %s comes without its lines", what, o.ID)
		}
		got = append(got, o.ID)
	}
	for _, n := range wanted {
		ids = append(ids, orderID(n))
	}
	return same(what, got, ids)
}

func listsScope(ctx context.Context, s *System) error {
	anyone := secure.Filter{Any: true}
	return errors.Join(
		several(ctx, s),
		s.lists(ctx, "nobody", order.Query{}),
		s.lists(ctx, "everything", order.Query{Scope: anyone}, 6, 5, 4, 3, 2, 1),
		s.lists(ctx, "a buyer", order.Query{Scope: secure.Filter{Owner: "buyer-1"}}, 3, 2, 1),
		s.lists(ctx, "a seller", order.Query{Scope: secure.Filter{Sellers: []string{"seller-2", "none"}}}, 6, 3),
		s.lists(ctx, "owner or seller", order.Query{Scope: secure.Filter{Owner: "buyer-2", Sellers: []string{"seller-2"}}}, 6, 5, 4, 3),
		s.lists(ctx, "a seller of all", order.Query{Scope: anyone, Seller: "seller-1"}, 5, 4, 2, 1),
		s.lists(ctx, "a status", order.Query{Scope: anyone, Status: []order.Status{order.Confirmed, order.Shipped}}, 5, 3, 1),
		s.lists(ctx, "a buyer's status", order.Query{Scope: secure.Filter{Owner: "buyer-2"}, Status: []order.Status{order.Placed}}, 6, 4),
		s.lists(ctx, "a purchase", order.Query{Scope: anyone, Purchase: purchaseID(2)}, 2),
		s.lists(ctx, "a stranger's purchase", order.Query{Scope: secure.Filter{Owner: "buyer-2"}, Purchase: purchaseID(2)}),
	)
}

func listsPages(ctx context.Context, s *System) error {
	q := order.Query{Scope: secure.Filter{Any: true}, Limit: 4}
	err := errors.Join(several(ctx, s), s.lists(ctx, "first page", q, 6, 5, 4, 3))
	q.After = orderID(3)
	err = errors.Join(err, s.lists(ctx, "second page", q, 2, 1))
	for _, e := range s.Orders.Orders(ctx, q) { // leaving early must free what the list holds
		err = errors.Join(err, e)
		break
	}
	return errors.Join(err, s.lists(ctx, "again", q, 2, 1))
}

func counts(ctx context.Context, s *System) error {
	err := several(ctx, s)
	for _, c := range []struct {
		what  string
		scope secure.Filter
		want  map[order.Status]int64
	}{
		{"nobody", secure.Filter{}, map[order.Status]int64{}},
		{"all", secure.Filter{Any: true}, map[order.Status]int64{order.Placed: 3, order.Confirmed: 3}},
		{"a seller", secure.Filter{Sellers: []string{"seller-2"}}, map[order.Status]int64{order.Placed: 1, order.Confirmed: 1}},
		{"a buyer", secure.Filter{Owner: "buyer-1"}, map[order.Status]int64{order.Placed: 1, order.Confirmed: 2}},
	} {
		got, e := s.Orders.CountOrders(ctx, c.scope)
		err = errors.Join(err, e, same(c.what, got, c.want))
	}
	return err
}
