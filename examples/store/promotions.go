package main

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	rulebook "github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/secure"
)

func (s *server) promotionRoutes() map[string]func(*visit) error {
	return map[string]func(*visit) error{
		"GET /wallet": s.wallet, "POST /wallet": s.changeWallet,
		"GET /desk/promotions": s.promotions, "GET /desk/promotions/{id}": s.promotion, "POST /desk/promotions/{id}": s.changePromotion,
	}
}

// newRule is the address of a rule that is not there yet.
const newRule = "new"

// A bench is what the editor works with: the rule as it is kept, and the book
// that it stands in.
type bench struct {
	record   rulebook.Record // the zero Record: a new rule
	was      promotion.Rule
	book     promotion.Book // all that the visitor may see
	products []catalog.Product
	shelves  []catalog.Category
}

// kept lists the rules that the visitor may see.
func (s *server) kept(v *visit) ([]rulebook.Record, error) {
	var list []rulebook.Record
	q := rulebook.Query{Limit: 500}
	for {
		n := 0
		for r, err := range s.book.Rules(v.Context(), v.By, q) {
			if err != nil {
				return nil, err
			}
			list, q.After = append(list, r), r.ID
			n++
		}
		if n < q.Limit {
			return list, nil
		}
	}
}

// views of the list of rules.
func ruleViews() []string {
	return []string{"all", "live", "coming", "draft", "waiting", "stopped", "ended"}
}

// ruleState is the view that a rule belongs to.
func ruleState(r rulebook.Record, live promotion.Rule) string {
	switch {
	case r.Asked > 0:
		return "waiting"
	case r.State == rulebook.Draft:
		return "draft"
	case r.State == rulebook.Paused || r.State == rulebook.Withdrawn:
		return "stopped"
	case r.State == rulebook.Ended || !live.Ends.IsZero() && !now().Before(live.Ends):
		return "ended"
	case now().Before(live.Starts):
		return "coming"
	}
	return "live"
}

func (v *visit) rulePill(state string) page.Pill {
	tone := map[string]string{"live": "ok", "coming": "info", "waiting": "warn", "draft": "info"}[state]
	return page.Pill{Tone: tone, Words: v.say("promo.state." + state)}
}

// promotions lists rules.
func (s *server) promotions(v *visit) error {
	if v.buyer() {
		return v.redirect("/people")
	}
	list, err := s.kept(v)
	if err != nil {
		return err
	}
	asked := cmp.Or(v.URL.Query().Get("view"), "all")
	if !slices.Contains(ruleViews(), asked) {
		return event.ErrNotFound
	}
	view := page.Promotions{Frame: s.frame(v), Seller: v.deskName(), New: "/desk/promotions/" + newRule}
	counts := map[string]int{"all": len(list)}
	for _, r := range list {
		rule, at := s.counting(r)
		state := ruleState(r, rule)
		counts[state]++
		if asked == "all" || asked == state {
			view.Rows = append(view.Rows, s.ruleRow(v, r, rule, state, at))
		}
	}
	for _, name := range ruleViews() {
		label := v.sayOr("promo.state."+name, v.say("promo.tab.all"))
		view.Tabs = append(view.Tabs, page.Tab{
			Link: page.Link{Label: label, URL: "/desk/promotions?view=" + name, Current: name == asked}, N: counts[name], Hot: name == "waiting" && counts[name] > 0,
		})
	}
	return show(v, s.pages.Promotions, view)
}

// counting is the revision of a rule that counts, or the newest where none does.
func (s *server) counting(r rulebook.Record) (promotion.Rule, int64) {
	if rule, ok, err := r.Published(promotion.Standard()); ok && err == nil {
		return rule, r.Live
	}
	rule, err := r.Newest(promotion.Standard())
	if err != nil {
		rule = promotion.Rule{ID: r.ID, Seller: r.Seller}
	}
	return rule, r.Saved
}

