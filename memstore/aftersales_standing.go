package memstore

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
)

// Standings is the store as package standing sees it.
func (db *DB) Standings() standing.Store {
	return view[standing.Tx]{db, func(tx *Tx) standing.Tx { return tx }}
}

// AddMarks adds marks that are not there yet, see standing.Tx.
func (tx *Tx) AddMarks(ctx context.Context, marks ...standing.Mark) error {
	if err := tx.enter(ctx, "AddMarks"); err != nil {
		return err
	}
	for _, m := range marks {
		k := key{"mark", m.ID}
		if tx.get(k) != nil {
			continue
		}
		tx.put(k, m)
		of := key{"marks of", string(m.Seller)}
		list, _ := tx.get(of).([]string)
		tx.put(of, append(slices.Clone(list), m.ID))
	}
	return nil
}

// AddEntries adds to ledgers, see standing.Tx.
func (tx *Tx) AddEntries(ctx context.Context, entries ...standing.Entry) error {
	if err := tx.enter(ctx, "AddEntries"); err != nil {
		return err
	}
	for _, e := range entries {
		if err := tx.add(key{"standing", e.ID}, e); err != nil {
			return err
		}
		of := key{"standings of", string(e.Seller)}
		list, _ := tx.get(of).([]string)
		tx.put(of, append(slices.Clone(list), e.ID))
	}
	return nil
}

// Entries lists a seller's ledger, see standing.Tx.
func (tx *Tx) Entries(ctx context.Context, seller catalog.SellerID) ([]standing.Entry, error) {
	if err := tx.enter(ctx, "Entries"); err != nil {
		return nil, err
	}
	ids, _ := tx.get(key{"standings of", string(seller)}).([]string)
	var list []standing.Entry
	for _, id := range ids {
		if e, ok := tx.get(key{"standing", id}).(standing.Entry); ok {
			list = append(list, e)
		}
	}
	sortEntries(list)
	return list, nil
}

// Tallies counts a seller's marks, see standing.Tx.
func (tx *Tx) Tallies(ctx context.Context, seller catalog.SellerID, from time.Time) (map[standing.Metric]standing.Tally, error) {
	if err := tx.enter(ctx, "Tallies"); err != nil {
		return nil, err
	}
	ids, _ := tx.get(key{"marks of", string(seller)}).([]string)
	counts := map[standing.Metric]standing.Tally{}
	for _, id := range ids {
		m, ok := tx.get(key{"mark", id}).(standing.Mark)
		if !ok || m.At.Before(from) {
			continue
		}
		t := counts[m.Metric]
		if m.Bad {
			t.Bad++
		} else {
			t.Good++
		}
		counts[m.Metric] = t
	}
	return counts, nil
}

func sortEntries(list []standing.Entry) {
	slices.SortFunc(list, func(a, b standing.Entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
}

// FindEntries lists a seller's ledger by time, then ID.
func (db *DB) FindEntries(ctx context.Context, seller catalog.SellerID) ([]standing.Entry, error) {
	list := pick(db, "standing", func(e standing.Entry) bool { return e.Seller == seller })
	sortEntries(list)
	return list, ctx.Err()
}
