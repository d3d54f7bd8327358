package rules

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/secure"
)

// EndTimer is the kind of the timer that ends a rule when its time has passed.
const EndTimer = "promotion.rule.end"

const maxNote = 1000

// A Step names a rule as the actor saw it, and what they say about what they do.
type Step struct {
	ID      string
	Version int64  // of the Record; event.ErrStale when it has changed since
	Note    string // for the history, at most 1,000 bytes, no personal data
}

func (at Step) check() error {
	switch {
	case len(at.Note) > maxNote:
		return &promotion.InputError{Field: "note", Reason: fmt.Sprintf("is longer than %d bytes", maxNote)}
	case !utf8.ValidString(at.Note) || strings.ContainsRune(at.Note, 0):
		return &promotion.InputError{Field: "note", Reason: "is not valid text"}
	}
	return nil
}

// Submit asks a second person to publish the newest revision.
func (s *Service) Submit(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.do(ctx, by, Edit, Submit, at)
}

// Decline is the second person's no: the rule goes back to its author, with the
// note.
func (s *Service) Decline(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.do(ctx, by, GoLive, Decline, at)
}

// Publish makes the newest revision count, in one commit with its place in the
// book. It is judged as by Save, and it must not have ended: a
// *promotion.RuleError. An *ApprovalError says that somebody else has to do it:
// with RequireTwo another person than the last author, and somebody who may
// publish everybody's rules where a seller's rule has others pay, gives points
// or stands in the way of rules that are not the seller's.
func (s *Service) Publish(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.enter(ctx, by, Publish, at)
}

// Resume lets a paused rule count again, as it was published. The book may have
// changed meanwhile, so it is judged anew.
func (s *Service) Resume(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.enter(ctx, by, Resume, at)
}

// Pause takes a live rule out of the book for now.
func (s *Service) Pause(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.do(ctx, by, GoLive, Pause, at)
}

// Withdraw takes a rule out for ever. Its history stays.
func (s *Service) Withdraw(ctx context.Context, by secure.Actor, at Step) (Record, error) {
	return s.do(ctx, by, GoLive, Withdraw, at)
}

// Timers are what a host's event.Timers has to call.
func (s *Service) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{EndTimer: s.end}
}

// end ends a rule whose time has passed, unless it was given more.
func (s *Service) end(ctx context.Context, t event.Timer) error {
	if err := s.check(); err != nil {
		return err
	}
	by := secure.System(EndTimer)
	err := s.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		r, err := tx.Rule(ctx, t.Subject)
		if err != nil {
			return err
		}
		if r.State != Live && r.State != Paused || r.Ends.IsZero() || r.Ends.After(s.now()) {
			return nil
		}
		return s.step(ctx, tx, by, &r, change{event: End})
	})
	if notFound(err) {
		return nil
	}
	return err
}

// do is a command that needs no look at the book.
func (s *Service) do(ctx context.Context, by secure.Actor, action secure.Action, e Event, at Step) (Record, error) {
	if err := errors.Join(s.check(), at.check()); err != nil {
		return Record{}, err
	}
	var done Record
	err := s.Store.Do(ctx, func(ctx context.Context, tx Tx) (err error) {
		if done, err = s.held(ctx, tx, by, action, at); err != nil {
			return err
		}
		return s.step(ctx, tx, by, &done, change{event: e, note: at.Note})
	})
	s.cache.forget()
	return done, err
}

// errMoved says that the book changed since the rule was judged.
var errMoved = fmt.Errorf("%w: the book of rules", event.ErrStale)

// maxTries bounds how often a rule is judged anew because another went live.
const maxTries = 100

// enter lets a rule into the book it was judged in, and begins anew when another
// was faster. The new book is compiled before it counts, outside the transaction,
// so that no cart of this process waits for it.
func (s *Service) enter(ctx context.Context, by secure.Actor, e Event, at Step) (done Record, err error) {
	if err := errors.Join(s.check(), at.check()); err != nil {
		return Record{}, err
	}
	for range maxTries {
		next, err := s.entry(ctx, by, e, at)
		if err != nil {
			return Record{}, err
		}
		err = s.Store.Do(ctx, func(ctx context.Context, tx Tx) (err error) {
			if done, err = s.held(ctx, tx, by, GoLive, at); err != nil {
				return err
			}
			return s.step(ctx, tx, by, &done, change{event: e, note: at.Note, judged: true, book: next.version - 1})
		})
		if err == nil {
			s.cache.succeed(next)
		}
		s.cache.forget()
		if !errors.Is(err, errMoved) {
			return done, err
		}
	}
	return Record{}, errMoved
}

