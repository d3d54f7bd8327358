package aftersales_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

var errBack = errors.New("taken back")

// tried gives a command for which everything that it needs is there, takes it
// back and answers what it said.
func (b *bench) tried(by secure.Actor, c aftersales.Case, what aftersales.Command) error {
	grades := map[int]string{}
	for _, item := range c.Items {
		grades[item.Line] = "A"
	}
	s, words := b.cases, aftersales.Message{Text: "words", Evidence: []aftersales.Piece{piece()}}
	slip := aftersales.Slip{Carrier: "van", Number: "N1"}
	err := b.db.Aftersales().Do(b.t.Context(), func(ctx context.Context, tx aftersales.Tx) (err error) {
		switch what {
		case aftersales.MaySubmit:
			_, err = s.SubmitIn(ctx, tx, by, c.ID)
		case aftersales.MayAgree:
			_, err = s.AgreeIn(ctx, tx, by, c.ID, "")
		case aftersales.MayOffer:
			_, err = s.OfferIn(ctx, tx, by, c.ID, aftersales.Message{Text: "words", Terms: &aftersales.Terms{Remedy: flow.Nothing}})
		case aftersales.MayDecline:
			_, err = s.DeclineIn(ctx, tx, by, c.ID)
		case aftersales.MayReject:
			_, err = s.RejectIn(ctx, tx, by, c.ID, words)
		case aftersales.MayAmend:
			_, err = s.AmendIn(ctx, tx, by, c.ID, aftersales.Amendment{Kind: c.Kind, Text: "words"})
		case aftersales.MayIntercept:
			_, err = s.InterceptIn(ctx, tx, by, c.ID)
		case aftersales.MayIntercepted:
			_, err = s.InterceptedIn(ctx, tx, by, c.ID, true)
		case aftersales.MayShipBack:
			_, err = s.ShipBackIn(ctx, tx, by, c.ID, slip)
		case aftersales.MayReceive:
			_, err = s.ReceiveIn(ctx, tx, by, c.ID)
		case aftersales.MayInspect:
			_, err = s.InspectIn(ctx, tx, by, c.ID, aftersales.Finding{Grades: grades})
		case aftersales.MaySend:
			_, err = s.SendIn(ctx, tx, by, c.ID, slip)
		case aftersales.MayConfirm:
			_, err = s.ConfirmIn(ctx, tx, by, c.ID)
		case aftersales.MayConvertRefund:
			_, err = s.ConvertRefundIn(ctx, tx, by, c.ID, "")
		case aftersales.MayRefund:
			_, err = s.RefundIn(ctx, tx, by, c.ID)
		case aftersales.MayRetryRefund:
			_, err = s.RetryRefundIn(ctx, tx, by, c.ID)
		case aftersales.MayPayOffline:
			_, err = s.PayOfflineIn(ctx, tx, by, c.ID, words)
		case aftersales.MayEscalate:
			_, err = s.EscalateIn(ctx, tx, by, c.ID, words)
		case aftersales.MayDecide:
			_, err = s.DecideIn(ctx, tx, by, c.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "so"})
		case aftersales.MayAppeal:
			_, err = s.AppealIn(ctx, tx, by, c.ID, words)
		case aftersales.MayWithdraw:
			_, err = s.WithdrawIn(ctx, tx, by, c.ID)
		case aftersales.MaySay:
			_, err = s.SayIn(ctx, tx, by, c.ID, words)
		case aftersales.MayCompensate:
			_, err = s.CompensateIn(ctx, tx, by, c.ID, aftersales.Compensation{Amount: cash("0.01"), Why: "sorry"})
		case aftersales.MayPause:
			_, err = s.PauseIn(ctx, tx, by, c.ID, aftersales.PauseHold)
		case aftersales.MayResume:
			_, err = s.ResumeIn(ctx, tx, by, c.ID)
		case aftersales.MayExtend:
			_, err = s.ExtendIn(ctx, tx, by, c.ID, time.Minute)
		case aftersales.MayReturnLabel:
			_, err = s.ReturnLabelIn(ctx, tx, by, c.ID, aftersales.Slip{Carrier: "van"})
		case aftersales.MayPayDifference:
			_, err = s.PayDifferenceIn(ctx, tx, by, c.ID, tender(""))
		default:
			b.t.Fatalf("nobody tries %s", what)
		}
		return errors.Join(err, errBack)
	})
	require.ErrorIs(b.t, err, errBack)
	if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) == 2 {
		return joined.Unwrap()[0]
	}
	return nil
}