func (s *server) ruleRow(v *visit, r rulebook.Record, rule promotion.Rule, state string, at int64) page.PromotionRow {
	row := page.PromotionRow{
		URL: "/desk/promotions/" + url.PathEscape(r.ID), Name: rule.Words(lexical(v.Lang)), ID: r.ID, Layer: v.sayOr("layer."+rule.Layer, rule.Layer),
		Whose: v.say("platform"), Dates: v.dates(rule), State: v.rulePill(state), Version: strconv.FormatInt(at, 10), Gives: v.gives(rule),
	}
	if r.Seller != "" {
		row.Whose = sellerName(catalog.SellerID(r.Seller), v.Lang)
	}
	row.Used = s.used(v, rule)
	return row
}

// gives says in a few words what a rule gives.
func (v *visit) gives(r promotion.Rule) string {
	words := v.sayOr("kind."+formOf(r).Get("kind"), "JSON")
	if from := thresholdOf(r, v.Currency); from.IsPositive() {
		words += " · " + v.say("promo.threshold", from.DisplayShort(v.Lang))
	}
	return words
}

// dates say when a rule acts.
func (v *visit) dates(r promotion.Rule) string {
	switch {
	case r.Starts.IsZero() && r.Ends.IsZero():
		return v.say("promo.open")
	case r.Ends.IsZero():
		return v.say("promo.dates.from", date(v.Lang, r.Starts))
	case r.Starts.IsZero():
		return v.say("promo.dates.to", date(v.Lang, r.Ends))
	}
	return v.say("promo.dates.both", date(v.Lang, r.Starts), date(v.Lang, r.Ends))
}

// used says how often a rule that is limited has been redeemed.
func (s *server) used(v *visit, r promotion.Rule) string {
	if r.Limits.Total == 0 {
		return ""
	}
	usage, err := s.shop.Coupons.Usage(v.Context(), []promotion.Rule{r}, "", v.Currency)
	if err != nil {
		return ""
	}
	return grouped(usage[r.ID].Total) + " / " + grouped(r.Limits.Total)
}

// grouped is a count with its thousands apart.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// deskName is whose desk it is.
func (v *visit) deskName() string {
	if len(v.By.Sellers) > 0 {
		return sellerName(catalog.SellerID(v.By.Sellers[0]), v.Lang)
	}
	return v.say("desk.everyone")
}

// bench brings together what the editor of a rule needs.
func (s *server) bench(v *visit, id string) (bench, error) {
	var b bench
	list, err := s.kept(v)
	if err != nil {
		return b, err
	}
	b.book.Layers, b.book.Groups = s.book.Layers, s.book.Groups
	found := id == newRule
	for _, r := range list {
		newest, err := r.Newest(promotion.Standard())
		if r.ID == id {
			if err != nil {
				return b, err
			}
			b.record, b.was, found = r, newest, true
		}
		if r.State != rulebook.Withdrawn && err == nil {
			b.book.Rules = append(b.book.Rules, newest)
		}
	}
	if !found {
		return b, event.ErrNotFound
	}
	if id == newRule && len(v.By.Sellers) > 0 {
		b.was.Seller = v.By.Sellers[0]
	}
	for p, err := range s.shop.Catalog.Products(v.Context(), v.By, catalog.Query{Limit: 500, Seller: sellerOf(b.was)}) {
		if err != nil {
			return b, err
		}
		b.products = append(b.products, p)
	}
	b.shelves, err = s.shop.Catalog.Store.Categories(v.Context())
	return b, err
}

