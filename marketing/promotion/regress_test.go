package promotion

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// The tests of this file are the classes of bugs that other engines had. Races of
// limits are in coupontest, refunds in package aftersales.

func priced(t *testing.T, s scenario, o Options) Result {
	t.Helper()
	f := s.facts(t)
	r, err := s.book(t).Evaluate(f, o)
	require.NoError(t, err)
	audit(t, f, r)
	return r
}

// A refund of some units reads its amount from the rows: what is left keeps its
// share, and all units together are what was paid.
func TestRegressionRefundsDoNotReallocate(t *testing.T) {
	r := priced(t, scenario{rules: []string{`c shop "then":[{"kind":"off","amount":["10 CNY"]}]`}, cart: "a tea 3×10.00"}, Options{})
	var refunds []string
	for _, row := range r.Lines[0].Rows {
		each, err := row.Net.Split(int(row.Units))
		require.NoError(t, err)
		for _, e := range each {
			require.True(t, e.Equal(each[0]), "units of a row differ")
			refunds = append(refunds, e.String())
		}
	}
	assert.Equal(t, []string{"6.66 CNY", "6.67 CNY", "6.67 CNY"}, refunds)
}

// A second discount counts on what the first left, not on the list price.
func TestRegressionDiscountOnWrongBase(t *testing.T) {
	r := priced(t, scenario{rules: []string{`a item "then":[{"kind":"percent","off":"50"}]`, `v shop "then":[{"kind":"percent","off":"70"}]`}, cart: "a tea 1×100.00"}, Options{})
	assert.Equal(t, "15.00 | 15.00 | a v", summary(r))
}

// Ten over three tens is 10.00, not 9.99.
func TestRegressionSumOfLinesIsTheTotal(t *testing.T) {
	r := priced(t, scenario{rules: []string{`c shop "then":[{"kind":"off","amount":["10 CNY"]}]`}, cart: "a tea 1×10.00; b tea 1×10.00; c tea 1×10.00"}, Options{})
	assert.Equal(t, "10.00 CNY", r.Discount.String())
}

// The order in which rules were written does not matter.
func TestRegressionOrderOfRules(t *testing.T) {
	rules := []string{`x item "then":[{"kind":"percent","off":"10"}]`, `y shop "then":[{"kind":"tiers","steps":[{"from":["50 CNY"],"off":["5 CNY"]}]}]`, `z platform "then":[{"kind":"every","from":["20 CNY"],"off":["1 CNY"]}]`}
	want := summary(priced(t, scenario{rules: rules, cart: "a tea 1×55.00"}, Options{}))
	for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		got := summary(priced(t, scenario{rules: []string{rules[order[0]], rules[order[1]], rules[order[2]]}, cart: "a tea 1×55.00"}, Options{}))
		assert.Equal(t, want, got)
	}
}

// Buy one get one: no negative price, not always everything, whatever the order
// of lines, no more than bought, an amount is no percentage.
func TestRegressionBuyGet(t *testing.T) {
	half := `g item "then":[{"kind":"buy_get","buy":{"items":{"kind":"category","in":["tea"]}},"get":{"items":{"kind":"category","in":["cup"]}},"percent":"50"}]`
	for cart, want := range map[string]string{
		"a tea 1×10.00; b cup 1×4.00": "12.00 | 10.00 2.00 | g",
		"b cup 1×4.00; a tea 1×10.00": "12.00 | 2.00 10.00 | g",
		"a tea 1×10.00; b cup 5×4.00": "28.00 | 10.00 18.00 | g",
		"a tea 9×10.00; b cup 1×4.00": "92.00 | 90.00 2.00 | g",
	} {
		assert.Equal(t, want, summary(priced(t, scenario{rules: []string{half}, cart: cart}, Options{})))
	}
	one := `g item "then":[{"kind":"buy_get","buy":{},"get":{"items":{"kind":"category","in":["cup"]}},"price":["50 CNY"]}]`
	assert.Equal(t, "14.00 | 10.00 4.00 |", summary(priced(t, scenario{rules: []string{one}, cart: "a tea 1×10.00; b cup 1×4.00"}, Options{})), "a price above never raises")
}

// Changing a quantity up and down gives the same price again: nothing is carried over.
func TestRegressionStaleAdjustments(t *testing.T) {
	s := scenario{rules: []string{`m shop "then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["10 CNY"]}]}]`}, cart: "a tea 1×60.00"}
	book := s.book(t)
	for range 3 {
		for units, want := range map[int64]string{1: "60.00 CNY", 2: "110.00 CNY", 3: "170.00 CNY"} {
			f := s.facts(t)
			f.Lines[0].Units = units
			r, err := book.Evaluate(f, Options{})
			require.NoError(t, err)
			assert.Equal(t, want, r.Total.String())
		}
	}
}

