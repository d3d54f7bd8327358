package seed

func home() []entry {
	return []entry{budVase(), lamp(), mug(), cushion(), chair()}
}

func budVase() entry {
	return entry{
		slug: "bud-vase", brand: "Lamplight", grams: 780, cny: 12800, usd: 1800,
		zh: words{
			"手拉坯的小花瓶，插一枝正好。",
			"瓶口收窄，一枝花也能立稳。每只由手工拉坯、施釉，弧线与釉色略有差别。",
			"内壁满釉，可以盛水。瓶底有软垫，您放在木桌上不会留痕。",
			map[string]string{"材质": "炻器", "尺寸": "高 19 cm，口径 2.8 cm", "产地": "景德镇", "清洁": "手洗"},
		},
		en: words{
			"A small hand-thrown vase for a single stem.",
			"The narrow neck holds one flower upright. Each is thrown and glazed by hand, so line and colour differ a little.",
			"It is glazed inside and holds water. Pads under the foot protect a wooden table.",
			map[string]string{"Material": "Stoneware", "Size": "19 cm tall, 2.8 cm mouth", "Made in": "Jingdezhen", "Care": "Wash by hand"},
		},
	}
}

func lamp() entry {
	return entry{
		slug: "lamp", brand: "Lamplight", grams: 2300, cny: 32900, usd: 4700, wasCNY: 39900, wasUSD: 5700,
		zh: words{
			"黄铜灯座配亚麻灯罩的台灯，线上带旋钮调光。",
			"亚麻灯罩把光滤得柔和，适合床头与书桌一角。黄铜未上漆，会慢慢变深。",
			"附一只可更换的 E27 暖光灯泡。请您在断电后更换灯泡。",
			map[string]string{"材质": "黄铜、亚麻", "尺寸": "高 46 cm，罩径 28 cm", "灯泡": "E27，LED 6 W，2,700 K", "线长": "1.8 m"},
		},
		en: words{
			"A brass table lamp with a linen shade and a dimmer on the cord.",
			"Linen softens the light for a bedside or the corner of a desk. The brass is unlacquered and will darken slowly.",
			"A warm E27 bulb is included and can be replaced. Unplug the lamp before you change it.",
			map[string]string{"Material": "Brass, linen", "Size": "46 cm tall, shade 28 cm", "Bulb": "E27, LED 6 W, 2,700 K", "Cord": "1.8 m"},
		},
	}
}

func mug() entry {
	return entry{
		slug: "mug", brand: "Lamplight", grams: 460, cny: 6900, usd: 990,
		zh: words{
			"350 毫升流釉马克杯，杯沿釉色自然垂下。",
			"釉在窑中流动，因此每只的边线都不相同。杯耳可容三指。",
			"可以进微波炉与洗碗机。若有磕裂，请您不要再盛热水。",
			map[string]string{"材质": "炻器", "容量": "350 ml", "尺寸": "高 9.5 cm，口径 8.5 cm", "清洁": "可用洗碗机与微波炉"},
		},
		en: words{
			"A 350 ml mug with a glaze that runs down from the rim.",
			"The glaze moves in the kiln, so the edge is different on every mug. The handle takes three fingers.",
			"Safe in the microwave and the dishwasher. Do not fill a cracked mug with hot water.",
			map[string]string{"Material": "Stoneware", "Volume": "350 ml", "Size": "9.5 cm tall, 8.5 cm mouth", "Care": "Dishwasher and microwave safe"},
		},
	}
}

func cushion() entry {
	return entry{
		slug: "cushion", brand: "Lamplight", grams: 680, cny: 11900, usd: 1700,
		zh: words{
			"45 厘米见方的格纹羊毛靠枕，含枕芯。",
			"两面都是斜纹羊毛呢，隐形拉链在下边。格纹在接缝处对齐。",
			"枕套可以拆下干洗。枕芯拍松后，您可以放在通风处晾一晾。",
			map[string]string{"面料": "80% 羊毛，20% 锦纶", "枕芯": "涤纶", "尺寸": "45 × 45 cm", "洗护": "枕套干洗"},
		},
		en: words{
			"A tartan wool cushion 45 cm square, with its pad.",
			"Both sides are twilled wool with a hidden zip along the bottom. The checks meet at the seams.",
			"The cover comes off for dry-cleaning. Shake the pad up and air it from time to time.",
			map[string]string{"Fabric": "80% wool, 20% nylon", "Pad": "Polyester", "Size": "45 × 45 cm", "Care": "Dry-clean the cover"},
		},
	}
}

func chair() entry {
	return entry{
		slug: "chair", brand: "Lamplight", grams: 6200, cny: 59900, usd: 8500,
		zh: words{
			"蒸汽弯曲榉木餐椅，一把起售。",
			"椅背与后腿由同一根木料弯成，座面略带弧度。漆面为水性漆，能看见木纹。",
			"到货时已装好，您只需贴上附带的脚垫。承重 120 公斤。",
			map[string]string{"材质": "榉木，水性漆", "尺寸": "43 × 50 × 82 cm，座高 45 cm", "承重": "120 kg", "组装": "已组装"},
		},
		en: words{
			"A dining chair of steam-bent beech, sold singly.",
			"Back and rear legs are bent from one length of wood and the seat is slightly curved. The paint is water-based and lets the grain show.",
			"It arrives assembled; stick the felt pads on and it is ready. It carries 120 kg.",
			map[string]string{"Material": "Beech, water-based paint", "Size": "43 × 50 × 82 cm, seat 45 cm", "Load": "120 kg", "Assembly": "Assembled"},
		},
	}
}
