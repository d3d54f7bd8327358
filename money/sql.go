package money

import (
	"database/sql/driver"
	"fmt"
)

// Value stores the amount in one text column, "12.34 USD". A forgotten zero
// Money is ErrCurrency, an amount of more than MaxDigits digits ErrRange. Wrap
// a nullable column in sql.Null[Money].
func (a Money) Value() (driver.Value, error) {
	if err := a.encodable(); err != nil {
		return nil, err
	}
	return a.String(), nil
}

// Scan reads what Value stores, from text or bytes. Anything else, NULL and
// numbers included, is ErrSyntax.
func (a *Money) Scan(src any) error {
	var got Money
	var err error
	switch v := src.(type) {
	case string:
		got, err = parseText(v)
	case []byte:
		got, err = parseText(v)
	default:
		return fmt.Errorf("%w: cannot scan %T", ErrSyntax, src)
	}
	if err == nil {
		*a = got
	}
	return err
}
