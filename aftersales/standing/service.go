package standing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
)

// ReviewTimer is the kind of the timers that review sellers; the Subject is the
// seller, a slash and the Monday, so that no mark puts a review off.
const ReviewTimer = "standing.review"

const week = 7 * day

// A Service supervises merchants. All fields are required: a command answers
// ErrConfig, naming the field, where one is missing.
type Service struct {
	Store  Store
	Preset Preset
	Now    func() time.Time
}

var _ Reader = (*Service)(nil)

func (s *Service) ready() error {
	var missing string
	switch {
	case s.Store == nil:
		missing = "Store"
	case s.Now == nil:
		missing = "Now"
	default:
		return s.Preset.Check()
	}
	return fmt.Errorf("%w: %s is not set", ErrConfig, missing)
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// in runs fn in a transaction, anew where somebody was faster.
func (s *Service) in(ctx context.Context, fn func(context.Context, Tx) error) error {
	if err := s.ready(); err != nil {
		return err
	}
	var err error
	for range 10 {
		if err = s.Store.Do(ctx, fn); !errors.Is(err, event.ErrStale) {
			return err
		}
	}
	return err
}

// Record keeps what merchants did well or badly. A mark that was recorded before
// changes nothing. The first mark of a seller begins the weekly reviews.
func (s *Service) Record(ctx context.Context, marks ...Mark) error {
	return s.in(ctx, func(ctx context.Context, tx Tx) error { return s.RecordIn(ctx, tx, marks...) })
}

// RecordIn is Record in the caller's transaction.
func (s *Service) RecordIn(ctx context.Context, tx Tx, marks ...Mark) error {
	for i, m := range marks {
		if m.ID == "" || m.Seller == "" || m.Metric == "" || m.At.IsZero() {
			return &InputError{fmt.Sprintf("marks[%d]", i), "needs an id, a seller, a metric and a moment"}
		}
	}
	if len(marks) == 0 {
		return nil
	}
	if err := tx.AddMarks(ctx, marks...); err != nil {
		return err
	}
	var sellers []catalog.SellerID
	for _, m := range marks {
		if !slices.Contains(sellers, m.Seller) {
			sellers = append(sellers, m.Seller)
		}
	}
	for _, seller := range sellers {
		if err := s.arm(ctx, tx, seller); err != nil {
			return err
		}
	}
	return nil
}

// arm sets the timer of a seller's next review.
func (s *Service) arm(ctx context.Context, tx Tx, seller catalog.SellerID) error {
	due := monday(s.now())
	return tx.Schedule(ctx, event.Timer{Kind: ReviewTimer, Subject: string(seller) + "/" + due.Format(time.DateOnly), Due: due})
}

// monday is the next Monday, 00:00 UTC: everybody is reviewed then.
func monday(at time.Time) time.Time {
	at = at.UTC().Truncate(day)
	return at.AddDate(0, 0, 7-(int(at.Weekday())+6)%7)
}

// Timers are the handlers of the service's deadlines.
func (s *Service) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{
		ReviewTimer: func(ctx context.Context, t event.Timer) error {
			seller := t.Subject[:max(strings.LastIndexByte(t.Subject, '/'), 0)]
			return s.in(ctx, func(ctx context.Context, tx Tx) error {
				if _, err := s.review(ctx, tx, catalog.SellerID(seller)); err != nil {
					return err
				}
				return s.arm(ctx, tx, catalog.SellerID(seller))
			})
		},
	}
}

// Review judges a seller now: every metric that is proven to be bad brings its
// points, once a week, and what was done in time earns points back. It answers
// the judgements in the order of the preset's rules.
func (s *Service) Review(ctx context.Context, seller catalog.SellerID) ([]Judgement, error) {
	var judged []Judgement
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		judged, err = s.review(ctx, tx, seller)
		return err
	})
	return judged, err
}

func (s *Service) review(ctx context.Context, tx Tx, seller catalog.SellerID) ([]Judgement, error) {
	ever, err := tx.Tallies(ctx, seller, time.Time{})
	if err != nil {
		return nil, err
	}
	have, err := tx.Entries(ctx, seller)
	if err != nil {
		return nil, err
	}
	judged, err := s.judge(ctx, tx, seller, ever)
	if err != nil {
		return nil, err
	}
	fresh := s.earned(seller, ever, have)
	for i, j := range judged {
		if j.Level == Condemned || j.Level == Grave {
			fresh = append(fresh, s.violation(seller, s.Preset.Rules[i], s.now()))
		}
	}
	return judged, s.add(ctx, tx, have, fresh)
}

