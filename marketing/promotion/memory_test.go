package promotion

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMemoryDoesNotDependOnQuantity prices the same lines from 200 units each to
// two million: units are runs, never expanded.
func TestMemoryDoesNotDependOnQuantity(t *testing.T) {
	f, s := huge(t)
	took := map[int64]float64{}
	for _, units := range []int64{200, 20_000, 200_000, 2_000_000} {
		for i := range f.Lines {
			f.Lines[i].Units = units
		}
		took[units] = allocated(func() {
			_, err := s.Evaluate(f, Options{})
			require.NoError(t, err)
		})
	}
	t.Logf("measured: %.0f bytes at 200 units a line, %.0f at 20,000, %.0f at 200,000, %.0f at 2,000,000",
		took[200], took[20_000], took[200_000], took[2_000_000])
	for units, bytes := range took {
		require.InEpsilon(t, took[200], bytes, 0.1, "%d units a line", units)
	}
}

// allocated is how many bytes a call of fn asks for, on average.
func allocated(fn func()) float64 {
	const runs = 50
	fn() // what is kept for the next
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range runs {
		fn()
	}
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / runs
}
