package entitlement_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// books are random rules of every kind that gives money, in three currencies.
func books(t testing.TB) map[string][]*promotion.Snapshot {
	t.Helper()
	all := map[string][]*promotion.Snapshot{}
	for seed := range uint64(90) {
		roll := plain(seed)
		code := []string{"JPY", "CNY", "KWD"}[seed%3]
		var rules []promotion.Rule
		for i := range 1 + roll(0, 5) {
			then := []string{
				fmt.Sprintf(`{"kind":"percent","off":"%d.%d"}`, roll(1, 60), roll(0, 9)),
				fmt.Sprintf(`{"kind":"off","amount":["%d %s"]}`, roll(1, 60), code),
				fmt.Sprintf(`{"kind":"price","amount":["%d %s"]}`, roll(1, 40), code),
				fmt.Sprintf(`{"kind":"every","from":["%d %s"],"off":["7 %s"],"times":3}`, roll(20, 90), code, code),
				`{"kind":"nth","n":2,"percent":"50"}`,
				`{"kind":"cheapest","of":3}`,
				fmt.Sprintf(`{"kind":"tiers","steps":[{"from":["50 %s"],"off":["5 %s"]},{"from":["150 %s"],"percent":"15"}]}`, code, code, code),
				`{"kind":"shipping","percent":"100"}`,
			}[roll(0, 7)]
			layer := []string{"item", "shop", "platform"}[roll(0, 2)]
			payers := []promotion.Payer{{Party: "seller", Parts: int64(roll(1, 4))}, {Party: "platform", Parts: int64(roll(1, 4))}}
			rules = append(rules, promotion.Rule{
				Version: 1, ID: fmt.Sprint("r", i), Layer: layer, Payers: payers, Then: []json.RawMessage{json.RawMessage(then)},
			})
		}
		s, err := promotion.Compile(promotion.Book{Rules: rules}, promotion.Standard())
		require.NoError(t, err)
		all[code] = append(all[code], s)
	}
	return all
}

// priced is a random cart under random rules, as an order with taxes.
func priced(roll dice, all map[string][]*promotion.Snapshot) (order.Order, error) {
	code := []string{"JPY", "CNY", "KWD"}[roll(0, 2)]
	c := money.MustCurrency(code)
	f := promotion.Facts{
		At: time.Unix(1, 0), Currency: code, Buyer: promotion.Buyer{ID: "b"},
		Fees: []promotion.Fee{{Seller: "s", Amount: money.New(int64(roll(0, 2)*roll(0, 999)), c)}},
	}
	for i := range roll(1, 4) {
		f.Lines = append(f.Lines, promotion.Line{
			SKU: catalog.SKU(fmt.Sprint("k", i)), Seller: "s", Units: int64(roll(1, 9)), Price: money.New(int64(roll(0, 20_000)), c),
		})
	}
	list := all[code]
	r, err := list[roll(0, len(list)-1)].Evaluate(f, promotion.Options{})
	if err != nil {
		return order.Order{}, err
	}
	zero := money.New(0, c)
	o := order.Order{Goods: r.Goods, Discount: r.Discount, Shipping: r.Shipping, Tax: zero, Refunded: zero, Refunding: zero, Total: r.Total}
	for i, l := range r.Lines {
		line := order.Line{No: i + 1, Qty: f.Lines[i].Units}
		rate := decimal.NewFromInt(int64([]int{0, 6, 9, 13, 19}[roll(0, 4)]))
		for _, row := range l.Rows {
			due, err := row.Net.Percent(rate, money.HalfEven)
			if err != nil {
				return o, err
			}
			net, err := row.Net.Add(due)
			if err != nil {
				return o, err
			}
			shares := make([]order.Share, len(row.Shares))
			for j, s := range row.Shares {
				shares[j] = order.Share{Code: s.Rule, Payer: s.Payer, Amount: s.Amount}
			}
			line.Rows = append(line.Rows, order.Row{Units: row.Units, Price: row.Price, Discounts: shares, Discount: row.Discount, Tax: due, Net: net})
			if o.Tax, err = o.Tax.Add(due); err != nil {
				return o, err
			}
			if o.Total, err = o.Total.Add(due); err != nil {
				return o, err
			}
		}
		o.Lines = append(o.Lines, line)
	}
	return o, nil
}

