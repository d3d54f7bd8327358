package seed

func electronics() []entry {
	return []entry{phone(), headphones(), earbuds(), watch(), speaker()}
}

func phone() entry {
	return entry{
		slug: "phone", brand: "Yuanshan", grams: 420, cny: 399900, usd: 56900,
		zh: words{
			"6.3 英寸屏、256 GB 存储的双卡手机。",
			"机身为铝框与磨砂玻璃，单手可握。后置两颗摄像头，分别用于主摄与超广角。",
			"包装内含充电线，不含充电器，您可以使用现有的 USB-C 充电器。收货后请先完成系统更新。",
			map[string]string{"屏幕": "6.3 英寸 OLED，120 Hz", "存储": "256 GB，内存 12 GB", "电池": "4,800 mAh", "网络": "5G，双 nano-SIM", "净重": "186 g"},
		},
		en: words{
			"A dual-SIM phone with a 6.3-inch screen and 256 GB of storage.",
			"An aluminium frame and matt glass make a body that fits one hand. The back has two cameras, main and ultra-wide.",
			"The box holds a cable but no charger; any USB-C charger you have will do. Install the system update before you set it up.",
			map[string]string{"Screen": "6.3-inch OLED, 120 Hz", "Storage": "256 GB, 12 GB memory", "Battery": "4,800 mAh", "Network": "5G, two nano-SIMs", "Net weight": "186 g"},
		},
	}
}

func headphones() entry {
	return entry{
		slug: "headphones", brand: "Jingyu", grams: 610, cny: 89900, usd: 12900, wasCNY: 109900, wasUSD: 15900,
		zh: words{
			"头戴式降噪耳机，可折叠，附收纳盒。",
			"耳罩内外各有麦克风，用来抵消低频噪声。通话时，您可以打开透传听见周围。",
			"电量用尽后仍可接线使用。耳垫可更换，备件可在店内询问。",
			map[string]string{"连接": "蓝牙 5.3，3.5 mm 线", "续航": "降噪开启约 35 小时", "充电": "USB-C", "净重": "258 g"},
		},
		en: words{
			"Folding over-ear headphones with noise cancelling, in a case.",
			"Microphones inside and outside each cup cancel low-pitched noise. A see-through mode lets you hear the room during a call.",
			"With an empty battery they still work on the cable. The ear pads can be replaced; ask the shop for spares.",
			map[string]string{"Connection": "Bluetooth 5.3, 3.5 mm cable", "Battery life": "About 35 hours with noise cancelling", "Charging": "USB-C", "Net weight": "258 g"},
		},
	}
}

func earbuds() entry {
	return entry{
		slug: "earbuds", brand: "Jingyu", grams: 140, cny: 34900, usd: 4900,
		zh: words{
			"形如小石的真无线耳机，附三副耳塞套。",
			"单只重 4.6 克，触控操作。摘下一只时，播放会自动暂停。",
			"请您选择大小合适的耳塞套，以免松脱。充电盒支持 USB-C 与无线充电。",
			map[string]string{"连接": "蓝牙 5.3", "续航": "单次约 7 小时，连盒约 28 小时", "防水": "IPX4", "耳塞套": "小、中、大"},
		},
		en: words{
			"Wireless earbuds shaped like a pebble, with three pairs of tips.",
			"Each bud weighs 4.6 grams and is worked by touch. Take one out and the sound pauses.",
			"Choose the tips that fit you so that they stay in. The case charges by USB-C or without a cable.",
			map[string]string{"Connection": "Bluetooth 5.3", "Battery life": "About 7 hours, 28 with the case", "Water": "IPX4", "Tips": "Small, medium, large"},
		},
	}
}

func watch() entry {
	return entry{
		slug: "watch", brand: "Yuanshan", grams: 180, cny: 79900, usd: 11500,
		zh: words{
			"方屏运动手表，带卫星定位与心率记录。",
			"表带为亲肤氟橡胶，可快拆更换。屏幕在阳光下可自动提亮。",
			"本品用于日常运动记录，不是医疗器械，读数仅供您参考。",
			map[string]string{"屏幕": "1.8 英寸 AMOLED", "续航": "约 10 天，连续定位约 18 小时", "防水": "5 ATM", "腕围": "140–210 mm"},
		},
		en: words{
			"A square sports watch with satellite positioning and a heart-rate log.",
			"The strap is soft fluoroelastomer and comes off with a catch. The screen brightens by itself in sunlight.",
			"It records everyday exercise; it is not a medical device and its readings are for guidance only.",
			map[string]string{"Screen": "1.8-inch AMOLED", "Battery life": "About 10 days, 18 hours with positioning on", "Water": "5 ATM", "Wrist": "140–210 mm"},
		},
	}
}

func speaker() entry {
	return entry{
		slug: "speaker", brand: "Jingyu", grams: 720, cny: 29900, usd: 4200,
		zh: words{
			"织网外壳的随身音箱，带提绳。",
			"一个全频单元加两片被动振膜，适合书房与露台的音量。",
			"两台可以配成立体声。淋雨后请您擦干接口再充电。",
			map[string]string{"连接": "蓝牙 5.3", "续航": "约 14 小时", "防护": "IP67", "尺寸": "18 × 7 × 7 cm"},
		},
		en: words{
			"A travel speaker in a woven shell, with a cord to carry it by.",
			"One full-range driver and two passive radiators give enough sound for a study or a terrace.",
			"Two of them pair for stereo. Dry the socket before charging if it has been rained on.",
			map[string]string{"Connection": "Bluetooth 5.3", "Battery life": "About 14 hours", "Protection": "IP67", "Size": "18 × 7 × 7 cm"},
		},
	}
}
