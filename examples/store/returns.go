package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// A wish is what the form of a return holds.
type wish struct {
	request aftersales.Request
	amount  string // as it was typed
	wrong   map[string]string
}

// errSeen says that a form was sent from a page that is no longer true: a second
// click, or somebody was faster.
var errSeen = errors.New("store: the page was older than the case")

func (s *server) askReturn(v *visit) error { return s.showReturn(v, nil) }

// openReturn opens a case as the form says, or shows the form again.
func (s *server) openReturn(v *visit) error {
	if v.FormValue("do") != "send" {
		return s.showReturn(v, nil)
	}
	l, err := s.aboutOrder(v)
	if err != nil {
		return err
	}
	if v.FormValue("seen") != strconv.Itoa(len(l.cases)) { // a second click: what it asked for is there
		return v.redirect(caseURL(l.cases, l.order.ID))
	}
	w := s.wish(v, l)
	pieces, err := s.pictures(v)
	var wrong slip
	if errors.As(err, &wrong) {
		w.wrong[wrong.field] = wrong.words
	} else if err != nil {
		return err
	}
	w.request.Evidence, w.request.Text = pieces, v.FormValue("text")
	if len(w.wrong) > 0 {
		return s.showReturn(v, w.wrong)
	}
	opened, err := s.openCase(v, w.request, len(l.cases))
	if errors.Is(err, errSeen) {
		return v.redirect("/order/" + string(l.order.ID))
	}
	if field, words, known := v.unasked(err); known {
		return s.showReturn(v, map[string]string{field: words})
	}
	if err != nil {
		return err
	}
	return v.redirect("/case/" + string(opened.ID))
}

// caseURL is the newest case's address, or the order's.
func caseURL(cases []aftersales.Case, id order.ID) string {
	if len(cases) > 0 {
		return "/case/" + string(cases[0].ID)
	}
	return "/order/" + string(id)
}

// openCase opens a case where the order still has as many as the form's page said:
// two clicks are one case.
func (s *server) openCase(v *visit, r aftersales.Request, seen int) (aftersales.Case, error) {
	done, err := s.commit(v, func(ctx context.Context, tx aftersales.Tx) (aftersales.Outcome, error) {
		done, err := s.shop.Cases.OpenIn(ctx, tx, v.By, r)
		if err != nil {
			return done, err
		}
		now, err := tx.CasesOf(ctx, r.Order)
		if err == nil && len(now) != seen+1 {
			err = errSeen
		}
		return done, err
	})
	return done.Case, err
}

// aboutOrder is the outlook of the order that the address names, for its buyer,
// its merchant or staff.
func (s *server) aboutOrder(v *visit) (outlook, error) {
	o, err := s.shop.Orders.Order(v.Context(), v.By, order.ID(v.PathValue("id")))
	if err != nil {
		return outlook{}, err
	}
	p, err := s.shop.Orders.Store.FindPurchase(v.Context(), o.Purchase)
	if err != nil {
		return outlook{}, err
	}
	return s.outlook(v, o, p)
}

// wish reads the form; what it leaves out is what suits the order.
func (s *server) wish(v *visit, l outlook) wish {
	w := wish{request: aftersales.Request{Order: l.order.ID}, amount: v.FormValue("amount"), wrong: map[string]string{}}
	w.request.Items = s.chosenItems(v, l, w.wrong)
	shown := kinds(l.goods(w.request.Items))
	w.request.Kind = flow.Kind(v.FormValue("kind"))
	asked := v.FormValue("reason")
	if asked != "" && w.request.Kind == "" { // a link that names a reason alone
		for _, k := range shown {
			if slices.Contains(reasons(k, l.goods(w.request.Items)), asked) {
				w.request.Kind = k
				break
			}
		}
	}
	if !slices.Contains(shown, w.request.Kind) {
		w.wrong["kind"] = v.say("fault.case.kind")
		w.request.Kind = shown[0]
		for _, k := range slices.Backward(shown) {
			if _, d := l.may(k, w.request.Items); d.Allowed && l.covers(k) {
				w.request.Kind = k
			}
		}
	}
	fits := reasons(w.request.Kind, l.goods(w.request.Items))
	if w.request.Reason = asked; !slices.Contains(fits, asked) { // of another kind: the list is another one
		w.wrong["reason"] = v.say("fault.case.reason")
		w.request.Reason = fits[0]
		if r, _ := l.may(w.request.Kind, w.request.Items); r != "" {
			w.request.Reason = r
		}
	}
	if w.request.Kind == flow.KindExchange {
		for i, item := range w.request.Items {
			w.request.Items[i].Want = catalog.SKU(v.FormValue("want" + strconv.Itoa(item.Line)))
		}
	}
	w.sum(v, l)
	return w
}

