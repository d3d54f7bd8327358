// Package order reaches transports, storage and tests.
package order

import (
	_ "database/sql"
	_ "net/http"

	_ "github.com/cartwright-go/cartwright/event/eventtest"
	_ "github.com/cartwright-go/cartwright/payment"
	_ "github.com/stretchr/testify/require"
)
