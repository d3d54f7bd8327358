// Package payments reaches a domain above its own.
package payments

import (
	_ "github.com/cartwright-go/cartwright/recommend"
	_ "github.com/cartwright-go/cartwright/sqlstore"
)
