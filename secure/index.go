package secure

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"
)

// Bits of a blind index: what NewBlindIndex takes for zero, and the bounds.
const (
	defaultIndexBits = 128
	minIndexBits     = 16
	maxIndexBits     = 256
)

// IndexColumn describes a column that holds a blind index.
type IndexColumn struct {
	// Table and Column name the indexed field. Equal values of two columns give
	// different index texts.
	Table, Column string
	// Bits is how much of the digest is kept: a multiple of 8 from 16 to 256, 0
	// for 128. Keep 128 or more where a lookup must be unique; keep 32 or fewer
	// where few values occur, so that different ones fall together and an index
	// text gives less away. The caller then compares what it opened.
	Bits int
	// Normalise maps the spellings of one value to one text (NormalEmail,
	// NormalPhone); nil keeps the value as it is. It must not change once rows
	// are stored.
	Normalise func(string) string
}

// BlindIndex turns a value into a short text that is equal for equal values and
// tells nothing else to whoever lacks the key: a keyed digest (HMAC-SHA-256) of
// the normalised value. It finds sealed rows by exact value; ranges and parts of
// a value are not offered. It is safe for concurrent use if Normalise is.
type BlindIndex struct {
	column IndexColumn
	secret func() []byte // a closure for the same reason as in Key
}

// NewBlindIndex builds the index of one column. The key may be one that a Keyring
// uses too. To change it, every stored index text must be computed anew.
func NewBlindIndex(key Key, column IndexColumn) (*BlindIndex, error) {
	if column.Bits == 0 {
		column.Bits = defaultIndexBits
	}
	switch {
	case column.Table == "":
		return nil, errors.New("secure: IndexColumn.Table is empty")
	case column.Column == "":
		return nil, errors.New("secure: IndexColumn.Column is empty")
	case column.Bits < minIndexBits || column.Bits > maxIndexBits || column.Bits%8 != 0:
		return nil, fmt.Errorf("secure: IndexColumn.Bits is %d, want a multiple of 8 from %d to %d", column.Bits, minIndexBits, maxIndexBits)
	}
	secret, err := key.derive(bind("cartwright", "blind index", "v1", column.Table, column.Column))
	if err != nil {
		return nil, err
	}
	return &BlindIndex{column: column, secret: func() []byte { return secret }}, nil
}

// Sum returns the index text of a value: base64url, 22 characters for 128 bits. A
// value that normalises to nothing has the empty text; store NULL for it and do
// not look it up.
func (b *BlindIndex) Sum(value string) string {
	if b.column.Normalise != nil {
		value = b.column.Normalise(value)
	}
	if value == "" {
		return ""
	}
	digest := hmac.New(sha256.New, b.secret())
	digest.Write([]byte(value))
	return encoding().EncodeToString(digest.Sum(nil)[:b.column.Bits/8])
}

// String names the indexed column and shows nothing of the key.
func (b BlindIndex) String() string {
	return "secure.BlindIndex(" + b.column.Table + "." + b.column.Column + ", redacted)"
}

// Format prints what String returns, whatever the verb.
func (b BlindIndex) Format(state fmt.State, _ rune) { redact(state, b.String()) }

// MarshalText encodes what String returns, for JSON among others.
func (b BlindIndex) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// LogValue logs what String returns.
func (b BlindIndex) LogValue() slog.Value { return slog.StringValue(b.String()) }

// NormalEmail trims, narrows full-width characters and lowers the case of an
// address. It does not judge whether it is one.
func NormalEmail(address string) string {
	return strings.ToLower(strings.TrimSpace(strings.Map(narrow, address)))
}

// NormalPhone keeps the digits of a number, full-width ones narrowed, and a plus
// sign in front; 00 in front counts as a plus sign. Whether a number without a
// country is a national one is the caller's to know before calling.
func NormalPhone(number string) string {
	var digits strings.Builder
	for _, r := range strings.Map(narrow, number) {
		if '0' <= r && r <= '9' || r == '+' && digits.Len() == 0 {
			digits.WriteRune(r)
		}
	}
	if rest, international := strings.CutPrefix(digits.String(), "00"); international {
		return "+" + rest
	}
	return digits.String()
}

// narrow maps the full-width forms that East Asian keyboards type to ASCII.
func narrow(r rune) rune {
	const firstWide, lastWide, offset = '\uFF01', '\uFF5E', 0xFEE0
	switch {
	case firstWide <= r && r <= lastWide:
		return r - offset
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}
