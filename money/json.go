package money

import (
	"encoding/json"
	"fmt"
)

// AppendJSON appends what MarshalJSON returns, without allocating when b has
// room.
func (a Money) AppendJSON(b []byte) ([]byte, error) {
	if a == (Money{}) {
		return append(b, "null"...), nil
	}
	if err := a.encodable(); err != nil {
		return b, err
	}
	b = append(b, `{"amount":"`...)
	b = a.appendAmount(b)
	b = append(b, `","currency":"`...)
	b = append(b, a.Currency().Code()...)
	return append(b, `"}`...), nil
}

// MarshalJSON writes {"amount":"12.34","currency":"USD"}. The zero Money is
// null; an amount of more than MaxDigits digits is ErrRange.
func (a Money) MarshalJSON() ([]byte, error) {
	return a.AppendJSON(make([]byte, 0, 48))
}

// UnmarshalJSON reads an object with the members amount and currency, each
// once, in any order, and no others. The amount is a string or a number,
// taken digit by digit by the rules of Parse, so 12.34 is exact and 1e3 is
// refused. As encoding/json has it, null leaves the value as it is.
func (a *Money) UnmarshalJSON(data []byte) error {
	r := jsonReader{data: data}
	if r.isNull() {
		return nil
	}
	amount, code, err := r.members()
	if err != nil {
		return err
	}
	c, ok := lookup(code)
	if !ok {
		return fmt.Errorf("%w: code %q", ErrCurrency, clip(string(code)))
	}
	got, err := parse(amount, c)
	if err == nil {
		*a = got
	}
	return err
}

// jsonReader takes one flat object apart without building values.
type jsonReader struct {
	data []byte
	pos  int
}

func (r *jsonReader) space() {
	for r.pos < len(r.data) {
		switch r.data[r.pos] {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			return
		}
	}
}

// next skips white space and returns the byte there, 0 at the end.
func (r *jsonReader) next() byte {
	r.space()
	if r.pos == len(r.data) {
		return 0
	}
	return r.data[r.pos]
}

func (r *jsonReader) take(want byte) bool {
	if r.next() != want {
		return false
	}
	r.pos++
	return true
}

func (r *jsonReader) end() bool { return r.next() == 0 && r.pos == len(r.data) }

func (r *jsonReader) isNull() bool {
	saved := r.pos
	r.space()
	if rest := r.data[r.pos:]; len(rest) >= 4 && string(rest[:4]) == "null" {
		r.pos += 4
		if r.end() {
			return true
		}
	}
	r.pos = saved
	return false
}

func (r *jsonReader) members() (amount, code []byte, err error) {
	if !r.take('{') {
		return nil, nil, r.fail("want an object with amount and currency")
	}
	for {
		key, err := r.text()
		if err != nil {
			return nil, nil, err
		}
		if !r.take(':') {
			return nil, nil, r.fail("want a colon")
		}
		switch {
		case string(key) == "amount" && amount == nil:
			amount, err = r.amount()
		case string(key) == "currency" && code == nil:
			code, err = r.text()
		default:
			return nil, nil, r.fail(fmt.Sprintf("member %q is unknown or there twice", clip(string(key))))
		}
		if err != nil {
			return nil, nil, err
		}
		if r.take(',') {
			continue
		}
		break
	}
	switch {
	case !r.take('}') || !r.end():
		return nil, nil, r.fail("want the end of the object")
	case amount == nil:
		return nil, nil, r.fail("member amount is missing")
	case code == nil:
		return nil, nil, r.fail("member currency is missing")
	}
	return amount, code, nil
}

func (r *jsonReader) amount() ([]byte, error) {
	if r.next() == '"' {
		return r.text()
	}
	start := r.pos
	for r.pos < len(r.data) && (r.data[r.pos] == '-' || r.data[r.pos] == '.' || r.data[r.pos]-'0' <= 9) {
		r.pos++
	}
	if r.pos == start {
		return nil, r.fail("amount is neither a number nor a string")
	}
	return r.data[start:r.pos], nil
}

// text reads a string; the result is never nil without an error.
func (r *jsonReader) text() ([]byte, error) {
	if !r.take('"') {
		return nil, r.fail("want a string")
	}
	start, escaped := r.pos, false
	for ; r.pos < len(r.data); r.pos++ {
		switch r.data[r.pos] {
		case '\\':
			escaped = true
			r.pos++
		case '"':
			r.pos++
			if escaped {
				return r.unescape(start - 1)
			}
			return r.data[start : r.pos-1], nil
		}
	}
	r.pos = len(r.data)
	return nil, r.fail("string does not end")
}

func (r *jsonReader) unescape(start int) ([]byte, error) {
	var s string
	if err := json.Unmarshal(r.data[start:r.pos], &s); err != nil {
		return nil, r.fail("string is malformed")
	}
	return []byte(s), nil
}

func (r *jsonReader) fail(why string) error {
	return fmt.Errorf("%w: JSON at byte %d: %s", ErrSyntax, r.pos, why)
}
