package promotion

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// cases is how many random cases the long properties try; the optimum is compared
// with brute force on a fiftieth of it for each objective.
var cases = flag.Int("cases", 100_000, "random cases of the long properties")

// world makes random rules and carts from a seed.
type world struct {
	*rand.Rand
	rules, lines int
	layers       []Layer
}

func newWorld(seed uint64) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 7))}
	w.rules, w.lines = 5+w.IntN(12), 1+w.IntN(6)
	modes := []Mode{Best, All, Best, All, Best, All}
	if seed%4 == 0 {
		modes = []Mode{Best, All, First, Lowest, First, Lowest}
	}
	w.layers = []Layer{{"item", modes[w.IntN(6)]}, {"shop", modes[w.IntN(6)]}, {"platform", modes[w.IntN(6)]}}
	return w
}

func (w *world) amount(low, high int) string {
	return fmt.Sprintf("%d.%02d CNY", low+w.IntN(high-low), w.IntN(100))
}

func (w *world) pick(list ...string) string { return list[w.IntN(len(list))] }

func (w *world) items() string {
	return w.pick(
		``, ``, `{"kind":"category","in":["c0"]}`, `{"kind":"category","in":["c1","c2"]}`, `{"kind":"brand","in":["b0"]}`,
		`{"not":{"kind":"brand","in":["b1"]}}`, `{"all":[{"kind":"tag","in":["t0"]},{"kind":"price","min":["10.00 CNY"]}]}`,
		`{"kind":"seller","in":["s0"]}`, `{"any":[{"kind":"product","in":["p0","p1"]},{"kind":"line_quantity","min":3}]}`,
	)
}

func (w *world) when() string {
	switch w.IntN(8) {
	case 0:
		return `{"kind":"amount","min":["` + w.amount(20, 200) + `"]}`
	case 1:
		return `{"kind":"amount","over":"cart","min":["` + w.amount(20, 300) + `"]}`
	case 2:
		return `{"all":[{"kind":"quantity","min":2},{"kind":"amount","min":["` + w.amount(5, 100) + `"]}]}`
	case 3:
		return `{"any":[{"kind":"group","in":["gold"]},{"kind":"amount","min":["` + w.amount(50, 300) + `"]}]}`
	case 4:
		return `{"not":{"kind":"amount","over":"cart","min":["` + w.amount(50, 300) + `"]}}`
	}
	return ``
}

func (w *world) action() string {
	per := w.pick("unit", "line", "set")
	switch w.IntN(14) {
	case 0, 1:
		return fmt.Sprintf(`{"kind":"percent","off":"%d.%d","per":"%s"}`, 1+w.IntN(60), w.IntN(10), per)
	case 2, 3:
		return fmt.Sprintf(`{"kind":"off","amount":["%s"],"per":"%s"}`, w.amount(1, 40), per)
	case 4:
		return fmt.Sprintf(`{"kind":"price","amount":["%s"]}`, w.amount(1, 30))
	case 5:
		return `{"kind":"tiers","steps":[{"from":["50.00 CNY"],"off":["5.00 CNY"]},{"from":["100.00 CNY"],"percent":"15"},{"from":["200.00 CNY"],"off":["60.00 CNY"]}]}`
	case 6:
		return `{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"10"},{"units":5,"percent":"22.5"}]}`
	case 7:
		return fmt.Sprintf(`{"kind":"every","from":["%d.00 CNY"],"off":["7.77 CNY"],"times":%d}`, 20+w.IntN(60), 1+w.IntN(4))
	case 8:
		return fmt.Sprintf(`{"kind":"nth","n":%d,"percent":"50","per":"%s"}`, 2+w.IntN(2), w.pick("line", "set"))
	case 9:
		return fmt.Sprintf(`{"kind":"cheapest","of":%d,"per":"%s"}`, 3+w.IntN(2), w.pick("line", "set"))
	case 10:
		return `{"kind":"buy_get","buy":{"items":{"kind":"category","in":["c0"]},"units":2},"get":{"units":1},"percent":"100"}`
	case 11:
		return `{"kind":"bundle","parts":[{"items":{"kind":"category","in":["c0"]}},{"items":{"kind":"category","in":["c1"]},"units":2}],"price":["` + w.amount(5, 60) + `"]}`
	case 12:
		return w.pick(`{"kind":"shipping","percent":"100"}`, `{"kind":"points","points":3,"every":["10.00 CNY"]}`, `{"kind":"gift","of":["G1","G2"]}`)
	}
	return fmt.Sprintf(`{"kind":"flash","price":["%s"],"stock":%d}`, w.amount(1, 20), 1+w.IntN(5))
}

func (w *world) rule(i int) Rule {
	r := Rule{
		Version: 1, ID: fmt.Sprintf("r%02d", i), Layer: w.layers[w.IntN(len(w.layers))].Name, Priority: int64(w.IntN(3)),
		Items: json.RawMessage(w.items()), When: json.RawMessage(w.when()), Then: []json.RawMessage{json.RawMessage(w.action())},
	}
	if w.IntN(4) == 0 {
		r.Base = Original
	}
	if w.IntN(5) == 0 {
		r.Cap = Amounts{money.New(int64(100+w.IntN(5000)), cny())}
	}
	if w.IntN(4) == 0 {
		r.Stack.Groups = []string{w.pick("g0", "g1")}
	}
	if w.IntN(6) == 0 && i > 0 {
		r.Stack.Without = []string{fmt.Sprintf("r%02d", w.IntN(i))}
	}
	r.Stack.Stop = w.IntN(12) == 0
	if w.IntN(3) == 0 {
		r.Payers = []Payer{{"seller", int64(1 + w.IntN(5))}, {"platform", int64(1 + w.IntN(5))}, {"brand", 1}}
	}
	return r
}

