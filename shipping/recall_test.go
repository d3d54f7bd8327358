package shipping_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

func (b *bench) recall(ctx context.Context, id shipping.ID) error {
	return b.desk.Store.Do(ctx, func(ctx context.Context, tx shipping.Tx) error {
		c, err := b.desk.Recall(ctx, tx, id)
		if err == nil && !c.None() && (c.BookingBefore != shipping.Booked || c.Shipment.Booking != shipping.Recalled) {
			return errors.New("the change says something else")
		}
		return err
	})
}

func (b *bench) fire(t *testing.T, after time.Duration) {
	t.Helper()
	b.now = b.now.Add(after)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
}

func TestARecalledLabelIsWithdrawn(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	require.ErrorIs(t, b.recall(t.Context(), "P1"), fsm.ErrNotPermitted, "its booking is open")
	require.ErrorIs(t, b.recall(t.Context(), "nobody"), shipping.ErrUnknown)
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	require.NoError(t, b.recall(t.Context(), "P1"))
	commits := b.db.Commits()
	require.NoError(t, b.recall(t.Context(), "P1"))
	require.Equal(t, commits, b.db.Commits(), "once")
	s := b.get(t, "P1")
	require.Equal(t, shipping.Recalled, s.Booking)
	again := shipping.Fact{Shipment: "P1", Booking: shipping.Booked, Number: s.Number, At: b.now.Add(time.Hour)}
	require.NoError(t, b.desk.Learn(t.Context(), again))
	require.Equal(t, shipping.Recalled, b.get(t, "P1").Booking, "that it is booked is known")
	b.fire(t, 0)
	require.Equal(t, shipping.Cancelled, b.get(t, "P1").Booking)
	b.quiet(t)
	assert.Equal(t, []string{"shipping.booked", "shipping.recalled", "shipping.cancelled"}, b.types(t))
	require.NoError(t, b.recall(t.Context(), "P1"))
}

// A parcel that is on its way cannot be withdrawn and is followed to the door;
// nobody asks the carrier twice.
func TestARecalledLabelThatTravels(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	b.until(t, 1)
	require.NoError(t, b.recall(t.Context(), "P1"))
	b.until(t, 6)
	s := b.get(t, "P1")
	assert.Equal(t, shipping.Recalled, s.Booking)
	assert.Equal(t, shipping.Delivered, s.Status)
	b.quiet(t)
	asked := 0
	for _, call := range b.calls {
		if call == "Cancel" {
			asked++
		}
	}
	assert.Equal(t, 1, asked)
	require.NoError(t, b.desk.Learn(t.Context(), shipping.Fact{Shipment: "P1", Booking: shipping.Cancelled}))
	assert.Equal(t, shipping.Recalled, b.get(t, "P1").Booking, "it arrived")
}

func TestARecallWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	lost := 2
	b := fresh(func(call string, _ shipping.Shipment) simcarrier.Fault {
		if call == "Cancel" && lost > 0 {
			lost--
			return simcarrier.Lose
		}
		return simcarrier.NoFault
	})
	b.open(t, parcel("P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	require.NoError(t, b.recall(t.Context(), "P1"))
	_, err := b.timers.RunOnce(t.Context())
	require.Error(t, err)
	_, err = b.timers.RunOnce(t.Context())
	require.NoError(t, err, "not before a pause")
	b.now = b.now.Add(5 * time.Second)
	_, err = b.timers.RunOnce(t.Context())
	require.Error(t, err)
	b.fire(t, 10*time.Second)
	require.Equal(t, shipping.Cancelled, b.get(t, "P1").Booking)
	b.quiet(t)
}

type slow struct{ *simcarrier.Carrier }

func (slow) Cancel(context.Context, shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{}, &shipping.Error{Code: "rate_limited", Retry: 20 * time.Minute}
}

func TestARecallWaitsAsAdvised(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	b.desk.Carriers["wanli"] = slow{b.wanli}
	require.NoError(t, b.recall(t.Context(), "P1"))
	b.fire(t, 0)
	due, _, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	require.Equal(t, b.now.Add(20*time.Minute), due)
}
