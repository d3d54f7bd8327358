package main

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/examples/store/seed"
)

// Times are shown in the machine's zone, which in a demo is the buyer's.

func now() time.Time { return time.Now() }

// day is a day in full, for example "Friday, 27 November".
func day(lang string, t time.Time) string {
	t = t.Local()
	if lang == seed.Chinese {
		return t.Format("1月2日") + "（周" + string([]rune("日一二三四五六")[t.Weekday()]) + "）"
	}
	return t.Format("Monday, 2 January")
}

// deadline is day with the time, for example "Friday, 27 November, 18:00".
func deadline(lang string, t time.Time) string {
	if lang == seed.Chinese {
		return day(lang, t) + clock(t)
	}
	return day(lang, t) + ", " + clock(t)
}

// date is a day in short, for example "27 Nov".
func date(lang string, t time.Time) string {
	if lang == seed.Chinese {
		return t.Local().Format("1月2日")
	}
	return t.Local().Format("2 Jan")
}

// moment is date with the time, for example "27 Nov 18:00".
func moment(lang string, t time.Time) string { return date(lang, t) + " " + clock(t) }

func clock(t time.Time) string { return t.Local().Format("15:04") }

// left is a duration in hours and minutes, for example "35:26".
func left(d time.Duration) string {
	d = d.Abs().Truncate(time.Minute)
	return fmt.Sprintf("%d:%02d", int(d.Hours()), int(d.Minutes())%60)
}
