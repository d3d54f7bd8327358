package rules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
)

// book is the live rules of one version, compiled. It is never changed.
type book struct {
	version  int64
	rules    []promotion.Rule
	snapshot *promotion.Snapshot
	left     []error // why rules were left out
}

// cache keeps the newest book.
type cache struct {
	mu      sync.Mutex
	book    *book     // nil before the first
	asked   time.Time // when its version was last compared; zero: compare now
	era     int64     // of the last forget
	loading sync.Mutex
}

// look answers the book that is kept, and whether it is so fresh that nobody has
// to ask.
func (c *cache) look(now time.Time, maxAge time.Duration) (kept *book, fresh bool, era int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	age := now.Sub(c.asked)
	return c.book, c.book != nil && !c.asked.IsZero() && age >= 0 && age < maxAge, c.era
}

// put keeps a book that was read.
func (c *cache) put(b *book) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.book = b
}

// succeed keeps the book that follows the one that is kept.
func (c *cache) succeed(b *book) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.book != nil && c.book.version == b.version-1 {
		c.book = b
	}
}

// saw remembers that b was the newest at a time, unless the book was changed here
// since the look of that era, or is another by now.
func (c *cache) saw(b *book, now time.Time, era int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.book == b && c.era == era {
		c.asked = now
	}
}

// forget makes the next look ask.
func (c *cache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = time.Time{}
	c.era++
}

// Snapshot is the compiled book of live rules, the same value until a rule
// changes. It costs one small read a call, none within MaxAge, and is safe for
// concurrent use; a change made in another process is seen at the next read. A
// live rule that this program cannot read, because a newer one or one with other
// Kinds published it, is left out; see LeftOut.
func (s *Service) Snapshot(ctx context.Context) (*promotion.Snapshot, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	return b.snapshot, nil
}

// LeftOut says which live rules the snapshot does not have, and why: mostly a
// *promotion.RuleError each. A host should look after it starts.
func (s *Service) LeftOut(ctx context.Context) ([]error, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(b.left), nil
}

// book answers the newest book.
func (s *Service) book(ctx context.Context) (*book, error) {
	now := s.now()
	kept, fresh, era := s.cache.look(now, s.MaxAge)
	if fresh {
		return kept, ctx.Err()
	}
	version, err := s.Store.FindRuleBook(ctx)
	if err != nil {
		return nil, err
	}
	if kept != nil && kept.version == version {
		s.cache.saw(kept, now, era)
		return kept, nil
	}
	s.cache.loading.Lock()
	defer s.cache.loading.Unlock()
	if other, _, _ := s.cache.look(now, 0); other != kept && other.version >= version {
		return other, nil // somebody else was faster
	}
	next, err := s.load(ctx, kept, now)
	if err != nil {
		return nil, err
	}
	s.cache.put(next)
	s.cache.saw(next, now, era)
	return next, nil
}

// load reads and compiles the book. The version is read first: rules that
// change meanwhile are newer than it says, never older.
func (s *Service) load(ctx context.Context, old *book, now time.Time) (*book, error) {
	version, err := s.Store.FindRuleBook(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]promotion.Rule{}
	if old != nil {
		for _, r := range old.rules {
			known[r.ID] = r
		}
	}
	return s.read(s.Store.LiveRules(ctx, now.Add(-s.keep())), version, known)
}

// SnapshotAt is the book that counted at a moment of the past, by the rules'
// histories and with today's layers, groups and kinds: to price an order again as
// it was, when a part of it is returned. It is read and compiled anew with every
// call. What LeftOut says of the live book holds here, too.
func (s *Service) SnapshotAt(ctx context.Context, at time.Time) (*promotion.Snapshot, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	b, err := s.read(s.Store.RulesAt(ctx, at, at.Add(-s.keep())), 0, nil)
	if err != nil {
		return nil, err
	}
	return b.snapshot, nil
}

// read compiles rules; those that are known need not be parsed.
func (s *Service) read(list iter.Seq2[Current, error], version int64, known map[string]promotion.Rule) (*book, error) {
	b, kinds := &book{version: version}, s.kinds()
	for c, err := range list {
		if err != nil {
			return nil, err
		}
		r, ok := known[c.ID]
		if !ok || r.Revision != c.Revision {
			if r, err = promotion.ParseRule([]byte(c.Body), kinds); err != nil {
				b.left = append(b.left, err)
				continue
			}
		}
		b.rules = append(b.rules, r)
	}
	return b, b.compile(s.settings(), kinds)
}

func (s *Service) keep() time.Duration {
	if s.Keep <= 0 {
		return 30 * 24 * time.Hour
	}
	return s.Keep
}

