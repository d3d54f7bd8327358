package main

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/secure"
)

// seed fills an empty shop; what is there already is left alone, so that a
// start that was cut off goes on where it ended.
func (s *server) seed(ctx context.Context) error {
	by := secure.Actor{ID: "seed", Role: secure.RoleStaff}
	if err := s.openDeals(ctx); err != nil {
		return err
	}
	n, err := s.shop.Catalog.Count(ctx, by, catalog.Query{})
	if err != nil || n == len(seed.Products()) {
		return err
	}
	if n == 0 {
		err = s.seedShelves(ctx, by)
	}
	for _, p := range seed.Products() {
		if err == nil {
			err = s.seedProduct(ctx, by, p)
		}
	}
	return err
}

func (s *server) seedShelves(ctx context.Context, by secure.Actor) error {
	var errs []error
	for _, seller := range seed.Sellers() {
		errs = append(errs, known(s.shop.Catalog.SaveSeller(ctx, by, seller)))
	}
	for _, c := range seed.Categories() {
		errs = append(errs, known(s.shop.Catalog.SaveCategory(ctx, by, c)))
	}
	return errors.Join(errs...)
}

// known passes over what an earlier start has written.
func known(err error) error {
	if errors.Is(err, event.ErrStale) {
		return nil
	}
	return err
}

// seedProduct writes a product and, once, its pieces: stock first, so that a
// product that can be seen has its pieces.
func (s *server) seedProduct(ctx context.Context, by secure.Actor, p catalog.Product) error {
	if _, err := s.shop.Catalog.Product(ctx, by, p.Slug); !errors.Is(err, catalog.ErrUnknown) {
		return err
	}
	skus := map[catalog.SKU]bool{}
	arrived := stock.Delivery{Reason: stock.Received, Ref: "opening"}
	for _, v := range p.Variants {
		skus[v.SKU] = true
	}
	for _, l := range seed.Stock() {
		if !skus[l.SKU] {
			continue
		}
		have, err := s.shop.Stock.Levels(ctx, l.SKU)
		if err != nil {
			return err
		}
		if len(have) == 0 {
			arrived.Lines = append(arrived.Lines, l)
		}
	}
	if len(arrived.Lines) > 0 {
		if err := s.shop.Stock.Move(ctx, by, arrived); err != nil {
			return err
		}
	}
	_, err := s.shop.Catalog.SaveProduct(ctx, by, p)
	return err
}

// person finds a demo person by the id of their actor.
func person(id string) (seed.Person, bool) {
	for _, p := range seed.People() {
		if p.Actor.ID == id {
			return p, true
		}
	}
	return seed.Person{}, false
}
