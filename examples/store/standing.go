package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// supervision is how the store judges its merchants.
func supervision() *standing.Preset {
	p := standing.Marketplace()
	return &p
}

// judged is the seller whose standing a request is about: a merchant's own, or the
// one that staff choose.
func (v *visit) judged() (catalog.SellerID, error) {
	asked := catalog.SellerID(v.FormValue("seller"))
	own := v.By.Role == secure.RoleMerchant
	for _, s := range seed.Sellers() {
		switch {
		case own && v.By.Sells(string(s.ID)) && (asked == "" || asked == s.ID):
			return s.ID, nil
		case !own && (asked == "" || asked == s.ID):
			return s.ID, nil
		}
	}
	return "", order.ErrNotFound
}

func (s *server) standing(v *visit) error {
	switch {
	case v.buyer():
		return v.redirect("/people")
	case s.shop.Standing == nil:
		return order.ErrNotFound
	}
	return s.showStanding(v, slip{})
}

// showStanding shows how a merchant stands, with what was wrong with a form.
func (s *server) showStanding(v *visit, wrong slip) error {
	seller, err := v.judged()
	if err != nil {
		return err
	}
	self := "/desk/standing?seller=" + string(seller)
	view := page.Standing{Frame: s.frame(v), Seller: s.deskName(v), Shop: sellerName(seller, v.Lang), Now: clock(now()), Self: self, Action: "/desk/standing", ID: string(seller)}
	if view.Key = token(); wrong.field == "punish" {
		view.Error = wrong.words
	}
	if wrong.words != "" {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: wrong.words}
	}
	if v.By.Role == secure.RoleStaff {
		for _, one := range seed.Sellers() {
			view.Sellers = append(view.Sellers, page.Link{Label: one.Names[v.Lang], URL: "/desk/standing?seller=" + string(one.ID), Current: one.ID == seller})
		}
	}
	st, err := s.shop.Standing.Standing(v.Context(), seller)
	if err != nil {
		return err
	}
	s.tracks(v, &view, st)
	if view.Rates, err = s.rates(v, seller); err != nil {
		return err
	}
	if view.Ledger, err = s.ledger(v, seller, wrong); err != nil {
		return err
	}
	return show(v, s.pages.Standing, view)
}

// tracks are the points of each ledger, what is in force, and what comes next.
func (s *server) tracks(v *visit, view *page.Standing, st standing.Standing) {
	for _, track := range []standing.Track{standing.General, standing.Serious, standing.Fakes} {
		row := page.Track{Name: v.say("track." + string(track)), Points: st.Points[track], Next: v.say("track.top")}
		for _, n := range s.shop.Standing.Preset.Nodes {
			if n.Track != track || n.Points <= row.Points {
				continue
			}
			row.Top, row.Next = n.Points, v.say("track.next", n.Points, v.measures(n.Measures), v.lasting(n.For))
			break
		}
		view.Tracks = append(view.Tracks, row)
	}
	for _, m := range st.Measures {
		if !m.Active(now()) {
			continue
		}
		until := v.say("measure.good")
		if !m.Until.IsZero() {
			until = v.say("measure.until", deadline(v.Lang, m.Until))
		}
		view.Measures = append(view.Measures, page.Pair{Name: v.say("measure." + string(m.Kind)), Value: until})
	}
	for _, l := range st.Lifted {
		view.Lifted = append(view.Lifted, page.Pair{Name: v.say("measure." + string(l.Kind)), Value: v.say("measure.lifted", v.span(l.Served))})
	}
	p := s.shop.Standing.Preset
	view.Rules = v.say("standing.rules", v.span(p.Window), v.say("expiry."+string(p.Expiry)), p.Per, p.Earn)
}

func (v *visit) measures(kinds []standing.MeasureKind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = v.say("measure." + string(k))
	}
	return strings.Join(words, v.comma())
}

// lasting is how long a measure is in force.
func (v *visit) lasting(d time.Duration) string {
	if d == 0 {
		return v.say("measure.good")
	}
	return v.span(d)
}

// rates are what is measured: what was seen, what is likely behind it, and the
// limit.
func (s *server) rates(v *visit, seller catalog.SellerID) ([]page.Rate, error) {
	found, err := s.shop.Standing.Judge(v.Context(), v.By, seller)
	if err != nil {
		return nil, err
	}
	tallies, err := s.tallies(v, seller)
	if err != nil {
		return nil, err
	}
	var list []page.Rate
	for i, rule := range s.shop.Standing.Preset.Rules {
		j, t := found[i], tallies[rule.Metric]
		low, high := j.Likely()
		r := page.Rate{
			Name: v.say("metric." + string(rule.Metric)), Text: v.say("metric." + string(rule.Metric) + ".text"), Seen: v.say("rate.none"), Limit: v.permille(rule.Limit),
			Likely: v.permille(low) + " – " + v.permille(high), State: v.level(j.Level),
			Next: v.say("rate.next", rule.Points, v.say("track."+string(rule.Track))),
			Low:  along(low, rule.Limit), High: along(high, rule.Limit), Mid: along(j.Expected, rule.Limit),
		}
		if n := t.Good + t.Bad; n > 0 {
			r.Seen = v.say("rate.seen", t.Bad, n, v.permille(j.Rate))
		}
		list = append(list, r)
	}
	return list, nil
}

