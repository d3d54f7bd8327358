package flow

// Systems whose statuses Foreign reads.
const (
	WeChat        = "wechat"        // AfterSaleStatus of the shop API
	Taobao        = "taobao"        // refund status of the open platform
	Shopify       = "shopify"       // ReturnStatus
	Medusa        = "medusa"        // status of a return, version 2
	Commercetools = "commercetools" // return shipment state, a slash, return payment state
)

// A Status is one status of another system and the state of ours that says the
// same.
type Status struct {
	System, Code string
	State        State
}

// Foreign lists every status of the systems above, so that a host can move its
// cases over, or show ours in another system's words. The slice is the caller's.
func Foreign() []Status {
	var list []Status
	for _, group := range []struct {
		system string
		pairs  [][2]string
	}{
		{WeChat, wechat()}, {Taobao, taobao()}, {Shopify, shopify()}, {Medusa, medusa()}, {Commercetools, commercetools()},
	} {
		for _, p := range group.pairs {
			list = append(list, Status{group.system, p[0], State(p[1])})
		}
	}
	return list
}

// From answers the state that a status of another system stands for.
func From(system, code string) (State, bool) {
	for _, s := range Foreign() {
		if s.System == system && s.Code == code {
			return s.State, true
		}
	}
	return "", false
}

func wechat() [][2]string {
	return [][2]string{
		{"USER_CANCELD", "closed_withdrawn"},
		{"MERCHANT_PROCESSING", "requested"},
		{"MERCHANT_REJECT_REFUND", "rejected_open"},
		{"MERCHANT_REJECT_RETURN", "rejected_open"},
		{"USER_WAIT_RETURN", "awaiting_return"},
		{"RETURN_CLOSED", "closed_expired"},
		{"MERCHANT_WAIT_RECEIPT", "return_in_transit"},
		{"MERCHANT_OVERDUE_REFUND", "refund_due"},
		{"MERCHANT_REFUND_SUCCESS", "completed"},
		{"MERCHANT_RETURN_SUCCESS", "completed"},
		{"PLATFORM_REFUNDING", "refund_processing"},
		{"PLATFORM_REFUND_FAIL", "refund_failed"},
		{"USER_WAIT_CONFIRM", "inspection_disputed"},
		{"MERCHANT_REFUND_RETRY_FAIL", "refund_failed"},
		{"MERCHANT_FAIL", "closed_rejected"},
		{"USER_WAIT_CONFIRM_UPDATE", "counter_offered"},
		{"USER_WAIT_HANDLE_MERCHANT_AFTER_SALE", "counter_offered"},
		{"WAIT_PACKAGE_INTERCEPT", "intercepting"},
		{"MERCHANT_REJECT_EXCHANGE", "rejected_open"},
		{"MERCHANT_REJECT_RESHIP", "replacement_due"},
		{"USER_WAIT_RECEIPT", "replacement_in_transit"},
		{"MERCHANT_EXCHANGE_SUCCESS", "completed"},
	}
}

func taobao() [][2]string {
	return [][2]string{
		{"WAIT_SELLER_AGREE", "requested"},
		{"WAIT_BUYER_RETURN_GOODS", "awaiting_return"},
		{"WAIT_SELLER_CONFIRM_GOODS", "return_in_transit"},
		{"SELLER_REFUSE_BUYER", "rejected_open"},
		{"CLOSED", "closed_withdrawn"},
		{"SUCCESS", "completed"},
	}
}

func shopify() [][2]string {
	return [][2]string{
		{"REQUESTED", "requested"},
		{"OPEN", "awaiting_return"},
		{"CLOSED", "completed"},
		{"DECLINED", "closed_rejected"},
		{"CANCELED", "closed_withdrawn"},
	}
}

func medusa() [][2]string {
	return [][2]string{
		{"open", "draft"},
		{"requested", "awaiting_return"},
		{"received", "refund_due"},
		{"partially_received", "inspecting"},
		{"canceled", "closed_withdrawn"},
	}
}

// commercetools keeps goods and money apart: where the money went back the case
// is over, otherwise the goods say where it stands.
func commercetools() [][2]string {
	return [][2]string{
		{"Advised/NonRefundable", "awaiting_return"},
		{"Advised/Initial", "awaiting_return"},
		{"Advised/Refunded", "completed"},
		{"Advised/NotRefunded", "closed_rejected"},
		{"Returned/NonRefundable", "inspecting"},
		{"Returned/Initial", "refund_due"},
		{"Returned/Refunded", "completed"},
		{"Returned/NotRefunded", "closed_rejected"},
		{"BackInStock/NonRefundable", "completed"},
		{"BackInStock/Initial", "refund_due"},
		{"BackInStock/Refunded", "completed"},
		{"BackInStock/NotRefunded", "closed_rejected"},
		{"Unusable/NonRefundable", "closed_rejected"},
		{"Unusable/Initial", "inspection_disputed"},
		{"Unusable/Refunded", "completed"},
		{"Unusable/NotRefunded", "closed_rejected"},
	}
}
