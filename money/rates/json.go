package rates

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// members calls take with each member of the JSON object in data, in order. A
// member twice, something after the object, and anything else than an object
// are ErrInput.
func members(field string, data []byte, take func(key string, value json.RawMessage) error) error {
	in := json.NewDecoder(bytes.NewReader(data))
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return bad(field, "is not a JSON object")
	}
	seen := map[string]bool{}
	for in.More() {
		token, err := in.Token()
		if err != nil {
			return caused(field, err)
		}
		key, _ := token.(string)
		if seen[key] {
			return bad(field, "has the member "+strconv.Quote(cut(key))+" twice")
		}
		seen[key] = true
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return caused(field, err)
		}
		if err := take(key, value); err != nil {
			return err
		}
	}
	if _, err := in.Token(); err != nil {
		return caused(field, noEOF(err))
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return bad(field, "goes on after its end")
	}
	return nil
}

// cut bounds what an error repeats of a feed.
func cut(s string) string { return s[:min(len(s), 40)] }

func text(field string, value json.RawMessage) (string, error) {
	var s string
	if err := json.Unmarshal(value, &s); err != nil || value[0] != '"' {
		return "", bad(field, "is not a string")
	}
	return s, nil
}

// plain makes a JSON number, which may have an exponent, a plain decimal.
func plain(field string, value json.RawMessage) (string, error) {
	mantissa, exponent, has := strings.Cut(strings.ToLower(string(value)), "e")
	if !has {
		return mantissa, nil
	}
	e, err := strconv.Atoi(exponent)
	if err != nil || e < -30 || e > 30 || len(mantissa) > maxFigures {
		return "", bad(field, "has an exponent beyond 30")
	}
	num, den, err := parseNumber(mantissa)
	if err != nil {
		return "", caused(field, err)
	}
	v := new(big.Rat).SetFrac(num, den)
	if e < 0 {
		v.Quo(v, new(big.Rat).SetInt(pow10(-e)))
	} else {
		v.Mul(v, new(big.Rat).SetInt(pow10(e)))
	}
	out := strings.TrimRight(v.FloatString(len(mantissa)+max(-e, 0)), "0")
	return strings.TrimSuffix(out, "."), nil
}

// listing is a file of one base and one moment, as openexchangerates.org and
// Fixer have it.
type listing struct {
	provider, base, date string
	at                   time.Time
	rates                json.RawMessage
	failed               string
}

func (l *listing) member(key string, value json.RawMessage) (err error) {
	switch key {
	case "base":
		l.base, err = text(key, value)
	case "date":
		l.date, err = text(key, value)
	case "timestamp":
		l.at, err = moment(key, value)
	case "rates":
		l.rates = value
	case "success":
		if string(value) != "true" {
			l.failed = key
		}
	case "error":
		if string(value) != "false" {
			l.failed = key
		}
	}
	return err
}

// moment reads seconds since 1970 between 1990 and 2200.
func moment(field string, value json.RawMessage) (time.Time, error) {
	s, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || s < 631152000 || s > 7258118400 {
		return time.Time{}, bad(field, "is not a time in seconds")
	}
	return time.Unix(s, 0).UTC(), nil
}

func readListing(r io.Reader, provider string) (*listing, error) {
	body, err := readAll(r, maxJSON)
	if err != nil {
		return nil, err
	}
	l := &listing{provider: provider}
	if err := members("file", body, l.member); err != nil {
		return nil, err
	}
	switch {
	case l.failed != "":
		return nil, bad(l.failed, "says that the provider refused the request")
	case l.base == "":
		return nil, bad("base", "is missing")
	case l.at.IsZero():
		return nil, bad("timestamp", "is missing")
	case l.rates == nil:
		return nil, bad("rates", "is missing")
	}
	return l, nil
}

func (l *listing) feed() (Feed, error) {
	b, err := newBuilder(l.base, Info{Provider: l.provider, Kind: Mid, AsOf: l.at})
	if err != nil {
		return Feed{}, err
	}
	err = members("rates", l.rates, func(code string, value json.RawMessage) error {
		if _, ok, err := b.currency(code); err != nil || !ok {
			return err
		}
		figure, err := plain(code, value)
		if err != nil {
			return err
		}
		return b.add(code, figure)
	})
	if err != nil {
		return Feed{}, err
	}
	return b.done()
}

