package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

func seedTexts(f *testing.F, wrap func(amount string) string) {
	for _, amount := range []string{"12.34", "-0.05", "0", "1000000000000000000000", "0.000000000000000000000000000001"} {
		f.Add(wrap(amount))
	}
	for _, r := range refusals {
		if len(r.amount) < 200 {
			f.Add(wrap(r.amount))
		}
	}
}

// holds checks what must be true of whatever a decoder took.
func holds(t *testing.T, m money.Money) {
	t.Helper()
	if !m.HasCurrency() {
		t.Fatalf("%s decoded without currency", m)
	}
	text, err := m.MarshalText()
	if err != nil {
		t.Fatalf("%s decodes but does not encode: %v", m, err)
	}
	again, err := money.ParseText(string(text))
	if err != nil || !again.Equal(m) {
		t.Fatalf("%s comes back as %s, %v", text, again, err)
	}
}

func FuzzParse(f *testing.F) {
	seedTexts(f, func(amount string) string { return amount })
	usd := money.MustCurrency("USD")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := money.Parse(text, usd)
		if err != nil {
			return
		}
		holds(t, m)
		if want := decimal.RequireFromString(text); !want.Equal(m.Decimal()) {
			t.Fatalf("%q: got %s, want %s", text, m, want)
		}
	})
}

func FuzzParseText(f *testing.F) {
	seedTexts(f, func(amount string) string { return amount + " EUR" })
	f.Fuzz(func(t *testing.T, text string) {
		m, err := money.ParseText(text)
		if err != nil {
			return
		}
		holds(t, m)
		if !strings.HasSuffix(text, " "+m.Currency().Code()) {
			t.Fatalf("%q: got %s", text, m)
		}
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	seedTexts(f, func(amount string) string { return `{"amount":` + amount + `,"currency":"USD"}` })
	seedTexts(f, func(amount string) string { return `{"currency":"KWD","amount":"` + amount + `"}` })
	f.Fuzz(func(t *testing.T, text string) {
		var direct, through money.Money
		errDirect := direct.UnmarshalJSON([]byte(text))
		errThrough := json.Unmarshal([]byte(text), &through)
		if errDirect == nil && direct.HasCurrency() {
			holds(t, direct)
		}
		if errThrough == nil && (errDirect != nil || !direct.Equal(through)) {
			t.Fatalf("%q: %s, %v directly; %s through encoding/json", text, direct, errDirect, through)
		}
	})
}

func FuzzScan(f *testing.F) {
	seedTexts(f, func(amount string) string { return amount + " JPY" })
	f.Fuzz(func(t *testing.T, text string) {
		var a, b money.Money
		errA, errB := a.Scan(text), b.Scan([]byte(text))
		if (errA == nil) != (errB == nil) || !a.Equal(b) {
			t.Fatalf("%q: %v and %v", text, errA, errB)
		}
		if errA == nil {
			holds(t, a)
		}
	})
}
