package picture

// Product is one of the store's goods as far as its looks are concerned.
type Product struct {
	// Slug names the product in addresses; Category is the slug of its
	// category.
	Slug, Category string
	// Chinese and English are the product's names.
	Chinese, English string
	// Variants are its colours, the first being the one shown in lists. Goods
	// without a choice of colour have one.
	Variants []Variant
}

// Variant is one colour of a product.
type Variant struct {
	// Slug is the product's own for the first variant, and the product's with
	// the colour behind it for the others.
	Slug string
	// Colour is the name that [Hex] knows.
	Colour string
	// Chinese and English name the colour to a buyer.
	Chinese, English string
	Picture          Picture
}

// Category is one of the store's eight shelves. Cover is the slug of the
// product that stands for it.
type Category struct {
	Slug, Chinese, English, Cover string
}

// Categories returns the store's categories in their order on the page.
func Categories() []Category {
	return []Category{
		{"clothing", "服饰", "Clothing", "down-jacket"},
		{"shoes", "鞋靴", "Shoes", "high-top"},
		{"electronics", "手机数码", "Phones & audio", "phone"},
		{"baby", "母婴", "Baby", "bear"},
		{"home", "家居", "Home", "lamp"},
		{"books", "图书", "Books", "book-shapes"},
		{"food", "食品", "Food", "tea-tin"},
		{"beauty", "美妆", "Beauty", "perfume"},
	}
}

// All returns the forty products of the store, five in each category.
func All() []Product {
	list := clothing()
	list = append(list, shoes()...)
	list = append(list, electronics()...)
	list = append(list, baby()...)
	list = append(list, home()...)
	list = append(list, books()...)
	list = append(list, food()...)
	return append(list, beauty()...)
}

// Find returns the picture of a product or of one of its variants by its slug.
func Find(slug string) (Picture, bool) {
	for _, product := range All() {
		for _, variant := range product.Variants {
			if variant.Slug == slug {
				return variant.Picture, true
			}
		}
	}
	return Picture{}, false
}

// colourNames are what the palette's colours are called on a product page.
func colourNames(colour string) (chinese, english string) {
	for _, n := range [][3]string{
		{"oat", "燕麦", "Oat"},
		{"camel", "驼色", "Camel"},
		{"clay", "陶土", "Clay"},
		{"rust", "铁锈红", "Rust"},
		{"red", "朱红", "Red"},
		{"coral", "珊瑚", "Coral"},
		{"berry", "莓红", "Berry"},
		{"rose", "藕粉", "Rose"},
		{"mustard", "芥黄", "Mustard"},
		{"butter", "奶油黄", "Butter"},
		{"sage", "鼠尾草绿", "Sage"},
		{"moss", "苔绿", "Moss"},
		{"pine", "松绿", "Pine"},
		{"teal", "孔雀蓝", "Teal"},
		{"mint", "薄荷", "Mint"},
		{"sky", "天蓝", "Sky"},
		{"denim", "靛蓝", "Indigo"},
		{"navy", "藏青", "Navy"},
		{"lilac", "丁香紫", "Lilac"},
		{"plum", "梅紫", "Plum"},
		{"brown", "深棕", "Brown"},
		{"graphite", "石墨灰", "Graphite"},
		{"ink", "墨黑", "Ink"},
		{"silver", "银灰", "Silver"},
		{"cloud", "云白", "Cloud"},
		{"white", "米白", "White"},
	} {
		if n[0] == colour {
			return n[1], n[2]
		}
	}
	return colour, colour
}

// look is what a variant changes in its product's picture: its colour, its
// backdrop and, where they go with the colour, the second and the third.
type look struct {
	colour, backdrop, second, third string
	style                           int
}

// product makes the variants of a picture.
func product(slug, category, chinese, english string, base Picture, looks ...look) Product {
	p := Product{Slug: slug, Category: category, Chinese: chinese, English: english}
	for i, l := range looks {
		v := Variant{Slug: slug, Colour: l.colour, Picture: base}
		if i > 0 {
			v.Slug += "-" + l.colour
		}
		v.Chinese, v.English = colourNames(l.colour)
		v.Picture.Colour, v.Picture.Backdrop = l.colour, l.backdrop
		if l.second != "" {
			v.Picture.Second = l.second
		}
		if l.third != "" {
			v.Picture.Third = l.third
		}
		if l.style != 0 {
			v.Picture.Style = l.style
		}
		p.Variants = append(p.Variants, v)
	}
	return p
}
