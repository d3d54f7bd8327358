package picture

import "strings"

// drawBook draws a hardback: its front, the pages at the side and on top, and
// one of seven covers in the third colour and the second.
func drawBook(c *canvas) {
	c.floor(210, 352, 116, 9)
	c.def(`<linearGradient id="{#}g" x2="1" y2=".5"><stop stop-color="{a.li}"/><stop offset=".4" stop-color="{a}"/><stop offset="1" stop-color="{a.sh}"/></linearGradient><linearGradient id="{#}pg" x2="1"><stop stop-color="#f7f1e3"/><stop offset="1" stop-color="#cfc5b0"/></linearGradient><clipPath id="{#}k"><path d="M84 62H292V348H84z"/></clipPath>`)
	c.put(`<path d="M84 62L112 46H324L292 62Z" fill="{a.dp}"/><path d="M100 60L122 50H318L292 60Z" fill="#f2ead8"/><path d="M292 62L324 46V330L292 348Z" fill="{a.dp}"/><path d="M292 65L318 52V328L292 343Z" fill="url(#{#}pg)"/><path d="M299 62V339M305 58V336M311 56V332" stroke="#a99f8b" stroke-width=".7" opacity=".6"/>` +
		`<path d="M84 62H292V348H84z" fill="url(#{#}g)"/><g clip-path="url(#{#}k)">`)
	covers := []func(*canvas){coverSea, coverMoon, coverArch, coverLeaf, coverGrid, coverPeak, coverWaves}
	covers[min(max(c.style, 0), len(covers)-1)](c)
	c.put(`</g><path d="M84 62h14v286H84z" fill="{a.dp}" opacity=".55"/><path d="M99 62v286" stroke="{a.hi}" stroke-width="1.4" opacity=".5"/><path d="M103 62v286" stroke="{a.ln}" stroke-width="2.4" opacity=".25"/><path d="M84 63H292" stroke="#fff" stroke-width="1.4" opacity=".45"/><path d="M104 62h60L104 240z" fill="#fff" opacity=".07"/>`)
	ink := "{b.hi}"
	if toLCH(c.a.base).l > .7 {
		ink = "{b.dp}"
	}
	c.words(195, 104, 29, ink)
}

func coverSea(c *canvas) {
	c.put(`<circle cx="196" cy="186" r="52" fill="{d}"/><path d="M84 250C130 220 160 240 196 256S266 262 292 236V348H84z" fill="{b}"/><path d="M84 276C130 250 160 266 196 280S266 286 292 262V348H84z" fill="{a.dp}"/>`)
}

func coverMoon(c *canvas) {
	c.put(`<path d="M180 148A64 64 0 1 0 252 254A76 76 0 0 1 180 148Z" fill="{d}"/><g fill="{b}"><circle cx="248" cy="166" r="3"/><circle cx="262" cy="206" r="2.2"/><circle cx="226" cy="144" r="2"/><circle cx="130" cy="158" r="2.4"/></g><path d="M126 304H258M146 320H238" stroke="{b}" stroke-width="4"/>`)
}

func coverArch(c *canvas) {
	c.put(`<path d="M124 348V214A71 71 0 0 1 266 214V348z" fill="{d}"/><path d="M148 348V220A47 47 0 0 1 242 220V348z" fill="{a.dp}"/><path d="M168 348V226A27 27 0 0 1 222 226V348z" fill="{a.li}"/><circle cx="195" cy="238" r="11" fill="{d}"/>`)
}

func coverLeaf(c *canvas) {
	c.put(`<path d="M196 332V150" stroke="{d}" stroke-width="4"/>`)
	for i, y := range []string{"302", "260", "218", "176"} {
		fill := "{d}"
		if i%2 == 1 {
			fill = "{d.li}"
		}
		c.put(`<g fill="` + fill + `" transform="translate(196 ` + y + `)"><path d="M0 0C-14 -32 -38 -40 -52 -40C-50 -14 -30 2 0 0ZM0 0C14 -32 38 -40 52 -40C50 -14 30 2 0 0Z"/></g>`)
	}
	c.put(`<path d="M196 156C182 142 184 124 196 112C208 124 210 142 196 156Z" fill="{d}" transform="translate(0 22)"/>`)
}

func coverGrid(c *canvas) {
	var ink, red strings.Builder
	for i := range 12 {
		x, y := 118+(i%3)*52, 146+(i/3)*50
		shape := `<path d="M` + number(float64(x)) + ` ` + number(float64(y)) + `h38v38h-38z"/>`
		if (i+i/3)%2 == 1 {
			shape = `<circle cx="` + number(float64(x+19)) + `" cy="` + number(float64(y+19)) + `" r="19"/>`
		}
		if (i*5+i/3)%3 == 1 {
			red.WriteString(shape)
		} else {
			ink.WriteString(shape)
		}
	}
	c.put(`<g fill="{b}">` + ink.String() + `</g><g fill="{d}">` + red.String() + `</g>`)
}

func coverPeak(c *canvas) {
	c.put(`<circle cx="244" cy="160" r="26" fill="{d}"/><path d="M84 300L150 200L196 262L238 212L292 284V348H84z" fill="{a.li}"/><path d="M84 348V330L160 262L250 348z" fill="{d}"/>`)
}

func coverWaves(c *canvas) {
	c.put(`<g fill="none" stroke-width="7">`)
	for i, y := range []string{"0", "30", "60", "90", "120", "150"} {
		stroke := "{b}"
		if i%2 == 1 {
			stroke = "{d}"
		}
		c.put(`<path transform="translate(0 ` + y + `)" d="M116 172Q196 140 272 172" stroke="` + stroke + `"/>`)
	}
	c.put(`</g>`)
}
