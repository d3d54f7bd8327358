package aftersales

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Standings is a standing.Store.
type Standings struct{ db *sqlstore.DB }

var _ standing.Store = (*Standings)(nil)

// OpenStandings checks that the tables fit this program (*sqlstore.SchemaError)
// and returns the store.
func OpenStandings(ctx context.Context, db *sqlstore.DB) (*Standings, error) {
	if err := db.Check(ctx, Schema()); err != nil {
		return nil, err
	}
	return &Standings{db}, nil
}

// Within is the store on the host's transaction, see sqlstore.DB.Within.
func (s *Standings) Within(tx *sql.Tx) *Standings { return &Standings{s.db.Within(tx)} }

// StandingTx is a standing.Tx.
type StandingTx struct{ *sqlstore.Tx }

var _ standing.Tx = StandingTx{}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Standings) Do(ctx context.Context, fn func(context.Context, standing.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return fn(ctx, StandingTx{tx}) })
}

// AddMarks adds marks. One whose ID was seen before changes nothing.
func (tx StandingTx) AddMarks(ctx context.Context, marks ...standing.Mark) error {
	for part := range slices.Chunk(marks, sqlstore.MaxRows) {
		args := make([]any, 0, 5*len(part))
		for _, m := range part {
			bad := 0
			if m.Bad {
				bad = 1
			}
			args = append(args, m.ID, string(m.Seller), string(m.Metric), bad, sqlstore.Millis(m.At))
		}
		const head = "INSERT INTO cw_marks (id, seller, metric, bad, at) VALUES "
		err := tx.Write(ctx, sqlstore.Stmt{
			SQL: tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(5)...), Args: args, Want: sqlstore.Any,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// AddEntries adds to ledgers; an ID seen before is event.ErrStale.
func (tx StandingTx) AddEntries(ctx context.Context, entries ...standing.Entry) error {
	for part := range slices.Chunk(entries, sqlstore.MaxRows) {
		args := make([]any, 0, 10*len(part))
		for _, e := range part {
			reason, err := e.Reason, error(nil)
			if e.Written() {
				reason, err = tx.DB().Seal("standings", "reason", e.ID, e.Reason)
			}
			if err != nil {
				return tx.Doom(err)
			}
			args = append(args, e.ID, string(e.Seller), string(e.Kind), string(e.Track), e.Points, e.Of, reason, e.By, sqlstore.Millis(e.At), sqlstore.Millis(e.Expires))
		}
		const head = "INSERT INTO cw_standings (id, seller, kind, track, points, about, reason, actor, at, expires) VALUES "
		err := tx.Write(ctx, sqlstore.Stmt{
			SQL: tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(10)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("standing", part[0].ID),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ledger reads entries one after the other.
type ledger struct {
	db      *sqlstore.DB
	entries []standing.Entry
}

func (l *ledger) of(seller catalog.SellerID) sqlstore.Stmt {
	return sqlstore.Stmt{
		SQL: `SELECT id, seller, kind, track, points, about, reason, actor, at, expires FROM cw_standings WHERE seller = $1
ORDER BY at, id`, Args: []any{string(seller)}, Rows: l.next,
	}
}

func (l *ledger) next(scan func(...any) error) error {
	var e standing.Entry
	var at, expires int64
	if err := scan(&e.ID, &e.Seller, &e.Kind, &e.Track, &e.Points, &e.Of, &e.Reason, &e.By, &at, &expires); err != nil {
		return err
	}
	e.At, e.Expires = sqlstore.Time(at), sqlstore.Time(expires)
	var err error
	if e.Written() {
		e.Reason, err = l.db.Unseal("standings", "reason", e.ID, e.Reason)
	}
	l.entries = append(l.entries, e)
	return err
}

// Entries lists a seller's ledger by At, then ID.
func (tx StandingTx) Entries(ctx context.Context, seller catalog.SellerID) ([]standing.Entry, error) {
	l := ledger{db: tx.DB()}
	err := tx.Now(ctx, l.of(seller))
	return l.entries, tx.Doom(err)
}

// FindEntries lists a seller's ledger by At, then ID.
func (s *Standings) FindEntries(ctx context.Context, seller catalog.SellerID) ([]standing.Entry, error) {
	l := ledger{db: s.db}
	err := s.db.Read(ctx, l.of(seller))
	return l.entries, err
}

// Tallies counts a seller's marks by metric from a moment on (included).
func (tx StandingTx) Tallies(ctx context.Context, seller catalog.SellerID, from time.Time) (map[standing.Metric]standing.Tally, error) {
	counts := map[standing.Metric]standing.Tally{}
	err := tx.Now(ctx, sqlstore.Stmt{
		SQL:  "SELECT metric, bad, count(*) FROM cw_marks WHERE seller = $1 AND at >= $2 GROUP BY metric, bad",
		Args: []any{string(seller), sqlstore.Millis(from)},
		Rows: func(scan func(...any) error) error {
			var metric standing.Metric
			var bad, n int64
			err := scan(&metric, &bad, &n)
			t := counts[metric]
			if bad == 1 {
				t.Bad = n
			} else {
				t.Good = n
			}
			counts[metric] = t
			return err
		},
	})
	return counts, tx.Doom(err)
}
