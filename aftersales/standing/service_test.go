package standing_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/secure"
)

var (
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"s"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"r"}}
)

type bench struct {
	*standing.Service
	db  *memstore.DB
	now time.Time
	n   int
}

func fresh() *bench {
	b := &bench{db: memstore.New(), now: start()}
	b.Service = &standing.Service{Store: b.db.Standings(), Preset: standing.Tiered(), Now: func() time.Time { return b.now }}
	return b
}

// hands records so many orders handed over in time and late.
func (b *bench) hands(t *testing.T, good, bad int) {
	t.Helper()
	for i := range good + bad {
		b.n++
		require.NoError(t, b.Record(t.Context(), standing.Mark{ID: fmt.Sprint("o", b.n), Seller: "s", Metric: standing.LateHandOver, Bad: i < bad, At: b.now}))
	}
}

func TestReviewBringsPointsOnceAWeek(t *testing.T) {
	b := fresh()
	ctx := t.Context()
	b.hands(t, 60, 20)
	require.NoError(t, b.Record(ctx, standing.Mark{ID: "o1", Seller: "s", Metric: standing.LateHandOver, Bad: true, At: b.now}), "the same again")
	for range 3 {
		judged, err := b.Review(ctx, "s")
		require.NoError(t, err)
		require.Equal(t, standing.Grave, judged[0].Level)
		require.InDelta(t, 0.25, judged[0].Rate, 1e-9)
	}
	s, err := b.Standing(ctx, "s")
	require.NoError(t, err)
	require.Equal(t, 1, s.Points[standing.General])
	timers := event.Timers{Store: b.db, Now: b.Now, Handlers: b.Timers()}
	for range 3 {
		b.now = b.now.Add(7 * day)
		_, err = timers.RunOnce(ctx)
		require.NoError(t, err)
	}
	s, err = b.Standing(ctx, "s")
	require.NoError(t, err)
	require.Equal(t, 4, s.Points[standing.General])
	require.True(t, s.Has(standing.CampaignBan, b.now))
	b.now = b.now.Add(40 * day) // nothing new in the window
	judged, err := b.Review(ctx, "s")
	require.NoError(t, err)
	require.Equal(t, standing.Fine, judged[0].Level)
}

func TestGoodOrdersEarnPointsBack(t *testing.T) {
	b := fresh()
	ctx := t.Context()
	_, err := b.Punish(ctx, staff, standing.Charge{Key: "k", Seller: "s", Track: standing.General, Points: 6, Reason: "spam"})
	require.NoError(t, err)
	b.now = b.now.Add(time.Hour)
	b.hands(t, 399, 0)
	for range 2 {
		_, err = b.Review(ctx, "s")
		require.NoError(t, err)
	}
	s, err := b.Standing(ctx, "s")
	require.NoError(t, err)
	require.Equal(t, 2, s.Points[standing.General])
	b.hands(t, 1, 0)
	_, err = b.Review(ctx, "s")
	require.NoError(t, err)
	s, err = b.Standing(ctx, "s")
	require.NoError(t, err)
	require.Equal(t, 0, s.Points[standing.General], "no more than there is")
}

func TestPunishAppealDecide(t *testing.T) {
	b := fresh()
	ctx := t.Context()
	charge := standing.Charge{Key: "case/1", Seller: "s", Track: standing.General, Points: 12, Reason: "fake"}
	_, err := b.Punish(ctx, merchant, charge)
	require.ErrorIs(t, err, secure.ErrDenied)
	e, err := b.Punish(ctx, staff, charge)
	require.NoError(t, err)
	again, err := b.Punish(ctx, staff, charge)
	require.NoError(t, err)
	require.Equal(t, e, again)
	for _, spoil := range []func(c *standing.Charge){
		func(c *standing.Charge) { c.Points++ }, func(c *standing.Charge) { c.Reason = "late" },
	} {
		other := charge
		spoil(&other)
		_, err = b.Punish(ctx, staff, other)
		require.ErrorIs(t, err, standing.ErrKeyReused)
	}
	has := func(want bool) {
		t.Helper()
		s, err := b.Standing(ctx, "s")
		require.NoError(t, err)
		require.Equal(t, want, s.Has(standing.PublishBan, b.now))
	}
	has(true)
	require.ErrorIs(t, b.Decide(ctx, staff, "s", e.ID, true), standing.ErrInput, "nobody has appealed")
	require.ErrorIs(t, b.Appeal(ctx, rival, "s", e.ID, "no"), standing.ErrNotFound)
	require.ErrorIs(t, b.Appeal(ctx, merchant, "s", "none", "no"), standing.ErrNotFound)
	require.ErrorIs(t, b.Appeal(ctx, merchant, "s", e.ID, " "), standing.ErrInput)
	b.now = b.now.Add(3 * day)
	require.NoError(t, b.Appeal(ctx, merchant, "s", e.ID, "it is real"))
	has(false)
	require.ErrorIs(t, b.Appeal(ctx, merchant, "s", e.ID, "again"), standing.ErrAppealed)
	require.ErrorIs(t, b.Decide(ctx, merchant, "s", e.ID, true), secure.ErrDenied)
	require.NoError(t, b.Decide(ctx, staff, "s", e.ID, true))
	require.ErrorIs(t, b.Decide(ctx, staff, "s", e.ID, false), standing.ErrDecided, "decided once")
	has(false)
	s, err := b.Standing(ctx, "s")
	require.NoError(t, err)
	require.Zero(t, s.Points[standing.General])
	require.NotEmpty(t, s.Lifted)
	require.Equal(t, 3*day, s.Lifted[0].Served)
	ledger, err := b.Ledger(ctx, merchant, "s")
	require.NoError(t, err)
	require.Len(t, ledger, 3)
	_, err = b.Ledger(ctx, rival, "s")
	require.ErrorIs(t, err, standing.ErrNotFound)
}

