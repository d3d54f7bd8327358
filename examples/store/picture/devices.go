package picture

func drawPhone(c *canvas) {
	c.floor(196, 352, 100, 9)
	c.def(`<linearGradient id="{#}g" x2="1" y2=".6"><stop stop-color="{a.hi}"/><stop offset=".3" stop-color="{a}"/><stop offset="1" stop-color="{a.dp}"/></linearGradient><linearGradient id="{#}w" x2=".4" y2="1"><stop stop-color="{b.li}"/><stop offset="1" stop-color="{a.dp}"/></linearGradient><clipPath id="{#}k"><rect x="198" y="84" width="122" height="260" rx="17"/></clipPath>`)
	c.blur(9)
	c.put(`<rect x="92" y="52" width="146" height="298" rx="25" fill="url(#{#}g)"/><rect x="93.5" y="53.5" width="143" height="295" rx="24" fill="none" stroke="{a.hi}" stroke-width="2" opacity=".6"/>`)
	switch c.style {
	case 1:
		c.put(`<g fill="{a.dp}"><circle cx="120" cy="88" r="16"/><circle cx="120" cy="130" r="16"/><circle cx="120" cy="172" r="16"/></g><circle cx="152" cy="92" r="5" fill="#fff6d8"/>`)
		c.lens(120, 88)
		c.lens(120, 130)
		c.lens(120, 172)
	case 2:
		c.put(`<rect x="104" y="64" width="72" height="72" rx="20" fill="{a.dp}" opacity=".8"/><circle cx="158" cy="120" r="5" fill="#fff6d8"/>`)
		c.lens(125, 84)
		c.lens(156, 84)
		c.lens(125, 116)
	default:
		c.put(`<circle cx="144" cy="104" r="37" fill="{a.dp}"/><circle cx="144" cy="104" r="36" fill="none" stroke="{a.li}" stroke-width="2" opacity=".7"/><circle cx="144" cy="104" r="4" fill="#fff6d8"/>`)
		c.lens(129, 89)
		c.lens(159, 89)
		c.lens(129, 119)
		c.lens(159, 119)
	}
	c.put(`<rect x="196" y="84" width="128" height="270" rx="24" fill="#17131c" opacity=".4" filter="url(#{#}f9)"/><rect x="190" y="76" width="138" height="276" rx="25" fill="{a.dp}"/><rect x="192" y="78" width="134" height="272" rx="23" fill="#0d0e11"/>` +
		`<g clip-path="url(#{#}k)"><path fill="url(#{#}w)" d="M198 84h122v260H198z"/><circle cx="298" cy="196" r="30" fill="{b.hi}" opacity=".7"/><circle cx="212" cy="270" r="76" fill="{b}"/><circle cx="316" cy="338" r="84" fill="{a}"/><path d="M198 84h122v260z" fill="#fff" opacity=".07"/></g>` +
		`<rect x="236" y="92" width="46" height="13" rx="6.5" fill="#0d0e11"/><text x="259" y="152" font-family="system-ui,sans-serif" font-size="34" font-weight="700" text-anchor="middle" textLength="90" lengthAdjust="spacingAndGlyphs" fill="#fff">10:24</text><rect x="236" y="334" width="46" height="4" rx="2" fill="#fff" opacity=".9"/>`)
}

func (c *canvas) lens(x, y float64) {
	c.ellipse(x, y, 12, 12, `fill="#15171c" stroke="{a.sh}" stroke-width="2"`)
	c.ellipse(x, y, 6, 6, `fill="#2b3550"`)
	c.ellipse(x-3, y-3, 2.4, 2.4, `fill="#cfd8ee"`)
}

