package memstore

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/shipping"
)

// clone copies what a value shares with its caller, so that neither can change
// the other's.
func clone[T any](v T) T {
	var c any = v
	switch x := c.(type) {
	case event.Event:
		x.Data = bytes.Clone(x.Data)
		c = x
	case shipping.Shipment:
		x.Items, x.Events = slices.Clone(x.Items), slices.Clone(x.Events)
		c = x
	case order.Order:
		c = cloneOrder(x)
	case order.Refund:
		x.Items, x.Runs = slices.Clone(x.Items), slices.Clone(x.Runs)
		c = x
	case catalog.Product:
		c = cloneProduct(x)
	case catalog.Category:
		x.Texts = maps.Clone(x.Texts)
		c = x
	case catalog.Seller:
		x.Names = maps.Clone(x.Names)
		c = x
	}
	return c.(T)
}

func cloneOrder(o order.Order) order.Order {
	o.Progress, o.Lines = slices.Clone(o.Progress), slices.Clone(o.Lines)
	o.ShippingDiscounts, o.Awards = slices.Clone(o.ShippingDiscounts), slices.Clone(o.Awards)
	for i := range o.Awards {
		o.Awards[i].Sellers = slices.Clone(o.Awards[i].Sellers)
	}
	for i := range o.Lines {
		rows := slices.Clone(o.Lines[i].Rows)
		for j := range rows {
			rows[j].Discounts = slices.Clone(rows[j].Discounts)
		}
		o.Lines[i].Rows = rows
	}
	return o
}

func cloneProduct(p catalog.Product) catalog.Product {
	p.Texts, p.Details, p.Variants = maps.Clone(p.Texts), maps.Clone(p.Details), slices.Clone(p.Variants)
	for language, details := range p.Details {
		p.Details[language] = maps.Clone(details)
	}
	for i := range p.Variants {
		v := &p.Variants[i]
		v.Options, v.Prices, v.Listed = maps.Clone(v.Options), slices.Clone(v.Prices), slices.Clone(v.Listed)
	}
	return p
}