// settings is the book without its rules.
func (s *Service) settings() promotion.Book {
	return promotion.Book{Layers: s.Layers, Groups: s.Groups}
}

// compile leaves out what does not compile: rules of layers that are gone, or that
// were published under other settings.
func (b *book) compile(settings promotion.Book, kinds promotion.Kinds) error {
	settings.Rules = b.rules
	snapshot, err := promotion.Compile(settings, kinds)
	if err == nil {
		b.snapshot = snapshot
		return nil
	}
	fit := make([]promotion.Rule, 0, len(b.rules))
	for _, r := range b.rules {
		settings.Rules = []promotion.Rule{r}
		if _, err := promotion.Compile(settings, kinds); err != nil {
			b.left = append(b.left, err)
		} else {
			fit = append(fit, r)
		}
	}
	for {
		settings.Rules = fit
		snapshot, err := promotion.Compile(settings, kinds)
		var wrong *promotion.RuleError
		if err == nil || !errors.As(err, &wrong) || wrong.Rule == "" {
			b.rules, b.snapshot = fit, snapshot
			return err
		}
		b.left = append(b.left, err)
		fit = slices.DeleteFunc(fit, func(r promotion.Rule) bool { return r.ID == wrong.Rule })
	}
}

// judge refuses a rule that does not go with the others of the book. Only those
// that it names, or that name it, can contradict it, so these alone are compiled.
func (s *Service) judge(b *book, r promotion.Rule, now time.Time) error {
	settings := s.settings()
	settings.Rules = []promotion.Rule{r}
	for _, other := range b.rules {
		if other.ID != r.ID && (names(r.Stack, other.ID) || names(other.Stack, r.ID)) {
			settings.Rules = append(settings.Rules, other)
		}
	}
	if _, err := promotion.Compile(settings, s.kinds()); err != nil {
		return blame(err, r)
	}
	for _, code := range r.Codes {
		if !b.snapshot.HasCode(code) {
			continue
		}
		for _, other := range b.rules {
			if other.ID != r.ID && slices.Contains(other.Codes, code) && overlap(r, other, now) {
				why := code + " is taken at that time"
				if other.Seller == r.Seller {
					why = fmt.Sprintf("%s is a code of rule %s at the same time", code, other.ID)
				}
				return &promotion.RuleError{Rule: r.ID, Field: "codes", Reason: why}
			}
		}
	}
	return nil
}

// blame makes an error about a rule that is there already one about the rule that
// does not go with it, whose author can do something.
func blame(err error, r promotion.Rule) error {
	wrong, ok := errors.AsType[*promotion.RuleError](err)
	if !ok || wrong.Rule == r.ID {
		return err
	}
	return &promotion.RuleError{Rule: r.ID, Field: "stack", Reason: "does not go with " + wrong.Rule + ", whose " + wrong.Field + " " + wrong.Reason}
}

func names(s promotion.Stack, id string) bool {
	return slices.Contains(s.OnlyWith, id) || slices.Contains(s.Without, id)
}

// with is the book once the rule is in it.
func (s *Service) with(b *book, r promotion.Rule, now time.Time) (*book, error) {
	next, since := &book{version: b.version + 1}, now.Add(-s.keep())
	for _, other := range b.rules {
		if other.ID != r.ID && (other.Ends.IsZero() || other.Ends.After(since)) {
			next.rules = append(next.rules, other)
		}
	}
	next.left = slices.DeleteFunc(slices.Clone(b.left), func(err error) bool {
		var wrong *promotion.RuleError
		return errors.As(err, &wrong) && wrong.Rule == r.ID
	})
	settings := s.settings()
	next.rules = append(next.rules, r)
	settings.Rules = next.rules
	snapshot, err := promotion.Compile(settings, s.kinds())
	next.snapshot = snapshot
	return next, err
}

// overlap reports whether two rules act at one time from now on.
func overlap(a, b promotion.Rule, now time.Time) bool {
	starts := now
	for _, r := range []promotion.Rule{a, b} {
		if r.Starts.After(starts) {
			starts = r.Starts
		}
	}
	return (a.Ends.IsZero() || a.Ends.After(starts)) && (b.Ends.IsZero() || b.Ends.After(starts))
}

// endOf reads the end of a rule.
func endOf(body string) (time.Time, error) {
	var r struct {
		Ends time.Time `json:"ends"`
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return time.Time{}, fmt.Errorf("rules: stored rule: %w", err)
	}
	return r.Ends.UTC().Truncate(time.Millisecond), nil
}
