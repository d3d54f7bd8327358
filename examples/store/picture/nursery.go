package picture

import "fmt"

func drawBear(c *canvas) {
	c.floor(200, 350, 92, 11)
	c.def(`<radialGradient id="{#}g" cx=".36" cy=".28" r=".8"><stop stop-color="{a.li}"/><stop offset=".5" stop-color="{a}"/><stop offset="1" stop-color="{a.dp}"/></radialGradient><radialGradient id="{#}h" cx=".4" cy=".3" r=".8"><stop stop-color="{b.hi}"/><stop offset="1" stop-color="{b.sh}"/></radialGradient>`)
	c.blur(5)
	ball := func(x, y, rx, ry float64, fill string) { c.ellipse(x, y, rx, ry, `fill="url(#{#}`+fill+`)"`) }
	ball(136, 74, 32, 32, "g")
	ball(264, 74, 32, 32, "g")
	ball(136, 76, 18, 18, "h")
	ball(264, 76, 18, 18, "h")
	c.put(`<path d="M136 216C104 222 92 260 104 290C116 304 138 292 146 268Z" fill="url(#{#}g)"/><path d="M264 216C296 222 308 260 296 290C284 304 262 292 254 268Z" fill="url(#{#}g)"/>`)
	ball(200, 272, 78, 76, "g")
	ball(200, 280, 48, 54, "h")
	ball(134, 326, 40, 30, "g")
	ball(266, 326, 40, 30, "g")
	ball(128, 330, 22, 20, "h")
	ball(272, 330, 22, 20, "h")
	c.put(`<path d="M140 206Q200 246 260 206L262 222Q200 262 138 222Z" fill="{a.ln}" opacity=".35" filter="url(#{#}f5)"/>`)
	ball(200, 130, 86, 78, "g")
	ball(200, 158, 42, 34, "h")
	c.put(`<g fill="#2a2018"><ellipse cx="162" cy="122" rx="8" ry="9"/><ellipse cx="238" cy="122" rx="8" ry="9"/><path d="M184 146Q200 136 216 146Q212 160 200 162Q188 160 184 146Z"/></g><g fill="#fff"><circle cx="159" cy="119" r="2.8"/><circle cx="235" cy="119" r="2.8"/><ellipse cx="195" cy="147" rx="5" ry="2.4" opacity=".6"/></g>` +
		`<path d="M200 162v10M200 172Q190 182 180 174M200 172Q210 182 220 174" fill="none" stroke="#2a2018" stroke-width="3" stroke-linecap="round"/><g fill="#e8836f" opacity=".34"><ellipse cx="140" cy="152" rx="14" ry="9"/><ellipse cx="260" cy="152" rx="14" ry="9"/></g>` +
		`<path d="M148 202Q200 232 252 202L256 216Q200 248 144 216Z" fill="{d}"/><path d="M148 204Q200 234 252 204" fill="none" stroke="{d.hi}" stroke-width="2" opacity=".7"/><path d="M206 226L238 262L216 270L200 236Z" fill="{d.sh}"/><path d="M190 226l-14 34l20 4l8-30z" fill="{d}"/><circle cx="200" cy="230" r="9" fill="{d.li}"/>` +
		`<path d="M200 250v74" stroke="{b.ln}" stroke-dasharray="3 2.4" opacity=".5"/><g fill="none" stroke="{a.hi}" stroke-width="9" stroke-linecap="round" filter="url(#{#}f5)" opacity=".7"><path d="M130 104Q146 74 176 64M132 250Q138 232 150 222"/></g>`)
}

