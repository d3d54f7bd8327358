package seed

func food() []entry {
	return []entry{teaTin(), coffeeBag(), honeyJar(), oliveOil(), cookieBox()}
}

func teaTin() entry {
	return entry{
		slug: "tea-tin", brand: "Cloud Ridge", grams: 210, cny: 13800, usd: 1950,
		zh: words{
			"清明前采摘的云雾绿茶，铁罐装。",
			"一芽一叶，锅炒杀青，汤色清亮，有淡淡的豆香。",
			"建议您用 80 ℃ 左右的水冲泡，每 150 毫升放 3 克。开罐后请密封冷藏。",
			map[string]string{"净含量": "100 g", "配料": "绿茶", "保质期": "18 个月", "贮存": "密封、避光、冷藏"},
		},
		en: words{
			"Green tea picked before the Qingming festival, in a tin.",
			"One bud and one leaf, pan-fired; the cup is clear with a light scent of beans.",
			"Use water of about 80 °C and 3 grams to 150 ml. Close the tin well and keep it in the fridge once open.",
			map[string]string{"Net weight": "100 g", "Ingredients": "Green tea", "Shelf life": "18 months", "Storage": "Sealed, dark and cool"},
		},
	}
}

func coffeeBag() entry {
	return entry{
		slug: "coffee-bag", brand: "Mountain Field", grams: 290, cny: 6800, usd: 980, wasCNY: 7800, wasUSD: 1150,
		zh: words{
			"意式拼配咖啡豆，中深烘焙。",
			"以云南豆为主，拼入少量埃塞俄比亚日晒豆，有可可与红糖的味道。",
			"烘焙日期印在袋底。养豆一周后，您可以用意式机或摩卡壶冲煮。",
			map[string]string{"净含量": "250 g", "配料": "咖啡豆", "烘焙": "中深", "保质期": "12 个月", "贮存": "密封、避光"},
		},
		en: words{
			"An espresso blend, roasted medium-dark, as whole beans.",
			"Mostly from Yunnan with a little natural Ethiopian coffee; it tastes of cocoa and brown sugar.",
			"The roasting date is printed under the bag. Rest the beans for a week, then use an espresso machine or a moka pot.",
			map[string]string{"Net weight": "250 g", "Ingredients": "Coffee beans", "Roast": "Medium-dark", "Shelf life": "12 months", "Storage": "Sealed and dark"},
		},
	}
}

func honeyJar() entry {
	return entry{
		slug: "honey-jar", brand: "Cloud Ridge", grams: 860, cny: 7800, usd: 1100,
		zh: words{
			"岭南荔枝花期采的蜂蜜，玻璃罐装。",
			"未添加糖浆，只经过滤。颜色为浅琥珀，带荔枝花香。",
			"低温下结晶是正常现象，您可以隔温水化开。一岁以下婴儿不宜食用。",
			map[string]string{"净含量": "500 g", "配料": "荔枝蜂蜜", "保质期": "24 个月", "贮存": "阴凉干燥处"},
		},
		en: words{
			"Honey gathered while the lychee is in flower, in a glass jar.",
			"Filtered, with no syrup added. It is a light amber and smells of the blossom.",
			"Honey sets in the cold; stand the jar in warm water to clear it. Not for children under one year.",
			map[string]string{"Net weight": "500 g", "Ingredients": "Lychee honey", "Shelf life": "24 months", "Storage": "Cool and dry"},
		},
	}
}

func oliveOil() entry {
	return entry{
		slug: "olive-oil", brand: "Mountain Field", grams: 1320, cny: 10800, usd: 1550,
		zh: words{
			"初榨橄榄油，深色玻璃瓶装。",
			"当季采收、当日冷榨，入口有青草味，尾端微辣。",
			"适合凉拌与低温烹调。开瓶后请您在三个月内用完。",
			map[string]string{"净含量": "750 ml", "配料": "初榨橄榄油", "酸度": "≤ 0.5%", "保质期": "18 个月", "贮存": "避光、阴凉"},
		},
		en: words{
			"Virgin olive oil in a dark glass bottle.",
			"Cold-pressed on the day of the harvest; grassy at first, with a little pepper at the end.",
			"For salads and gentle cooking. Use it within three months of opening.",
			map[string]string{"Volume": "750 ml", "Ingredients": "Virgin olive oil", "Acidity": "≤ 0.5%", "Shelf life": "18 months", "Storage": "Dark and cool"},
		},
	}
}

func cookieBox() entry {
	return entry{
		slug: "cookie-box", brand: "Lamplight Kitchen", grams: 620, cny: 5800, usd: 820,
		zh: words{
			"十二枚核桃桃酥，每枚独立包装。",
			"面团里揉入烤过的核桃碎，口感酥松，甜度适中。",
			"含麸质、坚果与鸡蛋，请您留意过敏原。开封后请尽快食用。",
			map[string]string{"净含量": "360 g（30 g × 12）", "配料": "小麦粉、植物油、白砂糖、核桃、鸡蛋", "过敏原": "麸质、坚果、鸡蛋", "保质期": "90 天"},
		},
		en: words{
			"Twelve walnut shortbreads, wrapped one by one.",
			"Toasted walnuts are worked into a short, crumbly dough that is not too sweet.",
			"Contains gluten, nuts and egg. Eat soon after opening.",
			map[string]string{"Net weight": "360 g (12 × 30 g)", "Ingredients": "Wheat flour, vegetable oil, sugar, walnuts, egg", "Allergens": "Gluten, nuts, egg", "Shelf life": "90 days"},
		},
	}
}
