package main

import (
	"errors"
	"net/http"
	"slices"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
)

func (s *server) wallet(v *visit) error {
	var notice *page.Notice
	if v.URL.Query().Get("done") == "claimed" {
		notice = &page.Notice{Tone: "ok", Head: v.say("voucher.claimed"), Text: v.say("voucher.claimed.text")}
	}
	return s.showWallet(v, notice)
}

// showWallet shows what can be claimed and what the visitor has.
func (s *server) showWallet(v *visit, notice *page.Notice) error {
	view := page.Wallet{Frame: s.frame(v), Guest: v.guest(), Closed: !v.buyer()}
	view.Notice = notice
	if until := s.locked(v); !until.IsZero() {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("code.locked", clock(until))}
	}
	if !v.buyer() {
		return show(v, s.pages.Wallet, view)
	}
	mine, err := s.mine(v)
	if err != nil {
		return err
	}
	view.Offered = page.Claims{Action: "/wallet", Back: "/wallet"}
	for _, c := range s.campaigns {
		view.Offered.Vouchers = append(view.Offered.Vouchers, s.offered(v, c, mine))
	}
	t := now()
	for _, c := range mine {
		voucher := s.voucher(v, c.Rule)
		switch {
		case c.Used >= c.Uses:
			voucher.Terms = v.say("voucher.usedon")
			view.Used = append(view.Used, voucher)
		case !c.Until.IsZero() && !t.Before(c.Until):
			voucher.Terms = v.say("voucher.over", date(v.Lang, c.Until))
			view.Expired = append(view.Expired, voucher)
		default:
			voucher.Terms, voucher.Use = v.valid(c), s.fitting(s.ruleOf(v, c.Rule))
			view.Usable = append(view.Usable, voucher)
		}
	}
	var shown promotion.Result
	for _, code := range v.typedCodes() {
		answer, err := s.judgeAlone(v, code)
		if err != nil {
			return err
		}
		shown.Codes = append(shown.Codes, promotion.CodeResult{Text: code, Answer: answer})
	}
	view.Coding = s.coding(v, "/wallet", shown)
	return show(v, s.pages.Wallet, view)
}

// mine are the visitor's coupons, those that end first before the others.
func (s *server) mine(v *visit) ([]coupon.Coupon, error) {
	if v.guest() {
		return nil, nil
	}
	var list []coupon.Coupon
	for c, err := range s.wallets(v) {
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b coupon.Coupon) int { return a.Until.Compare(b.Until) })
	return list, nil
}

// voucher is what the coupons of a rule are called and who gives them.
func (s *server) voucher(v *visit, rule string) page.Voucher {
	r := s.ruleOf(v, rule)
	voucher := page.Voucher{Name: v.title(r), From: v.say("platform")}
	if r.Seller != "" {
		voucher.From = sellerName(sellerOf(r), v.Lang)
	}
	return voucher
}

func (v *visit) valid(c coupon.Coupon) string {
	switch {
	case c.Frozen:
		return v.say("voucher.frozen")
	case c.Until.IsZero():
		return v.say("voucher.always")
	}
	return v.say("voucher.valid", moment(v.Lang, c.Until))
}

// offered is a campaign as the visitor can claim from it.
func (s *server) offered(v *visit, c coupon.Campaign, mine []coupon.Coupon) page.Voucher {
	voucher := s.voucher(v, c.Rule)
	var have int64
	for _, m := range mine {
		if m.Campaign == c.ID {
			have++
		}
	}
	t := now()
	switch {
	case t.Before(c.From):
		voucher.Terms = v.say("voucher.from", moment(v.Lang, c.From))
	case !c.Until.IsZero() && !t.Before(c.Until):
		voucher.Terms = v.say("voucher.closed", date(v.Lang, c.Until))
	case c.PerBuyer > 0 && have >= c.PerBuyer:
		voucher.Terms, voucher.Held = v.say("voucher.mine", have), true
	default:
		voucher.Terms = v.say("voucher.until", date(v.Lang, c.Until))
		if !v.guest() {
			voucher.Claim = c.ID
		}
	}
	return voucher
}

// claims are the vouchers that can be claimed now for a cart or product: those
// whose rules are among some.
func (s *server) claims(v *visit, back string, rules ...string) (page.Claims, error) {
	list := page.Claims{Action: "/wallet", Back: back}
	mine, err := s.mine(v)
	if err != nil {
		return list, err
	}
	for _, c := range s.campaigns {
		held := slices.ContainsFunc(mine, func(m coupon.Coupon) bool { return m.Rule == c.Rule && usable(m) })
		if voucher := s.offered(v, c, mine); slices.Contains(rules, c.Rule) && voucher.Claim != "" && !held {
			list.Vouchers = append(list.Vouchers, voucher)
		}
	}
	return list, nil
}

// claim puts a coupon of a campaign into the visitor's wallet.
func (s *server) claim(v *visit, back string) error {
	campaign := v.PostFormValue("claim")
	if v.guest() || !slices.ContainsFunc(s.campaigns, func(c coupon.Campaign) bool { return c.ID == campaign }) {
		return fault("fault.choose")
	}
	_, err := s.shop.Coupons.Claim(v.Context(), v.By, campaign)
	if errors.Is(err, coupon.ErrRefused) {
		v.status = http.StatusConflict
		return s.showWallet(v, &page.Notice{Tone: "bad", Head: v.say("voucher.refused"), Text: v.say("voucher.gone")})
	}
	if err != nil {
		return err
	}
	if back == "/wallet" {
		back += "?done=claimed"
	}
	return v.redirect(back)
}

// judgeAlone asks what a code is without a cart.
func (s *server) judgeAlone(v *visit, code string) (promotion.CodeAnswer, error) {
	rules, err := s.book.Snapshot(v.Context())
	if err != nil {
		return "", err
	}
	buyer := v.By.ID
	if v.guest() {
		buyer = ""
	}
	found, err := s.shop.Coupons.Resolve(v.Context(), rules, coupon.Typing{Who: guesser(v.Context(), v.By), Buyer: buyer, Codes: []string{code}})
	var refused *coupon.RefusedError
	switch {
	case errors.As(err, &refused):
		return refused.Answer, nil
	case err != nil:
		return "", err
	case found[0].Refused != "":
		return found[0].Refused, nil
	case found[0].Rule == "" && !rules.HasCode(code):
		return promotion.CodeInvalid, nil
	}
	return promotion.CodeApplied, nil
}
