package main

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

const seller = "wholesaler"

var staff = secure.Actor{ID: "replay", Role: secure.RoleStaff}

// A replay is the shop, the file, and who replays it.
type replay struct {
	shop   *cartwright.Shop
	file   file
	shards []*shard
}

// start opens the shop and fills its catalogue and warehouse.
func start(ctx context.Context, dsn string, f file) (*replay, error) {
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("replay needs no secret"), Now: time.Now})
	if err != nil {
		return nil, err
	}
	key, err := secure.NewKey("replay", []byte("32 bytes that nobody else knows."))
	if err != nil {
		return nil, err
	}
	keys, err := secure.NewKeyring(nil, key)
	if err != nil {
		return nil, err
	}
	van := &simcarrier.Carrier{Name: "van", Seed: 1, Day: 24 * time.Hour, Now: time.Now}
	shop, err := cartwright.Open(ctx, dsn, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van}, Sealer: keys,
	})
	if err != nil {
		return nil, err
	}
	shop.Orders.Limits = order.Limits{MaxLines: 2000}
	r := &replay{shop: shop, file: f}
	for range workers {
		r.shards = append(r.shards, &shard{shop: shop, left: map[string][]bought{}})
	}
	return r, r.fill(ctx)
}

// fill writes one product a stock code, a variant a price, and as many pieces
// as the file sells.
func (r *replay) fill(ctx context.Context) error {
	products, pieces := map[string]*catalog.Product{}, map[catalog.SKU]int64{}
	for _, row := range r.file.rows {
		if row.qty < 0 {
			continue
		}
		p := products[row.code]
		if p == nil {
			p = &catalog.Product{
				Slug: strings.ToLower(row.code), Seller: seller, Kind: catalog.Goods, Status: catalog.Active,
				Texts: catalog.Texts{"en": {Title: first(row.title, row.code)}},
			}
			products[row.code] = p
		}
		sku := row.sku
		if pieces[sku] == 0 {
			p.Variants = append(p.Variants, catalog.Variant{SKU: sku, Prices: []money.Money{row.price}})
		}
		pieces[sku] += row.qty
	}
	for _, code := range slices.Sorted(maps.Keys(products)) {
		if _, err := r.shop.Catalog.SaveProduct(ctx, staff, *products[code]); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(pieces)), 400) {
		d := stock.Delivery{Reason: stock.Received, Ref: "opening"}
		for _, sku := range batch {
			d.Lines = append(d.Lines, stock.Line{SKU: sku, Qty: pieces[sku]})
		}
		if err := r.shop.Stock.Move(ctx, staff, d); err != nil {
			return err
		}
	}
	return nil
}

func first(a, b string) string {
	if strings.TrimSpace(a) != "" {
		return a
	}
	return b
}
