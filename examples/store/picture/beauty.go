package picture

func drawPerfume(c *canvas) {
	c.floor(200, 342, 104, 10)
	c.turned("cp", c.d, true)
	c.def(`<linearGradient id="{#}g" x2=".4" y2="1"><stop stop-color="{a.hi}"/><stop offset=".5" stop-color="{a}"/><stop offset="1" stop-color="{a.sh}"/></linearGradient><linearGradient id="{#}gl"><stop stop-color="{a.dp}"/><stop offset=".06" stop-color="#fffdf4"/><stop offset=".5" stop-color="{a.hi}"/><stop offset=".94" stop-color="#fffdf4"/><stop offset="1" stop-color="{a.dp}"/></linearGradient>`)
	c.put(`<path d="M168 124h64v26h-64z" fill="#d0b06a"/><path d="M168 130h64M168 138h64" stroke="#f3e2b0" stroke-width="2"/><path d="M164 46Q164 40 170 40H230Q236 40 236 46V122Q236 126 230 126H170Q164 126 164 122Z" fill="url(#{#}cp)"/>` +
		`<path d="M116 146H284Q304 146 304 166V320Q304 342 282 342H118Q96 342 96 320V166Q96 146 116 146Z" fill="url(#{#}gl)" opacity=".95"/><path d="M122 166H278Q288 166 288 176V312Q288 328 272 328H128Q112 328 112 312V176Q112 166 122 166Z" fill="url(#{#}g)"/><path d="M112 190C150 198 250 198 288 190V176Q288 166 278 166H122Q112 166 112 176Z" fill="#fffdf4" opacity=".55"/><path d="M112 318L160 328H128Q112 328 112 312z" fill="#fff" opacity=".4"/>`)
	c.label(144, 212, 112, 80, 28)
	c.window(120, 178, 130, .75)
	c.window(172, 52, 60, .4)
}

func drawCreamJar(c *canvas) {
	c.floor(200, 332, 98, 11)
	c.turned("t", c.a, true)
	c.turned("ld", c.b, true)
	c.put(`<path d="M106 214V304C106 340 294 340 294 304V214Z" fill="url(#{#}t)"/><path d="M106 300C106 338 294 338 294 300V308C294 342 106 342 106 308Z" fill="#fff" opacity=".35"/><path d="M100 162V208C100 238 300 238 300 208V162Z" fill="url(#{#}ld)"/><path d="M100 210C100 240 300 240 300 210" fill="none" stroke="{b.ln}" stroke-width="3" opacity=".5"/><path d="M100 174C100 202 300 202 300 174" fill="none" stroke="{b.hi}" stroke-width="1.4" opacity=".7"/>`)
	c.ellipse(200, 162, 100, 24, `fill="{b.hi}"`)
	c.ellipse(200, 164, 90, 19, `fill="{b.li}"`)
	c.put(`<path d="M134 158Q164 148 214 150" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".7"/>`)
	c.words(200, 284, 32, "{a.ln}")
	c.window(122, 236, 74, .75)
	c.window(116, 180, 34, .6)
}

func drawLipstick(c *canvas) {
	c.floor(150, 346, 52, 8)
	c.floor(268, 346, 46, 8)
	c.turned("t", c.a, true)
	c.turned("ca", c.d, true)
	c.turned("go", newRamp("#d2a659"), true)
	c.put(`<path d="M126 180V86C140 62 160 52 176 48V180Z" fill="url(#{#}t)"/><path d="M126 88C142 64 160 54 176 48C178 62 164 84 126 98Z" fill="{a.hi}"/><path d="M118 176H184V236H118z" fill="url(#{#}go)"/><path d="M118 182H184M118 230H184" stroke="#f6dfa9" stroke-width="2"/><path d="M106 232H196V338Q151 350 106 338Z" fill="url(#{#}ca)"/><path d="M106 236H196" stroke="{d.hi}" stroke-width="2" opacity=".6"/>` +
		`<path d="M224 152Q224 142 236 142H302Q314 142 314 152V338Q269 350 224 338Z" fill="url(#{#}ca)"/><path d="M224 312Q269 322 314 312V322Q269 332 224 322Z" fill="url(#{#}go)"/><path d="M230 148Q269 154 308 148" fill="none" stroke="{d.hi}" stroke-width="3" opacity=".6"/>`)
	c.window(136, 102, 66, .6)
	c.window(120, 246, 80, .4)
	c.window(238, 162, 140, .45)
}

func drawSerum(c *canvas) {
	c.floor(200, 344, 76, 10)
	c.turned("t", c.a, true)
	c.turned("go", newRamp("#d2a659"), true)
	c.turned("ru", newRamp("#f3f1ec"), true)
	c.put(`<path d="M180 118V70C180 42 190 34 200 34S220 42 220 70V118Z" fill="url(#{#}ru)"/><path d="M164 112H236V170H164z" fill="url(#{#}go)"/><path d="M172 114v54M181 114v54M190 114v54M200 114v54M210 114v54M219 114v54M228 114v54" stroke="#8a6426" stroke-width="1.4" opacity=".4"/><path d="M164 114Q200 120 236 114" fill="none" stroke="#f9e8bd" stroke-width="2"/>` +
		`<path d="M166 168H234C262 174 276 192 276 214V316Q276 344 248 344H152Q124 344 124 316V214C124 192 138 174 166 168Z" fill="url(#{#}t)"/><path d="M132 224C160 232 240 232 268 224V314Q268 336 246 336H154Q132 336 132 314Z" fill="{a.dp}" opacity=".28"/>`)
	c.label(138, 226, 124, 86, 30)
	c.put(`<path d="M138 226h124v86H138z" fill="url(#{#}t)" opacity=".1"/>`)
	c.window(134, 196, 128, .6)
	c.window(186, 56, 48, .7)
}

func drawTube(c *canvas) {
	c.floor(200, 352, 56, 9)
	c.turned("t", c.a, true)
	c.turned("cp", newRamp("#f3f1ec"), true)
	c.put(`<path d="M118 40H282L262 292H138Z" fill="url(#{#}t)"/><path d="M116 36H284V58Q200 64 116 58Z" fill="{a.sh}"/><path d="M120 36v23M132 36v23M144 36v24M156 36v24M168 36v25M180 36v25M192 36v25M204 36v25M216 36v25M228 36v25M240 36v24M252 36v24M264 36v24M276 36v23" stroke="{a.ln}" opacity=".35"/><path d="M118 60Q200 66 282 60" fill="none" stroke="{a.ln}" stroke-width="2.4" opacity=".3"/><path d="M138 290H262V340Q262 352 248 352H152Q138 352 138 340Z" fill="url(#{#}cp)"/><path d="M138 296H262" stroke="#b9b5ac" stroke-width="1.6"/><path d="M150 300v46M162 300v48M174 300v50M186 300v50M200 300v50M214 300v50M226 300v50M238 300v48M250 300v46" stroke="#a9a59c" opacity=".5"/><circle cx="200" cy="226" r="22" fill="{b}"/>`)
	c.words(200, 152, 38, "#fffdf6")
	c.blur(2)
	c.put(`<path d="M146 80L158 270" stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".5" filter="url(#{#}f2)"/>`)
}
