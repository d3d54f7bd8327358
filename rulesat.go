package cartwright

import (
	"context"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
)

// rulesAt are the rules that held at a moment: those of FixedRules always, those of
// others where they have the method SnapshotAt, as a rules.Service has. Nil: nobody
// knows.
func rulesAt(ctx context.Context, source Rules, at time.Time) (*promotion.Snapshot, error) {
	switch known := source.(type) {
	case fixedRules:
		return known.snapshot, nil
	case interface {
		SnapshotAt(ctx context.Context, at time.Time) (*promotion.Snapshot, error)
	}:
		return known.SnapshotAt(ctx, at)
	}
	return nil, nil
}
