package policy

import (
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
)

// Reasons that the policies of this package know.
const (
	ChangedMind  = "changed_mind"
	Damaged      = "damaged"
	Defective    = "defective"
	WrongItem    = "wrong_item"
	NotDescribed = "not_as_described"
	Missing      = "missing"
	NotReceived  = "not_received"
	Counterfeit  = "counterfeit"
	Late         = "late"
	PriceDropped = "price_dropped"
	Unwanted     = "refused"
	Service      = "service"
)

func reasons() []Reason {
	return []Reason{
		{ChangedMind, flow.Buyer},
		{Damaged, flow.Carrier},
		{Defective, flow.Merchant},
		{WrongItem, flow.Merchant},
		{NotDescribed, flow.Merchant},
		{Missing, flow.Merchant},
		{NotReceived, flow.Carrier},
		{Counterfeit, flow.Merchant},
		{Late, flow.Merchant},
		{PriceDropped, flow.Merchant},
		{Unwanted, flow.Buyer},
		{Service, flow.Merchant},
	}
}

// unseen is the grade of goods that nobody has inspected.
const unseen = "Q"

func grades() []Grade {
	return []Grade{
		{Code: "A", Restock: true},
		{Code: "B", Fee: 1000, Restock: true, Location: "open-box"},
		{Code: "C", Fee: 3000, Restock: true, Location: "refurbish"},
		{Code: "D", Fee: 8000, Restock: true, WriteOff: true},
		{Code: "X", Fee: 10_000}, // not what was sold
		{Code: unseen, Restock: true, Location: "quarantine"},
	}
}

func limits() Limits {
	return Limits{Requests: 5, Evidence: 20, EvidenceBytes: 10 << 20, Messages: 200, Extensions: 1, Compensation: 30_000}
}

// faults are the reasons that are not the buyer's.
func faults() []string {
	return []string{Damaged, Defective, WrongItem, NotDescribed, Missing, Counterfeit}
}

// always are the rules that all policies of this package share.
func always(warranty Duration) []Rule {
	share := entitlement.ShareShipping
	return []Rule{
		{Name: "cancel-unsent", Kinds: []flow.Kind{flow.KindCancel}, Goods: []Goods{Unsent}, Shipping: entitlement.WholeShipping},
		{Name: "never-came", Kinds: []flow.Kind{flow.KindRefund, flow.KindResend}, Reasons: []string{NotReceived, Late}, Goods: []Goods{OnRoad, Here}, Shipping: share},
		{Name: "on-road", Kinds: []flow.Kind{flow.KindRefund}, Goods: []Goods{OnRoad}},
		{
			Name: "faulty", Kinds: []flow.Kind{flow.KindRefund, flow.KindReturn, flow.KindExchange, flow.KindResend, flow.KindRepair},
			Reasons: faults(), Goods: []Goods{Here}, Within: warranty, From: Delivered, Shipping: share, Evidence: 1,
		},
		{Name: "refused", Kinds: []flow.Kind{flow.KindRefused}, Goods: []Goods{OnRoad, Refused}},
		{Name: "price", Kinds: []flow.Kind{flow.KindPriceProtection}, Reasons: []string{PriceDropped}, Within: 15 * day, From: Placed},
		{Name: "complain", Kinds: []flow.Kind{flow.KindComplaint}, Within: 180 * day, From: Placed},
	}
}

// Basic is a modest policy without a jurisdiction: 14 days for what is not
// wanted, 180 for what is faulty.
func Basic() Policy {
	return Policy{
		Format: Format, Name: "basic", Version: 1, Reasons: reasons(), Grades: grades(), Unseen: unseen, Limits: limits(), CouponsBack: true,
		Rules: append(always(180*day), Rule{
			Name: "unwanted", Kinds: []flow.Kind{flow.KindReturn, flow.KindExchange}, Reasons: []string{ChangedMind}, Goods: []Goods{Here},
			Within: 14 * day, From: Delivered, Unless: exceptions(),
		}),
	}
}

func exceptions() []string {
	return []string{"custom_made", "perishable", "sealed_opened", "digital", "periodical"}
}

// CNMarketplace is a marketplace in China: seven days without a reason, answers
// within 48 hours, money within seven days of the goods.
func CNMarketplace() Policy {
	p := Basic()
	p.Name, p.Floor = "cn-marketplace", "cn"
	p.Rules = append(always(90*day), Rule{
		Name: "seven-days", Kinds: []flow.Kind{flow.KindReturn, flow.KindExchange}, Reasons: []string{ChangedMind}, Goods: []Goods{Here},
		Within: 7 * day, From: Delivered, Unless: exceptions(), RefundFirst: true,
	})
	p.Clocks = map[flow.State]Duration{
		flow.Requested: Duration(48 * time.Hour), flow.CounterOffered: 5 * day, flow.RejectedOpen: 7 * day, flow.Intercepting: 3 * day,
		flow.AwaitingReturn: 7 * day, flow.ReturnDelivered: 10 * day, flow.ReplacementDue: 10 * day, flow.Repairing: 30 * day, flow.RefundDue: 7 * day,
	}
	return p
}

// EUWithdrawal is a shop that delivers within the European Union: fourteen days
// to withdraw, the delivery paid back when everything comes back, no fee for
// goods as new, two years for faults.
func EUWithdrawal() Policy {
	p := Basic()
	p.Name, p.Floor = "eu-withdrawal", "eu"
	p.Rules = append(always(730*day), Rule{
		Name: "withdrawal", Kinds: []flow.Kind{flow.KindReturn}, Reasons: []string{ChangedMind}, Goods: []Goods{Here}, Within: 14 * day,
		From: Delivered, Unless: exceptions(), Shipping: entitlement.WholeShipping, Freight: flow.Buyer,
	}, Rule{
		Name: "swap", Kinds: []flow.Kind{flow.KindExchange}, Reasons: []string{ChangedMind}, Goods: []Goods{Here}, Within: 14 * day, From: Delivered,
		Unless: exceptions(),
	})
	p.Clocks = map[flow.State]Duration{
		flow.AwaitingReturn: 14 * day, flow.ReturnInTransit: 30 * day, flow.ReturnDelivered: 7 * day, flow.RefundDue: 14 * day,
	}
	return p
}
