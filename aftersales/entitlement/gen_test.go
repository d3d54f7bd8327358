package entitlement_test

import (
	"math/rand/v2"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// A dice is where random orders come from: rapid or a plain generator.
type dice func(least, most int) int

func plain(seed uint64) dice {
	r := rand.New(rand.NewPCG(seed, 7))
	return func(least, most int) int { return least + r.IntN(most-least+1) }
}

// anOrder is an order of 1 to 5 lines of 1 to 8 units in up to three rows each,
// with discounts down to nothing, taxes, shipping, and 0, 2 or 3 digits.
func anOrder(roll dice) order.Order {
	c := money.MustCurrency([]string{"JPY", "EUR", "KWD"}[roll(0, 2)])
	m := func(n int) money.Money { return money.New(int64(n), c) }
	o := order.Order{Goods: m(0), Discount: m(0), Tax: m(0), Shipping: m(roll(0, 3) * roll(0, 999)), Refunded: m(0), Refunding: m(0)}
	for no := 1; no <= roll(1, 5); no++ {
		l := order.Line{No: no}
		for range roll(1, 3) {
			units := roll(1, 8)
			price := m(roll(0, 20_000))
			gross, _ := price.Mul(int64(units)).Minor()
			discount := m(int(gross) * roll(0, 100) / 100)
			if roll(0, 2) == 0 {
				discount = m(0)
			}
			after, _ := price.Mul(int64(units)).Sub(discount)
			n, _ := after.Minor()
			tax := m(int(n) * roll(0, 25) / 100)
			net, _ := after.Add(tax)
			l.Rows = append(l.Rows, order.Row{
				Units: int64(units), Price: price, Discount: discount, Tax: tax, Net: net,
				Discounts: []order.Share{{Code: []string{"A", "B"}[roll(0, 1)], Payer: "seller", Amount: discount}},
			})
			l.Qty += int64(units)
			o.Goods, _ = o.Goods.Add(price.Mul(int64(units)))
			o.Discount, _ = o.Discount.Add(discount)
			o.Tax, _ = o.Tax.Add(tax)
		}
		o.Lines = append(o.Lines, l)
	}
	o.Total, _ = o.Goods.Sub(o.Discount)
	o.Total, _ = o.Total.Add(o.Tax)
	o.Total, _ = o.Total.Add(o.Shipping)
	return o
}

// everything splits all units of an order into claims, in some order.
func everything(roll dice, o order.Order) []entitlement.Claim {
	var claims []entitlement.Claim
	for _, l := range o.Lines {
		for left := l.Qty; left > 0; {
			n := int64(roll(1, int(left)))
			claims = append(claims, entitlement.Claim{Line: l.No, Units: n, Shipping: entitlement.ShareShipping})
			left -= n
		}
	}
	return shuffled(roll, claims)
}

func shuffled(roll dice, claims []entitlement.Claim) []entitlement.Claim {
	for i := range claims {
		j := roll(i, len(claims)-1)
		claims[i], claims[j] = claims[j], claims[i]
	}
	return claims
}

// grouped cuts a list of claims into cases.
func grouped(roll dice, claims []entitlement.Claim) [][]entitlement.Claim {
	var cases [][]entitlement.Claim
	for len(claims) > 0 {
		n := roll(1, len(claims))
		cases = append(cases, claims[:n])
		claims = claims[n:]
	}
	return cases
}
