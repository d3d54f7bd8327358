package aftersales

import (
	"encoding/json"
	"time"

	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// A sum is an amount that may be missing: null.
type sum struct{ money.Money }

// MarshalJSON writes null where there is no amount.
func (s sum) MarshalJSON() ([]byte, error) {
	if !s.HasCurrency() {
		return []byte("null"), nil
	}
	return s.Money.MarshalJSON()
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (s *sum) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		s.Money = money.Money{}
		return nil
	}
	return s.Money.UnmarshalJSON(data)
}

// A body is a case without its columns, as JSON keeps it.
type body struct {
	Reason      string          `json:"reason"`
	Subject     flow.Subject    `json:"subject"`
	Items       []cases.Item    `json:"items,omitempty"`
	Asked       sum             `json:"asked"`
	Offer       *terms          `json:"offer,omitempty"`
	Decision    policy.Decision `json:"decision"`
	Since       time.Time       `json:"since"`
	Left        time.Duration   `json:"left,omitempty"`
	Pauses      []cases.Pause   `json:"pauses,omitempty"`
	Extended    int             `json:"extended,omitempty"`
	Warned      int             `json:"warned,omitempty"`
	Refunds     []payment.Ref   `json:"refunds,omitempty"`
	Tried       int             `json:"tried,omitempty"`
	Declined    []payment.Ref   `json:"declined,omitempty"`
	Claims      []claim         `json:"claims,omitempty"`
	Sums        [10]sum         `json:"sums"`
	Repriced    policy.Rules    `json:"repriced,omitempty"`
	Offline     sum             `json:"offline"`
	Compensated sum             `json:"compensated"`
	Promised    []promise       `json:"promised,omitempty"`
	Difference  sum             `json:"difference"`
	Extra       cases.Extra     `json:"extra"`
	Parcels     []parcel        `json:"parcels,omitempty"`
	Restocked   bool            `json:"restocked,omitempty"`
	Steps       int64           `json:"steps"`
	Messages    int64           `json:"messages,omitempty"`
	Evidence    int             `json:"evidence,omitempty"`
	Code        string          `json:"code,omitempty"`
}

type terms struct {
	Remedy flow.Remedy `json:"remedy"`
	Amount sum         `json:"amount"`
}

type promise struct {
	Key    string `json:"key"`
	Amount sum    `json:"amount"`
}

type claim struct {
	Line      int                  `json:"line"`
	Units     int64                `json:"units,omitempty"`
	Fee       int                  `json:"fee,omitempty"`
	Shipping  entitlement.Shipping `json:"shipping,omitempty"`
	Allowance sum                  `json:"allowance"`
	Freight   sum                  `json:"freight"`
}

// A parcel holds the freight apart, since it may be missing.
type parcel struct {
	cases.Parcel
	Freight sum
}

func sumsOf(s entitlement.Sums) [10]sum {
	return [10]sum{{s.Goods}, {s.Tax}, {s.Shipping}, {s.Allowance}, {s.Kept}, {s.Freight}, {s.TakenBack}, {s.Earlier}, {s.Total}, {s.Exchanged}}
}

func encode(c cases.Case) (string, error) {
	b := body{
		Reason: c.Reason, Subject: c.Subject, Items: c.Items, Asked: sum{c.Asked}, Offer: termsOf(c.Offer), Decision: c.Decision, Since: c.Since,
		Left: c.Left, Pauses: c.Pauses, Extended: c.Extended, Warned: c.Warned, Refunds: c.Refunds, Tried: c.Tried, Sums: sumsOf(c.Sums),
		Offline: sum{c.Offline}, Compensated: sum{c.Compensated}, Restocked: c.Restocked, Steps: c.Steps, Messages: c.Messages,
		Evidence: c.Evidence, Code: c.Code, Difference: sum{c.Difference}, Extra: c.Extra, Declined: c.Declined, Repriced: c.Repriced,
	}
	for _, one := range c.Claims {
		b.Claims = append(b.Claims, claim{one.Line, one.Units, one.Fee, one.Shipping, sum{one.Allowance}, sum{one.Freight}})
	}
	for _, p := range c.Promised {
		b.Promised = append(b.Promised, promise{p.Key, sum{p.Amount}})
	}
	for _, p := range c.Parcels {
		b.Parcels = append(b.Parcels, parcel{p, sum{p.Freight}})
	}
	text, err := json.Marshal(b)
	return string(text), err
}

func decode(text string, c *cases.Case) error {
	var b body
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return err
	}
	c.Reason, c.Subject, c.Items, c.Asked, c.Offer = b.Reason, b.Subject, b.Items, b.Asked.Money, b.Offer.value()
	c.Decision, c.Since, c.Left, c.Pauses, c.Extended, c.Warned = b.Decision, b.Since, b.Left, b.Pauses, b.Extended, b.Warned
	c.Refunds, c.Tried, c.Offline, c.Compensated, c.Restocked = b.Refunds, b.Tried, b.Offline.Money, b.Compensated.Money, b.Restocked
	c.Difference, c.Extra, c.Declined, c.Repriced = b.Difference.Money, b.Extra, b.Declined, b.Repriced
	c.Steps, c.Messages, c.Evidence, c.Code = b.Steps, b.Messages, b.Evidence, b.Code
	s := &c.Sums
	for i, to := range []*money.Money{&s.Goods, &s.Tax, &s.Shipping, &s.Allowance, &s.Kept, &s.Freight, &s.TakenBack, &s.Earlier, &s.Total, &s.Exchanged} {
		*to = b.Sums[i].Money
	}
	for _, one := range b.Claims {
		c.Claims = append(c.Claims, entitlement.Claim{
			Line: one.Line, Units: one.Units, Fee: one.Fee, Shipping: one.Shipping, Allowance: one.Allowance.Money, Freight: one.Freight.Money,
		})
	}
	for _, p := range b.Promised {
		c.Promised = append(c.Promised, cases.Promise{Key: p.Key, Amount: p.Amount.Money})
	}
	for _, p := range b.Parcels {
		p.Parcel.Freight = p.Freight.Money
		c.Parcels = append(c.Parcels, p.Parcel)
	}
	return nil
}

func termsOf(t *cases.Terms) *terms {
	if t == nil {
		return nil
	}
	return &terms{t.Remedy, sum{t.Amount}}
}

func (t *terms) value() *cases.Terms {
	if t == nil {
		return nil
	}
	return &cases.Terms{Remedy: t.Remedy, Amount: t.Amount.Money}
}

// words is what a message says besides its text.
type words struct {
	Terms    *terms        `json:"terms,omitempty"`
	Evidence []cases.Piece `json:"evidence,omitempty"`
}
