package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

// form is what the editor's page would send, with changes.
func form(t *testing.T, page string, changes ...string) []string {
	t.Helper()
	var pairs []string
	for _, m := range regexp.MustCompile(`<input (?:type="hidden"|class="(?:money|number|text)"|type="datetime-local" class="date") name="([^"]*)"(?: id="[^"]*")? value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		pairs = append(pairs, m[1], m[2])
	}
	for _, m := range regexp.MustCompile(`(?s)<select name="([^"]*)".*?</select>`).FindAllStringSubmatch(page, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); chosen != nil {
			pairs = append(pairs, m[1], chosen[1])
		}
	}
	for _, m := range regexp.MustCompile(`type="checkbox" name="([^"]*)" value="([^"]*)" checked`).FindAllStringSubmatch(page, -1) {
		pairs = append(pairs, m[1], m[2])
	}
	return append(pairs, changes...)
}

func TestEveryRuleOpensAsFiveSentences(t *testing.T) {
	s := open(t, "memory:")
	staff := s.visitor(t, secure.RoleStaff, 1)
	_, page := staff.get("/desk/promotions")
	links := regexp.MustCompile(`href="(/desk/promotions/[a-z0-9-]+)"`).FindAllStringSubmatch(page, -1)
	require.Greater(t, len(links), 15)
	for _, m := range links {
		for _, lang := range []string{"zh-CN", "en"} {
			status, page := staff.get(m[1] + "?lang=" + lang)
			require.Equal(t, http.StatusOK, status, m[1])
			require.NotRegexp(t, `<textarea|ZgotmplZ|%!|&lt;no value`, page, m[1])
			require.NotContains(t, page, `aria-invalid`, m[1])
		}
	}
	status, _ := staff.get("/desk/promotions/nothing")
	require.Equal(t, http.StatusNotFound, status)
	status, _ = staff.get("/desk/promotions?view=nothing")
	require.Equal(t, http.StatusNotFound, status)
}

func TestMerchantsEditTheirOwnRulesAlone(t *testing.T) {
	s := open(t, "memory:")
	valley, buyer := s.visitor(t, secure.RoleMerchant, 1), s.visitor(t, secure.RoleBuyer, 1)
	_, page := valley.get("/desk/promotions")
	require.Contains(t, page, "/desk/promotions/winter")
	require.NotContains(t, page, "lamplight-399-50")
	for _, other := range []string{"lamplight-399-50", "welcome"} {
		status, _ := valley.get("/desk/promotions/" + other)
		require.Equal(t, http.StatusNotFound, status, other)
		status, _, _ = valley.post("/desk/promotions/"+other, "do", "stop", "version", "2")
		require.Equal(t, http.StatusNotFound, status, other)
	}
	_, _, path := buyer.post("/desk/promotions/winter", "do", "stop")
	require.Equal(t, "/desk/promotions/winter", path)
	status, _, _ := buyer.post("/desk/promotions/winter", "do", "stop")
	require.Equal(t, http.StatusForbidden, status)
}

func TestARuleIsSavedAndASecondPersonPublishesWhatOthersPayFor(t *testing.T) {
	s := open(t, "memory:")
	valley, staff, buyer := s.visitor(t, secure.RoleMerchant, 1), s.visitor(t, secure.RoleStaff, 1), s.visitor(t, secure.RoleBuyer, 2)
	buyer.add("cable-jumper")
	_, page := valley.get("/desk/promotions/valley-300-40")
	require.Contains(t, page, "Valley savings")
	_, page, path := valley.post("/desk/promotions/valley-300-40", form(t, page, "off1_USD", "9", "off1_CNY", "60", "do", "submit")...)
	require.Equal(t, "/desk/promotions/valley-300-40", path)
	require.Contains(t, page, "It goes live when somebody else approves it")
	require.Contains(t, page, "Version 2 · version 1 is live")
	require.NotContains(t, page, `value="approve"`)
	_, cart := buyer.get("/cart")
	require.NotContains(t, cart, "−$9.00", "what is not published does not count")
	status, page, _ := valley.post("/desk/promotions/valley-300-40", append(form(t, page), "do", "approve")...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "Somebody else must approve it")

	_, page = staff.get("/desk/promotions?view=waiting")
	require.Contains(t, page, "valley-300-40")
	_, page = staff.get("/desk/promotions/valley-300-40")
	require.Contains(t, page, "Approve and publish")
	_, page, _ = staff.post("/desk/promotions/valley-300-40", form(t, page, "do", "approve")...)
	require.Contains(t, page, "It is live")
	_, cart = buyer.get("/cart")
	require.Contains(t, cart, "−$9.00")
	addsUp(t, cart)
	_, page = staff.get("/desk/promotions/valley-300-40")
	_, page, _ = staff.post("/desk/promotions/valley-300-40", form(t, page, "do", "stop")...)
	require.Contains(t, page, "It is stopped")
	_, cart = buyer.get("/cart")
	require.NotContains(t, cart, "Valley savings <small>")
}

