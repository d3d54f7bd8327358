package seed

func baby() []entry {
	return []entry{bear(), babyBottle(), romper(), blocks(), rings()}
}

func bear() entry {
	return entry{
		slug: "bear", brand: "Small Valley", grams: 260, cny: 8900, usd: 1300,
		zh: words{
			"30 厘米高的毛绒小熊，眼鼻为刺绣。",
			"短毛绒面，填充均匀，手脚细长，方便宝宝抓握。全身没有硬质小件。",
			"可以整只机洗。请您在首次使用前剪去吊牌与塑料绳。",
			map[string]string{"面料": "100% 涤纶短绒", "填充": "100% 涤纶", "身高": "30 cm", "适龄": "0 岁以上", "洗护": "30 ℃ 机洗，装洗衣袋"},
		},
		en: words{
			"A plush bear 30 cm tall with embroidered eyes and nose.",
			"Short pile, even filling and long, thin limbs that small hands can hold. It has no hard parts.",
			"The whole bear can be machine-washed. Cut off the label and its plastic thread before first use.",
			map[string]string{"Fabric": "100% polyester plush", "Filling": "100% polyester", "Height": "30 cm", "Age": "From birth", "Care": "Machine wash at 30 °C in a bag"},
		},
	}
}

func babyBottle() entry {
	return entry{
		slug: "baby-bottle", brand: "Small Valley", grams: 150, cny: 7900, usd: 1150,
		zh: words{
			"240 毫升宽口奶瓶，带导气管。",
			"宽口便于冲调与刷洗，瓶身有毫升刻度。导气管让空气从瓶底进入，奶流更平稳。",
			"首次使用前请您煮沸消毒五分钟，并在每次喂养前检查奶嘴有无破损。",
			map[string]string{"瓶身": "PPSU", "奶嘴": "硅胶，中流量", "容量": "240 ml", "适龄": "3 个月以上", "清洁": "可煮沸，可用洗碗机上层"},
		},
		en: words{
			"A wide-neck bottle of 240 ml with an air tube.",
			"The wide neck is easy to fill and brush, and the side is marked in millilitres. The tube lets air in at the bottom, so that the milk flows evenly.",
			"Boil for five minutes before first use, and look the teat over for damage before every feed.",
			map[string]string{"Bottle": "PPSU", "Teat": "Silicone, medium flow", "Volume": "240 ml", "Age": "From 3 months", "Care": "May be boiled; top rack of the dishwasher"},
		},
	}
}

func romper() entry {
	return entry{
		slug: "romper", brand: "Small Valley", grams: 110, gramsPerSize: 10, cny: 11900, usd: 1700, sizes: []string{"66 cm", "73 cm", "80 cm", "90 cm"},
		zh: words{
			"有机棉短袖包屁衣，裆部按扣。",
			"肩部信封领可以从上往下脱，换洗方便。缝份朝外，不磨皮肤。",
			"尺码按身高标注。宝宝介于两码之间时，建议您选大一码。",
			map[string]string{"面料": "100% 有机棉", "领型": "信封领", "按扣": "无镍", "洗护": "40 ℃ 机洗"},
		},
		en: words{
			"A short-sleeved bodysuit in organic cotton with poppers.",
			"The envelope neck lets you pull it down as well as up when changing. Seams face outwards, away from the skin.",
			"Sizes are heights. Between two sizes, choose the larger.",
			map[string]string{"Fabric": "100% organic cotton", "Neck": "Envelope", "Poppers": "Nickel-free", "Care": "Machine wash at 40 °C"},
		},
	}
}

func blocks() entry {
	return entry{
		slug: "blocks", brand: "Small Valley", grams: 540, cny: 9900, usd: 1400,
		zh: words{
			"六块榉木字母积木，装在棉布袋里。",
			"每块 4.5 厘米见方，边角磨圆，字母为凹刻上色。",
			"木料会随湿度略有胀缩。弄脏时，请您用湿布擦净后晾干，不要浸泡。",
			map[string]string{"材质": "榉木，水性漆", "尺寸": "每块 4.5 cm", "件数": "6 块与布袋", "适龄": "1 岁以上"},
		},
		en: words{
			"Six letter blocks of beech in a cotton bag.",
			"Each is 4.5 cm a side with rounded corners; the letters are cut in and coloured.",
			"Wood swells and shrinks a little with the air. Wipe the blocks clean and let them dry; do not soak them.",
			map[string]string{"Material": "Beech, water-based paint", "Size": "4.5 cm each", "Pieces": "6 blocks and a bag", "Age": "From 1 year"},
		},
	}
}

func rings() entry {
	return entry{
		slug: "rings", brand: "Small Valley", grams: 380, cny: 6900, usd: 990,
		zh: words{
			"五色叠叠圈，底座可以轻轻摇晃。",
			"五个圆环由大到小，大小与颜色都能分辨，适合刚学坐的宝宝。",
			"环与柱都可拆下，您可以用温水清洗。请在看护下玩耍。",
			map[string]string{"材质": "ABS，不含双酚 A", "尺寸": "高 21 cm", "件数": "5 个环与底座", "适龄": "6 个月以上"},
		},
		en: words{
			"Stacking rings in five colours on a base that rocks.",
			"The five rings run from large to small, told apart by size or colour, for children who have just learnt to sit.",
			"Rings and post come apart and can be washed in warm water. For use with an adult nearby.",
			map[string]string{"Material": "ABS, free of bisphenol A", "Size": "21 cm tall", "Pieces": "5 rings and a base", "Age": "From 6 months"},
		},
	}
}
