package sqlstore

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// Millis is how times are stored: UTC milliseconds since 1970, 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the inverse of Millis.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Minor turns amounts of one currency into minor units, as columns keep them,
// and remembers the first error, which names the field. A forgotten amount is
// money.ErrCurrency where Amount is asked and 0 where Sum is; what does not fit
// is money.ErrRange, what is finer than the minor unit money.ErrInexact.
type Minor struct {
	Currency money.Currency
	Err      error
}

// Amount is an amount that must be there.
func (m *Minor) Amount(field string, a money.Money) int64 {
	n, err := a.Minor()
	if err == nil && a.Currency() != m.Currency {
		err = &money.MismatchError{A: m.Currency, B: a.Currency()}
	}
	if err != nil && m.Err == nil {
		m.Err = fmt.Errorf("sqlstore: %s: %w", field, err)
	}
	return n
}

// Sum is an amount that is 0 as long as nothing has been added.
func (m *Minor) Sum(field string, a money.Money) int64 {
	if !a.HasCurrency() {
		return 0
	}
	return m.Amount(field, a)
}

// Seal protects one personal text for its place. The empty text stays empty; any
// other is ErrNoSealer without Config.Sealer.
func (db *DB) Seal(table, column, record, plain string) (string, error) {
	if plain == "" {
		return "", nil
	}
	if db.c.Sealer == nil {
		return "", fmt.Errorf("%w: %s.%s holds personal data", ErrNoSealer, table, column)
	}
	return db.c.Sealer.Seal(secure.Field{Table: table, Column: column, Record: record}, plain)
}

// Unseal is the inverse of Seal.
func (db *DB) Unseal(table, column, record, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	if db.c.Sealer == nil {
		return "", fmt.Errorf("%w: %s.%s holds personal data", ErrNoSealer, table, column)
	}
	return db.c.Sealer.Open(secure.Field{Table: table, Column: column, Record: record}, sealed)
}

// Money is an amount as columns keep it, minor units and currency code.
func Money(minor int64, code string) (money.Money, error) {
	c, err := money.ParseCurrency(code)
	if err != nil {
		return money.Money{}, fmt.Errorf("sqlstore: stored amount: %w", err)
	}
	return money.New(minor, c), nil
}

// Each hands out a list, and then err unless it is nil, until yield has enough:
// the body of an iter.Seq2. Lists are read whole, so that no connection waits for
// whoever walks through them.
func Each[T any](list []T, err error, yield func(T, error) bool) {
	if err != nil {
		var none T
		yield(none, err)
		return
	}
	for _, v := range list {
		if !yield(v, nil) {
			return
		}
	}
}
