package page

import "slices"

// storeWords are what the store says through Word: the pages show it as it
// comes, so that all words of the shop stand in this package.
func storeWords() []word {
	return slices.Concat(homeSays(), offerSays(), statusWords(), eventWords(), noteWords(), declineWords(), faultWords(), errorWords())
}

func homeSays() []word {
	return []word{
		{"everything", "全部商品", "Everything in the shop"},
		{"hero.head", "把暖和带回家", "Bring the warmth home"},
		{"hero.text", "灯、靴与热茶，冬日家居季", "Lamps, boots and hot tea for the winter"},
		{"hero.button", "逛冬日专场", "See the winter shelf"},
		{"tile.shoes", "云步跑鞋", "Runners"},
		{"tile.shoes.text", "新色上架", "In new colours"},
		{"tile.baby", "母婴好物", "For the little ones"},
		{"tile.baby.text", "小熊、积木与奶瓶", "Bears, blocks and bottles"},
		{"country.CN", "中国", "China"},
		{"country.GB", "英国", "United Kingdom"},
		{"country.US", "美国", "United States"},
		{"country.DE", "德国", "Germany"},
		{"country.JP", "日本", "Japan"},
		{"view.new", "待接单", "To accept"},
		{"view.ship", "待发货", "To send"},
		{"view.way", "运输中", "On the way"},
		{"view.done", "已送达", "Arrived"},
		{"view.unpaid", "待付款", "Waiting for payment"},
		{"view.off", "已取消", "Cancelled"},
		{"view.all", "全部", "All"},
		{"due.in", "剩 %s", "%s h"},
		{"due.late", "超时 %s", "%s h late"},
		{"due.days", "待付款，剩 %d 天", "unpaid, %d days"},
		{"due.unpaid", "待付款，剩 %s", "unpaid, %s h"},
		{"desk.everyone", "平台客服", "All sellers"},
	}
}

func offerSays() []word {
	return []word{
		{"colour", "颜色", "Colour"},
		{"size", "尺码", "Size"},
		{"only", "仅剩 %d 件", "Only %d left"},
		{"stock", "库存 %d 件", "%d in stock"},
		{"arrives", "%s 前送达", "Arrives by %s"},
		{"free.from", "运费 %s，满 %s 免运费", "delivery %s, free from %s"},
		{"undo", "商家接单前可取消，款项原路退回", "Cancel until the shop accepts; your money goes back the way it came"},
		{"sum.goods", "商品（%d 件）", "Goods (%d)"},
		{"sum.delivery", "运费", "Delivery"},
		{"sum.tax", "税费", "Tax"},
		{"sum.total", "合计", "Total"},
		{"sum.refunding", "退款中", "Refund under way"},
		{"sum.refunded", "已退款", "Refunded"},
		{"fee.free", "免费", "Free"},
		{"service.standard", "标准快递", "standard"},
		{"service.express", "加急快递", "express"},
		{"fact.seller", "商家", "Sold by"},
		{"fact.address", "收货地址", "To"},
		{"fact.payment", "付款", "Payment"},
		{"fact.placed", "下单时间", "Ordered"},
		{"fact.note", "留言", "Note"},
		{"transfer.holder", "收款人", "Account holder"},
		{"transfer.account", "收款账户", "Account"},
		{"transfer.amount", "金额", "Amount"},
		{"transfer.reference", "附言（必填）", "Reference, please quote it"},
	}
}

func statusWords() []word {
	return []word{
		{"status.placed", "等待付款", "Waiting for payment"},
		{"status.confirmed", "已付款，等待商家接单", "Paid, waiting for the shop"},
		{"status.promised", "货到付款，等待商家接单", "Cash on delivery, waiting for the shop"},
		{"status.accepted", "商家已接单，正在备货", "Accepted, being packed"},
		{"status.part_shipped", "部分已发货", "Partly sent"},
		{"status.shipped", "已发货", "On its way"},
		{"status.shipped.by", "已发货，%s 前送达", "On its way, arriving by %s"},
		{"status.delivered", "已送达", "Delivered"},
		{"status.completed", "已完成", "Completed"},
		{"status.cancelling", "正在取消，等待支付方确认", "Cancelling: asking the payment provider"},
		{"status.cancelled", "已取消", "Cancelled"},
		{"money.unpaid", "未付款", "Unpaid"},
		{"money.in_doubt", "正在向支付方查询", "Asking the provider"},
		{"money.authorized", "货到付款", "Cash on delivery"},
		{"money.paid", "已付款", "Paid"},
		{"money.part_refunded", "部分退款", "Partly refunded"},
		{"money.refunded", "已退款", "Refunded"},
		{"money.voided", "已撤销", "Voided"},
		{"money.review", "待人工核对", "Held for a person"},
		{"returning.card", "%s 正退回银行卡", "%s is going back to the card"},
		{"returning.transfer", "%s 正转回付款账户", "%s is going back to the bank account"},
		{"returning.cash", "%s 正退还", "%s is going back"},
		{"returned.card", "%s 已退回银行卡", "%s went back to the card"},
		{"returned.transfer", "%s 已转回付款账户", "%s went back to the bank account"},
		{"returned.cash", "%s 已退还", "%s was given back"},
		{"ship.none", "待打包", "To pack"},
		{"ship.part", "部分已发", "Partly sent"},
		{"ship.shipped", "运输中", "On the way"},
		{"ship.delivered", "已送达", "Delivered"},
		{"ship.returned", "已退回", "Came back"},
		{"ship.off", "不发货", "Not sent"},
		{"ship.later", "付款后发货", "After payment"},
		{"booking.intent", "正在下运单", "Label being booked"},
		{"booking.in_doubt", "正在向承运商查询", "Asking the carrier"},
		{"booking.refused", "承运商未接收", "Refused by the carrier"},
		{"booking.cancelled", "运单已取消", "Label cancelled"},
		{"booking.recalled", "多余运单，正在取消", "Surplus label, being cancelled"},
		{"refund.intent", "处理中", "Being sent"},
		{"refund.pending", "处理中", "Being sent"},
		{"refund.in_doubt", "正在查询", "Being asked about"},
		{"refund.succeeded", "已退回", "Sent back"},
		{"refund.declined", "未成功", "Refused"},
		{"refund.closed", "已关闭", "Closed"},
		{"refund.review", "待人工核对", "Held for a person"},
		{"cause.cancelled", "订单取消", "The order was cancelled"},
		{"cause.surplus", "重复收到的款项", "Money that came twice"},
	}
}

