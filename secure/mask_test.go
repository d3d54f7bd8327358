package secure_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/secure"
)

func TestMasks(t *testing.T) {
	type masks = map[string]string
	for mask, cases := range map[string]masks{
		"phone": {
			"": "", "  ": "", "13800000000": "138****0000", "138-0000-0000": "138****0000", "+8613800001234": "+861****1234",
			"12345678": "****5678", "1234567": "****", "110": "****", "letters": "****", "１３８００００００００": "138****0000",
		},
		"email": {
			"": "", "kathryn@example.com": "k***@example.com", "k@example.com": "***@example.com", "ka@example.com": "k***@example.com", "@example.com": "***@example.com",
			"林小雨@例子.中国": "林***@例子.中国", `"a@b"@example.com`: `"***@example.com`, "Kathryn": "K***n",
		},
		"name": {
			"": "", " ": "", "林小雨": "林**", "林雨": "林**", "林": "***", "Kathryn": "K***n", "Bob": "B***", "Al": "A***", "A": "***",
			" Kathryn Smith ": "K***h", "Ольга": "О***а", "田中": "田**",
		},
	} {
		for given, want := range cases {
			assert.Equal(t, want, masked(mask, given), "%s %q", mask, given)
		}
	}
}

func masked(mask, text string) string {
	switch mask {
	case "phone":
		return secure.MaskPhone(text)
	case "email":
		return secure.MaskEmail(text)
	}
	return secure.MaskName(text)
}

func TestMasksHide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-z]{3,20}`).Draw(t, "local")
		if strings.Contains(secure.MaskEmail(local+"@x"), local) || strings.Contains(secure.MaskName(local), local[:2]) {
			t.Fatal(local)
		}
		digits := rapid.StringMatching(`[0-9]{0,18}`).Draw(t, "digits")
		shown := strings.Count(secure.MaskPhone(digits), "*")
		if digits != "" && shown != 4 || len(secure.MaskPhone(digits)) > 12 {
			t.Fatal(digits, secure.MaskPhone(digits))
		}
	})
}
