package picture

import "fmt"

// laces draws short strokes up the front of a shoe, from a low step to a high
// one, each with the shadow it throws and two eyelets.
func (c *canvas) laces(from, to, across point, n int, colour string) {
	for i := range n {
		t := float64(i) / float64(n-1)
		x, y := from.x+(to.x-from.x)*t, from.y+(to.y-from.y)*t
		line := fmt.Sprintf("M%s %sl%s %s", number(x), number(y), number(across.x), number(across.y))
		c.putf(`<path d="%s" transform="translate(.5 1.2)" stroke="{a.ln}" stroke-width="8" stroke-linecap="round" opacity=".5"/><path d="%[1]s" stroke="%s" stroke-width="5.5" stroke-linecap="round"/>`, line, colour)
		c.putf(`<circle cx="%s" cy="%s" r="2" fill="{a.ln}"/>`, number(x), number(y))
	}
}

const runnerUpper = "M72 268C62 246 64 214 76 194C82 184 96 180 104 190C114 204 136 214 156 204C166 198 172 182 184 168C192 160 208 164 214 176L262 228C284 240 322 236 340 252C350 262 348 272 346 276H74Z"

func drawRunner(c *canvas) {
	c.floor(204, 306, 146, 9)
	c.shade("g", c.a)
	c.blur(5)
	c.def(`<clipPath id="{#}k"><path d="` + runnerUpper + `"/></clipPath>`)
	c.down("so", "#fdfcf9", "#cfccc5")
	c.put(`<path d="M150 206C158 170 172 150 196 152C210 154 216 168 220 184L200 230Z" fill="{d.dp}"/><path d="M66 214c-10 4-13 18-8 34l14 2z" fill="{b}"/>` +
		`<path d="` + runnerUpper + `" fill="url(#{#}g)"/><g clip-path="url(#{#}k)">` +
		`<path d="M60 236C90 226 104 244 112 280H60z" fill="{a.sh}" opacity=".55"/>` +
		`<path d="M278 236C262 250 258 264 262 280H352V236z" fill="{a.sh}" opacity=".5"/><path d="M278 236C262 250 258 264 262 280" fill="none" stroke="{a.ln}" stroke-width="1.2" opacity=".5"/>` +
		`<path d="M112 280C128 250 152 222 182 216C206 232 228 258 246 280z" fill="{b}"/><path d="M126 280C142 252 162 234 186 228M146 280C160 260 176 246 198 240" fill="none" stroke="#fff" stroke-width="4.5" opacity=".92"/>` +
		`<g fill="none" filter="url(#{#}f5)"><path d="M72 276H350" stroke="{a.ln}" stroke-width="14" opacity=".4"/><path d="M268 236C290 246 320 246 336 256" stroke="{a.hi}" stroke-width="9" opacity=".7"/><path d="M240 220C226 236 220 256 224 276" stroke="{a.ln}" stroke-width="9" opacity=".22"/><path d="M84 196C78 214 76 236 80 258" stroke="{a.hi}" stroke-width="8" opacity=".6"/></g></g>` +
		`<path d="M74 206C78 188 94 178 106 190C116 204 138 214 156 204" fill="none" stroke="#8b8a8a" stroke-width="9" stroke-linecap="round"/><path d="M76 200C84 184 98 182 106 192" fill="none" stroke="#a9a8a6" stroke-width="2"/>` +
		`<path d="M168 196C180 214 196 228 232 240L262 230" fill="none" stroke="{a.ln}" stroke-width="1.1" stroke-dasharray="3 2.4" opacity=".6"/>`)
	c.laces(point{240, 241}, point{172, 200}, point{24, -15}, 5, "{d}")
	c.sole()
}

