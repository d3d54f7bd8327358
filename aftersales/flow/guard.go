package flow

// when turns a condition into a guard that refuses with why.
func when(ok bool, why error) error {
	if ok {
		return nil
	}
	return why
}

// below bounds how often something can be done.
func below(count func(*Subject) int, most int) func(*Subject) error {
	return func(s *Subject) error { return when(count(s) < most, ErrBound) }
}

func unposted(s *Subject) error { return when(!s.Posted, ErrGoods) }

func unjudged(s *Subject) error { return when(s.Verdict != ForMerchant, ErrVerdict) }

func lost(s *Subject) error { return when(s.Verdict == ForMerchant, ErrVerdict) }

func amendable(s *Subject) error {
	if s.Verdict != "" {
		return ErrVerdict
	}
	return when(s.Amended < MaxAmended, ErrBound)
}

func turnable(s *Subject) error {
	if s.Intercepted {
		return ErrBound
	}
	return when(s.Travels, ErrGoods)
}

// here says that nothing has to be sent back any more, or ever had to.
func here(s *Subject) bool { return s.Back || s.Posted || !s.Remedy.Returns() }

// gone says that goods to be repaired left the buyer and never came.
func gone(s *Subject) bool { return s.Remedy == Repair && s.Posted && !s.Back }

func refundable(s *Subject) error {
	if !s.Remedy.Refunds() && !gone(s) {
		return ErrRemedy
	}
	return when(here(s), ErrGoods)
}

func returnable(s *Subject) error {
	if !s.Remedy.Returns() || s.Remedy == RefusedRefund {
		return ErrRemedy
	}
	return when(!s.Posted, ErrGoods)
}

func coming(s *Subject) error {
	if s.Remedy != RefusedRefund {
		return ErrRemedy
	}
	return when(!s.Posted, ErrGoods)
}

func replaceable(s *Subject) error {
	if !s.Remedy.Replaces() {
		return ErrRemedy
	}
	return when(here(s), ErrGoods)
}

func repairable(s *Subject) error {
	if s.Remedy != Repair {
		return ErrRemedy
	}
	return when(s.Back, ErrGoods)
}

func answered(s *Subject) error { return when(s.Remedy == Nothing, ErrRemedy) }

func paidUp(s *Subject) error { return when(!s.Owed, ErrOwed) }

func owing(s *Subject) error { return when(s.Owed, ErrOwed) }

func travelling(s *Subject) error { return when(!s.Arrived, ErrGoods) }

func arrived(s *Subject) error { return when(s.Arrived, ErrGoods) }

func arguable(s *Subject) error {
	if s.Verdict == ForMerchant {
		return ErrVerdict
	}
	return when(s.Rounds < MaxRounds, ErrBound)
}

func appealable(v Verdict) func(*Subject) error {
	return func(s *Subject) error {
		if s.Appealed {
			return ErrBound
		}
		return when(s.Verdict == v, ErrVerdict)
	}
}
