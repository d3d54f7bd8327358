package event

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// relayLease is the name of the lease that relays of one store compete for.
const relayLease = "event.relay"

// A Relay carries committed events from the outbox to a Publisher, at least
// once and in the order of each subject. Any number of relays may work on one
// store: a lease lets one of them through at a time. Outbox, Publisher, Now and
// Owner are required; Owner must differ between processes.
type Relay struct {
	Outbox    Outbox
	Publisher Publisher
	Now       func() time.Time
	Owner     string
	Batch     int           // events read at once; 0: 100
	LeaseFor  time.Duration // how long a silent owner keeps the others out; 0: 30 s
}

// reach bounds how far behind events that cannot be published a relay looks.
const reach = 10

// RunOnce publishes what is waiting, at most a batch beyond the events that
// fail, and answers how many events it marked as sent: 0 and no error when
// there are none or another relay has the lease. An event that fails holds back
// the later ones of its subject only; the joined error names each failure.
func (r *Relay) RunOnce(ctx context.Context) (int, error) {
	if err := r.valid(); err != nil {
		return 0, err
	}
	mine, err := r.lease(ctx)
	if err != nil || !mine {
		return 0, err
	}
	pass := relayed{held: map[string]bool{}, skip: map[string]bool{}}
	limit := r.batch()
	for {
		waiting, err := r.Outbox.UnsentEvents(ctx, limit)
		if err != nil {
			return pass.sent, errors.Join(append(pass.failures, fmt.Errorf("event: read outbox: %w", err))...)
		}
		known := len(pass.skip)
		if err := r.publish(ctx, waiting, &pass); err != nil {
			return pass.sent, errors.Join(append(pass.failures, err)...)
		}
		full := len(waiting) == limit
		if !full || len(pass.skip) == known || limit >= reach*r.batch() {
			return pass.sent, errors.Join(pass.failures...)
		}
		limit = r.batch() + len(pass.skip)
	}
}

// relayed is what one pass has done so far.
type relayed struct {
	held     map[string]bool // subjects with a failed event
	skip     map[string]bool // events that stay in the outbox
	sent     int
	failures []error
}

// publish hands over what it may and marks it in one call, also when the
// context ends halfway, since it can no longer be taken back.
func (r *Relay) publish(ctx context.Context, waiting []Event, pass *relayed) error {
	var done []string
	var stop error
	half := r.Now().Add(r.leaseFor() / 2)
	for _, e := range waiting {
		if pass.skip[e.ID] {
			continue
		}
		if pass.held[e.Subject] {
			pass.skip[e.ID] = true
			continue
		}
		if stop = ctx.Err(); stop != nil {
			break
		}
		if !r.Now().Before(half) {
			if stop = r.renew(ctx); stop != nil {
				break
			}
			half = r.Now().Add(r.leaseFor() / 2)
		}
		if err := r.Publisher.Publish(ctx, e); err != nil {
			pass.held[e.Subject], pass.skip[e.ID] = true, true
			pass.failures = append(pass.failures, fmt.Errorf("event: publish %s: %w", e.ID, err))
			continue
		}
		done = append(done, e.ID)
	}
	if len(done) == 0 {
		return stop
	}
	if err := r.Outbox.MarkSent(context.WithoutCancel(ctx), r.Now(), done...); err != nil {
		return errors.Join(stop, fmt.Errorf("event: mark sent: %w", err))
	}
	pass.sent += len(done)
	return stop
}

func (r *Relay) lease(ctx context.Context) (bool, error) {
	now := r.Now()
	mine, err := r.Outbox.Lease(ctx, relayLease, r.Owner, now, now.Add(r.leaseFor()))
	if err != nil {
		return false, fmt.Errorf("event: lease: %w", err)
	}
	return mine, nil
}

// renew keeps the lease during a slow pass, or says that another owner has it.
func (r *Relay) renew(ctx context.Context) error {
	mine, err := r.lease(ctx)
	if err == nil && !mine {
		err = errors.New("event: lease lost to another relay")
	}
	return err
}

func (r *Relay) valid() error {
	switch {
	case r.Outbox == nil:
		return errors.New("event: Relay.Outbox is not set")
	case r.Publisher == nil:
		return errors.New("event: Relay.Publisher is not set")
	case r.Now == nil:
		return errors.New("event: Relay.Now is not set")
	case r.Owner == "":
		return errors.New("event: Relay.Owner is not set")
	}
	return nil
}

func (r *Relay) batch() int {
	if r.Batch > 0 {
		return r.Batch
	}
	return 100
}

func (r *Relay) leaseFor() time.Duration {
	if r.LeaseFor > 0 {
		return r.LeaseFor
	}
	return 30 * time.Second
}
