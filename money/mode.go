package money

import "fmt"

// Mode says how a number between two neighbours is rounded. The zero Mode is
// HalfUp. Text forms are those of String, such as "half-even".
type Mode uint8

// The rounding modes. A value outside this list rounds as HalfUp.
const (
	HalfUp   Mode = iota // to the nearer, halves away from zero (ICU, most tax offices)
	HalfEven             // to the nearer, halves to the even neighbour (banker's rounding)
	HalfDown             // to the nearer, halves towards zero
	Up                   // away from zero
	Down                 // towards zero
	Ceil                 // towards positive infinity
	Floor                // towards negative infinity
)

const modeNames = "half-up   half-even half-down up        down      ceil      floor     "

// String returns the name, such as "half-up".
func (m Mode) String() string {
	if m > Floor {
		return fmt.Sprintf("Mode(%d)", uint8(m))
	}
	name := modeNames[10*int(m) : 10*int(m)+10]
	for name[len(name)-1] == ' ' {
		name = name[:len(name)-1]
	}
	return name
}

// MarshalText writes the name; a value outside the list is ErrSyntax.
func (m Mode) MarshalText() ([]byte, error) {
	if m > Floor {
		return nil, fmt.Errorf("%w: rounding mode %d", ErrSyntax, uint8(m))
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads a name as String writes it; another is ErrSyntax.
func (m *Mode) UnmarshalText(text []byte) error {
	for mode := HalfUp; mode <= Floor; mode++ {
		if mode.String() == string(text) {
			*m = mode
			return nil
		}
	}
	return fmt.Errorf("%w: rounding mode %q", ErrSyntax, clip(string(text)))
}

// away reports whether a magnitude must move one unit away from zero. half
// compares the discarded part with one half: -1, 0 or 1. An exact value has no
// discarded part and never comes here.
func (m Mode) away(neg, odd bool, half int) bool {
	switch m {
	case Up:
		return true
	case Down:
		return false
	case Ceil:
		return !neg
	case Floor:
		return neg
	case HalfDown:
		return half > 0
	case HalfEven:
		return half > 0 || half == 0 && odd
	case HalfUp:
	}
	return half >= 0
}
