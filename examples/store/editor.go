package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	rulebook "github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/secure"
)

// step does something with a rule that is kept.
func (s *server) step(do func(context.Context, secure.Actor, rulebook.Step) (rulebook.Record, error), v *visit, at rulebook.Step) error {
	_, err := do(v.Context(), v.By, at)
	return err
}

// moved answers what was done with a rule: its page, or the form again with what
// was wrong.
func (s *server) moved(v *visit, b bench, d draft, done string, err error) error {
	if err == nil {
		return v.redirect("/desk/promotions/" + url.PathEscape(b.record.ID) + "?done=" + done)
	}
	var bad *promotion.RuleError
	var approval *rulebook.ApprovalError
	say := func(status int, head, text string) error {
		v.status = status
		return s.showPromotion(v, b, d, &page.Notice{Tone: "bad", Head: head, Text: text})
	}
	taken := errors.Is(err, event.ErrStale) || errors.As(err, &bad) && bad.Field == "id" && bad.Reason == "is taken"
	switch {
	case taken && b.record.ID == "":
		d.fail("id", "fault.taken")
		return say(http.StatusUnprocessableEntity, v.say("promo.bad.head"), v.say("fault.taken"))
	case errors.As(err, &bad):
		field := d.field(bad.Field)
		if d.Has("rule") {
			field = "rule"
		}
		d.wrong[field] = flaw{key: ruleFault(bad.Reason), said: bad.Field + " " + bad.Reason}
		return say(http.StatusUnprocessableEntity, v.say("promo.bad.head"), v.flaw(d.wrong[field]))
	case errors.As(err, &approval):
		return say(http.StatusConflict, v.say("promo.second"), "")
	case errors.Is(err, event.ErrStale), errors.Is(err, fsm.ErrNotPermitted):
		return say(http.StatusConflict, v.say("error.changed"), v.say("error.changed.text"))
	}
	return err
}

// pretty is a rule as people read JSON.
func pretty(r promotion.Rule) string {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}

// showPromotion shows the editor with a draft and all that is known of it.
func (s *server) showPromotion(v *visit, b bench, d draft, notice *page.Notice) error {
	view := page.Promotion{Frame: s.frame(v), Seller: v.deskName(), Title: v.say("promo.new"), Action: "/desk/promotions/" + newRule, Version: v.say("promo.version.new")}
	view.Notice = notice
	view.Hidden = []page.Pair{{Name: "version", Value: strconv.FormatInt(b.record.Version, 10)}}
	if b.record.ID != "" {
		s.kindOf(v, &view, b)
	} else {
		view.State = v.rulePill("draft")
	}
	again := draftOf(d.Values)
	rule := again.read(b.was)
	s.write(v, &view, b, d)
	view.Trial.Carts, _ = v.carts(v.FormValue("cart"))
	view.Buttons = v.buttons(b, rule)
	if len(d.wrong)+len(again.wrong) > 0 {
		word := map[bool]string{true: "promo.fix", false: "promo.fill"}[len(d.wrong) > 0]
		view.Trial.Trouble, view.Replay.Empty = v.say(word), v.say(word)
	} else if err := s.try(v, &view, b, rule); err != nil {
		return err
	}
	if err := s.trail(v, &view, b); err != nil {
		return err
	}
	return show(v, s.pages.Promotion, view)
}

// kindOf says which rule it is.
func (s *server) kindOf(v *visit, view *page.Promotion, b bench) {
	rule, live := s.counting(b.record)
	view.Title = b.was.Words(lexical(v.Lang))
	view.Action = "/desk/promotions/" + url.PathEscape(b.record.ID)
	view.State = v.rulePill(ruleState(b.record, rule))
	view.Version = v.say("promo.version.n", b.record.Saved)
	if b.record.Live > 0 && live != b.record.Saved {
		view.Version = v.say("promo.version.live", b.record.Saved, live)
	}
	if b.record.State == rulebook.Withdrawn {
		view.Locked = v.say("promo.state.stopped")
	}
}

