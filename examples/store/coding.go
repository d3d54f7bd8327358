package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// maxTyped is how many codes a cart keeps.
const maxTyped = 5

// typedCodes are the codes that stay with the visitor's cart.
func (v *visit) typedCodes() []string {
	if v.coded != nil {
		return slices.Clone(v.coded)
	}
	c, err := v.Cookie("codes")
	if err != nil {
		return nil
	}
	text, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil
	}
	var list []string
	for code := range strings.SplitSeq(text, ".") {
		if code = promotion.FoldCode(code); code != "" && len(list) < maxTyped && !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list
}

// keepCodes keeps codes with the visitor's cart.
func (v *visit) keepCodes(list []string) {
	v.coded = slices.Clone(list)
	if v.coded == nil {
		v.coded = []string{}
	}
	v.remember("codes", url.QueryEscape(strings.Join(list, ".")))
}

// addCode tries a code that the visitor typed, and answers what is wrong with it.
// A code that never works is not kept: each look at it would count as a guess.
func (s *server) addCode(v *visit, typed string) (wrong string, err error) {
	code, kept := promotion.FoldCode(typed), v.typedCodes()
	switch {
	case strings.TrimSpace(typed) == "":
		return v.say("code.empty"), nil
	case slices.Contains(kept, code):
		return v.say("code." + string(promotion.CodeRepeated)), nil
	case len(kept) >= maxTyped:
		return v.say("code.many", maxTyped), nil
	}
	if until := s.locked(v); !until.IsZero() {
		return v.say("code.locked", clock(until)), nil
	}
	if code == "" || len(code) > 64 {
		code = strings.TrimSpace(clean(typed))
		code = strings.ToValidUTF8(code[:min(len(code), 64)], "")
	}
	answer, err := s.judge(v, code)
	if err != nil {
		return "", err
	}
	if until := s.locked(v); !until.IsZero() && answer == promotion.CodeInvalid {
		return v.say("code.locked", clock(until)), nil
	}
	if answer == promotion.CodeInvalid || answer == promotion.CodeExpired || answer == promotion.CodeRepeated || s.foreign(v, code) {
		return v.say("code." + string(answer)), nil
	}
	v.keepCodes(append(kept, code))
	return "", nil
}

// foreign reports whether a code is a coupon of somebody else's wallet.
func (s *server) foreign(v *visit, code string) bool {
	c, err := s.shop.Coupons.Store.FindCoupon(v.Context(), promotion.FoldCode(code))
	return err == nil && c.Buyer != "" && c.Buyer != v.By.ID
}

// judge asks what becomes of one more code in the visitor's cart, or in an empty
// one.
func (s *server) judge(v *visit, code string) (promotion.CodeAnswer, error) {
	c, err := s.shop.Carts.View(v.Context(), v.By, v.Lang)
	if err != nil {
		return "", err
	}
	r := s.asking(v, nil, v.Currency, "")
	for _, l := range c.Lines {
		if l.Buyable() {
			r.Lines, r.Currency = append(r.Lines, order.Item{SKU: l.SKU, Qty: l.Qty}), c.Cart.Currency
		}
	}
	r.Codes = append([]string{code}, r.Codes...)
	if len(r.Lines) == 0 {
		return s.judgeAlone(v, code)
	}
	shown, err := s.shop.Promotions.Show(v.Context(), v.By, r)
	if err != nil {
		return "", err
	}
	return shown.Codes[0].Answer, nil
}

// coding is the field for codes with those that are kept and what they do now.
func (s *server) coding(v *visit, back string, shown promotion.Result) page.Coding {
	c := page.Coding{Action: "/wallet", Back: back, Typed: v.mistyped, Wrong: v.miscoded}
	typed := v.typedCodes()
	for _, answer := range shown.Codes {
		if !slices.Contains(typed, promotion.FoldCode(answer.Text)) {
			continue
		}
		code := page.Code{Text: answer.Text, Tone: "warn", Words: v.say("code." + string(answer.Answer))}
		at := slices.IndexFunc(shown.Explained, func(x promotion.Explanation) bool { return answer.Rule != "" && x.Rule == answer.Rule })
		switch {
		case answer.Answer == promotion.CodeApplied && at >= 0:
			code.Tone, code.Words = "ok", wordsOf(shown.Explained[at], v.Lang)
		case answer.Answer == promotion.CodeApplied:
			code.Tone = "ok"
		case at >= 0 && slices.Contains([]promotion.Reason{promotion.ReasonAmount, promotion.ReasonQuantity, promotion.ReasonLost}, shown.Explained[at].Reason):
			code.Words = v.became(shown.Explained[at], shown.Explained)
		}
		c.Codes = append(c.Codes, code)
	}
	return c
}

// origin is where a request comes from, in its context.
type origin struct{}

// addressed notes the address of a request, hashed. A host behind a proxy would
// take it from the proxy's header.
func addressed(r *http.Request) *http.Request {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	sum := sha256.Sum256([]byte(host))
	return r.WithContext(context.WithValue(r.Context(), origin{}, "from-"+hex.EncodeToString(sum[:12])))
}

// guesser is whom wrong codes count against: whoever is signed in, and of guests,
// who can make themselves anew, the address.
func guesser(ctx context.Context, by secure.Actor) string {
	from, ok := ctx.Value(origin{}).(string)
	if _, known := person(by.ID); known || !ok {
		return by.ID
	}
	return from
}

// locked answers until when the visitor may try no code; the zero time: they may.
func (s *server) locked(v *visit) time.Time {
	g, err := s.shop.Coupons.Store.FindGuesses(v.Context(), guesser(v.Context(), v.By))
	most, window := s.shop.Coupons.MaxGuesses, s.shop.Coupons.GuessWindow
	if most == 0 {
		most = 10
	}
	if window == 0 {
		window = 15 * time.Minute
	}
	if err != nil || g.N < most || !now().Before(g.Since.Add(window)) {
		return time.Time{}
	}
	return g.Since.Add(window)
}

// changeWallet claims a coupon, or adds or removes a code; the form comes back to
// the page where it stands.
func (s *server) changeWallet(v *visit) error {
	back := v.PostFormValue("back")
	if back != "/cart" && back != "/wallet" && !strings.HasPrefix(back, "/product/") {
		back = "/wallet"
	}
	switch {
	case !v.buyer():
		return fault("fault.form")
	case v.PostForm.Has("claim"):
		return s.claim(v, back)
	case v.PostForm.Has("uncode"):
		gone := promotion.FoldCode(v.PostFormValue("uncode"))
		v.keepCodes(slices.DeleteFunc(v.typedCodes(), func(code string) bool { return code == gone }))
		return v.redirect(back)
	case v.PostForm.Has("code"):
		wrong, err := s.addCode(v, v.PostFormValue("code"))
		if err != nil {
			return err
		}
		if wrong == "" {
			return v.redirect(back)
		}
		v.mistyped, v.miscoded, v.status = clean(v.PostFormValue("code")), wrong, http.StatusUnprocessableEntity
		if back == "/cart" {
			return s.showCart(v, nil)
		}
		return s.showWallet(v, nil)
	}
	return fault("fault.form")
}
