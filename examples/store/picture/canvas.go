package picture

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// canvas collects the definitions and the strokes of one picture. The drawing
// functions write SVG in which {a}, {b} and {d} stand for the three colours,
// {a.hi} and so on for their light and shade, {#} for the prefix that keeps
// ids apart in a scene, {title} and {line} for the escaped text.
type canvas struct {
	prefix     string
	style      int
	a, b, d    ramp
	expand     *strings.Replacer
	defs, body strings.Builder
	blurs      int
}

func newCanvas(p Picture, prefix string) *canvas {
	c := &canvas{
		prefix: prefix,
		style:  p.Style,
		a:      newRamp(colourOf(p.Colour, "#c9cdd2")),
		b:      newRamp(colourOf(p.Second, "#f5f3ee")),
		d:      newRamp(colourOf(p.Third, "#26292f")),
	}
	pairs := []string{"{#}", prefix, "{title}", escape(p.Title), "{line}", escape(p.Line)}
	for _, r := range []struct {
		name string
		ramp ramp
	}{{"a", c.a}, {"b", c.b}, {"d", c.d}} {
		pairs = append(pairs,
			"{"+r.name+"}", r.ramp.base, "{"+r.name+".hi}", r.ramp.hi, "{"+r.name+".li}", r.ramp.li,
			"{"+r.name+".sh}", r.ramp.sh, "{"+r.name+".dp}", r.ramp.dp, "{"+r.name+".ln}", r.ramp.ln)
	}
	c.expand = strings.NewReplacer(pairs...)
	return c
}

func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return ""
	}
	return b.String()
}

// put writes strokes, def definitions.
func (c *canvas) put(svg string) { c.body.WriteString(c.expand.Replace(svg)) }

func (c *canvas) def(svg string) { c.defs.WriteString(c.expand.Replace(svg)) }

func (c *canvas) putf(format string, args ...any) { c.put(fmt.Sprintf(format, args...)) }

func (c *canvas) deff(format string, args ...any) { c.def(fmt.Sprintf(format, args...)) }

// blur defines the filter f<deviation> once for each deviation up to 15.
func (c *canvas) blur(deviation int) {
	if c.blurs&(1<<deviation) != 0 {
		return
	}
	c.blurs |= 1 << deviation
	c.deff(`<filter id="{#}f%d" x="-.3" y="-.3" width="1.6" height="1.6"><feGaussianBlur stdDeviation="%d"/></filter>`, deviation, deviation)
}

// shade defines a gradient from upper left to lower right: light, base, shade.
func (c *canvas) shade(id string, r ramp) {
	c.deff(`<linearGradient id="{#}%s" x2="1" y2=".35"><stop stop-color="%s"/><stop offset=".45" stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`, id, r.li, r.base, r.sh)
}

// turned defines the gradient of a thing with a round section.
func (c *canvas) turned(id string, r ramp, gloss bool) {
	light := r.li
	if gloss {
		light = r.hi
	}
	c.deff(`<linearGradient id="{#}%s"><stop stop-color="%s"/><stop offset=".1" stop-color="%s"/><stop offset=".28" stop-color="%s"/><stop offset=".4" stop-color="%s"/>`, id, r.dp, r.sh, light, r.li)
	c.deff(`<stop offset=".6" stop-color="%s"/><stop offset=".86" stop-color="%s"/><stop offset=".96" stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`, r.base, r.sh, r.dp, r.sh)
}

// down defines a vertical gradient between two colours.
func (c *canvas) down(id, from, to string) {
	c.deff(`<linearGradient id="{#}%s" x2="0" y2="1"><stop stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient>`, id, from, to)
}

// floor puts the shadow of a standing thing: a wide faint ellipse and a dark
// one where it touches the ground. It needs no filter.
func (c *canvas) floor(x, y, rx, ry float64) {
	if !strings.Contains(c.defs.String(), `id="`+c.prefix+`s1"`) {
		c.def(`<radialGradient id="{#}s1"><stop stop-color="#17131c" stop-opacity=".34"/><stop offset="1" stop-color="#17131c" stop-opacity="0"/></radialGradient>`)
		c.def(`<radialGradient id="{#}s2"><stop stop-color="#17131c" stop-opacity=".62"/><stop offset=".7" stop-color="#17131c" stop-opacity=".32"/><stop offset="1" stop-color="#17131c" stop-opacity="0"/></radialGradient>`)
	}
	c.ellipse(x+10, y+3, rx*1.25, ry*2, `fill="url(#{#}s1)"`)
	c.ellipse(x, y, rx, ry, `fill="url(#{#}s2)"`)
}

func (c *canvas) ellipse(x, y, rx, ry float64, attributes string) {
	c.putf(`<ellipse cx="%s" cy="%s" rx="%s" ry="%s" %s/>`, number(x), number(y), number(rx), number(ry), attributes)
}

// window is the soft white bar that a glossy thing reflects.
func (c *canvas) window(x, y, height, opacity float64) {
	c.blur(2)
	c.putf(`<rect x="%s" y="%s" width="9" height="%s" rx="4.5" fill="#fff" opacity="%.2f" filter="url(#{#}f2)"/>`, number(x), number(y), number(height), opacity)
}

// serif is the type of every text inside a picture.
const serif = `font-family="Georgia,Songti SC,Noto Serif CJK SC,serif" text-anchor="middle"`

// label is a paper label with a title and a small line below it.
func (c *canvas) label(x, y, width, height float64, size int) {
	c.putf(`<rect x="%s" y="%s" width="%s" height="%s" rx="2" fill="#fbf8f1"/>`, number(x), number(y), number(width), number(height))
	c.words(x+width/2, y+height*.52, size, "#2b2a28")
	c.putf(`<path d="M%s %sh%s" stroke="#2b2a28" stroke-width=".8" opacity=".5"/>`, number(x+width*.3), number(y+height*.63), number(width*.4))
}

// words writes the title and, below it, the line in small type.
func (c *canvas) words(x, y float64, size int, ink string) {
	c.putf(`<g %s fill="%s"><text x="%s" y="%s" font-size="%d" font-weight="700">{title}</text><text x="%[3]s" y="%[6]s" font-size="%[7]s" letter-spacing=".6">{line}</text></g>`,
		serif, ink, number(x), number(y), size, number(y+float64(size)*.95), number(max(float64(size)*.34, 7)))
}
