package crash

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// A storm is a shop in memory in which people buy with codes and cancel, calls
// fail, the process dies and time passes, all of it chosen by one seed.
type storm struct {
	*bench
	t         *testing.T
	chance    *rand.Rand
	purchases []order.Purchase
	buyers    map[order.PurchaseID]secure.Actor
	trace     strings.Builder
	crashes   int
}

func randomBytes(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

func newStorm(t *testing.T, seed uint64, m Mutant) *storm {
	t.Helper()
	b := newBench(t, "", &Faults{}, unborn(true))
	b.rand, b.broken = randomBytes(seed), m
	b.again(t)
	b.fill(t)
	return &storm{bench: b, t: t, chance: rand.New(rand.NewPCG(seed, 3)), buyers: map[order.PurchaseID]secure.Actor{}}
}

// blow lets one thing happen, in three of four cases with a call that fails.
func (s *storm) blow(n int) {
	s.t.Helper()
	s.faults.mu.Lock()
	s.faults.N, s.faults.Moment, s.faults.calls, s.faults.failed = 1+s.chance.IntN(120), []Moment{Before, Death}[s.chance.IntN(2)], 0, false
	s.faults.mu.Unlock()
	if s.chance.IntN(4) > 0 {
		s.faults.Arm()
	}
	var did string
	var err error
	switch s.chance.IntN(6) {
	case 0, 1, 2:
		did, err = "buy", s.buy(n)
	case 3, 4:
		did, err = "cancel", s.drop()
	default:
		did, err = "wait", waits(time.Duration(s.chance.Int64N(int64(2*time.Hour))))(s.bench)
	}
	s.faults.Disarm()
	_, failed := s.faults.Calls()
	if failed && s.faults.Moment == Death {
		s.again(s.t)
		s.crashes++
	}
	if err != nil && !ordinary(err) && !errors.Is(err, ErrLost) {
		require.NoError(s.t, err, "%d %s", n, did)
	}
	fmt.Fprintf(&s.trace, "%d %s failed=%t err=%t\n", n, did, failed, err != nil)
}

func (s *storm) buy(n int) error {
	ctx := context.Background()
	cards := []string{sandbox.OK, sandbox.OK, sandbox.LostExecuted, sandbox.Decline, sandbox.Stall, sandbox.NotifyTwice}
	by := secure.Actor{ID: fmt.Sprint("buyer-", s.chance.IntN(4)), Role: secure.RoleBuyer}
	r := request(fmt.Sprint("storm-", n), n, cards[s.chance.IntN(len(cards))])
	r.Codes = []string{"HOT", code(s.chance.IntN(3))}[s.chance.IntN(2):]
	shown, err := s.shop.Promotions.Show(ctx, by, r)
	if err != nil {
		return err
	}
	r.ExpectedTotal = shown.Total
	p, err := s.shop.Orders.Place(ctx, by, r)
	if err != nil {
		return err
	}
	s.purchases, s.buyers[p.Purchase.ID] = append(s.purchases, p.Purchase), by
	return nil
}

func (s *storm) drop() error {
	if len(s.purchases) == 0 {
		return nil
	}
	p := s.purchases[s.chance.IntN(len(s.purchases))]
	for o, err := range s.shop.Orders.Orders(context.Background(), s.buyers[p.ID], order.Query{Purchase: p.ID}) {
		if err != nil {
			return err
		}
		if _, err := s.shop.Orders.Cancel(context.Background(), s.buyers[p.ID], o.ID); err != nil && !ordinary(err) {
			return err
		}
	}
	return nil
}

// adds proves that counters, codes and redemptions of every order agree, and that
// none is above its limit.
func (s *storm) adds() error {
	ctx := s.t.Context()
	want, used := map[string]int64{}, map[string]int64{}
	seen := map[order.PurchaseID]bool{}
	for o, err := range s.shop.Orders.Orders(ctx, staff(), order.Query{Limit: 500}) {
		if err != nil {
			return err
		}
		if seen[o.Purchase] {
			continue
		}
		seen[o.Purchase] = true
		var list []coupon.Redemption
		if err := s.shop.Coupons.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
			list, err = tx.RedemptionsOf(ctx, string(o.Purchase))
			return err
		}); err != nil {
			return err
		}
		if len(list) == 0 && o.Claims {
			return fmt.Errorf("order %s claims what it did not take", o.ID)
		}
		for _, r := range list {
			if r.Status == coupon.Released {
				continue
			}
			if used[r.Coupon]++; r.Rule == scarce {
				want["t "+scarce]++
				want["b "+scarce+" "+r.Buyer]++
			}
		}
	}
	return s.agree(want, used)
}

