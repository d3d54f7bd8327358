package order

import (
	"cmp"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// A Run is some units of one line that follow each other. The units of a line
// are counted from 0 in the order of its rows, so that each has its own price.
type Run struct {
	Line  int
	From  int64
	Units int64
}

func (r Run) end() int64 { return r.From + r.Units }

// claims are the units of each line that refunds pay for, as runs by their
// beginning. They overlap where a refund was refused, its units were refunded
// again, and its money went back after all.
type claims map[int][]Run

// claimed are the units that refunds pay for, but those that were refused.
func claimed(list []Refund) claims {
	c := claims{}
	for _, r := range list {
		if failed(r.Status) {
			continue
		}
		for _, run := range r.Runs {
			c.add(run)
		}
	}
	return c
}

func (c claims) add(r Run) {
	at, _ := slices.BinarySearchFunc(c[r.Line], r, func(a, b Run) int { return cmp.Compare(a.From, b.From) })
	c[r.Line] = slices.Insert(c[r.Line], at, r)
}

// take adds the first n units of a line that are free, and answers them.
func (c claims) take(line int, n int64) []Run {
	var free []Run
	at := int64(0)
	for _, r := range c[line] {
		if gap := min(r.From-at, n); gap > 0 {
			free = append(free, Run{Line: line, From: at, Units: gap})
			n -= gap
		}
		at = max(at, r.end())
	}
	if n > 0 {
		free = append(free, Run{Line: line, From: at, Units: n})
	}
	for _, r := range free {
		c.add(r)
	}
	return free
}

// count is how many units of a line are claimed.
func (c claims) count(line int) int64 {
	n, at := int64(0), int64(0)
	for _, r := range c[line] {
		n += max(r.end()-max(at, r.From), 0)
		at = max(at, r.end())
	}
	return n
}

// paidFor is what units of a line cost after discounts and with tax, in whole
// minor units. All of a line's units together cost the whole, whatever the runs
// in which they are asked for.
func (l Line) paidFor(r Run) (money.Money, error) {
	paid, at := sum{}, int64(0)
	for _, row := range l.Rows {
		from, to := min(max(r.From-at, 0), row.Units), min(max(r.end()-at, 0), row.Units)
		at += row.Units
		minor, err := row.Net.Minor()
		if err != nil {
			return paid.total, err
		}
		net := money.New(minor, row.Net.Currency()) // an amount of whole dollars is divided to the cent, too
		parts, err := net.Allocate(nil, []int64{from, to - from, row.Units - to}, money.Cumulative)
		if err != nil {
			return paid.total, err
		}
		paid.add(parts[1])
	}
	return paid.total, paid.err
}
