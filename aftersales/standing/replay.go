package standing

import (
	"cmp"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
)

// Replay answers the standing that a ledger gives at a moment. Entries of other
// sellers and of later moments do not count. It is pure: the order of the entries
// does not matter.
func Replay(seller catalog.SellerID, entries []Entry, p Preset, at time.Time) Standing {
	var mine []Entry
	for _, e := range entries {
		if e.Seller == seller && !e.At.After(at) {
			mine = append(mine, e)
		}
	}
	slices.SortFunc(mine, func(a, b Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	s := Standing{Seller: seller, At: at}
	s.Points, s.Measures = count(mine, suspended(mine, at), p, at)
	s.Lifted = lifted(mine, p)
	return s
}

// suspended are the entries that do not count: those that an appeal has reversed,
// and those about which one is being decided.
func suspended(entries []Entry, at time.Time) map[string]bool {
	out := map[string]bool{}
	for _, e := range entries {
		switch {
		case e.At.After(at):
		case e.Kind == Freeze || e.Kind == Reversal:
			out[e.Of] = true
		case e.Kind == Thaw:
			delete(out, e.Of)
		}
	}
	return out
}

// A step raises or lowers the balance of a track.
type step struct {
	at     time.Time
	track  Track
	points int
	earned bool // takes off no more than there is
	id     string
}

// steps are what entries do to balances until a moment, in order: what is
// forgotten goes before what is new.
func steps(entries []Entry, out map[string]bool, at time.Time) []step {
	var list []step
	for _, e := range entries {
		if out[e.ID] || e.Kind != Violation && e.Kind != EarnBack {
			continue
		}
		if e.Kind == EarnBack {
			list = append(list, step{e.At, e.Track, -e.Points, true, e.ID})
			continue
		}
		list = append(list, step{e.At, e.Track, e.Points, false, e.ID})
		if !e.Expires.IsZero() && !e.Expires.After(at) {
			list = append(list, step{e.Expires, e.Track, -e.Points, true, e.ID})
		}
	}
	slices.SortStableFunc(list, func(a, b step) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.points, b.points), cmp.Compare(a.id, b.id))
	})
	return list
}

// count walks through the steps and answers the balances and every measure that a
// node brought.
func count(entries []Entry, out map[string]bool, p Preset, at time.Time) (map[Track]int, []Measure) {
	points, measures := map[Track]int{}, []Measure(nil)
	for _, s := range steps(entries, out, at) {
		before := points[s.track]
		after := before + s.points
		if s.earned {
			after = max(after, 0)
		}
		points[s.track] = after
		for _, n := range p.Nodes {
			if n.Track == s.track && before < n.Points && after >= n.Points {
				measures = append(measures, n.fire(s.at)...)
			}
		}
	}
	return points, measures
}

// fire brings the measures of a node.
func (n Node) fire(at time.Time) []Measure {
	list := make([]Measure, len(n.Measures))
	for i, k := range n.Measures {
		list[i] = Measure{Kind: k, Track: n.Track, Node: n.Points, From: at}
		if n.For > 0 {
			list[i].Until = at.Add(n.For)
		}
	}
	return list
}

// lifted are the measures that would be without each reversal, and are not with
// it: how long they were in force until then.
func lifted(entries []Entry, p Preset) []Lifted {
	var list []Lifted
	for i, e := range entries {
		if e.Kind != Reversal {
			continue
		}
		known := entries[:i]
		frozen := suspended(known, e.At)
		delete(frozen, e.Of)
		_, with := count(known, frozen, p, e.At)
		frozen[e.Of] = true
		_, without := count(known, frozen, p, e.At)
		for _, m := range with {
			if slices.Contains(without, m) {
				continue
			}
			list = append(list, Lifted{Measure: m, Entry: e.Of, Served: served(m, known, e)})
		}
	}
	return list
}

// served is how long a measure was in force before its cause was reversed; while
// the appeal was being decided it was not.
func served(m Measure, known []Entry, reversal Entry) time.Duration {
	until := reversal.At
	for _, e := range known {
		if e.Kind == Freeze && e.Of == reversal.Of {
			until = e.At
			break
		}
	}
	if !m.Until.IsZero() && m.Until.Before(until) {
		until = m.Until
	}
	return max(until.Sub(m.From), 0)
}

// Expires answers when points of a moment are forgotten.
func (p Preset) Expires(at time.Time) time.Time {
	zone := time.FixedZone("", int(p.Offset/time.Second))
	local := at.In(zone)
	switch p.Expiry {
	case YearEnd:
		return time.Date(local.Year()+1, time.January, 1, 0, 0, 0, 0, zone).UTC()
	case Quarter:
		month := time.Month((int(local.Month())-1)/3*3 + 4)
		return time.Date(local.Year(), month, 1, 0, 0, 0, 0, zone).UTC()
	case Rolling:
		return at.Add(180 * day)
	}
	return time.Time{}
}
