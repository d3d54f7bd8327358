package paymenthttp

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/cartwright-go/cartwright/payment"
)

// MaxBody is the largest body of a notification that is read, in bytes. Those
// of every provider we know are far below 64 KiB.
const MaxBody = 1 << 20

// A Notifier takes notifications. *payment.Engine is one. Nil means committed.
type Notifier interface {
	Notify(ctx context.Context, provider string, n payment.Notification) error
}

// NotifyHandler hands the notifications that one provider posts to its address
// to the engine, with the body as it came. It answers 200 after the commit and
// never before; 400 for what is not verified, which the provider need not send
// again; 503 for a reference that is not known (yet) and 500 for every other
// failure, so that the provider sends again. Answers hold no details: whoever
// may read them is unknown. Wrap the engine to log its errors.
func NotifyHandler(engine Notifier, provider string, now func() time.Time) http.Handler {
	return &handler{engine, provider, now}
}

type handler struct {
	engine   Notifier
	provider string
	now      func() time.Time
}

// ServeHTTP takes one notification.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		answer(w, http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		answer(w, unread(err))
		return
	}
	answer(w, status(h.engine.Notify(r.Context(), h.provider, payment.Notification{
		Method: r.Method, Path: r.URL.Path, RawQuery: r.URL.RawQuery, Header: maps.Clone(map[string][]string(r.Header)),
		Body: body, Received: h.now().UTC(),
	})))
}

// unread is the answer to a body that could not be read.
func unread(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// status is the answer to what the engine says.
func status(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, payment.ErrNotVerified):
		return http.StatusBadRequest
	case errors.Is(err, payment.ErrUnknownRef):
		return http.StatusServiceUnavailable // an answer may be on its way, and with it our commit
	}
	return http.StatusInternalServerError
}

// answer writes a status and its name, nothing else.
func answer(w http.ResponseWriter, code int) {
	w.WriteHeader(code)
	_, _ = io.WriteString(w, http.StatusText(code)+"\n")
}
