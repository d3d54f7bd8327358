package picture_test

import (
	"fmt"

	"github.com/cartwright-go/cartwright/examples/store/picture"
)

func ExampleDraw() {
	mug := picture.Picture{Kind: "mug", Colour: "denim", Second: "white", Backdrop: "sand"}
	svg := picture.Draw(mug)
	mug.Colour = "coral"
	other := picture.Draw(mug)
	fmt.Println(string(svg[:70]))
	fmt.Println("same bytes in another colour:", picture.Hash(svg) == picture.Hash(other))
	fmt.Println(picture.Views("mug"))
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><view id
	// same bytes in another colour: false
	// [top middle foot]
}

func ExampleProduct() {
	for _, product := range picture.All()[:2] {
		fmt.Println(product.Slug, product.Chinese, product.English)
		for _, variant := range product.Variants {
			hex, _ := picture.Hex(variant.Colour)
			fmt.Println("  /p/"+variant.Slug+".svg", hex, variant.Chinese)
		}
	}
	// Output:
	// down-jacket 轻量鹅绒短羽绒服 Light goose-down jacket
	//   /p/down-jacket.svg #2e5547 松绿
	//   /p/down-jacket-ink.svg #26292f 墨黑
	//   /p/down-jacket-mustard.svg #d6a33c 芥黄
	// cable-jumper 粗棒针麻花毛衣 Chunky cable jumper
	//   /p/cable-jumper.svg #d8c7ac 燕麦
	//   /p/cable-jumper-pine.svg #2e5547 松绿
	//   /p/cable-jumper-berry.svg #8c2f4b 莓红
	//   /p/cable-jumper-ink.svg #26292f 墨黑
}

func ExamplePicture_Check() {
	fmt.Println(picture.Picture{Kind: "mug", Colour: "puce"}.Check())
	// Output: picture: colour "puce" is neither a name of the palette nor #rrggbb
}