// sum reads how much is asked for, where the kind of case leaves that open.
func (w *wish) sum(v *visit, l outlook) {
	if w.request.Kind != flow.KindPriceProtection && w.request.Kind != flow.KindRefund {
		return
	}
	text := figures(w.amount)
	if text == "" {
		if w.request.Kind == flow.KindPriceProtection {
			w.wrong["amount"] = v.say("fault.case.amount")
		}
		return
	}
	amount, err := money.Parse(text, l.order.Total.Currency())
	if err == nil {
		_, err = amount.Minor()
	}
	if err != nil || !amount.IsPositive() {
		w.wrong["amount"] = v.say("fault.case.amount")
		return
	}
	w.request.Amount = amount
}

// chosenItems are the lines that the form ticks; all that is left where the page
// is opened.
func (s *server) chosenItems(v *visit, l outlook, wrong map[string]string) []aftersales.Item {
	if !v.Form.Has("line") && !v.Form.Has("do") {
		return l.all()
	}
	var items []aftersales.Item
	for _, line := range l.order.Lines {
		no := strconv.Itoa(line.No)
		if !slices.Contains(v.Form["line"], no) {
			continue
		}
		n, err := v.whole("units"+no, strconv.FormatInt(max(1, l.left[line.No]), 10))
		if err != nil || n < 1 || n > line.Qty {
			wrong["line"] = v.say("fault.case.units")
			n = 1
		}
		items = append(items, aftersales.Item{Line: line.No, Units: n})
	}
	if len(items) == 0 && v.FormValue("kind") != string(flow.KindComplaint) {
		wrong["line"] = v.say("fault.case.line")
	}
	return items
}

// showReturn shows the form, with what was wrong with it.
func (s *server) showReturn(v *visit, wrong map[string]string) error {
	l, err := s.aboutOrder(v)
	if err != nil {
		return err
	}
	w := s.wish(v, l)
	self := "/order/" + string(l.order.ID)
	view := page.Return{
		Frame: s.frame(v), Number: number(l.order.ID), Order: self, Action: self + "/return", Seen: strconv.Itoa(len(l.cases)),
		Text: v.FormValue("text"), Amount: w.amount, Photos: maxPieces, Errors: wrong,
	}
	for _, c := range l.cases {
		view.Cases = append(view.Cases, v.caseLink(c))
	}
	if len(wrong) > 0 {
		v.status = http.StatusUnprocessableEntity
	}
	if view.Closed = v.closed(l); view.Closed != "" {
		return show(v, s.pages.Return, view)
	}
	if len(wrong) > 0 {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: firstOf(wrong, "kind", "reason", "line", "amount", "text", "photos")}
	}
	s.form(v, &view, l, w)
	if err := s.expected(v, &view, l, w); err != nil {
		return err
	}
	return show(v, s.pages.Return, view)
}

// firstOf is the first of some words in the order of the form.
func firstOf(words map[string]string, fields ...string) string {
	for _, f := range fields {
		if words[f] != "" {
			return words[f]
		}
	}
	return ""
}

// closed says why nothing can be asked for; empty where something can.
func (v *visit) closed(l outlook) string {
	if !l.paid() {
		return v.say("return.unpaid")
	}
	if l.order.Status == order.Cancelled {
		return v.say("return.cancelled")
	}
	return ""
}