// eventWords say what happened to an order; their keys are order.Event.
func eventWords() []word {
	return []word{
		{"event.place", "提交订单", "Ordered"},
		{"event.pay", "已付款", "Paid"},
		{"event.pay.cod", "确认货到付款", "Cash on delivery agreed"},
		{"event.accept", "商家接单", "Accepted by the shop"},
		{"event.reject", "商家拒单", "Rejected by the shop"},
		{"event.cancel", "取消订单", "Cancelled"},
		{"event.withdraw", "申请取消", "Cancellation asked for"},
		{"event.close", "订单关闭", "Closed, nothing was taken"},
		{"event.hand_over_part", "部分交给承运商", "Partly handed to the carrier"},
		{"event.hand_over", "已交给承运商", "Handed to the carrier"},
		{"event.take_back_part", "部分运单取消", "One label cancelled"},
		{"event.take_back", "运单取消", "Label cancelled"},
		{"event.deliver", "送达", "Delivered"},
		{"event.confirm", "确认收货", "Arrival confirmed"},
		{"event.pack", "打包", "Packed"},
		{"event.unpack", "承运商未接收", "Refused by the carrier"},
		{"event.move_parcel", "包裹有更新", "News of a parcel"},
		{"event.unexpected_label", "出现多余运单", "A surplus label turned up"},
		{"event.decline", "付款未成功", "Payment declined"},
		{"event.doubt", "付款结果待查", "Payment in doubt"},
		{"event.hold", "付款待人工核对", "Payment held for a person"},
		{"event.retry", "重新付款", "Another payment begun"},
		{"event.collect", "已收到货款", "Cash received"},
		{"event.ask_refund", "申请退款", "Refund asked for"},
		{"event.finish_refund", "退款完成", "Refund sent"},
		{"event.refuse_refund", "退款未成功", "Refund refused"},
		{"event.refund_late", "取消后收到的款项退回", "Money that came late goes back"},
		{"event.return_surplus", "重复收到的款项将退回", "Money that came twice goes back"},
		{"event.finish_surplus", "重复收到的款项已退回", "Money that came twice was sent back"},
		{"event.refuse_surplus", "重复收到的款项未能退回，客服会处理", "Money that came twice could not be sent back; staff look into it"},
		{"event.void", "撤销货到付款", "Promise of payment voided"},
	}
}

func noteWords() []word {
	return []word{
		{"note.price_rose", "价格比加入时高", "The price has risen since you added it"},
		{"note.price_fell", "价格比加入时低", "The price has fallen since you added it"},
		{"note.few_left", "仅剩 %d 件", "Only %d left"},
		{"note.too_many", "只剩 %d 件，请减少数量", "Only %d left: choose fewer"},
		{"note.sold_out", "已售罄", "Sold out"},
		{"note.not_on_sale", "已下架或不支持这种货币", "No longer on sale, or not in this currency"},
		{"problem.exception", "包裹在途中遇到问题，承运商正在处理。", "Something happened to the parcel on its way; the carrier is looking into it."},
		{"problem.lost", "包裹丢失，请联系商家退款。", "The parcel is lost. Ask the shop for your money back."},
		{"problem.attempt_failed", "派送时无人签收，将再次派送。", "Nobody was there to take it. The carrier tries again."},
		{"problem.returning", "包裹正在退回商家。", "The parcel is on its way back to the shop."},
		{"problem.returned", "包裹已退回商家。", "The parcel came back to the shop."},
	}
}

