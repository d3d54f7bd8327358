package flow

import "strings"

// words are what buyers and merchants read, in Chinese and English.
var words = map[string][2]string{
	string(Draft):                {"待提交", "Not sent yet"},
	string(Requested):            {"待商家处理", "Waiting for the seller's answer"},
	string(CounterOffered):       {"待买家确认新方案", "The seller offers other terms"},
	string(RejectedOpen):         {"商家已拒绝", "Refused; you can answer"},
	string(Intercepting):         {"包裹拦截中", "Turning the parcel round"},
	string(AwaitingReturn):       {"待买家寄回", "Send the goods back"},
	string(ReturnInTransit):      {"退货途中", "On its way back"},
	string(ReturnDelivered):      {"待商家收货", "Delivered to the seller"},
	string(Inspecting):           {"商家验货中", "The seller looks at the goods"},
	string(InspectionDisputed):   {"验货有异议", "The seller disputes the goods"},
	string(ReplacementDue):       {"待商家补寄", "Waiting for the replacement"},
	string(ReplacementInTransit): {"换货途中", "The replacement is on its way"},
	string(Repairing):            {"维修中", "Being repaired"},
	string(RepairedInTransit):    {"维修品寄回途中", "Repaired, on its way to you"},
	string(RefundDue):            {"待退款", "Refund due"},
	string(RefundProcessing):     {"退款处理中", "Refund on its way"},
	string(RefundFailed):         {"退款失败", "The refund did not go through"},
	string(ArbitrationEvidence):  {"平台介入：举证中", "Both sides show their evidence"},
	string(ArbitrationDeciding):  {"平台裁决中", "The platform decides"},
	string(Appealed):             {"申诉复核中", "The platform decides again"},
	string(Completed):            {"已完成", "Done"},
	string(ClosedWithdrawn):      {"已撤销", "Withdrawn"},
	string(ClosedExpired):        {"逾期关闭", "Closed: a deadline passed"},
	string(ClosedRejected):       {"已驳回", "Refused for good"},

	string(GrantRefund):      {"同意退款", "the refund is agreed"},
	string(GrantReturn):      {"同意退货", "the return is agreed"},
	string(GrantWait):        {"同意拒收退款", "the refund is agreed once the parcel is back"},
	string(GrantReplacement): {"同意换货", "other goods are sent"},
	string(GrantRepair):      {"开始维修", "the repair begins"},
	string(GrantNothing):     {"答复生效", "the answer stands"},
	string(Decline):          {"恢复原申请", "the first request stands again"},
	string(Reject):           {"视为拒绝", "it counts as refused"},
	string(Resume):           {"拦截失败，恢复原申请", "the parcel goes on to the buyer"},
	string(Lose):             {"视为丢件，退款", "the parcel counts as lost and is refunded"},
	string(AutoConfirm):      {"自动确认收货", "it counts as received"},
	string(ConvertRefund):    {"改为退款", "money is paid back instead"},
	string(StartRefund):      {"平台发起退款", "the refund is started"},
	string(FailRefund):       {"视为退款失败", "it counts as failed"},
	string(PayOut):           {"平台先行赔付", "the platform pays"},
	string(Escalate):         {"平台介入", "the platform steps in"},
	string(CloseEvidence):    {"举证截止", "the platform decides on what is there"},
	string(Deny):             {"支持商家", "the seller is right"},
	string(Uphold):           {"维持原裁决", "the first verdict stands"},
	string(Expire):           {"申请关闭", "the request is closed"},
	string(CloseRejected):    {"申请关闭", "the request is closed"},
}

// Text answers a state in words, in Chinese for a tag that begins with zh and in
// English otherwise. A state of a host's own is its name.
func (s State) Text(language string) string { return word(string(s), language) }

// Text answers what happens in words, as State.Text does.
func (e Event) Text(language string) string { return word(string(e), language) }

func word(name, language string) string {
	both, known := words[name]
	switch {
	case !known:
		return name
	case strings.HasPrefix(language, "zh"):
		return both[0]
	}
	return both[1]
}
