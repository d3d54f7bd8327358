package promotion

import (
	"slices"
	"time"
)

// schedule is a recurring window in a zone.
type schedule struct {
	zone     *time.Location
	days     []time.Weekday // none: every day; a window across midnight belongs to the day it begins
	from, to int            // minutes of the day; to is not included, and below from it is tomorrow's
}

func readSchedule(p *Params) Condition {
	s := schedule{from: clock(p, "from", 0), to: clock(p, "to", 24*60)}
	name := p.Text("zone")
	zone, err := time.LoadLocation(name)
	if name == "" || name == "Local" || err != nil {
		p.Fail("zone", "must be a time zone such as Asia/Shanghai")
		return s
	}
	s.zone = zone
	if s.from == s.to {
		p.Fail("to", "must differ from from")
	}
	if !p.Has("days") {
		return s
	}
	names := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for _, day := range p.Texts("days") {
		i := slices.Index(names, day)
		if i < 0 {
			p.Fail("days", "%q is none of mon, tue, wed, thu, fri, sat, sun", day)
		}
		s.days = append(s.days, time.Weekday(i))
	}
	return s
}

// clock reads "20:00" in minutes.
func clock(p *Params, name string, fallback int) int {
	if !p.Has(name) {
		return fallback
	}
	text := p.Text(name)
	if text == "24:00" {
		return 24 * 60
	}
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != 5 {
		p.Fail(name, "must be a time of day from 00:00 to 24:00")
		return fallback
	}
	return t.Hour()*60 + t.Minute()
}

// Test looks at the clock of the zone.
func (s schedule) Test(v *View) Verdict {
	at := v.e.facts.At.In(s.zone)
	minute, day := at.Hour()*60+at.Minute(), at.Weekday()
	open := minute >= s.from && minute < s.to
	if s.to < s.from {
		open = minute >= s.from || minute < s.to
		if minute < s.to {
			day = (day + 6) % 7
		}
	}
	return verdict(open && (len(s.days) == 0 || slices.Contains(s.days, day)), ReasonSchedule)
}
