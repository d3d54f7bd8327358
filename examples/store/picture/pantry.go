package picture

func drawTin(c *canvas) {
	c.floor(200, 344, 86, 11)
	c.turned("t", c.a, true)
	c.turned("pp", newRamp("#efe8d8"), false)
	c.put(`<path d="M120 124V322C120 350 280 350 280 322V124Z" fill="url(#{#}t)"/><path d="M120 178C150 194 250 194 280 178V304C250 322 150 322 120 304Z" fill="url(#{#}pp)"/><path d="M120 176C150 192 250 192 280 176M120 306C150 324 250 324 280 306" fill="none" stroke="{b}" stroke-width="2.4"/>` +
		`<path d="M112 88V134C112 160 288 160 288 134V88Z" fill="url(#{#}t)"/><path d="M112 136C112 162 288 162 288 136" fill="none" stroke="{a.ln}" stroke-width="3" opacity=".6"/><path d="M112 98C112 122 288 122 288 98" fill="none" stroke="{a.hi}" stroke-width="1.6" opacity=".6"/>`)
	c.ellipse(200, 88, 88, 22, `fill="{a.li}"`)
	c.ellipse(200, 89, 78, 17, `fill="{a}" stroke="{a.hi}" stroke-width="1.2"`)
	c.words(200, 250, 38, "{a.dp}")
	c.put(`<path d="M176 300Q200 310 224 300" fill="none" stroke="{b}" stroke-width="3" stroke-linecap="round"/>`)
	c.window(132, 110, 40, .5)
	c.window(138, 196, 108, .5)
}

func drawCoffeeBag(c *canvas) {
	c.floor(200, 346, 104, 10)
	c.turned("t", c.a, false)
	c.turned("pp", newRamp(colourOf(c.b.base, "#efe3d0")), false)
	c.blur(5)
	c.def(`<clipPath id="{#}k"><path d="M100 66H300L308 112C302 180 302 260 310 330Q310 344 296 346Q200 354 104 346Q90 344 90 330C98 260 98 180 92 112Z"/></clipPath>`)
	c.put(`<path d="M100 66H300L308 112C302 180 302 260 310 330Q310 344 296 346Q200 354 104 346Q90 344 90 330C98 260 98 180 92 112Z" fill="url(#{#}t)"/><g clip-path="url(#{#}k)"><path d="M80 146H320V276H80z" fill="url(#{#}pp)"/>` +
		`<path d="M128 268L178 206L202 238L222 216L262 268Z" fill="{d}"/><circle cx="240" cy="184" r="11" fill="{a.dp}"/><path d="M166 220l12-14 12 16-8-3-5 6z" fill="#fff" opacity=".85"/>` +
		`<g fill="none" filter="url(#{#}f5)"><path d="M112 80C122 180 116 280 110 346" stroke="#fff" stroke-width="10" opacity=".26"/><path d="M292 90C282 180 288 280 296 346" stroke="{a.ln}" stroke-width="16" opacity=".45"/><path d="M92 116H310" stroke="{a.ln}" stroke-width="8" opacity=".5"/><path d="M130 340C150 320 160 300 156 280" stroke="{a.ln}" stroke-width="8" opacity=".3"/></g></g>` +
		`<path d="M100 66H300L302 80H98z" fill="{a.sh}"/><path d="M100 73H300" stroke="{a.hi}" stroke-width="1.4" stroke-dasharray="4 3" opacity=".6"/>`)
	c.put(`<g ` + serif + `><text x="200" y="134" font-size="30" font-weight="700" fill="{b.hi}">{title}</text><text x="200" y="312" font-size="13" letter-spacing="1.6" fill="{b}">{line}</text></g>`)
}

