package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// Methods of the sandbox.
const (
	Card   = "card"   // the instrument is one of the tokens below
	Hosted = "hosted" // the payer is redirected to the pay page
)

// Instruments, the sandbox's test cards. Any other token is declined.
const (
	OK              = "tok_ok"
	Decline         = "tok_decline"
	NoFunds         = "tok_insufficient"
	Stall           = "tok_stall"             // pending for ever: only Close ends it
	LostExecuted    = "tok_lost_executed"     // charged, and the first answer is lost
	LostNotExecuted = "tok_lost_not_executed" // the first request is lost
	NotifyBefore    = "tok_notify_before"     // the notification overtakes the answer
	NotifyTwice     = "tok_notify_twice"
	NotifyLate      = "tok_notify_late" // a day after the answer
)

// Errors of the package.
var (
	ErrConfig  = errors.New("sandbox: bad configuration")
	ErrUnknown = errors.New("sandbox: unknown trade")
	ErrEnded   = errors.New("sandbox: the trade can no longer be paid")
	ErrJournal = errors.New("sandbox: bad journal")
)

// errLost is what a caller sees of a lost request or answer: nothing.
var errLost = errors.New("sandbox: connection lost")

// A Fault is a bad moment between the host and the sandbox.
type Fault int

// Faults.
const (
	NoFault     Fault = iota
	LoseRequest       // nothing happens and the caller gets an error
	LoseAnswer        // it happens and the caller gets an error
	Refuse            // nothing happens and the caller is told that this call was not executed
)

// Config is what a Provider needs.
type Config struct {
	Name    string           // "" is "sandbox"
	Account string           // the merchant account that facts and notifications name; "": none
	Secret  []byte           // signs notifications; at least 16 bytes
	Now     func() time.Time // required
	PayPage string           // absolute address of the pay page, without the reference; for method Hosted
	// Notify hands a notification to the host, as a request to its address
	// would. Nil: nobody is told and the host has to ask.
	Notify func(ctx context.Context, n payment.Notification) error
	// Script chooses the fault of one call; call is the name of the Provider's
	// method. Nil: none but what the instruments ask for.
	Script func(call string, o payment.Operation) Fault
	// Journal, when set, gets one line of JSON for each change, so that
	// Restore can bring the sandbox back after a restart.
	Journal io.Writer
}

// String names the sandbox and keeps its secret, in a log as in a panic.
func (c Config) String() string { return "sandbox " + c.Name }

// Format prints what String returns, whatever the verb.
func (c Config) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, c.String()) }

// MarshalJSON writes the name alone.
func (c Config) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]string{"name": c.Name}) }

// A Trade is one charge, capture, void or refund as the sandbox knows it.
type Trade struct {
	Ref        payment.Ref    `json:"ref"`
	Account    string         `json:"account,omitempty"`
	Kind       payment.Kind   `json:"kind"`
	Parent     payment.Ref    `json:"parent,omitempty"`
	Method     string         `json:"method,omitempty"`
	Instrument string         `json:"instrument,omitempty"`
	Amount     money.Money    `json:"amount"`
	Status     payment.Status `json:"status"`
	Code       string         `json:"code,omitempty"`
	ReturnURL  string         `json:"return_url,omitempty"`
	Expires    time.Time      `json:"expires,omitzero"`
	At         time.Time      `json:"at"`
}

// String says what a trade is and where it stands. It holds neither the
// instrument nor the return address, which are the payer's.
func (t Trade) String() string {
	return fmt.Sprintf("%s %s: %s %s %s", t.Kind, t.Ref, t.Amount, t.Status, t.Code)
}

// Format prints what String returns, whatever the verb.
func (t Trade) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, t.String()) }

// LogValue logs what String returns.
func (t Trade) LogValue() slog.Value { return slog.StringValue(t.String()) }

