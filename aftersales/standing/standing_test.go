package standing_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/aftersales/standing"
)

const day = 24 * time.Hour

func start() time.Time { return time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC) }

// life watches a merchant of a true rate for so many days, looking every day, and
// answers whether he was condemned.
func life(r *rand.Rand, rule standing.Rule, truth float64, perDay, days int) bool {
	window, ever := make([]standing.Tally, 0, days), standing.Tally{}
	for range days {
		var today standing.Tally
		for range perDay {
			if r.Float64() < truth {
				today.Bad++
			} else {
				today.Good++
			}
		}
		window = append(window, today)
		ever.Good, ever.Bad = ever.Good+today.Good, ever.Bad+today.Bad
		var sum standing.Tally
		for _, d := range window[max(0, len(window)-28):] {
			sum.Good, sum.Bad = sum.Good+d.Good, sum.Bad+d.Bad
		}
		if level := standing.Judge(rule, sum, ever).Level; level == standing.Condemned || level == standing.Grave {
			return true
		}
	}
	return false
}

// A merchant at half the limit is condemned in at most 0.5 % of all lives of 180
// days, one at twice the limit caught in at least 95 %, although one looks daily.
func TestHalfIsSparedAndTwiceIsCaught(t *testing.T) {
	for _, row := range []struct {
		limit             float64
		perDay, merchants int // over 8,000 merchants 96.75 % of the first row's bad are caught, 100 % of the others'
	}{{0.10, 2, 2000}, {0.10, 20, 400}, {0.04, 20, 400}, {0.025, 20, 400}} {
		r := rand.New(rand.NewPCG(1, uint64(row.perDay)))
		rule := standing.Rule{Metric: standing.LateHandOver, Limit: row.limit, Track: standing.General, Points: 1}
		spared, caught := 0, 0
		for range row.merchants {
			if life(r, rule, row.limit/2, row.perDay, 180) {
				spared++
			}
			if life(r, rule, row.limit*2, row.perDay, 180) {
				caught++
			}
		}
		condemned, found := float64(spared)/float64(row.merchants), float64(caught)/float64(row.merchants)
		t.Logf("limit %.3f, %d orders a day: %.2f %% of the good condemned, %.2f %% of the bad caught", row.limit, row.perDay, 100*condemned, 100*found)
		require.LessOrEqual(t, condemned, 0.005)
		require.GreaterOrEqual(t, found, 0.95)
	}
}

func TestAFewOrdersCondemnNobody(t *testing.T) {
	rule := standing.Rule{Metric: standing.LateHandOver, Limit: 0.1, Track: standing.General, Points: 1}
	for bad := range int64(4) {
		j := standing.Judge(rule, standing.Tally{Bad: bad}, standing.Tally{Bad: bad})
		require.NotEqual(t, standing.Condemned, j.Level, "%d of %d", bad, bad)
	}
	require.Equal(t, standing.Grave, standing.Judge(rule, standing.Tally{Good: 20, Bad: 20}, standing.Tally{Good: 20, Bad: 20}).Level)
	none := standing.Judge(rule, standing.Tally{}, standing.Tally{})
	require.Equal(t, standing.Fine, none.Level)
	require.InDelta(t, 0.05, none.Expected, 1e-9)
	require.InDelta(t, 1, none.Evidence, 1e-9)
	require.Zero(t, none.Rate)
}

// The posterior agrees with binomial sums, which are exact.
func TestLikelyHoldsFourInFive(t *testing.T) {
	rule := standing.Rule{Metric: standing.Complaint, Limit: 0.01, Track: standing.General, Points: 1}
	j := standing.Judge(rule, standing.Tally{Good: 190, Bad: 10}, standing.Tally{})
	low, high := j.Likely()
	require.Less(t, low, j.Expected)
	require.Greater(t, high, j.Expected)
	for _, row := range []struct{ limit, want float64 }{{low, 0.9}, {high, 0.1}} {
		seen := standing.Rule{Limit: row.limit}
		known := 4 / row.limit // what Judge knows of everybody beforehand
		other := standing.Judge(seen, standing.Tally{Good: 190 + 400 - int64(known), Bad: 10}, standing.Tally{})
		require.InDelta(t, row.want, other.Posterior, 0.01)
	}
	low, high = standing.Judgement{}.Likely()
	require.Zero(t, low+high)
}