func drawHoneyJar(c *canvas) {
	c.floor(200, 344, 92, 11)
	c.turned("t", c.a, true)
	c.turned("ld", c.b, true)
	c.def(`<linearGradient id="{#}gl"><stop stop-color="#b9c4c6"/><stop offset=".08" stop-color="#fff"/><stop offset=".5" stop-color="#f7fafa"/><stop offset=".92" stop-color="#fff"/><stop offset="1" stop-color="#aab6b8"/></linearGradient>`)
	c.put(`<path d="M136 134H264C286 142 298 158 298 182V312Q298 344 266 344H134Q102 344 102 312V182C102 158 114 142 136 134Z" fill="url(#{#}gl)"/><path d="M112 190C150 200 250 200 288 190V310Q288 336 264 336H136Q112 336 112 310Z" fill="url(#{#}t)"/><ellipse cx="200" cy="190" rx="88" ry="8" fill="{a.hi}"/>` +
		`<path d="M128 84V130C128 150 272 150 272 130V84Z" fill="url(#{#}ld)"/>`)
	c.ellipse(200, 84, 72, 17, `fill="{b.hi}"`)
	c.ellipse(200, 85, 64, 13, `fill="{b.li}"`)
	c.put(`<path d="M128 96C128 116 272 116 272 96M128 106C128 126 272 126 272 106" fill="none" stroke="{b.dp}" stroke-width="1.4" opacity=".5"/>`)
	c.label(142, 218, 116, 86, 28)
	c.window(116, 176, 140, .7)
	c.window(142, 96, 34, .5)
}

// bottleHalf is the outline of an oil bottle, foot to the shoulders and up.
const bottleHalf = "17,92 L17,140 C20,160 54,170 54,204 L54,316 C54,328 48,336 40,338"

func drawOilBottle(c *canvas) {
	c.floor(200, 340, 60, 10)
	c.turned("t", c.a, true)
	c.turned("cp", c.d, true)
	c.putf(`<path d="%s" fill="url(#{#}t)"/>`, outline(bottleHalf, 0, 3))
	c.put(`<path d="M150 214C166 206 234 206 250 214V320Q250 330 240 332H160Q150 330 150 320Z" fill="{a.dp}" opacity=".45"/><path d="M179 44H221Q224 44 224 48V98H176V48Q176 44 179 44Z" fill="url(#{#}cp)"/><path d="M176 84H224M176 92H224" stroke="{d.hi}" stroke-width="1.2" opacity=".6"/><path d="M182 98h36v8h-36z" fill="#c9a25a"/>`)
	c.ellipse(200, 45, 22, 4, `fill="{d.hi}"`)
	c.label(148, 224, 104, 84, 26)
	c.put(`<path d="M148 224h104v84H148z" fill="url(#{#}t)" opacity=".12"/>`)
	c.window(154, 186, 132, .5)
	c.window(188, 110, 40, .45)
}

func drawBox(c *canvas) {
	c.floor(204, 336, 132, 11)
	c.shade("g", c.a)
	c.blur(5)
	c.put(`<path d="M78 128L142 100H322L276 128Z" fill="{a.hi}"/><path d="M276 128L322 100V300L276 334Z" fill="{a.dp}"/><path d="M78 128H276V334H78z" fill="url(#{#}g)"/><path d="M78 186H276V288H78z" fill="#f6efdf"/><path d="M276 186L322 154V254L276 288Z" fill="#d9ceb6"/>` +
		`<path d="M78 180H276M78 294H276" stroke="{b}" stroke-width="3"/><path d="M276 180L322 148M276 294L322 260" stroke="{b.sh}" stroke-width="3"/><path d="M78 128H276" stroke="#fff" stroke-width="1.6" opacity=".7"/><path d="M276 128V334" stroke="{a.ln}" stroke-width="1.4" opacity=".4"/>` +
		`<path d="M90 140V322" stroke="#fff" stroke-width="8" opacity=".2" filter="url(#{#}f5)"/><path d="M86 326H270" stroke="{a.ln}" stroke-width="12" opacity=".3" filter="url(#{#}f5)"/>`)
	c.words(177, 238, 40, "{a.dp}")
}
