package payment_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

const (
	canaryKey   = "canary-key-8f3a0c77d1"
	canaryToken = "tok_canary_51b9e2"
	canaryLink  = "canary-link-77aa10"
	canaryCard  = "4242424242424242"
)

// A listener keeps everything that leaves the package.
type listener struct{ heard []string }

func (l *listener) hear(things ...any) {
	for _, v := range things {
		l.heard = append(l.heard, printed(v))
		if text, err := json.Marshal(v); err == nil {
			l.heard = append(l.heard, string(text))
		}
		for err, _ := v.(error); err != nil; err = errors.Unwrap(err) {
			l.heard = append(l.heard, err.Error())
		}
	}
}

// No secret appears in errors, events, facts or whatever is printed.
func TestCanaries(t *testing.T) {
	l, now, db := &listener{}, time.UnixMilli(1_700_000_000_000).UTC(), memstore.New()
	fault := sandbox.NoFault
	config := sandbox.Config{
		Secret: []byte(canaryKey), Now: func() time.Time { return now }, PayPage: "http://127.0.0.1/pay",
		Script: func(string, payment.Operation) sandbox.Fault { return fault },
	}
	psp, err := sandbox.New(config)
	require.NoError(t, err)
	engine := &payment.Engine{Store: db.Payments(), Providers: map[string]payment.Provider{"sandbox": psp}, Now: config.Now}
	engine.Settle = payment.Alone(engine)
	open := func(r payment.Request) {
		l.hear(r, db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
			op, err := engine.Open(ctx, tx, r)
			l.hear(op)
			return err
		}))
	}
	r := sale(canaryToken)
	r.ReturnURL = "https://shop.example/order?guest=" + canaryLink
	open(r)
	for _, fault = range []sandbox.Fault{sandbox.LoseRequest, sandbox.LoseAnswer, sandbox.NoFault} {
		l.hear(engine.Advance(t.Context(), "R1"), engine.Close(t.Context(), "R1"))
		now = now.Add(time.Minute)
	}
	open(r) // the reference again
	for _, put := range []func(*payment.Request){
		func(r *payment.Request) { r.Instrument = canaryCard },
		func(r *payment.Request) { r.Method = canaryCard },
		func(r *payment.Request) { r.Cause = "card " + canaryCard },
		func(r *payment.Request) { r.ReturnURL += canaryCard },
	} {
		bad := r
		put(&bad)
		l.hear(db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error { // the request itself is the caller's
			_, err := engine.Open(ctx, tx, bad)
			return err
		}))
	}
	forged := payment.Notification{Header: map[string][]string{sandbox.SignatureHeader: {canaryKey}}, Body: []byte(canaryToken)}
	l.hear(engine.Notify(t.Context(), "sandbox", forged), engine.Notify(t.Context(), "none", forged))
	other := sale(sandbox.OK)
	other.Ref, other.Payment, other.ReturnURL = "R2", "P2", r.ReturnURL
	open(other)
	l.hear(engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "R2", Status: payment.Succeeded, Amount: usd("1")}))
	l.hear(config, psp, psp.Info())
	op, err := db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	l.hear(op, []payment.Operation{op})
	events, err := db.UnsentEvents(t.Context(), 100)
	require.NoError(t, err)
	require.NotEmpty(t, events)
	for _, e := range events {
		l.hear(e, string(e.Data))
	}
	trade, err := psp.Find("R1")
	require.NoError(t, err)
	require.NotEmpty(t, trade.Instrument)
	f := payment.Fact{Action: payment.Action{Kind: payment.Redirect, URL: canaryLink, Content: canaryToken}}
	for _, v := range []any{f, f.Action, trade, forged, payment.Change{Operation: op}} {
		l.heard = append(l.heard, printed(v), printed(&v), printed([]any{v}), printed(struct{ V any }{v}))
	}
	l.silent(t)
}

func (l *listener) silent(t *testing.T) {
	t.Helper()
	for _, secret := range []string{canaryKey, canaryToken, canaryLink, canaryCard} {
		raw := []byte(secret)
		for _, form := range []string{secret, hex.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw), strings.Trim(fmt.Sprintf("%d", raw), "[]")} {
			for _, said := range l.heard {
				require.False(t, strings.Contains(said, form), "%.300s", said)
			}
		}
	}
}

// printed is a value by every verb and in both logs.
func printed(v any) string {
	text := ""
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		text += fmt.Sprintf(verb, v) + "\n"
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("message", "value", v)
	return text + logged.String()
}
