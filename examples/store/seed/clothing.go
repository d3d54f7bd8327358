package seed

func letters() []string { return []string{"S", "M", "L", "XL"} }

func clothing() []entry {
	return []entry{downJacket(), cableJumper(), wrapCoat(), tee(), oxfordShirt()}
}

func downJacket() entry {
	return entry{
		slug: "down-jacket", brand: "Valley", grams: 640, gramsPerSize: 30, cny: 69900, usd: 9900, wasCNY: 89900, wasUSD: 12900, sizes: letters(),
		zh: words{
			"一件可以折进自带口袋的短款鹅绒服。",
			"面料是细密的锦纶，充入鹅绒，轻而不鼓。下摆与袖口有松紧，风不易钻进去。",
			"不穿时您可以把它折进左侧内袋，放在背包里不占地方。建议机洗后低温烘干，拍松绒朵。",
			map[string]string{"面料": "100% 锦纶", "填充": "90% 鹅绒，10% 羽毛", "版型": "常规，衣长至腰", "洗护": "30 ℃ 轻柔机洗，低温烘干"},
		},
		en: words{
			"A short goose-down jacket that folds into its own pocket.",
			"The shell is a closely woven nylon filled with goose down: warm without bulk. Hem and cuffs are elasticated to keep the wind out.",
			"When you are not wearing it, fold it into the left inside pocket and put it in your bag. Tumble-dry on low heat after washing so that the down lofts again.",
			map[string]string{"Shell": "100% nylon", "Filling": "90% goose down, 10% feathers", "Fit": "Regular, waist length", "Care": "Gentle machine wash at 30 °C, tumble-dry low"},
		},
	}
}

func cableJumper() entry {
	return entry{
		slug: "cable-jumper", brand: "Valley", grams: 720, gramsPerSize: 40, cny: 32900, usd: 4600, sizes: letters(),
		zh: words{
			"粗棒针织的圆领麻花毛衣，羊毛混棉。",
			"正面三组麻花，背面平针，织得厚实，单穿或叠在大衣里都合适。",
			"落肩剪裁略宽松，喜欢合身的话您可以选小一码。请平铺晾干，不要悬挂。",
			map[string]string{"面料": "70% 羊毛，30% 棉", "版型": "落肩，略宽松", "领型": "圆领", "洗护": "冷水手洗，平铺晾干"},
		},
		en: words{
			"A crew-neck jumper in chunky cables, knitted from wool and cotton.",
			"Three panels of cables at the front and plain stitch at the back make a dense knit that can be worn alone or under a coat.",
			"The dropped shoulders give a slightly loose fit; take a size down if you like it closer. Dry it flat and do not hang it.",
			map[string]string{"Fabric": "70% wool, 30% cotton", "Fit": "Dropped shoulder, slightly loose", "Neck": "Crew", "Care": "Cold hand wash, dry flat"},
		},
	}
}

func wrapCoat() entry {
	return entry{
		slug: "wrap-coat", brand: "Valley", grams: 1450, gramsPerSize: 60, cny: 129900, usd: 18500, wasCNY: 159900, wasUSD: 22900, sizes: []string{"S", "M", "L"},
		zh: words{
			"双面羊毛呢系带长大衣，无衬里。",
			"两层呢料手工缝合，里外都是正面，因此不需要衬里，穿着轻软。",
			"腰带可以系紧，也可以垂在身后。首次穿着前，您可以用蒸汽轻轻熨平包装折痕。",
			map[string]string{"面料": "100% 羊毛", "衣长": "M 码 112 cm", "口袋": "两个斜插袋", "洗护": "专业干洗"},
		},
		en: words{
			"A long, unlined wrap coat in double-faced wool.",
			"Two layers of cloth are joined by hand so that both sides are right sides; the coat needs no lining and stays soft and light.",
			"Tie the belt or let it hang at the back. A little steam takes out the folds of the parcel before you first wear it.",
			map[string]string{"Fabric": "100% wool", "Length": "112 cm in size M", "Pockets": "Two slanted pockets", "Care": "Dry-clean"},
		},
	}
}

func tee() entry {
	return entry{
		slug: "tee", brand: "Valley", grams: 260, gramsPerSize: 15, cny: 8900, usd: 1300, sizes: letters(),
		zh: words{
			"260 克重的纯棉条纹 T 恤。",
			"棉纱紧织，领口加了一道包边，多次水洗后仍能保持形状。",
			"条纹是色织而不是印花。请您将深浅色分开洗，初次清洗可能有少量浮色。",
			map[string]string{"面料": "100% 棉，260 g/m²", "版型": "直筒", "袖长": "短袖", "洗护": "30 ℃ 机洗，翻面晾晒"},
		},
		en: words{
			"A striped cotton tee of 260 grams a square metre.",
			"The cotton is knitted tightly and the neck is bound, so that it keeps its shape in the wash.",
			"The stripes are knitted in, not printed. Wash dark and light colours apart; a little dye may come out the first time.",
			map[string]string{"Fabric": "100% cotton, 260 g/m²", "Fit": "Straight", "Sleeve": "Short", "Care": "Machine wash at 30 °C, dry inside out"},
		},
	}
}

func oxfordShirt() entry {
	return entry{
		slug: "oxford-shirt", brand: "Valley", grams: 320, gramsPerSize: 15, cny: 19900, usd: 2900, sizes: letters(),
		zh: words{
			"洗过的牛津纺衬衫，扣领，带胸袋。",
			"成衣水洗让布料变软，也基本完成了缩水，您按平时的尺码选择即可。",
			"可以不熨直接穿；上班穿时，趁微湿熨烫更平整。",
			map[string]string{"面料": "100% 棉", "领型": "扣领", "版型": "常规", "洗护": "40 ℃ 机洗，中温熨烫"},
		},
		en: words{
			"A washed Oxford shirt with a button-down collar and a chest pocket.",
			"Washing the finished shirt softens the cloth and takes most of the shrinkage out, so choose your usual size.",
			"Wear it unironed, or iron it slightly damp for the office.",
			map[string]string{"Fabric": "100% cotton", "Collar": "Button-down", "Fit": "Regular", "Care": "Machine wash at 40 °C, warm iron"},
		},
	}
}
