package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
	"github.com/cartwright-go/cartwright/internal/need"
	"github.com/cartwright-go/cartwright/internal/pgtest"
)

// received are the statements that a PostgreSQL cluster has logged beyond seen.
func received(t *testing.T, log string, seen int) []string {
	t.Helper()
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	entry := regexp.MustCompile(`^[0-9-]+ [0-9:.]+ UTC \[[0-9]+\] ([A-Z]+):  (?:execute [^:]+|statement): (.*)`)
	var list []string
	ours := false
	for line := range strings.Lines(string(text[seen:])) {
		line = strings.TrimSuffix(line, "\n")
		if rest, more := strings.CutPrefix(line, "\t"); more && ours {
			list[len(list)-1] += "\n" + rest
			continue
		}
		found := entry.FindStringSubmatch(line)
		if ours = found != nil && found[1] == "LOG"; ours {
			list = append(list, found[2])
		}
	}
	for i, one := range list {
		if one = strings.ToUpper(one); one == "BEGIN" || one == "COMMIT" {
			list[i] = one
		}
	}
	return list
}

// TestFloorSendsTheSameStatements lets PostgreSQL log one sale of each side.
func TestFloorSendsTheSameStatements(t *testing.T) {
	cluster := pgtest.Shared(t)
	sold := map[string][]string{}
	for _, name := range []string{"ours", "floor"} {
		var log string
		place := func() (string, error) {
			dsn, err := cluster.Database("logged_" + name)
			if err != nil {
				return "", err
			}
			u, err := url.Parse(dsn)
			if err != nil {
				return "", err
			}
			log = filepath.Join(u.Query().Get("host"), "log")
			conn, err := pgx.Connect(t.Context(), dsn)
			if err != nil {
				return "", err
			}
			_, err = conn.Exec(t.Context(), "ALTER DATABASE logged_"+name+" SET log_statement = 'all'")
			return dsn, errors.Join(err, conn.Close(t.Context()))
		}
		var sell func() error
		if name == "ours" {
			s, err := openOurSale(t.Context(), "postgres", place)
			require.NoError(t, err)
			defer s.close()
			sell = func() error { return s.sell(t.Context(), 1, 2) }
		} else {
			s, err := openFloorSale(t.Context(), "postgres", place)
			require.NoError(t, err)
			defer s.close()
			sell = func() error { return s.sell(t.Context(), 1, 2) }
		}
		require.NoError(t, sell())
		info, err := os.Stat(log)
		require.NoError(t, err)
		require.NoError(t, sell())
		sold[name] = received(t, log, int(info.Size()))
	}
	require.Len(t, sold["ours"], 25) // the budget of a sale
	for i := range sold["ours"] {
		assert.Equal(t, sold["ours"][i], sold["floor"][i])
	}
	assert.Len(t, sold["floor"], len(sold["ours"]))
}

// Both sides leave the same amount of rows behind, and notice when they have not.
func TestSaleSidesWriteAlike(t *testing.T) {
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			place := func() (string, error) { return filepath.Join(t.TempDir(), "s.db"), nil }
			if kind == "postgres" {
				place = func() (string, error) { return pgtest.DSN(t), nil }
			}
			ours, err := openOurSale(t.Context(), kind, place)
			require.NoError(t, err)
			defer ours.close()
			floor, err := openFloorSale(t.Context(), kind, place)
			require.NoError(t, err)
			defer floor.close()
			c := saleSetting{buyers: 4, hot: true}
			require.NoError(t, selling(c, ours.sell)(t.Context(), 12))
			require.NoError(t, selling(c, floor.sell)(t.Context(), 12))
			require.NoError(t, ours.check(t.Context()))
			require.NoError(t, floor.check(t.Context()))
			floor.last.Add(1)
			require.ErrorContains(t, floor.check(t.Context()), fmt.Sprintf("after %d sales", soldBefore+13))
		})
	}
}

func TestSaleContests(t *testing.T) {
	if testing.Short() {
		t.Skip("fills sixteen databases")
	}
	var cases []string
	for contest, err := range saleContests(t.Context()) {
		if skip := (skipped{}); errors.As(err, &skip) {
			need.Missing(t, "postgres", skip.why)
		}
		require.NoError(t, err)
		cases = append(cases, contest.Case)
		require.NoError(t, contest.Ours.Do(t.Context(), 2))
		require.NoError(t, contest.Floor.Do(t.Context(), 2))
		assert.Positive(t, contest.Ops)
		assert.IsType(t, pair.Contest{}, contest)
	}
	assert.Len(t, cases, 8)
	assert.Equal(t, "sale/sqlite/1/spread", cases[0])
}
