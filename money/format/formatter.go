package format

import (
	"sync"
	"sync/atomic"

	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
)

// Formatter writes and reads amounts in one locale. It is an immutable value,
// safe to copy and to share between goroutines; make it once for a locale and
// keep it, since it remembers how each currency is written. Make it with New:
// the zero Formatter writes what money.Money.String writes and reads nothing.
type Formatter struct{ s *state }

// state is what a formatter was made of, and the layouts of the currencies it has
// met. They depend on nothing else, so which goroutine adds one does not show.
type state struct {
	options Options
	tag     language.Tag
	locale  int
	system  system
	figures figures

	first atomic.Pointer[layout] // a list of the first few
	more  atomic.Pointer[map[money.Currency]*layout]
	lock  sync.Mutex // held to add one
}

// figures are the ten digits of a numbering system, all of one width.
type figures struct {
	width  int
	digits string // one after the other
	latin  bool
	follow bool   // they differ in the last byte alone, where they follow each other
	lead   string // then their other bytes
	zero   byte   // and the last byte of the first
}

func figuresOf(n numbering) figures {
	f := figures{width: len(n.digits) / 10, digits: n.digits, latin: n.name == "latn"}
	f.lead, f.zero = f.digits[:f.width-1], f.digits[f.width-1]
	f.follow = f.digits[9*f.width:] == f.lead+string([]byte{f.zero + 9})
	return f
}

// figure returns the value of the digit at a place, more than 9 when there is none.
func (f *figures) figure(s string, at int) byte {
	last := at + f.width - 1
	if last >= len(s) || f.width > 1 && s[at] != f.lead[0] || f.width > 2 && s[at:last] != f.lead {
		return 10
	}
	return s[last] - f.zero
}

// near is how many layouts are found by walking the list.
const near = 6

// New returns a formatter for the locale that a tag names. Region and script
// count, and so does the numbering system of -u-nu-; other extensions do not. A
// tag without data of its own uses that of its parent in CLDR, and one of an
// unknown language that of a language its readers understand; Locale tells which.
// When there is none either it is ErrLocale, and an option that is not listed is
// ErrOption.
func New(tag language.Tag, options Options) (Formatter, error) {
	if err := options.check(); err != nil {
		return Formatter{}, err
	}
	locale, err := resolve(tag)
	if err != nil {
		return Formatter{}, err
	}
	s := &state{options: options, locale: locale, system: numberingOf(locale, tag)}
	if s.tag, err = language.Parse(localeName(locale)); err != nil {
		return Formatter{}, err
	}
	s.figures = figuresOf(numberings[s.system.numbering])
	return Formatter{s}, nil
}

// Locale returns the locale of CLDR whose data is used, such as zh-Hant for
// zh-TW.
func (f Formatter) Locale() language.Tag {
	if f.s == nil {
		return language.Und
	}
	return f.s.tag
}

// layout returns how a currency is written, nil for the zero Formatter and the
// zero Currency.
func (f Formatter) layout(c money.Currency) *layout {
	if f.s == nil {
		return nil
	}
	if l := f.s.first.Load(); l != nil && l.currency == c {
		return l
	}
	return f.s.find(c)
}

// find returns the layout of a currency that may not be the first.
func (s *state) find(c money.Currency) *layout {
	if c == (money.Currency{}) {
		return nil
	}
	for l := s.first.Load(); l != nil; l = l.next.Load() {
		if l.currency == c {
			return l
		}
	}
	if more := s.more.Load(); more != nil {
		if l := (*more)[c]; l != nil {
			return l
		}
	}
	return s.learn(c)
}

// learn adds the layout of a currency: to the list while that is short, then to a
// copy of the map.
func (s *state) learn(c money.Currency) *layout {
	made := s.layOut(c)
	s.lock.Lock()
	defer s.lock.Unlock()
	end := &s.first
	for n := 0; n < near; n++ {
		l := end.Load()
		if l == nil {
			end.Store(made)
			return made
		}
		if l.currency == c {
			return l
		}
		end = &l.next
	}
	grown := map[money.Currency]*layout{c: made}
	if old := s.more.Load(); old != nil {
		for k, v := range *old {
			grown[k] = v
		}
	}
	s.more.Store(&grown)
	return made
}