func TestManyAppealsAtOnceAreOne(t *testing.T) {
	b := fresh()
	e, err := b.Punish(t.Context(), staff, standing.Charge{Key: "k", Seller: "s", Track: standing.General, Points: 3, Reason: "x"})
	require.NoError(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		wg.Go(func() { errs[i] = b.Appeal(context.Background(), merchant, "s", e.ID, "no") })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			require.ErrorIs(t, err, standing.ErrAppealed)
		}
	}
	require.Equal(t, 1, won)
}

func TestBadInput(t *testing.T) {
	b := fresh()
	ctx := t.Context()
	good := standing.Charge{Key: "k", Seller: "s", Track: standing.General, Points: 3, Reason: "x"}
	for _, spoil := range []func(c *standing.Charge){
		func(c *standing.Charge) { c.Track = "Z" }, func(c *standing.Charge) { c.Points = 0 }, func(c *standing.Charge) { c.Points = -3 },
	} {
		c := good
		spoil(&c)
		_, err := b.Punish(ctx, staff, c)
		require.ErrorIs(t, err, standing.ErrInput)
	}
	for field, spoil := range map[string]func(c *standing.Charge){
		"key":    func(c *standing.Charge) { c.Key = "" },
		"seller": func(c *standing.Charge) { c.Seller = "" },
		"track":  func(c *standing.Charge) { c.Track = "" },
		"points": func(c *standing.Charge) { c.Points = 49 },
		"reason": func(c *standing.Charge) { c.Reason = "" },
	} {
		c := good
		spoil(&c)
		_, err := b.Punish(ctx, staff, c)
		var wrong *standing.InputError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, field, wrong.Field)
	}
	require.ErrorIs(t, b.Record(ctx, standing.Mark{}), standing.ErrInput)
	require.NoError(t, b.Record(ctx))
	_, err := (&standing.Service{}).Standing(ctx, "s")
	require.ErrorIs(t, err, standing.ErrConfig)
	b.Preset.Name = ""
	_, err = b.Standing(ctx, "s")
	require.ErrorIs(t, err, standing.ErrInput)
}

// What is recorded in the moment in which a review is due does not put it off.
func TestNoMarkPutsAReviewOff(t *testing.T) {
	b := fresh()
	ctx := t.Context()
	b.hands(t, 10, 30)
	timers := event.Timers{Store: b.db, Now: b.Now, Handlers: b.Timers()}
	for week := 1; week <= 3; week++ {
		b.now = time.Date(2026, 2, 2+7*(week-1), 0, 0, 0, 1_000_000, time.UTC)
		b.hands(t, 0, 1)
		_, err := timers.RunOnce(ctx)
		require.NoError(t, err)
		s, err := b.Standing(ctx, "s")
		require.NoError(t, err)
		require.Equal(t, week, s.Points[standing.General])
	}
	judged, err := b.Judge(ctx, merchant, "s")
	require.NoError(t, err)
	require.Equal(t, standing.Grave, judged[0].Level)
	_, err = b.Judge(ctx, rival, "s")
	require.ErrorIs(t, err, standing.ErrNotFound)
	_, err = b.Judge(ctx, staff, "s")
	require.NoError(t, err)
}