// A fixed price is never above the price, and a cart never below nothing.
func TestRegressionFixedPrice(t *testing.T) {
	r := priced(t, scenario{rules: []string{`f item "then":[{"kind":"price","amount":["10 CNY"]}]`, `o shop "then":[{"kind":"off","amount":["99 CNY"]}]`}, cart: "a tea 1×9.00; b tea 1×11.00"}, Options{})
	assert.Equal(t, "0.00 | 0.00 0.00 | f o", summary(r))
}

// Thousands of units take no longer than one.
func TestRegressionQuantity(t *testing.T) {
	s := scenario{rules: []string{`c item "then":[{"kind":"cheapest","of":3}]`}, cart: "a tea 1×10.00"}
	f := s.facts(t)
	for i := range 30 {
		l := f.Lines[0]
		l.SKU, l.Units, l.Price = catalog.SKU(rune('A'+i)), 6000, money.New(int64(1000+i), cny())
		f.Lines = append(f.Lines, l)
	}
	began := time.Now()
	r, err := s.book(t).Evaluate(f, Options{})
	require.NoError(t, err)
	audit(t, f, r)
	assert.Less(t, time.Since(began), 5*time.Second)
}

// By priority, the rule that comes first takes the line, though another of the
// layer takes more and a third ties them together.
func TestRegressionPriorityIsKept(t *testing.T) {
	s := scenario{rules: []string{
		`w item "then":[{"kind":"tiers","steps":[{"from":["10 CNY"],"off":["1 CNY"]}]}]`,
		`a platform "priority":1,"then":[{"kind":"percent","off":"10"}]`,
		`b platform "then":[{"kind":"price","amount":["2 CNY"]}]`,
	}, cart: "x tea 1×51.00"}
	assert.Equal(t, "45.00 | 45.00 | w a", summary(priced(t, s, Options{Objective: ByPriority}))) // 50, and not 2
	assert.Equal(t, "2.00 | 2.00 | w b", summary(priced(t, s, Options{})))
}

// Two hundred lines and two thousand rules take no time that anybody would notice.
func TestRegressionManyLines(t *testing.T) {
	m := bazaar{rand.New(rand.NewPCG(7, 8))}
	s, err := Compile(m.book(2000), Standard())
	require.NoError(t, err)
	f := m.facts(200, 5)
	began := processTime(t)
	r, err := s.Evaluate(f, Options{Explain: true})
	took := processTime(t) - began
	require.NoError(t, err)
	audit(t, f, r)
	assert.Less(t, took, time.Second)
}

// A code that does not apply says why: nothing fails in silence, and nothing is
// said to be applied that is not.
func TestRegressionSilentFailure(t *testing.T) {
	s := scenario{
		rules: []string{`c shop "codes":["SAVE"],"when":{"kind":"amount","min":["100 CNY"]},"then":[{"kind":"off","amount":["10 CNY"]}]`},
		cart:  "a tea 1×59.00", set: func(f *Facts) { f.Codes = []Entered{{Text: "save"}, {Text: "sav"}} },
	}
	r := priced(t, s, Options{Explain: true})
	assert.Equal(t, []CodeResult{{"save", CodeIneligible, "c"}, {"sav", CodeInvalid, ""}}, r.Codes)
	assert.Equal(t, "c：还差 ¥41.00", r.Explained[0].Words("zh"))
}

// Snapshots are shared by all requests.
func TestRegressionOneSnapshotManyBuyers(t *testing.T) {
	m := newWorld(77)
	s, err := Compile(m.book(), Standard())
	require.NoError(t, err)
	f := m.facts()
	want, err := s.Evaluate(f, Options{Explain: true})
	require.NoError(t, err)
	wanted := text(t, want)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := s.Evaluate(f, Options{Explain: true})
				assert.NoError(t, err)
				assert.Equal(t, wanted, text(t, got))
			}
		})
	}
	wg.Wait()
}

// TestSearchCutShort bounds the work: the result says that it is not proved, is
// never worse than the greedy and the best single rule, and its gap is honest.
func TestSearchCutShort(t *testing.T) {
	for seed := range uint64(30) {
		w := newWorld(5_000_000 + seed)
		w.rules = 16
		s, err := Compile(w.book(), Standard())
		if err != nil {
			continue
		}
		f := w.facts()
		full, err := s.Evaluate(f, Options{})
		require.NoError(t, err)
		require.True(t, full.Optimal)
		short, err := s.Evaluate(f, Options{Work: 1})
		require.NoError(t, err)
		audit(t, f, short)
		gained := func(r Result) int64 { return taken(t, s, f, r) }
		gap, err := short.Gap.Minor()
		require.NoError(t, err)
		require.LessOrEqual(t, gained(short), gained(full))
		require.GreaterOrEqual(t, gained(short)+gap, gained(full), "seed %d: the gap is too small", seed)
		require.Equal(t, short.Optimal, gap == 0)
	}
}

// TestNoMapOrderShows lists kinds in order.
func TestNoMapOrderShows(t *testing.T) {
	conditions, lines, actions := Standard().Names()
	assert.True(t, slices.IsSorted(conditions) && slices.IsSorted(lines) && slices.IsSorted(actions))
	assert.Len(t, actions, 14)
}
