package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

func TestStaffDecideOnAPaymentInReview(t *testing.T) {
	s := open(t, "memory:")
	staff, buyer := s.visitor(t, secure.RoleStaff, 1), s.visitor(t, secure.RoleBuyer, 1)
	buyer.buy("lamp")
	link := buyer.firstOrder()
	o, err := s.shop.Orders.Order(t.Context(), secure.Actor{ID: "x", Role: secure.RoleStaff}, order.ID(strings.TrimPrefix(link, "/order/")))
	require.NoError(t, err)
	p, err := s.shop.Orders.Store.FindPurchase(t.Context(), o.Purchase)
	require.NoError(t, err)
	require.NoError(t, s.shop.Payments.Learn(t.Context(), payment.Fact{
		Ref: p.Charge, Provider: "sandbox", Status: payment.Succeeded, Amount: money.MustParseText("1 USD"), Source: payment.FromQuery, At: time.Now(),
	}))
	_, shown := staff.get(link)
	require.Contains(t, shown, "This payment needs a person")
	_, other := buyer.get(link)
	require.NotContains(t, other, "This payment needs a person")
	ref := hidden(t, shown, "ref")
	for name, who := range map[string]*visitor{"buyer": buyer, "merchant": s.visitor(t, secure.RoleMerchant, 2)} {
		status, _, _ := who.post(link, "do", "review", "ref", ref, "found", "moved", "why", "because")
		require.Equal(t, http.StatusForbidden, status, name)
	}
	status, again, _ := staff.post(link, "do", "review", "ref", ref, "found", "moved", "why", "")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, again, "Say what you found")
	status, _, _ = staff.post(link, "do", "review", "ref", "NOSUCH", "found", "moved", "why", "because")
	require.Equal(t, http.StatusConflict, status)
	status, done, _ := staff.post(link, "do", "review", "ref", ref, "found", "moved", "why", "seen on the statement")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, done, "Paid, waiting for the shop")
}

func TestMerchantsSeeHowTheyStandAndAppeal(t *testing.T) {
	s := open(t, "memory:")
	staff, shen, zhou := s.visitor(t, secure.RoleStaff, 1), s.visitor(t, secure.RoleMerchant, 2), s.visitor(t, secure.RoleMerchant, 1)
	_, own := shen.get("/desk/standing")
	require.Contains(t, own, "There are no points")
	require.Contains(t, own, "Likely range")
	seller := regexp.MustCompile(`seller=(\w+)`).FindStringSubmatch(own)[1]
	at := "/desk/standing?seller=" + seller
	status, _ := zhou.get(at)
	require.Equal(t, http.StatusNotFound, status)
	_, _, path := s.visitor(t, secure.RoleBuyer, 1).post("/desk/standing", "seller", seller, "do", "punish", "points", "1", "why", "x")
	require.Equal(t, "/desk/standing", path)
	_, shown := staff.get(at)
	for name, points := range map[string]string{"none": "", "words": "x", "too many": "49", "minus": "-1"} {
		status, _, _ := staff.post("/desk/standing", "seller", seller, "key", "k", "track", "A", "points", points, "why", "copied", "do", "punish")
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
	}
	key := hidden(t, shown, "key")
	for range 2 { // a second click is the same charge
		status, shown, _ = staff.post("/desk/standing", "seller", seller, "key", key, "track", "A", "points", "14", "why", "copied pictures", "do", "punish")
		require.Equal(t, http.StatusOK, status)
	}
	require.Equal(t, 1, strings.Count(shown, "<b>&#43;14</b>"))
	require.Contains(t, shown, "no campaigns")
	_, own = shen.get("/desk/standing")
	id := hidden(t, own, "id")
	status, _, _ = shen.post("/desk/standing", "seller", seller, "id", id, "do", "uphold")
	require.Equal(t, http.StatusForbidden, status)
	status, own, _ = shen.post("/desk/standing", "seller", seller, "id", id, "why", " ", "do", "appeal")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, own, `aria-invalid="true"`)
	_, own, _ = shen.post("/desk/standing", "seller", seller, "id", id, "why", "They are ours", "do", "appeal")
	require.Contains(t, own, "does not count meanwhile")
	status, _, _ = shen.post("/desk/standing", "seller", seller, "id", id, "why", "again", "do", "appeal")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	_, shown, _ = staff.post("/desk/standing", "seller", seller, "id", id, "do", "uphold")
	require.Contains(t, shown, "as if it had never been")
	require.Contains(t, shown, "lifted by an appeal")
}

func TestAnEmptyStoreIsGivenAPastOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	s := open(t, "sqlite:shop.db")
	require.NoError(t, s.rehearse(t.Context()))
	staff := secure.Actor{ID: "x", Role: secure.RoleStaff}
	count := func() map[flow.State]int64 {
		counts, err := s.shop.Cases.Count(t.Context(), staff)
		require.NoError(t, err)
		return counts
	}
	want := map[flow.State]int64{
		flow.Requested: 1, flow.CounterOffered: 1, flow.ArbitrationEvidence: 1, flow.AwaitingReturn: 1, flow.ReplacementDue: 1, flow.Completed: 1,
	}
	require.Equal(t, want, count())
	require.NoError(t, s.rehearse(t.Context()))
	require.Equal(t, want, count())
	require.WithinDuration(t, time.Now(), s.hands.now(), time.Second)
	require.NoError(t, s.shop.Check())
	for _, role := range []secure.Role{secure.RoleBuyer, secure.RoleMerchant, secure.RoleStaff} {
		v := s.visitor(t, role, 1)
		for _, lang := range page.Languages() {
			_, list := v.get("/cases?lang=" + lang)
			for _, path := range regexp.MustCompile(`/case/[0-9A-Z]{26}`).FindAllString(list, -1) {
				status, shown := v.get(path)
				require.Equal(t, http.StatusOK, status)
				require.NotRegexp(t, `<script>|<style| style=| on[a-z]+=|ZgotmplZ|<no value>`, shown, path)
			}
		}
	}
}

// TestEveryWordOfCasesIsThere looks up every key that is made of a code.
func TestEveryWordOfCasesIsThere(t *testing.T) {
	pages, err := page.New()
	require.NoError(t, err)
	var keys []string
	add := func(before string, names ...string) {
		for _, n := range names {
			keys = append(keys, before+n)
		}
	}
	for _, k := range flow.Kinds() {
		add("kind.", string(k), string(k)+".text")
		for _, l := range way(k.Remedy()) {
			add("promise.", string(l.state))
		}
	}
	for _, r := range flow.Remedies() {
		add("remedy.", string(r))
	}
	for _, state := range flow.States() {
		if state != flow.Draft {
			add("case.", string(state))
		}
	}
	for _, state := range flow.States() {
		for _, e := range flow.Lifecycle().Permitted(state) {
			add("did.", string(e))
		}
	}
	for _, e := range flow.Grants() {
		add("act.agree.", string(e))
	}
	for _, r := range policy.Basic().Reasons {
		add("reason.", r.Code)
	}
	for _, g := range policy.Basic().Grades {
		add("grade.", g.Code)
	}
	for _, p := range []policy.Policy{policy.Basic(), policy.CNMarketplace(), policy.EUWithdrawal()} {
		add("policy.", p.Name)
		for _, r := range p.Rules {
			add("rule.", r.Name)
		}
	}
	add("refused.", policy.CodeAllowed, policy.CodeReason, policy.CodeNoRule, policy.CodeWindow, policy.CodeEarly, policy.CodeExcluded,
		policy.CodeRequests, policy.CodeEvidence, policy.CodeFloor, policy.CodeFloorMore)
	for _, p := range []flow.Party{flow.Buyer, flow.Merchant, flow.Platform, flow.Carrier, flow.Provider} {
		add("who.", string(p))
		add("turn.", string(p))
	}
	for _, c := range ranked(aftersales.Actions{May: everything()}) {
		add("act.", string(c))
	}
	for _, q := range append(queues(secure.Actor{}), queues(secure.Actor{Role: secure.RoleStaff})...) {
		add("queue.", q.Name)
	}
	for _, r := range supervision().Rules {
		add("metric.", string(r.Metric), string(r.Metric)+".text")
		add("track.", string(r.Track))
	}
	for _, n := range supervision().Nodes {
		for _, m := range n.Measures {
			add("measure.", string(m))
		}
	}
	add("level.", string(standing.Fine), string(standing.Watched), string(standing.Condemned), string(standing.Grave))
	add("expiry.", string(standing.YearEnd), string(standing.Quarter), string(standing.Rolling))
	for _, key := range keys {
		for _, lang := range page.Languages() {
			text, err := pages.Word(lang, key)
			require.NoError(t, err)
			require.NotEmpty(t, strings.TrimSpace(text), key)
		}
	}
}

// everything is every command.
func everything() []aftersales.Command {
	return []aftersales.Command{
		aftersales.MayAgree, aftersales.MayOffer, aftersales.MayDecline, aftersales.MayReject, aftersales.MayAmend, aftersales.MayIntercept,
		aftersales.MayIntercepted, aftersales.MayShipBack, aftersales.MayReturnLabel, aftersales.MayReceive, aftersales.MayInspect, aftersales.MaySend,
		aftersales.MayPayDifference, aftersales.MayConfirm, aftersales.MayConvertRefund, aftersales.MayRefund, aftersales.MayRetryRefund,
		aftersales.MayPayOffline, aftersales.MayEscalate, aftersales.MayDecide, aftersales.MayAppeal, aftersales.MayWithdraw, aftersales.MaySay,
		aftersales.MayCompensate, aftersales.MayPause, aftersales.MayResume, aftersales.MayExtend,
	}
}
