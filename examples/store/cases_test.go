package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

// A file is a picture in a form.
type file struct {
	name string
	data []byte
}

// send posts a form with pictures, as browsers do.
func (v *visitor) send(path string, files []file, pairs ...string) (status int, page, at string) {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		require.NoError(v.t, form.WriteField(pairs[i], pairs[i+1]))
	}
	for _, f := range files {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="photos"; filename="` + f.name + `"`}, "Content-Type": {"image/png"},
		})
		require.NoError(v.t, err)
		_, err = part.Write(f.data)
		require.NoError(v.t, err)
	}
	require.NoError(v.t, form.Close())
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.shop.url+path, &body)
	require.NoError(v.t, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return v.do(r)
}

// act does what a button of a case says, from a page that is true.
func (v *visitor) act(path, do string, pairs ...string) (status int, page, at string) {
	v.t.Helper()
	_, page = v.get(path)
	return v.send(path, nil, append([]string{"seen", hidden(v.t, page, "seen"), "do", do}, pairs...)...)
}

// pass lets time go by in the store.
func (s *shop) pass(t *testing.T, d time.Duration) {
	t.Helper()
	s.hands.back.Add(-int64(d))
	for range 100 {
		n, err := s.shop.Timers.RunOnce(t.Context())
		require.NoError(t, err)
		if n == 0 {
			return
		}
	}
}

// delivered is an order of a lamp that is with its buyer.
func delivered(t *testing.T, s *shop) (buyer, merchant *visitor, link string) {
	t.Helper()
	buyer, merchant, link = sold(t, s)
	for _, do := range []string{"accept", "hand_over"} {
		status, _, _ := merchant.post(link, "do", do)
		require.Equal(t, http.StatusOK, status)
	}
	s.pass(t, 20*time.Minute)
	_, page := buyer.get(link)
	require.Contains(t, page, "<h1>Delivered")
	return buyer, merchant, link
}

var crack = []file{{"crack.png", snapshot("crack")}}

// opened is a case about a delivered lamp.
func opened(t *testing.T, s *shop, kind, reason string) (buyer, merchant *visitor, link, path string) {
	t.Helper()
	buyer, merchant, link = delivered(t, s)
	status, page, path := buyer.send(link+"/return", crack, "seen", "0", "line", "1", "kind", kind, "reason", reason, "text", "Not <b> what I wanted", "do", "send")
	require.Equal(t, http.StatusOK, status)
	require.True(t, strings.HasPrefix(path, "/case/"), path)
	require.Contains(t, page, "Not &lt;b&gt; what I wanted")
	return buyer, merchant, link, path
}

func TestAReturnGivesBackWhatWasPaidWithoutScript(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, link, path := opened(t, s, "return", "changed_mind")
	_, page := buyer.get(link)
	require.Contains(t, page, `href="`+path+`"`)
	_, page = merchant.get("/desk/cases")
	require.Contains(t, page, `href="`+path+`"`)
	status, page, _ := merchant.act(path, "agree", "why", "Please send it back")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "<h1>Send the goods back")
	_, page, _ = buyer.act(path, "ship_back", "carrier", "heron", "number", "RT1")
	require.Contains(t, page, "<h1>On its way back")
	_, page, _ = merchant.act(path, "inspect", "grade1", "A")
	require.Contains(t, page, "<h1>Done")
	_, page = buyer.get(path)
	require.Contains(t, page, "Back to your card</dt><dd class=\"price mid\">$47.00")
	require.NotContains(t, page, `value="withdraw"`, "it has ended")
	_, page = buyer.get(link)
	require.Contains(t, page, "Refunded</dt><dd>$47.00")
	require.Contains(t, page, "Done</span>")
	_, page = buyer.get(link + "/return")
	require.Contains(t, page, "Paid back, or part of another case")
	require.Regexp(t, `value="return" disabled`, page)
	require.Contains(t, page, `value="complaint" checked`, "that can still be asked for")
}

func TestWhatIsWrongWithAReturnStandsAtItsField(t *testing.T) {
	s := open(t, "memory:")
	buyer, _, link := delivered(t, s)
	text := strings.Repeat("x", 2001)
	for name, c := range map[string]struct {
		files []file
		pairs []string
		words string
	}{
		"no picture":      {nil, []string{"line", "1", "kind", "repair", "reason", "defective"}, "needs at least one picture"},
		"no line":         {nil, []string{"kind", "return", "reason", "changed_mind"}, "Choose at least one item"},
		"too many":        {nil, []string{"line", "1", "units1", "2", "kind", "return", "reason", "changed_mind"}, "more than is left"},
		"minus one":       {nil, []string{"line", "1", "units1", "-1", "kind", "return", "reason", "changed_mind"}, "more than is left"},
		"no picture type": {[]file{{"a.png", []byte("MZ")}}, []string{"line", "1", "kind", "repair", "reason", "defective"}, "Only JPEG and PNG"},
		"large picture":   {[]file{{"a.png", append(snapshot(""), make([]byte, maxPiece)...)}}, []string{"line", "1", "kind", "repair", "reason", "defective"}, "at most 2 MB"},
		"seven pictures":  {[]file{crack[0], crack[0], crack[0], crack[0], crack[0], crack[0], crack[0]}, []string{"line", "1", "kind", "repair", "reason", "defective"}, "At most 6 pictures"},
		"other reason":    {nil, []string{"line", "1", "kind", "repair", "reason", "changed_mind"}, "Choose a reason"},
		"other kind":      {nil, []string{"line", "1", "kind", "cake", "reason", "changed_mind"}, "Choose what you would like"},
		"no sum":          {nil, []string{"line", "1", "kind", "price_protection", "reason", "price_dropped"}, "A sum above zero"},
		"sum of no money": {nil, []string{"line", "1", "kind", "price_protection", "reason", "price_dropped", "amount", "<b>"}, "A sum above zero"},
		"sum too large":   {nil, []string{"line", "1", "kind", "price_protection", "reason", "price_dropped", "amount", "47.01"}, "at most what the items cost"},
		"long words":      {nil, []string{"line", "1", "kind", "return", "reason", "changed_mind", "text", text}, "2,000 characters"},
		"hostile words":   {nil, []string{"line", "1", "kind", "return", "reason", "changed_mind", "text", "a\u202eb"}, "without control characters"},
	} {
		status, page, at := buyer.send(link+"/return", c.files, append(c.pairs, "seen", "0", "do", "send")...)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
		require.Equal(t, link+"/return", at, name)
		require.Contains(t, page, c.words, name)
		require.Regexp(t, `class="error"|aria-invalid`, page, name)
	}
	status, _, _ := buyer.send(link+"/return", []file{{"a.png", make([]byte, 14<<20)}}, "seen", "0", "do", "send")
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	_, page := buyer.get("/cases")
	require.Contains(t, page, "No cases yet")
}

func TestTwoClicksAreOneCaseAndAnOldPageChangesNothing(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, link, path := opened(t, s, "return", "changed_mind")
	_, _, at := buyer.send(link+"/return", nil, "seen", "0", "line", "1", "kind", "return", "reason", "changed_mind", "do", "send")
	require.Equal(t, path, at, "the second click leads to the case")
	_, page := merchant.get(path)
	old := hidden(t, page, "seen")
	for range 2 {
		merchant.send(path, nil, "seen", old, "do", "compensate", "amount", "5", "why", "For the trouble")
	}
	_, page = merchant.get(path)
	require.Contains(t, page, "$5.00")
	require.NotContains(t, page, "$10.00")
	for range 2 {
		buyer.send(path, nil, "seen", old, "do", "say", "why", "Hello")
	}
	_, page = buyer.get(path)
	require.Equal(t, 1, strings.Count(page, ">Hello<"))
	_, page = merchant.get(path)
	old = hidden(t, page, "seen")
	buyer.act(path, "withdraw")
	_, page, _ = merchant.send(path, nil, "seen", old, "do", "agree")
	require.Contains(t, page, "The case has moved on")
	require.Contains(t, page, "<h1>Withdrawn")
}

func TestForeignCasesAreNotThere(t *testing.T) {
	s := open(t, "memory:")
	buyer, _, link, path := opened(t, s, "repair", "defective")
	_, page := buyer.get(path)
	picture := regexp.MustCompile(path + `/evidence/\w+`).FindString(page)
	require.NotEmpty(t, picture)
	status, body := buyer.get(picture)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, string(crack[0].data), body)
	status, _ = buyer.get(path + "/evidence/NOSUCHKEY")
	require.Equal(t, http.StatusNotFound, status)
	for name, other := range map[string]*visitor{
		"guest": s.visitor(t, "", 1), "buyer": s.visitor(t, secure.RoleBuyer, 2), "merchant": s.visitor(t, secure.RoleMerchant, 1),
	} {
		for _, p := range []string{path, picture, path + "/events", link + "/return"} {
			status, _ := other.get(p)
			require.Equal(t, http.StatusNotFound, status, "%s %s", name, p)
		}
		status, _, _ := other.send(path, nil, "seen", "1.1", "do", "withdraw")
		require.Equal(t, http.StatusNotFound, status, name)
		status, _, _ = other.send(link+"/return", nil, "seen", "1", "line", "1", "kind", "return", "reason", "changed_mind", "do", "send")
		require.Equal(t, http.StatusNotFound, status, name)
	}
	for _, do := range []string{"agree", "reject", "decide", "nonsense"} {
		status, _, _ := buyer.act(path, do, "why", "x", "for", "for_buyer")
		require.GreaterOrEqual(t, status, 400, do)
		require.Less(t, status, 500, do)
	}
}

func TestTheTimeToReturnEnds(t *testing.T) {
	s := open(t, "memory:")
	buyer, _, link := delivered(t, s)
	_, page := buyer.get(link + "/return")
	require.Contains(t, page, "You can return for any reason until")
	_, page = buyer.get(link)
	require.Contains(t, page, "Return until")
	s.pass(t, 8*24*time.Hour)
	_, page = buyer.get(link + "/return")
	require.Regexp(t, `value="return"( checked)?>.*Return and refund`, page, "a fault still counts")
	require.Regexp(t, `<option value="changed_mind"[^>]* disabled>`, page)
	status, page, _ := buyer.send(link+"/return", nil, "seen", "0", "line", "1", "kind", "return", "reason", "changed_mind", "do", "send")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "The time for this ended on")
	_, page = buyer.get(link)
	require.NotContains(t, page, "Return until")
}

func TestNobodyAnswersAndTheCaseGoesOn(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, _, path := opened(t, s, "return", "changed_mind")
	_, page := merchant.get(path)
	require.Contains(t, page, "If nothing happens by then, the return is agreed")
	s.pass(t, 49*time.Hour)
	_, page = buyer.get(path)
	require.Contains(t, page, "<h1>Send the goods back")
	require.Contains(t, page, "the shop itself · the deadline passed")
}

func TestThePlatformDecidesAndTheLoserAppeals(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, link, path := opened(t, s, "refund", "damaged")
	staff := s.visitor(t, secure.RoleStaff, 1)
	status, page, _ := merchant.act(path, "reject", "why", " ")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, `<details id="a-reject" open>`)
	merchant.act(path, "reject", "why", "It left here whole")
	_, page, _ = buyer.act(path, "escalate", "why", "It came like this")
	require.Contains(t, page, "<h1>Both sides show their evidence")
	_, page = staff.get("/desk/cases?view=judge")
	require.Contains(t, page, `href="`+path+`"`)
	_, page, _ = staff.act(path, "pause", "pause", "platform_hold")
	require.Contains(t, page, "Paused with")
	staff.act(path, "resume")
	_, page = staff.get(path)
	require.Contains(t, page, "What each side shows")
	status, page, _ = staff.act(path, "decide", "for", "for_buyer", "remedy", "refund", "amount", "9999", "why", "half")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "at most what the items cost")
	_, page, _ = staff.act(path, "decide", "for", "for_buyer", "remedy", "refund", "amount", "20", "why", "Packed too thinly")
	require.Contains(t, page, "<h1>Refund due")
	_, page, _ = merchant.act(path, "appeal", "why", "Here is the packing film")
	require.Contains(t, page, "<h1>The platform decides again")
	staff.act(path, "decide", "for", "for_buyer", "remedy", "refund", "amount", "20", "why", "It stands")
	_, page = buyer.get(path)
	require.Contains(t, page, "<h1>Done")
	_, page = buyer.get(link)
	require.Contains(t, page, "Refunded</dt><dd>$20.00")
}

func TestAnExchangeSendsTheGoodsAgain(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, _, path := opened(t, s, "exchange", "defective")
	merchant.act(path, "agree")
	buyer.act(path, "ship_back", "carrier", "heron", "number", "RT1")
	_, page, _ := merchant.act(path, "inspect", "grade1", "A")
	require.Contains(t, page, "<h1>Waiting for the replacement")
	_, page, _ = merchant.act(path, "send", "carrier", "heron")
	require.Contains(t, page, "<h1>The replacement is on its way")
	_, page, _ = buyer.act(path, "confirm")
	require.Contains(t, page, "<h1>Done")
}

func TestOffersAreTalkedOver(t *testing.T) {
	s := open(t, "memory:")
	buyer, merchant, _, path := opened(t, s, "return", "changed_mind")
	for name, pairs := range map[string][]string{
		"no number": {"remedy", "refund", "amount", "<b>"}, "too much": {"remedy", "refund", "amount", "47.01"}, "no remedy": {"remedy", "cake"},
	} {
		status, _, _ := merchant.act(path, "offer", append(pairs, "why", "x")...)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
	}
	_, page, _ := merchant.act(path, "offer", "remedy", "refund", "amount", "10", "why", "Keep it")
	require.Contains(t, page, "Offer: Refund, nothing goes back $10.00")
	_, page, _ = buyer.act(path, "decline")
	require.Contains(t, page, "<h1>Waiting for the seller")
	merchant.act(path, "offer", "remedy", "refund", "amount", "15", "why", "Keep it")
	_, page, _ = buyer.act(path, "agree")
	require.Contains(t, page, "<h1>Done")
	require.Contains(t, page, "$15.00")
}
