package secure_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/secure"
)

// A service asks the policy before it acts, and filters before it reads.
func ExamplePolicy() {
	policy := secure.DefaultPolicy()
	ann := secure.Actor{ID: "ann", Role: secure.RoleBuyer}

	fmt.Println(policy.Allow(ann, secure.OrderCancel, secure.Target{Owner: "ann", Seller: "s1"}))
	err := policy.Allow(ann, secure.OrderCancel, secure.Target{Owner: "bob", Seller: "s1"})
	fmt.Println(err, errors.Is(err, secure.ErrDenied))

	mei := secure.Actor{ID: "mei", Role: secure.RoleMerchant, Sellers: []string{"s1"}}
	filter, err := policy.Scope(mei, secure.OrderRead)
	fmt.Printf("%+v %v\n", filter, err)
	// Output:
	// <nil>
	// secure: denied: buyer may not order.cancel this true
	// {Any:false Owner: Sellers:[s1]} <nil>
}

// A host adds an action of its own to the default policy.
func ExamplePolicy_With() {
	const giftWrap secure.Action = "gift.wrap"
	policy, err := secure.DefaultPolicy().With(
		secure.Rule{Role: secure.RoleMerchant, Actions: []secure.Action{giftWrap}, Scope: secure.OwnSeller},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	mei := secure.Actor{ID: "mei", Role: secure.RoleMerchant, Sellers: []string{"s1"}}
	fmt.Println(policy.Allow(mei, giftWrap, secure.Target{Seller: "s1"}))
	fmt.Println(policy.Allow(mei, giftWrap, secure.Target{Seller: "s2"}))
	// Output:
	// <nil>
	// secure: denied: merchant may not gift.wrap this
}

// An anonymous actor equals nobody, so an order without an owner is nobody's.
func ExampleActor() {
	var visitor secure.Actor
	fmt.Println(visitor, visitor.Is(""), secure.Same(visitor, visitor))
	ann := secure.Actor{ID: "ann", Role: secure.RoleBuyer}
	fmt.Println(ann, ann.Is("ann"))
	fmt.Println(secure.System("order.expire"))
	// Output:
	// anonymous false false
	// buyer:ann true
	// system:order.expire
}

// exampleKey stands for 32 bytes that a host reads from its secret store.
func exampleKey(id string) secure.Key {
	key, err := secure.NewKey(id, bytes.Repeat([]byte(id[:1]), secure.KeySize))
	if err != nil {
		fmt.Println(err)
	}
	return key
}

// A sealed telephone number opens in its own row and nowhere else.
func ExampleKeyring() {
	ring, err := secure.NewKeyring(nil, exampleKey("2026-07"))
	if err != nil {
		fmt.Println(err)
		return
	}
	field := secure.Field{Table: "cw_orders", Column: "phone", Record: "order-1"}
	sealed, err := ring.Seal(field, "13800000000")
	fmt.Println(sealed[:len("v1.2026-07.")], err)

	plain, err := ring.Open(field, sealed)
	fmt.Println(plain, err)

	field.Record = "order-2"
	_, err = ring.Open(field, sealed)
	fmt.Println(errors.Is(err, secure.ErrTampered))
	// Output:
	// v1.2026-07. <nil>
	// 13800000000 <nil>
	// true
}

// Keys are safe to print.
func ExampleKey() {
	fmt.Printf("%+v\n", exampleKey("2026-07"))
	// Output:
	// secure.Key(2026-07, redacted)
}

// Two spellings of one number have one index text.
func ExampleBlindIndex() {
	index, err := secure.NewBlindIndex(exampleKey("2026-07"), secure.IndexColumn{
		Table: "cw_orders", Column: "phone", Normalise: secure.NormalPhone,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(index.Sum("138-0000-0000") == index.Sum("13800000000"), len(index.Sum("13800000000")))
	// Output:
	// true 22
}

// The guest keeps the token; the shop stores its hash.
func ExampleNewToken() {
	token, stored, err := secure.NewToken(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	presented, err := secure.HashToken(token)
	fmt.Println(secure.EqualSecret(stored, presented), err)
	_, err = secure.HashToken("guess")
	fmt.Println(err)
	// Output:
	// true <nil>
	// secure: not a token
}

func ExampleMaskPhone() {
	fmt.Println(secure.MaskPhone("13800000000"), secure.MaskEmail("kathryn@example.com"), secure.MaskName("林小雨"), secure.MaskName("Kathryn"))
	// Output:
	// 138****0000 k***@example.com 林** K***n
}
