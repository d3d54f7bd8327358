package sandboxhttp

import (
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// A text is something to read, in the page's two languages.
type text struct{ Zh, En string }

// in answers the text in a language of the page.
func (t text) in(lang string) string {
	if lang == chinese {
		return t.Zh
	}
	return t.En
}

// A testCard is a number that stands for what becomes of a payment.
type testCard struct {
	Number  string
	Token   string
	Meaning text
}

// testCards are the only numbers that the page takes.
func testCards() []testCard {
	return []testCard{
		{"4242 4242 4242 4242", sandbox.OK, text{"付款成功", "Goes through"}},
		{"4000 0000 0000 0002", sandbox.Decline, text{"银行拒付", "Declined by the bank"}},
		{"4000 0000 0000 9995", sandbox.NoFunds, text{"余额不足", "Not enough money"}},
	}
}

// Names of the card form's fields.
const (
	number = "number"
	expiry = "expiry"
	code   = "cvc"
)

// token is the sandbox's token for a card, or what is wrong, by field.
func token(form func(field string) string, now time.Time) (string, map[string]text) {
	found, wrong := "", map[string]text{}
	digits, clean := compact(form(number))
	switch {
	case !clean || len(digits) < 12 || len(digits) > 19:
		wrong[number] = text{"请填写 12 到 19 位的卡号，例如 4242 4242 4242 4242", "Enter the 12 to 19 digits of a card, for example 4242 4242 4242 4242"}
	case !luhn(digits):
		wrong[number] = text{"卡号不对，至少有一位数字写错了，请核对", "This is no card number: at least one digit is wrong, please compare"}
	default:
		for _, c := range testCards() {
			if strings.ReplaceAll(c.Number, " ", "") == digits {
				found = c.Token
			}
		}
		if found == "" {
			wrong[number] = text{"这里只能用下面的测试卡，请不要填写真实卡号", "Only the test cards below work here; never enter a real card"}
		}
	}
	if why, ok := expires(form(expiry), now); !ok {
		wrong[expiry] = why
	}
	if secret, ok := compact(form(code)); !ok || len(secret) < 3 || len(secret) > 4 {
		wrong[code] = text{"请填写 3 或 4 位安全码，例如 123", "Enter the 3 or 4 digits of the security code, for example 123"}
	}
	return found, wrong
}

// compact is the digits of what was typed, also on a Chinese keyboard, and
// whether there was nothing but digits, spaces and dashes.
func compact(typed string) (string, bool) {
	clean := true
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '\u3000' || r == '\u00a0' || r == '-':
			return -1
		}
		clean = false
		return -1
	}, typed)
	return digits, clean
}

// luhn is the check of ISO/IEC 7812-1.
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

// expires reads month and year; a card is good until its month is over.
func expires(typed string, now time.Time) (text, bool) {
	malformed := text{"请按“月/年”填写有效期，例如 12/30", "Enter month and year, for example 12/30"}
	typed = strings.NewReplacer("/", "-", "／", "-").Replace(typed)
	month, year, split := strings.Cut(typed, "-")
	month, clean := compact(month)
	third := strings.Contains(year, "-")
	year, cleanYear := compact(year)
	if !split && len(month) == 4 {
		month, year = month[:2], month[2:]
	}
	if len(year) == 2 {
		year = "20" + year
	}
	m, err := strconv.Atoi(month)
	y, yearErr := strconv.Atoi(year)
	if third || !clean || !cleanYear || err != nil || yearErr != nil || len(month) > 2 || len(year) != 4 || m < 1 || m > 12 {
		return malformed, false
	}
	switch over := time.Date(y, time.Month(m)+1, 1, 0, 0, 0, 0, time.UTC); {
	case !now.Before(over):
		return text{"这张卡已过有效期", "This card has expired"}, false
	case over.After(now.AddDate(20, 1, 0)):
		return text{"有效期太远，请核对年份", "This year is too far ahead, please compare"}, false
	}
	return text{}, true
}