// promotion shows the editor.
func (s *server) promotion(v *visit) error {
	if v.buyer() {
		return v.redirect("/people")
	}
	b, err := s.bench(v, v.PathValue("id"))
	if err != nil {
		return err
	}
	var notice *page.Notice
	if done := v.URL.Query().Get("done"); slices.Contains([]string{"saved", "live", "waiting", "stopped", "refused", "same"}, done) {
		notice = &page.Notice{Tone: "ok", Head: v.say("promo."+done+".head", args(done == "saved", b.record.Saved)...), Text: v.sayOr("promo."+done+".text", "")}
	}
	form := fresh()
	if b.record.ID != "" {
		var ok bool
		if form, ok = sayable(b.was); !ok {
			form.Set("rule", pretty(b.was))
		}
	}
	return s.showPromotion(v, b, draftOf(form), notice)
}

// args are arguments, or none.
func args(some bool, list ...any) []any {
	if !some {
		return nil
	}
	return list
}

// changePromotion tries, saves, publishes or stops a rule.
func (s *server) changePromotion(v *visit) error {
	if v.buyer() {
		return secure.ErrDenied
	}
	b, err := s.bench(v, v.PathValue("id"))
	if err != nil {
		return err
	}
	version, err := v.whole("version", "0")
	if err != nil {
		return fault("fault.form")
	}
	step := rulebook.Step{ID: b.record.ID, Version: version, Note: strings.TrimSpace(clean(v.PostFormValue("note")))}
	d := draftOf(v.PostForm)
	do := v.PostFormValue("do")
	switch do {
	case "refuse":
		return s.moved(v, b, d, "refused", s.step(s.book.Decline, v, step))
	case "approve":
		return s.moved(v, b, d, "live", s.step(s.book.Publish, v, step))
	case "stop":
		return s.moved(v, b, d, "stopped", s.step(s.book.Pause, v, step))
	case "start":
		return s.moved(v, b, d, "live", s.step(s.book.Resume, v, step))
	case "try", "save", "submit", "publish":
	default:
		return fault("fault.form")
	}
	rule := d.read(b.was)
	if len(d.wrong) > 0 {
		v.status = http.StatusUnprocessableEntity
		return s.showPromotion(v, b, d, &page.Notice{Tone: "bad", Head: v.say("promo.bad.head"), Text: v.say("promo.bad.text")})
	}
	if do == "try" {
		return s.showPromotion(v, b, d, nil)
	}
	return s.keep(v, b, d, rule, step)
}

// read is the rule that the form says, in sentences or as data.
func (d draft) read(was promotion.Rule) promotion.Rule {
	if !d.Has("rule") {
		if was.ID != "" {
			d.Set("id", was.ID)
		}
		return d.rule(was)
	}
	r, err := promotion.ParseRule([]byte(d.Get("rule")), promotion.Standard())
	var bad *promotion.RuleError
	switch {
	case errors.As(err, &bad):
		d.wrong["rule"] = flaw{said: bad.Field + " " + bad.Reason}
	case err != nil:
		d.wrong["rule"] = flaw{said: err.Error()}
	case r.ID != was.ID || r.Seller != was.Seller:
		d.wrong["rule"] = flaw{key: "fault.form"}
	}
	return r
}

// keep saves a rule, and goes on with it where the button says so.
func (s *server) keep(v *visit, b bench, d draft, rule promotion.Rule, step rulebook.Step) error {
	do, done := v.PostFormValue("do"), "saved"
	if do == "save" || b.record.ID == "" || normal(rule) != normal(b.was) {
		rule.Revision = 0
		saved, err := s.book.Save(v.Context(), v.By, rule, step.Version)
		if err != nil {
			return s.moved(v, b, d, "", err)
		}
		b.record, b.was = saved, rule
		step.ID, step.Version = saved.ID, saved.Version
	}
	if do != "save" && b.record.Live == b.record.Saved { // nothing new
		return s.moved(v, b, d, "same", nil)
	}
	var err error
	switch do {
	case "submit":
		done, err = "waiting", s.step(s.book.Submit, v, step)
	case "publish":
		done, err = "live", s.step(s.book.Publish, v, step)
	}
	return s.moved(v, b, d, done, err)
}
