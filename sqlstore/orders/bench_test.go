package orders_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// BenchmarkSale places and pays sales of two lines with 1 and 16 buyers.
func BenchmarkSale(b *testing.B) {
	stores := map[string]func(b *testing.B) *sqlstore.DB{
		"sqlite": func(b *testing.B) *sqlstore.DB {
			db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "s.db"), sqlite.Options{Sealer: sealer(b)})
			require.NoError(b, err)
			return db
		},
		"postgres": func(b *testing.B) *sqlstore.DB {
			db, err := postgres.Open(b.Context(), pgtest.DSN(b), postgres.Options{Sealer: sealer(b)})
			require.NoError(b, err)
			return db
		},
	}
	for name, open := range stores {
		for _, buyers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/%d buyers", name, buyers), func(b *testing.B) {
				db := open(b)
				defer db.Close()
				s := shop(b, db)
				stocked(b, s, map[catalog.SKU]int64{"A": 1_000_000, "B": 1_000_000})
				var n atomic.Int64
				b.ReportAllocs()
				before := db.Stats()
				b.SetParallelism(max(1, buyers/2))
				b.ResetTimer()
				sale := func() error {
					_, err := buy(b.Context(), s, fmt.Sprint("b", n.Add(1)), sandbox.OK, "A", "B")
					return err
				}
				if buyers == 1 {
					for b.Loop() {
						require.NoError(b, sale())
					}
				} else {
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							if err := sale(); err != nil {
								b.Error(err)
							}
						}
					})
				}
				b.ReportMetric(float64(db.Stats().Commits-before.Commits)/float64(b.N), "commits/op")
			})
		}
	}
}