// declineWords are why a payment was not made; their keys are providers' codes.
func declineWords() []word {
	return []word{
		{"decline.card_declined", "银行拒绝了这张卡。", "The bank declined the card."},
		{"decline.insufficient_funds", "余额不足。", "There is not enough money on the card."},
		{"decline.abandoned", "付款被中止。", "The payment was given up."},
		{"decline.invalid_instrument", "无法识别这张卡。", "The card was not recognised."},
		{"decline.other", "支付方没有接受这笔付款。", "The provider did not take the payment."},
	}
}

// faultWords are what can be wrong with a field; the library's own reasons are
// English and not for the public.
func faultWords() []word {
	return []word{
		{"fault.missing", "请填写", "Please fill this in"},
		{"fault.long", "内容太长", "This is too long"},
		{"fault.characters", "含有不能使用的字符", "This has characters that cannot be used"},
		{"fault.phone", "只能有数字、空格和 +-()./，至少 5 位", "Digits, spaces and +-()./ only, at least 5 digits"},
		{"fault.country", "请从列表中选择", "Choose one of the list"},
		{"fault.form", "格式不正确", "This does not look right"},
		{"fault.choose", "请选择一项", "Choose one of these"},
		{"fault.method", "请选择支付方式", "Choose a way to pay"},
		{"fault.carrier", "请选择配送方式", "Choose a delivery"},
		{"fault.least", "至少为 1", "at least 1"},
		{"fault.most", "数量太多", "this is too many"},
		{"fault.statement", "请填写银行流水编号，最多 64 个字符", "Say where on the statement, in at most 64 characters"},
		{"fault.number", "请填写整数", "Write a whole number"},
		{"fault.between", "请填写 %d 到 %d 之间的整数", "Write a whole number from %d to %d"},
		{"fault.refund", "请填写大于 0 的金额，最多 %s", "Write an amount above 0, at most %s"},
		{"fault.option", "请选择颜色和尺码", "Choose what is offered"},
		{"fault.units", "请至少选择一件", "Name at least one piece"},
	}
}

func errorWords() []word {
	return []word{
		{"error.input", "没有完成，请检查后再试", "Nothing was changed. Please look again"},
		{"error.checkout", "还没有下单", "Nothing was ordered yet"},
		{"error.checkout.text", "请看下面标出的地方。", "See what is marked below."},
		{"error.confirm", "请确认金额，还没有下单", "Please confirm the total. Nothing was ordered yet"},
		{"error.confirm.text", "现在的金额是 %s。同意请再次提交。", "It is %s now. Place the order again if you agree."},
		{"error.used", "这个页面对应的订单已经提交过", "This page belongs to an order that is placed already"},
		{"error.used.text", "这次没有下单。如需再买一单，请再次提交。", "Nothing was ordered now. Place the order again if you want another one."},
		{"error.placed", "这笔订单已经提交过", "This order was already placed"},
		{"error.placed.text", "地址与支付方式没有改变。", "Address and payment were not changed."},
		{"error.empty", "购物车是空的，没有下单", "Your cart is empty, nothing was ordered"},
		{"error.empty.text", "请先加入商品。", "Put something in first."},
		{"cart.blocked", "请先移除不能购买的商品", "Remove what cannot be bought first"},
		{"cart.fewer", "请先减少库存不足的商品", "Choose fewer of what is short first"},
		{"error.price", "价格有变化，还没有下单", "The price has changed. Nothing was ordered yet"},
		{"error.price.text", "请确认新的金额 %s。", "The new total is %s. Place the order again if you agree."},
		{"error.stock", "有商品刚刚售罄，订单没有提交", "Something in your cart has just sold out. Nothing was ordered"},
		{"error.stock.text", "请调整后再结算。", "Change what is marked and try again."},
		{"error.method", "这个地址不接受这样的请求", "This address does not take such a request"},
		{"error.method.text", "请从页面上的链接或按钮进入。", "Use a link or a button of a page."},
		{"error.size", "提交的内容太大", "What was sent is too large"},
		{"error.size.text", "请缩短后再试，没有任何改动。", "Shorten it and try again. Nothing was changed."},
		{"error.form", "无法读懂提交的内容", "What was sent cannot be read"},
		{"error.form.text", "请回到页面再试，没有任何改动。", "Go back to the page and try again. Nothing was changed."},
		{"error.foreign", "这次提交来自别的网站，已被拒绝", "This was sent from another site and was refused"},
		{"error.foreign.text", "没有任何改动。请在本店的页面上操作。", "Nothing was changed. Do it on a page of this shop."},
		{"error.denied", "您没有这项权限", "You may not do this"},
		{"error.denied.text", "请换一个身份再试。购买请选择买家或访客。", "Be someone else to do it. To buy, be a buyer or a guest."},
		{"error.changed", "订单的状态已经改变", "This has changed meanwhile"},
		{"error.changed.text", "请刷新后再试。", "Load the page again and look."},
		{"error.full", "购物车已满", "The cart is full"},
		{"error.full.text", "请先结算或移除一些商品。", "Order or remove something first."},
		{"back.cart", "返回购物车", "Back to the cart"},
		{"back.people", "换个身份", "Be someone else"},
	}
}
