package promotion

// run is a number of units of one line that cost the same and got the same.
type run struct {
	units, price int64 // price of one unit at this point
	history      int32 // index into state.history, 0 for none
}

type lineState struct {
	runs   []run
	amount int64
}

// gave is one discount of one unit and what it got before.
type gave struct {
	by     int32 // candidate
	off    int64
	before int32
}

// An extra is what a candidate gives besides discounts on lines.
type extra struct {
	kind extraKind
	by   int32
	at   int   // seller or gift
	n    int64 // working units, units or points
}

type extraKind uint8

const (
	extraFee extraKind = iota
	extraGift
	extraPoints
	extraFlash
)

// value is what a combination is worth to the buyer; points break ties.
type value struct{ off, points int64 }

func (v value) above(w value) bool { return v.off > w.off || v.off == w.off && v.points > w.points }

func (v value) plus(w value) value { return value{v.off + w.off, v.points + w.points} }

func (v value) zero() bool { return v.off == 0 && v.points == 0 }

// state is a cart after some rules have acted, with what is needed to take the
// last ones back.
type state struct {
	e       *evaluation
	lines   []lineState
	fees    []int64
	gave    value // so far
	arena   []run
	history []gave
	extras  []extra
	log     []undo
	draft   Draft
	coarse  bool // only what lines cost is kept, not which units got what
}

type undo struct {
	line int // -1-seller for a fee
	old  lineState
	fee  int64
}

// mark is a point to which a state can be taken back.
type mark struct {
	arena, history, extras, log int
	gave                        value
}

// untouched is the cart before any rule; there is one of them.
func (e *evaluation) untouched() *state {
	s := &e.cart
	s.e, s.gave, s.fees = e, value{}, append(s.fees[:0], e.fees...)
	s.extras, s.log, s.history = s.extras[:0], s.log[:0], append(s.history[:0], gave{})
	s.lines, s.arena = zeroed(s.lines, len(e.lines)), s.arena[:0]
	if cap(s.arena) < len(e.lines) {
		s.arena = make([]run, 0, 4*len(e.lines)+64)
	}
	for i := range e.lines {
		l := &e.lines[i]
		s.arena = append(s.arena, run{units: l.units, price: l.price})
		s.lines[i] = lineState{runs: s.arena[i : i+1 : i+1], amount: l.amount}
	}
	return s
}

func (s *state) mark() mark {
	return mark{len(s.arena), len(s.history), len(s.extras), len(s.log), s.gave}
}

func (s *state) undo(m mark) {
	for len(s.log) > m.log {
		u := &s.log[len(s.log)-1]
		if u.line < 0 {
			s.fees[-1-u.line] = u.fee
		} else {
			s.lines[u.line] = u.old
		}
		s.log = s.log[:len(s.log)-1]
	}
	s.arena, s.history, s.extras, s.gave = s.arena[:m.arena], s.history[:m.history], s.extras[:m.extras], m.gave
}

// cut takes off from each of some units of one run.
type cut struct {
	line, run  int
	units, off int64
}

// commit makes cuts, which are sorted by line and run and take no more units
// than there are, and answers their sum.
func (s *state) commit(by int32, cuts []cut) int64 {
	var sum int64
	for i := 0; i < len(cuts); {
		j, off := i, int64(0)
		for ; j < len(cuts) && cuts[j].line == cuts[i].line; j++ {
			off += cuts[j].off * cuts[j].units
		}
		if off > 0 {
			s.rebuild(by, cuts[i:j], off)
			sum += off
		}
		i = j
	}
	return sum
}

func (s *state) rebuild(by int32, cuts []cut, off int64) {
	l := &s.lines[cuts[0].line]
	s.log = append(s.log, undo{line: cuts[0].line, old: *l})
	old, from, next := l.runs, len(s.arena), 0
	for i := range old {
		r := old[i]
		for ; next < len(cuts) && cuts[next].run == i; next++ {
			c := &cuts[next]
			if c.off == 0 || c.units == 0 {
				continue
			}
			s.history = append(s.history, gave{by: by, off: c.off, before: r.history})
			s.arena = append(s.arena, run{units: c.units, price: r.price - c.off, history: int32(len(s.history) - 1)})
			r.units -= c.units
		}
		if r.units > 0 {
			s.arena = append(s.arena, r)
		}
	}
	l.runs = s.arena[from:len(s.arena):len(s.arena)]
	l.amount -= off
}

// takeFee lowers a shipping fee.
func (s *state) takeFee(by int32, seller int, off int64) {
	s.log = append(s.log, undo{line: -1 - seller, fee: s.fees[seller]})
	s.fees[seller] -= off
	s.extras = append(s.extras, extra{extraFee, by, seller, off})
}

// giftsLeft is how many units of a gift nobody has taken yet.
func (s *state) giftsLeft(gift int) int64 {
	left := s.e.facts.Gifts[gift].Left
	for _, x := range s.extras {
		if x.kind == extraGift && x.at == gift {
			left -= x.n
		}
	}
	return left
}
