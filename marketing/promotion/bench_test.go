package promotion

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// bazaar is the workload of the numbers: carts of a large catalogue, and rules of
// which about one in thirteen touches a cart of 100 lines.
type bazaar struct{ *rand.Rand }

func (b bazaar) facts(lines int, units int64) Facts {
	f := Facts{
		At: time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC), Currency: "CNY", Channel: "web", Country: "CN",
		Buyer: Buyer{ID: "b", Groups: []string{"gold", "new"}},
	}
	for i := range lines {
		n := b.IntN(5000)
		f.Lines = append(f.Lines, Line{
			SKU: catalog.SKU(fmt.Sprint("k", i)), Product: catalog.ProductID(fmt.Sprint("p", n)), Seller: catalog.SellerID(fmt.Sprint("s", n%200)),
			Brand: fmt.Sprint("b", n%300), Category: []string{fmt.Sprint("c", n%400), fmt.Sprint("d", n%40), "root"},
			Tags: []string{fmt.Sprint("t", n%100)}, Units: 1 + b.Int64N(units), Price: money.New(int64(500+b.IntN(50_000)), cny()),
		})
	}
	return f
}

// rule is one of a mix: nine in ten on items of one product, brand, category or
// tag, the others on a seller's or the whole cart's amount.
func (b bazaar) rule(i int) Rule {
	r := Rule{Version: 1, ID: fmt.Sprintf("r%06d", i), Layer: "item", Priority: int64(b.IntN(5))}
	then := fmt.Sprintf(`{"kind":"percent","off":"%d"}`, 1+b.IntN(30))
	if b.IntN(2) == 0 {
		then = fmt.Sprintf(`{"kind":"off","amount":["%d.00 CNY"],"per":"unit"}`, 1+b.IntN(20))
	}
	switch k := b.IntN(100); {
	case k < 55:
		r.Items = fmt.Appendf(nil, `{"kind":"product","in":["p%d"]}`, b.IntN(5000))
	case k < 75:
		r.Items = fmt.Appendf(nil, `{"all":[{"kind":"brand","in":["b%d"]},{"kind":"category","in":["d%d"]}]}`, b.IntN(300), b.IntN(40))
	case k < 85:
		r.Items = fmt.Appendf(nil, `{"kind":"category","in":["c%d"]}`, b.IntN(400))
	case k < 90:
		r.Items = fmt.Appendf(nil, `{"all":[{"kind":"tag","in":["t%d"]},{"kind":"price","min":["100.00 CNY"]}]}`, b.IntN(100))
	case k < 98:
		r.Layer, r.Seller = "shop", fmt.Sprint("s", b.IntN(200))
		then = fmt.Sprintf(`{"kind":"tiers","steps":[{"from":["%d.00 CNY"],"off":["20.00 CNY"]},{"from":["2000.00 CNY"],"off":["150.00 CNY"]}]}`, 100+b.IntN(300))
	default:
		r.Layer, r.When = "platform", fmt.Appendf(nil, `{"all":[{"kind":"group","in":["g%d"]},{"kind":"amount","min":["%d.00 CNY"]}]}`, b.IntN(20), 300+b.IntN(300))
		then = fmt.Sprintf(`{"kind":"off","amount":["%d.00 CNY"]}`, 10+b.IntN(40))
	}
	if b.IntN(4) == 0 && len(r.When) == 0 {
		r.When = json.RawMessage(`{"kind":"group","in":["` + []string{"gold", "silver", "new"}[b.IntN(3)] + `"]}`)
	}
	r.Then = []json.RawMessage{json.RawMessage(then)}
	return r
}

func (b bazaar) book(rules int) Book {
	var book Book
	for i := range rules {
		book.Rules = append(book.Rules, b.rule(i))
	}
	book.Rules[0] = Rule{
		Version: 1, ID: "everything", Layer: "platform", When: json.RawMessage(`{"kind":"amount","over":"cart","min":["300.00 CNY"]}`),
		Then: []json.RawMessage{json.RawMessage(`{"kind":"every","from":["300.00 CNY"],"off":["50.00 CNY"],"times":10}`)},
	}
	return book
}

func benchmarkRules(b *testing.B, rules int, o Options) {
	m := bazaar{rand.New(rand.NewPCG(1, 2))}
	s, err := Compile(m.book(rules), Standard())
	require.NoError(b, err)
	carts := make([]Facts, 16)
	considered := 0
	for i := range carts {
		carts[i] = m.facts(100, 3)
		_, met, err := s.evaluate(&carts[i], o, true)
		require.NoError(b, err)
		considered += len(met)
	}
	proved, applied := 0, 0
	b.ReportAllocs()
	began := processTime(b)
	defer func() { b.ReportMetric(float64((processTime(b)-began).Microseconds())/1000/float64(b.N), "cpu-ms/op") }()
	for i := 0; b.Loop(); i++ {
		r, err := s.Evaluate(carts[i%len(carts)], o)
		if err != nil {
			b.Fatal(err)
		}
		if applied = len(r.Applied); r.Optimal {
			proved++
		}
	}
	b.ReportMetric(float64(proved)/float64(b.N), "proved")
	b.ReportMetric(float64(applied), "applied")
	b.ReportMetric(float64(considered)/float64(len(carts)), "considered")
}

func BenchmarkEvaluate100Lines10000Rules(b *testing.B) { benchmarkRules(b, 10_000, Options{}) }

