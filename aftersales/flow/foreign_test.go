package flow_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/flow"
)

// maps proves that a system's statuses are exactly those of its documentation, each
// on one of ours, and that what is over there is over here.
func maps(t *testing.T, system string, over []string, open ...string) {
	t.Helper()
	have := map[string]flow.State{}
	for _, s := range flow.Foreign() {
		if s.System == system {
			require.NotContains(t, have, s.Code, "mapped twice")
			have[s.Code] = s.State
		}
	}
	require.Len(t, have, len(over)+len(open))
	for _, code := range slices.Concat(over, open) {
		state, ok := flow.From(system, code)
		require.True(t, ok, code)
		require.Contains(t, flow.States(), state, code)
		require.Equal(t, slices.Contains(over, code), state.Final(), "%s is %s", code, state)
	}
	_, ok := flow.From(system, "NO_SUCH_STATUS")
	require.False(t, ok)
}

func TestTwentyTwoStatusesOfWeChat(t *testing.T) {
	over := []string{"USER_CANCELD", "RETURN_CLOSED", "MERCHANT_REFUND_SUCCESS", "MERCHANT_RETURN_SUCCESS", "MERCHANT_FAIL", "MERCHANT_EXCHANGE_SUCCESS"}
	maps(t, flow.WeChat, over,
		"MERCHANT_PROCESSING", "MERCHANT_REJECT_REFUND", "MERCHANT_REJECT_RETURN", "USER_WAIT_RETURN", "MERCHANT_WAIT_RECEIPT", "MERCHANT_OVERDUE_REFUND",
		"PLATFORM_REFUNDING", "PLATFORM_REFUND_FAIL", "USER_WAIT_CONFIRM", "MERCHANT_REFUND_RETRY_FAIL", "USER_WAIT_CONFIRM_UPDATE",
		"USER_WAIT_HANDLE_MERCHANT_AFTER_SALE", "WAIT_PACKAGE_INTERCEPT", "MERCHANT_REJECT_EXCHANGE", "MERCHANT_REJECT_RESHIP", "USER_WAIT_RECEIPT")
}

func TestSixStatusesOfTaobao(t *testing.T) {
	maps(t, flow.Taobao, []string{"CLOSED", "SUCCESS"},
		"WAIT_SELLER_AGREE", "WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_GOODS", "SELLER_REFUSE_BUYER")
}

func TestFiveStatusesOfShopify(t *testing.T) {
	maps(t, flow.Shopify, []string{"CLOSED", "DECLINED", "CANCELED"}, "REQUESTED", "OPEN")
}

func TestFiveStatusesOfMedusa(t *testing.T) {
	maps(t, flow.Medusa, []string{"canceled"}, "open", "requested", "received", "partially_received")
}

func TestFourTimesFourStatusesOfCommercetools(t *testing.T) {
	var over, open []string
	for _, goods := range []string{"Advised", "Returned", "BackInStock", "Unusable"} {
		for _, money := range []string{"NonRefundable", "Initial", "Refunded", "NotRefunded"} {
			code := goods + "/" + money
			switch {
			case money == "Refunded" || money == "NotRefunded" || money == "NonRefundable" && (goods == "BackInStock" || goods == "Unusable"):
				over = append(over, code)
			default:
				open = append(open, code)
			}
		}
	}
	maps(t, flow.Commercetools, over, open...)
}
