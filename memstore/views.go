package memstore

import (
	"context"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// A view is the store as one domain sees it: its own Do, and the reads of all.
type view[T any] struct {
	*DB
	as func(*Tx) T // always the identity; the compiler checks it
}

// Do runs fn in a transaction of the view's domain.
func (v view[T]) Do(ctx context.Context, fn func(context.Context, T) error) error {
	return v.DB.Do(ctx, func(ctx context.Context, tx *Tx) error { return fn(ctx, v.as(tx)) })
}

// Payments is the store as package payment sees it.
func (db *DB) Payments() payment.Store {
	return view[payment.Tx]{db, func(tx *Tx) payment.Tx { return tx }}
}

// Shipments is the store as package shipping sees it.
func (db *DB) Shipments() shipping.Store {
	return shipmentView{view[shipping.Tx]{db, func(tx *Tx) shipping.Tx { return tx }}}
}

// Stock is the store as package stock sees it.
func (db *DB) Stock() stock.Store {
	return view[stock.WriteTx]{db, func(tx *Tx) stock.WriteTx { return tx }}
}

// Catalog is the store as package catalog sees it.
func (db *DB) Catalog() catalog.Store {
	return view[catalog.Tx]{db, func(tx *Tx) catalog.Tx { return tx }}
}

// Orders is the store as package order sees it.
func (db *DB) Orders() order.Store {
	return orderView{view[order.Tx]{db, func(tx *Tx) order.Tx { return tx }}}
}

// Inbox is the store as a consumer of events sees it.
func (db *DB) Inbox() event.InboxStore {
	return view[event.InboxTx]{db, func(tx *Tx) event.InboxTx { return tx }}
}