// form fills in what can be chosen.
func (s *server) form(v *visit, view *page.Return, l outlook, w wish) {
	goods := l.goods(w.request.Items)
	unwanted := l.decide(flow.KindReturn, policy.ChangedMind, w.request.Items, 1)
	chosen := l.decide(w.request.Kind, w.request.Reason, w.request.Items, 1)
	until := unwanted.Until
	if !unwanted.Allowed && chosen.Allowed {
		until = chosen.Until
	}
	if goods == policy.Here && !until.IsZero() {
		view.Clock = v.returnClock(until, l, unwanted.Allowed)
	}
	view.Rules = v.clockRules(l)
	for _, line := range l.order.Lines {
		view.Lines = append(view.Lines, s.returnLine(v, l, w, line))
	}
	for _, k := range kinds(goods) {
		c := page.Choosable{Value: string(k), Label: v.say("kind." + string(k)), Text: v.say("kind." + string(k) + ".text"), Chosen: k == w.request.Kind}
		if _, d := l.may(k, w.request.Items); !d.Allowed {
			c.Why = v.refused(d.Code, d.Until)
		} else if !l.covers(k) {
			c.Why = v.say("return.taken")
		}
		view.Kinds = append(view.Kinds, c)
	}
	for _, r := range reasons(w.request.Kind, goods) {
		c := page.Choosable{Value: r, Label: v.say("reason." + r), Chosen: r == w.request.Reason}
		if d := l.decide(w.request.Kind, r, w.request.Items, 1); !d.Allowed {
			c.Why = v.refused(d.Code, d.Until)
		}
		view.Reasons = append(view.Reasons, c)
	}
	view.Hint = v.freight(w.request.Kind, chosen)
	bare := l.decide(w.request.Kind, w.request.Reason, w.request.Items, 0)
	view.Proof = !bare.Allowed && bare.Code == policy.CodeEvidence
	if w.request.Kind == flow.KindRefund || w.request.Kind == flow.KindPriceProtection {
		view.Most = v.say("return.most")
	}
	view.Steps = v.promises(l.policy, w.request.Kind)
}

// freight says who bears the way back.
func (v *visit) freight(kind flow.Kind, d policy.Decision) string {
	if !d.Allowed || !kind.Remedy().Returns() || kind == flow.KindRefused {
		return ""
	}
	words := v.say("freight." + string(d.Freight))
	if v.buyer() {
		return words
	}
	return v.sayOr("freight."+string(d.Freight)+".other", words)
}

// returnLine is a line of the order in the form.
func (s *server) returnLine(v *visit, l outlook, w wish, line order.Line) page.ReturnLine {
	no := strconv.Itoa(line.No)
	r := page.ReturnLine{Line: page.Line{
		ID: no, Title: s.title(v, line), Options: s.options(v, line.Picture, line.Options), Picture: s.link(line.Picture), Qty: int(line.Qty),
	}, Paid: v.paidFor(line)}
	left := l.left[line.No]
	if left < 1 {
		r.Why = v.say("return.taken")
		return r
	}
	n := left
	for _, item := range w.request.Items {
		if item.Line == line.No {
			r.Chosen, n = true, min(item.Units, left)
		}
	}
	for i := range min(left, 99) {
		r.Counts = append(r.Counts, page.Choosable{Value: strconv.FormatInt(i+1, 10), Label: strconv.FormatInt(i+1, 10), Chosen: i+1 == n})
	}
	if w.request.Kind == flow.KindExchange && r.Chosen {
		r.Wants = s.wants(v, line)
	}
	return r
}

// paidFor is what a line's units were paid with.
func (v *visit) paidFor(line order.Line) string {
	sum := line.Rows[0].Net
	for _, row := range line.Rows[1:] {
		sum, _ = sum.Add(row.Net) // of one currency, and summed already in the order
	}
	return sum.Display(v.Lang)
}

// wants are the variants of a product that can be had instead.
func (s *server) wants(v *visit, line order.Line) []page.Choosable {
	list := []page.Choosable{{Value: "", Label: v.say("want.same"), Chosen: true}}
	p, err := s.shop.Catalog.Product(v.Context(), v.By, line.Slug)
	if err != nil { // no longer on sale: the same again, if there is one
		return list
	}
	skus := make([]catalog.SKU, len(p.Variants))
	for i, variant := range p.Variants {
		skus[i] = variant.SKU
	}
	left, err := s.pieces(v, skus...)
	if err != nil {
		return list
	}
	asked := v.FormValue("want" + strconv.Itoa(line.No))
	for _, variant := range p.Variants {
		if variant.SKU == line.SKU || left[variant.SKU] < 1 {
			continue
		}
		c := page.Choosable{Value: string(variant.SKU), Label: strings.TrimPrefix(strings.TrimSuffix(s.colour(v, variant)+" / "+variant.Options["size"], " / "), " / "), Chosen: asked == string(variant.SKU)}
		list = append(list, c)
		list[0].Chosen = list[0].Chosen && !c.Chosen
	}
	return list
}

