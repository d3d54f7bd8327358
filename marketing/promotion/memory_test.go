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
	bytes, allocs := map[int64]uint64{}, map[int64]uint64{}
	for _, units := range []int64{200, 20_000, 200_000, 2_000_000} {
		for i := range f.Lines {
			f.Lines[i].Units = units
		}
		bytes[units], allocs[units] = allocated(func() {
			_, err := s.Evaluate(f, Options{})
			require.NoError(t, err)
		})
	}
	t.Logf("measured: %d bytes at 200 units a line, %d at 20,000, %d at 200,000, %d at 2,000,000",
		bytes[200], bytes[20_000], bytes[200_000], bytes[2_000_000])
	for units := range bytes {
		require.InEpsilon(t, bytes[200], bytes[units], 0.1, "bytes for %d units a line", units)
		require.InEpsilon(t, allocs[200], allocs[units], 0.1, "allocations for %d units a line", units)
	}
}

// allocated is how many bytes and pieces of memory a call of fn asks for, where it
// can use again what the call before left. The least of some calls counts: the
// pool may forget, and does so at random under the race detector.
func allocated(fn func()) (bytes, allocs uint64) {
	fn()
	for run := range 50 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		fn()
		runtime.ReadMemStats(&after)
		b, n := after.TotalAlloc-before.TotalAlloc, after.Mallocs-before.Mallocs
		if run == 0 || b < bytes {
			bytes = b
		}
		if run == 0 || n < allocs {
			allocs = n
		}
	}
	return bytes, allocs
}
