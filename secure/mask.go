package secure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Digits of a telephone number that MaskPhone leaves readable.
const (
	phoneLong, phoneHead, phoneTail = 11, 3, 4
	phoneShort                      = 8
)

// MaskPhone shortens a telephone number for people who need only recognise it:
// 13800000000 becomes 138****0000. Separators vanish, a plus sign in front stays.
// Eight to ten digits show the last four, fewer show none.
func MaskPhone(number string) string {
	plus, digits := "", NormalPhone(number)
	if rest, found := strings.CutPrefix(digits, "+"); found {
		plus, digits = "+", rest
	}
	switch n := len(digits); {
	case strings.TrimSpace(number) == "":
		return ""
	case n >= phoneLong:
		return plus + digits[:phoneHead] + "****" + digits[n-phoneTail:]
	case n >= phoneShort:
		return plus + "****" + digits[n-phoneTail:]
	}
	return "****"
}

// MaskEmail shortens an address: kathryn@example.com becomes k***@example.com, and
// a local part of one character shows none. A text without @ is masked as a name.
func MaskEmail(address string) string {
	address = strings.TrimSpace(address)
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return MaskName(address)
	}
	local, domain := address[:at], address[at:]
	if utf8.RuneCountInString(local) < 2 {
		return "***" + domain
	}
	first, _ := utf8.DecodeRuneInString(local)
	return string(first) + "***" + domain
}

// MaskName shortens a person's name without showing its length: 林小雨 becomes
// 林**, Kathryn becomes K***n. Names too short for that show the first letter, or
// nothing when they have only one.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	switch n := len(runes); {
	case n == 0:
		return ""
	case n == 1:
		return "***"
	case unicode.In(runes[0], unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
		return string(runes[0]) + "**"
	case n <= 3:
		return string(runes[0]) + "***"
	default:
		return string(runes[0]) + "***" + string(runes[n-1])
	}
}
