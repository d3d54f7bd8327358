package coupon_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

func seeded(n uint64) io.Reader {
	var seed [32]byte
	seed[0], seed[1] = byte(n), byte(n>>8)
	return rand.NewChaCha8(seed)
}

// TestCodesAreUniqueAndUniform draws many codes: none twice, each character as
// often as the others in every place.
func TestCodesAreUniqueAndUniform(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	var counts [11][31]int
	seen := map[string]bool{}
	for code, err := range coupon.Codes(seeded(1), n) {
		require.NoError(t, err)
		require.False(t, seen[code])
		seen[code] = true
		for i := range 11 {
			counts[i][strings.IndexByte(alphabet, code[i])]++
		}
	}
	require.Len(t, seen, n)
	for i := range counts {
		expected, chi := float64(n)/31, 0.0
		for _, c := range counts[i] {
			chi += (float64(c) - expected) * (float64(c) - expected) / expected
		}
		assert.Less(t, chi, 67.0, "place %d is not uniform (χ² with 30 degrees of freedom, p < 0.0001)", i)
	}
}

// TestEveryTypoIsFound changes each character to each other one, and swaps each two.
func TestEveryTypoIsFound(t *testing.T) {
	for code, err := range coupon.Codes(seeded(2), 200) {
		require.NoError(t, err)
		require.True(t, coupon.ValidCode(code))
		require.True(t, coupon.ValidCode(strings.ToLower(coupon.PrintCode(code))))
		for i := range code {
			for _, c := range alphabet {
				if byte(c) != code[i] {
					require.False(t, coupon.ValidCode(code[:i]+string(c)+code[i+1:]))
				}
			}
			for j := i + 1; j < len(code); j++ {
				if code[i] == code[j] {
					continue
				}
				swapped := []byte(code)
				swapped[i], swapped[j] = swapped[j], swapped[i]
				require.False(t, coupon.ValidCode(string(swapped)), "%s %d %d", code, i, j)
			}
		}
	}
	assert.False(t, coupon.ValidCode(""))
	assert.False(t, coupon.ValidCode("OIL1-0000-0000"))
	_, err := coupon.NewCode(strings.NewReader("x"))
	require.Error(t, err)
}

func TestPrintCode(t *testing.T) {
	assert.Equal(t, "ABCD-EFGH-JKMN", coupon.PrintCode("ABCDEFGHJKMN"))
	assert.Empty(t, coupon.PrintCode(""))
}

// shop is a service on memory with a clock that the test moves.
type shop struct {
	*coupon.Service
	now time.Time
}

func newShop(t *testing.T) *shop {
	t.Helper()
	policy, err := coupon.Policy(secure.DefaultPolicy())
	require.NoError(t, err)
	s := &shop{now: time.Date(2026, 11, 11, 16, 30, 0, 0, time.UTC)}
	s.Service = &coupon.Service{Store: memstore.New().Coupons(), Now: func() time.Time { return s.now }, Rand: seeded(3), Policy: policy}
	return s
}

// book is rules that do not change.
type book struct{ rules *promotion.Snapshot }

func (b book) Snapshot(context.Context) (*promotion.Snapshot, error) { return b.rules, nil }

func staff() secure.Actor { return secure.Actor{ID: "staff", Role: secure.RoleStaff} }

func buyer(id string) secure.Actor { return secure.Actor{ID: id, Role: secure.RoleBuyer} }

func (s *shop) campaign(t *testing.T, c coupon.Campaign) {
	t.Helper()
	require.NoError(t, s.SaveCampaign(t.Context(), staff(), c))
}

func rules(t *testing.T) *promotion.Snapshot {
	t.Helper()
	b, err := promotion.ParseBook([]byte(`{"rules":[
		{"version":1,"id":"single","layer":"shop","by_code":true,"then":[{"kind":"off","amount":["10 CNY"]}]},
		{"version":1,"id":"fern","seller":"fern","layer":"shop","by_code":true,"then":[{"kind":"off","amount":["1 CNY"]}]},
		{"version":1,"id":"moss","seller":"moss","layer":"shop","by_code":true,"then":[{"kind":"off","amount":["1 CNY"]}]},
		{"version":1,"id":"plain","seller":"fern","layer":"shop","then":[{"kind":"off","amount":["1 CNY"]}]},
		{"version":1,"id":"shared","layer":"item","codes":["TEA"],"then":[{"kind":"percent","off":"10"}],"limits":{"total":2,"per_day":1}}
	]}`), promotion.Standard())
	require.NoError(t, err)
	snapshot, err := promotion.Compile(b, promotion.Standard())
	require.NoError(t, err)
	return snapshot
}

