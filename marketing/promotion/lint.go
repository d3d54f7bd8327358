package promotion

import (
	"cmp"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// A Problem says in one word what a linter found.
type Problem string

// The problems.
const (
	ProblemUnreachable Problem = "unreachable" // the rule, or a step of it, can never act
	ProblemOver100     Problem = "over_100"    // together with others more than 100 % of the original price
	ProblemFloor       Problem = "below_floor" // takes a sample line to its floor, or to nothing
	ProblemOverlap     Problem = "overlap"     // another rule of the layer wants the same lines: one of them acts
	ProblemCurrency    Problem = "currency"    // has no amount in a currency of the shop
	ProblemName        Problem = "name"        // names a rule that is not there, or a code of another rule
)

// A Finding is one thing about a rule that its author should know.
type Finding struct {
	Rule    string   `json:"rule"`
	Field   string   `json:"field"`
	Problem Problem  `json:"problem"`
	Others  []string `json:"others,omitempty"` // rules it is about, too
	Detail  string   `json:"detail,omitempty"` // a code, a currency, a SKU
}

// LintOptions say what a linter knows of the shop. All may be empty.
type LintOptions struct {
	At         time.Time // rules that have ended by then are unreachable
	Currencies []string  // in which the shop sells
	Sample     []Line    // lines of the catalogue: for floors, and for what overlaps
	Only       string    // look at this rule alone, beside the others
}

// Lint lists what is odd about rules that are each correct: steps and rules that
// can never act, amounts of one "all" that contradict, discounts that add up to more than 100 %, lines that fall to
// their floor, rules that want the same lines, missing currencies, names of
// nobody. Findings come by rule, then problem. What is wrong by itself is
// refused when the rule is saved, see ParseRule.
func (s *Snapshot) Lint(o LintOptions) ([]Finding, error) {
	s = s.ready()
	l := &linter{s: s, o: o, dims: s.index.dict.dims}
	if err := l.sample(); err != nil {
		return nil, err
	}
	for i, c := range s.compiled {
		if o.Only != "" && c.rule.ID != o.Only {
			continue
		}
		l.c, l.id = c, int32(i)
		l.names()
		l.currencies()
		l.reach()
		l.others()
		l.floor()
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Problem, b.Problem), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Detail, b.Detail))
	})
	return l.found, nil
}

// linter looks at one rule after the other.
type linter struct {
	s     *Snapshot
	o     LintOptions
	found []Finding
	carts []*evaluation // of the sample, by currency
	dims  []dim         // by key
	c     *compiled
	id    int32
}

func (l *linter) say(field string, p Problem, detail string, others ...string) {
	l.found = append(l.found, Finding{Rule: l.c.rule.ID, Field: field, Problem: p, Others: others, Detail: detail})
}

// sample prepares the sample lines of each currency as a cart.
func (l *linter) sample() error {
	byCode := map[string][]Line{}
	var codes []string
	for _, line := range l.o.Sample {
		code := line.Price.Currency().Code()
		if byCode[code] == nil {
			codes = append(codes, code)
		}
		byCode[code] = append(byCode[code], line)
	}
	at := l.o.At
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	for _, code := range codes {
		for part := range slices.Chunk(byCode[code], maxLines) {
			f := &Facts{At: at, Currency: code, Lines: part}
			e, err := l.s.begin(f, Options{})
			if err != nil {
				return err
			}
			l.carts = append(l.carts, e) // never ended: the linter keeps them
		}
	}
	return nil
}

func (l *linter) names() {
	l.named("stack.without", l.c.rule.Stack.Without)
	l.named("stack.only_with", l.c.rule.Stack.OnlyWith)
	for _, code := range l.c.rule.Codes {
		for _, other := range l.s.index.codes[code] {
			if other != l.id {
				l.say("codes", ProblemName, code, l.s.compiled[other].rule.ID)
			}
		}
	}
}

func (l *linter) named(field string, ids []string) {
	for _, id := range ids {
		if _, ok := l.s.index.ids[id]; !ok {
			l.say(field, ProblemName, id)
		}
	}
}

// currencies finds amounts that lack a currency of the shop.
func (l *linter) currencies() {
	for _, code := range l.o.Currencies {
		c, err := money.ParseCurrency(code)
		if err != nil {
			continue
		}
		if !l.c.cap.none() && !l.c.cap.has(c) {
			l.say("cap", ProblemCurrency, code)
		}
		if !l.c.budget.none() && !l.c.budget.has(c) {
			l.say("limits.budget", ProblemCurrency, code)
		}
		if !l.c.when.sells(c) {
			l.say("when", ProblemCurrency, code)
		}
		for _, a := range l.c.actions {
			if !actionSells(a, c) {
				l.say("then", ProblemCurrency, code)
			}
		}
	}
}

// sells reports whether every amount of a condition has the currency.
func (w *when) sells(c money.Currency) bool {
	if w == nil {
		return true
	}
	for _, kid := range w.kids {
		if !kid.sells(c) {
			return false
		}
	}
	a, ok := w.leaf.(amountOver)
	return w.op != opLeaf || !ok || (a.min.none() || a.min.has(c)) && (a.max.none() || a.max.has(c))
}

func actionSells(action Action, c money.Currency) bool {
	var amounts []fixed
	switch a := action.(type) {
	case off:
		amounts = []fixed{a.amount}
	case price:
		amounts = []fixed{a.amount}
	case flash:
		amounts = []fixed{a.amount}
	case every:
		amounts = []fixed{a.from, a.off}
	case tiers:
		for _, s := range a.steps {
			amounts = append(amounts, s.from, s.off)
		}
	case bundle:
		amounts = []fixed{a.price}
	case buyGet:
		amounts = []fixed{a.price}
	case shipping:
		amounts = []fixed{a.off, a.price}
	case points:
		amounts = []fixed{a.every}
	}
	return !slices.ContainsFunc(amounts, func(f fixed) bool { return !f.none() && !f.has(c) })
}
