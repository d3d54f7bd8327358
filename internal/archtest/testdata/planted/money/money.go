// Package money is a leaf that breaks no rule: its registry is excused.
package money

import (
	"embed"
	"errors"
	"regexp"
)

// Sentinels.
var (
	ErrRange  = errors.New("money: range")
	errInside = errors.New("money: inside")
)

//go:embed money.go
var source embed.FS

var registry struct{ codes map[string]int }

var digits = regexp.MustCompile(`^[0-9]+$`)

var pow10 = [...]int64{1, 10, 100}

var codes = map[string]int{"CNY": 2, "USD": 2}

var _ error = ErrRange

// Scale is only read from tables.
func Scale(code string) int64 {
	registry.codes[code]++
	_, _, _, n := source, digits, errInside, codes[code]
	return pow10[n]
}

// MustScale may panic.
func MustScale(code string) int64 {
	must(code)
	return Scale(code)
}

func must(code string) {
	if _, ok := codes[code]; !ok {
		panic("money: unknown " + code)
	}
}

func sly(code string) {
	must(code) // want panic
}
