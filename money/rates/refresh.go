package rates

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// Refresher brings the rates of one provider into a Holder. The host runs it;
// requests read the Holder and never wait for it. All fields but the last three
// are required.
type Refresher struct {
	// Fetch returns the bytes of the file as they are now. It bounds their
	// number and its own time.
	Fetch func(ctx context.Context) ([]byte, error)
	// Read reads such a file: ECBXML, OpenExchangeRates and so on.
	Read   func(io.Reader) (Feed, error)
	Holder *Holder
	// Wait returns after d, or the context's error before that.
	Wait  func(ctx context.Context, d time.Duration) error
	Every time.Duration // between two successful fetches
	Retry time.Duration // after a failed one, doubled up to Every; Every when zero
	Keep  time.Duration // rates older than the newest by more are dropped; zero keeps all
	// OnError hears of failed fetches and files; nil ignores them. The rates of
	// before stay in place.
	OnError func(error)
}

// RunOnce fetches and reads the file and adds its rates to the table of the
// Holder, where a rate replaces one of the same pair and as-of. On an error the
// table stays as it was.
func (r *Refresher) RunOnce(ctx context.Context) error {
	if r.Fetch == nil || r.Read == nil || r.Holder == nil {
		return bad("refresher", "has no Fetch, Read or Holder")
	}
	body, err := r.Fetch(ctx)
	if err != nil {
		return err
	}
	feed, err := r.Read(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return r.Holder.Update(func(t *Table) (*Table, error) {
		next, err := t.With(feed.Rates)
		if err == nil && r.Keep > 0 {
			next = next.Since(next.Latest().Add(-r.Keep))
		}
		return next, err
	})
}

// Run calls RunOnce again and again until the context ends, whose error it
// returns. Call it from one goroutine of the host.
func (r *Refresher) Run(ctx context.Context) error {
	return repeat(ctx, rhythm{r.Wait, r.Every, r.Retry, r.OnError}, r.RunOnce)
}

// rhythm says how often something is done.
type rhythm struct {
	wait         func(ctx context.Context, d time.Duration) error
	every, retry time.Duration
	onError      func(error)
}

func repeat(ctx context.Context, r rhythm, once func(context.Context) error) error {
	if r.wait == nil || r.every <= 0 || r.retry < 0 {
		return bad("refresher", "has no Wait, no Every or a negative Retry")
	}
	failed := 0
	for ctx.Err() == nil {
		err := once(ctx)
		if err == nil {
			failed = 0
		} else {
			failed++
		}
		if err != nil && r.onError != nil && ctx.Err() == nil {
			r.onError(err)
		}
		if err := r.wait(ctx, r.pause(failed)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// pause returns how long to wait after so many failures in a row.
func (r rhythm) pause(failed int) time.Duration {
	if failed == 0 || r.retry == 0 {
		return r.every
	}
	d := r.retry
	for i := 1; i < failed && d < r.every; i++ {
		d *= 2
	}
	return min(d, r.every)
}

// isMissing tells a pair that a source does not have from one it could not ask
// about.
func isMissing(err error) bool { return errors.Is(err, ErrNoRate) || errors.Is(err, ErrInput) }
