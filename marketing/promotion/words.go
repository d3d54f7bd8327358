package promotion

import (
	"fmt"
	"strings"
)

// Words says in one sentence what became of the rule: in Chinese for a language
// that begins with zh, in English for every other.
func (x Explanation) Words(language string) string {
	if strings.HasPrefix(language, "zh") {
		return x.name("zh") + "：" + x.chinese(language)
	}
	return x.name("en") + ": " + x.english(language)
}

func (x Explanation) name(language string) string {
	r := Rule{ID: x.Rule, Name: x.Name}
	return r.Words(language)
}

func (x Explanation) chinese(language string) string {
	switch x.Reason {
	case ReasonApplied:
		text := "已使用"
		if !x.Amount.IsZero() {
			text = "已优惠 " + x.Amount.Display(language)
		}
		if missing := x.missingIn(language, "再买 %s", "再买 %d 件"); missing != "" {
			text += "，" + missing + "可享下一档"
		}
		return text
	case ReasonAmount, ReasonQuantity:
		return x.missingIn(language, "还差 %s", "还差 %d 件")
	case ReasonLost:
		if len(x.LostTo) == 0 {
			return "不用它的组合更优惠"
		}
		return fmt.Sprintf("可优惠 %s，已换成更优惠的 %s", x.Amount.Display(language), strings.Join(x.LostTo, "、"))
	default:
		return chineseWords(x.Reason)
	}
}

func chineseWords(why Reason) string {
	switch why {
	case ReasonNotStarted:
		return "还没有开始"
	case ReasonEnded:
		return "已经结束"
	case ReasonCode:
		return "需要优惠码"
	case ReasonItems:
		return "没有参加活动的商品"
	case ReasonTooMuch:
		return "超过了上限"
	case ReasonBuyer:
		return "不适用于您的账户"
	case ReasonSignIn:
		return "请先登录"
	case ReasonOrders:
		return "不适用于您的下单次数"
	case ReasonChannel:
		return "不适用于当前渠道"
	case ReasonCountry:
		return "不适用于收货地区"
	case ReasonCurrency:
		return "不适用于当前币种"
	case ReasonPayment:
		return "不适用于所选支付方式"
	case ReasonSchedule:
		return "不在活动时段"
	case ReasonLimit, ReasonGone:
		return "已领完"
	case ReasonUsed:
		return "您已用完可用次数"
	case ReasonBudget:
		return "活动预算已用完"
	case ReasonNothing:
		return "没有可优惠的金额"
	default:
		return "条件未满足"
	}
}

func (x Explanation) english(language string) string {
	switch x.Reason {
	case ReasonApplied:
		text := "applied"
		if !x.Amount.IsZero() {
			text = x.Amount.Display(language) + " off"
		}
		if missing := x.missingIn(language, "%s", "%d"); missing != "" {
			text += ", " + missing + " more for the next step"
		}
		return text
	case ReasonAmount, ReasonQuantity:
		return x.missingIn(language, "%s more needed", "%d more needed")
	case ReasonLost:
		if len(x.LostTo) == 0 {
			return "the combination without it gives more"
		}
		return fmt.Sprintf("would give %s, replaced by the better %s", x.Amount.Display(language), strings.Join(x.LostTo, ", "))
	default:
		return englishWords(x.Reason)
	}
}

func englishWords(why Reason) string {
	switch why {
	case ReasonNotStarted:
		return "has not started"
	case ReasonEnded:
		return "has ended"
	case ReasonCode:
		return "needs a code"
	case ReasonItems:
		return "nothing in the cart takes part"
	case ReasonTooMuch:
		return "above its limit"
	case ReasonBuyer:
		return "not for your account"
	case ReasonSignIn:
		return "sign in first"
	case ReasonOrders:
		return "not for your number of orders"
	case ReasonChannel:
		return "not in this channel"
	case ReasonCountry:
		return "not for this destination"
	case ReasonCurrency:
		return "not in this currency"
	case ReasonPayment:
		return "not for this payment method"
	case ReasonSchedule:
		return "not at this hour"
	case ReasonLimit, ReasonGone:
		return "used up"
	case ReasonUsed:
		return "you have used it as often as you may"
	case ReasonBudget:
		return "its budget is spent"
	case ReasonNothing:
		return "there is nothing to take off"
	default:
		return "its condition is not met"
	}
}

// missingIn says what is missing, "" for nothing.
func (x Explanation) missingIn(language, amount, units string) string {
	switch {
	case x.Short.HasCurrency():
		return fmt.Sprintf(amount, x.Short.Display(language))
	case x.Units > 0:
		return fmt.Sprintf(units, x.Units)
	}
	return ""
}
