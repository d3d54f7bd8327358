package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/payment"
)

const (
	// SignatureHeader carries "t=<unix seconds>,v1=<hex HMAC-SHA256 of t.body>".
	SignatureHeader = "Sandbox-Signature"
	tolerance       = 300 * time.Second // both into the past and into the future
	maxBody         = 64 << 10
	lateBy          = 24 * time.Hour
)

// keep remembers a trade and writes it to the journal first.
func (p *Provider) keep(t Trade) error {
	if p.config.Journal != nil {
		line, err := json.Marshal(t)
		if err == nil {
			_, err = p.config.Journal.Write(append(line, '\n'))
		}
		if err != nil {
			return fmt.Errorf("sandbox: journal: %w", err)
		}
	}
	p.trades[t.Ref] = t
	return nil
}

// Restore reads a journal back. A last line that was cut off by a crash is
// ignored; any other bad line is ErrJournal and names its number.
func (p *Provider) Restore(journal io.Reader) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := bufio.NewReader(journal)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("sandbox: journal: %w", err)
		}
		var t Trade
		if err := json.Unmarshal(line, &t); err != nil || t.Ref == "" {
			return fmt.Errorf("%w: line %d", ErrJournal, n)
		}
		p.trades[t.Ref] = t
	}
}

// notify queues what the host is told of an ended trade.
func (p *Provider) notify(t Trade) {
	if p.config.Notify == nil || t.Status == payment.Pending {
		return
	}
	due := p.config.Now()
	if t.Instrument == NotifyLate {
		due = due.Add(lateBy)
	}
	p.queue = append(p.queue, notice{due, t})
	if t.Instrument == NotifyTwice {
		p.queue = append(p.queue, notice{due, t})
	}
}

// Deliver hands every due notification to the host. What the host refuses stays
// queued and is joined into the error.
func (p *Provider) Deliver(ctx context.Context) error {
	p.mu.Lock()
	due, rest, now := []notice{}, []notice{}, p.config.Now()
	for _, n := range p.queue {
		if n.due.After(now) {
			rest = append(rest, n)
		} else {
			due = append(due, n)
		}
	}
	p.queue = rest
	p.mu.Unlock()
	var failed []notice
	var errs []error
	for _, n := range due {
		if err := p.config.Notify(ctx, p.Sign(p.fact(n.trade, payment.FromNotification))); err != nil {
			failed, errs = append(failed, n), append(errs, err)
		}
	}
	p.mu.Lock()
	p.queue = append(failed, p.queue...)
	p.mu.Unlock()
	return errors.Join(errs...)
}

// Sign makes the notification of a fact, as the sandbox sends it.
func (p *Provider) Sign(f payment.Fact) payment.Notification {
	now := p.config.Now().UTC()
	body, err := json.Marshal(Trade{Ref: f.Ref, Account: f.Account, Amount: f.Amount, Status: f.Status, Code: f.Code, At: f.At})
	if err != nil { // an amount that cannot be written is sent as nothing, which does not verify
		body = nil
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	return payment.Notification{
		Method: "POST", Header: map[string][]string{SignatureHeader: {"t=" + stamp + ",v1=" + p.mac(stamp, body)}},
		Body: body, Received: now,
	}
}

func (p *Provider) mac(stamp string, body []byte) string {
	h := hmac.New(sha256.New, p.config.Secret)
	h.Write([]byte(stamp + "."))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// ParseNotification verifies the signature and the time, 300 s either way, and
// reads the fact.
func (p *Provider) ParseNotification(_ context.Context, n payment.Notification) (payment.Fact, error) {
	if err := p.verify(n); err != nil {
		return payment.Fact{}, fmt.Errorf("%w: %w", payment.ErrNotVerified, err)
	}
	var t Trade
	read := json.NewDecoder(bytes.NewReader(n.Body))
	read.DisallowUnknownFields()
	if err := read.Decode(&t); err != nil || t.Ref == "" {
		return payment.Fact{}, fmt.Errorf("%w: body is not a trade", payment.ErrNotVerified)
	}
	return p.fact(t, payment.FromNotification), nil
}

func (p *Provider) verify(n payment.Notification) error {
	if len(n.Body) > maxBody {
		return errors.New("body is too large")
	}
	values := n.Header[SignatureHeader]
	if len(values) != 1 {
		return errors.New("signature is missing")
	}
	stamp, mac, ok := strings.Cut(values[0], ",v1=")
	stamp, stamped := strings.CutPrefix(stamp, "t=")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if !ok || !stamped || err != nil || strconv.FormatInt(seconds, 10) != stamp {
		return errors.New("signature is malformed")
	}
	if !hmac.Equal([]byte(mac), []byte(p.mac(stamp, n.Body))) {
		return errors.New("signature is wrong")
	}
	age := p.config.Now().Sub(time.Unix(seconds, 0))
	if age > tolerance || age < -tolerance {
		return errors.New("time is off by more than 300 seconds")
	}
	return nil
}