// sole is the thick white sole of a sports shoe, with a tread.
func (c *canvas) sole() {
	c.put(`<path d="M58 276C56 266 62 262 72 263C150 273 262 272 336 262C350 261 356 268 356 278C355 294 346 302 330 302H84C66 302 60 290 58 276Z" fill="url(#{#}so)"/>` +
		`<path d="M62 282C150 292 270 290 354 278" fill="none" stroke="#b3b0a9" stroke-width="1.6"/><path d="M66 294C90 302 320 302 350 290" fill="none" stroke="#8f8c86" stroke-width="2"/><path d="M78 303H338" stroke="#77746f" stroke-width="5" stroke-dasharray="9 4"/>`)
}

const highTopUpper = "M92 268C88 220 88 160 96 114C98 108 104 108 106 112C116 128 146 128 158 112C164 100 168 84 182 80C196 80 200 92 204 108L232 196C250 216 300 214 318 240C326 252 326 264 324 272H92Z"

func drawHighTop(c *canvas) {
	c.floor(204, 306, 132, 9)
	c.shade("g", c.a)
	c.blur(5)
	c.down("so", "#fdfcf9", "#d5d2cb")
	c.def(`<clipPath id="{#}k"><path d="` + highTopUpper + `"/></clipPath>`)
	c.put(`<path d="M150 120C158 84 166 62 186 60C206 62 208 88 214 112L196 140Z" fill="{a.dp}"/>` +
		`<path d="` + highTopUpper + `" fill="url(#{#}g)"/><g clip-path="url(#{#}k)"><path d="M84 110h26c4 60 0 120 4 170H84z" fill="{a.sh}" opacity=".6"/>` +
		`<path d="M256 214C248 234 250 256 256 280H330V206z" fill="#f4f1ea"/><path d="M256 214C248 234 250 256 256 280" fill="none" stroke="#b9b5ac" stroke-width="2"/>` +
		`<g fill="none" filter="url(#{#}f5)"><path d="M90 274H330" stroke="{a.ln}" stroke-width="14" opacity=".4"/><path d="M118 130C110 180 112 220 114 262" stroke="{a.hi}" stroke-width="9" opacity=".45"/><path d="M150 236C180 228 206 216 232 200" stroke="{a.ln}" stroke-width="10" opacity=".36"/><path d="M156 248C186 242 212 232 238 216" stroke="{a.hi}" stroke-width="7" opacity=".3"/></g></g>` +
		`<path d="M98 118C112 136 148 134 160 114" fill="none" stroke="{a.ln}" stroke-width="5" stroke-linecap="round"/>` +
		`<path d="M166 108L198 212L254 232M110 118V268" fill="none" stroke="{a.hi}" stroke-dasharray="3 2.4" stroke-width="1.2" opacity=".8"/>` +
		`<g fill="none" stroke="#fff"><circle cx="140" cy="186" r="21" fill="#f4f1ea" stroke="none"/><g stroke="{a}" stroke-width="2.4"><circle cx="140" cy="186" r="14"/><path d="M140 172v28M126 186h28M130 176l20 20M150 176l-20 20" stroke-width="1.8"/></g></g>`)
	c.laces(point{204, 210}, point{174, 116}, point{28, -13}, 6, "#fbf8f1")
	c.put(`<path d="M80 276C78 266 84 264 92 264H322C336 264 340 270 340 280C340 296 332 302 318 302H98C84 302 80 292 80 276Z" fill="url(#{#}so)"/><path d="M82 280H339" stroke="{a}" stroke-width="3.4"/><path d="M84 290H337" stroke="{a}" stroke-width="1.6"/><path d="M96 303H324" stroke="#8f8c86" stroke-width="4"/>`)
}

const chelseaUpper = "M112 108C112 100 118 98 124 99L212 99C218 99 220 104 219 110C216 150 218 176 228 192C248 212 300 206 322 238C330 252 330 264 328 276H108C104 220 112 160 112 108Z"