func drawHeadphones(c *canvas) {
	c.floor(98, 348, 40, 6)
	c.floor(302, 348, 40, 6)
	c.turned("t", c.a, true)
	c.turned("e", c.b, false)
	c.blur(2)
	c.put(`<g fill="none" stroke-linecap="round"><path d="M96 262C78 30 322 30 304 262" stroke="{a.ln}" stroke-width="24"/><path d="M96 262C78 30 322 30 304 262" stroke="{a}" stroke-width="19"/>` +
		`<path d="M146 108C176 80 226 80 256 108" stroke="{b.sh}" stroke-width="24" stroke-linecap="butt"/><path d="M146 104C176 76 226 76 256 104" stroke="{b.hi}" stroke-width="3" opacity=".8"/>` +
		`<path d="M96 262C78 30 322 30 304 262" transform="translate(-2 -5)" stroke="{a.hi}" stroke-width="4" opacity=".6" filter="url(#{#}f2)"/></g>`)
	for _, side := range []string{`<g>`, `<g transform="matrix(-1 0 0 1 400 0)">`} {
		c.put(side + `<rect x="116" y="226" width="26" height="114" rx="12" fill="url(#{#}e)"/><path d="M122 236v94M128 232v102M135 234v98" stroke="{b.ln}" opacity=".35"/><rect x="74" y="218" width="48" height="128" rx="22" fill="url(#{#}t)"/><path d="M96 200v40" stroke="{a.dp}" stroke-width="12" stroke-linecap="round"/><path d="M82 332q16 10 32 0" fill="none" stroke="{a.hi}" stroke-width="1.5" opacity=".6"/></g>`)
	}
	c.window(84, 236, 76, .5)
	c.put(`<circle cx="104" cy="326" r="2.6" fill="#6fd39a"/>`)
}

func drawEarbuds(c *canvas) {
	c.floor(200, 326, 92, 10)
	c.def(`<radialGradient id="{#}g" cx=".34" cy=".3" r=".85"><stop stop-color="{a.hi}"/><stop offset=".45" stop-color="{a}"/><stop offset=".85" stop-color="{a.sh}"/><stop offset="1" stop-color="{a.dp}"/></radialGradient>`)
	c.shade("li", c.a)
	c.blur(5)
	c.put(`<path d="M106 190C100 130 140 94 200 94S300 130 294 190Z" fill="url(#{#}li)"/><path d="M116 192C112 140 148 110 200 110S288 140 284 192Z" fill="{b}"/><path d="M116 192C112 140 148 110 200 110S288 140 284 192" fill="none" stroke="{b.ln}" stroke-width="8" opacity=".35" filter="url(#{#}f5)"/>`)
	for _, side := range []string{`<g>`, `<g transform="matrix(-1 0 0 1 400 0)">`} {
		c.put(side + `<path d="M150 158C140 142 152 124 170 130C186 136 186 156 176 164L172 214H156L154 168Z" fill="url(#{#}g)"/><ellipse cx="152" cy="148" rx="9" ry="12" fill="{a.dp}"/><path d="M164 170v36" stroke="{a.hi}" stroke-width="4" stroke-linecap="round" opacity=".8"/></g>`)
	}
	c.put(`<path d="M96 196C94 188 100 184 108 184H292C300 184 306 188 304 196C306 280 272 326 200 326S94 280 96 196Z" fill="url(#{#}g)"/><path d="M100 186H300" stroke="{a.hi}" stroke-width="2.5" opacity=".9"/><path d="M98 196Q200 208 302 196" fill="none" stroke="{a.ln}" stroke-width="8" opacity=".18" filter="url(#{#}f5)"/>` +
		`<circle cx="200" cy="226" r="3.6" fill="#6fd39a"/><path d="M120 214C120 260 136 290 160 304" fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".55" filter="url(#{#}f5)"/>`)
}

