package picture

func clothing() []Product {
	return []Product{
		product("down-jacket", "clothing", "轻量鹅绒短羽绒服", "Light goose-down jacket", Picture{Kind: "down-jacket"},
			look{colour: "pine", backdrop: "sand"}, look{colour: "ink", backdrop: "blush"}, look{colour: "mustard", backdrop: "mist"}),
		product("cable-jumper", "clothing", "粗棒针麻花毛衣", "Chunky cable jumper", Picture{Kind: "cable-jumper"},
			look{colour: "oat", backdrop: "sage"}, look{colour: "pine", backdrop: "sand"}, look{colour: "berry", backdrop: "mist"}, look{colour: "ink", backdrop: "blush"}),
		product("wrap-coat", "clothing", "双面羊毛系带大衣", "Double-faced wool wrap coat", Picture{Kind: "wrap-coat"},
			look{colour: "camel", backdrop: "mist"}, look{colour: "ink", backdrop: "butter"}, look{colour: "graphite", backdrop: "stone"}),
		product("tee", "clothing", "重磅海魂条纹T恤", "Heavy Breton tee", Picture{Kind: "tee", Style: 1},
			look{colour: "white", backdrop: "clay", second: "navy"}, look{colour: "navy", backdrop: "sand", second: "coral", third: "butter", style: 2}, look{colour: "mustard", backdrop: "mist", second: "red", third: "ink", style: 2}),
		product("oxford-shirt", "clothing", "水洗牛津纺衬衫", "Washed Oxford shirt", Picture{Kind: "shirt"},
			look{colour: "sky", backdrop: "butter"}, look{colour: "white", backdrop: "slate"}, look{colour: "rose", backdrop: "sage"}),
	}
}

func shoes() []Product {
	return []Product{
		product("runner", "shoes", "云步缓震跑鞋", "Cloud cushioned runner", Picture{Kind: "runner"},
			look{colour: "white", backdrop: "mist", second: "coral", third: "cloud"}, look{colour: "navy", backdrop: "butter", second: "sky", third: "white"}, look{colour: "mint", backdrop: "blush", second: "coral", third: "white"}),
		product("high-top", "shoes", "车轮高帮帆布鞋", "Wheel canvas high-top", Picture{Kind: "high-top"},
			look{colour: "red", backdrop: "stone"}, look{colour: "ink", backdrop: "butter"}),
		product("chelsea-boot", "shoes", "切尔西短靴", "Chelsea boot", Picture{Kind: "chelsea-boot", Third: "ink"},
			look{colour: "brown", backdrop: "sand"}, look{colour: "camel", backdrop: "mist", third: "brown"}),
		product("loafer", "shoes", "软底马衔扣乐福鞋", "Soft horsebit loafer", Picture{Kind: "loafer", Third: "brown"},
			look{colour: "ink", backdrop: "blush"}, look{colour: "camel", backdrop: "sage"}),
		product("plimsoll", "shoes", "低帮帆布鞋", "Canvas plimsoll", Picture{Kind: "plimsoll"},
			look{colour: "moss", backdrop: "clay", second: "coral"}, look{colour: "lilac", backdrop: "butter", second: "mustard"}, look{colour: "denim", backdrop: "sand", second: "red"}),
	}
}

