package cart

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// Add puts units of a SKU into by's cart, on top of what is there. An empty
// currency is the cart's; another one than the cart's is an *order.InputError.
func (s *Service) Add(ctx context.Context, by secure.Actor, currency string, sku catalog.SKU, qty int64) (Cart, error) {
	if qty < 1 {
		return Cart{}, &order.InputError{Field: "qty", Reason: "must be at least 1"}
	}
	return s.change(ctx, by, func(c *Cart) error {
		if err := c.speak(currency); err != nil {
			return err
		}
		have := int64(0)
		if i := c.index(sku); i >= 0 {
			have = c.Lines[i].Qty
		}
		most := orDefault(s.MaxQty, 10_000)
		if qty > most-have {
			return &order.InputError{Field: "qty", Reason: fmt.Sprintf("must be at most %d altogether", most)}
		}
		return s.put(ctx, by, c, sku, have+qty)
	})
}

// Set makes the number of units of a SKU in by's cart qty; 0 takes it out. A SKU
// that is not in the cart is an *order.InputError.
func (s *Service) Set(ctx context.Context, by secure.Actor, sku catalog.SKU, qty int64) (Cart, error) {
	most := orDefault(s.MaxQty, 10_000)
	if qty < 0 || qty > most {
		return Cart{}, &order.InputError{Field: "qty", Reason: fmt.Sprintf("must be between 0 and %d", most)}
	}
	return s.change(ctx, by, func(c *Cart) error {
		i := c.index(sku)
		switch {
		case i < 0:
			return &order.InputError{Field: "sku", Reason: "is not in the cart"}
		case qty == 0:
			c.Lines = slices.Delete(c.Lines, i, i+1)
			return nil
		}
		return s.put(ctx, by, c, sku, qty)
	})
}

// Remove takes a SKU out of by's cart, whether or not it can still be bought. A
// SKU that is not there is no error.
func (s *Service) Remove(ctx context.Context, by secure.Actor, sku catalog.SKU) (Cart, error) {
	return s.change(ctx, by, func(c *Cart) error {
		c.Lines = slices.DeleteFunc(c.Lines, func(l Line) bool { return l.SKU == sku })
		return nil
	})
}

// Clear empties by's cart, as a host does once a purchase is placed. What a tab
// has read before cannot come back.
func (s *Service) Clear(ctx context.Context, by secure.Actor) error {
	if err := s.ready(by); err != nil {
		return err
	}
	return s.Store.ClearCart(ctx, by.ID, s.now())
}

// Find reads by's cart without prices; an empty one where there is none.
func (s *Service) Find(ctx context.Context, by secure.Actor) (Cart, error) {
	if err := s.ready(by); err != nil {
		return Cart{}, err
	}
	c, err := s.Store.FindCart(ctx, by.ID)
	if errors.Is(err, event.ErrNotFound) {
		return Cart{Owner: by.ID}, nil
	}
	return c, err
}

// change reads, changes and writes a cart, anew where another tab was faster.
func (s *Service) change(ctx context.Context, by secure.Actor, edit func(*Cart) error) (Cart, error) {
	var c Cart
	var err error
	for range 5 {
		if c, err = s.Find(ctx, by); err != nil {
			return c, err
		}
		c.Lines = slices.Clone(c.Lines)
		if err = edit(&c); err != nil {
			return c, err
		}
		c.Updated = s.now()
		if err = s.Store.SaveCart(ctx, c); err == nil {
			c.Version++
			return c, nil
		}
		if !errors.Is(err, event.ErrStale) {
			return c, err
		}
	}
	return c, err
}

// speak settles the cart's currency.
func (c *Cart) speak(currency string) error {
	switch {
	case len(c.Lines) == 0 && currency != "":
		c.Currency = currency
	case c.Currency == "":
		return &order.InputError{Field: "currency", Reason: "is missing"}
	case currency != "" && currency != c.Currency:
		return &order.InputError{Field: "currency", Reason: "is not the cart's"}
	}
	return nil
}

// put writes one line at today's price.
func (s *Service) put(ctx context.Context, by secure.Actor, c *Cart, sku catalog.SKU, qty int64) error {
	offers, err := s.Catalog.Offers(ctx, by, "", c.Currency, sku)
	switch {
	case errors.Is(err, catalog.ErrNoPrice):
		return errors.Join(&order.InputError{Field: "currency", Reason: "has no price for this product"}, err)
	case errors.Is(err, catalog.ErrUnknown) || errors.Is(err, catalog.ErrInactive) || err == nil && len(offers) != 1:
		return errors.Join(&order.InputError{Field: "sku", Reason: "is not for sale"}, err)
	case err != nil:
		return err
	}
	line := Line{SKU: sku, Qty: qty, Price: offers[0].Price}
	if i := c.index(sku); i >= 0 {
		c.Lines[i] = line
		return nil
	}
	if len(c.Lines) >= orDefault(s.MaxLines, 200) {
		return ErrFull
	}
	c.Lines = append(c.Lines, line)
	return nil
}