// agree compares counters and codes with what redemptions say.
func (s *storm) agree(want, used map[string]int64) error {
	for i := range 5 {
		key := "t " + scarce
		if i > 0 {
			key = fmt.Sprintf("b %s buyer-%d", scarce, i-1)
		}
		counts, err := s.shop.Coupons.Store.FindCounts(s.t.Context(), key)
		if err != nil {
			return err
		}
		if n := counts[0].N; n != want[key] || n > limitOf(key) {
			return fmt.Errorf("%s is %d of %d", key, n, want[key])
		}
	}
	for n := range 3 {
		c, err := s.shop.Coupons.Store.FindCoupon(s.t.Context(), code(n))
		if err != nil {
			return err
		}
		if c.Used != used[c.Code] || c.Used > c.Uses {
			return fmt.Errorf("code %d is used %d times of %d", n, c.Used, used[c.Code])
		}
	}
	return nil
}

// ended proves that every order has come to rest with money, stock and codes in
// order, and writes where each did.
func (s *storm) ended() {
	s.t.Helper()
	ctx := s.t.Context()
	require.NoError(s.t, calm(ctx, s.shop, s.psp, &s.now, quiet))
	require.NoError(s.t, s.adds())
	for o, err := range s.shop.Orders.Orders(ctx, staff(), order.Query{Limit: 500}) {
		require.NoError(s.t, err)
		require.Contains(s.t, []order.Status{order.Confirmed, order.Cancelled}, o.Status)
		require.True(s.t, o.Refunding.IsZero())
		require.Empty(s.t, s.lostMoney(o))
		fmt.Fprintf(&s.trace, "%s %s %s %s\n", o.ID, o.Status, o.PaymentStatus, o.Refunded)
	}
}

// lostMoney is what the provider's books say that the shop's do not.
func (s *storm) lostMoney(o order.Order) (wrong []string) {
	p, err := s.shop.Orders.Purchase(s.t.Context(), staff(), o.Purchase)
	require.NoError(s.t, err)
	for op, err := range s.shop.Payments.Store.Operations(s.t.Context(), p.Purchase.Payment) {
		require.NoError(s.t, err)
		trade, _ := s.psp.Find(op.Ref)
		if trade.Status != op.Status && !(trade.Status == "" && op.Status != "succeeded") {
			wrong = append(wrong, fmt.Sprintf("%s %s is %s here and %q there", op.Kind, op.Ref, op.Status, trade.Status))
		}
	}
	return wrong
}

// People buy with codes and cancel in a storm of failing calls and dying
// processes: counters, codes and redemptions agree at every step, none passes its
// limit, everything ends, and the same seed tells the same story.
func TestStormOfCodes(t *testing.T) {
	seeds := 40
	if testing.Short() {
		seeds = 2
	}
	crashes, bought := 0, 0
	for seed := range uint64(seeds) {
		var stories []string
		for range 1 + int(seed+1)%2 { // every other one twice
			s := newStorm(t, seed, None)
			for n := range 60 {
				s.blow(n)
				require.NoError(t, s.adds(), "seed %d, step %d", seed, n)
			}
			s.ended()
			stories = append(stories, s.trace.String())
			crashes += s.crashes
			bought += len(s.purchases)
		}
		require.Equal(t, stories[0], stories[len(stories)-1], "seed %d", seed)
	}
	t.Logf("measured: %d seeds, %d purchases, %d crashes", seeds, bought, crashes)
	require.Positive(t, crashes)
}

// A storm that misses a broken shop would prove nothing of a whole one.
func TestStormOfCodesCatchesAMutant(t *testing.T) {
	for seed := range uint64(20) {
		s := newStorm(t, seed, TakenApart)
		for n := range 60 {
			s.blow(n)
			if err := s.adds(); err != nil {
				t.Logf("seed %d, step %d: %v", seed, n, err)
				return
			}
		}
	}
	t.Fatal("it was not caught")
}