func (w *world) book() Book {
	b := Book{Layers: w.layers, Groups: []Group{{"g1", 2}}}
	for i := range w.rules {
		b.Rules = append(b.Rules, w.rule(i))
	}
	if w.IntN(8) == 0 && w.rules > 3 {
		b.Rules[2].Stack = Stack{OnlyWith: []string{"r00"}}
	}
	return b
}

func (w *world) facts() Facts {
	f := Facts{At: time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC), Currency: "CNY", Buyer: Buyer{ID: "b"}}
	for i := range w.lines {
		l := Line{
			SKU: catalog.SKU(fmt.Sprint("k", i)), Product: catalog.ProductID(fmt.Sprint("p", w.IntN(4))), Seller: catalog.SellerID(w.pick("s0", "s1")),
			Brand: w.pick("b0", "b1", "b2"), Category: []string{w.pick("c0", "c1", "c2"), "root"}, Units: int64(1 + w.IntN(4)),
			Price: money.New(int64(w.IntN(8000)), cny()),
		}
		if w.IntN(2) == 0 {
			l.Tags = []string{"t0"}
		}
		if w.IntN(8) == 0 {
			l.Price = money.New(0, cny())
		}
		if w.IntN(6) == 0 {
			l.Floor = money.New(int64(w.IntN(3000)), cny())
		}
		f.Lines = append(f.Lines, l)
	}
	for _, seller := range []string{"s0", "s1"} {
		if !slices.ContainsFunc(f.Lines, func(l Line) bool { return string(l.Seller) == seller }) {
			continue
		}
		f.Fees = append(f.Fees, Fee{catalog.SellerID(seller), money.New(int64(w.IntN(1500)), cny())})
	}
	f.Gifts = []Stocked{{SKU: "G1", Left: int64(w.IntN(2)), Worth: money.New(300, cny())}, {SKU: "G2", Left: 1, Worth: money.New(900, cny())}}
	if w.IntN(2) == 0 {
		f.Buyer.Groups = []string{"gold"}
	}
	return f
}

func cny() money.Currency { return money.MustCurrency("CNY") }

// brute tries every subset of the candidates.
func (e *evaluation) brute(s *state, list []*candidate) (value, bool) {
	best, found := value{}, false
	for bits := range 1 << len(list) {
		m := s.mark()
		h := e.newChoice()
		ok := true
		var left []*candidate
		for i, c := range list {
			in := bits>>i&1 == 1
			forced := e.options.Objective == ByPriority || c.mode == First || c.mode == Lowest
			if !h.allows(c) {
				ok = ok && !in
				continue
			}
			before := s.mark()
			met := s.apply(c).Met
			switch {
			case in && met:
				h.join(c)
			case in:
				ok = false
			case met:
				s.undo(before)
				ok = ok && !forced
				left = append(left, c)
			}
			if !ok {
				break
			}
		}
		if ok && e.options.Objective == MerchantBest {
			for _, c := range left {
				ok = ok && h.blocks(c)
			}
		}
		if ok {
			better := s.gave.above(best)
			if e.options.Objective == MerchantBest {
				better = best.above(s.gave)
			}
			if !found || better {
				best, found = s.gave, true
			}
		}
		s.undo(m)
	}
	return best, found
}

// searched evaluates as Evaluate does and answers what was found and what brute
// force finds.
func (s *Snapshot) searched(t *testing.T, f Facts, o Options, limit int) (got, want value, n int) {
	t.Helper()
	e, err := s.begin(&f, o)
	require.NoError(t, err)
	defer e.end()
	st := e.untouched()
	_, list := e.gather(st)
	every := e.allLites(slices.Clone(list))
	if len(every) > limit {
		return got, want, len(every)
	}
	all, gap := e.choose(st, list)
	require.Zero(t, gap)
	m := st.mark()
	for _, c := range all {
		if c.acts {
			require.True(t, st.apply(c).Met, "a chosen candidate gives nothing")
		}
	}
	got = st.gave
	st.undo(m)
	arrange(every)
	want, _ = e.brute(st, every)
	return got, want, len(every)
}

// TestOptimumIsThatOfBruteForce compares the search with every subset on carts of
// at most twelve candidates.
func TestOptimumIsThatOfBruteForce(t *testing.T) {
	carts, most := *cases/50, 12
	if testing.Short() {
		carts, most = 80, 9
	}
	for _, objective := range []Objective{CustomerBest, MerchantBest, ByPriority} {
		t.Run(string(objective), func(t *testing.T) {
			tried, candidates := 0, 0
			for seed := uint64(0); tried < carts; seed++ {
				w := newWorld(seed)
				snapshot, err := Compile(w.book(), Standard())
				if err != nil {
					continue // an only_with that contradicts another rule
				}
				got, want, n := snapshot.searched(t, w.facts(), Options{Objective: objective}, most)
				if n < 2 || n > most {
					continue
				}
				tried++
				candidates += n
				require.Equal(t, want, got, "seed %d, %d candidates", seed, n)
			}
			t.Logf("%d carts, %d candidates each on average", tried, candidates/tried)
		})
	}
}