func TestWhatASellerPaysGoesLiveAtOnce(t *testing.T) {
	s := open(t, "memory:")
	valley, buyer := s.visitor(t, secure.RoleMerchant, 1), s.visitor(t, secure.RoleBuyer, 2)
	_, page := valley.get("/desk/promotions/new")
	fields := form(t, page, "id", "shirts", "name_en", "Shirt week", "name_zh", "衬衫周", "kind", "percent", "percent", "25", "layer", "item", "cart", "knit", "do", "try")
	_, page, _ = valley.post("/desk/promotions/new", fields...)
	require.Contains(t, page, "Shirt week")
	require.Contains(t, page, "this rule")
	require.Contains(t, page, "sample orders priced again")
	require.Contains(t, page, `<svg class="hist" role="img"`)
	_, page, path := valley.post("/desk/promotions/new", append(fields, "do", "publish")...)
	if path != "/desk/promotions/shirts" { // the last "do" counts for a browser, the first here
		_, page, path = valley.post("/desk/promotions/new", append(fields[:len(fields)-2], "do", "publish")...)
	}
	require.Equal(t, "/desk/promotions/shirts", path)
	require.Contains(t, page, "It is live")
	buyer.add("oxford-shirt")
	_, cart := buyer.get("/cart")
	require.Contains(t, cart, "Shirt week <small>Valley Goods</small>")
	addsUp(t, cart)
	status, page, _ := valley.post("/desk/promotions/new", append(fields[:len(fields)-2], "do", "save")...)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "This id is taken")
}

func TestABadRuleComesBackAtItsField(t *testing.T) {
	s := open(t, "memory:")
	valley := s.visitor(t, secure.RoleMerchant, 1)
	_, page := valley.get("/desk/promotions/valley-300-40")
	for name, c := range map[string]struct{ field, value, words string }{
		"over 100 %":        {"off1_CNY", "301", "The discount cannot be more than the threshold"},
		"other currency":    {"from1_CNY", "300 EUR", "An amount in CNY above 0"},
		"no currency":       {"from1_CNY", "", "in the same currencies"},
		"negative":          {"off1_CNY", "-5", "An amount in CNY above 0"},
		"ends before start": {"ends", "2020-01-01T00:00", "The end must be after the start"},
		"hostile number":    {"total", "<script>", "Write a whole number"},
		"share":             {"share", "200", "from 0 to 100"},
	} {
		for _, do := range []string{"try", "save", "submit"} {
			status, answer, _ := valley.post("/desk/promotions/valley-300-40", form(t, page, c.field, c.value, "do", do)...)
			require.Equal(t, http.StatusUnprocessableEntity, status, name)
			require.Contains(t, answer, c.words, name)
			require.Contains(t, answer, "Nothing was saved", name)
			require.Contains(t, answer, "aria-invalid", name)
			require.NotContains(t, answer, "<script>\"", name)
		}
	}
	status, _, _ := valley.post("/desk/promotions/valley-300-40", form(t, page, "do", "explode")...)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	stale := form(t, page, "off1_CNY", "41", "do", "save")
	_, answer, _ := valley.post("/desk/promotions/valley-300-40", stale...)
	require.Contains(t, answer, "Saved as version 2")
	stale = form(t, page, "off1_CNY", "42", "do", "save")
	status, answer, _ = valley.post("/desk/promotions/valley-300-40", stale...)
	require.Equal(t, http.StatusConflict, status, "somebody saved meanwhile")
	require.Contains(t, answer, `value="42"`, "what was typed is kept")
	require.False(t, strings.Contains(answer, "ZgotmplZ"))
}