func BenchmarkEvaluate100Lines10000RulesExplained(b *testing.B) {
	benchmarkRules(b, 10_000, Options{Explain: true})
}

func BenchmarkEvaluate100Lines100000Rules(b *testing.B) { benchmarkRules(b, 100_000, Options{}) }

func BenchmarkQuantity30Lines200000Units(b *testing.B) {
	f, s := huge(b)
	b.ReportAllocs()
	began := processTime(b)
	defer func() { b.ReportMetric(float64((processTime(b)-began).Microseconds())/1000/float64(b.N), "cpu-ms/op") }()
	proved := 0
	for b.Loop() {
		r, err := s.Evaluate(f, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r.Optimal {
			proved++
		}
	}
	b.ReportMetric(float64(proved)/float64(b.N), "proved")
}

// knot is n rules on 50 lines that all depend on each other: thresholds, groups,
// pairs and percentages of what is left.
func (b bazaar) knot(n int) (Book, Facts) {
	book := Book{Layers: []Layer{{"item", All}, {"shop", All}, {"platform", All}}}
	for i := range n {
		r := Rule{Version: 1, ID: fmt.Sprintf("r%02d", i), Layer: book.Layers[b.IntN(3)].Name}
		switch b.IntN(3) {
		case 0:
			r.Then = []json.RawMessage{fmt.Appendf(nil, `{"kind":"percent","off":"%d","per":"set"}`, 2+b.IntN(20))}
		case 1:
			from := 500 + b.IntN(9000)
			r.Then = []json.RawMessage{fmt.Appendf(nil, `{"kind":"tiers","steps":[{"from":["%d CNY"],"off":["%d CNY"]}]}`, from, from/(4+b.IntN(12)))}
		default:
			r.When = fmt.Appendf(nil, `{"kind":"amount","min":["%d CNY"]}`, 500+b.IntN(9000))
			r.Then = []json.RawMessage{fmt.Appendf(nil, `{"kind":"off","amount":["%d CNY"]}`, 20+b.IntN(900))}
		}
		if b.IntN(2) == 0 {
			r.Items = fmt.Appendf(nil, `{"kind":"category","in":["d%d","d%d","d%d","d%d","d%d","d%d"]}`, b.IntN(10), 10+b.IntN(5), 15+b.IntN(5), 20+b.IntN(5), 25+b.IntN(5), 30+b.IntN(10))
		}
		r.Stack.Groups = []string{fmt.Sprint("g", b.IntN(n/3+1))}
		for range 2 {
			if other := b.IntN(n); other < i {
				r.Stack.Without = append(r.Stack.Without, fmt.Sprintf("r%02d", other))
			}
		}
		if len(r.Stack.Without) == 2 && r.Stack.Without[0] == r.Stack.Without[1] {
			r.Stack.Without = r.Stack.Without[:1]
		}
		book.Rules = append(book.Rules, r)
	}
	f := b.facts(50, 3)
	for i := range f.Lines {
		f.Lines[i].Category = append(f.Lines[i].Category, fmt.Sprint("d", b.IntN(40)))
		f.Lines[i].Price = money.New(int64(500+b.IntN(15_000)), cny())
	}
	return book, f
}

// mix makes half of a knot's rules look at units and not at sums.
func (b bazaar) mix(book *Book) {
	for i := range book.Rules {
		then := &book.Rules[i].Then[0]
		switch b.IntN(8) {
		case 0:
			*then = json.RawMessage(`{"kind":"nth","n":2,"percent":"50"}`)
		case 1:
			*then = json.RawMessage(`{"kind":"cheapest","of":3}`)
		case 2:
			*then = fmt.Appendf(nil, `{"kind":"percent","off":"%d"}`, 3+b.IntN(12))
		case 3:
			*then = json.RawMessage(`{"kind":"buy_get","buy":{"units":2},"get":{},"percent":"60"}`)
		}
	}
}

func benchmarkKnot(b *testing.B, n int, mixed bool) {
	m := bazaar{rand.New(rand.NewPCG(uint64(n), 9))}
	type one struct {
		s *Snapshot
		f Facts
	}
	var list []one
	for range 40 {
		book, f := m.knot(n)
		if mixed {
			m.mix(&book)
		}
		s, err := Compile(book, Standard())
		require.NoError(b, err)
		list = append(list, one{s, f})
	}
	proved, worst := 0, time.Duration(0)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := processTime(b)
	defer func() { b.ReportMetric(float64((processTime(b)-began).Microseconds())/1000/float64(b.N), "cpu-ms/op") }()
	for i := 0; b.Loop(); i++ {
		at := threadTime(b)
		r, err := list[i%len(list)].s.Evaluate(list[i%len(list)].f, Options{})
		if err != nil {
			b.Fatal(err)
		}
		worst = max(worst, threadTime(b)-at)
		if r.Optimal {
			proved++
		}
	}
	b.ReportMetric(float64(proved)/float64(b.N), "proved")
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-cpu-ms")
}

func BenchmarkKnot20(b *testing.B)      { benchmarkKnot(b, 20, false) }
func BenchmarkKnot20Mixed(b *testing.B) { benchmarkKnot(b, 20, true) }
func BenchmarkKnot30(b *testing.B)      { benchmarkKnot(b, 30, false) }
func BenchmarkKnot60(b *testing.B)      { benchmarkKnot(b, 60, false) }
