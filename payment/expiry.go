package payment

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// ExpiryTimer is the kind of the timers that warn before an authorization ends.
const ExpiryTimer = "payment.expiry"

// AuthExpiring is the type of the event that tells, a day before an
// authorization ends or when the last quarter of its life begins, whichever is
// later, that nobody has captured or voided all of it: capture it now, or charge
// anew later. Its subject is the Authorize operation.
const AuthExpiring = "payment.authorize.expiring"

// warnLater schedules the warning for an authorization that has begun to hold.
func (e *Engine) warnLater(ctx context.Context, tx Tx, op Operation) error {
	p := e.Providers[op.Provider]
	if p == nil {
		return nil
	}
	life := p.Info().AuthValidity
	if life <= 0 || life == Forever {
		return nil
	}
	ahead := min(life/4, 24*time.Hour)
	return tx.Schedule(ctx, event.Timer{Kind: ExpiryTimer, Subject: string(op.Ref), Due: op.Updated.Add(life - ahead)})
}

// warn tells of an authorization that still promises money. A second call finds
// the event there.
func (e *Engine) warn(ctx context.Context, ref Ref) error {
	err := e.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
		op, err := tx.Operation(ctx, ref)
		if err != nil {
			return err
		}
		p, err := tx.Payment(ctx, op.Payment)
		if err != nil || op.Status != Succeeded || !p.Authorized.IsPositive() {
			return err
		}
		return tx.Emit(ctx, event.Event{
			ID: "payment." + string(ref) + ".expiring", Type: AuthExpiring, Subject: "operation/" + string(ref),
			Version: op.Version, At: e.now(), Data: []byte(`{"payment":` + strconv.Quote(string(op.Payment)) + `}`),
		})
	})
	if errors.Is(err, event.ErrNotFound) || errors.Is(err, event.ErrStale) {
		return nil
	}
	return err
}
