package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// TestFormatSidesAgree checks the floors on amounts that the contests do not have.
func TestFormatSidesAgree(t *testing.T) {
	for _, c := range formatCases() {
		s, err := c.sides()
		require.NoError(t, err)
		for _, minor := range []int64{0, 1, -1, 99, 100, -99999, 100000, 123456789, -9876543210} {
			m, floor := money.New(minor, s.currency), floorMoney{minor, c.currency}
			if c.code == "IRR" {
				m = m.Mul(100)
			}
			want, err := c.floor.format(floor)
			require.NoError(t, err)
			require.Equal(t, want, s.formatter.Format(m))
			if c.floor.parse == nil {
				continue
			}
			back, err := c.floor.parse(want, c.currency)
			require.NoError(t, err, want)
			require.Equal(t, floor, back)
			_, err = c.floor.parse(want+"0", c.currency)
			require.Error(t, err)
		}
	}
}

func TestFormatContestsRun(t *testing.T) {
	ran := 0
	for contest, err := range formatContests(t.Context()) {
		require.NoError(t, err)
		require.NoError(t, contest.Ours.Do(t.Context(), 64), contest.Case)
		require.NoError(t, contest.Floor.Do(t.Context(), 64), contest.Case)
		ran++
	}
	require.Equal(t, 11, ran)
}
