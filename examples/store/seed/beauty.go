package seed

func beauty() []entry {
	return []entry{perfume(), creamJar(), lipstick(), serum(), handCream()}
}

func perfume() entry {
	return entry{
		slug: "perfume", brand: "Baicha", grams: 310, cny: 35900, usd: 5200,
		zh: words{
			"以白茶为主调的淡香精。",
			"前调是佛手柑，中调白茶与铃兰，尾调雪松，气味安静。",
			"您可以喷在手腕或衣领内侧。含酒精，请远离火源，避免接触眼睛。",
			map[string]string{"净含量": "50 ml", "香调": "佛手柑、白茶、铃兰、雪松", "保质期": "36 个月", "注意": "易燃，避火避热"},
		},
		en: words{
			"An eau de parfum built around white tea.",
			"It opens with bergamot, goes on to white tea and lily of the valley and ends in cedar: a quiet scent.",
			"Spray it on the wrist or inside the collar. It contains alcohol; keep it away from flames and out of the eyes.",
			map[string]string{"Volume": "50 ml", "Notes": "Bergamot, white tea, lily of the valley, cedar", "Shelf life": "36 months", "Caution": "Flammable, keep from heat"},
		},
	}
}

func creamJar() entry {
	return entry{
		slug: "cream-jar", brand: "Runhe", grams: 190, cny: 21900, usd: 3100, wasCNY: 25900, wasUSD: 3700,
		zh: words{
			"适合干性皮肤的保湿面霜。",
			"质地较稠，含乳木果油与甘油，抹开后不黏。",
			"早晚洁面后取一粒黄豆大小涂匀。首次使用前，建议您先在手腕内侧试用。",
			map[string]string{"净含量": "50 g", "肤质": "干性", "主要成分": "水、甘油、乳木果油", "保质期": "36 个月，开封后 12 个月"},
		},
		en: words{
			"A moisturising face cream for dry skin.",
			"A thick cream with shea butter and glycerin that does not stay sticky.",
			"Use an amount the size of a pea in the morning and evening after washing. Try it on the inside of your wrist first.",
			map[string]string{"Net weight": "50 g", "Skin": "Dry", "Main ingredients": "Water, glycerin, shea butter", "Shelf life": "36 months, 12 once open"},
		},
	}
}

func lipstick() entry {
	return entry{
		slug: "lipstick", brand: "Baicha", grams: 60, cny: 15900, usd: 2300,
		zh: words{
			"柔雾质地的口红，三色可选。",
			"一抹显色，干后呈丝绒感，不沾杯的程度因涂抹厚薄而异。",
			"唇部较干时，您可以先薄涂润唇膏。屏幕颜色与实物可能略有差别。",
			map[string]string{"净含量": "3.4 g", "质地": "丝绒哑光", "保质期": "36 个月，开封后 18 个月", "贮存": "30 ℃ 以下"},
		},
		en: words{
			"A soft matt lipstick in three colours.",
			"It colours in one stroke and dries to velvet; how well it stays depends on how thickly you put it on.",
			"Use a little balm first if your lips are dry. Screens may show the colour slightly differently.",
			map[string]string{"Net weight": "3.4 g", "Finish": "Velvet matt", "Shelf life": "36 months, 18 once open", "Storage": "Below 30 °C"},
		},
	}
}

func serum() entry {
	return entry{
		slug: "serum", brand: "Runhe", grams: 140, cny: 28900, usd: 4100,
		zh: words{
			"滴管瓶装的保湿精华，用于面霜之前。",
			"轻薄水状质地，含烟酰胺与泛醇，吸收后可直接涂面霜。",
			"每次两三滴即可。若皮肤不适，请您停用并咨询医生。",
			map[string]string{"净含量": "30 ml", "肤质": "各种肤质", "主要成分": "水、烟酰胺、泛醇", "保质期": "24 个月，开封后 6 个月"},
		},
		en: words{
			"A moisturising serum in a dropper bottle, to go under a cream.",
			"Light and watery, with niacinamide and panthenol; put your cream on as soon as it has sunk in.",
			"Two or three drops are enough. Stop using it and ask a doctor if it irritates your skin.",
			map[string]string{"Volume": "30 ml", "Skin": "All types", "Main ingredients": "Water, niacinamide, panthenol", "Shelf life": "24 months, 6 once open"},
		},
	}
}

func handCream() entry {
	return entry{
		slug: "hand-cream", brand: "Runhe", grams: 110, cny: 5900, usd: 850,
		zh: words{
			"带雪松气味的护手霜，软管装。",
			"含甘油与蜂蜡，涂后不滑手，翻书、打字都不妨碍。",
			"洗手后您可以取少量揉开，指缘多抹一些。",
			map[string]string{"净含量": "75 ml", "香气": "雪松", "主要成分": "水、甘油、蜂蜡", "保质期": "36 个月，开封后 12 个月"},
		},
		en: words{
			"A hand cream in a tube, scented with cedar.",
			"With glycerin and beeswax; it leaves no film, so you can turn pages and type.",
			"Rub in a little after washing your hands, and some more around the nails.",
			map[string]string{"Volume": "75 ml", "Scent": "Cedar", "Main ingredients": "Water, glycerin, beeswax", "Shelf life": "36 months, 12 once open"},
		},
	}
}