// OpenExchangeRates reads latest.json and the historical files of
// openexchangerates.org. Figures are taken digit by digit, never through a
// float; codes that the currency registry does not know are skipped and listed.
// The as-of is the timestamp of the file, the kind Mid. At most 1 MB is read.
func OpenExchangeRates(r io.Reader) (Feed, error) {
	l, err := readListing(r, "openexchangerates")
	if err != nil {
		return Feed{}, err
	}
	return l.feed()
}

// Fixer reads an answer of the latest and date end points of Fixer, under the
// rules of OpenExchangeRates. The date in it must be the UTC day of its
// timestamp.
func Fixer(r io.Reader) (Feed, error) {
	l, err := readListing(r, "fixer")
	if err != nil {
		return Feed{}, err
	}
	if l.date != l.at.Format(time.DateOnly) {
		return Feed{}, bad("date", "is not the day of the timestamp")
	}
	return l.feed()
}

// CFETS reads the central parity of the renminbi as the China Foreign Exchange
// Trade System publishes it each working day at 9:15. Pairs against the
// renminbi, per 100 ("100JPY/CNY") and the other way round ("CNY/KRW") alike,
// become rates for one unit in the direction of the file. The as-of is the time
// in the file, which is that of Shanghai. At most 1 MB is read.
func CFETS(r io.Reader) (Feed, error) {
	body, err := readAll(r, maxJSON)
	if err != nil {
		return Feed{}, err
	}
	var data, records json.RawMessage
	err = members("file", body, func(key string, value json.RawMessage) error {
		switch key {
		case "data":
			data = value
		case "records":
			records = value
		}
		return nil
	})
	if err != nil {
		return Feed{}, err
	}
	at, err := cfetsTime(data)
	if err != nil {
		return Feed{}, err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(records, &list); err != nil {
		return Feed{}, bad("records", "is missing or not a list")
	}
	b, err := newBuilder("CNY", Info{Provider: "cfets", Kind: Reference, AsOf: at})
	if err != nil {
		return Feed{}, err
	}
	seen := map[money.Currency]bool{}
	for _, record := range list {
		if err := b.cfets(record, seen); err != nil {
			return Feed{}, err
		}
	}
	return b.done()
}

func cfetsTime(data json.RawMessage) (at time.Time, err error) {
	last := ""
	err = members("data", data, func(key string, value json.RawMessage) (err error) {
		if key == "lastDate" {
			last, err = text(key, value)
		}
		return err
	})
	if err != nil {
		return at, err
	}
	at, err = time.ParseInLocation("2006-01-02 15:04", last, time.FixedZone("CST", 8*60*60))
	if err != nil || at.Year() < 1994 {
		return at, bad("lastDate", "is not a time such as 2006-01-02 9:15")
	}
	return at.UTC(), nil
}

func (b *builder) cfets(record json.RawMessage, seen map[money.Currency]bool) error {
	var name, price string
	err := members("record", record, func(key string, value json.RawMessage) (err error) {
		switch key {
		case "vrtEName":
			name, err = text(key, value)
		case "price":
			price, err = text(key, value)
		}
		return err
	})
	if err != nil {
		return err
	}
	left, right, ok := strings.Cut(name, "/")
	left, hundred := strings.CutPrefix(left, "100")
	if !ok || (left == "CNY") == (right == "CNY") {
		return bad("vrtEName", "is not a pair with CNY")
	}
	foreign := left
	if left == "CNY" {
		foreign = right
	}
	c, known, err := b.currency(foreign)
	if err != nil || !known {
		return err
	}
	if seen[c] {
		return bad(foreign, "is there twice")
	}
	seen[c] = true
	num, den, err := parseNumber(price)
	if err != nil {
		return caused(foreign, err)
	}
	if hundred {
		den.Mul(den, big.NewInt(100))
	}
	base, quote := c, b.base
	if left == "CNY" {
		base, quote = b.base, c
	}
	r, err := New(base, quote, num, den, b.info)
	if err != nil {
		return caused(foreign, err)
	}
	return b.keep(r)
}
