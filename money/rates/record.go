package rates

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// maxRecord bounds the bytes of a stored rate.
const maxRecord = 1 << 14

// record is the JSON form of a Rate.
type record struct {
	legRecord
	Num  string      `json:"num"`
	Den  string      `json:"den"`
	Path []legRecord `json:"path"`
}

type legRecord struct {
	Base       money.Currency `json:"base"`
	Quote      money.Currency `json:"quote"`
	Provider   string         `json:"provider"`
	Kind       Kind           `json:"kind"`
	AsOf       time.Time      `json:"asOf"`
	ValidUntil *time.Time     `json:"validUntil,omitempty"`
}

func recordLeg(l Leg) legRecord {
	out := legRecord{Base: l.Base, Quote: l.Quote, Provider: l.Provider, Kind: l.Kind, AsOf: l.AsOf}
	if !l.ValidUntil.IsZero() {
		out.ValidUntil = &l.ValidUntil
	}
	return out
}

func (l legRecord) leg() Leg {
	out := Leg{l.Base, l.Quote, Info{Provider: l.Provider, Kind: l.Kind, AsOf: l.AsOf}}
	if l.ValidUntil != nil {
		out.ValidUntil = *l.ValidUntil
	}
	out.Info = out.utc()
	return out
}

// MarshalJSON writes all of the rate, so that an order can keep it: currencies,
// the fraction as two strings, info and path. The zero Rate is null.
func (r Rate) MarshalJSON() ([]byte, error) {
	if r.x == nil {
		return []byte("null"), nil
	}
	out := record{legRecord: recordLeg(Leg{r.base, r.quote, r.x.info}), Num: r.x.num.String(), Den: r.x.den.String()}
	for _, l := range r.x.path {
		out.Path = append(out.Path, recordLeg(l))
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes, under the rules of New for the
// rate and each leg: unknown members and currencies, and more than 16 kB, are
// ErrInput. Withdrawn currencies are read, so that old orders stay readable. As
// encoding/json has it, null leaves the value as it is.
func (r *Rate) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if len(data) > maxRecord {
		return bad("rate", "is longer than 16 kB")
	}
	var in record
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return caused("rate", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return bad("rate", "goes on after its end")
	}
	out, err := in.rate()
	if err == nil {
		*r = out
	}
	return err
}

func (in record) rate() (Rate, error) {
	num, okNum := integer(in.Num)
	den, okDen := integer(in.Den)
	if !okNum || !okDen {
		return Rate{}, bad("rate", "has no fraction of two whole numbers")
	}
	if len(in.Path) == 0 || len(in.Path) > maxLegs {
		return Rate{}, bad("path", "has not 1 to 8 legs")
	}
	l := in.leg()
	r, err := New(l.Base, l.Quote, num, den, l.Info)
	if err != nil {
		return Rate{}, err
	}
	r.x.path = make([]Leg, len(in.Path))
	for i, p := range in.Path {
		leg := p.leg()
		if err := errors.Join(checkPair(leg.Base, leg.Quote), leg.check()); err != nil {
			return Rate{}, caused("path", err)
		}
		r.x.path[i] = leg
	}
	return r, nil
}

func integer(s string) (*big.Int, bool) {
	if s == "" || len(s) > 100 || !figures(s) {
		return nil, false
	}
	return new(big.Int).SetString(s, 10)
}
