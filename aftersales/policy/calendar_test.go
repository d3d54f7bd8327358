package policy_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
)

// golden week of 2026 in China, with the weekend days on which people work for it.
func golden() policy.Weekdays {
	return policy.Weekdays{
		Zone: time.FixedZone("CST", 8*3600),
		Off:  []string{"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"},
		On:   []string{"2026-10-10"},
	}
}

func TestBusinessDays(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, golden().Zone)
		require.NoError(t, err)
		return v
	}
	for _, row := range []struct {
		from string
		days int
		want string
	}{
		{"2026-09-23 15:30", 1, "2026-09-24 15:30"},
		{"2026-09-25 15:30", 1, "2026-09-28 15:30"}, // over a weekend
		{"2026-09-26 15:30", 1, "2026-09-29 00:00"}, // a Saturday: from Monday's midnight on
		{"2026-09-30 15:30", 1, "2026-10-08 15:30"}, // over a week of holidays
		{"2026-10-09 09:00", 1, "2026-10-10 09:00"}, // people work on that Saturday
		{"2026-10-03 12:00", 2, "2026-10-10 00:00"},
		{"2026-09-23 00:30", 1, "2026-09-24 00:30"}, // still the day before in UTC
	} {
		got := golden().Add(at(row.from), row.days)
		require.Equal(t, row.want, golden().Local(got).Format("2006-01-02 15:04"), row.from)
	}
	require.NoError(t, golden().Check())
	require.ErrorIs(t, policy.Weekdays{Off: []string{"2026-02-30"}}.Check(), policy.ErrPolicy)
	require.ErrorIs(t, policy.Weekdays{Off: []string{"2026-10-10"}, On: []string{"2026-10-10"}}.Check(), policy.ErrPolicy)
}

// The time of day stays the same when clocks are put back meanwhile.
func TestBusinessDaysOverTheEndOfSummerTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("this machine knows no zones")
	}
	w := policy.Weekdays{Zone: zone}
	got := w.Add(time.Date(2026, 10, 23, 17, 0, 0, 0, zone), 1)
	require.Equal(t, time.Date(2026, 10, 26, 17, 0, 0, 0, zone).UTC(), got)
}

// Later starts never end earlier, and days add up.
func TestBusinessDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := golden()
		from := time.Date(2026, 9, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*30).Draw(t, "minutes")) * time.Minute)
		n, m := rapid.IntRange(1, 30).Draw(t, "n"), rapid.IntRange(1, 30).Draw(t, "m")
		require.Equal(t, w.Add(from, n+m), w.Add(w.Add(from, n), m))
		later := from.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "later")) * time.Minute)
		require.False(t, w.Add(later, n).Before(w.Add(from, n)))
		require.GreaterOrEqual(t, w.Add(from, n).Sub(from), time.Duration(n)*24*time.Hour)
	})
}

func TestPoliciesCountBusinessDays(t *testing.T) {
	p := policy.Basic()
	p.BusinessDays = map[flow.State]int{flow.Requested: 2}
	require.NoError(t, p.Check())
	text, err := p.Encode()
	require.NoError(t, err)
	back, err := policy.Parse(text)
	require.NoError(t, err)
	require.Equal(t, p, back)
	friday := time.Date(2026, 9, 25, 12, 0, 0, 0, time.UTC)
	require.Equal(t, time.Date(2026, 9, 29, 12, 0, 0, 0, time.UTC), p.Deadline(flow.Requested, friday, nil))
	require.Equal(t, friday.Add(p.Clock(flow.RefundDue)), p.Deadline(flow.RefundDue, friday, nil))
	require.Equal(t, 72*time.Hour, p.Clock(flow.Requested))
	for field, change := range map[string]func(p *policy.Policy){
		"business_days.requested": func(p *policy.Policy) { p.BusinessDays[flow.Requested] = 0 },
		"business_days.completed": func(p *policy.Policy) { p.BusinessDays[flow.Completed] = 1 },
		"business_days":           func(p *policy.Policy) { p.BusinessDays["sulking"] = 1 },
		"business_days.appealed": func(p *policy.Policy) {
			p.BusinessDays[flow.Appealed], p.Clocks = 1, map[flow.State]policy.Duration{flow.Appealed: policy.Duration(time.Hour)}
		},
		"business_days.refund_due": func(p *policy.Policy) {
			*p = policy.CNMarketplace()
			delete(p.Clocks, flow.RefundDue)
			p.BusinessDays = map[flow.State]int{flow.RefundDue: 2}
		},
	} {
		p := policy.Basic()
		p.BusinessDays = map[flow.State]int{}
		change(&p)
		var wrong *policy.FieldError
		require.ErrorAs(t, p.Check(), &wrong, field)
		require.Equal(t, field, wrong.Field)
	}
}

func ExampleWeekdays() {
	shop := policy.Weekdays{Zone: time.FixedZone("CST", 8*3600), Off: []string{"2026-10-01", "2026-10-02"}}
	asked := time.Date(2026, 9, 30, 7, 0, 0, 0, time.UTC)
	fmt.Println(shop.Local(shop.Add(asked, 1)).Format("Monday 2 January 15:04"))
	// Output: Monday 5 October 15:00
}
