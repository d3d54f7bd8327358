package page

import (
	"fmt"
	"slices"
)

// Languages returns the languages that every word has.
func Languages() []string { return []string{"zh-CN", "en"} }

// A word is a text in every language; %s and %d take what the page puts in.
type word struct{ Key, Zh, En string }

// Word returns the text for key with args put in. A language or key that is
// not in the table is an error, so a page cannot show a hole.
func (r *Renderer) Word(lang, key string, args ...any) (string, error) {
	text, ok := r.words[lang][key]
	if !ok {
		return "", fmt.Errorf("page: no word %q in language %q", key, lang)
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// lexicon turns the table around: language, key, text.
func lexicon() map[string]map[string]string {
	zh, en := map[string]string{}, map[string]string{}
	for _, w := range words() {
		zh[w.Key], en[w.Key] = w.Zh, w.En
	}
	return map[string]map[string]string{"zh-CN": zh, "en": en}
}

// words is the one table of everything that the shop says: pageWords by the
// pages themselves, storeWords through Word.
func words() []word {
	return slices.Concat(pageWords(), storeWords(), caseWords(), promotionWords())
}

func pageWords() []word {
	return slices.Concat(frameWords(), listWords(), productWords(), buyWords(), payWords(), orderWords(), deskWords(), otherWords())
}

func frameWords() []word {
	return []word{
		{"skip", "跳到内容", "Skip to content"},
		{"promise.line", "每个包裹全程可查 · 商家接单前可取消", "Every parcel can be followed · cancel until the shop accepts"},
		{"search", "搜索", "Search"},
		{"search.label", "搜商品、货号", "Search products"},
		{"yours", "我的", "Yours"},
		{"guest", "访客", "Guest"},
		{"orders", "订单", "Orders"},
		{"cart", "购物车", "Cart"},
		{"categories", "全部分类", "All categories"},
		{"browse", "分类", "Browse"},
		{"home", "首页", "Home"},
		{"account", "我的", "Account"},
		{"tabs", "导航", "Main pages"},
		{"crumbs", "位置", "Breadcrumb"},
		{"desk", "商家后台", "Seller desk"},
		{"person.switch", "换个身份", "Be someone else"},
		{"language", "语言", "Language"},
		{"currency", "货币", "Currency"},
		{"foot", "示例商店。所有商品、价格与人物均为虚构，不产生真实交易。", "A sample shop. Every product, price and person in it is made up; nothing is really sold."},
	}
}

func listWords() []word {
	return []word{
		{"p1.head", "每一站可查", "Every stop shown"},
		{"p1.text", "从出库到家门", "from the shelf to your door"},
		{"p2.head", "不会重复扣款", "Never charged twice"},
		{"p2.text", "结果不明时先查询", "an unknown answer is asked about"},
		{"p3.head", "未接单可取消", "Cancel before it is accepted"},
		{"p3.text", "款项原路退回", "your money goes back"},
		{"p4.head", "资料加密保存", "Sealed address data"},
		{"p4.text", "地址与电话加密", "encrypted where it is stored"},
		{"all.goods", "全部好物", "Everything in the shop"},
		{"found", "“%s”的搜索结果", "Results for “%s”"},
		{"count", "%d 件商品", "Products: %d"},
		{"pages", "页码", "Pages"},
		{"nothing.head", "没有找到", "Nothing matches"},
		{"nothing.text", "换一个词，或从分类里找。", "Try another word, or choose a category above."},
		{"soldout", "售罄", "Sold out"},
	}
}

func productWords() []word {
	return []word{
		{"price", "价格", "Price"},
		{"quantity", "数量", "Quantity"},
		{"left", "剩 %d 件", "%d left"},
		{"look", "查看所选款式的价格", "Show the price of this choice"},
		{"add", "加入购物车", "Add to cart"},
		{"buy", "立即购买", "Buy now"},
		{"gallery", "商品图片", "Pictures"},
		{"details", "商品详情", "About it"},
		{"facts", "规格", "Details"},
		{"view", "图 %d", "View %d"},
	}
}

func buyWords() []word {
	return []word{
		{"cart.head", "购物车", "Your cart"},
		{"cart.empty", "购物车是空的", "Your cart is empty"},
		{"cart.look", "去逛逛", "Look around"},
		{"update", "更新", "Update"},
		{"remove", "移除", "Remove"},
		{"remove.named", "移除 %s", "Remove %s"},
		{"quantity.named", "%s 的数量", "Quantity of %s"},
		{"summary", "合计", "Summary"},
		{"total", "应付", "Total"},
		{"to.checkout", "去结算", "Go to checkout"},
		{"cart.kept", "放进来的商品会在这里保留 180 天", "What you put in stays here for 180 days"},
		{"cart.others", "看看这些", "You could look at these"},
		{"take.left", "改为 %d 件", "Take %d"},
		{"blocked.head", "这些商品现在不能购买", "These cannot be bought now"},
		{"less", "减少一件", "One less"},
		{"more", "增加一件", "One more"},
		{"closed.sellers", "商家和客服不在这里购买。", "Sellers and staff do not buy here."},
		{"checkout", "结算", "Checkout"},
		{"cart.back", "返回购物车", "Back to the cart"},
		{"as.person", "以 %s 的身份下单", "You order as %s"},
		{"delivery.look", "更新送达日期", "Update the dates"},
		{"as.guest", "无需注册，以访客身份下单", "No account needed: you order as a guest"},
		{"address", "收货地址", "Address"},
		{"delivery", "配送方式", "Delivery"},
		{"payment", "支付方式", "Payment"},
		{"optional", "（选填）", "(optional)"},
		{"field.name", "收货人", "Full name"},
		{"field.phone", "手机", "Phone"},
		{"field.region", "省份", "Region"},
		{"field.city", "城市", "Town or city"},
		{"field.street", "详细地址", "Street and house number"},
		{"field.postcode", "邮编", "Postcode"},
		{"field.country", "国家或地区", "Country"},
		{"hint.phone", "仅供配送员联系", "Only for the courier"},
		{"method.card", "银行卡", "Card"},
		{"method.card.note", "在支付方的页面完成", "on the provider’s own page"},
		{"method.transfer", "银行转账", "Bank transfer"},
		{"method.transfer.note", "到账后发货", "sent once the money has arrived"},
		{"method.cash", "货到付款", "Cash on delivery"},
		{"method.cash.note", "收货时付给配送员", "pay the courier at your door"},
		{"order.items", "订单商品", "Your order"},
		{"place", "提交订单 %s", "Place order, %s"},
		{"place.short", "提交订单", "Place order"},
	}
}

func payWords() []word {
	return []word{
		{"pay.head", "付款", "Payment"},
		{"pay.waiting", "正在等待付款", "Waiting for your payment"},
		{"pay.waiting.text", "付款后本页自动更新。", "This page updates by itself once you have paid."},
		{"pay.go", "去支付 %s", "Pay %s"},
		{"pay.check", "查询结果", "Check now"},
		{"pay.held", "商品为您保留到 %s。", "Your items are held until %s."},
		{"pay.doubt", "我们正在向银行查询，请不要再次付款", "We are asking the bank. Please do not pay again"},
		{"pay.doubt.text", "这笔款项的结果还没有返回，本页会显示结果。", "The answer has not come back; this page will show the result."},
		{"pay.answer", "最晚 %s 有结果。", "The latest time of an answer is %s."},
		{"pay.declined", "付款没有成功，未扣款", "The payment did not go through. Nothing was taken"},
		{"pay.retry", "换一种支付方式", "Try another way to pay"},
		{"pay.again", "再次支付 %s", "Pay %s again"},
		{"pay.paid", "已付款", "Paid"},
		{"pay.paid.text", "订单已交给商家。", "The order has been passed to the shop."},
		{"see.order", "查看订单", "See your order"},
	}
}

func orderWords() []word {
	return []word{
		{"pay.now", "去支付", "Pay now"},
		{"order.named", "订单 %s", "Order %s"},
		{"updated", "更新于 %s", "Updated %s"},
		{"refresh", "刷新", "Refresh"},
		{"progress", "订单进度", "Progress of the order"},
		{"step.ordered", "已下单", "Ordered"},
		{"step.paid", "已付款", "Paid"},
		{"step.door", "货到付款", "On delivery"},
		{"step.sent", "已发货", "Sent"},
		{"step.way", "运输中", "On its way"},
		{"step.delivered", "已送达", "Delivered"},
		{"confirm", "确认收货", "I have it"},
		{"cancel", "取消订单", "Cancel the order"},
		{"parcel", "包裹", "Parcel"},
		{"parcel.no", "包裹 %d / %d", "Parcel %d of %d"},
		{"no.stops", "还没有物流信息", "No news of the parcel yet"},
		{"items", "商品", "Items"},
		{"refunds", "退款", "Refunds"},
		{"refund.sent", "已转出 %s", "I have sent %s"},
		{"history", "订单记录", "History"},
		{"about.order", "订单信息", "About the order"},
		{"my.orders", "我的订单", "Your orders"},
		{"no.orders", "还没有订单", "No orders yet"},
		{"no.orders.text", "下单后可在这里查看每个包裹。", "What you order appears here, with every parcel."},
	}
}

func deskWords() []word {
	return []word{
		{"views", "筛选", "Views"},
		{"storefront", "店铺", "Storefront"},
		{"desk.order", "订单", "Order"},
		{"desk.total", "金额", "Total"},
		{"desk.buyer", "买家", "Buyer"},
		{"desk.payment", "付款", "Payment"},
		{"desk.due", "发货期限", "Ship by"},
		{"desk.todo", "操作", "To do"},
		{"desk.one", "1 笔新订单，点此显示", "1 new order, show"},
		{"desk.more", "%d 笔新订单，点此显示", "%d new orders, show"},
		{"desk.stale", "有新情况，点此刷新", "New orders, refresh"},
		{"desk.empty", "这里没有订单", "No orders in this view"},
		{"desk.doubt", "付款结果不明，不能发货", "Payment in doubt: do not ship"},
		{"accept", "接单", "Accept"},
		{"accept.named", "接单 %s", "Accept %s"},
		{"reject", "拒单", "Reject"},
		{"reject.do", "拒单并退款", "Reject and refund"},
		{"reason", "原因", "Reason"},
		{"handover", "发货", "Hand over"},
		{"handover.do", "交给承运商", "Hand these over"},
		{"handover.units", "%s（可发 %d）", "%s (up to %d)"},
		{"refund", "退款", "Refund"},
		{"refund.do", "确认退款", "Refund this amount"},
		{"collect", "已收货款 %s", "Received %s in cash"},
		{"receive", "登记转账到账", "Transfer arrived"},
		{"receive.where", "银行流水编号", "Where on the statement"},
		{"receive.do", "整单到账 %s", "%s came for the purchase"},
		{"amount", "金额（最多 %s）", "Amount (at most %s)"},
	}
}

func otherWords() []word {
	return []word{
		{"404.head", "没有这个页面", "This page is not here"},
		{"404.text", "地址可能已变，或商品已下架。可以搜索，或从分类里找。", "The address may have changed, or the product is no longer sold. Search above, or start from a category."},
		{"500.head", "我们这边出了点问题", "Something broke on our side"},
		{"500.text", "您的订单不受影响。", "Your order is not affected."},
		{"500.id", "再次出现时请告诉我们编号 %s（%s）。", "Tell us this number if it happens again: %s, %s."},
		{"to.home", "回到首页", "Go to the home page"},
		{"people.head", "选择身份", "Who are you?"},
		{"people.text", "这是演示，不需要密码。", "This is a demo: no password is asked."},
		{"role.guest", "不登录，直接购买", "buys without an account"},
		{"role.buyer", "买家", "buyer"},
		{"role.merchant", "商家", "merchant"},
		{"role.staff", "平台客服", "staff"},
		{"role.system", "系统", "the shop itself"},
	}
}
