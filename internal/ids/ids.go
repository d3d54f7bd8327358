package ids

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Len is the number of characters of every id.
const Len = 26

// alphabet is Crockford's base32: no I, L, O or U. Its order is the order of
// bytes, so ids sort as text as they sort in time.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// maxMillis is the last millisecond 48 bits hold, in the year 10889.
const maxMillis = 1<<48 - 1

var (
	// ErrInvalid reports text that is not an id: its length is not 26, a
	// character is outside the alphabet, or the value exceeds 128 bits.
	ErrInvalid = errors.New("ids: invalid id")

	// ErrClock reports a clock outside 1970 to 10889, for which no id can be made.
	ErrClock = errors.New("ids: clock out of range")

	// ErrExhausted reports that the random part overflowed within one
	// millisecond; the next millisecond works again.
	ErrExhausted = errors.New("ids: random part exhausted in this millisecond")
)

// Source makes ids that strictly increase. It is safe for concurrent use. Make
// one with New; several sources may write to one store, since 80 random bits
// keep their ids apart.
type Source struct {
	now    func() time.Time
	random io.Reader

	mu   sync.Mutex
	last parts
	used bool
}

// parts is an id before it is written as text.
type parts struct {
	millis uint64 // 48 bits of time
	high   uint16 // the upper 16 random bits
	low    uint64 // the lower 64 random bits
}

// New returns a Source that reads the time from now and its random bits from r,
// which must be unpredictable in production (crypto/rand.Reader) and may be
// seeded in tests. Neither may be nil: Next reports it.
func New(now func() time.Time, r io.Reader) *Source {
	return &Source{now: now, random: r}
}

// Next returns a new id, larger than every id this source returned before, also
// when the clock stands still or goes back. It fails when the clock is out of
// range, the random source fails, or the random part overflows within one
// millisecond; then no id is spent.
func (s *Source) Next() (string, error) {
	if s == nil || s.now == nil || s.random == nil {
		return "", errors.New("ids: source needs a clock and a random reader: use New")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := s.now().UnixMilli()
	if ms < 0 || ms > maxMillis {
		return "", fmt.Errorf("%w: %d ms since 1970", ErrClock, ms)
	}
	next, err := s.draw(uint64(ms))
	if err != nil {
		return "", err
	}
	s.last, s.used = next, true
	return next.text(), nil
}

// draw returns fresh random bits for a later millisecond than the last, and the
// last bits plus a small random step otherwise.
func (s *Source) draw(ms uint64) (parts, error) {
	var bits [10]byte
	if _, err := io.ReadFull(s.random, bits[:]); err != nil {
		return parts{}, fmt.Errorf("ids: random reader: %w", err)
	}
	if !s.used || ms > s.last.millis {
		return parts{millis: ms, high: binary.BigEndian.Uint16(bits[:2]), low: binary.BigEndian.Uint64(bits[2:])}, nil
	}
	next := s.last
	next.low += 1 + uint64(binary.BigEndian.Uint32(bits[:4]))
	if next.low < s.last.low {
		if next.high++; next.high == 0 {
			return parts{}, ErrExhausted
		}
	}
	return next, nil
}

// text writes 128 bits as 26 characters of five bits each, the first of three.
func (p parts) text() string {
	var out [Len]byte
	high := p.millis<<16 | uint64(p.high)
	low := p.low
	for i := Len - 1; i >= 0; i-- {
		out[i] = alphabet[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(out[:])
}

// Valid reports whether id could have come from a Source: nil, or an error that
// is ErrInvalid and says why. Lower case is refused, so that one record never has
// two spellings.
func Valid(id string) error {
	_, err := Parse(id)
	return err
}

// Parse returns the millisecond in UTC at which id was made, as its clock had
// it. It refuses what Valid refuses, and never quotes the text it was given.
func Parse(id string) (time.Time, error) {
	if len(id) != Len {
		return time.Time{}, fmt.Errorf("%w: %d characters, want %d", ErrInvalid, len(id), Len)
	}
	if id[0] > '7' {
		return time.Time{}, fmt.Errorf("%w: more than 128 bits", ErrInvalid)
	}
	var millis int64
	for i := range Len {
		digit := value(id[i])
		if digit < 0 {
			return time.Time{}, fmt.Errorf("%w: character %d is not Crockford base32", ErrInvalid, i+1)
		}
		if i < 10 {
			millis = millis<<5 | int64(digit)
		}
	}
	return time.UnixMilli(millis).UTC(), nil
}

// value returns the five bits that c stands for, or -1.
func value(c byte) int {
	for i := range len(alphabet) {
		if alphabet[i] == c {
			return i
		}
	}
	return -1
}
