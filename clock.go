package cartwright

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// orMachine fills what the host left out with the machine's own clock and
// randomness. This file is where both enter; no other package reads them.
func (o Options) orMachine() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Publisher == nil {
		o.Publisher = event.PublisherFunc(func(context.Context, event.Event) error { return nil })
	}
	return o
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	wake := time.NewTimer(d)
	defer wake.Stop()
	select {
	case <-ctx.Done():
	case <-wake.C:
	}
}
