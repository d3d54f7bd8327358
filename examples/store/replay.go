package main

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// replayed is how many past orders the editor prices again.
const replayed = 1000

// sold are the carts of the visitor's last orders in a currency, newest first.
func (s *server) sold(v *visit, products []catalog.Product) ([]promotion.Facts, error) {
	known := map[catalog.ProductID]catalog.Product{}
	for _, p := range products {
		known[p.ID] = p
	}
	var carts []promotion.Facts
	q := order.Query{Limit: 500}
	for len(carts) < replayed {
		some, err := s.list(v, q)
		if err != nil {
			return nil, err
		}
		for _, o := range some {
			if f, ok := factsOf(o, known); ok && o.Total.Currency().Code() == v.Currency {
				carts = append(carts, f)
			}
		}
		if len(some) < q.Limit {
			break
		}
		q.After = some[len(some)-1].ID
	}
	return carts[:min(len(carts), replayed)], nil
}

// factsOf is the cart that an order came from.
func factsOf(o order.Order, known map[catalog.ProductID]catalog.Product) (promotion.Facts, bool) {
	f := promotion.Facts{At: o.Placed, Currency: o.Total.Currency().Code(), Buyer: promotion.Buyer{ID: o.Buyer}}
	for _, l := range o.Lines {
		p, ok := known[l.Product]
		if !ok {
			return f, false
		}
		if l.Gift {
			continue
		}
		f.Lines = append(f.Lines, promotion.Line{
			SKU: l.SKU, Product: l.Product, Seller: o.Seller, Brand: p.Brand, Category: []string{string(p.Category)}, Units: l.Qty, Price: l.Rows[0].Price,
		})
	}
	f.Fees = shippingOf(f.Lines, f.Currency)
	return f, len(f.Lines) > 0
}

// invented are carts of nobody, drawn from a fixed seed: the store is a demo, and
// on its first day has sold nothing.
func invented(n int, products []catalog.Product, currency string, at time.Time) []promotion.Facts {
	random := rand.New(rand.NewPCG(11, 26))
	products = slices.SortedStableFunc(slices.Values(products), func(a, b catalog.Product) int { return cheaper(a, b, currency) })
	carts := make([]promotion.Facts, 0, n)
	for i := range n {
		f := promotion.Facts{At: at.Add(-time.Duration(i) * 40 * time.Minute), Currency: currency}
		if random.IntN(3) > 0 {
			f.Buyer = promotion.Buyer{ID: "b" + strconv.Itoa(random.IntN(400)), Orders: int64(random.IntN(4))}
		}
		for range 1 + random.IntN(3) {
			p := products[min(random.IntN(len(products)), random.IntN(len(products)), random.IntN(len(products)))]
			variant := p.Variants[random.IntN(len(p.Variants))]
			line, ok := factLine(p, variant, currency, 1+int64(random.IntN(4)/3))
			if ok && !slices.ContainsFunc(f.Lines, func(l promotion.Line) bool { return l.SKU == line.SKU }) {
				f.Lines = append(f.Lines, line)
			}
		}
		f.Fees = shippingOf(f.Lines, currency)
		carts = append(carts, f)
	}
	return carts
}

// cheaper compares products by price.
func cheaper(a, b catalog.Product, currency string) int {
	price := func(p catalog.Product) int64 {
		m, _ := catalog.In(p.Variants[0].Prices, money.MustCurrency(currency))
		n, _ := m.Minor()
		return n
	}
	return cmp.Compare(price(a), price(b))
}

// A tally is what a replay found.
type tally struct {
	used, near, cheaper, dearer int
	values                      []float64 // what each cart's goods were, in the smallest unit
	kinds                       []int     // 0: other, 1: near the threshold, 2: uses the rule
	saved                       []float64 // what each cart pays less
	before, after               map[string]money.Money
}

// replay prices past orders with and without the rule as it is edited.
func (s *server) replay(v *visit, trial promotion.Trial, own promotion.Rule, products []catalog.Product, against string) (page.Replayed, error) {
	var r page.Replayed
	carts, err := s.sold(v, products)
	if err != nil {
		return r, err
	}
	reals := len(carts)
	mine := products
	if own.Seller != "" {
		mine = slices.DeleteFunc(slices.Clone(products), func(p catalog.Product) bool { return p.Seller != sellerOf(own) })
	}
	if len(mine) > 0 {
		carts = append(carts, invented(replayed-reals, mine, v.Currency, now())...)
	}
	if len(carts) == 0 {
		r.Empty = v.say("promo.replay.none")
		return r, nil
	}
	r.Note = v.say("promo.replay.note", len(carts))
	if reals < len(carts) {
		r.Note = v.say("promo.replay.sample", reals, len(carts)-reals)
	}
	r.Note += v.comma() + against
	threshold := thresholdOf(own, v.Currency)
	near := nearness(threshold, v.Currency)
	if len(own.Codes) > 0 || own.ByCode {
		for i := range carts {
			carts[i].Codes = []promotion.Entered{{Text: "SAMPLE", Rule: own.ID}}
		}
	}
	for i := range carts { // every cart as it were while the rule is on
		carts[i].Payment = payWith(own)
		carts[i].At = within(carts[i].At, own)
	}
	t, err := count(trial, own, carts, near)
	if err != nil {
		return r, err
	}
	r.Figures = v.figures(t)
	r.Chart = v.histogram(t, threshold, near)
	return r, nil
}

