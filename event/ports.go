package event

import (
	"context"
	"time"
)

// Outbox is what a Relay needs of a store. Outside a transaction.
type Outbox interface {
	// Lease gives name to owner until the given time, renews it for the same
	// owner, and answers false while another owner's lease is running at now.
	Lease(ctx context.Context, name, owner string, now, until time.Time) (bool, error)
	// UnsentEvents lists at most limit committed events that are not marked
	// sent, oldest first, versions of one subject in order.
	UnsentEvents(ctx context.Context, limit int) ([]Event, error)
	// MarkSent marks events as delivered at the given time.
	MarkSent(ctx context.Context, at time.Time, ids ...string) error
}

// TimerStore is what Timers need of a store. Outside a transaction.
type TimerStore interface {
	// ClaimTimers takes at most limit timers due at now and not claimed by
	// anybody, hides them from other claims until the given time and raises
	// Attempts, which count the claim itself: 1 the first time. Earliest first,
	// then by ID. Two callers never get the same timer.
	ClaimTimers(ctx context.Context, now, until time.Time, limit int) ([]Timer, error)
	// FinishTimer removes a claimed timer, unless it has been moved since, be
	// it to the same Due: a moved timer has Attempts 0 again.
	FinishTimer(ctx context.Context, t Timer) error
	// DelayTimer makes a claimed timer due again at due, keeping its
	// attempts, unless it has been moved since.
	DelayTimer(ctx context.Context, t Timer, due time.Time) error
	// NextTimer answers when the earliest unclaimed timer is due; false when none is.
	NextTimer(ctx context.Context) (time.Time, bool, error)
}

// InboxTx is a consumer's transaction: its effects and the mark that it has
// seen an event commit together.
type InboxTx interface {
	Tx
	// MarkSeen answers true the first time this consumer sees this event.
	MarkSeen(ctx context.Context, consumer, eventID string, at time.Time) (bool, error)
}

// InboxStore opens a consumer's transactions.
type InboxStore interface {
	Do(ctx context.Context, fn func(context.Context, InboxTx) error) error
}

// Retention deletes what has done its work.
type Retention interface {
	// Prune deletes sent events and inbox marks older than before, at most
	// limit of each, and answers how many rows went.
	Prune(ctx context.Context, before time.Time, limit int) (int64, error)
}