func drawChelsea(c *canvas) {
	c.floor(212, 306, 126, 9)
	c.shade("g", c.a)
	c.blur(5)
	c.def(`<clipPath id="{#}k"><path d="` + chelseaUpper + `"/></clipPath>`)
	c.put(`<path d="M124 102C120 84 126 78 132 80L138 102" fill="none" stroke="{a.dp}" stroke-width="8"/><ellipse cx="166" cy="101" rx="48" ry="8" fill="{a.ln}"/>` +
		`<path d="` + chelseaUpper + `" fill="url(#{#}g)"/><g clip-path="url(#{#}k)"><g fill="none" filter="url(#{#}f5)">` +
		`<path d="M104 276H334" stroke="{a.ln}" stroke-width="16" opacity=".5"/><path d="M132 112C124 160 124 220 122 266" stroke="{a.hi}" stroke-width="11" opacity=".4"/><path d="M210 110C206 160 210 190 222 208" stroke="{a.ln}" stroke-width="11" opacity=".5"/>` +
		`<path d="M236 210C262 226 296 222 314 244" stroke="{a.hi}" stroke-width="10" opacity=".42"/><path d="M166 240C190 236 208 226 224 208" stroke="{a.ln}" stroke-width="9" opacity=".4"/><path d="M170 252C196 248 216 238 232 222" stroke="{a.hi}" stroke-width="6" opacity=".28"/></g></g>` +
		`<path d="M154 106H188C186 150 184 180 176 208Q170 216 164 208C158 180 156 150 154 106Z" fill="{d}"/><path d="M158 106V200M163 106V208M168 106V210M173 106V208M178 106V200M183 106V180" stroke="{d.ln}" stroke-width="1.4"/>` +
		`<path d="M150 108C152 160 154 190 160 210Q170 224 180 210C188 190 190 160 192 108" fill="none" stroke="{a.ln}" stroke-width="1.2" stroke-dasharray="3 2.4"/><path d="M114 106Q166 116 218 106" fill="none" stroke="{a.ln}" stroke-width="1.2" opacity=".6"/>`)
	c.put(`<path d="M102 272H330C340 272 344 278 343 288Q342 296 332 296H204L200 304H108Q102 304 102 296Z" fill="{d}"/><path d="M104 276H340" stroke="#d8cdb8" stroke-width="1.4" stroke-dasharray="3 2.4" opacity=".7"/><path d="M104 286H342" stroke="{d.hi}" stroke-width="1.6" opacity=".4"/>`)
}

const loaferUpper = "M70 278C62 256 64 232 76 222C84 216 96 218 104 222C128 232 160 232 184 222C214 214 236 228 262 242C288 254 322 250 338 268C342 274 342 280 340 284H72Z"

func drawLoafer(c *canvas) {
	c.floor(206, 306, 142, 8)
	c.shade("g", c.a)
	c.blur(5)
	c.def(`<clipPath id="{#}k"><path d="` + loaferUpper + `"/></clipPath>`)
	c.put(`<path d="M74 226C84 208 120 200 148 202C172 204 186 212 190 222C170 240 100 240 74 226Z" fill="#8a6f52"/><path d="M88 222C100 212 128 208 148 210C164 212 176 216 180 222C160 232 110 232 88 222Z" fill="#5d4a37"/>` +
		`<path d="` + loaferUpper + `" fill="url(#{#}g)"/><g clip-path="url(#{#}k)"><g fill="none" filter="url(#{#}f5)"><path d="M70 284H344" stroke="{a.ln}" stroke-width="16" opacity=".5"/><path d="M244 244C276 262 310 258 332 270" stroke="{a.hi}" stroke-width="9" opacity=".55"/><path d="M80 236C74 250 76 262 80 274" stroke="{a.hi}" stroke-width="8" opacity=".4"/><path d="M180 232C196 244 204 262 204 280" stroke="{a.ln}" stroke-width="10" opacity=".34"/></g></g>` +
		`<path d="M184 222C170 240 168 262 172 282L214 282C212 262 218 246 232 232Q208 216 184 222Z" fill="{a.sh}" stroke="{a.ln}" stroke-width="1.2"/><path d="M186 248Q202 238 219 252" fill="none" stroke="{a.ln}" stroke-width="5" stroke-linecap="round"/>` +
		`<g fill="none" stroke="#e2b75a" stroke-width="4" stroke-linecap="round"><path d="M182 244q6-6 11 0t11 2 11 4"/><circle cx="184" cy="246" r="4" stroke-width="3"/><circle cx="217" cy="252" r="4" stroke-width="3"/></g>` +
		`<path d="M74 228C100 242 160 240 186 226M234 236C262 252 290 262 334 268" fill="none" stroke="{a.ln}" stroke-width="1.3" stroke-dasharray="3 2.4" opacity=".8"/>` +
		`<path d="M64 282H338C350 282 352 288 350 296L346 300H142L138 306H70Q64 306 64 298Z" fill="{d}"/><path d="M66 287H348" stroke="{d.hi}" stroke-width="1.6" opacity=".55"/>`)
}

