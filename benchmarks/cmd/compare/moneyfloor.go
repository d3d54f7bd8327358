package main

import (
	"errors"
	"math"
	"strings"
)

// localeFloor writes and reads minor units of a few currencies in one locale, by
// hand: checked int64, no other currency, no other locale, nothing configurable.
type localeFloor struct {
	append func(dst []byte, m floorMoney) ([]byte, error)
	format func(m floorMoney) (string, error)
	parse  func(text string, currency uint16) (floorMoney, error)
}

// floorMoney is minor units and the number of a currency.
type floorMoney struct {
	minor    int64
	currency uint16
}

const (
	floorCNY = iota
	floorEUR
	floorIRR
	floorUSD
)

// floorCurrencies are what the floors know: decimals and symbols.
var floorCurrencies = [...]struct {
	decimals   int
	de, zh, fa string
}{
	floorCNY: {2, "CN¥", "¥", "CN¥"},
	floorEUR: {2, "€", "€", "€"},
	floorIRR: {0, "IRR", "IRR", "ریال"},
	floorUSD: {2, "$", "US$", "$"},
}

var errFloor = errors.New("not an amount")

// formatGerman returns what appendGerman appends.
func formatGerman(m floorMoney) (string, error) {
	var buf [64]byte
	text, err := appendGerman(buf[:0], m)
	return string(text), err
}

// appendGerman writes "-1.234,56 €".
func appendGerman(dst []byte, m floorMoney) ([]byte, error) {
	if int(m.currency) >= len(floorCurrencies) {
		return dst, errFloor
	}
	c := &floorCurrencies[m.currency]
	u := uint64(m.minor)
	if m.minor < 0 {
		dst = append(dst, '-')
		u = -u
	}
	dst = appendFloorNumber(dst, u, c.decimals, '.', ',')
	dst = append(dst, "\u00a0"...)
	return append(dst, c.de...), nil
}

// formatChinese returns what appendChinese appends.
func formatChinese(m floorMoney) (string, error) {
	var buf [64]byte
	text, err := appendChinese(buf[:0], m)
	return string(text), err
}

// appendChinese writes "-¥1,234.56".
func appendChinese(dst []byte, m floorMoney) ([]byte, error) {
	if int(m.currency) >= len(floorCurrencies) {
		return dst, errFloor
	}
	c := &floorCurrencies[m.currency]
	u := uint64(m.minor)
	if m.minor < 0 {
		dst = append(dst, '-')
		u = -u
	}
	dst = append(dst, c.zh...)
	return appendFloorNumber(dst, u, c.decimals, ',', '.'), nil
}

func appendFloorNumber(dst []byte, u uint64, decimals int, group, decimal byte) []byte {
	var buf [32]byte
	at := len(buf)
	if decimals > 0 {
		for range decimals {
			at--
			buf[at] = byte('0' + u%10)
			u /= 10
		}
		at--
		buf[at] = decimal
	}
	for n := 0; ; n++ {
		if n == 3 {
			at--
			buf[at] = group
			n = 0
		}
		at--
		buf[at] = byte('0' + u%10)
		if u /= 10; u == 0 {
			return append(dst, buf[at:]...)
		}
	}
}

// formatPersian returns what appendPersian appends.
func formatPersian(m floorMoney) (string, error) {
	var buf [64]byte
	text, err := appendPersian(buf[:0], m)
	return string(text), err
}

// appendPersian writes "‎−‎€ ۱٬۲۳۴٫۵۶".
func appendPersian(dst []byte, m floorMoney) ([]byte, error) {
	if int(m.currency) >= len(floorCurrencies) {
		return dst, errFloor
	}
	c := &floorCurrencies[m.currency]
	u := uint64(m.minor)
	if m.minor < 0 {
		dst = append(dst, "\u200e\u2212"...)
		u = -u
	}
	dst = append(dst, "\u200e"...)
	dst = append(dst, c.fa...)
	if m.currency == floorIRR {
		dst = append(dst, "\u00a0"...)
	}
	var buf [64]byte
	at := len(buf)
	digit := func() {
		at -= 2
		buf[at], buf[at+1] = 0xdb, byte(0xb0+u%10)
		u /= 10
	}
	if c.decimals > 0 {
		for range c.decimals {
			digit()
		}
		at -= 2
		copy(buf[at:], "٫")
	}
	for n := 0; ; n++ {
		if n == 3 {
			at -= 2
			copy(buf[at:], "٬")
			n = 0
		}
		if digit(); u == 0 {
			return append(dst, buf[at:]...), nil
		}
	}
}

