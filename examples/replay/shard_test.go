package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
)

// figures reads a report, whichever side wrote it: its lines, amounts with two
// decimals.
func figures(report string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(strings.ReplaceAll(report, " GBP", "")) {
		line = strings.TrimSpace(line)
		i := strings.LastIndexByte(line, ' ')
		name, number := line[:i], line[i+1:]
		if whole, thousandths, found := strings.Cut(number, "."); found {
			number = whole + "." + strings.TrimSuffix(thousandths+"0", "0")[:2]
		}
		found[name] = number
	}
	return found
}

// Sales of some customers, who give back what they bought and more, and of
// people whom nobody knows; a few invoices stand in two places.
func sales(rng *rand.Rand, invoices int) string {
	var b strings.Builder
	for n := range invoices {
		customer := fmt.Sprint(rng.IntN(12))
		name, sign := fmt.Sprint(1000+n-rng.IntN(2)*rng.IntN(3)), 1
		switch rng.IntN(6) {
		case 0:
			customer = ""
		case 1, 2:
			name, sign = "C"+name, -1
		}
		for range 1 + rng.IntN(5) {
			fmt.Fprintf(&b, "%s,1000%d,LAMP,%d,2010-12-01 08:26:00,%d.%02d,%s,UK\n",
				name, rng.IntN(6), sign*(1+rng.IntN(4)), 1+rng.IntN(2), 25*rng.IntN(3), customer)
		}
	}
	return b.String()
}

// However the workers interleave, the sums are those of a script that knows
// nothing of them and goes through the file row by row.
func TestSumsAreThoseOfTheScript(t *testing.T) {
	awk, err := exec.LookPath("awk")
	if err != nil {
		t.Skip("awk is not here")
	}
	seeds := uint64(3)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		rows := sales(rand.New(rand.NewPCG(seed, 1)), 120)
		script := exec.CommandContext(t.Context(), awk, "-f", "testdata/expected.awk")
		script.Stdin, script.Stderr = strings.NewReader(head+rows), os.Stderr
		out, err := script.Output()
		require.NoError(t, err)
		want, got := figures(string(out)), figures(replayed(t, "sqlite:"+t.TempDir()+"/replay.db", rows))
		for _, name := range []string{"rows", "invoices", "captured", "sold", "refund rows", "refunded", "skipped too few left"} {
			require.Equal(t, want[name], got[name], "seed %d: %s", seed, name)
		}
		require.Equal(t, want["returned"], got["closing stock"], "seed %d", seed)
		require.NotEqual(t, "0.00", want["refunded"])
	}
}

func TestInvoicesStandInFileOrder(t *testing.T) {
	f, err := read(strings.NewReader(head + `1,10001,A,1,d,1.00,7,UK
1,10002,A,1,d,1.00,7,UK
C2,10001,A,-1,d,1.00,7,UK
3,10001,A,1,d,1.00,,UK
1,10003,A,1,d,1.00,7,UK
4,10001,A,1,d,1.00,8,UK
`))
	require.NoError(t, err)
	walk := func(most int) (names []string) {
		for in := range f.invoices(most) {
			names = append(names, fmt.Sprint(in.rows[0].invoice, "/", in.part, " of ", len(in.rows)))
		}
		return names
	}
	require.Equal(t, []string{"1/0 of 2", "C2/0 of 1", "3/0 of 1", "1/1 of 1", "4/0 of 1"}, walk(0))
	require.Equal(t, []string{"1/0 of 2", "C2/0 of 1", "3/0 of 1", "1/1 of 1"}, walk(2))
	require.Equal(t, []string{"1/0 of 2", "C2/0 of 1"}, walk(1))
}

// The first failure stops everybody and says which invoice it was.
func TestFailureStopsTheReplay(t *testing.T) {
	f, err := read(strings.NewReader(head + sales(rand.New(rand.NewPCG(1, 2)), 400)))
	require.NoError(t, err)
	r, err := start(t.Context(), "memory:", f)
	require.NoError(t, err)
	for i := range f.rows[200:] {
		f.rows[200+i].sku = "nobody sells this"
	}
	err = r.all(t.Context(), 0, func(int) {})
	require.ErrorContains(t, err, "replay: invoice 1")
	require.ErrorIs(t, err, order.ErrInput)

	ended, stop := context.WithCancelCause(t.Context())
	bored := errors.New("bored")
	stop(bored)
	require.ErrorIs(t, r.all(ended, 0, func(int) {}), bored)
}