// judge is what is likely behind a seller's rates now, rule by rule.
func (s *Service) judge(ctx context.Context, tx Tx, seller catalog.SellerID, ever map[Metric]Tally) ([]Judgement, error) {
	window, err := tx.Tallies(ctx, seller, s.now().Add(-s.Preset.Window))
	if err != nil {
		return nil, err
	}
	judged := make([]Judgement, len(s.Preset.Rules))
	for i, r := range s.Preset.Rules {
		judged[i] = Judge(r, window[r.Metric], ever[r.Metric])
	}
	return judged, nil
}

// Judge answers what a review would find of a seller now, in the order of the
// preset's rules, and changes nothing: for that seller's merchants and for staff,
// ErrNotFound for others.
func (s *Service) Judge(ctx context.Context, by secure.Actor, seller catalog.SellerID) ([]Judgement, error) {
	if !sees(by, seller) {
		return nil, ErrNotFound
	}
	var judged []Judgement
	err := s.in(ctx, func(ctx context.Context, tx Tx) error {
		ever, err := tx.Tallies(ctx, seller, time.Time{})
		if err != nil {
			return err
		}
		judged, err = s.judge(ctx, tx, seller, ever)
		return err
	})
	return judged, err
}

// sees reports whether an actor may know how a seller stands in detail.
func sees(by secure.Actor, seller catalog.SellerID) bool {
	return by.Sells(string(seller)) || by.Role == secure.RoleStaff && !by.Anonymous()
}

// violation are the points of a rule for this week.
func (s *Service) violation(seller catalog.SellerID, r Rule, now time.Time) Entry {
	id := fmt.Sprintf("review.%s.%s.%s", seller, r.Metric, monday(now).Add(-week).Format(time.DateOnly))
	return Entry{
		ID: id, Seller: seller, Kind: Violation, Track: r.Track, Points: r.Points, Reason: string(r.Metric), By: reviewer, At: now,
		Expires: s.Preset.Expires(now),
	}
}

// earned are the points for every full number of orders that were handed over in
// time, each once.
func (s *Service) earned(seller catalog.SellerID, ever map[Metric]Tally, have []Entry) []Entry {
	if s.Preset.Per == 0 || s.Preset.Earn == 0 {
		return nil
	}
	done := int64(0)
	for _, e := range have {
		if e.Kind == EarnBack {
			done++
		}
	}
	var list []Entry
	for n := done + 1; n <= ever[LateHandOver].Good/s.Preset.Per; n++ {
		list = append(list, Entry{
			ID: fmt.Sprintf("earned.%s.%d", seller, n), Seller: seller, Kind: EarnBack, Track: General, Points: s.Preset.Earn,
			Reason: "orders", By: reviewer, At: s.now(),
		})
	}
	return list
}

// add writes the entries that are not there yet and tells of them.
func (s *Service) add(ctx context.Context, tx Tx, have, fresh []Entry) error {
	fresh = slices.DeleteFunc(fresh, func(e Entry) bool {
		return slices.ContainsFunc(have, func(old Entry) bool { return old.ID == e.ID })
	})
	if len(fresh) == 0 {
		return nil
	}
	if err := tx.AddEntries(ctx, fresh...); err != nil {
		return err
	}
	events := make([]event.Event, len(fresh))
	for i, e := range fresh {
		events[i] = event.Event{ID: "standing." + e.ID, Type: "standing." + string(e.Kind), Subject: "seller/" + string(e.Seller), At: e.At}
	}
	return tx.Emit(ctx, events...)
}

// A Charge is what staff holds against a merchant.
type Charge struct {
	Key    string // unique for the charge, for example "case/01J…/counterfeit"
	Seller catalog.SellerID
	Track  Track  // one that the preset has rules or nodes for
	Points int    // 1 to 48
	Reason string // a code or words, 1 to 300 characters
}

