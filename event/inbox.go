package event

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An Inbox lets one consumer act once on each event, although publishers
// deliver at least once. All fields are required; Name tells this consumer from
// the others of the store and must not change while events are under way.
type Inbox struct {
	Store InboxStore
	Name  string
	Now   func() time.Time
}

// Handle runs fn in one transaction with the mark that this consumer has seen
// e, and answers nil without calling fn when it had seen e before. When fn
// fails nothing is written and the error is the caller's: deliver e again. fn
// may run again when the database asks for it.
func (i *Inbox) Handle(ctx context.Context, e Event, fn func(ctx context.Context, tx InboxTx) error) error {
	if err := i.valid(e); err != nil {
		return err
	}
	return i.Store.Do(ctx, func(ctx context.Context, tx InboxTx) error {
		first, err := tx.MarkSeen(ctx, i.Name, e.ID, i.Now())
		if err != nil {
			return fmt.Errorf("event: inbox %s: %w", i.Name, err)
		}
		if !first {
			return nil
		}
		return fn(ctx, tx)
	})
}

func (i *Inbox) valid(e Event) error {
	switch {
	case i.Store == nil:
		return errors.New("event: Inbox.Store is not set")
	case i.Name == "":
		return errors.New("event: Inbox.Name is not set")
	case i.Now == nil:
		return errors.New("event: Inbox.Now is not set")
	case e.ID == "":
		return errors.New("event: Inbox.Handle: Event.ID is empty")
	}
	return nil
}