// parseGerman reads "-1.234,56 €" of a currency that the caller names.
func parseGerman(text string, currency uint16) (floorMoney, error) {
	if int(currency) >= len(floorCurrencies) {
		return floorMoney{}, errFloor
	}
	c := &floorCurrencies[currency]
	number, ok := strings.CutSuffix(text, c.de)
	if ok {
		number, ok = strings.CutSuffix(number, "\u00a0")
	}
	if !ok {
		return floorMoney{}, errFloor
	}
	number, neg := strings.CutPrefix(number, "-")
	minor, ok := parseFloorNumber(number, c.decimals, '.', ',')
	if !ok {
		return floorMoney{}, errFloor
	}
	if neg {
		minor = -minor
	}
	return floorMoney{minor, currency}, nil
}

// parseFloorNumber reads a number whose groups of three are all there.
func parseFloorNumber(s string, decimals int, group, decimal byte) (int64, bool) {
	var v int64
	whole := s
	if decimals > 0 {
		if len(s) < decimals+2 || s[len(s)-decimals-1] != decimal {
			return 0, false
		}
		whole = s[:len(s)-decimals-1]
	}
	if len(s) == 0 || whole[0] == '0' && len(whole) > 1 {
		return 0, false
	}
	for i := 0; i < len(whole); i++ {
		if (len(whole)-i)%4 == 0 {
			if whole[i] != group || i == 0 {
				return 0, false
			}
			continue
		}
		d := whole[i] - '0'
		if d > 9 || v > math.MaxInt64/1000 {
			return 0, false
		}
		v = v*10 + int64(d)
	}
	for i := len(s) - decimals; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 || v > math.MaxInt64/1000 {
			return 0, false
		}
		v = v*10 + int64(d)
	}
	return v, true
}

// parseChinese reads "-¥1,234.56".
func parseChinese(text string, currency uint16) (floorMoney, error) {
	if int(currency) >= len(floorCurrencies) {
		return floorMoney{}, errFloor
	}
	c := &floorCurrencies[currency]
	number, neg := strings.CutPrefix(text, "-")
	number, ok := strings.CutPrefix(number, c.zh)
	if !ok {
		return floorMoney{}, errFloor
	}
	minor, ok := parseFloorNumber(number, c.decimals, ',', '.')
	if !ok {
		return floorMoney{}, errFloor
	}
	if neg {
		minor = -minor
	}
	return floorMoney{minor, currency}, nil
}

// parsePersian reads "‎€۱٬۲۳۴٫۵۶".
func parsePersian(text string, currency uint16) (floorMoney, error) {
	if int(currency) >= len(floorCurrencies) {
		return floorMoney{}, errFloor
	}
	c := &floorCurrencies[currency]
	number, neg := strings.CutPrefix(text, "\u200e\u2212")
	number, ok := strings.CutPrefix(number, "\u200e")
	if ok {
		number, ok = strings.CutPrefix(number, c.fa)
	}
	if !ok || len(number)%2 != 0 || len(number)/2 < c.decimals+2 {
		return floorMoney{}, errFloor
	}
	var v int64
	runes := len(number) / 2
	point := runes - c.decimals - 1
	for i := range runes {
		pair := number[2*i : 2*i+2]
		switch {
		case i == point:
			ok = pair == "٫"
		case i < point && (point-i)%4 == 0:
			ok = pair == "٬" && i > 0
		default:
			d := pair[1] - 0xb0
			ok = pair[0] == 0xdb && d <= 9 && v <= math.MaxInt64/1000 && (d > 0 || i > 0 || point == 1)
			v = v*10 + int64(d)
		}
		if !ok {
			return floorMoney{}, errFloor
		}
	}
	if neg {
		v = -v
	}
	return floorMoney{v, currency}, nil
}
