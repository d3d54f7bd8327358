package coupon

import (
	"context"
	"iter"
)

// Tx is what one transaction can do with coupons. Rows that it returns are held
// until the end; the lock order is guesses, campaign, redemptions, coupons by
// code, then counters by key, which are the hot rows: call AddUses last. A failed
// call dooms the closure, whatever the closure answers; only event.ErrNotFound is
// an answer.
type Tx interface {
	CountTx
	CouponTx
	RedemptionTx
	GuessTx
}

// CountTx is the part of Tx for counters.
type CountTx interface {
	// AddUses applies all uses by key, or answers ErrSpent where one counter would
	// pass its Max, and event.ErrStale where one would fall below zero. A
	// counter that is not there stands at zero. Keys occur once in a call.
	AddUses(ctx context.Context, uses ...Use) error
}

// CouponTx is the part of Tx for campaigns and coupons.
type CouponTx interface {
	// Campaign returns a campaign and holds it, or event.ErrNotFound.
	Campaign(ctx context.Context, id string) (Campaign, error)
	// SaveCampaign inserts at Version 0 and otherwise compares: event.ErrStale.
	SaveCampaign(ctx context.Context, c Campaign) error
	// Coupon returns a coupon and holds it, or event.ErrNotFound.
	Coupon(ctx context.Context, code string) (Coupon, error)
	// SaveCoupons inserts at Version 0, where a code that is there is
	// event.ErrStale, and otherwise compares and writes Used, Frozen, Buyer and
	// Until.
	SaveCoupons(ctx context.Context, list ...Coupon) error
}

// RedemptionTx is the part of Tx for redemptions.
type RedemptionTx interface {
	// RedemptionsOf returns those of a purchase by rule and holds them.
	RedemptionsOf(ctx context.Context, purchase string) ([]Redemption, error)
	// SaveRedemptions inserts at Version 0, where a purchase and rule that are
	// there are event.ErrStale, and otherwise compares and writes Status and
	// Changed.
	SaveRedemptions(ctx context.Context, list ...Redemption) error
}

// GuessTx is the part of Tx for lock-outs.
type GuessTx interface {
	// Guesses returns those of somebody and holds them, or event.ErrNotFound.
	Guesses(ctx context.Context, who string) (Guesses, error)
	// SaveGuesses inserts at Version 0 and otherwise compares: event.ErrStale.
	SaveGuesses(ctx context.Context, g Guesses) error
}

// Store keeps coupons.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may run
	// again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction and without holding anything. A missing row
// is event.ErrNotFound.
type Reader interface {
	// FindCounts answers the counters in the order of the keys, zero for those
	// that are not there.
	FindCounts(ctx context.Context, keys ...string) ([]Count, error)
	FindCoupon(ctx context.Context, code string) (Coupon, error)
	FindGuesses(ctx context.Context, who string) (Guesses, error)
	// CouponsOf lists a buyer's wallet by code. The empty buyer has none.
	CouponsOf(ctx context.Context, buyer string) iter.Seq2[Coupon, error]
}
