package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// currencies are those in which this store sells, in the order of its forms.
func currencies() []string { return []string{"CNY", "USD"} }

// actions are the kinds that the editor's third sentence can say.
func actions() []string {
	return []string{"tiers", "every", "percent", "off", "price", "nth", "bundle", "flash", "gift", "shipping", "points"}
}

// A draft is a rule as the editor's form has it, and what is wrong with it by
// field: a key of the pages' words, with what goes into it.
type draft struct {
	url.Values
	wrong map[string]flaw
}

// A flaw is what is wrong with a field.
type flaw struct {
	key  string
	args []any
	said string // the library's own reason, where the store has no words for it
}

func (d draft) fail(field, key string, args ...any) {
	if _, known := d.wrong[field]; !known {
		d.wrong[field] = flaw{key: key, args: args}
	}
}

// loose is a JSON object of a rule.
type loose map[string]any

func (l loose) raw() json.RawMessage {
	text, err := json.Marshal(l)
	if err != nil {
		return nil
	}
	return text
}

// draftOf reads a form.
func draftOf(form url.Values) draft { return draft{Values: form, wrong: map[string]flaw{}} }

// rule builds the rule that the form says. What the library finds wrong with it
// stands in wrong, at its field.
func (d draft) rule(was promotion.Rule) promotion.Rule {
	r := promotion.Rule{
		Version: promotion.Version, ID: strings.TrimSpace(d.Get("id")), Revision: was.Revision, Seller: was.Seller, Priority: d.count("priority"),
		Layer: d.Get("layer"), Starts: d.moment("starts"), Ends: d.moment("ends"),
		Items: d.items(), When: d.when(), Then: []json.RawMessage{d.action().raw()}, Cap: d.amounts("cap"),
	}
	for _, lang := range []string{"zh", "en"} {
		if name := strings.TrimSpace(clean(d.Get("name_" + lang))); name != "" {
			if r.Name == nil {
				r.Name = map[string]string{}
			}
			r.Name[lang] = name
		}
	}
	if len(r.Name) == 0 {
		d.fail("name_zh", "fault.missing")
	}
	if d.Get("base") == string(promotion.Original) {
		r.Base = promotion.Original
	}
	r.Stack = promotion.Stack{Groups: sorted(d.Values["groups"]), Without: sorted(d.Values["without"]), Stop: d.Get("stop") == "yes"}
	r.Limits = promotion.Limits{Total: d.count("total"), PerBuyer: d.count("per_buyer"), PerDay: d.count("per_day"), Budget: d.amounts("budget")}
	r.Payers = d.payers()
	r.ByCode = d.Get("open") == "wallet"
	if d.Get("open") == "code" {
		if r.Codes = strings.FieldsFunc(d.Get("codes"), func(c rune) bool { return c == ',' || c == '，' || c == ' ' || c == '、' }); len(r.Codes) == 0 {
			d.fail("codes", "fault.missing")
		}
	}
	if len(d.wrong) > 0 {
		return r
	}
	return d.checked(r)
}

// checked lets the library judge the rule.
func (d draft) checked(r promotion.Rule) promotion.Rule {
	text, err := json.Marshal(r)
	if err == nil {
		var good promotion.Rule
		if good, err = promotion.ParseRule(text, promotion.Standard()); err == nil {
			return good
		}
	}
	var bad *promotion.RuleError
	if errors.As(err, &bad) {
		field := d.field(bad.Field)
		d.wrong[field] = flaw{key: ruleFault(bad.Reason), said: bad.Reason}
	} else {
		d.wrong["id"] = flaw{said: err.Error()}
	}
	return r
}

// ruleFault is the word for a reason of the library.
func ruleFault(reason string) string {
	for _, known := range [][2]string{
		{"is missing", "fault.missing"},
		{"must be a percentage", "fault.percent"},
		{"100 %", "fault.over100"},
		{"must be after starts", "fault.ends"},
		{"must ask for more", "fault.steps"},
		{"has no amount in", "fault.currencies"},
		{"in the currencies of", "fault.currencies"},
		{"is not a code", "fault.code"},
		{"printable ASCII", "fault.id"},
	} {
		if strings.Contains(reason, known[0]) {
			return known[1]
		}
	}
	return ""
}

// field is the field of the form that a member of the rule comes from.
func (d draft) field(member string) string {
	if rest, ok := strings.CutPrefix(member, "then[0]"); ok {
		return d.given(strings.TrimPrefix(rest, "."))
	}
	for _, known := range [][2]string{
		{"when", "min_" + currencies()[0]},
		{"items", "items"},
		{"cap", "cap_" + currencies()[0]},
		{"limits.budget", "budget_" + currencies()[0]},
		{"limits.", strings.TrimPrefix(member, "limits.")},
		{"payers", "share"},
		{"codes", "codes"},
		{"stack.", strings.TrimPrefix(member, "stack.")},
		{"name", "name_zh"},
	} {
		if strings.HasPrefix(member, known[0]) {
			return known[1]
		}
	}
	return member
}

