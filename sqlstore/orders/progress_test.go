package orders

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/order"
)

func TestProgressIsShort(t *testing.T) {
	for want, list := range map[string][]order.Progress{
		"null":         nil,
		"[]":           {},
		`[{"Line":1}]`: {{Line: 1}},
		`[{"Line":1,"Packed":2},{"Line":2,"Refunded":30}]`: {{Line: 1, Packed: 2}, {Line: 2, Refunded: 30}},
	} {
		require.Equal(t, want, encodeProgress(list))
		got, err := decodeProgress(want)
		require.NoError(t, err)
		require.Equal(t, list, got)
	}
}

func TestProgressComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(0, 200), rapid.Just[int64](math.MaxInt64), rapid.Int64())
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) order.Progress {
			return order.Progress{
				Line: rapid.IntRange(0, 2000).Draw(t, "line"), Packed: n.Draw(t, "packed"), Shipped: n.Draw(t, "shipped"), Delivered: n.Draw(t, "delivered"),
				Returned: n.Draw(t, "returned"), Dropped: n.Draw(t, "dropped"), Refunded: n.Draw(t, "refunded"),
				Withheld: n.Draw(t, "withheld"),
			}
		})).Draw(t, "list")
		long, err := json.Marshal(list)
		require.NoError(t, err)
		for _, text := range []string{encodeProgress(list), string(long)} {
			got, err := decodeProgress(text)
			require.NoError(t, err)
			require.Equal(t, list, got)
		}
	})
}

// What the short way reads is what any reader of JSON finds there.
func FuzzShortProgress(f *testing.F) {
	for _, seed := range []string{
		"null", "[]", `[{"Line":1}]`, `[{"Line":1,"Packed":2},{"Line":2,"Refunded":30}]`, `[{"Line":01}]`, `[{"Line":-1}]`, `[{"Line":1},]`, `[{}]`,
		`[{"Line":1,}]`, `[{"Line":1}{"Line":2}]`, `[{"line":1}]`, `[{"Line":1,"Line":2}]`, `[{"Line":9999999999999999999}]`, `[{"Line":1}] `, `{`, `[{"Line":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := shortProgress(text)
		if !ok {
			return
		}
		var want []order.Progress
		require.NoError(t, json.Unmarshal([]byte(text), &want))
		require.Equal(t, want, got)
	})
}
