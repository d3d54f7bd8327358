package cart

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// A Note says what a buyer should know of a line before ordering.
type Note string

// Notes.
const (
	PriceRose Note = "price_rose" // since the line was last changed
	PriceFell Note = "price_fell"
	FewLeft   Note = "few_left"    // Left says how many
	TooMany   Note = "too_many"    // more are wanted than Left
	SoldOut   Note = "sold_out"    // none are left
	NotOnSale Note = "not_on_sale" // cannot be bought any more, or not in this currency
)

// A PricedLine is a line as it could be ordered now.
type PricedLine struct {
	Line
	Offer catalog.Offer // the zero Offer where the line is not on sale
	Total money.Money   // Qty at the price of now; zero where the line cannot be ordered at all
	Left  int64         // pieces that can be promised now; of goods only
	Notes []Note
}

// Buyable reports whether the whole line could be ordered now.
func (l PricedLine) Buyable() bool {
	for _, n := range l.Notes {
		if n == SoldOut || n == NotOnSale || n == TooMany {
			return false
		}
	}
	return true
}

// A View is a cart at the prices and quantities of now.
type View struct {
	Cart  Cart
	Lines []PricedLine
	Goods money.Money // the sum of the lines that are on sale; the zero Money for an empty cart
	Ready bool        // there is something, and every line is buyable
}

// View shows by's cart with texts in the given language, before promotions.
func (s *Service) View(ctx context.Context, by secure.Actor, language string) (View, error) {
	c, err := s.Find(ctx, by)
	v := View{Cart: c, Ready: len(c.Lines) > 0}
	if err != nil || len(c.Lines) == 0 {
		return v, err
	}
	currency, err := money.ParseCurrency(c.Currency)
	if err != nil {
		return v, err
	}
	left, err := s.left(ctx, c)
	if err != nil {
		return v, err
	}
	v.Goods = money.New(0, currency)
	for _, l := range c.Lines {
		p, err := s.priced(ctx, by, language, c.Currency, l)
		if err != nil {
			return v, err
		}
		p.Left = left[l.SKU]
		s.note(&p)
		v.Ready = v.Ready && p.Buyable()
		if v.Goods, err = v.Goods.Add(p.Total); err != nil {
			return v, err
		}
		v.Lines = append(v.Lines, p)
	}
	return v, nil
}

// left adds up what can be promised of each SKU in every place.
func (s *Service) left(ctx context.Context, c Cart) (map[catalog.SKU]int64, error) {
	skus := make([]catalog.SKU, len(c.Lines))
	for i, l := range c.Lines {
		skus[i] = l.SKU
	}
	levels, err := s.Stock.Levels(ctx, skus...)
	left := map[catalog.SKU]int64{}
	for _, level := range levels {
		left[level.SKU] += level.Available()
	}
	return left, err
}

// priced asks for one SKU at a time, so that one that is gone spoils no other.
func (s *Service) priced(ctx context.Context, by secure.Actor, language, currency string, l Line) (PricedLine, error) {
	offers, err := s.Catalog.Offers(ctx, by, language, currency, l.SKU)
	gone := errors.Is(err, catalog.ErrUnknown) || errors.Is(err, catalog.ErrInactive) || errors.Is(err, catalog.ErrNoPrice)
	if err != nil && !gone {
		return PricedLine{}, err
	}
	p := PricedLine{Line: l, Total: l.Price.Mul(0)}
	if gone || len(offers) != 1 {
		p.Notes = []Note{NotOnSale}
		return p, nil
	}
	p.Offer, p.Total = offers[0], offers[0].Price.Mul(l.Qty)
	rose, err := p.Offer.Price.Cmp(l.Price)
	if rose > 0 {
		p.Notes = append(p.Notes, PriceRose)
	} else if rose < 0 {
		p.Notes = append(p.Notes, PriceFell)
	}
	return p, err
}

// note says how much is left of goods.
func (s *Service) note(p *PricedLine) {
	if p.Offer.Kind != catalog.Goods {
		return
	}
	switch {
	case p.Left <= 0:
		p.Notes = append(p.Notes, SoldOut)
	case p.Left < p.Qty:
		p.Notes = append(p.Notes, TooMany)
	case p.Left <= orDefault(s.Few, 3):
		p.Notes = append(p.Notes, FewLeft)
	}
}
