package rates

import (
	"fmt"
	"time"
)

// Calendar says on which days a provider publishes. Implement it for the
// provider whose rates you use; Weekdays and Target are here.
type Calendar interface {
	// BusinessDay reports whether the UTC day of date is a business day.
	BusinessDay(date time.Time) bool
}

// Weekdays is the calendar whose business days are Monday to Friday.
type Weekdays struct{}

// BusinessDay reports whether date is neither Saturday nor Sunday in UTC.
func (Weekdays) BusinessDay(date time.Time) bool {
	d := date.UTC().Weekday()
	return d != time.Saturday && d != time.Sunday
}

// Target is the calendar of the euro's settlement system as it has been since
// 2002, on whose business days the ECB publishes: Monday to Friday without New
// Year, Good Friday, Easter Monday, the 1st of May and the 25th and 26th of
// December.
type Target struct{}

// BusinessDay reports whether the euro's settlement system is open on the UTC
// day of date.
func (Target) BusinessDay(date time.Time) bool {
	if !(Weekdays{}).BusinessDay(date) {
		return false
	}
	y, m, d := date.UTC().Date()
	switch {
	case m == time.January && d == 1, m == time.May && d == 1, m == time.December && (d == 25 || d == 26):
		return false
	}
	sunday := easter(y)
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return !today.Equal(sunday.AddDate(0, 0, -2)) && !today.Equal(sunday.AddDate(0, 0, 1))
}

// easter returns Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	g := (8*b + 13) / 25
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return time.Date(y, time.Month(month), (h+l-7*m+33*month+19)%32, 0, 0, 0, 0, time.UTC)
}

// Policy says how old a rate may be. The zero Policy takes only a rate of the
// day, or of the last business day when no business day has come since.
type Policy struct {
	MaxDays  int      // business days that may have begun since the day of the rate
	Calendar Calendar // Weekdays when nil
}

// maxAge bounds how far Check counts, in days.
const maxAge = 4000

// Check returns ErrStale when more business days have begun between the UTC day
// of the rate and that of at than the policy allows, ErrExpired when the rate is
// past its valid-until, and ErrInput for the zero Rate. For a derived rate its
// oldest leg counts. Rates of kind Fixed do not grow old.
func (p Policy) Check(r Rate, at time.Time) error {
	if err := r.CheckAt(at); err != nil {
		return err
	}
	if r.x.info.Kind == Fixed {
		return nil
	}
	cal := p.Calendar
	if cal == nil {
		cal = Weekdays{}
	}
	from := r.x.info.AsOf
	if BusinessDays(from, at, cal) > p.MaxDays {
		return fmt.Errorf("%w: %s to %s of %s at %s: more than %d business days",
			ErrStale, r.base, r.quote, from.Format(time.DateOnly), at.UTC().Format(time.DateOnly), p.MaxDays)
	}
	return nil
}

// BusinessDays counts the business days after the UTC day of from, up to and
// with that of to. It is 0 when to is not later, and stops counting after some
// eleven years.
func BusinessDays(from, to time.Time, cal Calendar) int {
	gap := min(dayOf(to)-dayOf(from), maxAge)
	day, n := from.UTC(), 0
	for range gap {
		day = day.AddDate(0, 0, 1)
		if cal.BusinessDay(day) {
			n++
		}
	}
	return n
}
