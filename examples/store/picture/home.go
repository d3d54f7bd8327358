package picture

const (
	vaseHalf = "17,148 C17,180 20,200 34,214 C62,236 72,262 72,286 C72,322 56,344 40,350"
	ovalHalf = "15,140 C15,156 18,164 30,172 C64,190 80,222 80,258 C80,304 60,340 38,350"
	urnHalf  = "34,142 C34,158 28,168 30,180 C54,204 68,236 66,272 C64,312 54,338 46,350"
)

func drawVase(c *canvas) {
	c.floor(200, 350, 60, 9)
	c.turned("t", c.a, true)
	profile, mouth := vaseHalf, 17.0
	switch c.style {
	case 1:
		profile, mouth = ovalHalf, 15
	case 2:
		profile, mouth = urnHalf, 34
	}
	c.stems()
	c.putf(`<path d="%s" fill="url(#{#}t)"/>`, outline(profile, 0, 4))
	y := parseHalf(profile).start.y
	c.ellipse(200, y, mouth, mouth*.24, `fill="{a.li}"`)
	c.ellipse(200, y+.8, mouth-3.5, mouth*.16, `fill="{a.ln}"`)
	c.window(152, 246, 62, .6)
}

// stems are the flowers or, for a style above zero, the twigs in a vase.
func (c *canvas) stems() {
	c.put(`<g fill="none" stroke="#5d7350" stroke-width="3" stroke-linecap="round"><path d="M200 152C198 120 188 90 170 62M200 152C201 120 204 80 206 44M202 152C206 124 220 100 236 76"/></g><g fill="#6f8a60">` +
		`<path d="M191 112C172 108 166 98 164 90C180 90 190 100 191 112ZM204 100C218 98 226 88 228 78C212 80 204 90 204 100ZM181 84C168 86 158 82 152 74C166 70 178 74 181 84ZM214 112C232 114 242 108 248 100C232 96 218 102 214 112Z"/></g>`)
	if c.style > 0 {
		c.put(`<g fill="#8ba27c"><path d="M170 62C160 56 156 44 158 34C168 40 173 50 170 62ZM206 44C198 36 198 24 203 14C211 22 212 34 206 44ZM236 76C240 64 250 56 260 54C258 66 248 76 236 76ZM205 70C194 66 188 58 186 48C198 50 206 60 205 70ZM207 62C216 58 224 50 224 40C214 42 206 52 207 62Z"/></g>`)
		return
	}
	for _, p := range []point{{168, 56}, {206, 38}, {240, 70}, {188, 82}, {222, 52}} {
		c.flower(p)
	}
}

func (c *canvas) flower(p point) {
	c.putf(`<g transform="translate(%s %s)"><g fill="{b}"><circle cx="0" cy="-9" r="8"/><circle cx="8.6" cy="-2.8" r="8"/><circle cx="5.3" cy="7.3" r="8"/><circle cx="-5.3" cy="7.3" r="8"/><circle cx="-8.6" cy="-2.8" r="8"/></g><circle r="6" fill="{b.hi}"/><circle r="3.6" fill="#d6a33c"/></g>`, number(p.x), number(p.y))
}

func drawLamp(c *canvas) {
	c.floor(200, 348, 66, 9)
	brass := newRamp("#c39a5b")
	c.turned("br", brass, true)
	c.turned("t", c.a, false)
	c.def(`<radialGradient id="{#}in" cx=".5" cy=".8" r=".6"><stop stop-color="#fff6da" stop-opacity=".8"/><stop offset="1" stop-color="#fff6da" stop-opacity="0"/></radialGradient><radialGradient id="{#}gw"><stop stop-color="#fff3cf" stop-opacity=".9"/><stop offset="1" stop-color="#fff3cf" stop-opacity="0"/></radialGradient>`)
	c.put(`<ellipse cx="200" cy="170" rx="150" ry="120" fill="url(#{#}gw)"/><path d="M194 176h12v160h-12z" fill="url(#{#}br)"/><path d="M136 332C136 322 160 318 200 318S264 322 264 332V340C264 352 136 352 136 340Z" fill="url(#{#}br)"/><ellipse cx="200" cy="331" rx="63" ry="11" fill="#d8b377"/><ellipse cx="200" cy="329" rx="46" ry="7" fill="#e9cd98" opacity=".7"/><path d="M194 200h12v128q-6 4-12 0z" fill="url(#{#}br)"/>` +
		`<path d="M152 58C168 52 232 52 248 58L290 178C260 194 140 194 110 178Z" fill="url(#{#}t)"/><path d="M110 178C140 194 260 194 290 178L288 172C256 186 144 186 112 172Z" fill="#fff6df" opacity=".9"/><ellipse cx="200" cy="58" rx="48" ry="6" fill="{a.hi}"/>` +
		`<g stroke="{a.ln}" opacity=".12" fill="none"><path d="M164 60L134 182M176 60L160 185M188 60L186 187M212 60L214 187M224 60L240 185M236 60L266 182"/></g><path d="M152 58C168 52 232 52 248 58L290 178C260 194 140 194 110 178Z" fill="url(#{#}in)"/>`)
}

