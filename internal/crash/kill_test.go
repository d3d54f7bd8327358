package crash_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/crash"
)

var kills = flag.Int("kills", 10, "how often TestKill9 kills")

func TestMain(m *testing.M) {
	if crash.IsChild() {
		os.Exit(crash.Child())
	}
	flag.Parse()
	os.Exit(m.Run())
}

func seed(t *testing.T) uint64 {
	t.Helper()
	n := uint64(time.Now().UnixNano())
	t.Logf("seed=%d", n)
	return n
}

// go test ./internal/crash -run '^TestKill9$' -kills 500 -v.
func TestKill9(t *testing.T) {
	plan := crash.Plan{Dir: t.TempDir(), Kills: *kills, Seed: seed(t), Rest: true}
	r, err := plan.Run(t.Context())
	t.Log(r)
	require.NoError(t, err)
	require.Empty(t, r.Lost, "acknowledged and not there")
	require.Empty(t, r.Violations)
	require.Equal(t, *kills, r.Kills)
	require.GreaterOrEqual(t, r.Acked, r.Kills)
}

// A protocol that misses a broken shop would prove nothing of a whole one.
func TestKill9CatchesMutants(t *testing.T) {
	for name, c := range map[string]struct {
		mutant crash.Mutant
		caught func(crash.Result) int
	}{
		"early": {crash.TooEarly, func(r crash.Result) int { return len(r.Lost) }},
		"apart": {crash.Apart, func(r crash.Result) int { return len(r.Violations) }},
	} {
		t.Run(name, func(t *testing.T) {
			plan := crash.Plan{Dir: t.TempDir(), Kills: max(*kills, 40), Seed: seed(t), Mutant: c.mutant, Eager: true}
			r, err := plan.Run(t.Context())
			t.Logf("%s: %s", c.mutant, r)
			require.NoError(t, err)
			require.Positive(t, c.caught(r), "%s was not caught", c.mutant)
		})
	}
}