// purse splits what was paid over some tenders.
func purse(roll dice, paid money.Money) ([]entitlement.Tender, error) {
	weights := []int64{int64(roll(1, 9)), int64(roll(0, 5)), int64(roll(0, 5)), int64(roll(0, 2))}
	parts, err := paid.Allocate(nil, weights, money.LargestRemainder)
	if err != nil {
		return nil, err
	}
	var list []entitlement.Tender
	for i, p := range parts[:roll(1, len(parts))] {
		list = append(list, entitlement.Tender{Name: fmt.Sprint("tender ", i), Paid: p, Refunded: money.New(0, paid.Currency())})
	}
	rest := paid
	for _, t := range list[:len(list)-1] {
		if rest, err = rest.Sub(t.Paid); err != nil {
			return nil, err
		}
	}
	list[len(list)-1].Paid = rest
	return list, nil
}

// back refunds case after case to the tenders.
func back(roll dice, o order.Order, tenders []entitlement.Tender, cases [][]entitlement.Claim) error {
	b, err := entitlement.Of(o)
	if err != nil {
		return err
	}
	refunded, proportional := money.New(0, o.Total.Currency()), roll(0, 1) == 0
	var past []entitlement.Claim
	for _, claims := range cases {
		s, err := b.Refund(past, refunded, claims)
		if err != nil {
			return err
		}
		past = append(past, claims...)
		if s.Total.IsNegative() {
			return fmt.Errorf("a refund of %s", s.Total)
		}
		if refunded, err = refunded.Add(s.Total); err != nil {
			return err
		}
		parts, err := entitlement.Split(s.Total, tenders, proportional)
		if err != nil {
			return err // more than was paid, or than a tender gave
		}
		for i, p := range parts {
			if tenders[i].Refunded, err = tenders[i].Refunded.Add(p); err != nil {
				return err
			}
			if n, err := tenders[i].Refunded.Cmp(tenders[i].Paid); err != nil || n > 0 || p.IsNegative() {
				return fmt.Errorf("%s gave %s and has %s back", tenders[i].Name, tenders[i].Paid, tenders[i].Refunded)
			}
		}
	}
	for _, t := range tenders {
		if !t.Refunded.Equal(t.Paid) {
			return fmt.Errorf("%s gave %s and has %s back in the end", t.Name, t.Paid, t.Refunded)
		}
	}
	return nil
}

// Orders that promotions priced, with taxes, paid by up to four tenders and
// returned in any order, grouping and split: all tenders have in the end what they
// gave, and no tender more at any moment. The count of the issue, and a million
// with CARTWRIGHT_LONG=1.
func TestPricedOrdersComeBackWhole(t *testing.T) {
	n := 10_000
	switch {
	case os.Getenv("CARTWRIGHT_LONG") != "":
		n = 1_000_000
	case testing.Short():
		n = 1000
	}
	all := books(t)
	cases, discounted, tendered := 0, 0, 0
	for seed := range n {
		roll := plain(uint64(seed))
		o, err := priced(roll, all)
		require.NoError(t, err, "seed %d", seed)
		tenders, err := purse(roll, o.Total)
		require.NoError(t, err, "seed %d", seed)
		list := grouped(roll, everything(roll, o))
		require.NoError(t, back(roll, o, tenders, list), "seed %d", seed)
		cases += len(list)
		tendered += len(tenders)
		if !o.Discount.IsZero() {
			discounted++
		}
	}
	t.Logf("measured: %d orders came back exactly, %d of them discounted, in %d refunds to %d tenders", n, discounted, cases, tendered)
	require.Greater(t, discounted, n/2)
}