func electronics() []Product {
	return []Product{
		product("phone", "electronics", "远山手机 12 256 GB", "Yuanshan phone 12, 256 GB", Picture{Kind: "phone", Second: "mustard"},
			look{colour: "teal", backdrop: "sand"}, look{colour: "lilac", backdrop: "lilac", second: "rose", style: 1}, look{colour: "ink", backdrop: "slate", second: "coral", style: 2}),
		product("headphones", "electronics", "静域头戴降噪耳机", "Jingyu noise-cancelling headphones", Picture{Kind: "headphones", Second: "camel"},
			look{colour: "ink", backdrop: "butter"}, look{colour: "white", backdrop: "clay", second: "sage"}),
		product("earbuds", "electronics", "小石真无线耳机", "Pebble wireless earbuds", Picture{Kind: "earbuds", Second: "graphite"},
			look{colour: "white", backdrop: "mist", second: "#a9a7a2"}, look{colour: "ink", backdrop: "clay", second: "#0f1013"}),
		product("watch", "electronics", "方屏运动手表", "Square sports watch", Picture{Kind: "watch"},
			look{colour: "coral", backdrop: "stone"}, look{colour: "denim", backdrop: "sand"}, look{colour: "ink", backdrop: "blush"}),
		product("speaker", "electronics", "随行织网音箱", "Woven travel speaker", Picture{Kind: "speaker", Title: "W"},
			look{colour: "rust", backdrop: "sand"}, look{colour: "pine", backdrop: "butter"}),
	}
}

func baby() []Product {
	return []Product{
		product("bear", "baby", "小熊安抚玩偶", "Comfort bear", Picture{Kind: "bear", Second: "oat", Third: "red"},
			look{colour: "camel", backdrop: "mist", second: "#f0ddc0"}, look{colour: "brown", backdrop: "sage", second: "#cfae88", third: "mustard"}),
		product("baby-bottle", "baby", "宽口防胀气奶瓶 240 ml", "Wide-neck bottle 240 ml", Picture{Kind: "baby-bottle"},
			look{colour: "coral", backdrop: "lilac", second: "coral"}, look{colour: "teal", backdrop: "blush", second: "teal"}),
		product("romper", "baby", "有机棉短袖包屁衣", "Organic cotton bodysuit", Picture{Kind: "romper", Second: "white"},
			look{colour: "mint", backdrop: "butter"}, look{colour: "rose", backdrop: "sage"}, look{colour: "sky", backdrop: "sand"}),
		product("blocks", "baby", "榉木字母积木 6 块", "Beech letter blocks, 6", Picture{Kind: "blocks"}, look{colour: "camel", backdrop: "sage"}),
		product("rings", "baby", "彩虹叠叠圈", "Rainbow stacking rings", Picture{Kind: "rings"}, look{colour: "coral", backdrop: "blush"}),
	}
}

func home() []Product {
	return []Product{
		product("bud-vase", "home", "手拉坯单枝花瓶", "Hand-thrown bud vase", Picture{Kind: "vase", Second: "#f0a99a"},
			look{colour: "white", backdrop: "clay"}, look{colour: "pine", backdrop: "blush", style: 1}, look{colour: "ink", backdrop: "sage", style: 2}),
		product("lamp", "home", "亚麻罩黄铜台灯", "Brass lamp with linen shade", Picture{Kind: "lamp"},
			look{colour: "oat", backdrop: "blush"}, look{colour: "sage", backdrop: "slate"}),
		product("mug", "home", "流釉马克杯 350 ml", "Drip-glaze mug 350 ml", Picture{Kind: "mug", Second: "white"},
			look{colour: "denim", backdrop: "sand"}, look{colour: "coral", backdrop: "mist"}, look{colour: "pine", backdrop: "blush"}),
		product("cushion", "home", "格纹羊毛靠枕", "Tartan wool cushion", Picture{Kind: "cushion", Third: "butter"},
			look{colour: "red", backdrop: "stone", second: "ink"}, look{colour: "butter", backdrop: "mist", second: "red", third: "navy", style: 1}),
		product("chair", "home", "弯曲木餐椅", "Bentwood dining chair", Picture{Kind: "chair"},
			look{colour: "sage", backdrop: "sand"}, look{colour: "mustard", backdrop: "mist"}, look{colour: "clay", backdrop: "sage"}),
	}
}

