package money

import "strings"

// Display writes the amount for people, rounded HalfUp to two decimals, as
// CLDR 48 has it for Chinese of the mainland ("zh", "zh-CN", "zh-Hans",
// "zh-Hans-CN") and English of the United States ("en", "en-US") in CNY, USD
// and EUR: "¥1,329.00" and "US$12.00" in zh, "CN¥1,329.00" and "-$12.00" in
// en. Any other locale or currency gets the plain "12.34 USD" of String.
func (a Money) Display(locale string) string {
	symbol := symbolOf(locale, a.Currency().Code())
	if symbol == "" {
		return a.String()
	}
	var buf [64]byte
	b := a.RoundTo(2, HalfUp).Abs().appendAmount(buf[:0])
	out := make([]byte, 0, 64)
	if a.IsNegative() {
		out = append(out, '-')
	}
	return string(appendGrouped(append(out, symbol...), b))
}

// DisplayShort is Display without the decimals of a whole amount, for lists:
// "¥329" and "$12.50".
func (a Money) DisplayShort(locale string) string {
	return strings.TrimSuffix(a.Display(locale), ".00")
}

// symbolOf returns the CLDR symbol, empty where Display falls back. All
// currencies here have two decimals in ISO 4217 and in CLDR.
func symbolOf(locale, code string) string {
	english := false
	switch strings.ToLower(strings.ReplaceAll(locale, "_", "-")) {
	case "en", "en-us":
		english = true
	case "zh", "zh-cn", "zh-hans", "zh-hans-cn":
	default:
		return ""
	}
	switch {
	case code == "EUR":
		return "€"
	case code == "CNY" && english:
		return "CN¥"
	case code == "CNY":
		return "¥"
	case code == "USD" && english:
		return "$"
	case code == "USD":
		return "US$"
	}
	return ""
}

// appendGrouped appends a plain number with commas between its thousands.
func appendGrouped(out, number []byte) []byte {
	whole := len(number) - len(".00")
	for i, b := range number {
		if i > 0 && i < whole && (whole-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, b)
	}
	return out
}
