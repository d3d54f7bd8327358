package picture

// kind is one thing the package can draw.
type kind struct {
	name  string
	lying bool
	// scale and shift frame the thing: it fills about three quarters of the
	// picture.
	scale, shift float64
	views        []view
	draw         func(*canvas)
}

type view struct{ name, box string }

// Kinds returns the names of everything that can be drawn, in the order of the
// store's categories.
func Kinds() []string {
	list := kinds()
	names := make([]string, len(list))
	for i, k := range list {
		names[i] = k.name
	}
	return names
}

func kindOf(name string) (kind, bool) {
	for _, k := range kinds() {
		if k.name == name {
			return k, true
		}
	}
	return kind{scale: 1}, false
}

func kinds() []kind {
	worn := []view{{"neck", "125 20 150 150"}, {"cuff", "40 220 150 150"}, {"hem", "125 225 150 150"}}
	shoe := []view{{"toe", "210 150 180 180"}, {"heel", "20 150 180 180"}, {"side", "100 120 190 190"}}
	thing := []view{{"top", "110 40 180 180"}, {"middle", "120 120 160 160"}, {"foot", "100 200 190 190"}}
	return []kind{
		{"down-jacket", true, 1.08, 6, worn, drawDown},
		{"cable-jumper", true, 1.14, 2, worn, drawCable},
		{"wrap-coat", true, 1.06, 0, worn, drawCoat},
		{"tee", true, 1.16, -2, worn, drawTee},
		{"shirt", true, 1.12, 0, worn, drawShirt},
		{"runner", false, 1.02, -14, shoe, drawRunner},
		{"high-top", false, 1.1, 2, shoe, drawHighTop},
		{"chelsea-boot", false, 1.12, 4, shoe, drawChelsea},
		{"loafer", false, 1.06, -20, shoe, drawLoafer},
		{"plimsoll", false, 1.06, -14, shoe, drawPlimsoll},
		{"phone", false, 1.06, 0, thing, drawPhone},
		{"headphones", false, 1.12, 0, thing, drawHeadphones},
		{"earbuds", false, 1.22, 0, thing, drawEarbuds},
		{"watch", true, .98, 0, thing, drawWatch},
		{"speaker", false, 1.18, 0, thing, drawSpeaker},
		{"bear", false, 1.1, 0, thing, drawBear},
		{"baby-bottle", false, 1.02, 4, thing, drawBabyBottle},
		{"romper", true, 1.2, 2, worn, drawRomper},
		{"blocks", false, 1.1, 0, thing, drawBlocks},
		{"rings", false, 1.08, 0, thing, drawRings},
		{"vase", false, 1.04, 6, thing, drawVase},
		{"lamp", false, 1.1, 0, thing, drawLamp},
		{"mug", false, 1.16, 0, thing, drawMug},
		{"cushion", true, 1.14, 0, thing, drawCushion},
		{"chair", false, 1.06, 0, thing, drawChair},
		{"book", false, 1.04, 0, thing, drawBook},
		{"tin", false, 1.14, 0, thing, drawTin},
		{"coffee-bag", false, 1.12, 0, thing, drawCoffeeBag},
		{"jar", false, 1.16, 0, thing, drawHoneyJar},
		{"oil-bottle", false, 1.12, 6, thing, drawOilBottle},
		{"box", false, 1.12, 0, thing, drawBox},
		{"perfume", false, 1.1, 4, thing, drawPerfume},
		{"cream-jar", false, 1.24, -10, thing, drawCreamJar},
		{"lipstick", false, 1.1, 4, thing, drawLipstick},
		{"serum", false, 1.08, 10, thing, drawSerum},
		{"tube", false, 1.06, 2, thing, drawTube},
		{"plant", false, 1.06, 0, thing, drawPlant},
		{"candle", false, 1.14, 0, thing, drawCandle},
	}
}