func drawMug(c *canvas) {
	c.floor(196, 338, 88, 11)
	c.turned("t", c.b, true)
	c.turned("gz", c.a, true)
	c.def(`<radialGradient id="{#}co" cx=".4" cy=".35" r=".8"><stop stop-color="#8a5a3a"/><stop offset="1" stop-color="#3d2417"/></radialGradient><clipPath id="{#}k"><path d="M112 124V312C112 346 280 346 280 312V124Z"/></clipPath>`)
	c.blur(5)
	c.put(`<g fill="none" stroke-linecap="round"><path d="M276 168C336 152 346 268 274 272" stroke="{b.dp}" stroke-width="25"/><path d="M276 168C334 154 342 266 274 270" stroke="{b}" stroke-width="20"/><path d="M282 162C326 156 334 214 318 240" stroke="{b.hi}" stroke-width="5"/></g>` +
		`<path d="M112 124V312C112 346 280 346 280 312V124Z" fill="url(#{#}t)"/><g clip-path="url(#{#}k)"><path d="M104 110H290V226C280 236 274 214 262 212C248 210 246 242 232 244C216 246 216 208 200 206C182 204 182 256 164 258C148 258 152 222 138 220C126 218 122 238 104 232Z" fill="url(#{#}gz)"/><path d="M104 236C122 242 126 222 138 224C152 226 148 262 164 262C182 260 182 208 200 210C216 212 216 250 232 248C246 246 248 214 262 216C274 218 280 240 290 230" fill="none" stroke="{a.ln}" stroke-width="2" opacity=".35"/></g>`)
	c.ellipse(196, 124, 84, 23, `fill="{a.li}"`)
	c.ellipse(196, 125, 76, 19, `fill="{a.dp}"`)
	c.ellipse(196, 129, 72, 16, `fill="url(#{#}co)"`)
	c.put(`<ellipse cx="176" cy="126" rx="26" ry="5" fill="#c79367" opacity=".5"/><g fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".75" filter="url(#{#}f5)"><path d="M176 104C162 84 190 70 176 46M214 100C202 82 228 68 214 40"/></g>`)
	c.window(128, 150, 150, .6)
}

func drawCushion(c *canvas) {
	out := "M70 82C110 92 290 92 330 82C340 84 342 92 338 100C326 150 326 250 340 304C342 314 338 320 328 318C280 308 120 308 72 318C62 320 58 314 60 304C74 250 74 150 62 100C58 92 60 84 70 82Z"
	c.def(`<pattern id="{#}pl" width="42" height="42" patternUnits="userSpaceOnUse"><g fill="{b}"><path d="M0 0h16v42H0zM0 0h42v16H0z" opacity=".36"/><path d="M0 0h16v16H0z" opacity=".3"/></g><path d="M29 0v42M0 29h42" stroke="{d}" stroke-width="2.2" opacity=".6"/></pattern>`)
	over := `<path d="M50 70h300v260H50z" fill="url(#{#}pl)"/>`
	if c.style == 1 {
		over = `<path d="M150 206a50 50 0 0 1 100 0z" fill="{b}"/><path d="M134 214h132v7H134zM150 228h100v7H150zM170 242h60v7h-60z" fill="{d}"/>`
	}
	c.cloth(garment{
		out: out, over: over,
		folds: []string{
			"M76 94C110 130 116 150 130 170|12|.3", "M324 94C296 126 288 150 272 168|12|.3", "M72 310C104 280 116 262 130 244|12|.26", "M330 310C300 282 290 262 274 244|14|.34",
			"M330 120C320 180 320 240 334 300|16|.4", "M90 312C160 300 250 300 320 312|14|.34", "M180 210C196 200 210 214 226 204|9|.2",
		},
		lights: []string{"M90 100C140 112 240 112 300 104|10|.4", "M96 130C92 180 92 230 88 280|10|.3", "M150 150C180 140 210 142 230 150|20|.26"},
		seams:  "M76 90C120 99 280 99 324 90M76 311C120 301 280 301 324 311",
	})
}

