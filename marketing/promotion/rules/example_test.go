package rules_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// A merchant writes a rule, and a second person lets it go live.
func ExampleService() {
	ctx := context.Background()
	policy, err := rules.Policy(secure.DefaultPolicy())
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
	shop := &rules.Service{
		Store: memstore.New().Rules(), Policy: policy, Now: func() time.Time { return now }, RequireTwo: true,
	}
	he := secure.Actor{ID: "he", Role: secure.RoleMerchant, Sellers: []string{"fern"}}
	li := secure.Actor{ID: "li", Role: secure.RoleStaff}

	draft, err := shop.Save(ctx, he, promotion.Rule{
		Version: promotion.Version, ID: "tea-50", Layer: "shop", Seller: "fern", Name: map[string]string{"en": "50 off from 300"},
		When: json.RawMessage(`{"kind":"amount","min":["300.00 CNY"]}`),
		Then: []json.RawMessage{json.RawMessage(`{"kind":"off","amount":["50.00 CNY"]}`)},
	}, 0)
	fmt.Println(draft.State, draft.Saved, err)

	_, err = shop.Publish(ctx, he, rules.Step{ID: draft.ID, Version: draft.Version})
	fmt.Println(errors.Is(err, rules.ErrApproval), err)
	asked, err := shop.Submit(ctx, he, rules.Step{ID: draft.ID, Version: draft.Version})
	fmt.Println(asked.State, err)
	live, err := shop.Publish(ctx, li, rules.Step{ID: draft.ID, Version: asked.Version})
	fmt.Println(live.State, err)

	book, err := shop.Snapshot(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := book.Evaluate(promotion.Facts{At: now, Currency: "CNY", Lines: []promotion.Line{
		{SKU: "tea", Seller: "fern", Units: 2, Price: money.MustParseText("160.00 CNY")},
	}}, promotion.Options{})
	fmt.Println(result.Total, err)
	// Output:
	// draft 1 <nil>
	// true rules: rule tea-50: by: saved this revision: another person has to publish it
	// waiting <nil>
	// live <nil>
	// 270.00 CNY <nil>
}