// within moves a moment into the time of a rule.
func within(at time.Time, r promotion.Rule) time.Time {
	if !r.Ends.IsZero() && !at.Before(r.Ends) {
		at = r.Ends.Add(-time.Minute)
	}
	if at.Before(r.Starts) {
		at = r.Starts
	}
	return at
}

// count prices the carts.
func count(trial promotion.Trial, own promotion.Rule, carts []promotion.Facts, near money.Money) (tally, error) {
	t := tally{before: map[string]money.Money{}, after: map[string]money.Money{}}
	trial.Options = promotion.Options{Explain: true}
	for x, err := range trial.Replay(slices.Values(carts)) {
		if err != nil {
			return t, err
		}
		kind := 0
		for _, e := range x.After.Explained {
			switch {
			case e.Rule != own.ID:
			case e.Reason == promotion.ReasonApplied:
				kind = 2
				t.used++
			case e.Reason == promotion.ReasonAmount && near.IsPositive() && atMost(e.Short, near):
				kind = 1
				t.near++
			}
		}
		switch x.Change.Sign() {
		case -1:
			t.cheaper++
		case 1:
			t.dearer++
		}
		t.kinds = append(t.kinds, kind)
		t.values = append(t.values, units(x.After.Goods))
		t.saved = append(t.saved, -units(x.Change))
		shares(t.before, x.Before)
		shares(t.after, x.After)
	}
	return t, nil
}

func atMost(a, b money.Money) bool {
	n, err := a.Cmp(b)
	return err == nil && n <= 0
}

// units is an amount as a number for a chart; never for a price.
func units(m money.Money) float64 {
	n, err := m.Minor()
	if err != nil {
		return 0
	}
	return float64(n)
}

// shares adds up who bears what.
func shares(sums map[string]money.Money, r promotion.Result) {
	add := func(list []promotion.Share) {
		for _, share := range list {
			for _, who := range []string{share.Payer, ""} {
				sums[who], _ = sums[who].Add(share.Amount) // of one currency
			}
		}
	}
	for _, l := range r.Lines {
		for _, row := range l.Rows {
			add(row.Shares)
		}
	}
	for _, f := range r.Fees {
		add(f.Shares)
	}
}

// thresholdOf is the lowest amount that a rule asks for; zero: none.
func thresholdOf(r promotion.Rule, currency string) money.Money {
	f := formOf(r)
	for _, name := range []string{"from1", "from", "min"} {
		if m, err := money.Parse(f.Get(name+"_"+currency), money.MustCurrency(currency)); err == nil && m.IsPositive() {
			return m
		}
	}
	return money.Money{}
}

// nearness is what a cart that is a little below a threshold is short of.
func nearness(threshold money.Money, currency string) money.Money {
	if !threshold.IsPositive() {
		return money.Money{}
	}
	step := nice(units(threshold) / 6)
	return money.New(int64(step), money.MustCurrency(currency))
}

// nice is a round number near n.
func nice(n float64) float64 {
	if n <= 1 {
		return 1
	}
	scale := math.Pow(10, math.Floor(math.Log10(n)))
	for _, step := range []float64{1, 2, 2.5, 5, 10} {
		if n <= step*scale*1.01 {
			return math.Round(step * scale)
		}
	}
	return math.Round(10 * scale)
}

