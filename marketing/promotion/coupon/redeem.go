package coupon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// Take is what a purchase redeems.
type Take struct {
	Purchase string
	Buyer    string // the actor's id, empty for nobody signed in
	Applied  []promotion.Applied
}

// Keys of counters. Rule IDs have no spaces.
func totalKey(rule string) string             { return "t " + rule }
func buyerKey(rule, buyer string) string      { return "b " + rule + " " + buyer }
func dayKey(rule, day string) string          { return "d " + rule + " " + day }
func unitsKey(rule string) string             { return "u " + rule }
func buyerUnitsKey(rule, buyer string) string { return "v " + rule + " " + buyer }
func budgetKey(rule, currency string) string  { return "m " + rule + " " + currency }

// ReserveIn takes what a purchase redeems, in the purchase's own transaction:
// each limit and budget of each rule that has any, and the coupons. When one of
// them is used up it answers *RefusedError and the closure must end; price the cart
// again. Rules that give points are noted, too, so that ConfirmIn and ReleaseIn say
// once that these are due. Other rules without limits and coupons need and leave
// nothing. A purchase
// redeems each rule once: calling again for one is event.ErrStale.
func (s *Service) ReserveIn(ctx context.Context, tx Tx, t Take) error {
	if err := s.check(); err != nil {
		return err
	}
	if !plainID(t.Purchase) {
		return &InputError{"purchase", "must be 1 to 64 printable ASCII characters without spaces"}
	}
	at := s.now()
	var uses []Use
	var list []Redemption
	codes := map[string]string{} // coupon → rule
	for i := range t.Applied {
		a := &t.Applied[i]
		taken, err := s.uses(a, t.Buyer, at)
		if err != nil {
			return err
		}
		if len(taken) == 0 && a.Coupon == "" && a.Points == 0 {
			continue
		}
		if a.Coupon != "" {
			codes[a.Coupon] = a.Rule
		}
		uses = append(uses, taken...)
		list = append(list, Redemption{
			Purchase: t.Purchase, Rule: a.Rule, Coupon: a.Coupon, Buyer: t.Buyer, Amount: a.Amount, Units: a.Units,
			Counted: counted(taken), Status: Reserved, At: at, Changed: at,
		})
	}
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b Redemption) int { return cmp.Compare(a.Rule, b.Rule) })
	if err := tx.SaveRedemptions(ctx, list...); err != nil {
		return err
	}
	if err := spend(ctx, tx, codes, t.Buyer, at); err != nil {
		return err
	}
	return addUses(ctx, tx, uses)
}

