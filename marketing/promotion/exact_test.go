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

// audit proves that a result adds up to the last unit and gives nobody less than
// nothing.
func audit(t require.TestingT, f Facts, r Result) {
	zero := money.New(0, money.MustCurrency(f.Currency))
	goods, discount, net, given := zero, zero, zero, zero
	add := func(to *money.Money, a money.Money) {
		sum, err := to.Add(a)
		require.NoError(t, err)
		*to = sum
	}
	require.Len(t, r.Lines, len(f.Lines))
	for i, line := range r.Lines {
		in, units, lineNet, lineOff := f.Lines[i], int64(0), zero, zero
		for _, row := range line.Rows {
			units += row.Units
			require.Positive(t, row.Units)
			require.True(t, row.Price.Equal(in.Price))
			off := zero
			for _, s := range row.Shares {
				require.True(t, s.Amount.IsPositive(), "a share of nothing")
				add(&off, s.Amount)
			}
			require.True(t, off.Equal(row.Discount), "shares of line %d", i)
			require.False(t, row.Net.IsNegative())
			require.False(t, in.Price.IsZero() && !row.Discount.IsZero(), "a unit without a price got something")
			scale := in.Price.Currency().Digits() + finer
			n, err := row.Net.MinorIn(scale)
			require.NoError(t, err)
			require.Zero(t, n%row.Units, "units of a row differ")
			perUnit, err := money.FromUnscaled(n/row.Units, scale, in.Price.Currency())
			require.NoError(t, err)
			if in.Floor.HasCurrency() && !row.Discount.IsZero() {
				require.False(t, above(in.Floor, perUnit), "below the floor")
			}
			add(&lineNet, row.Net)
			add(&lineOff, row.Discount)
		}
		require.Equal(t, in.Units, units)
		require.True(t, lineNet.Equal(line.Net) && lineOff.Equal(line.Discount))
		add(&goods, in.Price.Mul(in.Units))
		add(&discount, lineOff)
		add(&net, lineNet)
	}
	require.True(t, goods.Equal(r.Goods) && discount.Equal(r.Discount))
	given = discount
	for i, fee := range r.Fees {
		off := zero
		for _, s := range fee.Shares {
			add(&off, s.Amount)
		}
		require.True(t, off.Equal(fee.Discount))
		left, err := f.Fees[i].Amount.Sub(off)
		require.NoError(t, err)
		require.False(t, left.IsNegative())
		add(&net, left)
		add(&given, off)
	}
	require.True(t, net.Equal(r.Total))
	applied := zero
	for _, a := range r.Applied {
		add(&applied, a.Amount)
	}
	require.True(t, applied.Equal(given), "what rules gave is not what was taken off")
}

// TestEveryResultAddsUp audits random carts under random rules.
func TestEveryResultAddsUp(t *testing.T) {
	carts := *cases / 50
	if testing.Short() {
		carts = 100
	}
	for seed := range uint64(carts) {
		w := newWorld(1_000_000 + seed)
		snapshot, err := Compile(w.book(), Standard())
		if err != nil {
			continue
		}
		f := w.facts()
		r, err := snapshot.Evaluate(f, Options{Explain: seed%2 == 0})
		require.NoError(t, err, "seed %d", seed)
		audit(t, f, r)
	}
}

