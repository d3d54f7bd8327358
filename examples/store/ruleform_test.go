package main

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/marketing/promotion"
)

func TestTheFiveSentencesSayEveryRuleOfTheSeed(t *testing.T) {
	book, err := seed.Book(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	for _, r := range book.Rules {
		form, ok := sayable(r)
		require.True(t, ok, "%s\n%s\n%s", r.ID, normal(r), normal(draftOf(form).rule(r)))
	}
}

func TestWhatIsWrongWithARuleStandsAtItsField(t *testing.T) {
	good := url.Values{
		"id": {"r"}, "name_en": {"R"}, "layer": {"shop"}, "kind": {"tiers"},
		"from1_CNY": {"¥300"}, "off1_CNY": {"40"}, "from1_USD": {"$45.00"}, "off1_USD": {"6"},
	}
	for name, c := range map[string]struct {
		field, key string
		change     map[string]string
	}{
		"fine":                        {change: map[string]string{}},
		"over 100 %":                  {"off1_CNY", "fault.over100", map[string]string{"off1_CNY": "301"}},
		"percentage over 100":         {"percent", "fault.percent", map[string]string{"kind": "percent", "percent": "120"}},
		"negative":                    {"off1_CNY", "fault.amount", map[string]string{"off1_CNY": "-1"}},
		"threshold without currency":  {"min_CNY", "fault.currency", map[string]string{"measure": "amount"}},
		"other currency":              {"from1_CNY", "fault.amount", map[string]string{"from1_CNY": "300 EUR"}},
		"one currency only":           {"off1_CNY", "fault.currencies", map[string]string{"off1_USD": ""}},
		"half a cent":                 {"from1_USD", "fault.amount", map[string]string{"from1_USD": "45.005"}},
		"steps that fall":             {"from2_CNY", "fault.steps", map[string]string{"from2_CNY": "200", "off2_CNY": "50", "from2_USD": "90", "off2_USD": "9"}},
		"ends before it starts":       {"ends", "fault.ends", map[string]string{"starts": "2026-11-30T00:00", "ends": "2026-11-27T00:00"}},
		"no date":                     {"starts", "fault.moment", map[string]string{"starts": "tomorrow"}},
		"no kind":                     {"kind", "fault.choose", map[string]string{"kind": "shells"}},
		"no name":                     {"name_zh", "fault.missing", map[string]string{"name_en": " "}},
		"no id":                       {"id", "fault.id", map[string]string{"id": "a b"}},
		"a code of signs":             {"codes", "fault.code", map[string]string{"open": "code", "codes": "<b>"}},
		"no code":                     {"codes", "fault.missing", map[string]string{"open": "code"}},
		"a share above all":           {"share", "fault.between", map[string]string{"share": "170"}},
		"no number":                   {"total", "fault.number", map[string]string{"total": "many"}},
		"excludes itself":             {"without", "", map[string]string{"without": "r"}},
		"every more than it asks for": {"off_CNY", "fault.over100", map[string]string{"kind": "every", "from_CNY": "10", "off_CNY": "11"}},
	} {
		t.Run(name, func(t *testing.T) {
			form := url.Values{}
			for k, v := range good {
				form[k] = v
			}
			for k, v := range c.change {
				form.Set(k, v)
			}
			d := draftOf(form)
			d.rule(promotion.Rule{})
			if c.field == "" {
				require.Empty(t, d.wrong)
				return
			}
			require.Contains(t, d.wrong, c.field, d.wrong)
			require.Equal(t, c.key, d.wrong[c.field].key, d.wrong)
		})
	}
}

func FuzzDraft(f *testing.F) {
	f.Add("kind=tiers&from1_CNY=300&off1_CNY=40&id=a&layer=shop&name_en=x")
	f.Add("kind=percent&percent=１０&id=a&layer=item&name_zh=甲&category=c&except=p&measure=quantity&min_units=2")
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		d := draftOf(form)
		if r := d.rule(promotion.Rule{}); len(d.wrong) == 0 {
			require.NoError(t, r.Check(promotion.Standard()))
		}
	})
}