// entry judges what would count, and answers the book that has it.
func (s *Service) entry(ctx context.Context, by secure.Actor, e Event, at Step) (*book, error) {
	r, err := s.Store.FindRule(ctx, at.ID)
	if err != nil {
		return nil, err
	}
	if err := s.same(by, GoLive, at, r); err != nil {
		return nil, err
	}
	if _, err := lifecycle.Next(r.State, e, &r); err != nil {
		return nil, fmt.Errorf("rules: rule %s: %w", r.ID, err)
	}
	body := r.LiveBody
	if e == Publish {
		body = r.Body
	}
	counted, err := promotion.ParseRule([]byte(body), s.kinds())
	if err != nil {
		return nil, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.admit(ctx, entrant{by, e, r, counted}, b); err != nil {
		return nil, err
	}
	return s.with(b, counted, s.now())
}

// A change is what happens to a record.
type change struct {
	event  Event
	note   string
	judged bool  // in the book of this version
	book   int64 // of no matter unless judged
}

// step moves a held record and writes it, its history, its event and its timer;
// where the book changes, that last.
func (s *Service) step(ctx context.Context, tx Tx, by secure.Actor, r *Record, c change) error {
	before, now := *r, s.now()
	state, err := lifecycle.Next(r.State, c.event, r)
	if err != nil {
		return fmt.Errorf("rules: rule %s: %w", r.ID, err)
	}
	r.State, r.Changed = state, now
	if err := r.happen(c.event, by.ID, now); err != nil {
		return err
	}
	if err := tx.SaveRule(ctx, *r); err != nil {
		return err
	}
	r.Version++
	line := Change{
		Rule: r.ID, No: r.Version, Event: c.event, State: r.State, Revision: r.Saved, Note: c.note, By: by.ID, Role: string(by.Role), At: now,
	}
	if c.event == Save {
		line.Body = r.Body
	}
	if err := tx.AddRuleChange(ctx, line); err != nil {
		return err
	}
	if err := tx.Emit(ctx, happened(r, c.event)); err != nil {
		return err
	}
	if err := deadline(ctx, tx, r, c.event); err != nil {
		return err
	}
	if before.counts() == r.counts() && before.Live == r.Live {
		return nil
	}
	return raise(ctx, tx, c)
}

// happen fills in what an event changes besides the state.
func (r *Record) happen(e Event, who string, now time.Time) error {
	switch e {
	case Save:
		r.Saved, r.SavedBy, r.SavedAt, r.Asked = r.Saved+1, who, now, 0
	case Submit:
		r.Asked = r.Saved
	case Decline, Withdraw:
		r.Asked = 0
	case Publish:
		r.Live, r.LiveBody, r.PublishedBy, r.PublishedAt, r.Asked = r.Saved, r.Body, who, now, 0
		ends, err := endOf(r.LiveBody)
		r.Ends = ends
		return err
	case Pause, Resume, End:
	}
	return nil
}

// happened is the event that others hear of.
func happened(r *Record, e Event) event.Event {
	words := map[Event]string{
		Save: "saved", Submit: "submitted", Decline: "declined", Publish: "published", Pause: "paused", Resume: "resumed", End: "ended",
		Withdraw: "withdrawn",
	}
	return event.Event{
		ID: fmt.Sprintf("promotion.rule.%s.%d", r.ID, r.Version), Type: "promotion.rule." + words[e], Subject: "promotion.rule/" + r.ID,
		Version: r.Version, At: r.Changed, Data: fmt.Appendf(nil, `{"revision":%d,"live":%d}`, r.Saved, r.Live),
	}
}

// deadline sets or removes the timer that ends the rule.
func deadline(ctx context.Context, tx Tx, r *Record, e Event) error {
	t := event.Timer{Kind: EndTimer, Subject: r.ID, Due: r.Ends}
	switch {
	case e == Publish && !r.Ends.IsZero():
		return tx.Schedule(ctx, t)
	case (e == Publish || e == Withdraw) && r.Live > 0:
		return tx.Unschedule(ctx, t.ID())
	}
	return nil
}

func raise(ctx context.Context, tx Tx, c change) error {
	version, err := tx.RuleBook(ctx)
	if err != nil {
		return err
	}
	if c.judged && version != c.book {
		return errMoved
	}
	return tx.RaiseRuleBook(ctx, version)
}
