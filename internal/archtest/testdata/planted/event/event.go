// Package event reaches a package of ours, which a leaf must not.
package event

import "github.com/cartwright-go/cartwright/money"

// Scale is money's.
func Scale() int64 { return money.Scale("CNY") }
