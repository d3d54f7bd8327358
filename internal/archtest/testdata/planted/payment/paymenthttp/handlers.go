// Package paymenthttp may use net/http, and its own domain.
package paymenthttp

import (
	"net/http"

	"github.com/cartwright-go/cartwright/payment"
)

// Handler serves.
func Handler() http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { payment.Pay(r.Context()) })
}
