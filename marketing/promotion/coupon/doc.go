// Package coupon keeps codes, wallets, limits and budgets of promotions, and
// redeems them in the transaction of the purchase.
//
//	entered, err := coupons.Resolve(ctx, rules, coupon.Typing{Who: session, Buyer: buyer, Codes: typed})
//	usage, err := coupons.Usage(ctx, counted, buyer)          // into promotion.Facts
//	result, err := rules.Evaluate(facts, promotion.Options{})
//	err = db.Do(ctx, func(ctx context.Context, tx Tx) error { // order.Tx and coupon.Tx
//		if err := coupons.ReserveIn(ctx, tx, coupon.Take{Purchase: id, Buyer: buyer, Applied: result.Applied}); err != nil {
//			return err // *coupon.RefusedError: price the cart again
//		}
//		_, err := orders.PlaceIn(ctx, tx, …)
//		return err
//	})
//
// What was counted when a cart was priced may be gone when it is bought: a limit
// holds because ReserveIn raises every counter in the purchase's transaction
// only as far as the limit allows. ConfirmIn goes with the payment, ReleaseIn
// with the cancellation; both may be called again.
//
// Codes are 11 random characters of an alphabet without look-alikes (54 bits)
// and a check character that catches every single wrong character and every
// swap of two. Whoever types wrong codes too often is locked out for a while.
package coupon
