package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// What a rush acknowledges, each with its purchase.
const (
	Redeemed = "redeemed"
	Settled  = "settled"  // confirmed
	Returned = "returned" // released
)

const (
	redeemers = 4
	takers    = 10 // buyers; together they may have more than there is
)

// A redeemer is somebody who redeems.
type redeemer struct {
	*counter
	*voice
	chance *rand.Rand
	name   string
	n      int
}

// redeem is the life of a child of a Rush.
func redeem(ctx context.Context) error {
	start, err := strconv.ParseInt(os.Getenv(envStart), 10, 64)
	if err != nil {
		return err
	}
	c, err := openCounter(ctx, os.Getenv(envRush), func() time.Time { return time.UnixMilli(start) })
	if err != nil {
		return err
	}
	v := newVoice()
	if c.service.Store, err = mutateCounter(c.service.Store, Mutant(os.Getenv(envMutant)), v.acknowledge); err != nil {
		return err
	}
	var people []deed
	for i := range redeemers {
		one := &redeemer{c, v, rand.New(rand.NewPCG(uint64(start), uint64(i))), fmt.Sprintf("p%d.%d", start, i), 0}
		people = append(people, one.act)
	}
	return crowd(ctx, people...)
}

// act redeems; where nothing is left, somebody gives something back.
func (r *redeemer) act(ctx context.Context) error {
	r.n++
	purchase, which := fmt.Sprintf("%s.%d", r.name, r.n), ""
	if r.chance.IntN(3) == 0 {
		which = code(r.chance.IntN(codes))
	}
	err := r.take(ctx, purchase, fmt.Sprint("buyer-", r.chance.IntN(takers)), which)
	switch {
	case err != nil && ordinary(err):
		return r.cancel(ctx)
	case err != nil:
		return err
	}
	if err := r.acknowledge(Redeemed, purchase); err != nil || r.chance.IntN(2) == 0 {
		return err
	}
	if err := r.confirm(ctx, purchase); err != nil {
		return err
	}
	return r.acknowledge(Settled, purchase)
}

// cancel gives back what some purchase took, sometimes twice, as whoever has not
// heard the answer does.
func (r *redeemer) cancel(ctx context.Context) error {
	live, err := r.live(ctx)
	if err != nil || len(live) == 0 {
		return err
	}
	purchase := live[r.chance.IntN(len(live))]
	for range 1 + r.chance.IntN(2) {
		if err := r.giveBack(ctx, purchase); err != nil {
			return err
		}
	}
	return r.acknowledge(Returned, purchase)
}
