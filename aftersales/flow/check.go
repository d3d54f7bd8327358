package flow

import (
	"errors"
	"fmt"
	"slices"
)

// ErrTable matches every fault that Check finds.
var ErrTable = errors.New("flow: faulty table")

// A Report says how much Check walked through.
type Report struct {
	Situations int // different states and subjects that anybody can reach
	Moves      int // events possible in them
	Longest    int // the most events between a draft and an end, whatever anybody does
	Automatic  int // the most events that deadlines alone need to end a case
}

// Check proves the table as a whole, by walking through everything that anybody
// can ever do from a draft of each remedy: every state has one duty, every state
// that is not final names who must act, by when, and an event that the table
// permits when nobody does; at most one event grants; no situation comes round
// again, so that every case ends, and deadlines alone end it too. The error
// matches ErrTable and names the first faults.
func Check() (Report, error) {
	if err := errors.Join(checkDuties(duties), table.Check()); err != nil {
		return Report{}, err
	}
	w := walk{seen: map[uint64]way{}}
	for _, r := range Remedies() {
		for _, travels := range []bool{false, true} {
			for _, owed := range []bool{false, true} {
				w.visit(situation{Draft, Subject{Remedy: r, Travels: travels, Owed: owed}})
			}
		}
	}
	return w.report, errors.Join(w.faults...)
}

func fault(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrTable, fmt.Sprintf(format, args...))
}

func checkDuties(list []Duty) error {
	var faults []error
	for i, s := range States() {
		if i >= len(list) || list[i].State != s {
			return fault("state %s has no duty in its place", s)
		}
		d := list[i]
		switch ends := table.Final(s); {
		case d.Final != ends:
			faults = append(faults, fault("state %s: the table and its duty disagree on whether it is final", s))
		case !ends && (d.Who == "" || d.Within <= 0 || len(d.Auto) == 0):
			faults = append(faults, fault("state %s names nobody, no deadline or no automatic event", s))
		case ends && (d.Who != "" || d.Within != 0 || len(d.Auto) > 0):
			faults = append(faults, fault("final state %s asks something of somebody", s))
		}
	}
	if len(list) != len(States()) || len(table.States()) != len(list) {
		faults = append(faults, fault("%d states, %d in the table, %d duties", len(States()), len(table.States()), len(list)))
	}
	return errors.Join(faults...)
}

type situation struct {
	state   State
	subject Subject
}

// code packs a situation into a number, since a map of numbers is ten times faster.
func (at situation) code() uint64 {
	n := uint64(slices.Index(stateList, at.state))
	for _, part := range []struct{ value, size int }{
		{slices.Index(remedyList, at.subject.Remedy), 8},
		{flag(at.subject.Travels) + 2*flag(at.subject.Intercepted) + 4*flag(at.subject.Posted) + 8*flag(at.subject.Back), 16},
		{flag(at.subject.Arrived) + 2*flag(at.subject.Owed) + 4*flag(at.subject.Appealed), 8},
		{at.subject.Offers, MaxOffers + 1},
		{at.subject.Amended, MaxAmended + 1},
		{at.subject.Rounds, MaxRounds + 1},
		{at.subject.Losses, MaxLosses + 1},
		{at.subject.Tries, MaxTries + 1},
		{flag(at.subject.Verdict != "") + flag(at.subject.Verdict == ForMerchant), 3},
	} {
		n = n*uint64(part.size) + uint64(part.value)
	}
	return n
}

var stateList, remedyList = States(), Remedies()

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A way is what is known of a situation: the longest way to an end, and how many
// deadlines alone end it. An open one lies on the present path.
type way struct {
	longest, alone int
	open           bool
}

// A walk visits every situation once.
type walk struct {
	seen   map[uint64]way
	report Report
	faults []error
}

func (w *walk) visit(at situation) way {
	code := at.code()
	found, seen := w.seen[code]
	if found.open {
		w.faults = append(w.faults, fault("state %s comes round again: %+v", at.state, at.subject))
	}
	if seen || len(w.faults) > 0 {
		return found
	}
	w.seen[code] = way{open: true}
	auto, acts := Automatic(at.state, at.subject)
	if !acts && !table.Final(at.state) {
		w.faults = append(w.faults, fault("state %s: nothing happens by itself: %+v", at.state, at.subject))
	}
	var here way
	grants := 0
	for _, e := range table.Permitted(at.state) {
		for i, next := range after(at, e) {
			w.report.Moves++
			there := w.visit(next)
			here.longest = max(here.longest, there.longest+1)
			if e == auto && i == 0 { // the first keeps the terms
				here.alone = there.alone + 1
			}
		}
		if grant(e) && table.Can(at.state, e, &at.subject) {
			grants++
		}
	}
	if grants > 1 {
		w.faults = append(w.faults, fault("state %s grants in two ways: %+v", at.state, at.subject))
	}
	w.seen[code] = here
	w.report.Situations++
	w.report.Longest, w.report.Automatic = max(w.report.Longest, here.longest), max(w.report.Automatic, here.alone)
	return here
}

// after lists what an event can lead to. Where terms change, an offer taken or a
// request amended, they may become any remedy.
func after(at situation, e Event) []situation {
	subjects := []Subject{at.subject}
	if at.state == CounterOffered && grant(e) || e == Amend {
		for _, r := range Remedies() {
			other := at.subject
			other.Remedy = r
			subjects = append(subjects, other)
		}
	}
	var list []situation
	for _, s := range subjects {
		next, subject, err := Next(at.state, e, s)
		if found := (situation{next, subject}); err == nil && !slices.Contains(list, found) {
			list = append(list, found)
		}
	}
	return list
}