func drawWatch(c *canvas) {
	c.turned("t", c.a, false)
	c.blur(9)
	c.down("m", "#5a5d64", "#24262b")
	c.put(`<path d="M150 24h100l6 100h-112zM144 276h112l-6 100h-100z" fill="#2a2430" opacity=".34" transform="translate(9 13)" filter="url(#{#}f9)"/><path d="M154 24h92l8 96h-108zM146 280h108l-8 84q-2 14-16 14h-60q-14 0-16-14z" fill="url(#{#}t)"/>` +
		`<g fill="{a.ln}"><circle cx="200" cy="306" r="4"/><circle cx="200" cy="324" r="4"/><circle cx="200" cy="342" r="4"/></g><path d="M160 28l-6 88M240 28l6 88M154 284l6 86M246 284l-6 86" stroke="{a.hi}" stroke-width="1.5" opacity=".5"/><rect x="158" y="62" width="84" height="11" rx="3" fill="{a.sh}" stroke="{a.ln}" stroke-width=".8"/>` +
		`<rect x="118" y="112" width="164" height="180" rx="42" fill="#2a2430" opacity=".4" transform="translate(7 10)" filter="url(#{#}f9)"/><rect x="278" y="176" width="13" height="38" rx="5" fill="#4a4d54"/><path d="M284 180v30" stroke="#8b8f97" stroke-width="2"/>` +
		`<rect x="116" y="110" width="166" height="180" rx="44" fill="url(#{#}m)"/><rect x="118" y="112" width="162" height="176" rx="42" fill="none" stroke="#a6aab2" stroke-width="2"/><rect x="128" y="122" width="142" height="156" rx="33" fill="#0b0c0f"/>` +
		`<text x="199" y="192" font-family="system-ui,sans-serif" font-size="44" font-weight="700" text-anchor="middle" textLength="112" lengthAdjust="spacingAndGlyphs" fill="#fff">16:30</text><g stroke="#8e949e" stroke-width="7" stroke-linecap="round"><path d="M150 252v-8M164 252v-18M178 252v-12M192 252v-24M206 252v-16"/><path d="M220 252v-30" stroke="{a.li}"/><path d="M234 252v-14M248 252v-20"/></g>` +
		`<path d="M128 155q0-33 33-33h76L128 232z" fill="#fff" opacity=".08"/><path d="M136 160q0-30 26-32" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" opacity=".4"/>`)
}

func drawSpeaker(c *canvas) {
	c.floor(200, 336, 96, 12)
	c.turned("t", c.a, false)
	c.shade("lid", c.a)
	c.def(`<pattern id="{#}me" width="5" height="5" patternUnits="userSpaceOnUse"><circle cx="1.6" cy="1.6" r="1.3" fill="{a.ln}" opacity=".6"/><circle cx="2.2" cy="2.4" r=".7" fill="{a.hi}" opacity=".5"/></pattern>`)
	c.put(`<path d="M290 112C322 116 326 180 306 214" fill="none" stroke="#d0923f" stroke-width="9" stroke-linecap="round"/><path d="M292 110C318 114 322 176 304 208" fill="none" stroke="#f0c383" stroke-width="2"/>` +
		`<path d="M106 104V314C106 344 294 344 294 314V104Z" fill="url(#{#}t)"/><path d="M106 120V308C106 336 294 336 294 308V120C260 142 140 142 106 120Z" fill="url(#{#}me)"/><path d="M106 308C106 338 294 338 294 308V316C294 346 106 346 106 316Z" fill="{a.ln}" opacity=".75"/>`)
	c.ellipse(200, 104, 94, 26, `fill="{a.dp}"`)
	c.ellipse(200, 102, 92, 25, `fill="url(#{#}lid)"`)
	c.ellipse(200, 103, 80, 20, `fill="{a.sh}" stroke="{a.hi}" stroke-width="1.2"`)
	c.put(`<path d="M200 95v16M186 103h28" stroke="{a.hi}" stroke-width="3.4" stroke-linecap="round"/><rect x="180" y="286" width="40" height="14" rx="3" fill="{a.ln}"/><text x="200" y="296.5" ` + serif + ` font-size="9" fill="{a.hi}">{title}</text>`)
	c.window(124, 138, 160, .26)
}
