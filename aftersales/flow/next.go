package flow

// Next answers where a case stands after an event, and what the table must
// remember of it. It changes nothing. A refusal is a *fsm.Error that matches
// fsm.ErrNotPermitted and says why.
func Next(s State, e Event, subject Subject) (State, Subject, error) {
	return NextIn(table, s, e, subject)
}

// NextIn is Next in a table that a host has grown from Lifecycle.
func NextIn(m *Machine, s State, e Event, subject Subject) (State, Subject, error) {
	next, err := m.Next(s, e, &subject)
	if err != nil {
		return s, subject, err
	}
	return next, subject.after(s, e), nil
}

// after is what an event changes besides the state.
func (s Subject) after(from State, e Event) Subject {
	s.judge(from, e)
	switch e {
	case Counter:
		s.Offers++
	case Amend:
		s.Amended++
	case Intercept:
		s.Intercepted = true
	case Intercepted, GrantWait, ShipBack:
		s.Posted, s.Travels = true, false
	case Arrive, Receive:
		s.Posted, s.Back, s.Travels = true, true, false
	case PayDifference:
		s.Owed = false
	case ShipReplacement, ShipRepaired:
		s.Arrived = false
	case Deliver:
		s.Arrived = true
	case ConvertRefund:
		s.Remedy, s.Owed = Refund, false
	case Lose:
		s.lose(from)
	case GrantRefund:
		s.Remedy = refundOf(s.Remedy)
	case StartRefund:
		s.Tries++
	case Escalate:
		s.Rounds++
		s.Verdict = ""
	case Appeal:
		s.Appealed = true
	default: // the others change nothing but the state
	}
	return s
}

// judge remembers a verdict, and forgets it when the merchant gives in.
func (s *Subject) judge(from State, e Event) {
	decides := from == ArbitrationDeciding || from == Appealed
	switch {
	case decides && grant(e):
		s.Verdict = ForBuyer
	case decides && e == Deny:
		s.Verdict = ForMerchant
	case grant(e):
		s.Verdict = ""
	}
}

// refundOf is what is left of a remedy once money is due.
func refundOf(r Remedy) Remedy {
	if r.Refunds() {
		return r
	}
	return Refund
}

func (s *Subject) lose(from State) {
	if from == ReplacementInTransit {
		s.Losses++
		return
	}
	s.Remedy, s.Owed = Refund, false
}

// Automatic answers what happens by itself to a case whose deadline has passed:
// the first event of its duty that the table permits. It is false in a final or
// unknown state.
func Automatic(s State, subject Subject) (Event, bool) {
	duty, ok := DutyOf(s)
	if !ok {
		return "", false
	}
	for _, e := range duty.Auto {
		if table.Can(s, e, &subject) {
			return e, true
		}
	}
	return "", false
}

// Agree answers the event that grants what is asked in a state, the one that
// the remedy needs next, or false where nothing can be granted.
func Agree(s State, subject Subject) (Event, bool) {
	for _, e := range Grants() {
		if table.Can(s, e, &subject) {
			return e, true
		}
	}
	return "", false
}
