package coupon

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/cartwright-go/cartwright/marketing/promotion"
)

const (
	// alphabet has 31 characters, a prime, without 0, 1, I, L and O.
	alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
	dataLen  = 11
	codeLen  = dataLen + 1
)

// NewCode draws a code from random: 11 characters and the check character.
func NewCode(random io.Reader) (string, error) {
	var code [codeLen]byte
	var raw [1]byte
	for i := 0; i < dataLen; {
		if _, err := io.ReadFull(random, raw[:]); err != nil {
			return "", fmt.Errorf("coupon: code: %w", err)
		}
		if n := int(raw[0]); n < 256/len(alphabet)*len(alphabet) { // else some characters would come more often
			code[i] = alphabet[n%len(alphabet)]
			i++
		}
	}
	code[dataLen] = alphabet[checksum(string(code[:dataLen]))]
	return string(code[:]), nil
}

// Codes draws n codes, no two alike.
func Codes(random io.Reader, n int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		seen := make(map[string]struct{}, n)
		for len(seen) < n {
			code, err := NewCode(random)
			if _, twice := seen[code]; twice && err == nil {
				continue
			}
			seen[code] = struct{}{}
			if !yield(code, err) || err != nil {
				return
			}
		}
	}
}

// checksum is the sum of the characters, each times its place, modulo 31: since
// 31 is prime and no place is a multiple of it, a change of one character and a
// swap of two always change it.
func checksum(data string) int {
	sum := 0
	for i := range len(data) {
		sum += (i + 1) * strings.IndexByte(alphabet, data[i])
	}
	return sum % len(alphabet)
}

// ValidCode reports whether a typed code has the form and the check character of
// NewCode. It does not say that there is such a coupon.
func ValidCode(typed string) bool {
	code := promotion.FoldCode(typed)
	if len(code) != codeLen {
		return false
	}
	for i := range len(code) {
		if strings.IndexByte(alphabet, code[i]) < 0 {
			return false
		}
	}
	return alphabet[checksum(code[:dataLen])] == code[dataLen]
}

// PrintCode puts hyphens into a code, for people: ABCD-EFGH-JKMN.
func PrintCode(code string) string {
	var b strings.Builder
	for i := range len(code) {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(code[i])
	}
	return b.String()
}