// expected is what the wish comes to, to the cent.
func (s *server) expected(v *visit, view *page.Return, l outlook, w wish) error {
	if w.wrong["line"] != "" || w.wrong["amount"] != "" || len(w.request.Items) == 0 {
		view.Note = v.say("return.nosum")
		return nil
	}
	r := w.request
	r.Evidence = make([]aftersales.Piece, 1)
	q, err := s.shop.Cases.Quote(v.Context(), v.By, r)
	if _, words, known := v.unasked(err); known {
		view.Note = words
		return nil
	}
	if err != nil {
		return err
	}
	if !q.Case.Subject.Remedy.Refunds() {
		view.Note = v.say("return.nomoney")
		if d := q.Case.Difference; d.HasCurrency() && !d.IsZero() {
			view.Sums = []page.Sum{{Label: v.say("sum.difference"), Amount: d.Display(v.Lang), Strong: true}}
			view.Note = v.say("return.difference")
		}
		return nil
	}
	if view.Sums, err = v.entitled(q.Sums, kind(l.to.Method)); err != nil {
		return err
	}
	if words := v.sayOr("postage."+string(q.Case.Decision.Freight), ""); words != "" && w.request.Kind.Remedy().Returns() {
		last := len(view.Sums) - 1
		view.Sums = slices.Insert(view.Sums, last, page.Sum{Label: v.say("sum.postage"), Amount: words})
	}
	if kept := len(w.request.Items) < len(l.order.Lines); kept && l.order.Discount.IsPositive() && !q.Sums.TakenBack.IsPositive() {
		view.Note = v.say("return.keeps")
	}
	return nil
}

// returnClock is the time that is left to ask.
func (v *visit) returnClock(until time.Time, l outlook, free bool) *page.Clock {
	rest := until.Sub(l.facts.At)
	c := &page.Clock{DateTime: until.Format(time.RFC3339), Part: percent(rest, until.Sub(l.facts.Delivered))}
	c.Tone = clockTone(c.Part)
	key := "clock.return"
	if !free {
		key = "clock.fault"
	}
	c.Left, c.Text = v.say("clock.left", v.span(rest)), v.say(key, deadline(v.Lang, until))
	if rest <= 0 {
		c.Left, c.Part, c.Tone = v.say("clock.over"), 0, "bad"
	}
	return c
}

// percent is how much of a time is left, in percent.
func percent(rest, whole time.Duration) int {
	if whole <= 0 || rest <= 0 {
		return 0
	}
	return min(100, int(100*rest/whole))
}

// clockTone is the colour of a clock.
func clockTone(percent int) string {
	switch {
	case percent < 10:
		return "bad"
	case percent < 50:
		return "warn"
	}
	return ""
}

// clockRules say how the clock of a return works.
func (v *visit) clockRules(l outlook) []page.Pair {
	list := []page.Pair{{Name: v.say("rule.policy"), Value: v.sayOr("policy."+l.policy.Name, l.policy.Name) + " · v" + strconv.Itoa(l.policy.Version)}}
	for _, r := range l.policy.Rules {
		if r.Within == 0 || !slices.Contains([]policy.From{policy.Delivered, policy.Placed}, r.From) {
			continue
		}
		list = append(list, page.Pair{
			Name:  v.sayOr("rule."+r.Name, r.Name),
			Value: v.say("rule.within."+string(r.From), v.span(time.Duration(r.Within))),
		})
	}
	return append(list, page.Pair{Name: v.say("rule.stops"), Value: v.say("rule.stops.text")})
}

// caseLink leads to a case from its order.
func (v *visit) caseLink(c aftersales.Case) page.CaseLink {
	return page.CaseLink{
		URL: "/case/" + string(c.ID), Number: caseNumber(c.ID), Kind: v.say("kind." + string(c.Kind)), State: v.statePill(c),
	}
}

// caseNumber is how people call a case.
func caseNumber(id aftersales.ID) string { return "A…" + string(id[len(id)-6:]) }

// statePill is where a case stands, with its tone.
func (v *visit) statePill(c aftersales.Case) page.Pill {
	p := page.Pill{Words: c.State.Text(v.Lang), Tone: "info"}
	switch c.State {
	case flow.Completed:
		p.Tone = "ok"
	case flow.ClosedExpired, flow.ClosedRejected, flow.ClosedWithdrawn:
		p.Tone = ""
	case flow.RejectedOpen, flow.InspectionDisputed, flow.RefundFailed:
		p.Tone = "bad"
	case flow.Requested, flow.ReturnDelivered, flow.ReplacementDue, flow.CounterOffered:
		p.Tone = "warn"
	default:
	}
	return p
}

// within is a time from now on, for a list of steps to come.
func (v *visit) within(d time.Duration) string {
	return fmt.Sprintf("%s · %s", v.say("step.within", v.span(d)), deadline(v.Lang, now().Add(d)))
}
