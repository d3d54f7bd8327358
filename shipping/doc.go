// Package shipping moves parcels: it books labels at carriers, follows every
// stop in one normal form of 14 statuses, and never books twice when an answer
// is lost. Its Desk has the same four words as payment.Engine: Open, Advance,
// Learn and Apply.
//
//	desk := &shipping.Desk{Store: db.Shipments(), Carriers: carriers, Now: time.Now}
//	desk.Settle = shipping.Alone(desk)
//	err := desk.Store.Do(ctx, func(ctx context.Context, tx shipping.Tx) error {
//		_, err := desk.Open(ctx, tx, parcel) // commits with whatever else tx writes
//		return err
//	})
//	...
//	err = desk.Advance(ctx, parcel.ID) // books it; timers follow it to the door
package shipping
