package orders

import (
	"encoding/json"
	"fmt"

	"github.com/cartwright-go/cartwright/order"
)

// terms are what promotions gave an order besides its rows.
type terms struct {
	Shipping []order.Share `json:"shipping,omitempty"`
	Awards   []order.Award `json:"awards,omitempty"`
	Gifts    []int         `json:"gifts,omitempty"` // numbers of lines
	Claims   bool          `json:"claims,omitempty"`
	PayBy    string        `json:"pay_by,omitempty"`
}

// encodeTerms writes them as JSON, and nothing where there is nothing.
func encodeTerms(o order.Order) (string, error) {
	t := terms{Shipping: o.ShippingDiscounts, Awards: o.Awards, Claims: o.Claims, PayBy: o.PayBy}
	for _, l := range o.Lines {
		if l.Gift {
			t.Gifts = append(t.Gifts, l.No)
		}
	}
	if len(t.Shipping) == 0 && len(t.Awards) == 0 && len(t.Gifts) == 0 && !t.Claims && t.PayBy == "" {
		return "", nil
	}
	text, err := json.Marshal(t)
	return string(text), err
}

// decodeTerms reads them into an order and answers which lines are gifts.
func decodeTerms(text string, o *order.Order) ([]int, error) {
	if text == "" {
		return nil, nil
	}
	var t terms
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return nil, fmt.Errorf("orders: stored terms: %w", err)
	}
	o.ShippingDiscounts, o.Awards, o.Claims, o.PayBy = t.Shipping, t.Awards, t.Claims, t.PayBy
	return t.Gifts, nil
}