// tallies are what was counted of a seller in the preset's window.
func (s *server) tallies(v *visit, seller catalog.SellerID) (found map[standing.Metric]standing.Tally, err error) {
	from := now().Add(-s.shop.Standing.Preset.Window)
	err = s.shop.Standing.Store.Do(v.Context(), func(ctx context.Context, tx standing.Tx) (err error) {
		found, err = tx.Tallies(ctx, seller, from)
		return err
	})
	return found, err
}

// along is where a rate stands on a scale that ends at twice the limit, of 200.
func along(rate, limit float64) int { return int(min(200, 100*rate/limit)) }

// permille is a share in percent with one decimal.
func (v *visit) permille(share float64) string {
	text := strconv.FormatFloat(100*share, 'f', 1, 64)
	if v.Lang == seed.Chinese {
		return text + "%"
	}
	return text + "\u00a0%"
}

// level is how sure it is that a rate is too high.
func (v *visit) level(l standing.Level) page.Pill {
	tone := map[standing.Level]string{standing.Fine: "ok", standing.Watched: "warn", standing.Condemned: "bad", standing.Grave: "bad"}[l]
	return page.Pill{Tone: tone, Words: v.say("level." + string(l))}
}

// ledger is every entry, newest first, with what can be done about it.
func (s *server) ledger(v *visit, seller catalog.SellerID, wrong slip) ([]page.Entry, error) {
	entries, err := s.shop.Standing.Ledger(v.Context(), v.By, seller)
	if err != nil {
		return nil, err
	}
	about := map[string]standing.EntryKind{} // what came of an entry last
	for _, e := range entries {
		if e.Of != "" {
			about[e.Of] = e.Kind
		}
	}
	var list []page.Entry
	for _, e := range slices.Backward(entries) {
		row := page.Entry{
			ID: e.ID, At: moment(v.Lang, e.At), Words: v.say("entry." + string(e.Kind)), Track: v.say("track." + string(e.Track)),
			Reason: v.sayOr("metric."+e.Reason, e.Reason), Points: points(e),
		}
		if !e.Expires.IsZero() {
			row.Expires = day(v.Lang, e.Expires)
		}
		if e.Kind == standing.Violation {
			last, appealed := about[e.ID]
			row.Appeal = v.By.Role == secure.RoleMerchant && !appealed
			row.Decide = v.By.Role == secure.RoleStaff && last == standing.Freeze
			row.State = v.sayOr("entry.is."+string(last), "")
		}
		if wrong.field == e.ID {
			row.Error, row.Typed = wrong.words, v.FormValue("why")
		}
		list = append(list, row)
	}
	return list, nil
}

// points are what an entry does to a balance.
func points(e standing.Entry) string {
	switch e.Kind {
	case standing.Violation:
		return "+" + strconv.Itoa(e.Points)
	case standing.EarnBack:
		return "−" + strconv.Itoa(e.Points)
	case standing.Freeze, standing.Thaw, standing.Reversal:
	}
	return ""
}

// actOnStanding appeals against an entry, decides an appeal, or adds points.
func (s *server) actOnStanding(v *visit) error {
	seller, err := v.judged()
	if err != nil {
		return err
	}
	ctx, id, why := v.Context(), v.FormValue("id"), v.FormValue("why")
	switch v.FormValue("do") {
	case "appeal":
		err = s.shop.Standing.Appeal(ctx, v.By, seller, id, why)
	case "uphold", "deny":
		err = s.shop.Standing.Decide(ctx, v.By, seller, id, v.FormValue("do") == "uphold")
	case "punish":
		id = "punish"
		err = s.punish(v, seller, why)
	default:
		err = fault("fault.form")
	}
	var input *standing.InputError
	var wrong slip
	switch {
	case errors.As(err, &wrong):
	case errors.As(err, &input):
		wrong = slip{field: id, words: v.say("fault.standing")}
	case errors.Is(err, standing.ErrAppealed) || errors.Is(err, standing.ErrDecided):
		wrong = slip{field: id, words: v.say("fault.appealed")}
	case errors.Is(err, standing.ErrNotFound):
		return order.ErrNotFound
	case err != nil:
		return err
	default:
		return v.redirect("/desk/standing?seller=" + string(seller))
	}
	v.status = http.StatusUnprocessableEntity
	return s.showStanding(v, wrong)
}

// punish adds points by hand. The form's key makes a second click the same charge.
func (s *server) punish(v *visit, seller catalog.SellerID, why string) error {
	n, err := v.whole("points", "0")
	if err != nil || n < 1 || n > 48 || blank(why) {
		return slip{field: "punish", words: v.say("fault.punish")}
	}
	_, err = s.shop.Standing.Punish(v.Context(), v.By, standing.Charge{
		Key: "desk/" + v.FormValue("key"), Seller: seller, Track: standing.Track(v.FormValue("track")), Points: int(n), Reason: why,
	})
	return err
}
