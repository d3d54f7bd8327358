package crash_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/crash"
	"github.com/cartwright-go/cartwright/internal/pgtest"
)

// databases are empty ones.
var databases = map[string]func(*testing.T) string{
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "coupons.db") },
	"postgres": func(t *testing.T) string { return pgtest.DSN(t) },
}

// few is what -kills says, or less where time is short.
func few() int {
	if testing.Short() {
		return min(*kills, 3)
	}
	return *kills
}

// go test ./internal/crash -run '^TestKill9OfCoupons$' -kills 100 -v.
func TestKill9OfCoupons(t *testing.T) {
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			r, err := crash.Rush{Address: database(t), Kills: few(), Seed: seed(t)}.Run(t.Context())
			t.Logf("%s: %s", name, r)
			require.NoError(t, err)
			require.Empty(t, r.Lost, "acknowledged and not there")
			require.Empty(t, r.Violations)
			require.Equal(t, few(), r.Kills)
			require.GreaterOrEqual(t, r.Acked+r.Commands, r.Kills)
			require.Positive(t, r.Acked)
		})
	}
}

// A protocol that misses broken coupons would prove nothing of whole ones.
func TestKill9OfCouponsCatchesMutants(t *testing.T) {
	for name, c := range map[string]struct {
		mutant crash.Mutant
		caught func(crash.Result) int
	}{
		"early": {crash.TooEarly, func(r crash.Result) int { return len(r.Lost) }},
		"apart": {crash.CountedApart, func(r crash.Result) int { return len(r.Violations) }},
		"twice": {crash.GivenTwice, func(r crash.Result) int { return len(r.Violations) }},
	} {
		t.Run(name, func(t *testing.T) {
			plan := crash.Rush{Address: databases["sqlite"](t), Kills: max(*kills, 60), Seed: seed(t), Mutant: c.mutant, Eager: true}
			r, err := plan.Run(t.Context())
			t.Logf("%s: %s", c.mutant, r)
			require.NoError(t, err)
			require.Positive(t, c.caught(r), "%s was not caught", c.mutant)
		})
	}
}

// Buyers in a shop buy with codes and cancel: what a purchase takes and the
// purchase are one commit.
//
// go test ./internal/crash -run '^TestKill9OfPurchasesWithCodes$' -kills 100 -v.
func TestKill9OfPurchasesWithCodes(t *testing.T) {
	for name, database := range map[string]func() string{"sqlite": nil, "postgres": func() string { return pgtest.DSN(t) }} {
		t.Run(name, func(t *testing.T) {
			plan := crash.Plan{Dir: t.TempDir(), Kills: few(), Seed: seed(t), Rest: true, Codes: true, Database: database}
			r, err := plan.Run(t.Context())
			t.Logf("%s: %s", name, r)
			require.NoError(t, err)
			require.Empty(t, r.Lost, "acknowledged and not there")
			require.Empty(t, r.Violations)
			require.Equal(t, few(), r.Kills)
			require.GreaterOrEqual(t, r.Acked+r.Commands, r.Kills)
			require.Positive(t, r.Acked)
		})
	}
}

func TestKill9OfPurchasesWithCodesCatchesAMutant(t *testing.T) {
	plan := crash.Plan{Dir: t.TempDir(), Kills: max(*kills, 60), Seed: seed(t), Mutant: crash.TakenApart, Codes: true, Eager: true}
	r, err := plan.Run(t.Context())
	t.Logf("%s: %s", crash.TakenApart, r)
	require.NoError(t, err)
	require.NotEmpty(t, r.Violations, "%s was not caught", crash.TakenApart)
}