func drawChair(c *canvas) {
	c.floor(200, 352, 96, 9)
	c.shade("g", c.a)
	wood := newRamp("#9a6238")
	c.turned("lg", wood, false)
	c.blur(5)
	c.put(`<path d="M150 236l-9 104h9l18-104zM250 236l9 104h-9l-18-104z" fill="#5e3b22"/><path d="M118 236L96 354h12l34-112zM282 236l22 118h-12l-34-112z" fill="url(#{#}lg)"/>` +
		`<path d="M200 42C262 42 292 96 290 160C289 196 276 222 262 232H138C124 222 111 196 110 160C108 96 138 42 200 42Z" fill="{a.dp}"/><path d="M198 44C256 44 286 96 284 160C283 196 270 222 258 230H140C126 222 115 196 114 160C112 96 142 44 198 44Z" fill="url(#{#}g)"/>` +
		`<g fill="none" filter="url(#{#}f5)"><path d="M136 150C134 100 158 66 196 62" stroke="{a.hi}" stroke-width="13" opacity=".7"/><path d="M272 120C278 160 268 200 254 224" stroke="{a.ln}" stroke-width="14" opacity=".3"/><path d="M130 224H268" stroke="{a.ln}" stroke-width="14" opacity=".5"/></g>` +
		`<path d="M92 226C92 210 118 204 200 204S308 210 308 226C308 240 302 252 290 254C250 264 150 264 110 254C98 252 92 240 92 226Z" fill="{a.sh}"/><path d="M94 222C96 208 122 204 200 204S304 208 306 222C300 240 260 244 200 244S100 240 94 222Z" fill="{a.li}"/><path d="M112 218C130 210 160 208 196 208" fill="none" stroke="{a.hi}" stroke-width="6" stroke-linecap="round" opacity=".7" filter="url(#{#}f5)"/><path d="M96 230C112 246 160 250 200 250S288 246 304 230" fill="none" stroke="{a.ln}" stroke-dasharray="3 2.4" opacity=".5"/>`)
}

func drawPlant(c *canvas) {
	c.floor(200, 352, 62, 9)
	c.turned("t", c.a, false)
	c.def(`<linearGradient id="{#}lf" x2="1" y2=".6"><stop stop-color="#8fae86"/><stop offset=".5" stop-color="#5f8465"/><stop offset="1" stop-color="#345545"/></linearGradient>`)
	for _, turn := range []string{"-74 1", "70 1", "-48 1.15", "46 1.15", "-24 1.3", "26 1.25", "-4 1.4", "-60 .8", "58 .8", "10 1.05", "-14 1"} {
		var angle, size string
		for i := range turn {
			if turn[i] == ' ' {
				angle, size = turn[:i], turn[i+1:]
			}
		}
		c.putf(`<g transform="translate(200 226) rotate(%s) scale(%s)"><path d="M0 0C-26 -34 -22 -84 0 -122C22 -84 26 -34 0 0Z" fill="url(#{#}lf)"/><path d="M0 -4V-112" stroke="#cfe0c4" stroke-width="1.4" opacity=".6"/></g>`, angle, size)
	}
	c.put(`<path d="M142 222H258L246 338Q244 352 228 352H172Q156 352 154 338Z" fill="url(#{#}t)"/><path d="M134 212Q134 206 142 206H258Q266 206 266 212V230Q266 238 258 238H142Q134 238 134 230Z" fill="url(#{#}t)"/><path d="M140 239H260" stroke="{a.ln}" stroke-width="4" opacity=".35"/><ellipse cx="200" cy="208" rx="60" ry="6" fill="#3b2a20"/>`)
	c.window(160, 250, 70, .3)
}

func drawCandle(c *canvas) {
	c.floor(200, 346, 84, 11)
	c.turned("t", c.a, true)
	c.def(`<radialGradient id="{#}gw"><stop stop-color="#ffe9a8" stop-opacity=".95"/><stop offset=".4" stop-color="#ffe3a0" stop-opacity=".45"/><stop offset="1" stop-color="#ffe9a8" stop-opacity="0"/></radialGradient>`)
	c.put(`<path d="M118 132V326C118 352 282 352 282 326V132Z" fill="url(#{#}t)"/>`)
	c.ellipse(200, 132, 82, 20, `fill="{a.li}"`)
	c.ellipse(200, 134, 76, 17, `fill="#f7efdd"`)
	c.put(`<ellipse cx="200" cy="96" rx="76" ry="70" fill="url(#{#}gw)"/><path d="M200 136V112" stroke="#4a3a2c" stroke-width="3"/><path d="M200 120C186 112 190 92 200 74C210 92 214 112 200 120Z" fill="#f2a93b"/><path d="M200 118C193 112 195 102 200 92C205 102 207 112 200 118Z" fill="#fff3c4"/>`)
	c.label(160, 198, 80, 84, 26)
	c.window(132, 164, 150, .55)
}
