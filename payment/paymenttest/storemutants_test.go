package paymenttest_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
)

// broken is a store whose transactions, closures or lists are tampered with.
type broken struct {
	payment.Store
	tx       func(payment.Tx) payment.Tx
	do       func(ctx context.Context, fn func(context.Context, payment.Tx) error) error
	postings func(ctx context.Context, id payment.ID) iter.Seq2[payment.Posting, error]
	history  func(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error]
}

func (b broken) Do(ctx context.Context, fn func(context.Context, payment.Tx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx payment.Tx) error {
		if b.tx != nil {
			tx = b.tx(tx)
		}
		return fn(ctx, tx)
	})
}

func (b broken) Postings(ctx context.Context, id payment.ID) iter.Seq2[payment.Posting, error] {
	if b.postings != nil {
		return b.postings(ctx, id)
	}
	return b.Store.Postings(ctx, id)
}

func (b broken) Operations(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error] {
	if b.history != nil {
		return b.history(ctx, id)
	}
	return b.Store.Operations(ctx, id)
}

// tampered is a transaction whose writes are tampered with.
type tampered struct {
	payment.Tx
	payment   func(ctx context.Context, p payment.Payment) error
	operation func(ctx context.Context, o payment.Operation) error
	post      func(ctx context.Context, entries ...payment.Posting) error
	read      func(ctx context.Context, id payment.ID) (payment.Payment, error)
	list      func(ctx context.Context, id payment.ID) ([]payment.Operation, error)
	emits     bool
}

func (t tampered) SavePayment(ctx context.Context, p payment.Payment) error {
	if t.payment != nil {
		return t.payment(ctx, p)
	}
	return t.Tx.SavePayment(ctx, p)
}

func (t tampered) SaveOperation(ctx context.Context, o payment.Operation) error {
	if t.operation != nil {
		return t.operation(ctx, o)
	}
	return t.Tx.SaveOperation(ctx, o)
}

func (t tampered) PostEntries(ctx context.Context, entries ...payment.Posting) error {
	if t.post != nil {
		return t.post(ctx, entries...)
	}
	return t.Tx.PostEntries(ctx, entries...)
}

func (t tampered) Payment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	if t.read != nil {
		return t.read(ctx, id)
	}
	return t.Tx.Payment(ctx, id)
}

func (t tampered) OperationsOf(ctx context.Context, id payment.ID) ([]payment.Operation, error) {
	if t.list != nil {
		return t.list(ctx, id)
	}
	return t.Tx.OperationsOf(ctx, id)
}

func (t tampered) Emit(ctx context.Context, events ...event.Event) error {
	if t.emits {
		return nil
	}
	return t.Tx.Emit(ctx, events...)
}

// changed makes a transaction that writes operations otherwise.
func changed(change func(o *payment.Operation)) func(payment.Tx) payment.Tx {
	return func(tx payment.Tx) payment.Tx {
		return tampered{Tx: tx, operation: func(ctx context.Context, o payment.Operation) error {
			change(&o)
			return tx.SaveOperation(ctx, o)
		}}
	}
}

func TestMutantsOfTransactionsAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rules string
		tx    func(tx payment.Tx) payment.Tx
	}{
		"overwrites payments": {"version/payment", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, payment: func(ctx context.Context, p payment.Payment) error {
				if now, err := tx.Payment(ctx, p.ID); err == nil && p.Version > 0 {
					p.Version = now.Version
				}
				return tx.SavePayment(ctx, p)
			}}
		}},
		"overwrites operations": {"version/operation", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, operation: func(ctx context.Context, o payment.Operation) error {
				if now, err := tx.Operation(ctx, o.Ref); err == nil && o.Version > 0 {
					o.Version = now.Version
				}
				return tx.SaveOperation(ctx, o)
			}}
		}},
		"inserts over what is there": {"insert/once insert/race version/doomed", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, operation: func(ctx context.Context, o payment.Operation) error {
				if now, err := tx.Operation(ctx, o.Ref); err == nil && o.Version == 0 {
					o.Version = now.Version
				}
				return tx.SaveOperation(ctx, o)
			}}
		}},
		"refuses politely": {"version/doomed", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, operation: func(ctx context.Context, o payment.Operation) error {
				if now, err := tx.Operation(ctx, o.Ref); err == nil && now.Version != o.Version {
					return event.ErrStale
				}
				return tx.SaveOperation(ctx, o)
			}}
		}},
		"forgets the action":     {"keep/operation", changed(func(o *payment.Operation) { o.Action.Content = "" })},
		"forgets the instrument": {"keep/operation", changed(func(o *payment.Operation) { o.Instrument = "" })},
		"forgets who decided":    {"keep/operation", changed(func(o *payment.Operation) { o.DecidedBy = "" })},
		"cuts off milliseconds":  {"keep/operation keep/empty", changed(func(o *payment.Operation) { o.Created = o.Created.Truncate(time.Second) })},
		"makes unknown times known": {"keep/empty", changed(func(o *payment.Operation) {
			if o.Expires.IsZero() {
				o.Expires = time.UnixMilli(0).UTC()
			}
		})},
		"swaps sums": {"keep/payment", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, payment: func(ctx context.Context, p payment.Payment) error {
				p.Refunded, p.Refunding = p.Refunding, p.Refunded
				return tx.SavePayment(ctx, p)
			}}
		}},
		"posts again": {"ledger/once ledger/whole", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, post: func(ctx context.Context, entries ...payment.Posting) error {
				for i := range entries {
					entries[i].ID += fmt.Sprint(time.Now().UnixNano())
				}
				return tx.PostEntries(ctx, entries...)
			}}
		}},
		"posts the first": {"list/postings ledger/once", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, post: func(ctx context.Context, entries ...payment.Posting) error {
				return tx.PostEntries(ctx, entries[:1]...)
			}}
		}},
		"tells nobody": {"commit/together", func(tx payment.Tx) payment.Tx { return tampered{Tx: tx, emits: true} }},
		"dooms what is missing": {"keep/missing", func(tx payment.Tx) payment.Tx {
			return tampered{Tx: tx, read: func(ctx context.Context, id payment.ID) (payment.Payment, error) {
				p, err := tx.Payment(ctx, id)
				if err != nil {
					_ = tx.SaveOperation(ctx, payment.Operation{Ref: "x", Version: 7})
				}
				return p, err
			}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			storeCaught(t, m.rules, func(s payment.Store) payment.Store { return broken{Store: s, tx: m.tx} })
		})
	}
}

func TestMutantsOfStoresAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rules    string
		sabotage func(s payment.Store) payment.Store
	}{
		"commits what failed": {"commit/rollback commit/together", func(s payment.Store) payment.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, payment.Tx) error) error {
				var failed error
				err := s.Do(ctx, func(ctx context.Context, tx payment.Tx) error { failed = fn(ctx, tx); return nil })
				return errors.Join(failed, err)
			}}
		}},
		"goes on without the caller": {"commit/cancelled", func(s payment.Store) payment.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, payment.Tx) error) error {
				return s.Do(context.WithoutCancel(ctx), fn)
			}}
		}},
		"reads beside the transaction": {"keep/own-writes", func(s payment.Store) payment.Store {
			return broken{Store: s, tx: func(tx payment.Tx) payment.Tx { return tampered{Tx: tx, read: s.FindPayment} }}
		}},
		"lists beside the transaction": {"list/within", func(s payment.Store) payment.Store {
			return broken{Store: s, tx: func(tx payment.Tx) payment.Tx {
				return tampered{Tx: tx, list: func(ctx context.Context, id payment.ID) (list []payment.Operation, err error) {
					for o := range s.Operations(ctx, id) {
						list = append(list, o)
					}
					return list, err
				}}
			}}
		}},
		"loses updates": {"held/payment held/sums", func(s payment.Store) payment.Store {
			return broken{Store: s, tx: func(tx payment.Tx) payment.Tx {
				return tampered{Tx: tx, read: s.FindPayment, payment: func(ctx context.Context, p payment.Payment) error {
					if now, err := tx.Payment(ctx, p.ID); err == nil && p.Version > 0 {
						p.Version = now.Version
					}
					return tx.SavePayment(ctx, p)
				}}
			}}
		}},
		"lists everybody's": {"list/postings", func(s payment.Store) payment.Store {
			return broken{Store: s, postings: func(ctx context.Context, _ payment.ID) iter.Seq2[payment.Posting, error] {
				return s.Postings(ctx, "P0000000000000000000000002")
			}}
		}},
		"lists backwards": {"list/operations", func(s payment.Store) payment.Store {
			return broken{Store: s, history: func(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error] {
				var list []payment.Operation
				for o := range s.Operations(ctx, id) {
					list = append(list, o)
				}
				slices.Reverse(list)
				return func(yield func(payment.Operation, error) bool) {
					for _, o := range list {
						if !yield(o, nil) {
							return
						}
					}
				}
			}}
		}},
		"keeps a reader's place": {"list/leave", func(s payment.Store) payment.Store {
			places := make(chan bool, 20)
			return broken{Store: s, postings: func(ctx context.Context, id payment.ID) iter.Seq2[payment.Posting, error] {
				return func(yield func(payment.Posting, error) bool) {
					select {
					case places <- true:
					default:
						yield(payment.Posting{}, errors.New("too many readers"))
						return
					}
					for p, err := range s.Postings(ctx, id) {
						if !yield(p, err) {
							return // and keeps its place
						}
					}
					<-places
				}
			}}
		}},
	} {
		t.Run(name, func(t *testing.T) { storeCaught(t, m.rules, m.sabotage) })
	}
	err := paymenttest.CheckStore(t.Context(), paymenttest.StoreHarness{New: func() (*paymenttest.StoreSystem, error) { return nil, errors.New("no database") }})
	require.ErrorContains(t, err, "no database")
}

// A store that writes in plain text what a payer's token or address is.
func TestMutantThatSealsHalfIsCaught(t *testing.T) {
	for name, plain := range map[string]func(o payment.Operation) string{
		"the instrument": func(o payment.Operation) string { return o.Instrument },
		"the address":    func(o payment.Operation) string { return o.ReturnURL },
		"the action":     func(o payment.Operation) string { return o.Action.URL },
		"the content":    func(o payment.Operation) string { return hex.EncodeToString([]byte(o.Action.Content)) },
		"nothing at all": func(payment.Operation) string { return "" },
	} {
		err := paymenttest.CheckStore(t.Context(), paymenttest.StoreHarness{New: func() (*paymenttest.StoreSystem, error) {
			db := memstore.New()
			return &paymenttest.StoreSystem{Store: db.Payments(), Stored: func(ctx context.Context) (string, error) {
				o, err := db.FindOperation(ctx, "KIT00000000000000000000001")
				return string(o.Ref) + plain(o), err
			}}, nil
		}})
		if name == "nothing at all" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, "keep/secret:", name)
	}
}

// storeCaught wants the rules to catch a broken store. What a race breaks may not
// break in each run of the kit, so it has twenty.
func storeCaught(t *testing.T, rules string, sabotage func(payment.Store) payment.Store) {
	t.Helper()
	var found error
	missing := func() []string {
		return slices.DeleteFunc(strings.Fields(rules), func(rule string) bool { return found != nil && strings.Contains(found.Error(), rule+":") })
	}
	for range 20 {
		err := paymenttest.CheckStore(t.Context(), paymenttest.StoreHarness{New: func() (*paymenttest.StoreSystem, error) {
			db := memstore.New()
			return &paymenttest.StoreSystem{Store: sabotage(db.Payments()), Outbox: db, Timers: db}, nil
		}})
		require.Error(t, err)
		if found = errors.Join(found, err); len(missing()) == 0 {
			return
		}
	}
	assert.Empty(t, missing(), "these rules caught nothing: %v", found)
}
