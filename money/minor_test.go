package money_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

func TestTryMinor(t *testing.T) {
	usd := money.MustCurrency("USD")
	minor, ok := money.MustParse("-12.34", usd).TryMinor()
	require.True(t, ok)
	require.EqualValues(t, -1234, minor)
	for _, m := range []money.Money{{}, money.MustParse("0.125", usd), money.MustParse("99999999999999999999", usd)} {
		_, ok := m.TryMinor()
		require.False(t, ok, m)
	}
}