// spend uses each coupon once.
func spend(ctx context.Context, tx Tx, codes map[string]string, buyer string, at time.Time) error {
	var list []Coupon
	for _, code := range sortedKeys(codes) {
		c, err := tx.Coupon(ctx, code)
		if errors.Is(err, event.ErrNotFound) || err == nil && c.Rule != codes[code] {
			return &RefusedError{Rule: codes[code], Code: code, Answer: promotion.CodeInvalid}
		}
		if err != nil {
			return err
		}
		if why := c.usable(buyer, at); why != "" {
			return &RefusedError{Rule: c.Rule, Code: code, Answer: why}
		}
		c.Used++
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil
	}
	return tx.SaveCoupons(ctx, list...)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// uses are the counters that a rule raises.
func (s *Service) uses(a *promotion.Applied, buyer string, at time.Time) ([]Use, error) {
	var list []Use
	l := &a.Limits
	if l.Total > 0 {
		list = append(list, Use{totalKey(a.Rule), 1, l.Total})
	}
	if l.PerBuyer > 0 {
		if buyer == "" {
			return nil, &RefusedError{Rule: a.Rule, Code: a.Code, Answer: promotion.CodeNotSignedIn}
		}
		list = append(list, Use{buyerKey(a.Rule, buyer), 1, l.PerBuyer})
	}
	if l.PerDay > 0 {
		list = append(list, Use{dayKey(a.Rule, s.day(at)), 1, l.PerDay})
	}
	if len(l.Budget) > 0 {
		use, err := budgetUse(a)
		if err != nil {
			return nil, err
		}
		list = append(list, use)
	}
	if a.Stock > 0 && a.Units > 0 {
		list = append(list, Use{unitsKey(a.Rule), a.Units, a.Stock})
		if a.PerBuyer > 0 && buyer == "" {
			return nil, &RefusedError{Rule: a.Rule, Code: a.Code, Answer: promotion.CodeNotSignedIn}
		}
		if a.PerBuyer > 0 {
			list = append(list, Use{buyerUnitsKey(a.Rule, buyer), a.Units, a.PerBuyer})
		}
	}
	return list, nil
}

func budgetUse(a *promotion.Applied) (Use, error) {
	c := a.Amount.Currency()
	budget, ok := a.Limits.Budget.In(c)
	if !ok {
		return Use{}, &RefusedError{Rule: a.Rule, Code: a.Code, Answer: promotion.CodeIneligible}
	}
	n, err := a.Amount.Round(money.Up).Minor()
	if err != nil {
		return Use{}, &InputError{"amount", "is too large"}
	}
	most, err := budget.Minor()
	if err != nil {
		return Use{}, &InputError{"budget", "is too large"}
	}
	return Use{budgetKey(a.Rule, c.Code()), n, most}, nil
}

func (s *Service) day(at time.Time) string { return at.In(s.zone()).Format(time.DateOnly) }

// counted writes which counters were raised and by how much, one a line.
func counted(uses []Use) string {
	var b strings.Builder
	for _, u := range uses {
		b.WriteString(strconv.FormatInt(u.N, 10) + " " + u.Key + "\n")
	}
	return b.String()
}

// back reads what counted wrote, as uses that take it back.
func back(text string) ([]Use, error) {
	var uses []Use
	for line := range strings.Lines(text) {
		n, key, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		by, err := strconv.ParseInt(n, 10, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("%w: a redemption's counters cannot be read", ErrInput)
		}
		uses = append(uses, Use{Key: key, N: -by})
	}
	return uses, nil
}

func addUses(ctx context.Context, tx Tx, uses []Use) error {
	if len(uses) == 0 {
		return nil
	}
	slices.SortFunc(uses, func(a, b Use) int { return cmp.Compare(a.Key, b.Key) })
	merged := uses[:1]
	for _, u := range uses[1:] {
		if last := &merged[len(merged)-1]; last.Key == u.Key {
			last.N += u.N
			continue
		}
		merged = append(merged, u)
	}
	return tx.AddUses(ctx, merged...)
}

// SpentError names the counter that would pass its limit; a store answers it. It
// matches ErrSpent, and unwraps to the *RefusedError that a buyer is told.
type SpentError struct{ Key string }

// Error names the counter's kind and rule, and not the buyer.
func (e *SpentError) Error() string {
	kind, of := e.parts()
	if what, ok := map[string]string{
		"t": "all uses of rule", "b": "this buyer's uses of rule", "d": "today's uses of rule", "u": "the stock of rule",
		"v": "this buyer's units of rule", "m": "the budget of rule", "c": "the coupons of campaign", "cb": "this buyer's coupons of campaign",
	}[kind]; ok {
		kind = what
	}
	return ErrSpent.Error() + ": " + kind + " " + of
}

func (e *SpentError) parts() (kind, rule string) {
	kind, rest, _ := strings.Cut(e.Key, " ")
	rule, _, _ = strings.Cut(rest, " ")
	return kind, rule
}

// Is matches ErrSpent.
func (e *SpentError) Is(target error) bool { return target == ErrSpent }

// Unwrap answers the refusal: expired where everybody has used it up, ineligible
// where this buyer has.
func (e *SpentError) Unwrap() error {
	kind, rule := e.parts()
	answer := promotion.CodeExpired
	if kind == "b" || kind == "v" || kind == "cb" {
		answer = promotion.CodeIneligible
	}
	return &RefusedError{Rule: rule, Answer: answer}
}

// ConfirmIn makes a purchase's reservations final, with its payment. Rules limit it
// to these; none are all. It answers the redemptions that it moved, as they were
// before, by rule. It may be called again, which moves none, and for a purchase that
// redeemed nothing.
func (s *Service) ConfirmIn(ctx context.Context, tx Tx, purchase string, rules ...string) ([]Redemption, error) {
	return s.move(ctx, tx, purchase, func(r *Redemption) bool {
		return r.Status == Reserved && (len(rules) == 0 || slices.Contains(rules, r.Rule))
	}, Confirmed)
}

// ReleaseIn gives back what a purchase redeemed, with its cancellation, confirmed
// or not: counters fall and coupons can be used again. Rules limit it to these;
// none are all. It answers the redemptions that it moved, as they were before, by
// rule. It may be called again, which moves none.
func (s *Service) ReleaseIn(ctx context.Context, tx Tx, purchase string, rules ...string) ([]Redemption, error) {
	return s.move(ctx, tx, purchase, func(r *Redemption) bool {
		return r.Status != Released && (len(rules) == 0 || slices.Contains(rules, r.Rule))
	}, Released)
}

func (s *Service) move(ctx context.Context, tx Tx, purchase string, which func(*Redemption) bool, to Status) ([]Redemption, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	list, err := tx.RedemptionsOf(ctx, purchase)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(r Redemption) bool { return !which(&r) })
	if len(list) == 0 {
		return nil, nil
	}
	slices.SortFunc(list, func(a, b Redemption) int { return cmp.Compare(a.Rule, b.Rule) })
	before := slices.Clone(list)
	for i := range list {
		list[i].Status, list[i].Changed = to, s.now()
	}
	if err := tx.SaveRedemptions(ctx, list...); err != nil || to != Released {
		return before, err
	}
	return before, giveBack(ctx, tx, before)
}