const plimsollUpper = "M76 272C70 248 72 224 80 208C86 200 96 198 104 206C116 218 138 224 160 214C170 206 176 192 190 184C200 180 212 186 218 196L258 234C276 244 318 238 334 256C342 266 340 274 338 278H76Z"

func drawPlimsoll(c *canvas) {
	c.floor(204, 306, 142, 9)
	c.shade("g", c.a)
	c.blur(5)
	c.down("so", "#fdfcf9", "#d5d2cb")
	c.def(`<clipPath id="{#}k"><path d="` + plimsollUpper + `"/></clipPath><pattern id="{#}cv" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 0h2v2H0zM2 2h2v2H2z" fill="{a.ln}" opacity=".16"/></pattern>`)
	c.put(`<path d="M152 216C160 184 176 168 198 170C212 172 218 184 222 198L206 236Z" fill="{a.li}"/>` +
		`<path d="` + plimsollUpper + `" fill="url(#{#}g)"/><g clip-path="url(#{#}k)"><path d="M60 180h300v110H60z" fill="url(#{#}cv)"/><path d="M268 236C256 250 254 266 260 284H350V232z" fill="#f4f1ea"/><path d="M268 236C256 250 254 266 260 284" fill="none" stroke="#b9b5ac" stroke-width="2"/><path d="M70 206h24c4 30 2 50 6 80H70z" fill="{b}"/>` +
		`<g fill="none" filter="url(#{#}f5)"><path d="M72 280H346" stroke="{a.ln}" stroke-width="13" opacity=".4"/><path d="M110 214C122 236 122 256 124 276" stroke="{a.hi}" stroke-width="9" opacity=".35"/><path d="M240 226C224 244 218 262 222 280" stroke="{a.ln}" stroke-width="10" opacity=".3"/><path d="M280 244C300 248 320 250 332 262" stroke="#fff" stroke-width="7" opacity=".8"/></g></g>` +
		`<path d="M80 212C88 198 100 202 106 208C118 220 140 226 160 215" fill="none" stroke="{a.ln}" stroke-width="4" stroke-linecap="round"/><path d="M168 208C182 226 196 240 236 250M112 222C140 232 160 250 168 278" fill="none" stroke="{a.hi}" stroke-width="1.2" stroke-dasharray="3 2.4"/>`)
	c.laces(point{238, 246}, point{176, 208}, point{22, -13}, 5, "#fbf8f1")
	c.put(`<path d="M64 280C62 272 68 270 76 270H336C350 270 354 276 354 284C354 298 346 304 332 304H84C70 304 64 294 64 280Z" fill="url(#{#}so)"/><path d="M66 284H353" stroke="{b}" stroke-width="3.2"/><path d="M80 305H340" stroke="#8f8c86" stroke-width="4"/>`)
}