func drawBabyBottle(c *canvas) {
	c.floor(200, 352, 62, 10)
	c.turned("t", c.a, false)
	c.def(`<linearGradient id="{#}gl"><stop stop-color="#c3d4df"/><stop offset=".12" stop-color="#eef5f9"/><stop offset=".5" stop-color="#fff"/><stop offset=".85" stop-color="#e3edf3"/><stop offset="1" stop-color="#b9ccd8"/></linearGradient><linearGradient id="{#}mk"><stop stop-color="#e6dcc6"/><stop offset=".3" stop-color="#fffaf0"/><stop offset=".8" stop-color="#f6eedd"/><stop offset="1" stop-color="#d8cbb0"/></linearGradient><linearGradient id="{#}ni"><stop stop-color="#b98b4a"/><stop offset=".35" stop-color="#f4dca6"/><stop offset="1" stop-color="#c4924f"/></linearGradient>`)
	c.put(`<path d="M176 92C178 66 190 62 192 40C194 26 206 26 208 40C210 62 222 66 224 92Z" fill="url(#{#}ni)"/><path d="M150 150C140 156 134 168 134 182V332Q134 352 156 352H244Q266 352 266 332V182C266 168 260 156 250 150Z" fill="url(#{#}gl)"/>` +
		`<path d="M138 206H262V330Q262 347 244 347H156Q138 347 138 330Z" fill="url(#{#}mk)"/><ellipse cx="200" cy="206" rx="62" ry="6" fill="#fffdf6"/>` +
		`<path d="M142 90Q142 82 152 82H248Q258 82 258 90V146Q258 152 250 152H150Q142 152 142 146Z" fill="url(#{#}t)"/><path d="M152 92v54M164 92v54M176 92v54M188 92v54M200 92v54M212 92v54M224 92v54M236 92v54M248 92v54" stroke="{a.dp}" stroke-width="1.6" opacity=".5"/><path d="M142 92Q200 100 258 92" fill="none" stroke="{a.hi}" stroke-width="2"/>` +
		`<path d="M236 224h18M242 244h12M236 264h18M242 284h12M236 304h18" stroke="{b}" stroke-width="3" stroke-linecap="round"/><path d="M184 234l10 22 24 3-18 16 5 24-21-12-21 12 5-24-18-16 24-3z" fill="{b}"/>`)
	c.window(146, 172, 150, .7)
}

func drawBlocks(c *canvas) {
	c.floor(206, 350, 138, 10)
	for _, b := range []struct {
		x, y   int
		colour string
		letter string
	}{
		{74, 270, "#c9584a", "A"},
		{156, 270, "#d6a33c", "山"},
		{238, 270, "#7f9a86", "3"},
		{112, 188, "#4d7ea8", "水"},
		{196, 188, "#b98b5e", "b"},
		{152, 106, "#d0848b", "心"},
	} {
		c.block(b.x, b.y, newRamp(b.colour), b.letter)
	}
}

// block is a wooden cube of 80 units seen from the left and above.
func (c *canvas) block(x, y int, r ramp, letter string) {
	c.putf(`<g transform="translate(%d %d)"><path d="M0 0l24-20h80L80 0z" fill="%s"/><path d="M80 0l24-20v80L80 80z" fill="%s"/><path d="M0 0h80v80H0z" fill="%s"/><path d="M6 6h68v68H6z" fill="%s" stroke="%s" stroke-width="1.2"/>`, x, y, r.hi, r.dp, r.li, r.base, r.sh)
	c.putf(`<path d="M0 0h80" stroke="#fff" stroke-width="1.4" opacity=".6"/><path d="M6 74V6h68z" fill="#fff" opacity=".1"/><text x="40" y="56" font-size="44" font-weight="700" fill="#fbf6ea" %s>%s</text></g>`, serif, letter)
}

func drawRings(c *canvas) {
	c.floor(200, 346, 112, 11)
	c.turned("wd", newRamp("#c99a5c"), false)
	c.put(`<path d="M86 328Q86 318 100 318H300Q314 318 314 328Q314 344 296 344H104Q86 344 86 328Z" fill="url(#{#}wd)"/><path d="M192 90h16v230h-16z" fill="url(#{#}wd)"/>`)
	for i, hex := range []string{"#c9584a", "#d6a33c", "#7f9a5a", "#4d7ea8", "#a08cc4"} {
		id := fmt.Sprintf("r%d", i)
		c.turned(id, newRamp(hex), true)
		half := 96 - 13*i
		y := 276 - 40*i
		c.putf(`<rect x="%d" y="%d" width="%d" height="44" rx="22" fill="url(#{#}%s)"/><rect x="%d" y="%d" width="%d" height="6" rx="3" fill="#fff" opacity=".35"/>`,
			200-half, y, 2*half, id, 200-half+26, y+7, half/2)
	}
	c.def(`<radialGradient id="{#}ba" cx=".36" cy=".32" r=".75"><stop stop-color="#f4a595"/><stop offset=".5" stop-color="#d4614f"/><stop offset="1" stop-color="#8f352b"/></radialGradient>`)
	c.put(`<circle cx="200" cy="86" r="34" fill="url(#{#}ba)"/><ellipse cx="189" cy="72" rx="8" ry="6" fill="#fff" opacity=".6"/>`)
}
