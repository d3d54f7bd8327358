package promotion

// keyedCart is a cart or buyer that has one of some values; an index finds it.
type keyedCart struct {
	dim  dim
	keys []int32
}

// Test answers with the index.
func (k keyedCart) Test(v *View) Verdict { return verdict(v.e.hasKey(k.keys), k.reason()) }

func (k keyedCart) reason() Reason {
	switch k.dim {
	case dimGroup, dimBuyer:
		return ReasonBuyer
	case dimChannel:
		return ReasonChannel
	case dimCountry:
		return ReasonCountry
	case dimCurrency:
		return ReasonCurrency
	default:
		return ReasonPayment
	}
}

// amountOver compares an amount with limits, both included.
type amountOver struct {
	base     Base
	cart     bool // of all lines, not only the rule's
	min, max fixed
}

func readAmount(p *Params) Condition {
	low, high := p.limits()
	a := amountOver{base: p.p.base, cart: p.Word("over", "items", "cart") == "cart", min: low.fixed(), max: high.fixed()}
	if p.Has("base") {
		a.base = Base(p.Word("base", string(Current), string(Original)))
	}
	return a
}

// Test compares and tells what is missing.
func (a amountOver) Test(v *View) Verdict {
	lines := v.lines
	if a.cart {
		lines = v.e.everyone
	}
	n := v.amount(lines, a.base)
	if within(v.e, n, &a.min, &a.max) {
		return yes()
	}
	need, ok := a.min.in(v.e)
	if _, limited := a.max.in(v.e); !a.min.none() && !ok || !a.max.none() && !limited {
		return Verdict{Reason: ReasonCurrency}
	}
	if n < need {
		return Verdict{Reason: ReasonAmount, Need: v.e.money(need), Short: v.e.money(need - n)}
	}
	return Verdict{Reason: ReasonTooMuch}
}

// count compares a number with limits, both included.
type count struct {
	of       func(v *View) int64
	low, hi  int64
	reason   Reason
	hasUnits bool
}

func readCount(p *Params, of func(v *View) int64, why Reason) count {
	c := count{of: of, low: p.Int("min", 0, 0, maxUnits), hi: p.Int("max", maxUnits, 0, maxUnits), reason: why, hasUnits: true}
	if c.hi < c.low {
		p.Fail("max", "must not be below min")
	}
	if !p.Has("min") && !p.Has("max") {
		p.Fail("min", "is missing, and so is max")
	}
	return c
}

// Test compares and tells how many are missing.
func (c count) Test(v *View) Verdict {
	n := c.of(v)
	switch {
	case n < c.low && c.hasUnits:
		return Verdict{Reason: c.reason, Units: c.low - n}
	case n < c.low:
		return Verdict{Reason: c.reason}
	case n > c.hi && c.reason == ReasonQuantity:
		return Verdict{Reason: ReasonTooMuch}
	}
	return verdict(n <= c.hi, c.reason)
}

func (v *View) units(lines set) int64 {
	var n int64
	for i := range lines.all() {
		n += v.e.lines[i].units
	}
	return n
}

func readQuantity(p *Params) Condition {
	cart := p.Word("over", "items", "cart") == "cart"
	return readCount(p, func(v *View) int64 {
		if cart {
			return v.units(v.e.everyone)
		}
		return v.units(v.lines)
	}, ReasonQuantity)
}

func readContains(p *Params) Condition {
	tree, units := p.Lines("items"), p.Int("units", 1, 1, maxUnits)
	return count{of: func(v *View) int64 {
		lines := v.e.words.copy(v.e.everyone)
		tree.filter(v.e, lines)
		return v.units(lines)
	}, low: units, hi: maxTotal, reason: ReasonQuantity, hasUnits: true}
}

func readOrders(p *Params) Condition {
	c := readCount(p, func(v *View) int64 { return v.e.facts.Buyer.Orders }, ReasonOrders)
	c.hasUnits = false
	return signed{c}
}

// signed is a condition on buyers who are signed in.
type signed struct{ Condition }

// Test refuses buyers who are not signed in and asks on about others.
func (s signed) Test(v *View) Verdict {
	if v.e.facts.Buyer.ID == "" {
		return Verdict{Reason: ReasonSignIn}
	}
	if s.Condition == nil {
		return yes()
	}
	return s.Condition.Test(v)
}

func cartKinds() []ConditionKind {
	keyed := func(name string, d dim) ConditionKind {
		return ConditionKind{Name: name, Fixed: true, Parse: func(p *Params) Condition {
			return keyedCart{d, p.p.dict.list(d, p.Texts("in"))}
		}}
	}
	still := func(name string, parse func(p *Params) Condition) ConditionKind {
		return ConditionKind{Name: name, Parse: parse, Fixed: true}
	}
	return []ConditionKind{
		keyed("group", dimGroup), keyed("buyer", dimBuyer), keyed("channel", dimChannel), keyed("payment", dimPayment),
		still("country", readCountry), still("currency", readCurrency),
		{Name: "amount", Parse: readAmount},
		still("quantity", readQuantity), still("contains", readContains), still("orders", readOrders), still("schedule", readSchedule),
		still("lines", func(p *Params) Condition {
			return readCount(p, func(v *View) int64 { return int64(v.lines.count()) }, ReasonQuantity)
		}),
		still("signed_in", func(*Params) Condition { return signed{} }),
		still("first_order", func(*Params) Condition {
			return signed{count{of: func(v *View) int64 { return v.e.facts.Buyer.Orders }, reason: ReasonOrders}}
		}),
	}
}
