package promotion

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkPlainPriceOfMixedRules prices carts of 25 to 60 rules of all kinds that
// all depend on each other: the work of a plain price bounds the worst of them.
func BenchmarkPlainPriceOfMixedRules(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	worst, open, n := time.Duration(0), 0, 0
	for b.Loop() {
		for _, rules := range []int{25, 30, 45, 60} {
			m := bazaar{rand.New(rand.NewPCG(uint64(rules), uint64(n)))}
			book, f := m.knot(rules)
			m.mix(&book)
			s, err := Compile(book, Standard())
			require.NoError(b, err)
			at := threadTime(b)
			r, err := s.Evaluate(f, Options{})
			require.NoError(b, err)
			worst = max(worst, threadTime(b)-at)
			if !r.Optimal {
				open++
			}
			n++
		}
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-cpu-ms")
	b.ReportMetric(float64(open)/float64(n), "open")
}
