package seed

func books() []entry {
	return []entry{bookPostman(), bookDoors(), bookNight(), bookGarden(), bookShapes()}
}

func bookPostman() entry {
	return entry{
		slug: "book-postman", brand: "Lantern Press", grams: 360, cny: 5900, usd: 850,
		zh: words{
			"一位邮差与一座渔村的长篇小说。",
			"海岛上只有一条路，邮差每天走两遍。一封没有收信人的信，让他开始打听二十年前的一场台风。",
			"全书分四季叙述，字号适中。作者童渡，您可以先从目录后的地图读起。",
			map[string]string{"作者": "童渡", "装帧": "平装", "页数": "312 页", "语言": "简体中文", "开本": "32 开"},
		},
		en: words{
			"A novel about a postman and a fishing village.",
			"The island has one road and the postman walks it twice a day. A letter without an address sets him asking about a typhoon of twenty years ago.",
			"The story is told in four seasons, in Chinese. A map follows the contents page and is a good place to begin.",
			map[string]string{"Author": "Tong Du", "Binding": "Paperback", "Pages": "312", "Language": "Simplified Chinese", "Format": "130 × 184 mm"},
		},
	}
}

func bookDoors() entry {
	return entry{
		slug: "book-doors", brand: "Lantern Press", grams: 520, cny: 6900, usd: 990,
		zh: words{
			"从城门、院门到旋转门，讲一部城市的历史。",
			"十二章各写一道门：谁能进，谁被拦下，门又在何时拆去。",
			"附七十余幅线描插图与注释，您可以按任意顺序阅读。",
			map[string]string{"作者": "文砚", "装帧": "精装", "页数": "388 页", "语言": "简体中文", "开本": "16 开"},
		},
		en: words{
			"A history of cities told through gates, courtyard doors and revolving doors.",
			"Each of twelve chapters is about one door: who was let in, who was turned away, and when it was taken down.",
			"With more than seventy line drawings and notes; the chapters can be read in any order. In Chinese.",
			map[string]string{"Author": "Wen Yan", "Binding": "Hardback", "Pages": "388", "Language": "Simplified Chinese", "Format": "170 × 240 mm"},
		},
	}
}

func bookNight() entry {
	return entry{
		slug: "book-night", brand: "Lantern Press", grams: 280, cny: 4900, usd: 700,
		zh: words{
			"九个发生在夜间渡船上的短篇。",
			"同一条航线、九个夜晚：卖唱的、搬家的、等天亮的。人物在彼此的故事里擦肩而过。",
			"每篇约二十页，适合您在一段车程里读完。",
			map[string]string{"作者": "苏渺", "装帧": "平装", "页数": "208 页", "语言": "简体中文", "开本": "32 开"},
		},
		en: words{
			"Nine short stories set on a night ferry.",
			"One crossing, nine nights: a singer, a family moving house, a man waiting for morning. They pass one another in each other's stories.",
			"Each runs to about twenty pages, the length of a train ride. In Chinese.",
			map[string]string{"Author": "Su Miao", "Binding": "Paperback", "Pages": "208", "Language": "Simplified Chinese", "Format": "130 × 184 mm"},
		},
	}
}

func bookGarden() entry {
	return entry{
		slug: "book-garden", brand: "Lantern Press", grams: 450, cny: 7900, usd: 1100,
		zh: words{
			"在阳台一平米里种菜，并把它们做成菜。",
			"按月份安排播种、间苗与采收，每种蔬菜配一道家常做法。",
			"书后附空白记录页，您可以写下自己阳台的日照与收成。",
			map[string]string{"作者": "叶小满", "装帧": "平装，裸脊", "页数": "224 页", "语言": "简体中文", "开本": "16 开"},
		},
		en: words{
			"Growing vegetables on one square metre of balcony, and cooking them.",
			"Sowing, thinning and picking are set out month by month, with one plain recipe for every vegetable.",
			"Blank pages at the end are for the sunlight and harvest of your own balcony. In Chinese.",
			map[string]string{"Author": "Ye Xiaoman", "Binding": "Paperback, lies flat", "Pages": "224", "Language": "Simplified Chinese", "Format": "170 × 240 mm"},
		},
	}
}

func bookShapes() entry {
	return entry{
		slug: "book-shapes", brand: "Lantern Press", grams: 610, cny: 8800, usd: 1250,
		zh: words{
			"平面设计入门：从点、线、面到版式。",
			"每一节先给出一个形状问题，再用三种解法说明秩序如何产生。",
			"配四十个练习，您只需纸、铅笔与剪刀就能完成。",
			map[string]string{"作者": "方圆", "装帧": "平装，锁线", "页数": "256 页", "语言": "简体中文", "开本": "16 开"},
		},
		en: words{
			"A primer of graphic design, from point and line to the page.",
			"Every section sets a problem in shapes and then shows three ways in which order can come about.",
			"Its forty exercises need paper, a pencil and scissors. In Chinese.",
			map[string]string{"Author": "Fang Yuan", "Binding": "Paperback, sewn", "Pages": "256", "Language": "Simplified Chinese", "Format": "170 × 240 mm"},
		},
	}
}
