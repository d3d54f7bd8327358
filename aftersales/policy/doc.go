// Package policy says what a buyer may ask for after a sale, until when, and on
// which terms: as versioned data that is chosen when an order is placed and never
// changes for it.
//
//	p, err := policy.Parse(file)          // strict: what is not understood is refused
//	d := p.Decide(policy.Facts{Kind: flow.KindReturn, Reason: "changed_mind", …})
//	d.Allowed, d.Until, d.Trace           // and why
//
// Three policies come with the package: Basic, CNMarketplace with its seven days
// without a reason, and EUWithdrawal with its fourteen. A Floor is what a
// jurisdiction guarantees: no policy undercuts it, neither when it is saved nor
// when it is applied.
package policy
