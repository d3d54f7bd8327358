package main

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// formOf is the form that says a rule, as far as it can be said.
func formOf(r promotion.Rule) url.Values {
	f := url.Values{}
	f.Set("id", r.ID)
	for lang, name := range r.Name {
		f.Set("name_"+lang, name)
	}
	f.Set("layer", r.Layer)
	f.Set("starts", typedMoment(r.Starts))
	f.Set("ends", typedMoment(r.Ends))
	f.Set("base", string(r.Base))
	f["groups"], f["without"] = r.Stack.Groups, r.Stack.Without
	if r.Stack.Stop {
		f.Set("stop", "yes")
	}
	for name, n := range map[string]int64{"total": r.Limits.Total, "per_buyer": r.Limits.PerBuyer, "per_day": r.Limits.PerDay, "priority": r.Priority} {
		setCount(f, name, n)
	}
	setAmounts(f, "budget", r.Limits.Budget)
	setAmounts(f, "cap", r.Cap)
	f.Set("share", strconv.FormatInt(bearer(r), 10))
	f.Set("codes", strings.Join(r.Codes, " "))
	switch {
	case r.ByCode:
		f.Set("open", "wallet")
	case len(r.Codes) > 0:
		f.Set("open", "code")
	}
	readItems(f, r.Items)
	readWhen(f, r.When)
	if len(r.Then) > 0 {
		readAction(f, r.Then[0])
	}
	return f
}

func typedMoment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02T15:04")
}

func setCount(f url.Values, name string, n int64) {
	if n != 0 {
		f.Set(name, strconv.FormatInt(n, 10))
	}
}

func setAmounts(f url.Values, name string, list promotion.Amounts) {
	for _, m := range list {
		f.Set(name+"_"+m.Currency().Code(), m.Decimal().StringFixed(int32(m.Scale())))
	}
}

// A node is a condition of a rule, as far as the editor knows it.
type node struct {
	All  []node          `json:"all"`
	Any  []node          `json:"any"`
	Not  *node           `json:"not"`
	Kind string          `json:"kind"`
	In   []string        `json:"in"`
	Base string          `json:"base"`
	Min  json.RawMessage `json:"min"`
}

// each calls f with every condition of a tree, and with whether it is negated.
func (n node) each(f func(n node, not bool)) {
	switch {
	case n.Not != nil:
		n.Not.each(func(n node, not bool) { f(n, !not) })
	case n.Kind != "":
		f(n, false)
	}
	for _, kids := range [][]node{n.All, n.Any} {
		for _, kid := range kids {
			kid.each(f)
		}
	}
}

func tree(raw json.RawMessage) (n node) {
	_ = json.Unmarshal(raw, &n) // what cannot be said is found by saying it again
	return n
}

func readItems(f url.Values, raw json.RawMessage) {
	tree(raw).each(func(n node, not bool) {
		switch {
		case not && n.Kind == "product":
			f["except"] = append(f["except"], n.In...)
		case !not && (n.Kind == "product" || n.Kind == "category"):
			f[n.Kind] = append(f[n.Kind], n.In...)
		}
	})
}

func readWhen(f url.Values, raw json.RawMessage) {
	tree(raw).each(func(n node, _ bool) {
		switch n.Kind {
		case "signed_in", "first_order":
			f.Set("buyers", n.Kind)
		case "payment":
			f.Set("payment", strings.Join(n.In, " "))
		case "quantity":
			f.Set("measure", "quantity")
			f.Set("min_units", string(n.Min))
		case "amount":
			f.Set("measure", map[bool]string{true: "original", false: "amount"}[n.Base == "original"])
			setAmounts(f, "min", amountsOf(n.Min))
		}
	})
}

// amountsOf reads ["300.00 CNY", "45.00 USD"].
func amountsOf(raw json.RawMessage) promotion.Amounts {
	var texts []string
	if json.Unmarshal(raw, &texts) != nil {
		return nil
	}
	var list promotion.Amounts
	for _, text := range texts {
		if m, err := money.ParseText(text); err == nil {
			list = append(list, m)
		}
	}
	return list
}

// readAction reads the first action of a rule.
func readAction(f url.Values, raw json.RawMessage) {
	var a map[string]json.RawMessage
	if json.Unmarshal(raw, &a) != nil {
		return
	}
	kind := text(a["kind"])
	f.Set("kind", kind)
	for _, name := range []string{"per", "n", "times", "stock", "points", "percent"} {
		if v := text(a[name]); v != "" {
			f.Set(name, v)
		}
	}
	if v := text(a["per_buyer"]); v != "" {
		f.Set("each", v)
	}
	if kind == "percent" {
		f.Set("percent", text(a["off"]))
	}
	for _, name := range []string{"amount", "price", "from", "off", "every"} {
		setAmounts(f, name, amountsOf(a[name]))
	}
	var of []string
	if json.Unmarshal(a["of"], &of) == nil && len(of) > 0 {
		f.Set("gift", of[0])
	}
	var parts []map[string]json.RawMessage
	if json.Unmarshal(a["parts"], &parts) == nil && len(parts) == 1 {
		f.Set("units", text(parts[0]["units"]))
	}
	var steps []map[string]json.RawMessage
	if json.Unmarshal(a["steps"], &steps) == nil {
		for i, s := range steps {
			no := strconv.Itoa(i + 1)
			setAmounts(f, "from"+no, amountsOf(s["from"]))
			setAmounts(f, "off"+no, amountsOf(s["off"]))
			if v := text(s["percent"]); v != "" {
				f.Set("percent"+no, v)
			}
		}
	}
}

// text is a JSON text or number as it is typed.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