// figures are a replay in numbers, each with its likely range.
func (v *visit) figures(t tally) []page.Figure {
	n := float64(len(t.saved))
	p := float64(t.used) / n
	sum, squares := 0.0, 0.0
	for _, s := range t.saved {
		sum += s
		squares += s * s
	}
	mean := sum / n
	likely := 1.96 * math.Sqrt(max(0, squares/n-mean*mean)/n)
	c := money.MustCurrency(v.Currency)
	amount := func(f float64) string { return money.New(int64(math.Round(f)), c).Display(v.Lang) }
	change := func(who string) string {
		d, err := t.after[who].Sub(t.before[who])
		if err != nil || !d.HasCurrency() {
			d = money.New(0, c)
		}
		return d.Round(money.HalfUp).Display(v.Lang)
	}
	return []page.Figure{
		{Label: v.say("promo.replay.used"), Value: v.say("promo.replay.orders", t.used), Note: fmt.Sprintf("±%.0f", 1.96*math.Sqrt(n*p*(1-p)))},
		{Label: v.say("promo.replay.saving"), Value: amount(mean), Note: "±" + amount(likely)},
		{Label: v.say("promo.replay.given"), Value: change(""), Note: v.say("promo.replay.changed", t.cheaper, t.dearer)},
		{Label: v.say("promo.replay.seller"), Value: change("seller")},
	}
}

// columns is how many bars the histogram has; the last is everything above.
const columns = 12

// histogram counts the orders by value, with the threshold between two bars.
func (v *visit) histogram(t tally, threshold, near money.Money) *page.Histogram {
	width := nice(slices.Max(t.values) / columns)
	offset := 0
	if threshold.IsPositive() {
		width = nice(units(threshold) / 6)
		offset = int(math.Floor(units(threshold) / width))
	} else if sorted := slices.Sorted(slices.Values(t.values)); len(sorted) > 0 {
		width = nice(sorted[len(sorted)*19/20] / (columns - 1))
	}
	var counts [columns][3]int
	shift := units(threshold) - float64(offset)*width // so that the threshold is an edge
	for i, value := range t.values {
		at := int(math.Floor((value - shift) / width))
		if shift > 0 {
			at++
		}
		counts[min(max(at, 0), columns-1)][t.kinds[i]]++
	}
	most := 1
	for _, c := range counts {
		most = max(most, c[0]+c[1]+c[2])
	}
	h := &page.Histogram{}
	c := money.MustCurrency(v.Currency)
	edge := func(i int) string {
		at := shift + float64(i)*width
		if shift > 0 {
			at -= width
		}
		return money.New(int64(max(0, at)), c).DisplayShort(v.Lang)
	}
	for i, n := range counts {
		h.Bars = append(h.Bars, bars(i, n, most)...)
		to := edge(i + 1)
		if i == columns-1 {
			to = ""
		}
		h.Table = append(h.Table, page.Pair{Name: strings.TrimSuffix(edge(i)+" – "+to, " "), Value: strconv.Itoa(n[0] + n[1] + n[2])})
	}
	h.Ticks = []string{edge(0), edge(columns / 2), edge(columns-1) + "+"}
	if threshold.IsPositive() {
		at := offset
		if shift > 0 {
			at++
		}
		h.Marks = []page.Mark{{X: share100(at, columns), Label: v.say("promo.threshold", threshold.DisplayShort(v.Lang)), End: at > columns*2/3}}
	}
	v.legend(h, t, near)
	return h
}

// legend says what the colours are.
func (v *visit) legend(h *page.Histogram, t tally, near money.Money) {
	n := len(t.values)
	h.Label = v.say("promo.chart.plain", n, t.used)
	h.Keys = []page.Pair{{Name: "var(--c1)", Value: v.say("promo.key.used", t.used)}}
	if near.IsPositive() {
		h.Label = v.say("promo.chart", n, t.used, t.near, near.DisplayShort(v.Lang))
		h.Keys = append(h.Keys, page.Pair{Name: "var(--c5)", Value: v.nearKey(near, t.near)})
	}
	h.Keys = append(h.Keys, page.Pair{Name: "var(--c2)", Value: v.say("promo.key.other", n-t.used-t.near)})
}

func (v *visit) nearKey(near money.Money, n int) string {
	return v.say("promo.key.near", near.DisplayShort(v.Lang), n)
}

// bars are a column: others below, then those near the threshold, then those
// that use the rule.
func bars(i int, n [3]int, most int) (list []page.Bar) {
	const room, foot = 100, 127 // pixels
	at := foot
	for kind, colour := range []string{"var(--c2)", "var(--c5)", "var(--c1)"} {
		high := n[kind] * room / most
		if n[kind] > 0 {
			high = max(high, 2)
		}
		if high == 0 {
			continue
		}
		at -= high
		list = append(list, page.Bar{X: share100(i*20+1, columns*20), Width: share100(18, columns*20), Y: strconv.Itoa(at), Height: strconv.Itoa(high), Colour: colour})
	}
	return list
}

// share100 is a share as a chart writes it.
func share100(n, of int) string {
	return strconv.FormatFloat(float64(n)*100/float64(of), 'f', 2, 64) + "%"
}
