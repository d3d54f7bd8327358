package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Picture is everything that a product picture follows from. Colours are names
// of the palette (see [Hex]) or #rrggbb; an empty one takes the kind's default.
type Picture struct {
	// Kind is the thing that is drawn; [Kinds] lists them.
	Kind string
	// Colour is the colour of the goods, Second and Third are further colours
	// of kinds that have them, such as a stripe, a sole or a book's motif.
	Colour, Second, Third string
	// Backdrop is stone, sand, blush, sage, mist, lilac, butter, clay or slate.
	Backdrop string
	// Title and Line are written on kinds that carry text, such as books,
	// tins and bottles. They are escaped.
	Title, Line string
	// Style chooses between the layouts of a kind, such as the cover of a
	// book; kinds without layouts ignore it.
	Style int
}

// Check reports the first field of the picture that [Draw] could not honour:
// an unknown kind, colour or backdrop.
func (p Picture) Check() error {
	if _, ok := kindOf(p.Kind); !ok {
		return fmt.Errorf("picture: unknown kind %q", p.Kind)
	}
	for _, field := range []struct{ name, value string }{
		{"colour", p.Colour}, {"second", p.Second}, {"third", p.Third},
	} {
		if field.value != "" && colourOf(field.value, "") == "" {
			return fmt.Errorf("picture: %s %q is neither a name of the palette nor #rrggbb", field.name, field.value)
		}
	}
	if _, ok := backdropColour(p.Backdrop); !ok && p.Backdrop != "" {
		return fmt.Errorf("picture: unknown backdrop %q", p.Backdrop)
	}
	return nil
}

// colourOf reads a colour as a name or as #rrggbb; anything else gives the
// fallback.
func colourOf(text, fallback string) string {
	if value, ok := named(text); ok {
		return value
	}
	if len(text) != 7 || text[0] != '#' {
		return fallback
	}
	if _, err := hex.DecodeString(text[1:]); err != nil {
		return fallback
	}
	return strings.ToLower(text)
}

// Draw returns the picture as an SVG document. Whatever [Picture.Check] would
// report is drawn as a default: an unknown colour as silver, an unknown
// backdrop as stone, an unknown kind as a bare backdrop.
func Draw(p Picture) []byte {
	k, _ := kindOf(p.Kind)
	c := newCanvas(p, "")
	backdrop(c, p.Backdrop, k.lying)
	if k.draw != nil {
		c.body.WriteString(frame(k.scale, k.shift))
		k.draw(c)
		c.body.WriteString("</g>")
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">`)
	for _, v := range k.views {
		fmt.Fprintf(&b, `<view id="%s" viewBox="%s"/>`, v.name, v.box)
	}
	b.WriteString("<defs>" + c.defs.String() + "</defs>" + c.body.String() + "</svg>")
	return []byte(b.String())
}

// Hash returns twelve characters that change whenever the bytes do, for the
// address under which a picture may be kept for ever.
func Hash(svg []byte) string {
	sum := sha256.Sum256(svg)
	return hex.EncodeToString(sum[:6])
}

// Views returns the names of the close-ups that the pictures of a kind hold.
// An address followed by # and a name shows that part alone.
func Views(kind string) []string {
	k, _ := kindOf(kind)
	names := make([]string, len(k.views))
	for i, v := range k.views {
		names[i] = v.name
	}
	return names
}

// backdrop fills the ground: lying things on a plain sheet, standing things
// before a wall that meets the floor in a soft line.
func backdrop(c *canvas, name string, lying bool) {
	ground, ok := backdropColour(name)
	if !ok {
		ground, _ = backdropColour("stone")
	}
	if lying {
		c.down("bg", ground, dim(ground, .965))
	} else {
		c.deff(`<linearGradient id="{#}bg" x2="0" y2="1"><stop offset=".62" stop-color="%s"/><stop offset=".74" stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`,
			ground, dim(ground, .945), dim(ground, .985))
	}
	c.def(`<radialGradient id="{#}pool" cx=".34" cy=".26" r=".72"><stop stop-color="#fff" stop-opacity=".85"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>`)
	c.put(`<path fill="url(#{#}bg)" d="M0 0h400v400H0z"/><path fill="url(#{#}pool)" d="M0 0h400v400H0z"/>`)
}

// frame opens the group that scales a thing about the centre and then moves it
// down by shift.
func frame(scale, shift float64) string {
	return fmt.Sprintf(`<g transform="matrix(%.2f 0 0 %.2f %s %s)">`, scale, scale, number(200-200*scale), number(200-200*scale+shift))
}
