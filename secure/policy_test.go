package secure_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/secure"
)

func TestAnonymousEqualsNobody(t *testing.T) {
	ann := secure.Actor{ID: "ann", Role: secure.RoleBuyer}
	nobodies := []secure.Actor{{}, {ID: "ann"}, {Role: secure.RoleStaff}, secure.System(""), {Role: secure.RoleMerchant, Sellers: []string{"s1"}}}
	for _, nobody := range nobodies {
		assert.True(t, nobody.Anonymous())
		assert.Equal(t, "anonymous", nobody.String())
		assert.False(t, nobody.Is(""))
		assert.False(t, nobody.Is("ann"))
		assert.False(t, nobody.Sells("s1"))
		assert.False(t, secure.Same(nobody, nobody))
		assert.False(t, secure.Same(nobody, ann))
		assert.False(t, secure.Same(ann, nobody))
	}
	assert.True(t, ann.Is("ann"))
	assert.False(t, ann.Is(""))
	assert.False(t, ann.Is("bob"))
	assert.True(t, secure.Same(ann, secure.Actor{ID: "ann", Role: secure.RoleBuyer, Sellers: []string{"x"}}))
	assert.False(t, secure.Same(ann, secure.Actor{ID: "ann", Role: secure.RoleStaff}))
	assert.Equal(t, "buyer:ann", ann.String())
	assert.Equal(t, "system:relay", secure.System("relay").String())
}

func TestSells(t *testing.T) {
	merchant := secure.Actor{ID: "mei", Role: secure.RoleMerchant, Sellers: []string{"s1", ""}}
	assert.True(t, merchant.Sells("s1"))
	assert.False(t, merchant.Sells("s2"))
	assert.False(t, merchant.Sells(""))
	assert.False(t, secure.Actor{ID: "ann", Role: secure.RoleBuyer, Sellers: []string{"s1"}}.Sells("s1"), "sellers of another role count for nothing")
}

// matrix is the default policy written a second time, by hand: for each action,
// who is allowed on what. a = anonymous, b = buyer, m = merchant, s = staff,
// y = system; * any target, o an own one, w one of an own seller.
var matrix = map[secure.Action]string{
	secure.CatalogRead:   "a* b* m* s* y*",
	secure.CatalogWrite:  "mw s*",
	secure.StockRead:     "mw s* y*",
	secure.StockWrite:    "mw s* y*",
	secure.CartWrite:     "bo",
	secure.OrderPlace:    "bo",
	secure.OrderRead:     "bo mw s* y*",
	secure.OrderCancel:   "bo s* y*",
	secure.OrderAccept:   "mw s*",
	secure.OrderReject:   "mw s*",
	secure.OrderHandOver: "mw s*",
	secure.OrderConfirm:  "bo s* y*",
	secure.PaymentRead:   "bo mw s* y*",
	secure.PaymentRefund: "mw s* y*",
	secure.ShipmentTrack: "bo mw s* y*",
	secure.AuditRead:     "s*",
}

func TestDefaultPolicyMatrix(t *testing.T) {
	actors := map[byte]secure.Actor{
		'a': {},
		'b': {ID: "ann", Role: secure.RoleBuyer, Sellers: []string{"s1"}},
		'm': {ID: "mei", Role: secure.RoleMerchant, Sellers: []string{"s1", ""}},
		's': {ID: "sam", Role: secure.RoleStaff, Sellers: []string{"s1"}},
		'y': secure.System("relay"),
		'x': {ID: "ann", Role: "auditor"},
	}
	targets := map[string]secure.Target{
		"anns from s1": {Owner: "ann", Seller: "s1"}, "bobs from s1": {Owner: "bob", Seller: "s1"},
		"anns from s2": {Owner: "ann", Seller: "s2"}, "bobs from s2": {Owner: "bob", Seller: "s2"},
		"meis from s2": {Owner: "mei", Seller: "s2"}, "nobodys": {},
	}
	policy := secure.DefaultPolicy()
	require.Len(t, matrix, len(secure.Actions()), "every action has a line in the matrix")
	for _, action := range secure.Actions() {
		for letter, actor := range actors {
			scope := scopeIn(matrix[action], letter)
			for name, target := range targets {
				want := scope == '*' || scope == 'o' && target.Owner == actor.ID || scope == 'w' && target.Seller == "s1"
				err := policy.Allow(actor, action, target)
				assert.Equal(t, want, err == nil, "%s %s %s", actor, action, name)
				filter, err := policy.Scope(actor, action)
				assert.Equal(t, scope == 0, errors.Is(err, secure.ErrDenied), "%s %s", actor, action)
				assert.Equal(t, want, filter.Matches(target), "%s %s %s: the query agrees", actor, action, name)
			}
		}
	}
}

func scopeIn(line string, letter byte) byte {
	for i := 0; i+1 < len(line); i += 3 {
		if line[i] == letter {
			return line[i+1]
		}
	}
	return 0
}

func TestDenialTellsNothingOfTheTarget(t *testing.T) {
	ann := secure.Actor{ID: "ann-canary", Role: secure.RoleBuyer}
	target := secure.Target{Owner: "bob-canary", Seller: "seller-canary"}
	err := secure.DefaultPolicy().Allow(ann, secure.OrderRead, target)
	require.ErrorIs(t, err, secure.ErrDenied)
	require.EqualError(t, err, "secure: denied: buyer may not order.read this")
	assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), "canary")
	var denied *secure.DeniedError
	require.ErrorAs(t, err, &denied)
	assert.Equal(t, secure.DeniedError{Action: secure.OrderRead, Role: secure.RoleBuyer}, *denied)

	err = secure.DefaultPolicy().Allow(secure.Actor{Role: secure.RoleStaff}, secure.OrderRead, target)
	require.EqualError(t, err, "secure: denied: anonymous may not order.read this", "a role without an id counts for nothing")
}

