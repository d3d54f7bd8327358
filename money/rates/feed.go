package rates

import (
	"bytes"
	"io"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// Feed is what a reader found in a file of a provider.
type Feed struct {
	Rates []Rate
	// Skipped are the codes that the currency registry does not know, each
	// once, in the order of the file. Nothing of them is in Rates.
	Skipped []string
}

const (
	// maxFeed bounds the bytes of one file, packed or unpacked. The whole
	// history of the ECB has some 8 MB as XML.
	maxFeed = 32 << 20
	// maxJSON bounds the bytes of a JSON file, which has one day.
	maxJSON = 1 << 20
	// maxRates bounds the rates of one file.
	maxRates = 1 << 19
	// maxSkipped bounds the unknown codes of one file.
	maxSkipped = 500
)

// readAll reads at most limit bytes; more is ErrInput.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, bad("file", "is larger than the limit for its kind")
	}
	return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), nil
}

// builder collects the rates of one file.
type builder struct {
	feed  Feed
	base  money.Currency
	info  Info
	codes map[string]money.Currency // zero for unknown ones
}

func newBuilder(base string, info Info) (*builder, error) {
	b := &builder{info: info, codes: map[string]money.Currency{}}
	c, err := money.ParseCurrency(base)
	if err != nil {
		return nil, caused("base", err)
	}
	b.base = c
	return b, nil
}

// currency finds a code; ok is false for one that the registry does not know.
func (b *builder) currency(code string) (c money.Currency, ok bool, err error) {
	if c, seen := b.codes[code]; seen {
		return c, c != money.Currency{}, nil
	}
	if !isCode(code) {
		return c, false, bad("currency", "is not a code")
	}
	c, unknown := money.ParseCurrency(code)
	if unknown != nil {
		if len(b.feed.Skipped) == maxSkipped {
			return c, false, bad("file", "has more than 500 unknown currencies")
		}
		b.feed.Skipped = append(b.feed.Skipped, code)
	}
	b.codes[code] = c
	return c, unknown == nil, nil
}

func isCode(s string) bool {
	if len(s) < 3 || len(s) > 12 {
		return false
	}
	for i := range len(s) {
		if (s[i] < 'A' || s[i] > 'Z') && (i == 0 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// add takes one figure: a unit of the base is text units of the currency.
func (b *builder) add(code, text string) error {
	field := b.info.AsOf.Format(time.DateOnly) + " " + code
	c, ok, err := b.currency(code)
	if err != nil || !ok {
		return err
	}
	r, err := Parse(b.base, c, text, b.info)
	if err != nil {
		return caused(field, err)
	}
	if c == b.base {
		return nil // a provider may list its base, which Parse saw to be 1
	}
	return b.keep(r)
}

func (b *builder) keep(r Rate) error {
	if len(b.feed.Rates) == maxRates {
		return bad("file", "has too many rates")
	}
	b.feed.Rates = append(b.feed.Rates, r)
	return nil
}

func (b *builder) done() (Feed, error) {
	if len(b.feed.Rates) == 0 {
		return Feed{}, bad("file", "has no rates")
	}
	return b.feed, nil
}

// dateOf reads a day, which must lie between 1900 and 9999.
func dateOf(layout, text string) (time.Time, error) {
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() < 1900 {
		return time.Time{}, bad("date", "is not a date such as "+layout)
	}
	return t, nil
}