func books() []Product {
	return []Product{
		product("book-postman", "books", "《海边的邮差》", "The Postman by the Sea", Picture{Kind: "book", Title: "海边的邮差", Line: "A NOVEL", Second: "cloud", Third: "coral"},
			look{colour: "teal", backdrop: "sand"}),
		product("book-doors", "books", "《门与城》", "Doors and Cities", Picture{Kind: "book", Title: "门与城", Line: "A HISTORY", Second: "butter", Third: "butter", Style: 2},
			look{colour: "rust", backdrop: "mist"}),
		product("book-night", "books", "《夜航》", "Night Crossing", Picture{Kind: "book", Title: "夜航", Line: "SHORT STORIES", Second: "sky", Third: "butter", Style: 1},
			look{colour: "navy", backdrop: "butter"}),
		product("book-garden", "books", "《一平米菜园》", "A Garden of One Square Metre", Picture{Kind: "book", Title: "一平米菜园", Line: "GROW · COOK", Second: "pine", Third: "pine", Style: 3},
			look{colour: "butter", backdrop: "sage"}),
		product("book-shapes", "books", "《形状与秩序》", "Shape and Order", Picture{Kind: "book", Title: "形状与秩序", Line: "DESIGN PRIMER", Second: "ink", Third: "red", Style: 4},
			look{colour: "cloud", backdrop: "slate"}),
	}
}

func food() []Product {
	return []Product{
		product("tea-tin", "food", "明前云雾绿茶 100 g", "Early-spring cloud tea 100 g", Picture{Kind: "tin", Title: "云雾", Line: "GREEN TEA", Second: "mustard"},
			look{colour: "pine", backdrop: "sand"}),
		product("coffee-bag", "food", "山野意式拼配咖啡豆 250 g", "Mountain espresso blend 250 g", Picture{Kind: "coffee-bag", Title: "山野", Line: "COFFEE BEANS", Second: "#efe3d0", Third: "clay"},
			look{colour: "brown", backdrop: "butter"}),
		product("honey-jar", "food", "荔枝蜜 500 g", "Lychee honey 500 g", Picture{Kind: "jar", Title: "荔枝蜜", Line: "RAW HONEY · 500 g", Second: "#c9993f"},
			look{colour: "mustard", backdrop: "mist"}),
		product("olive-oil", "food", "初榨橄榄油 750 ml", "First-press olive oil 750 ml", Picture{Kind: "oil-bottle", Title: "初榨", Line: "OLIVE OIL · 750 ml", Third: "ink"},
			look{colour: "moss", backdrop: "blush"}),
		product("cookie-box", "food", "核桃桃酥礼盒 12 枚", "Walnut shortbread, box of 12", Picture{Kind: "box", Title: "桃酥", Line: "WALNUT COOKIES", Second: "mustard"},
			look{colour: "red", backdrop: "sage"}),
	}
}

func beauty() []Product {
	return []Product{
		product("perfume", "beauty", "白茶淡香精 50 ml", "White tea eau de parfum 50 ml", Picture{Kind: "perfume", Title: "白茶", Line: "EAU DE PARFUM", Third: "ink"},
			look{colour: "butter", backdrop: "sage"}),
		product("cream-jar", "beauty", "润泽面霜 50 g", "Rich face cream 50 g", Picture{Kind: "cream-jar", Title: "润泽霜", Line: "CREAM · 50 g", Second: "#d9b67c"},
			look{colour: "white", backdrop: "clay"}),
		product("lipstick", "beauty", "丝绒口红", "Velvet lipstick", Picture{Kind: "lipstick", Third: "ink"},
			look{colour: "red", backdrop: "sand"}, look{colour: "rose", backdrop: "stone", third: "brown"}, look{colour: "berry", backdrop: "blush"}),
		product("serum", "beauty", "修护精华 30 ml", "Repair serum 30 ml", Picture{Kind: "serum", Title: "精华", Line: "SERUM · 30 ml"},
			look{colour: "#c0762f", backdrop: "mist"}),
		product("hand-cream", "beauty", "雪松护手霜 75 ml", "Cedar hand cream 75 ml", Picture{Kind: "tube", Title: "护手", Line: "HAND CREAM", Second: "butter"},
			look{colour: "sage", backdrop: "blush"}, look{colour: "coral", backdrop: "mist"}),
	}
}
