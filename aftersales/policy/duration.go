package policy

import (
	"fmt"
	"strconv"
	"time"
)

// A Duration is a whole number of minutes, hours or days, written "30m", "48h" or
// "7d". It is above zero and at most 3650 days.
type Duration time.Duration

const (
	day         = Duration(24 * time.Hour)
	maxDuration = 3650 * day
)

// MarshalText writes the largest unit that is exact.
func (d Duration) MarshalText() ([]byte, error) {
	if d < 0 || d > maxDuration || d%Duration(time.Minute) != 0 {
		return nil, fmt.Errorf("%w: a duration of %s", ErrPolicy, time.Duration(d))
	}
	unit, letter := day, byte('d')
	switch {
	case d%day == 0:
	case d%Duration(time.Hour) == 0:
		unit, letter = Duration(time.Hour), 'h'
	default:
		unit, letter = Duration(time.Minute), 'm'
	}
	return append(strconv.AppendInt(nil, int64(d/unit), 10), letter), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Duration) UnmarshalText(text []byte) error {
	wrong := &FieldError{Field: "duration", Reason: `must look like "30m", "48h" or "7d"`}
	if len(text) < 2 || len(text) > 8 || text[0] < '1' || text[0] > '9' {
		return wrong
	}
	n, err := strconv.ParseUint(string(text[:len(text)-1]), 10, 32)
	if err != nil {
		return wrong
	}
	unit := day
	switch text[len(text)-1] {
	case 'd':
	case 'h':
		unit = Duration(time.Hour)
	case 'm':
		unit = Duration(time.Minute)
	default:
		return wrong
	}
	if n > uint64(maxDuration/unit) {
		return &FieldError{Field: "duration", Reason: "must be at most 3650 days"}
	}
	*d = Duration(n) * unit
	return nil
}