func facts(entered []promotion.Entered) promotion.Facts {
	return promotion.Facts{
		At: time.Date(2026, 11, 11, 16, 30, 0, 0, time.UTC), Currency: "CNY", Codes: entered, Buyer: promotion.Buyer{ID: "b"},
		Lines: []promotion.Line{{SKU: "a", Seller: "fern", Units: 1, Price: money.MustParseText("100 CNY")}},
	}
}

// TestFromCodeToCancellation types a code, prices, reserves, confirms and cancels.
func TestFromCodeToCancellation(t *testing.T) {
	ctx, s, snapshot := t.Context(), newShop(t), rules(t)
	s.campaign(t, coupon.Campaign{ID: "c", Rule: "single", Expires: s.now.Add(time.Hour)})
	var codes []string
	for code, err := range s.Issue(ctx, staff(), "c", 3) {
		require.NoError(t, err)
		codes = append(codes, code)
	}
	require.Len(t, codes, 3)
	typing := coupon.Typing{Who: "b", Buyer: "b", Codes: []string{coupon.PrintCode(codes[0]), "tea"}}
	entered, err := s.Resolve(ctx, snapshot, typing)
	require.NoError(t, err)
	f := facts(entered)
	counted, err := snapshot.Counted(f)
	require.NoError(t, err)
	require.Len(t, counted, 1)
	f.Usage, err = s.Usage(ctx, counted, "b", "CNY")
	require.NoError(t, err)
	r, err := snapshot.Evaluate(f, promotion.Options{})
	require.NoError(t, err)
	require.Equal(t, "80.00 CNY", r.Total.String())
	reserve := func(purchase string) error {
		return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
			return s.ReserveIn(ctx, tx, coupon.Take{Purchase: purchase, Buyer: "b", Applied: r.Applied})
		})
	}
	require.NoError(t, reserve("p1"))
	var refused *coupon.RefusedError
	require.ErrorAs(t, reserve("p2"), &refused)
	assert.Equal(t, promotion.CodeExpired, refused.Answer)
	assert.NotContains(t, refused.Error(), codes[0])
	entered, err = s.Resolve(ctx, snapshot, typing)
	require.NoError(t, err)
	assert.Equal(t, promotion.CodeExpired, entered[0].Refused)
	usage, err := s.Usage(ctx, counted, "b", "CNY")
	require.NoError(t, err)
	assert.Equal(t, int64(1), usage["shared"].Total)
	assert.Equal(t, int64(1), usage["shared"].Today)
	require.NoError(t, s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		confirmed, err := s.ConfirmIn(ctx, tx, "p1")
		again, twice := s.ConfirmIn(ctx, tx, "p1")
		assert.Empty(t, again)
		released, back := s.ReleaseIn(ctx, tx, "p1", "single")
		assert.Len(t, released, 1)
		for _, r := range confirmed {
			assert.Equal(t, coupon.Reserved, r.Status, "as it was before")
		}
		assert.NotEmpty(t, confirmed)
		return errors.Join(err, twice, back)
	}))
	usage, err = s.Usage(ctx, counted, "b", "CNY")
	require.NoError(t, err)
	assert.Equal(t, int64(1), usage["shared"].Total, "only the named rule was given back")
	require.NoError(t, s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error { _, err := s.ReleaseIn(ctx, tx, "p1"); return err }))
	require.NoError(t, reserve("p3"))
}

// TestClaims fills wallets within window, stock and limit per buyer.
func TestClaims(t *testing.T) {
	ctx, s := t.Context(), newShop(t)
	s.campaign(t, coupon.Campaign{ID: "c", Rule: "single", From: s.now, Until: s.now.Add(time.Hour), Stock: 3, PerBuyer: 2, ValidFor: 24 * time.Hour})
	for i, who := range []string{"a", "a", "a", "b", "c"} {
		c, err := s.Claim(ctx, buyer(who), "c")
		if want := i != 2 && i != 4; want {
			require.NoError(t, err, "%d", i)
			assert.Equal(t, s.now.Add(24*time.Hour), c.Until)
			assert.True(t, coupon.ValidCode(c.Code))
			continue
		}
		require.ErrorIs(t, err, coupon.ErrRefused, "%d", i)
	}
	n := 0
	for c, err := range s.Wallet(ctx, buyer("a")) {
		require.NoError(t, err)
		assert.Equal(t, "a", c.Buyer)
		n++
	}
	assert.Equal(t, 2, n)
	s.now = s.now.Add(time.Hour)
	_, err := s.Claim(ctx, buyer("d"), "c")
	require.ErrorIs(t, err, coupon.ErrRefused)
	_, err = s.Claim(ctx, buyer("d"), "none")
	require.ErrorIs(t, err, event.ErrNotFound)
}