// Punish adds points by hand, by staff. The same charge again is the same entry;
// another one with its Key is ErrKeyReused.
func (s *Service) Punish(ctx context.Context, by secure.Actor, c Charge) (Entry, error) {
	switch {
	case by.Role != secure.RoleStaff || by.Anonymous():
		return Entry{}, &secure.DeniedError{Action: "standing.punish", Role: by.Role}
	case c.Key == "" || len(c.Key) > 128:
		return Entry{}, &InputError{"key", "must have 1 to 128 characters"}
	case c.Seller == "":
		return Entry{}, &InputError{"seller", "is missing"}
	case c.Track == "":
		return Entry{}, &InputError{"track", "is missing"}
	case !s.Preset.has(c.Track):
		return Entry{}, &InputError{"track", "is not one of the preset"}
	case c.Points < 1 || c.Points > 48:
		return Entry{}, &InputError{"points", "must be 1 to 48"}
	case strings.TrimSpace(c.Reason) == "" || len(c.Reason) > 300:
		return Entry{}, &InputError{"reason", "must have 1 to 300 characters"}
	}
	var e Entry
	err := s.in(ctx, func(ctx context.Context, tx Tx) error {
		now := s.now()
		e = Entry{
			ID: "charge." + string(c.Seller) + "." + c.Key, Seller: c.Seller, Kind: Violation, Track: c.Track, Points: c.Points, Reason: c.Reason,
			By: by.ID, At: now, Expires: s.Preset.Expires(now),
		}
		have, err := tx.Entries(ctx, c.Seller)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(have, func(old Entry) bool { return old.ID == e.ID }); i >= 0 {
			e = have[i]
			if e.Track != c.Track || e.Points != c.Points || e.Reason != c.Reason {
				return ErrKeyReused
			}
			return nil
		}
		return s.add(ctx, tx, have, []Entry{e})
	})
	return e, err
}

// Appeal contests an entry, once, by its merchant: until it is decided it does not
// count.
func (s *Service) Appeal(ctx context.Context, by secure.Actor, seller catalog.SellerID, id, why string) error {
	if !by.Sells(string(seller)) {
		return ErrNotFound
	}
	if strings.TrimSpace(why) == "" || len(why) > 2000 {
		return &InputError{"why", "must have 1 to 2000 characters"}
	}
	return s.answer(ctx, seller, Entry{ID: "appeal." + id, Kind: Freeze, Of: id, Reason: why, By: by.ID})
}

// Decide ends an appeal, by staff. Where it is upheld the standing is what it
// would have been without the entry, and Replay says which measures were lifted. A
// second decision is ErrDecided.
func (s *Service) Decide(ctx context.Context, by secure.Actor, seller catalog.SellerID, id string, upheld bool) error {
	if by.Role != secure.RoleStaff || by.Anonymous() {
		return &secure.DeniedError{Action: "standing.decide", Role: by.Role}
	}
	e := Entry{ID: "verdict." + id, Kind: Thaw, Of: id, Reason: "appeal", By: by.ID}
	if upheld {
		e.Kind = Reversal
	}
	return s.answer(ctx, seller, e)
}

// answer adds an entry about another.
func (s *Service) answer(ctx context.Context, seller catalog.SellerID, e Entry) error {
	return s.in(ctx, func(ctx context.Context, tx Tx) error {
		have, err := tx.Entries(ctx, seller)
		if err != nil {
			return err
		}
		at := func(id string) int { return slices.IndexFunc(have, func(old Entry) bool { return old.ID == id }) }
		about := at(e.Of)
		switch {
		case about < 0 || have[about].Kind != Violation:
			return ErrNotFound
		case e.Kind == Freeze && at(e.ID) >= 0:
			return ErrAppealed
		case at(e.ID) >= 0:
			return ErrDecided
		case e.Kind != Freeze && at("appeal."+e.Of) < 0:
			return &InputError{"entry", "was not appealed against"}
		}
		e.Seller, e.Track, e.At = seller, have[about].Track, s.now()
		return s.add(ctx, tx, have, []Entry{e})
	})
}

// Standing answers how a seller stands now.
func (s *Service) Standing(ctx context.Context, seller catalog.SellerID) (Standing, error) {
	if err := s.ready(); err != nil {
		return Standing{}, err
	}
	entries, err := s.Store.FindEntries(ctx, seller)
	if err != nil {
		return Standing{}, err
	}
	return Replay(seller, entries, s.Preset, s.now()), nil
}

// Ledger lists a seller's entries, oldest first, for that seller's merchants and
// for staff: ErrNotFound for others.
func (s *Service) Ledger(ctx context.Context, by secure.Actor, seller catalog.SellerID) ([]Entry, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	if !sees(by, seller) {
		return nil, ErrNotFound
	}
	return s.Store.FindEntries(ctx, seller)
}
