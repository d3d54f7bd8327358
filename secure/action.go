package secure

import "slices"

// Action is something an actor may be allowed to do. Hosts may name their own.
type Action string

// The actions of this library's services. The comment of each says who is allowed
// by DefaultPolicy, besides staff (who are allowed all but CartWrite and
// OrderPlace).
const (
	// CatalogRead sees products and prices: everybody, anonymous included.
	CatalogRead Action = "catalog.read"
	// CatalogWrite changes products and prices: merchants their own.
	CatalogWrite Action = "catalog.write"
	// StockRead sees quantities and movements: merchants their own, the system.
	StockRead Action = "stock.read"
	// StockWrite books stock in and out: merchants their own, the system.
	StockWrite Action = "stock.write"
	// CartWrite changes and sees a cart: buyers their own.
	CartWrite Action = "cart.write"
	// OrderPlace places a purchase: buyers for themselves.
	OrderPlace Action = "order.place"
	// OrderRead sees an order and its history: buyers and merchants their own, the
	// system.
	OrderRead Action = "order.read"
	// OrderCancel cancels an order without giving a reason: buyers their own, the
	// system. A merchant gives one, see OrderReject.
	OrderCancel Action = "order.cancel"
	// OrderAccept takes an order on: merchants their own.
	OrderAccept Action = "order.accept"
	// OrderReject turns a paid order down with a reason: merchants their own.
	OrderReject Action = "order.reject"
	// OrderHandOver gives goods to a carrier: merchants their own.
	OrderHandOver Action = "order.hand_over"
	// OrderConfirm says that the goods arrived well: buyers their own, the system.
	OrderConfirm Action = "order.confirm"
	// PaymentRead sees payments and refunds: buyers and merchants their own, the
	// system.
	PaymentRead Action = "payment.read"
	// PaymentRefund gives money back: merchants their own, the system.
	PaymentRefund Action = "payment.refund"
	// ShipmentTrack follows a parcel: buyers and merchants their own, the system.
	ShipmentTrack Action = "shipment.track"
	// AuditRead reads the audit log: staff alone.
	AuditRead Action = "audit.read"
)

// Actions returns the actions of this library in the order above, so that a test
// can walk the whole matrix of roles and actions. The slice is the caller's.
func Actions() []Action {
	return []Action{
		CatalogRead, CatalogWrite, StockRead, StockWrite, CartWrite, OrderPlace, OrderRead, OrderCancel, OrderAccept,
		OrderReject, OrderHandOver, OrderConfirm, PaymentRead, PaymentRefund, ShipmentTrack, AuditRead,
	}
}

// DefaultPolicy returns the policy that the comments of the actions describe.
func DefaultPolicy() Policy { return tabulate(defaultRules()) }

func defaultRules() []Rule {
	others := slices.DeleteFunc(Actions(), func(a Action) bool { return a == CartWrite || a == OrderPlace })
	return []Rule{
		{Role: "", Scope: Any, Actions: []Action{CatalogRead}},
		{Role: RoleBuyer, Scope: Any, Actions: []Action{CatalogRead}},
		{Role: RoleBuyer, Scope: Own, Actions: []Action{
			CartWrite, OrderPlace, OrderRead, OrderCancel, OrderConfirm, PaymentRead, ShipmentTrack,
		}},
		{Role: RoleMerchant, Scope: Any, Actions: []Action{CatalogRead}},
		{Role: RoleMerchant, Scope: OwnSeller, Actions: []Action{
			CatalogWrite, StockRead, StockWrite, OrderRead, OrderAccept, OrderReject, OrderHandOver,
			PaymentRead, PaymentRefund, ShipmentTrack,
		}},
		{Role: RoleStaff, Scope: Any, Actions: others},
		{Role: RoleSystem, Scope: Any, Actions: []Action{
			CatalogRead, StockRead, StockWrite, OrderRead, OrderCancel, OrderConfirm, PaymentRead, PaymentRefund, ShipmentTrack,
		}},
	}
}