func TestZeroPolicyDenies(t *testing.T) {
	for _, action := range secure.Actions() {
		require.ErrorIs(t, secure.Policy{}.Allow(secure.System("x"), action, secure.Target{}), secure.ErrDenied)
	}
	assert.False(t, secure.Filter{}.Matches(secure.Target{}), "empty equals nothing")
	assert.False(t, secure.Filter{Sellers: []string{""}}.Matches(secure.Target{}))
}

func TestPolicyRefusesRules(t *testing.T) {
	read := []secure.Action{secure.OrderRead}
	tests := map[string]secure.Rule{
		"Actions is empty": {Role: secure.RoleBuyer, Scope: secure.Any},
		"empty action":     {Role: secure.RoleBuyer, Scope: secure.Any, Actions: []secure.Action{""}},
		"none of Any":      {Role: secure.RoleBuyer, Actions: read},
		"must be Any":      {Scope: secure.Own, Actions: read},
		"for merchants":    {Role: secure.RoleBuyer, Scope: secure.OwnSeller, Actions: read},
	}
	good := secure.Rule{Role: secure.RoleStaff, Scope: secure.Any, Actions: read}
	for want, rule := range tests {
		_, err := secure.NewPolicy(good, rule)
		require.ErrorContains(t, err, "secure: rule 2: ")
		require.ErrorContains(t, err, want)
	}
	_, err := secure.NewPolicy(secure.Rule{Role: secure.RoleMerchant, Scope: secure.Own | secure.OwnSeller, Actions: read})
	require.Error(t, err, "scopes are added by rules, not by bits")
}

func TestWithAddsUp(t *testing.T) {
	base := secure.DefaultPolicy()
	mei := secure.Actor{ID: "mei", Role: secure.RoleMerchant, Sellers: []string{"s1"}}
	wider, err := base.With(secure.Rule{Role: secure.RoleMerchant, Scope: secure.Own, Actions: []secure.Action{secure.OrderRead, "gift.wrap"}})
	require.NoError(t, err)
	filter, err := wider.Scope(mei, secure.OrderRead)
	require.NoError(t, err)
	assert.Equal(t, secure.Filter{Owner: "mei", Sellers: []string{"s1"}}, filter)
	require.NoError(t, wider.Allow(mei, "gift.wrap", secure.Target{Owner: "mei"}))
	require.ErrorIs(t, base.Allow(mei, secure.OrderRead, secure.Target{Owner: "mei"}), secure.ErrDenied, "the first policy stays as it was")

	filter.Sellers[0] = "s2"
	assert.Equal(t, "s1", mei.Sellers[0], "the filter is the caller's")
}

// TestScopeAgreesWithAllow draws policies and checks that a query through Scope
// shows exactly the targets that Allow allows.
func TestScopeAgreesWithAllow(t *testing.T) {
	name := rapid.SampledFrom([]string{"", "ann", "bob", "s1"})
	role := rapid.SampledFrom([]secure.Role{"", secure.RoleBuyer, secure.RoleMerchant, secure.RoleSystem})
	action := rapid.SampledFrom(secure.Actions()[:3])
	rapid.Check(t, func(t *rapid.T) {
		policy := secure.Policy{}
		for range rapid.IntRange(0, 4).Draw(t, "rules") {
			wider, err := policy.With(secure.Rule{
				Role: role.Draw(t, "role"), Actions: []secure.Action{action.Draw(t, "action")},
				Scope: secure.Scope(rapid.IntRange(0, 5).Draw(t, "scope")),
			})
			if err == nil {
				policy = wider
			}
		}
		actor := secure.Actor{ID: name.Draw(t, "id"), Role: role.Draw(t, "as"), Sellers: rapid.SliceOf(name).Draw(t, "sellers")}
		what, target := action.Draw(t, "what"), secure.Target{Owner: name.Draw(t, "owner"), Seller: name.Draw(t, "seller")}
		filter, err := policy.Scope(actor, what)
		visible := err == nil && filter.Matches(target)
		if allowed := policy.Allow(actor, what, target) == nil; allowed != visible {
			t.Fatalf("allowed %v, visible %v", allowed, visible)
		}
		if visible && !filter.Any && !actor.Is(target.Owner) && !actor.Sells(target.Seller) {
			t.Fatalf("%v sees %v", actor, target)
		}
	})
}

// What an actor is called is written beside everything that he does.
func TestPolicyRefusesIDsThatCannotBeKept(t *testing.T) {
	policy := secure.DefaultPolicy()
	for name, id := range map[string]string{
		"too long": strings.Repeat("x", 257), "a megabyte": strings.Repeat("x", 1<<20), "NUL": "ann\x00", "not UTF-8": "ann\xff", "a line": "ann\nbob", "C1": "ann\u0085",
	} {
		actor := secure.Actor{ID: id, Role: secure.RoleStaff}
		err := policy.Allow(actor, secure.OrderRead, secure.Target{Owner: "bob"})
		require.ErrorIs(t, err, secure.ErrActor, name)
		require.NotContains(t, err.Error(), "ann", name)
		_, err = policy.Scope(actor, secure.OrderRead)
		require.ErrorIs(t, err, secure.ErrActor, name)
	}
	for _, id := range []string{"ann@example.com", "auth0|12", "CN=林小雨,O=Shop", strings.Repeat("x", 256)} {
		require.NoError(t, policy.Allow(secure.Actor{ID: id, Role: secure.RoleStaff}, secure.OrderRead, secure.Target{Owner: "bob"}))
	}
}
