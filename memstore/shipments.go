package memstore

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/shipping"
)

// Shipment returns a shipment, see shipping.Tx.
func (tx *Tx) Shipment(ctx context.Context, id shipping.ID) (shipping.Shipment, error) {
	return load[shipping.Shipment](ctx, tx, "Shipment", key{"shipment", string(id)})
}

// SaveShipment inserts or compares, see shipping.Tx.
func (tx *Tx) SaveShipment(ctx context.Context, s shipping.Shipment) error {
	if err := tx.enter(ctx, "SaveShipment"); err != nil {
		return err
	}
	return store(tx, key{"shipment", string(s.ID)}, s.Version, func(s shipping.Shipment) int64 { return s.Version },
		func(shipping.Shipment, bool) shipping.Shipment { s.Version++; return s })
}

// FindShipment reads without a transaction.
func (db *DB) FindShipment(ctx context.Context, id shipping.ID) (shipping.Shipment, error) {
	if err := ctx.Err(); err != nil {
		return shipping.Shipment{}, err
	}
	return find[shipping.Shipment](db, key{"shipment", string(id)})
}

// ShipmentsOf is shipping.Reader's Shipments: the parcels of one order, oldest first.
func (db *DB) shipmentsOf(order string) []shipping.Shipment {
	list := pick(db, "shipment", func(s shipping.Shipment) bool { return s.Order == order })
	slices.SortStableFunc(list, func(a, b shipping.Shipment) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// A shipmentView adds the one read whose name the DB uses for the view itself.
type shipmentView struct{ view[shipping.Tx] }

// Shipments lists the parcels of one order, oldest first.
func (v shipmentView) Shipments(ctx context.Context, order string) iter.Seq2[shipping.Shipment, error] {
	return each(ctx, v.shipmentsOf(order))
}
