package policy

import (
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
)

// A Calendar knows which days are business days, in the zone of the shop.
type Calendar interface {
	// Add answers the moment that is so many business days, 1 to 366, after t.
	Add(t time.Time, days int) time.Time
	// Local is t in the calendar's zone, which says when a day or a month begins.
	Local(t time.Time) time.Time
}

// Weekdays is a Calendar whose business days are Monday to Friday, but for the
// dates in Off and with those in On. The zero Weekdays knows no holidays and is in
// UTC.
type Weekdays struct {
	Zone *time.Location // nil: UTC
	Off  []string       // holidays, as 2026-10-01
	On   []string       // working days at weekends, as 2026-10-10
}

var _ Calendar = Weekdays{}

// Check refuses dates that do not exist or are both off and on.
func (w Weekdays) Check() error {
	for _, list := range [][]string{w.Off, w.On} {
		for _, day := range list {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				return wrong("calendar", "has a date that does not exist")
			}
		}
	}
	for _, day := range w.Off {
		if slices.Contains(w.On, day) {
			return wrong("calendar", "has a date that is off and on")
		}
	}
	return nil
}

// Local is t in the calendar's zone.
func (w Weekdays) Local(t time.Time) time.Time {
	if w.Zone == nil {
		return t.UTC()
	}
	return t.In(w.Zone)
}

// Add answers the same time of day so many business days later. On a day off the
// count begins at midnight of the next business day. The answer is in UTC.
func (w Weekdays) Add(t time.Time, days int) time.Time {
	at := w.Local(t)
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	nano := at.Nanosecond()
	if !w.works(year, month, day) {
		hour, minute, second, nano = 0, 0, 0, 0
		year, month, day = w.next(year, month, day)
	}
	for range days {
		year, month, day = w.next(year, month, day)
	}
	return time.Date(year, month, day, hour, minute, second, nano, at.Location()).UTC()
}

// next is the next business day.
func (w Weekdays) next(year int, month time.Month, day int) (int, time.Month, int) {
	for {
		year, month, day = time.Date(year, month, day+1, 12, 0, 0, 0, time.UTC).Date()
		if w.works(year, month, day) {
			return year, month, day
		}
	}
}

func (w Weekdays) works(year int, month time.Month, day int) bool {
	date := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	text := date.Format(time.DateOnly)
	if slices.Contains(w.Off, text) {
		return false
	}
	weekend := date.Weekday() == time.Saturday || date.Weekday() == time.Sunday
	return !weekend || slices.Contains(w.On, text)
}

// Deadline answers when a state that begins at a moment ends: after its business
// days, where the policy counts those, else after its clock. A nil calendar is the
// zero Weekdays.
func (p Policy) Deadline(s flow.State, from time.Time, c Calendar) time.Time {
	days, counted := p.BusinessDays[s]
	if !counted {
		return from.Add(p.Clock(s))
	}
	if c == nil {
		c = Weekdays{}
	}
	return c.Add(from, days).Truncate(time.Millisecond)
}

// checkBusinessDays refuses days that no state can have.
func (p Policy) checkBusinessDays() error {
	for _, s := range flow.States() {
		days, set := p.BusinessDays[s]
		_, twice := p.Clocks[s]
		switch {
		case !set:
		case s.Final() || days < 1 || days > 366:
			return wrong("business_days."+string(s), "must be 1 to 366, of a state that is not final")
		case twice:
			return wrong("business_days."+string(s), "has a clock, too")
		}
	}
	for s := range p.BusinessDays {
		if !slices.Contains(flow.States(), s) {
			return wrong("business_days", "names a state that does not exist")
		}
	}
	if p.Floor != "" && p.BusinessDays[flow.RefundDue] > 0 {
		return wrong("business_days.refund_due", "is of a jurisdiction that counts every day")
	}
	return nil
}