func TestPosterior(t *testing.T) {
	for _, row := range []struct {
		limit     float64
		good, bad int64
	}{{0.5, 0, 0}, {0.1, 10, 3}, {0.1, 300, 50}, {0.04, 500, 30}, {0.01, 990, 30}} {
		rule := standing.Rule{Limit: row.limit}
		got := standing.Judge(rule, standing.Tally{Good: row.good, Bad: row.bad}, standing.Tally{}).Posterior
		a, b := 2+row.bad, int64(4/row.limit-2+0.5)+row.good
		// P(Beta(a,b) > x) is P(Binomial(a+b-1, x) < a)
		n, sum, term := a+b-1, 0.0, 1.0
		for range n {
			term *= 1 - row.limit
		}
		for k := int64(0); k < a; k++ {
			sum += term
			term *= float64(n-k) / float64(k+1) * row.limit / (1 - row.limit)
		}
		require.InDelta(t, sum, got, 1e-9, "%+v", row)
	}
}

func violation(id string, at time.Duration, track standing.Track, points int, p standing.Preset) standing.Entry {
	return standing.Entry{
		ID: id, Seller: "s", Kind: standing.Violation, Track: track, Points: points, Reason: "late", By: "staff", At: start().Add(at),
		Expires: p.Expires(start().Add(at)),
	}
}

func about(id string, kind standing.EntryKind, of string, at time.Duration) standing.Entry {
	return standing.Entry{ID: id, Seller: "s", Kind: kind, Of: of, At: start().Add(at)}
}

func TestNodesFireOncePerCrossing(t *testing.T) {
	p := standing.Tiered()
	entries := []standing.Entry{violation("a", 0, standing.General, 2, p), violation("b", day, standing.General, 1, p), violation("c", 2*day, standing.General, 1, p)}
	s := standing.Replay("s", entries, p, start().Add(3*day))
	require.Equal(t, 4, s.Points[standing.General])
	require.Len(t, s.Measures, 2, "a warning and a ban, once")
	require.True(t, s.Has(standing.CampaignBan, start().Add(3*day)))
	require.False(t, s.Has(standing.CampaignBan, start().Add(30*day)), "28 days are over")
	entries = append(entries, standing.Entry{ID: "e", Seller: "s", Kind: standing.EarnBack, Track: standing.General, Points: 4, At: start().Add(4 * day)})
	require.Zero(t, standing.Replay("s", entries, p, start().Add(5*day)).Points[standing.General])
	entries = append(entries, violation("f", 6*day, standing.General, 3, p))
	s = standing.Replay("s", entries, p, start().Add(7*day))
	require.Len(t, s.Measures, 4, "the node is crossed a second time")
	require.Empty(t, standing.Replay("other", entries, p, start().Add(7*day)).Measures)
	require.Len(t, standing.Replay("s", entries, p, start().Add(12*time.Hour)).Measures, 0, "what is to come does not count")
}

func TestPointsAreForgotten(t *testing.T) {
	for name, row := range map[string]struct {
		preset standing.Preset
		at     time.Time
		want   time.Time
	}{
		"quarter":          {standing.Tiered(), time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
		"last quarter":     {standing.Tiered(), time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		"year in China":    {standing.Marketplace(), time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)},
		"new year already": {standing.Marketplace(), time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC), time.Date(2027, 12, 31, 16, 0, 0, 0, time.UTC)},
		"rolling":          {standing.Preset{Expiry: standing.Rolling}, start(), start().Add(180 * day)},
	} {
		require.Equal(t, row.want, row.preset.Expires(row.at), name)
	}
	p := standing.Tiered()
	entries := []standing.Entry{violation("a", 0, standing.General, 5, p)}
	require.Equal(t, 5, standing.Replay("s", entries, p, start().Add(50*day)).Points[standing.General])
	require.Zero(t, standing.Replay("s", entries, p, start().Add(60*day)).Points[standing.General])
}

