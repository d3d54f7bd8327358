package promotion

import (
	"fmt"
	"slices"
)

// step is one level of a ladder.
type step struct {
	from  fixed // amounts, or
	units int64
	off   fixed // amounts, or
	part  int64
}

// tiers gives what the highest reached step says, off the set (满减, 满件折).
type tiers struct {
	plain
	steps   []step
	byUnits bool
}

func readTiers(p *Params) Action {
	a := tiers{byUnits: p.Word("by", "amount", "quantity") == "quantity"}
	for i, o := range p.objects("steps", 32) {
		s := a.readStep(o)
		o.done()
		if i > 0 && !s.follows(a.steps[i-1], a.byUnits) {
			p.Fail(fmt.Sprintf("steps[%d]", i), "must ask for more than the step before, in the same currencies")
		}
		a.steps = append(a.steps, s)
	}
	return a
}

func (a tiers) readStep(o *Params) step {
	var s step
	if a.byUnits {
		if s.units = o.Int("units", 0, 1, maxUnits); s.units == 0 {
			o.Fail("units", "is missing")
		}
	} else {
		s.from = o.Amounts("from").fixed()
	}
	if o.Has("percent") == o.Has("off") {
		o.Fail("off", "or percent must be given, and not both")
		return s
	}
	if s.part = o.Percent("percent"); s.part == 0 {
		s.off = o.Amounts("off").fixed()
	}
	if !s.off.none() && !a.byUnits {
		notMore(o, s.from, s.off)
	}
	return s
}

// notMore refuses to give more than is asked for.
func notMore(o *Params, from, off fixed) {
	for _, f := range from.list() {
		found := false
		for _, n := range off.list() {
			if n.c != f.c {
				continue
			}
			if found = true; n.minor > f.minor {
				o.Fail("off", "is more than 100 %% of from in %s", f.c)
			}
		}
		if !found {
			o.Fail("off", "has no amount in %s", f.c)
		}
	}
	if len(off.more) != len(from.more) {
		o.Fail("from", "must be in the currencies of off")
	}
}

func (s step) follows(before step, byUnits bool) bool {
	if byUnits {
		return s.units > before.units
	}
	mine, theirs := s.from.list(), before.from.list()
	return slices.EqualFunc(mine, theirs, func(a, b smallest) bool { return a.c == b.c && a.minor > b.minor })
}

func (tiers) traits() traits { return traits{items: true, total: true} }

// reached is the number of the highest step that n reaches, -1 for none.
func (a tiers) reached(e *evaluation, n int64) int {
	at := -1
	for i := range a.steps {
		from := a.steps[i].units
		if !a.byUnits {
			from, _ = a.steps[i].from.in(e)
		}
		if n >= from {
			at = i
		}
	}
	return at
}

// Apply takes what the step says, and tells what the next one wants.
func (a tiers) Apply(d *Draft) {
	if _, ok := a.steps[0].from.in(d.e); !ok && !a.byUnits {
		d.Refuse(ReasonCurrency)
		return
	}
	n := a.counted(d.e, d.lines, d.sum(d.lines))
	at := a.reached(d.e, n)
	if at+1 < len(a.steps) {
		next := a.steps[at+1]
		if from, ok := next.from.in(d.e); ok {
			d.short(from, n)
		} else {
			d.missing(next.units - n)
		}
	}
	if at < 0 {
		return
	}
	s := a.steps[at]
	amount, ok := s.off.in(d.e)
	switch {
	case s.part > 0:
		amount = part(d.sum(d.lines), s.part, d.e.quantum)
	case !ok:
		d.Refuse(ReasonCurrency)
		return
	}
	d.spread(d.runs(d.lines), amount)
}

// every gives an amount for every full amount (每满), at most times over.
type every struct {
	plain
	from, off fixed
	most      int64
}

func readEvery(p *Params) Action {
	a := every{from: p.Amounts("from").fixed(), off: p.Amounts("off").fixed(), most: p.Int("times", maxLimit, 1, maxLimit)}
	notMore(p, a.from, a.off)
	return a
}

func (every) traits() traits { return traits{items: true, total: true} }

// Apply takes the amount as often as it is reached.
func (a every) Apply(d *Draft) {
	from, ok := a.from.in(d.e)
	amount, given := a.off.in(d.e)
	if !ok || !given {
		d.Refuse(ReasonCurrency)
		return
	}
	n := d.sum(d.lines)
	often := min(n/from, a.most)
	if often < a.most {
		d.short(times(from, often+1), n)
	}
	d.spread(d.runs(d.lines), times(amount, often))
}