// TestAnswersForCoupons walks through what can be wrong with a coupon.
func TestAnswersForCoupons(t *testing.T) {
	ctx, s, snapshot := t.Context(), newShop(t), rules(t)
	s.MaxGuesses = 100
	s.campaign(t, coupon.Campaign{ID: "c", Rule: "single", ValidFor: time.Hour})
	mine, err := s.Claim(ctx, buyer("b"), "c")
	require.NoError(t, err)
	require.NoError(t, s.Import(ctx, staff(), "c", "hello 1", "双11"))
	ask := func(who, code string) promotion.Entered {
		list, err := s.Resolve(ctx, snapshot, coupon.Typing{Who: "x", Buyer: who, Codes: []string{code}})
		require.NoError(t, err)
		return list[0]
	}
	assert.Equal(t, promotion.Entered{Text: mine.Code, Rule: "single"}, ask("b", mine.Code))
	assert.Equal(t, promotion.CodeIneligible, ask("c", mine.Code).Refused)
	assert.Equal(t, promotion.CodeNotSignedIn, ask("", mine.Code).Refused)
	assert.Equal(t, "single", ask("", "HELLO1").Rule)
	assert.Equal(t, "single", ask("", "双１１").Rule)
	assert.Equal(t, promotion.Entered{Text: "nothing"}, ask("", "nothing"))
	require.NoError(t, s.Freeze(ctx, staff(), "hello1", true))
	assert.Equal(t, promotion.CodeInvalid, ask("", "HELLO1").Refused)
	require.NoError(t, s.Freeze(ctx, staff(), "hello1", false))
	assert.Empty(t, ask("", "HELLO1").Refused)
	s.now = s.now.Add(time.Hour)
	assert.Equal(t, promotion.CodeExpired, ask("b", mine.Code).Refused)
	require.ErrorIs(t, s.Import(ctx, staff(), "c", "hello1"), event.ErrStale)
}

// TestCampaignsThatCannotWork are refused, and so are claims that would give
// nothing.
func TestCampaignsThatCannotWork(t *testing.T) {
	ctx, s := t.Context(), newShop(t)
	s.Rules = book{rules(t)}
	late := coupon.Campaign{ID: "late", Rule: "single", Expires: s.now.Add(-time.Hour)}
	require.ErrorContains(t, s.SaveCampaign(ctx, staff(), late), "campaign.expires: has passed")
	s.campaign(t, coupon.Campaign{ID: "c", Rule: "single", Expires: s.now.Add(time.Hour)})
	require.ErrorContains(t, s.Import(ctx, staff(), "c", "SUMMER-1", "summer1"), "codes[1]: is given twice")
	require.ErrorContains(t, s.Import(ctx, staff(), "c", "SUMMER-1", "tea"), "codes[1]: is taken")

	var refused *coupon.RefusedError
	gone := book{}
	s.Rules = gone
	_, err := s.Claim(ctx, buyer("b"), "c")
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, promotion.CodeExpired, refused.Answer)
	s.Rules = book{rules(t)}
	_, err = s.Claim(ctx, buyer("b"), "c")
	require.NoError(t, err)
	s.now = s.now.Add(time.Hour)
	_, err = s.Claim(ctx, buyer("b"), "c")
	require.ErrorAs(t, err, &refused, "the coupon would have expired")
}

// TestASharedCodeHidesNoCoupon since a rule of somebody else could take it over.
func TestASharedCodeHidesNoCoupon(t *testing.T) {
	ctx, s := t.Context(), newShop(t)
	s.campaign(t, coupon.Campaign{ID: "c", Rule: "single"})
	require.NoError(t, s.Import(ctx, staff(), "c", "TEA"))
	list, err := s.Resolve(ctx, rules(t), coupon.Typing{Who: "w", Buyer: "b", Codes: []string{"tea"}})
	require.NoError(t, err)
	assert.Equal(t, []promotion.Entered{{Text: "tea", Rule: "single"}}, list)
}

