package promotion

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// market makes books in which many rules want each line and a few want their sum.
type market struct{ *rand.Rand }

func (m market) rule(i, lines int) Rule {
	r := Rule{Version: 1, ID: fmt.Sprintf("r%03d", i), Layer: "item", Items: fmt.Appendf(nil, `{"kind":"product","in":["p%d"]}`, m.IntN(lines))}
	then := fmt.Sprintf(`{"kind":"percent","off":"%d"}`, 1+m.IntN(40))
	if m.IntN(2) == 0 {
		then = fmt.Sprintf(`{"kind":"off","amount":["%d.%02d CNY"],"per":"unit"}`, m.IntN(9), 1+m.IntN(99))
	}
	if i%8 == 0 {
		r.Layer, r.Items = "shop", nil
		from := 10 + m.IntN(200)
		switch m.IntN(5) {
		case 0:
			then = fmt.Sprintf(`{"kind":"tiers","steps":[{"from":["%d CNY"],"off":["%d CNY"]},{"from":["%d CNY"],"percent":"%d"}]}`, from, 1+from/9, 2*from, 5+m.IntN(20))
		case 1:
			then = fmt.Sprintf(`{"kind":"every","from":["%d CNY"],"off":["%d CNY"],"times":%d}`, from, 1+from/12, 1+m.IntN(9))
		case 2:
			r.When, then = fmt.Appendf(nil, `{"kind":"amount","min":["%d CNY"]}`, from), fmt.Sprintf(`{"kind":"percent","off":"%d","per":"set"}`, 3+m.IntN(20))
		case 3:
			r.Base, then = Original, fmt.Sprintf(`{"kind":"tiers","steps":[{"from":["%d CNY"],"off":["%d CNY"]}]}`, from, 1+from/7)
			r.When = fmt.Appendf(nil, `{"kind":"amount","base":"current","min":["%d CNY"]}`, from)
		default:
			r.Cap, then = Amounts{money.New(int64(100+m.IntN(2000)), cny())}, fmt.Sprintf(`{"kind":"tiers","steps":[{"from":["%d CNY"],"percent":"15"}]}`, from)
		}
	}
	r.Then = []json.RawMessage{json.RawMessage(then)}
	return r
}

func (m market) book(rules, lines int) Book {
	var b Book
	for i := range rules {
		b.Rules = append(b.Rules, m.rule(i, lines))
	}
	return b
}

func (m market) facts(lines int) Facts {
	f := Facts{At: time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC), Currency: "CNY"}
	for i := range lines {
		f.Lines = append(f.Lines, Line{
			SKU: catalog.SKU(fmt.Sprint("k", i)), Product: catalog.ProductID(fmt.Sprint("p", i)), Seller: "s",
			Units: 1 + m.Int64N(3), Price: money.New(int64(100+m.IntN(9000)), cny()),
		})
	}
	return f
}

// TestExchangeIsWhatTheSearchFinds compares the exchange with the search it saves.
func TestExchangeIsWhatTheSearchFinds(t *testing.T) {
	carts := *cases / 50
	if testing.Short() {
		carts = 200
	}
	exchanged := 0
	for seed := range uint64(carts) {
		m := market{rand.New(rand.NewPCG(seed, 11))}
		lines := 1 + m.IntN(4)
		s, err := Compile(m.book(8+m.IntN(24), lines), Standard())
		require.NoError(t, err)
		f := m.facts(lines)
		e, err := s.begin(&f, Options{})
		require.NoError(t, err)
		st := e.untouched()
		_, list := e.gather(st)
		arrange(list)
		_, rest := e.reduce(st, list)
		arrange(rest)
		e.solo(st, rest)
		for _, part := range e.components(rest) {
			if len(part) < 2 || !e.exchange(st, part) {
				continue
			}
			exchanged++
			got := gaveOf(t, st, part)
			work := int64(100 * defaultWork)
			require.Zero(t, e.seek(st, part, &work), "seed %d", seed)
			require.Equal(t, gaveOf(t, st, part), got, "seed %d", seed)
		}
		e.end()
	}
	require.Greater(t, exchanged, carts/4)
	t.Logf("%d exchanges in %d carts", exchanged, carts)
}

// gaveOf is what the candidates that act give together, in order.
func gaveOf(t *testing.T, s *state, list []*candidate) value {
	t.Helper()
	m, before := s.mark(), s.gave
	defer s.undo(m)
	arrange(list)
	for _, c := range list {
		if c.acts {
			require.True(t, s.apply(c).Met, "a chosen candidate gives nothing")
		}
	}
	return value{s.gave.off - before.off, s.gave.points - before.points}
}

// TestPlainAndExplainedAgree prices carts of many simple rules with and without
// explanations, where the evaluator takes other ways.
func TestPlainAndExplainedAgree(t *testing.T) {
	carts := 100
	if testing.Short() {
		carts = 20
	}
	for seed := range uint64(carts) {
		m := market{rand.New(rand.NewPCG(seed, 12))}
		lines := 1 + m.IntN(12)
		s, err := Compile(m.book(10+m.IntN(90), lines), Standard())
		require.NoError(t, err)
		f := m.facts(lines)
		plain, err := s.Evaluate(f, Options{})
		require.NoError(t, err)
		audit(t, f, plain)
		explained, err := s.Evaluate(f, Options{Explain: true})
		require.NoError(t, err)
		if plain.Optimal && explained.Optimal {
			require.Equal(t, explained.Total.String(), plain.Total.String(), "seed %d", seed)
		}
		_, proof, err := s.Prove(f, Options{})
		require.NoError(t, err)
		again, err := Replay(proof, Standard())
		require.NoError(t, err)
		require.Equal(t, text(t, plain), text(t, again))
	}
}