// given is the field of the third sentence that a member of an action comes from.
func (d draft) given(member string) string {
	first := currencies()[0]
	if no, rest, ok := strings.Cut(strings.TrimPrefix(member, "steps["), "]"); ok && strings.HasPrefix(member, "steps[") {
		n, _ := strconv.Atoi(no)
		name := strings.TrimPrefix(rest, ".")
		return cmp.Or(name, "from") + strconv.Itoa(n+1) + "_" + first
	}
	switch kind := d.Get("kind"); {
	case member == "steps":
		return "from1_" + first
	case kind == "percent" && member == "off":
		return "percent"
	case member == "of":
		return "gift"
	case member == "parts" || strings.HasPrefix(member, "parts["):
		return "units"
	case slices.Contains([]string{"amount", "price", "off", "every", "from"}, member):
		return member + "_" + first
	case member == "per_buyer":
		return "each"
	}
	return member
}

// count reads a whole number; an empty field is 0.
func (d draft) count(field string) int64 {
	n, err := strconv.ParseInt(cmp.Or(strings.ReplaceAll(figures(d.Get(field)), ",", ""), "0"), 10, 64)
	if err != nil || n < 0 {
		d.fail(field, "fault.number")
		return 0
	}
	return n
}

// moment reads a day and time of a field, in the machine's zone as the pages
// show them; empty is the zero time.
func (d draft) moment(field string) time.Time {
	typed := strings.TrimSpace(d.Get(field))
	if typed == "" {
		return time.Time{}
	}
	for _, form := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(form, typed, time.Local); err == nil {
			return t.UTC()
		}
	}
	d.fail(field, "fault.moment")
	return time.Time{}
}

// amounts reads one field for each currency; those left empty are none.
func (d draft) amounts(name string) promotion.Amounts {
	var list promotion.Amounts
	for _, code := range currencies() {
		field := name + "_" + code
		typed := figures(strings.NewReplacer("¥", "", "￥", "", "$", "", ",", "", "，", "").Replace(d.Get(field)))
		if typed == "" {
			continue
		}
		amount, err := money.Parse(strings.TrimSpace(strings.TrimSuffix(typed, code)), money.MustCurrency(code))
		if err == nil {
			_, err = amount.Minor()
		}
		if err != nil || !amount.IsPositive() {
			d.fail(field, "fault.amount", code)
			continue
		}
		list = append(list, amount)
	}
	return list
}

// need is amounts of which at least one must be there.
func (d draft) need(name string) promotion.Amounts {
	list := d.amounts(name)
	if field := name + "_" + currencies()[0]; len(list) == 0 {
		d.fail(field, "fault.currency")
	}
	return list
}

// items are the lines that the form chooses.
func (d draft) items() json.RawMessage {
	var all []any
	var either []any
	if in := sorted(d.Values["category"]); len(in) > 0 {
		either = append(either, loose{"kind": "category", "in": in})
	}
	if in := sorted(d.Values["product"]); len(in) > 0 {
		either = append(either, loose{"kind": "product", "in": in})
	}
	switch len(either) {
	case 0:
	case 1:
		all = append(all, either[0])
	default:
		all = append(all, loose{"any": either})
	}
	if out := sorted(d.Values["except"]); len(out) > 0 {
		all = append(all, loose{"not": loose{"kind": "product", "in": out}})
	}
	return together(all)
}

// when is what must be met.
func (d draft) when() json.RawMessage {
	var all []any
	switch d.Get("buyers") {
	case "signed_in", "first_order":
		all = append(all, loose{"kind": d.Get("buyers")})
	}
	if method := d.Get("payment"); method != "" {
		all = append(all, loose{"kind": "payment", "in": []string{method}})
	}
	switch d.Get("measure") {
	case "amount":
		all = append(all, loose{"kind": "amount", "min": d.need("min")})
	case "original":
		all = append(all, loose{"kind": "amount", "min": d.need("min"), "base": "original"})
	case "quantity":
		all = append(all, loose{"kind": "quantity", "min": d.least("min_units")})
	}
	return together(all)
}

// together is one condition of several, or nothing.
func together(all []any) json.RawMessage {
	switch len(all) {
	case 0:
		return nil
	case 1:
		text, _ := json.Marshal(all[0])
		return text
	}
	return loose{"all": all}.raw()
}

// least is a count that must be there.
func (d draft) least(field string) int64 {
	n := d.count(field)
	if n == 0 {
		d.fail(field, "fault.missing")
	}
	return n
}

// percentage is a text that the library judges.
func (d draft) percentage(field string) string {
	typed := strings.TrimSpace(strings.TrimSuffix(figures(d.Get(field)), "%"))
	if typed == "" {
		d.fail(field, "fault.missing")
	}
	return typed
}

