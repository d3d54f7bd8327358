package payment

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// ownID is an id of the house: 26 characters of Crockford's base32 that begin
// with 0 for as long as the year has four digits.
var ownID = regexp.MustCompile(`\b[a-z]{0,4}0[0-9A-HJKMNP-TV-Z]{25}\b`)

// brands are how the numbers of cards begin: Visa, Mastercard, American
// Express, Diners, JCB, UnionPay, Discover, Maestro, RuPay, Mir, Troy. Numbers
// that begin otherwise, times and dates among them, are somebody's order.
var brands = regexp.MustCompile(`^([3456]|22[0-9]|2[3-6][0-9]|27[01]|2720|8[12]|9792)`)

// cardNumber reports whether text holds a card number: 13 to 19 digits, alone
// or in groups, that begin as cards do and pass the Luhn check of ISO/IEC
// 7812-1. The digits may be full-width, stand within longer text or be escaped
// in an address. Our own ids are none.
func cardNumber(text string) bool {
	if len(text) < 13 {
		return false
	}
	plain, err := url.QueryUnescape(text)
	return holdsCard(text) || err == nil && plain != text && holdsCard(plain)
}

func holdsCard(text string) bool {
	text = ownID.ReplaceAllString(text, "id")
	var groups []string // of digits that one separator at most keeps apart
	var digits strings.Builder
	apart := 0
	for _, r := range text + "\n" {
		if r >= '０' && r <= '９' {
			r += '0' - '０'
		}
		switch {
		case unicode.Is(unicode.Cf, r): // invisible
		case r >= '0' && r <= '9':
			if apart > 1 {
				groups = nil
			}
			apart = 0
			digits.WriteRune(r)
		default:
			if digits.Len() > 0 {
				groups = append(groups, digits.String())
				digits.Reset()
				if endsInCard(groups) {
					return true
				}
			}
			apart++
			if !strings.ContainsRune(" -._/\u00a0\u3000", r) {
				apart = 2
			}
		}
	}
	return false
}

// endsInCard reports whether the last groups together are a card number.
func endsInCard(groups []string) bool {
	number := ""
	for i := len(groups) - 1; i >= 0 && len(number) <= 19; i-- {
		number = groups[i] + number
		if len(number) >= 13 && len(number) <= 19 && brands.MatchString(number) && luhn(number) {
			return true
		}
	}
	return false
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