// TestAllocationIsExact divides one amount over random lines in currencies of 0, 2
// and 3 digits and finer prices.
func TestAllocationIsExact(t *testing.T) {
	n := *cases
	if testing.Short() {
		n = 1_500
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var snapshots []*Snapshot
	for _, code := range []string{"JPY", "CNY", "KWD"} {
		r := Rule{
			Version: 1, ID: "off", Layer: "shop", Payers: []Payer{{"seller", 2}, {"platform", 1}},
			Then: []json.RawMessage{json.RawMessage(`{"kind":"off","amount":["1000 ` + code + `"]}`)},
		}
		s, err := Compile(Book{Rules: []Rule{r}}, Standard())
		require.NoError(t, err)
		snapshots = append(snapshots, s)
	}
	for i := range n {
		code := []string{"JPY", "CNY", "KWD"}[i%3]
		c := money.MustCurrency(code)
		f := Facts{At: time.Unix(1, 0), Currency: code}
		for j := range 1 + rnd.IntN(6) {
			price := money.New(rnd.Int64N(1+rnd.Int64N(2_000_000)), c)
			if rnd.IntN(20) == 0 {
				finer, err := money.FromUnscaled(rnd.Int64N(100_000), c.Digits()+1+rnd.IntN(2), c)
				require.NoError(t, err)
				price = finer
			}
			f.Lines = append(f.Lines, Line{SKU: catalog.SKU(fmt.Sprint(j)), Seller: "s", Units: 1 + rnd.Int64N(1+rnd.Int64N(1000)), Price: price})
		}
		r, err := snapshots[i%3].Evaluate(f, Options{Fractions: true})
		require.NoError(t, err)
		audit(t, f, r)
		fair(t, f, r)
	}
}

// fair wants each line within one smallest unit of its exact part.
func fair(t require.TestingT, f Facts, r Result) {
	if r.Goods.IsZero() {
		return
	}
	one := money.New(1, r.Goods.Currency())
	for i, line := range r.Lines {
		amount := f.Lines[i].Price.Mul(f.Lines[i].Units)
		ideal, err := r.Discount.MulDecimal(amount.Decimal())
		require.NoError(t, err)
		low, err := line.Discount.Sub(one)
		require.NoError(t, err)
		high, err := line.Discount.Add(one)
		require.NoError(t, err)
		least, err := low.MulDecimal(r.Goods.Decimal())
		require.NoError(t, err)
		most, err := high.MulDecimal(r.Goods.Decimal())
		require.NoError(t, err)
		require.True(t, !above(least, ideal) && !above(ideal, most), "line %d is not within one unit of its part", i)
	}
}

// TestQuantityCostsNothing prices lines of 200,000 units.
func TestQuantityCostsNothing(t *testing.T) {
	f, s := huge(t)
	r, err := s.Evaluate(f, Options{})
	require.NoError(t, err)
	audit(t, f, r)
	rows := 0
	for _, l := range r.Lines {
		rows += len(l.Rows)
	}
	require.LessOrEqual(t, rows, 120)
	require.Len(t, r.Applied, 4)
}

// huge is 30 lines of 200,000 units each, and rules that look at units.
func huge(t testing.TB) (Facts, *Snapshot) {
	f := Facts{At: time.Unix(1, 0), Currency: "CNY"}
	for i := range 30 {
		f.Lines = append(f.Lines, Line{SKU: catalog.SKU(fmt.Sprint(i)), Seller: "s", Category: []string{fmt.Sprint("c", i%3)}, Units: 200_000, Price: money.New(int64(1001+37*i), cny())})
	}
	var rules []Rule
	for i, then := range []string{
		`{"kind":"nth","n":2,"percent":"50"}`,
		`{"kind":"cheapest","of":3}`,
		`{"kind":"buy_get","buy":{"items":{"kind":"category","in":["c0"]},"units":2},"get":{"items":{"kind":"category","in":["c1"]},"units":1}}`,
		`{"kind":"bundle","parts":[{"items":{"kind":"category","in":["c1"]}},{"items":{"kind":"category","in":["c2"]},"units":2}],"price":["12.34 CNY"]}`,
	} {
		rules = append(rules, Rule{Version: 1, ID: fmt.Sprint("r", i), Layer: "l", Then: []json.RawMessage{json.RawMessage(then)}})
	}
	s, err := Compile(Book{Layers: []Layer{{"l", All}}, Rules: rules}, Standard())
	require.NoError(t, err)
	return f, s
}

// TestProofReplays proves prices, replays the proofs, and catches changed ones.
func TestProofReplays(t *testing.T) {
	for seed := range uint64(60) {
		w := newWorld(2_000_000 + seed)
		snapshot, err := Compile(w.book(), Standard())
		if err != nil {
			continue
		}
		f := w.facts()
		want, proof, err := snapshot.Prove(f, Options{Explain: true})
		require.NoError(t, err)
		plain, err := snapshot.Evaluate(f, Options{Explain: true})
		require.NoError(t, err)
		require.Equal(t, want, plain)
		got, err := Replay(proof, Standard())
		require.NoError(t, err, "seed %d", seed)
		require.Equal(t, text(t, want), text(t, got))
		var p map[string]any
		require.NoError(t, json.Unmarshal(proof, &p))
		p["result"].(map[string]any)["currency"] = "USD"
		forged, err := json.Marshal(p)
		require.NoError(t, err)
		_, err = Replay(forged, Standard())
		require.ErrorIs(t, err, ErrProof)
	}
}

// TestSameResultEveryTime evaluates one cart many times.
func TestSameResultEveryTime(t *testing.T) {
	m := bazaar{rand.New(rand.NewPCG(5, 6))}
	s, err := Compile(m.book(3000), Standard())
	require.NoError(t, err)
	f := m.facts(30, 3)
	first, err := s.Evaluate(f, Options{Explain: true})
	require.NoError(t, err)
	for range 20 {
		again, err := s.Evaluate(f, Options{Explain: true})
		require.NoError(t, err)
		require.Equal(t, text(t, first), text(t, again))
	}
	bare, err := s.Evaluate(f, Options{})
	require.NoError(t, err)
	require.True(t, bare.Total.Equal(first.Total), "explanations change nothing")
}

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}
