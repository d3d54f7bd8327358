package main

import (
	"context"
	"fmt"
	"iter"

	bojanz "github.com/bojanz/currency"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

// formatContests compares writing and reading amounts with a floor that knows one
// locale.
func formatContests(context.Context) iter.Seq2[pair.Contest, error] {
	return func(yield func(pair.Contest, error) bool) {
		for _, c := range formatCases() {
			if !yield(c.appending()) || !yield(c.formatting()) || c.floor.parse != nil && !yield(c.parsing()) {
				return
			}
		}
	}
}

// formatCase is one locale.
type formatCase struct {
	locale, code string
	currency     uint16
	floor        localeFloor
}

func formatCases() []formatCase {
	return []formatCase{
		{"de-DE", "EUR", floorEUR, localeFloor{appendGerman, formatGerman, parseGerman}},
		{"zh-CN", "CNY", floorCNY, localeFloor{appendChinese, formatChinese, parseChinese}},
		{"fa-IR", "IRR", floorIRR, localeFloor{appendPersian, formatPersian, nil}},
		{"fa-IR", "EUR", floorEUR, localeFloor{appendPersian, formatPersian, parsePersian}},
	}
}

// formatSides are both sides with the same amounts.
type formatSides struct {
	formatter format.Formatter
	currency  money.Currency
	ours      [64]money.Money
	theirs    [64]floorMoney
	texts     [64]string
	bytes     int // of all texts

	peer        *bojanz.Formatter // nil where it writes other texts
	peerAmounts [64]bojanz.Amount
}

func (c formatCase) sides() (*formatSides, error) {
	f, err := format.New(language.MustParse(c.locale), format.Options{})
	if err != nil {
		return nil, err
	}
	s := &formatSides{formatter: f, currency: money.MustCurrency(c.code)}
	for i := range s.ours {
		minor := int64(50 + i*i*2519) // 0.50 to 99,980.01
		if c.code == "IRR" {
			minor *= 100 // a Rial has two decimals in ISO 4217 and none on a page
			s.theirs[i] = floorMoney{minor / 100, c.currency}
		} else {
			s.theirs[i] = floorMoney{minor, c.currency}
		}
		s.ours[i] = money.New(minor, s.currency)
		text, err := c.floor.append(nil, s.theirs[i])
		if err != nil {
			return nil, err
		}
		s.texts[i] = string(text)
		s.bytes += len(text)
		if got := f.Format(s.ours[i]); got != s.texts[i] {
			return nil, fmt.Errorf("%s: ours is %q, the floor's %q", c.locale, got, s.texts[i])
		}
	}
	return s, s.addPeer(c)
}

// addPeer makes the peer ready, unless it writes something else.
func (s *formatSides) addPeer(c formatCase) error {
	peer := bojanz.NewFormatter(bojanz.NewLocale(c.locale))
	for i, m := range s.ours {
		var err error
		if s.peerAmounts[i], err = bojanz.NewAmount(m.Decimal().String(), c.code); err != nil {
			return err
		}
		if s.peerAmounts[i] = s.peerAmounts[i].Round(); peer.Format(s.peerAmounts[i]) != s.texts[i] {
			return nil
		}
	}
	s.peer = peer
	return nil
}

const peerName = "bojanz/currency v1.4.2"

func (c formatCase) name(what string) string {
	return "moneyformat/" + what + "/" + c.locale + "/" + c.code
}

// rounds runs work over all 64 amounts until that makes n operations, at most 63
// too many, and checks what it sums up to.
func rounds(n, want int, work func() int) error {
	for ; n > 0; n -= 64 {
		if got := work(); got != want {
			return fmt.Errorf("%d, want %d", got, want)
		}
	}
	return nil
}

func (c formatCase) appending() (pair.Contest, error) {
	s, err := c.sides()
	if err != nil {
		return pair.Contest{Case: c.name("append")}, err
	}
	buf, floorBuf := make([]byte, 0, 128), make([]byte, 0, 128)
	return pair.Contest{
		Case: c.name("append"),
		Ours: pair.Side{Name: "cartwright/money/format", Do: func(_ context.Context, n int) error {
			return rounds(n, s.bytes, func() int {
				total := 0
				for i := range s.ours {
					buf = s.formatter.Append(buf[:0], s.ours[i])
					total += len(buf)
				}
				return total
			})
		}},
		Floor: pair.Side{Name: "by hand", Do: func(_ context.Context, n int) error {
			return rounds(n, s.bytes, func() int {
				total := 0
				for i := range s.theirs {
					floorBuf, err = c.floor.append(floorBuf[:0], s.theirs[i])
					if err != nil {
						return 0
					}
					total += len(floorBuf)
				}
				return total
			})
		}},
	}, nil
}

func (c formatCase) formatting() (pair.Contest, error) {
	s, err := c.sides()
	if err != nil {
		return pair.Contest{Case: c.name("format")}, err
	}
	var kept string
	var peers []pair.Side
	if s.peer != nil {
		peers = append(peers, pair.Side{Name: peerName, Do: func(_ context.Context, n int) error {
			return rounds(n, s.bytes, func() int {
				total := 0
				for i := range s.peerAmounts {
					kept = s.peer.Format(s.peerAmounts[i])
					total += len(kept)
				}
				return total
			})
		}})
	}
	return pair.Contest{
		Peers: peers,
		Case:  c.name("format"),
		Ours: pair.Side{Name: "cartwright/money/format", Do: func(_ context.Context, n int) error {
			return rounds(n, s.bytes, func() int {
				total := 0
				for i := range s.ours {
					kept = s.formatter.Format(s.ours[i])
					total += len(kept)
				}
				return total
			})
		}},
		Floor: pair.Side{Name: "by hand", Do: func(_ context.Context, n int) error {
			return rounds(n, s.bytes, func() int {
				total := 0
				for i := range s.theirs {
					if kept, err = c.floor.format(s.theirs[i]); err != nil {
						return 0
					}
					total += len(kept)
				}
				return total
			})
		}},
	}, nil
}

func (c formatCase) parsing() (pair.Contest, error) {
	s, err := c.sides()
	if err != nil {
		return pair.Contest{Case: c.name("parse")}, err
	}
	var peers []pair.Side
	if s.peer != nil {
		peers = append(peers, pair.Side{Name: peerName, Do: func(_ context.Context, n int) error {
			return rounds(n, len(s.texts), func() int {
				right := 0
				for i, text := range s.texts {
					if m, err := s.peer.Parse(text, c.code); err == nil && m.Equal(s.peerAmounts[i]) {
						right++
					}
				}
				return right
			})
		}})
	}
	return pair.Contest{
		Peers: peers,
		Case:  c.name("parse"),
		Ours: pair.Side{Name: "cartwright/money/format", Do: func(_ context.Context, n int) error {
			return rounds(n, len(s.texts), func() int {
				right := 0
				for i, text := range s.texts {
					if m, err := s.formatter.Parse(text, s.currency); err == nil && m == s.ours[i] {
						right++
					}
				}
				return right
			})
		}},
		Floor: pair.Side{Name: "by hand", Do: func(_ context.Context, n int) error {
			return rounds(n, len(s.texts), func() int {
				right := 0
				for i, text := range s.texts {
					if m, err := c.floor.parse(text, c.currency); err == nil && m == s.theirs[i] {
						right++
					}
				}
				return right
			})
		}},
	}, nil
}