// A Provider is the sandbox. It is safe for concurrent use.
type Provider struct {
	config Config

	mu     sync.Mutex
	trades map[payment.Ref]Trade
	lost   map[payment.Ref]bool // whose one promised loss has happened
	queue  []notice
}

type notice struct {
	due   time.Time
	trade Trade
}

var (
	_ payment.Provider = (*Provider)(nil)
	_ payment.Capturer = (*Provider)(nil)
	_ payment.Voider   = (*Provider)(nil)
)

// New checks the configuration and answers an empty sandbox.
func New(c Config) (*Provider, error) {
	if c.Name == "" {
		c.Name = "sandbox"
	}
	if len(c.Secret) < 16 {
		return nil, fmt.Errorf("%w: Secret: needs at least 16 bytes", ErrConfig)
	}
	if c.Now == nil {
		return nil, fmt.Errorf("%w: Now: is not set", ErrConfig)
	}
	return &Provider{config: c, trades: map[payment.Ref]Trade{}, lost: map[payment.Ref]bool{}}, nil
}

// String names the sandbox, nothing else.
func (p *Provider) String() string { return p.config.String() }

// Format prints what String returns, whatever the verb.
func (p *Provider) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, p.String()) }

// Info describes the sandbox.
func (p *Provider) Info() payment.Info {
	return payment.Info{
		Name: p.config.Name, Account: p.config.Account, Methods: []string{Card, Hosted}, AuthValidity: 7 * 24 * time.Hour,
		PartialRefund: true, TestMode: true,
	}
}

// call runs one request through the fault that was chosen for it.
func (p *Provider) call(ctx context.Context, name string, o payment.Operation, do func() (Trade, error)) (payment.Fact, error) {
	if err := ctx.Err(); err != nil {
		return payment.Fact{}, err
	}
	fault := p.fault(name, o)
	switch fault {
	case LoseRequest:
		return payment.Fact{}, errLost
	case Refuse:
		return payment.Fact{}, refused("busy", "too many requests")
	case NoFault, LoseAnswer:
	}
	p.mu.Lock()
	trade, err := do()
	p.mu.Unlock()
	if fault == LoseAnswer {
		return payment.Fact{}, errLost
	}
	if err != nil {
		return payment.Fact{}, err
	}
	return p.fact(trade, payment.FromAnswer), nil
}

// fault answers the script's choice, or the one that an instrument promises once.
func (p *Provider) fault(name string, o payment.Operation) Fault {
	if p.config.Script != nil {
		if f := p.config.Script(name, o); f != NoFault {
			return f
		}
	}
	want := map[string]Fault{LostExecuted: LoseAnswer, LostNotExecuted: LoseRequest}[o.Instrument]
	if name != "Start" || want == NoFault {
		return NoFault
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost[o.Ref] {
		return NoFault
	}
	p.lost[o.Ref] = true
	return want
}

func (p *Provider) fact(t Trade, by payment.Source) payment.Fact {
	f := payment.Fact{
		Provider: p.config.Name, Account: t.Account, Ref: t.Ref, Status: t.Status, Amount: t.Amount, ProviderID: "sbx_" + string(t.Ref),
		Code: t.Code, Source: by, At: t.At,
	}
	if t.Status == payment.Pending {
		f.Action = p.action(t)
	}
	return f
}

func (p *Provider) action(t Trade) payment.Action {
	if t.Method == Hosted {
		return payment.Action{Kind: payment.Redirect, URL: strings.TrimSuffix(p.config.PayPage, "/") + "/" + string(t.Ref), Expires: t.Expires}
	}
	return payment.Action{Kind: payment.Wait, Expires: t.Expires}
}

func refused(code, message string) error {
	return &payment.Error{Outcome: payment.NotExecuted, Code: code, Message: message}
}

func notFound(ref payment.Ref) error {
	return &payment.Error{Outcome: payment.NotFound, Code: "trade_not_exist", Message: "no trade " + string(ref)}
}
