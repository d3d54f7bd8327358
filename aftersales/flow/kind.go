package flow

// A Kind is what a case was opened for.
type Kind string

// Kinds of cases.
const (
	KindCancel          Kind = "cancel"           // before the goods are handed over
	KindRefund          Kind = "refund"           // money, the goods stay or never came
	KindReturn          Kind = "return"           // goods back, then money
	KindExchange        Kind = "exchange"         // goods back, then other goods
	KindResend          Kind = "resend"           // what was missing or lost, once more
	KindRepair          Kind = "repair"           // goods back, repaired, sent again
	KindComplaint       Kind = "complaint"        // an answer
	KindPriceProtection Kind = "price_protection" // the difference to a lower price
	KindRefused         Kind = "refused_delivery" // the parcel was not taken in
)

// Kinds lists every kind in the order above. The slice is the caller's.
func Kinds() []Kind {
	return []Kind{
		KindCancel, KindRefund, KindReturn, KindExchange, KindResend, KindRepair, KindComplaint, KindPriceProtection, KindRefused,
	}
}

// Remedy is what a case of this kind asks for; empty for an unknown kind.
func (k Kind) Remedy() Remedy {
	switch k {
	case KindCancel, KindRefund, KindPriceProtection:
		return Refund
	case KindReturn:
		return ReturnRefund
	case KindExchange:
		return Exchange
	case KindResend:
		return Resend
	case KindRepair:
		return Repair
	case KindComplaint:
		return Nothing
	case KindRefused:
		return RefusedRefund
	}
	return ""
}
