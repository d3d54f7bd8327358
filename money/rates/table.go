package rates

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// Table is an immutable set of rates over time. Share it between goroutines; to
// change what requests see, make another Table and swap it in a Holder.
type Table struct {
	series map[pair][]Rate // by as-of, oldest first
	hubs   []money.Currency
}

type pair struct{ base, quote money.Currency }

func (p pair) String() string { return p.base.String() + "/" + p.quote.String() }

// NewTable returns a table of the rates. A zero Rate, a pair that is there in
// both directions, and two rates of one pair with the same as-of are ErrInput:
// keep buying and selling rates in two tables.
func NewTable(rates []Rate) (*Table, error) {
	t := &Table{series: map[pair][]Rate{}}
	for _, r := range rates {
		if err := t.takes(r); err != nil {
			return nil, err
		}
		p := pair{r.base, r.quote}
		t.series[p] = append(t.series[p], r)
	}
	for p, s := range t.series {
		slices.SortStableFunc(s, byTime)
		for i := 1; i < len(s); i++ {
			if byTime(s[i-1], s[i]) == 0 {
				return nil, bad(p.String(), "has two rates of "+s[i].x.info.AsOf.Format(time.RFC3339))
			}
		}
	}
	t.hubs = t.findHubs()
	return t, nil
}

func (t *Table) takes(r Rate) error {
	if r.x == nil {
		return bad("rate", "is missing")
	}
	if r.base == r.quote {
		return bad(r.base.String(), "is priced in itself")
	}
	if _, both := t.series[pair{r.quote, r.base}]; both {
		return bad(pair{r.base, r.quote}.String(), "is there in both directions")
	}
	return nil
}

func byTime(a, b Rate) int { return a.x.info.AsOf.Compare(b.x.info.AsOf) }

// findHubs returns the currencies that have a rate to two or more others, the
// best connected first.
func (t *Table) findHubs() []money.Currency {
	degree := map[money.Currency]int{}
	for p := range t.series {
		degree[p.base]++
		degree[p.quote]++
	}
	maps.DeleteFunc(degree, func(_ money.Currency, n int) bool { return n < 2 })
	return slices.SortedFunc(maps.Keys(degree), func(a, b money.Currency) int {
		return cmp.Or(cmp.Compare(degree[b], degree[a]), cmp.Compare(a.Code(), b.Code()))
	})
}

// With returns a table that has the given rates besides those of t; a rate
// replaces one of the same pair and as-of. The rules of NewTable hold. t may be
// nil.
func (t *Table) With(rates []Rate) (*Table, error) {
	add, err := NewTable(rates)
	if err != nil || t == nil {
		return add, err
	}
	out := &Table{series: maps.Clone(t.series)}
	for p, s := range add.series {
		if err := out.takes(s[0]); err != nil {
			return nil, err
		}
		out.series[p] = merge(out.series[p], s)
	}
	out.hubs = out.findHubs()
	return out, nil
}

func merge(old, add []Rate) []Rate {
	out := make([]Rate, 0, len(old)+len(add))
	for len(old) > 0 && len(add) > 0 {
		switch c := byTime(old[0], add[0]); {
		case c < 0:
			out, old = append(out, old[0]), old[1:]
		case c == 0:
			old = old[1:]
		default:
			out, add = append(out, add[0]), add[1:]
		}
	}
	return append(append(out, old...), add...)
}

// Since returns a table without the rates whose as-of is before from.
func (t *Table) Since(from time.Time) *Table {
	out := &Table{series: make(map[pair][]Rate, len(t.series))}
	for p, s := range t.series {
		if kept := s[upTo(s, from.Add(-1)):]; len(kept) > 0 {
			out.series[p] = kept
		}
	}
	out.hubs = out.findHubs()
	return out
}

// Latest returns the newest as-of in the table, zero when it is empty.
func (t *Table) Latest() time.Time {
	var last time.Time
	for _, s := range t.series {
		if at := s[len(s)-1].x.info.AsOf; at.After(last) {
			last = at
		}
	}
	return last
}

// Lookup returns the newest rate whose as-of is not after at: the published one,
// else its exact inverse, else the exact cross through one other currency, both
// legs being of the same UTC day. Nothing on or before at is ErrNoRate, a rate
// past its valid-until ErrExpired, a missing currency ErrInput. How old a rate
// may be is for a Policy to say. A published pair costs no allocation.
func (t *Table) Lookup(base, quote money.Currency, at time.Time) (Rate, error) {
	if err := checkPair(base, quote); err != nil {
		return Rate{}, err
	}
	if base == quote {
		return Same(base, at)
	}
	r, ok := t.single(base, quote, at)
	if !ok {
		r, ok = t.crossed(base, quote, at)
	}
	if !ok {
		return Rate{}, fmt.Errorf("%w: %s to %s on or before %s", ErrNoRate, base, quote, at.UTC().Format(time.RFC3339))
	}
	if err := r.CheckAt(at); err != nil {
		return Rate{}, err
	}
	return r, nil
}

// Rate is Lookup under the name that Source wants; it ignores ctx.
func (t *Table) Rate(_ context.Context, base, quote money.Currency, at time.Time) (Rate, error) {
	return t.Lookup(base, quote, at)
}

// upTo returns how many rates of s have an as-of not after at.
func upTo(s []Rate, at time.Time) int {
	return sort.Search(len(s), func(i int) bool { return s[i].x.info.AsOf.After(at) })
}

// known returns the rates between two currencies up to at, and whether they are
// in the other direction.
func (t *Table) known(base, quote money.Currency, at time.Time) (s []Rate, inverted bool) {
	s, ok := t.series[pair{base, quote}]
	if !ok {
		s, inverted = t.series[pair{quote, base}], true
	}
	return s[:upTo(s, at)], inverted
}

func (t *Table) single(base, quote money.Currency, at time.Time) (Rate, bool) {
	s, inverted := t.known(base, quote, at)
	if len(s) == 0 {
		return Rate{}, false
	}
	return turned(s[len(s)-1], inverted), true
}

func turned(r Rate, inverted bool) Rate {
	if inverted {
		return r.Invert()
	}
	return r
}

// crossed takes the hub with the newest common day.
func (t *Table) crossed(base, quote money.Currency, at time.Time) (best Rate, ok bool) {
	for _, hub := range t.hubs {
		if hub == base || hub == quote {
			continue
		}
		r, found := t.through(hub, pair{base, quote}, at)
		if found && (!ok || byTime(r, best) > 0) {
			best, ok = r, true
		}
	}
	return best, ok
}

func (t *Table) through(hub money.Currency, p pair, at time.Time) (Rate, bool) {
	a, turnA := t.known(p.base, hub, at)
	b, turnB := t.known(hub, p.quote, at)
	for len(a) > 0 && len(b) > 0 {
		x, y := a[len(a)-1], b[len(b)-1]
		switch dx, dy := day(x), day(y); {
		case dx > dy:
			a = a[:len(a)-1]
		case dx < dy:
			b = b[:len(b)-1]
		default:
			r, err := turned(x, turnA).Cross(turned(y, turnB))
			return r, err == nil
		}
	}
	return Rate{}, false
}

func day(r Rate) int64 { return dayOf(r.x.info.AsOf) }

func dayOf(t time.Time) int64 {
	const seconds = 24 * 60 * 60
	s := t.Unix()
	if s < 0 {
		s -= seconds - 1
	}
	return s / seconds
}