func commands() []aftersales.Command {
	return []aftersales.Command{
		aftersales.MaySubmit, aftersales.MayAgree, aftersales.MayOffer, aftersales.MayDecline, aftersales.MayReject, aftersales.MayAmend,
		aftersales.MayIntercept, aftersales.MayIntercepted, aftersales.MayShipBack, aftersales.MayReturnLabel, aftersales.MayReceive,
		aftersales.MayInspect, aftersales.MaySend, aftersales.MayPayDifference, aftersales.MayConfirm, aftersales.MayConvertRefund,
		aftersales.MayRefund, aftersales.MayRetryRefund, aftersales.MayPayOffline, aftersales.MayEscalate, aftersales.MayDecide, aftersales.MayAppeal,
		aftersales.MayWithdraw, aftersales.MaySay, aftersales.MayCompensate, aftersales.MayPause, aftersales.MayResume, aftersales.MayExtend,
	}
}

// agrees proves that what a case shows as possible is what its commands permit.
func (b *bench) agrees(id aftersales.ID) {
	b.t.Helper()
	for _, by := range []secure.Actor{buyer, merchant, staff} {
		a, err := b.cases.Actions(b.t.Context(), by, id)
		require.NoError(b.t, err)
		for _, what := range commands() {
			err := b.tried(by, a.Case, what)
			refused := errors.Is(err, fsm.ErrNotPermitted) || errors.Is(err, secure.ErrDenied)
			if slices.Contains(a.May, what) {
				require.False(b.t, refused, "%s may %s in %s: %v", a.Side, what, a.Case.State, err)
				continue
			}
			require.Error(b.t, err, "%s may not %s in %s", a.Side, what, a.Case.State)
		}
	}
}

func TestActionsAreWhatCommandsPermit(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	b := fresh(t)
	r := rand.New(rand.NewPCG(4, 4))
	for range rounds {
		list := scripts(r, 3)
		begun := b.now
		b.play(list, func() {
			for _, s := range list {
				if s.id != "" && b.now.Sub(begun) < 60*day {
					b.agrees(s.id)
				}
			}
		})
	}
}

func TestActionsShowTheClock(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	a, err := b.cases.Actions(t.Context(), merchant, c.ID)
	require.NoError(t, err)
	require.Equal(t, flow.Merchant, a.Side)
	require.Equal(t, flow.Merchant, a.Who)
	require.Equal(t, 48*time.Hour, a.Left)
	require.Equal(t, flow.GrantReturn, a.Otherwise)
	require.Equal(t, flow.AwaitingReturn, a.Then)
	require.Equal(t, []aftersales.Command{
		aftersales.MayAgree, aftersales.MayOffer, aftersales.MayReject, aftersales.MayEscalate, aftersales.MaySay, aftersales.MayCompensate,
	}, a.May)

	b.did(b.cases.Pause(t.Context(), staff, c.ID, aftersales.PauseHoliday))
	b.now = b.now.Add(time.Hour)
	a, err = b.cases.Actions(t.Context(), staff, c.ID)
	require.NoError(t, err)
	require.Equal(t, aftersales.PauseHoliday, a.Paused)
	require.Equal(t, 48*time.Hour, a.Left)
	require.True(t, a.Deadline.IsZero())
	require.Contains(t, a.May, aftersales.MayResume)
	b.did(b.cases.Resume(t.Context(), staff, c.ID))

	b.now = b.now.Add(49 * time.Hour) // and no timer has fired
	a, err = b.cases.Actions(t.Context(), merchant, c.ID)
	require.NoError(t, err)
	require.True(t, a.Late)
	require.Empty(t, a.May)
	_, err = b.cases.Actions(t.Context(), stranger, c.ID)
	require.ErrorIs(t, err, aftersales.ErrNotFound)
}