// write puts the draft into sentences, or shows it as data.
func (s *server) write(v *visit, view *page.Promotion, b bench, d draft) {
	if d.Has("rule") {
		_, bad := d.wrong["rule"]
		view.Raw = &page.Control{Name: "rule", ID: "p-rule", Label: v.say("promo.raw"), Value: d.Get("rule"), Wrong: bad, ErrorID: "w-rule"}
		view.RawNote, view.RawWrong = v.say("promo.raw.text"), v.flaw(d.wrong["rule"])
		return
	}
	w := &writer{v: v, d: d, book: b.book, shelves: b.shelves, products: b.products, known: b.record.ID != ""}
	view.Names, view.Sentences = w.sentences()
	if view.Title == v.say("promo.new") {
		if name := d.Get("name_" + lexical(v.Lang)); name != "" {
			view.Title = name
		}
	}
}

// buttons are what the visitor may do with the rule.
func (v *visit) buttons(b bench, rule promotion.Rule) (list []page.Link) {
	add := func(do, word string, main bool) {
		list = append(list, page.Link{URL: do, Label: v.say(word), Current: main})
	}
	may := b.record.Permitted()
	if b.record.ID == "" {
		may = []rulebook.Event{rulebook.Save, rulebook.Submit, rulebook.Publish}
	}
	if b.record.Asked > 0 && v.By.Role == secure.RoleStaff {
		add("refuse", "promo.refuse", false)
		add("approve", "promo.approve", true)
		return list
	}
	if slices.Contains(may, rulebook.Pause) {
		add("stop", "promo.stop", false)
	}
	if slices.Contains(may, rulebook.Resume) {
		add("start", "promo.start", false)
	}
	if slices.Contains(may, rulebook.Save) {
		add("save", "promo.save", false)
	}
	switch {
	case v.second(rule) && slices.Contains(may, rulebook.Submit):
		add("submit", "promo.submit", true)
	case v.second(rule) && slices.Contains(may, rulebook.Save):
		add("submit", "promo.submit", true)
	case slices.Contains(may, rulebook.Publish), slices.Contains(may, rulebook.Save):
		add("publish", "promo.publish", true)
	}
	return list
}

// second reports whether somebody else has to publish a rule: a merchant's that
// others pay for, gives points or names other rules.
func (v *visit) second(r promotion.Rule) bool {
	if v.By.Role == secure.RoleStaff {
		return false
	}
	others := slices.ContainsFunc(r.Payers, func(p promotion.Payer) bool { return p.Party != "seller" })
	return others || len(r.Stack.Without)+len(r.Stack.OnlyWith)+len(r.Stack.Groups) > 0 || formOf(r).Get("kind") == "points"
}

// try fills in what the rule would do: to the shop, to a cart and to past orders.
func (s *server) try(v *visit, view *page.Promotion, b bench, rule promotion.Rule) error {
	trial, err := s.book.Trial(v.Context(), v.By, rule)
	var bad *promotion.RuleError
	if errors.As(err, &bad) {
		view.Checks = []page.Notice{{Tone: "bad", Head: v.flaw(flaw{key: ruleFault(bad.Reason), said: bad.Field + " " + bad.Reason})}}
		view.Trial.Trouble, view.Replay.Empty = v.say("promo.fix"), v.say("promo.fix")
		return nil
	}
	if err != nil {
		return err
	}
	o := promotion.LintOptions{At: now(), Currencies: currencies(), Only: rule.ID}
	for _, p := range b.products {
		for _, code := range currencies() {
			if line, ok := factLine(p, p.Variants[0], code, 1); ok {
				o.Sample = append(o.Sample, line)
			}
		}
	}
	found, err := trial.After.Lint(o)
	if err != nil {
		return err
	}
	view.Checks = v.checks(found, b)
	if view.Trial, err = s.trial(v, trial.After, rule, b.book, v.FormValue("cart")); err != nil {
		return err
	}
	against := v.say("promo.replay.live", b.record.Live)
	if live, ok, err := b.record.Published(promotion.Standard()); err != nil || !ok || normal(live) == normal(rule) || b.record.State != rulebook.Live {
		against = v.say("promo.replay.without")
		if trial.Before, err = without(trial.After, rule); err != nil {
			return err
		}
	}
	view.Replay, err = s.replay(v, trial, rule, b.products, against)
	return err
}