// TestWhoMayDoWhat keeps campaigns with their sellers and wallets with their owners.
func TestWhoMayDoWhat(t *testing.T) {
	ctx, s := t.Context(), newShop(t)
	c := coupon.Campaign{ID: "c", Rule: "single", Seller: "fern"}
	fern := secure.Actor{ID: "m", Role: secure.RoleMerchant, Sellers: []string{"fern"}}
	moss := secure.Actor{ID: "n", Role: secure.RoleMerchant, Sellers: []string{"moss"}}
	for _, other := range []secure.Actor{{}, buyer("b"), moss} {
		require.ErrorIs(t, s.SaveCampaign(ctx, other, c), secure.ErrDenied)
	}
	require.ErrorIs(t, s.SaveCampaign(ctx, fern, c), coupon.ErrConfig, "whose rule it is cannot be seen")
	s.Rules = book{rules(t)}
	for rule, why := range map[string]string{
		"single": "is not a rule of the campaign's seller", "moss": "is not a rule of the campaign's seller",
		"nobody": "is not a rule that counts now", "plain": "acts without a code",
	} {
		var bad *coupon.InputError
		foreign := c
		foreign.Rule = rule
		require.ErrorAs(t, s.SaveCampaign(ctx, fern, foreign), &bad)
		assert.Equal(t, coupon.InputError{Field: "campaign.rule", Reason: why}, *bad)
	}
	c.Rule = "fern"
	require.NoError(t, s.SaveCampaign(ctx, fern, c))
	stolen := c
	stolen.Seller, stolen.Version = "moss", 1
	require.ErrorIs(t, s.SaveCampaign(ctx, moss, stolen), secure.ErrDenied)
	require.ErrorIs(t, s.Import(ctx, moss, "c", "code"), secure.ErrDenied)
	require.NoError(t, s.Import(ctx, fern, "c", "code"))
	require.ErrorIs(t, s.Freeze(ctx, moss, "code", true), secure.ErrDenied)
	require.NoError(t, s.Freeze(ctx, fern, "code", true))
	_, err := s.Claim(ctx, secure.Actor{}, "c")
	require.ErrorIs(t, err, secure.ErrDenied)
	for _, err := range s.Wallet(ctx, secure.Actor{}) {
		require.ErrorIs(t, err, secure.ErrDenied)
	}
}

// TestBadInput is refused with the field.
func TestBadInput(t *testing.T) {
	ctx, s, snapshot := t.Context(), newShop(t), rules(t)
	for field, c := range map[string]coupon.Campaign{
		"campaign.id":      {Rule: "r"},
		"campaign.rule":    {ID: "c", Rule: "with space"},
		"campaign.until":   {ID: "c", Rule: "r", From: s.now, Until: s.now},
		"campaign.expires": {ID: "c", Rule: "r", From: s.now, Expires: s.now},
		"campaign":         {ID: "c", Rule: "r", Stock: -1},
	} {
		var input *coupon.InputError
		require.ErrorAs(t, s.SaveCampaign(ctx, staff(), c), &input)
		assert.Equal(t, field, input.Field)
	}
	_, err := s.Resolve(ctx, snapshot, coupon.Typing{Codes: []string{"a"}})
	require.ErrorIs(t, err, coupon.ErrInput)
	_, err = s.Resolve(ctx, snapshot, coupon.Typing{Who: "w", Codes: make([]string, 65)})
	require.ErrorIs(t, err, coupon.ErrInput)
	require.ErrorIs(t, s.Import(ctx, staff(), "c", "a/b"), coupon.ErrInput)
	require.ErrorIs(t, s.ReserveIn(ctx, nil, coupon.Take{}), coupon.ErrInput)
	_, err = s.Usage(ctx, nil, "b", "???")
	require.ErrorIs(t, err, coupon.ErrInput)
	_, err = (&coupon.Service{}).Claim(ctx, buyer("b"), "c")
	require.ErrorIs(t, err, coupon.ErrConfig)
}

// TestDaysHaveAZone counts a redemption after midnight in Shanghai to the next day.
func TestDaysHaveAZone(t *testing.T) {
	ctx, s := t.Context(), newShop(t)
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	s.Zone = zone
	rule := promotion.Applied{Rule: "r", Amount: money.MustParseText("1 CNY"), Limits: promotion.Limits{PerDay: 1}}
	for i, hour := range []int{15, 17, 18} { // 23:30, and 01:30 and 02:30 of the day after
		s.now = time.Date(2026, 11, 11, hour, 30, 0, 0, time.UTC)
		err := s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
			return s.ReserveIn(ctx, tx, coupon.Take{Purchase: fmt.Sprint("p", i), Applied: []promotion.Applied{rule}})
		})
		if i < 2 {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, coupon.ErrRefused)
		}
	}
}

func ExamplePrintCode() {
	fmt.Println(coupon.PrintCode("ABCDEFGHJKMN"))
	// Output: ABCD-EFGH-JKMN
}

func BenchmarkCodes1000000(b *testing.B) {
	for b.Loop() {
		n := 0
		for _, err := range coupon.Codes(seeded(9), 1_000_000) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
}

func FuzzValidCode(f *testing.F) {
	f.Add("ABCD-EFGH-JKMN")
	f.Fuzz(func(t *testing.T, typed string) {
		if coupon.ValidCode(typed) {
			require.True(t, coupon.ValidCode(coupon.PrintCode(promotion.FoldCode(typed))))
		}
	})
}
