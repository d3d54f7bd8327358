package money

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Def describes a currency that ISO 4217 does not list, such as a loyalty
// point or a coin.
type Def struct {
	Code    string // 3 to 12 capitals and figures, the first a capital
	Numeric int    // 0 to 999; 0 when there is none
	Digits  int    // decimals of the smallest unit, 0 to MaxScale
}

// registry only grows. Readers load the current list without a lock; a
// writer copies it, so a list once published never changes.
var registry struct {
	sync.Mutex
	list atomic.Pointer[[]Def]
}

// Register adds a currency for the whole process and returns it. It may be
// called at any time from any goroutine; register before decoding amounts
// that use it. Registering the same Def again returns the same Currency; a
// code that ISO 4217 or another Def already has is ErrCurrency, as is a
// malformed Def. There is no way to remove or change one.
func Register(def Def) (Currency, error) {
	if err := def.check(); err != nil {
		return Currency{}, err
	}
	registry.Lock()
	defer registry.Unlock()
	old := snapshot()
	if c, ok := lookup(def.Code); ok {
		if int(c.id) > isoCount && old[int(c.id)-isoCount-1] == def {
			return c, nil
		}
		return Currency{}, fmt.Errorf("%w: code %q is taken", ErrCurrency, def.Code)
	}
	if isoCount+len(old) >= 1<<16-1 {
		return Currency{}, fmt.Errorf("%w: too many registered", ErrCurrency)
	}
	list := slices.Concat(old, []Def{def}) // a copy: readers hold the old one
	registry.list.Store(&list)
	return Currency{uint16(isoCount + len(list))}, nil
}

func (d Def) check() error {
	if len(d.Code) < 3 || len(d.Code) > 12 {
		return fmt.Errorf("%w: code %q: want 3 to 12 characters", ErrCurrency, clip(d.Code))
	}
	for i := range len(d.Code) {
		b := d.Code[i]
		if (b < 'A' || b > 'Z') && (i == 0 || b < '0' || b > '9') {
			return fmt.Errorf("%w: code %q: want capitals and figures", ErrCurrency, d.Code)
		}
	}
	if d.Numeric < 0 || d.Numeric > 999 {
		return fmt.Errorf("%w: %s: numeric code %d: want 0 to 999", ErrCurrency, d.Code, d.Numeric)
	}
	if d.Digits < 0 || d.Digits > MaxScale {
		return fmt.Errorf("%w: %s: digits %d: want 0 to %d", ErrCurrency, d.Code, d.Digits, MaxScale)
	}
	return nil
}

func snapshot() []Def {
	if list := registry.list.Load(); list != nil {
		return *list
	}
	return nil
}

func registeredDef(c Currency) Def { return snapshot()[int(c.id)-isoCount-1] }

func lookupRegistered(code string) (Currency, bool) {
	for i, def := range snapshot() {
		if def.Code == code {
			return Currency{uint16(isoCount + i + 1)}, true
		}
	}
	return Currency{}, false
}