// An appeal that is won gives exactly what would have been without the entry, and
// says for how long the merchant suffered; one that is lost changes nothing.
func TestAppeals(t *testing.T) {
	p := standing.Tiered()
	entries := []standing.Entry{violation("a", 0, standing.General, 2, p), violation("b", day, standing.General, 10, p)}
	at := start().Add(10 * day)
	punished := standing.Replay("s", entries, p, at)
	require.True(t, punished.Has(standing.PublishBan, at))

	frozen := append(entries, about("f", standing.Freeze, "b", 3*day))
	require.Empty(t, standing.Replay("s", frozen, p, at).Measures, "it does not count while it is decided")

	won := append(frozen, about("r", standing.Reversal, "b", 5*day))
	s := standing.Replay("s", won, p, at)
	clean := standing.Replay("s", entries[:1], p, at)
	require.Equal(t, clean.Points, s.Points)
	require.Equal(t, clean.Measures, s.Measures)
	require.NotEmpty(t, s.Lifted)
	for _, l := range s.Lifted {
		require.Equal(t, "b", l.Entry)
		require.Equal(t, 2*day, l.Served, "from the entry to the appeal")
	}

	lost := append(frozen, about("t", standing.Thaw, "b", 5*day))
	s = standing.Replay("s", lost, p, at)
	require.Equal(t, punished.Points, s.Points)
	require.Equal(t, punished.Measures, s.Measures)
	require.Empty(t, s.Lifted)
}

// In whatever order the rows come back, and how often one replays, the standing is
// the same; reversing an entry restores exactly what would have been.
func TestReplayIsAFunctionOfTheSet(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := []standing.Preset{standing.Tiered(), standing.Marketplace()}[rapid.IntRange(0, 1).Draw(rt, "preset")]
		tracks := []standing.Track{standing.General, standing.Serious, standing.Fakes}
		var entries []standing.Entry
		for i := range rapid.IntRange(1, 12).Draw(rt, "entries") {
			at := time.Duration(rapid.IntRange(0, 400).Draw(rt, "hours")) * time.Hour
			e := violation(fmt.Sprint("v", i), at, tracks[rapid.IntRange(0, 2).Draw(rt, "track")], rapid.IntRange(1, 15).Draw(rt, "points"), p)
			if rapid.IntRange(0, 4).Draw(rt, "kind") == 0 {
				e.Kind = standing.EarnBack
			}
			entries = append(entries, e)
		}
		at := start().Add(time.Duration(rapid.IntRange(0, 9000).Draw(rt, "at")) * time.Hour)
		want := standing.Replay("s", entries, p, at)
		shuffled := append([]standing.Entry(nil), entries...)
		for i := range shuffled {
			j := rapid.IntRange(i, len(shuffled)-1).Draw(rt, "swap")
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		}
		require.Equal(rt, want, standing.Replay("s", shuffled, p, at))
		for _, n := range want.Points {
			require.GreaterOrEqual(rt, n, 0)
		}
		i := rapid.IntRange(0, len(entries)-1).Draw(rt, "reversed")
		without := append(append([]standing.Entry(nil), entries[:i]...), entries[i+1:]...)
		reversed := append(append([]standing.Entry(nil), entries...), about("r", standing.Reversal, entries[i].ID, 500*time.Hour))
		later := at.Add(500 * time.Hour)
		got, clean := standing.Replay("s", reversed, p, later), standing.Replay("s", without, p, later)
		require.Equal(rt, clean.Points, got.Points)
		require.Equal(rt, clean.Measures, got.Measures)
	})
}

func TestPresetsAreSound(t *testing.T) {
	for _, p := range []standing.Preset{standing.Tiered(), standing.Marketplace()} {
		require.NoError(t, p.Check())
		for name, spoil := range map[string]func(p *standing.Preset){
			"name":   func(p *standing.Preset) { p.Name = "" },
			"expiry": func(p *standing.Preset) { p.Expiry = "never" },
			"window": func(p *standing.Preset) { p.Window = 0 },
			"earn":   func(p *standing.Preset) { p.Earn = -1 },
			"offset": func(p *standing.Preset) { p.Offset = 24 * time.Hour },
			"rules":  func(p *standing.Preset) { p.Rules = []standing.Rule{{Metric: "x", Track: "A", Points: 1, Limit: 1}} },
			"nodes":  func(p *standing.Preset) { p.Nodes = []standing.Node{{Track: "A", Points: 1}} },
		} {
			bad := p
			spoil(&bad)
			require.ErrorIs(t, bad.Check(), standing.ErrInput, name)
		}
	}
}
