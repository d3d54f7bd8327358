package orders

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/order"
)

// encodeProgress writes how far the lines of an order have come as JSON, which
// leaves out counts of zero. The text is written at every step of an order's
// life, so it is short: [{"Line":1,"Packed":2},{"Line":2}].
func encodeProgress(list []order.Progress) string {
	if list == nil {
		return "null"
	}
	b := make([]byte, 0, 2+40*len(list))
	for _, p := range list {
		b = append(b, `,{"Line":`...)
		b = strconv.AppendInt(b, int64(p.Line), 10)
		b = appendCount(b, `,"Packed":`, p.Packed)
		b = appendCount(b, `,"Shipped":`, p.Shipped)
		b = appendCount(b, `,"Delivered":`, p.Delivered)
		b = appendCount(b, `,"Returned":`, p.Returned)
		b = appendCount(b, `,"Dropped":`, p.Dropped)
		b = appendCount(b, `,"Refunded":`, p.Refunded)
		b = appendCount(b, `,"Withheld":`, p.Withheld)
		b = append(b, '}')
	}
	if len(b) == 0 {
		return "[]"
	}
	b[0] = '['
	return string(append(b, ']'))
}

func appendCount(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), n, 10)
}

// decodeProgress reads what encodeProgress wrote, and the same in any other JSON.
func decodeProgress(text string) ([]order.Progress, error) {
	if list, ok := shortProgress(text); ok {
		return list, nil
	}
	var list []order.Progress
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("orders: stored progress: %w", err)
	}
	return list, nil
}

// shortProgress reads only the form that encodeProgress writes.
func shortProgress(text string) ([]order.Progress, bool) {
	if text == "[]" {
		return []order.Progress{}, true
	}
	rest, more := strings.CutPrefix(text, "[{")
	list := make([]order.Progress, 0, strings.Count(text, "{"))
	for more {
		p, after, ok := shortOne(rest)
		if !ok {
			return nil, false
		}
		list = append(list, p)
		if rest, more = strings.CutPrefix(after, ",{"); !more && after == "]" {
			return list, true
		}
	}
	return nil, false
}

// shortOne reads up to the closing brace and answers what is behind it.
func shortOne(text string) (p order.Progress, rest string, ok bool) {
	for {
		name, value, found := strings.Cut(text, ":")
		end := strings.IndexAny(value, ",}")
		if !found || end < 0 {
			return p, text, false
		}
		n, ok := count(value[:end])
		switch name {
		case `"Line"`:
			p.Line = int(n)
		case `"Packed"`:
			p.Packed = n
		case `"Shipped"`:
			p.Shipped = n
		case `"Delivered"`:
			p.Delivered = n
		case `"Returned"`:
			p.Returned = n
		case `"Dropped"`:
			p.Dropped = n
		case `"Refunded"`:
			p.Refunded = n
		case `"Withheld"`:
			p.Withheld = n
		default:
			return p, text, false
		}
		if text = value[end+1:]; !ok || value[end] == '}' {
			return p, text, ok
		}
	}
}

// count reads a number above zero, or zero, without sign and leading zeros.
func count(digits string) (n int64, ok bool) {
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}
