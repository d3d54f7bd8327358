package picture

import (
	"fmt"
	"strings"
)

// placed is one product in a scene: where its axis and its foot stand, and its
// size against the picture it has alone.
type placed struct {
	picture Picture
	axis, x float64
	foot, y float64
	size    float64
}

// stage is a scene: its size, the line where the wall meets the floor, its
// colours, and what stands in it from the back to the front. The start side
// stays empty for the text that the page lays over it.
type stage struct {
	width, height, ground float64
	wall, light, floor    string
	arch                  bool
	disc                  point
	radius                float64
	plinths               []plinth
	things                []placed
}

type plinth struct {
	colour        string
	x, y          float64
	width, height float64
}

// Scenes returns the names that [Scene] knows.
func Scenes() []string {
	return []string{"hero", "shoes", "baby"}
}

// Scene returns one of the wide pictures of the home page as an SVG document:
// "hero" is 794 by 420 units, "shoes" and "baby" are 392 by 202. The text side
// is the left, or with mirrored the right, for pages that read from right to
// left; the things themselves are not turned round. It reports false for a
// name that [Scenes] does not list. The two small scenes hold a view named
// "tall", nearly square and with room for text above, for narrow screens.
func Scene(name string, mirrored bool) ([]byte, bool) {
	switch name {
	case "hero":
		return heroStage().draw(mirrored), true
	case "shoes":
		return shoesStage().draw(mirrored), true
	case "baby":
		return babyStage().draw(mirrored), true
	}
	return nil, false
}

func variant(slug string) Picture {
	p, _ := Find(slug)
	return p
}

func heroStage() stage {
	return stage{
		width: 794, height: 420, ground: 338,
		wall: "#2f5a4c", light: "#4a7a69", floor: "#1c4038",
		arch: true,
		plinths: []plinth{
			{"#c98e6f", 453, 292, 112, 96},
			{"#e6d9bf", 727, 262, 100, 130},
		},
		things: []placed{
			{variant("lamp"), 200, 453, 340, 298, .58},
			{variant("chair"), 200, 586, 354, 392, .76},
			{variant("cushion"), 200, 586, 318, 300, .3},
			{Picture{Kind: "plant", Colour: "clay"}, 200, 727, 352, 269, .46},
			{variant("chelsea-boot-camel"), 206, 372, 300, 396, .42},
			{Picture{Kind: "candle", Colour: "white", Title: "暮色", Line: "No. 4"}, 200, 656, 344, 404, .27},
			{Picture{Kind: "mug", Colour: "rust", Second: "white"}, 200, 704, 338, 396, .26},
		},
	}
}

func shoesStage() stage {
	return stage{
		width: 392, height: 202, ground: 150,
		wall: "#f0dca4", light: "#f7ebc8", floor: "#d8bf84",
		disc: point{266, 92}, radius: 86,
		things: []placed{{variant("runner"), 206, 276, 303, 158, .62}},
	}
}

func babyStage() stage {
	return stage{
		width: 392, height: 202, ground: 152,
		wall: "#cfdfea", light: "#e3eef5", floor: "#afc3d2",
		disc: point{284, 96}, radius: 84,
		things: []placed{
			{variant("baby-bottle"), 200, 194, 352, 172, .36},
			{variant("bear"), 200, 282, 350, 174, .41},
			{variant("rings"), 200, 344, 344, 170, .28},
		},
	}
}

func (s stage) draw(mirrored bool) []byte {
	ground := newCanvas(Picture{Colour: s.wall}, "g-")
	place := func(x float64) float64 {
		if mirrored {
			return s.width - x
		}
		return x
	}
	s.room(ground, place)
	for i, p := range s.plinths {
		ground.plinth(fmt.Sprintf("p%d", i), p, place(p.x))
	}
	var defs, body strings.Builder
	for i, thing := range s.things {
		c := newCanvas(thing.picture, fmt.Sprintf("t%d-", i))
		if k, ok := kindOf(thing.picture.Kind); ok {
			k.draw(c)
		}
		defs.WriteString(c.defs.String())
		fmt.Fprintf(&body, `<g transform="translate(%s %s) scale(%.2f)">%s</g>`,
			number(place(thing.x)-thing.axis*thing.size), number(thing.y-thing.foot*thing.size), thing.size, c.body.String())
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s">%s<defs>%s%s</defs>%s%s</svg>`,
		number(s.width), number(s.height), s.tall(mirrored), ground.defs.String(), defs.String(), ground.body.String(), body.String())
}

// tall is the view of a small scene for narrow screens: the things without
// the empty side, and more of the wall above them.
func (s stage) tall(mirrored bool) string {
	if s.radius == 0 {
		return ""
	}
	left := s.width - s.height - 46
	if mirrored {
		left = 0
	}
	return fmt.Sprintf(`<view id="tall" viewBox="%s -50 %s %s"/>`, number(left), number(s.height+46), number(s.height+50))
}

// room draws the wall with the light on it, an arch or a disc, and the floor.
func (s stage) room(c *canvas, place func(float64) float64) {
	c.deff(`<radialGradient id="{#}li" cx="%.2f" cy=".3" r=".6"><stop stop-color="%s" stop-opacity=".8"/><stop offset="1" stop-color="%[2]s" stop-opacity="0"/></radialGradient>`, place(s.width*.62)/s.width, s.light)
	c.down("fl", s.floor, dim(s.floor, 1.06))
	c.putf(`<path d="M0 -60h%s v%s H0z" fill="%s"/><path d="M0 -60h%[1]s v%[2]s H0z" fill="url(#{#}li)"/>`, number(s.width), number(s.height+60), s.wall)
	if s.arch {
		x := place(515)
		c.putf(`<path transform="translate(%s 0)" d="M-130 %s V196A130 130 0 0 1 130 196V%[2]s Z" fill="%s" opacity=".5"/>`, number(x-20), number(s.ground), dim(s.wall, 1.16))
		c.putf(`<path transform="translate(%s 0)" d="M-112 %s V198A112 112 0 0 1 112 198V%[2]s Z" fill="%s" opacity=".75"/>`, number(x), number(s.ground), dim(s.wall, 1.32))
	}
	if s.radius > 0 {
		c.ellipse(place(s.disc.x), s.disc.y, s.radius, s.radius, `fill="#fff" opacity=".42"`)
	}
	c.putf(`<path d="M0 %s h%s V%s H0z" fill="url(#{#}fl)"/>`, number(s.ground), number(s.width), number(s.height))
}

// plinth is a round block that something stands on.
func (c *canvas) plinth(id string, p plinth, x float64) {
	r := newRamp(p.colour)
	c.turned(id, r, false)
	rx := p.width / 2
	ry := rx * .18
	foot := p.y + p.height
	c.floor(x, foot+4, rx, ry)
	c.putf(`<path d="M%s %s V%s A%s %s 0 0 0 %s %[3]s V%[2]s Z" fill="url(#{#}%[7]s)"/>`,
		number(x-rx), number(p.y), number(foot-ry), number(rx), number(ry), number(x+rx), id)
	c.ellipse(x, p.y, rx, ry, `fill="`+r.li+`"`)
}
