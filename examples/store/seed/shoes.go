package seed

func shoes() []entry {
	return []entry{runner(), highTop(), chelseaBoot(), loafer(), plimsoll()}
}

func runner() entry {
	return entry{
		slug: "runner", brand: "Wheelmark", grams: 820, gramsPerSize: 15, cny: 45900, usd: 6500, wasCNY: 54900, wasUSD: 7900,
		sizes: []string{"37", "38", "39", "40", "41", "42", "43"},
		zh: words{
			"为公路慢跑准备的缓震跑鞋，网面透气。",
			"中底是一整块软弹泡棉，后跟略厚，落地时不硬。鞋面一体编织，没有压脚的接缝。",
			"尺码为欧码。脚背较高的话，建议您选大半码或一码。",
			map[string]string{"鞋面": "涤纶网布", "中底": "EVA 泡棉", "落差": "8 mm", "清洁": "软刷与冷水，自然晾干"},
		},
		en: words{
			"A cushioned shoe with a mesh upper for easy runs on the road.",
			"The midsole is one piece of soft foam, a little thicker at the heel. The upper is knitted in one, with no seams to press on the foot.",
			"Sizes are European. Take a size up if you have a high instep.",
			map[string]string{"Upper": "Polyester mesh", "Midsole": "EVA foam", "Drop": "8 mm", "Care": "Soft brush and cold water, dry in the air"},
		},
	}
}

func highTop() entry {
	return entry{
		slug: "high-top", brand: "Wheelmark", grams: 900, gramsPerSize: 15, cny: 36900, usd: 5200,
		sizes: []string{"37", "38", "39", "40", "41", "42", "43"},
		zh: words{
			"脚踝印有车轮标记的高帮帆布鞋。",
			"双层帆布鞋面，橡胶大底与鞋头一体硫化，内侧有两个透气孔。",
			"帆布会随脚形变软，起初略紧属正常。尺码为欧码，请您按平时的鞋码选择。",
			map[string]string{"鞋面": "100% 棉帆布", "鞋底": "硫化橡胶", "鞋垫": "可取出", "清洁": "湿布擦拭，不可烘干"},
		},
		en: words{
			"A canvas high-top with the cart wheel at the ankle.",
			"The upper is two layers of canvas; sole and toe cap are vulcanised together, and two eyelets on the inside let air through.",
			"Canvas gives with wear, so a slightly firm start is normal. Sizes are European; choose your usual one.",
			map[string]string{"Upper": "100% cotton canvas", "Sole": "Vulcanised rubber", "Insole": "Removable", "Care": "Wipe with a damp cloth, do not tumble-dry"},
		},
	}
}

func chelseaBoot() entry {
	return entry{
		slug: "chelsea-boot", brand: "Fell & Ford", grams: 1250, gramsPerSize: 25, cny: 62900, usd: 8900,
		sizes: []string{"38", "39", "40", "41", "42", "43"},
		zh: words{
			"牛皮切尔西短靴，两侧松紧，雨天也走得稳。",
			"鞋面为头层牛皮，橡胶底有浅齿纹。前后各有一条提带，方便您穿脱。",
			"皮面可能有天然纹理，每双略有不同。换季收纳前，建议您上一层鞋油。",
			map[string]string{"鞋面": "头层牛皮", "鞋底": "橡胶", "跟高": "3 cm", "保养": "鞋油擦拭，避免暴晒"},
		},
		en: words{
			"A leather Chelsea boot with elastic sides and a sole for wet pavements.",
			"The upper is full-grain cowhide and the rubber sole has a shallow tread. Tabs at the front and back help you pull it on.",
			"Leather has a natural grain, so no two pairs look quite alike. Wax them before you put them away for the season.",
			map[string]string{"Upper": "Full-grain cowhide", "Sole": "Rubber", "Heel": "3 cm", "Care": "Wax, keep out of strong sun"},
		},
	}
}

func loafer() entry {
	return entry{
		slug: "loafer", brand: "Fell & Ford", grams: 860, gramsPerSize: 20, cny: 52900, usd: 7500,
		sizes: []string{"36", "37", "38", "39", "40", "41"},
		zh: words{
			"软底乐福鞋，鞋面配一枚马衔扣。",
			"鞋底可以弯折，鞋垫里加了一层薄棉，通勤或整天站立时脚底不硌。",
			"后跟处的皮较软，您可以踩下当拖鞋穿，回弹后形状不变。",
			map[string]string{"鞋面": "小牛皮", "内里": "羊皮", "鞋底": "橡胶", "保养": "干布擦拭，收纳时放鞋撑"},
		},
		en: words{
			"A loafer with a flexible sole and a horsebit across the front.",
			"The sole bends with the foot and a thin layer of padding lies under the lining, for the commute or a day on your feet.",
			"The leather at the heel is soft enough to tread down and wear as a slipper.",
			map[string]string{"Upper": "Calfskin", "Lining": "Sheepskin", "Sole": "Rubber", "Care": "Wipe dry, keep on shoe trees"},
		},
	}
}

func plimsoll() entry {
	return entry{
		slug: "plimsoll", brand: "Wheelmark", grams: 700, gramsPerSize: 15, cny: 19900, usd: 2800,
		sizes: []string{"36", "37", "38", "39", "40", "41", "42"},
		zh: words{
			"一双简单的低帮帆布鞋，配撞色包边。",
			"单层帆布，薄橡胶底，轻便好收。鞋带与包边同色。",
			"适合短途步行与室内活动。鞋垫可以取出，您可以单独清洗。",
			map[string]string{"鞋面": "100% 棉帆布", "鞋底": "橡胶", "鞋垫": "可取出清洗", "清洁": "冷水手洗，阴干"},
		},
		en: words{
			"A plain canvas plimsoll with trim in a second colour.",
			"One layer of canvas on a thin rubber sole: light, and easy to pack. The laces match the trim.",
			"Meant for short walks and indoors. The insole comes out and can be washed on its own.",
			map[string]string{"Upper": "100% cotton canvas", "Sole": "Rubber", "Insole": "Removable and washable", "Care": "Cold hand wash, dry in the shade"},
		},
	}
}