// giveBack lowers the counters of redemptions and lets their coupons be used again.
func giveBack(ctx context.Context, tx Tx, list []Redemption) error {
	var uses []Use
	var codes []string
	for i := range list {
		taken, err := back(list[i].Counted)
		if err != nil {
			return err
		}
		uses = append(uses, taken...)
		if list[i].Coupon != "" {
			codes = append(codes, list[i].Coupon)
		}
	}
	if err := unspend(ctx, tx, codes); err != nil {
		return err
	}
	return addUses(ctx, tx, uses)
}

// unspend lets coupons be used once more.
func unspend(ctx context.Context, tx Tx, codes []string) error {
	slices.Sort(codes)
	var list []Coupon
	for _, code := range codes {
		c, err := tx.Coupon(ctx, code)
		if errors.Is(err, event.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c.Used = max(0, c.Used-1)
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil
	}
	return tx.SaveCoupons(ctx, list...)
}

// Usage answers how often rules have been redeemed, for promotion.Facts. The
// rules are those of promotion.Snapshot.Counted.
func (s *Service) Usage(ctx context.Context, rules []promotion.Rule, buyer, currency string) (map[string]promotion.Usage, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return nil, &InputError{"currency", "is unknown"}
	}
	const per = 6
	day := s.day(s.now())
	keys := make([]string, 0, per*len(rules))
	for i := range rules {
		id := rules[i].ID
		keys = append(keys, totalKey(id), buyerKey(id, buyer), dayKey(id, day), unitsKey(id), buyerUnitsKey(id, buyer), budgetKey(id, currency))
	}
	counts, err := s.Store.FindCounts(ctx, keys...)
	if err != nil {
		return nil, err
	}
	if len(counts) != len(keys) {
		return nil, fmt.Errorf("%w: the store answered %d counters of %d", ErrConfig, len(counts), len(keys))
	}
	usage := make(map[string]promotion.Usage, len(rules))
	for i := range rules {
		n := counts[per*i:]
		u := promotion.Usage{Total: n[0].N, Today: n[2].N, Units: n[3].N, Spent: money.New(n[5].N, c)}
		if buyer != "" {
			u.Buyer, u.BuyerUnits = n[1].N, n[4].N
		}
		usage[rules[i].ID] = u
	}
	return usage, nil
}
