// Package sqlstore is the kernel.
package sqlstore

import (
	_ "database/sql"

	_ "github.com/cartwright-go/cartwright/money"
)