// action is what the third sentence gives.
func (d draft) action() loose {
	kind := d.Get("kind")
	a := loose{"kind": kind}
	if per := d.Get("per"); per != "" && slices.Contains([]string{"percent", "off", "nth"}, kind) {
		a["per"] = per
	}
	if n := d.count("times"); n > 0 && slices.Contains([]string{"every", "nth", "bundle"}, kind) {
		a["times"] = n
	}
	switch kind {
	case "percent":
		a["off"] = d.percentage("percent")
	case "off", "price":
		a["amount"] = d.need("amount")
	case "tiers":
		a["steps"] = d.steps()
	case "every":
		a["from"], a["off"] = d.need("from"), d.need("off")
	case "nth":
		a["n"], a["percent"] = d.least("n"), d.percentage("percent")
	case "bundle":
		a["price"], a["parts"] = d.need("price"), []any{loose{"units": d.least("units")}}
	case "flash":
		a["price"], a["stock"] = d.need("price"), d.least("stock")
		if n := d.count("each"); n > 0 {
			a["per_buyer"] = n
		}
	case "gift":
		a["of"] = []string{d.Get("gift")}
	case "shipping":
		d.lower(a)
	case "points":
		a["points"] = d.least("points")
		if every := d.amounts("every"); len(every) > 0 {
			a["every"] = every
		}
	default:
		d.fail("kind", "fault.choose")
	}
	return a
}

// lower is how a shipping fee falls: by a percentage or by an amount.
func (d draft) lower(a loose) {
	if strings.TrimSpace(d.Get("percent")) != "" {
		a["percent"] = d.percentage("percent")
		return
	}
	a["off"] = d.need("off")
}

// maxSteps is how many steps the editor's ladder has.
const maxSteps = 3

// steps are the rungs of a ladder; those left empty are none.
func (d draft) steps() []any {
	var list []any
	for i := 1; i <= maxSteps; i++ {
		from, off, percent := "from"+strconv.Itoa(i), "off"+strconv.Itoa(i), "percent"+strconv.Itoa(i)
		if i > 1 && d.blank(from) && d.blank(off) && d.Get(percent) == "" {
			continue
		}
		step := loose{"from": d.need(from)}
		if d.Get(percent) != "" {
			step["percent"] = d.percentage(percent)
		} else {
			step["off"] = d.need(off)
		}
		list = append(list, step)
	}
	return list
}

// blank reports whether an amount is empty in every currency.
func (d draft) blank(name string) bool {
	return !slices.ContainsFunc(currencies(), func(code string) bool { return strings.TrimSpace(d.Get(name+"_"+code)) != "" })
}

// payers divide what the rule gives between seller and platform.
func (d draft) payers() []promotion.Payer {
	typed := strings.TrimSpace(strings.TrimSuffix(figures(d.Get("share")), "%"))
	n, err := strconv.ParseInt(cmp.Or(typed, "100"), 10, 64)
	switch {
	case err != nil || n < 0 || n > 100:
		d.fail("share", "fault.between", 0, 100)
		return nil
	case n == 100:
		return nil // the seller pays all
	case n == 0:
		return []promotion.Payer{{Party: "platform", Parts: 1}}
	}
	return []promotion.Payer{{Party: "seller", Parts: n}, {Party: "platform", Parts: 100 - n}}
}

func sorted(list []string) []string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	if len(list) == 0 {
		return nil
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// sayable reports whether the five sentences say all of a rule, and answers the
// form that says it.
func sayable(r promotion.Rule) (url.Values, bool) {
	form := formOf(r)
	again := draftOf(form).rule(r)
	return form, normal(again) == normal(r)
}

// normal is a rule as text: members in one order, payers in per cent.
func normal(r promotion.Rule) string {
	if sum := parts(r); sum > 0 {
		r.Payers = slices.Clone(r.Payers)
		for i := range r.Payers {
			r.Payers[i].Parts = r.Payers[i].Parts * 100 / sum
		}
	}
	r.Starts, r.Ends = r.Starts.UTC(), r.Ends.UTC()
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	var whole any
	if json.Unmarshal(text, &whole) != nil {
		return ""
	}
	text, _ = json.Marshal(ordered(whole))
	return string(text)
}

// ordered is a JSON value with the names that a condition lists in one order.
func ordered(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = ordered(member)
			if in, ok := member.([]any); ok && name == "in" {
				slices.SortFunc(in, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			}
		}
	case []any:
		for i := range v {
			v[i] = ordered(v[i])
		}
	}
	return value
}

func parts(r promotion.Rule) (sum int64) {
	for _, p := range r.Payers {
		sum += p.Parts
	}
	return sum
}

// bearer is how many of a hundred parts the seller pays.
func bearer(r promotion.Rule) int64 {
	sum := parts(r)
	if sum == 0 {
		return 100
	}
	for _, p := range r.Payers {
		if p.Party == "seller" {
			return p.Parts * 100 / sum
		}
	}
	return 0
}

// sellerOf is whose rule it is; empty: the platform's.
func sellerOf(r promotion.Rule) catalog.SellerID { return catalog.SellerID(r.Seller) }
