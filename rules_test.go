package cartwright_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

// A rule that is kept ends by the shop's own timers.
func TestRulesEndInTime(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		now := time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
		book := &rules.Service{}
		s, err := cartwright.Wire(open(t), cartwright.Options{Rules: book, Now: func() time.Time { return now }})
		require.NoError(t, err)
		draft, err := book.Save(t.Context(), staff, promotion.Rule{
			Version: promotion.Version, Layer: "platform", Ends: now.Add(time.Hour), Then: []json.RawMessage{json.RawMessage(`{"kind":"percent","off":"10"}`)},
		}, 0)
		require.NoError(t, err)
		_, err = book.Publish(t.Context(), staff, rules.Step{ID: draft.ID, Version: draft.Version})
		require.NoError(t, err)

		state := func() rules.State {
			_, err := s.Timers.RunOnce(t.Context())
			require.NoError(t, err)
			r, err := book.Rule(t.Context(), staff, draft.ID)
			require.NoError(t, err)
			return r.State
		}
		require.Equal(t, rules.Live, state())
		now = now.Add(time.Hour)
		require.Equal(t, rules.Ended, state())

		s.Promotions.Rules = cartwright.FixedRules(nil) // whoever is asked instead keeps no such deadline
		require.ErrorContains(t, s.Timers.Handlers[rules.EndTimer](t.Context(), event.Timer{Kind: rules.EndTimer}), "was replaced")
	})
}