// without is a book in which a rule ended long ago.
func without(rules *promotion.Snapshot, r promotion.Rule) (*promotion.Snapshot, error) {
	return rules.With(promotion.Rule{
		Version: promotion.Version, ID: r.ID, Layer: r.Layer, Seller: r.Seller, Starts: time.Unix(0, 0).UTC(), Ends: time.Unix(1, 0).UTC(), Then: r.Then,
	})
}

// checks are what the linter found, with the fix.
func (v *visit) checks(found []promotion.Finding, b bench) []page.Notice {
	var list []page.Notice
	skus := map[string]string{}
	for _, p := range b.products {
		for _, variant := range p.Variants {
			skus[string(variant.SKU)] = p.Texts.In(v.Lang).Title
		}
	}
	for _, f := range found {
		about := f.Detail
		if title := skus[about]; title != "" {
			about = title
		}
		names := v.names(f.Others, b.book)
		n := page.Notice{Tone: "warn", Head: v.say("lint." + string(f.Problem)), Text: v.say("lint." + string(f.Problem) + ".fix")}
		switch f.Problem {
		case promotion.ProblemOverlap:
			n.Head = v.say("lint.overlap", names)
		case promotion.ProblemUnreachable:
			n.Text = v.say("lint.unreachable.fix", v.label(f.Field))
		case promotion.ProblemOver100:
			n.Tone, n.Head, n.Text = "bad", v.say("lint.over_100"), v.say("lint.over_100.fix", names)
		case promotion.ProblemFloor:
			n.Tone, n.Head = "bad", v.say("lint.below_floor", about)
		case promotion.ProblemCurrency:
			n.Head = v.say("lint.currency", about)
		case promotion.ProblemName:
			n.Tone, n.Head = "bad", v.say("lint.name", strings.Join(append(f.Others, f.Detail), " "))
		}
		list = append(list, n)
	}
	if len(list) == 0 {
		list = []page.Notice{{Tone: "ok", Text: v.say("promo.checks.ok")}}
	}
	return list
}

// names are what rules are called.
func (v *visit) names(ids []string, book promotion.Book) string {
	var words []string
	for _, id := range ids {
		name := id
		if i := slices.IndexFunc(book.Rules, func(r promotion.Rule) bool { return r.ID == id }); i >= 0 {
			name = book.Rules[i].Words(lexical(v.Lang))
		}
		words = append(words, name)
	}
	if v.Lang == "zh-CN" {
		return strings.Join(words, "”、“")
	}
	return strings.Join(words, "”, “")
}

// label is what a member of a rule is called on the page.
func (v *visit) label(member string) string {
	d := draft{Values: url.Values{}}
	return v.sayOr("part."+d.field(member), member)
}

// trail is the rule's history, newest first.
func (s *server) trail(v *visit, view *page.Promotion, b bench) error {
	if b.record.ID == "" {
		return nil
	}
	for c, err := range s.book.History(v.Context(), v.By, b.record.ID, 0, 8) {
		if err != nil {
			return err
		}
		by := c.By
		if p, ok := person(c.By); ok {
			by = p.Names[v.Lang]
		} else {
			by = v.sayOr("role."+c.Role, by)
		}
		view.History = append(view.History, page.Change{
			At: moment(v.Lang, c.At), DateTime: c.At.Format(time.RFC3339), Words: v.sayOr("promo.event."+string(c.Event), string(c.Event)) + " · " + v.say("promo.version.n", c.Revision),
			By: by, Why: c.Note,
		})
	}
	return nil
}
