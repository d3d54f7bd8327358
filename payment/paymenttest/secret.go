package paymenttest

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/payment"
)

// canary is what no error, fact or log line may repeat.
const canary = "kitcanary7Qp2"

func secretRules() []Rule {
	return []Rule{
		{"secret/errors", "errors are logged, and logs are read by many", nil, secretErrors},
		{"secret/printed", "a provider that is logged or dumped takes its keys along", nil, secretPrinted},
		{"secret/notice", "a notification that is refused may hold anything", nil, secretNotice},
	}
}

// told collects what an adapter says to the outside.
type told struct{ lines []string }

func (t *told) hear(f payment.Fact, err error) {
	t.lines = append(t.lines, printed(f))
	for ; err != nil; err = errors.Unwrap(err) {
		t.lines = append(t.lines, fmt.Sprintf("%v %+v", err, err))
	}
}

// leaks names what was repeated of the secrets, which it does not repeat either.
func (t *told) leaks(secrets ...string) error {
	for n, secret := range secrets {
		raw := []byte(secret)
		forms := []string{
			secret, hex.EncodeToString(raw), strings.TrimRight(base64.StdEncoding.EncodeToString(raw), "="), strings.Trim(fmt.Sprintf("%d", raw), "[]"),
			strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", raw), "[]byte{"), "}"),
		}
		for i, form := range forms {
			told := func(line string) bool { return strings.Contains(line, form) }
			if secret != "" && slices.ContainsFunc(t.lines, told) {
				return fmt.Errorf("secret %d can be read, as %s", n, []string{"text", "hex", "base64", "bytes", "a literal"}[i])
			}
		}
	}
	return nil
}

func secretErrors(ctx context.Context, s *System) error {
	t := &told{}
	gone, stop := context.WithCancel(ctx)
	stop()
	bad := op(s.Charge, 1)
	bad.Instrument, bad.Ref = "tok_"+canary, ref(8)
	for _, p := range probes() {
		if s.missing(p.needs) {
			continue
		}
		for _, c := range []context.Context{ctx, gone} {
			t.hear(p.do(s.Provider, c, bad))
			none := on(bad, payment.Refund, 9, bad.Amount)
			none.Instrument = bad.Instrument
			t.hear(p.do(s.Provider, c, none))
		}
		if s.Fault != nil {
			s.Fault(p.call, LoseAnswer)
			t.hear(p.do(s.Provider, ctx, bad))
		}
	}
	return t.leaks(append(s.Secrets, canary)...)
}

func (s *System) missing(needs []part) bool {
	for _, need := range needs {
		if !s.has(need) {
			return true
		}
	}
	return false
}

func secretPrinted(ctx context.Context, s *System) error {
	if _, err := s.paid(ctx, op(s.Charge, 1)); err != nil {
		return err
	}
	t := &told{lines: []string{fmt.Sprintf("%v %+v %#v", s.Provider, s.Provider, s.Provider), fmt.Sprintf("%+v", s.Provider.Info())}}
	if text, err := json.Marshal(s.Provider); err == nil {
		t.lines = append(t.lines, string(text))
	}
	return t.leaks(s.Secrets...)
}

func secretNotice(ctx context.Context, s *System) error {
	t := &told{}
	header := map[string][]string{"Authorization": {canary}, "Signature": {canary}}
	if s.Sign != nil {
		n, err := s.Sign(payment.Fact{Ref: ref(1), Status: payment.Succeeded, Amount: s.Charge.Amount})
		if err != nil {
			return err
		}
		for name := range n.Header {
			header[name] = []string{canary}
		}
	}
	for _, body := range []string{canary, `{"ref":"` + canary + `"}`, "token=" + canary} {
		t.hear(s.Provider.ParseNotification(ctx, payment.Notification{Method: "POST", Header: header, Body: []byte(body), Received: time.UnixMilli(0)}))
	}
	return t.leaks(append(s.Secrets, canary)...)
}
