package rules_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules/rulestest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/rules"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*rulestest.System, error) {
	if err := sqlstore.Migrate(ctx, db, rules.Schema()); err != nil {
		return nil, err
	}
	s, err := rules.Open(ctx, db)
	return &rulestest.System{Rules: s, Events: db, Timers: db, Close: db.Close}, err
}

func TestSQLite(t *testing.T) {
	for name, o := range map[string]sqlite.Options{"alone": {Group: 1}, "shared": {Group: 32}, "other prefix": {Prefix: "shop7_"}} {
		t.Run(name, func(t *testing.T) {
			rulestest.Run(t, rulestest.Harness{New: func() (*rulestest.System, error) {
				db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), o)
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}

func TestPostgres(t *testing.T) {
	rulestest.Run(t, rulestest.Harness{New: func() (*rulestest.System, error) {
		db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{})
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}})
}
