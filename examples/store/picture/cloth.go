package picture

import "strings"

// garment is one piece of cloth: its outline and what lies on it. Folds and
// lights are "path|width|opacity", clipped to the outline and blurred.
type garment struct {
	out, neck     string
	label         string
	over          string
	folds, lights []string
	seams         string
	stitches      string
}

// cloth draws a garment in the order in which light falls on it: its shadow,
// the dark inside of the neck, the body, what is printed or knitted on it,
// folds, seams.
func (c *canvas) cloth(g garment) {
	c.blur(9)
	c.blur(5)
	c.shade("g", c.a)
	c.deff(`<path id="{#}o" d="%s"/><clipPath id="{#}k"><use href="#{#}o"/></clipPath>`, g.out)
	c.put(`<use href="#{#}o" transform="translate(9 13)" fill="#2a2430" opacity=".34" filter="url(#{#}f9)"/>`)
	if g.neck != "" {
		c.putf(`<path d="%s" fill="{a.dp}"/>`, g.neck)
	}
	if g.label != "" {
		c.putf(`<rect %s rx="2" fill="#f4f1ea"/>`, g.label)
	}
	c.put(`<use href="#{#}o" fill="url(#{#}g)"/><g clip-path="url(#{#}k)">` + g.over + `<g fill="none" stroke-linecap="round" filter="url(#{#}f5)">`)
	c.strokes(g.folds, "{a.ln}")
	c.strokes(g.lights, "{a.hi}")
	c.put(`</g></g>`)
	if g.seams != "" {
		c.putf(`<path d="%s" fill="none" stroke="{a.ln}" stroke-width="1.1" opacity=".55"/>`, g.seams)
	}
	if g.stitches != "" {
		c.putf(`<path d="%s" fill="none" stroke="{a.ln}" stroke-dasharray="3 2.4" opacity=".5"/>`, g.stitches)
	}
}

func (c *canvas) strokes(list []string, colour string) {
	if len(list) == 0 {
		return
	}
	c.putf(`<g stroke="%s">`, colour)
	for _, s := range list {
		part := strings.Split(s, "|")
		c.putf(`<path d="%s" stroke-width="%s" opacity="%s"/>`, part[0], part[1], part[2])
	}
	c.put(`</g>`)
}

// rib draws a ribbed band along a path: a darker ground and a dash across it.
func (c *canvas) rib(d string, width string) {
	c.putf(`<g fill="none" stroke-width="%s"><path d="%s" stroke="{a.sh}"/><path d="%[2]s" stroke="{a.ln}" stroke-dasharray="1 3.2" opacity=".6"/></g>`, width, d)
}

// Half outlines, as distances from the axis.
const (
	teeHalf    = "30,84 C48,88 64,92 78,100 C98,114 114,146 126,178 L95,195 C88,182 82,172 77,164 C78,216 76,270 79,322"
	sleeveHalf = "30,84 C48,88 64,92 78,100 C98,114 116,196 128,312 L100,318 C97,256 90,206 78,170 C79,220 78,270 80,318"
	shirtHalf  = "28,82 C46,86 64,92 78,100 C99,114 112,190 122,304 L95,310 C92,252 87,206 77,172 C78,220 77,270 79,318 C66,334 40,338 24,334"
	coatHalf   = "28,76 C46,80 66,86 80,94 C101,108 114,180 128,286 L100,294 C96,238 88,196 78,166 C80,220 84,290 92,346"
	downHalf   = "34,80 C54,84 76,92 90,102 C112,122 126,206 136,302 L104,312 C100,250 95,210 88,184 C90,230 90,280 88,318"
	romperHalf = "30,84 C48,88 64,92 78,100 C98,112 110,134 120,160 L92,178 C86,170 82,164 77,158 C80,200 82,220 80,240 C64,246 42,272 34,306 L12,308"
)

// sideFolds are the folds of a straight body with sleeves; they start at the
// armpits and at the hem.
func sideFolds() (folds, lights []string) {
	folds = []string{
		"M128 168C140 190 152 204 170 214|9|.24",
		"M274 168C262 196 246 214 222 226|11|.3",
		"M144 320C152 290 150 262 158 236|10|.2",
		"M254 322C250 286 260 250 250 216|14|.3",
		"M276 130C282 200 272 260 276 322|12|.24",
		"M300 150C312 190 318 240 322 300|9|.26",
	}
	lights = []string{
		"M132 182C144 204 156 216 172 226|7|.3",
		"M166 318C172 270 166 220 176 170|11|.34",
		"M92 180C84 220 82 260 80 300|7|.4",
		"M236 320C234 290 240 264 236 240|8|.22",
	}
	return folds, lights
}

func drawTee(c *canvas) {
	folds := []string{
		"M126 164C140 184 156 196 176 204|9|.26", "M276 164C262 190 244 206 220 216|11|.3",
		"M140 322C150 290 148 262 158 238|10|.2", "M258 322C252 286 262 250 250 216|14|.3",
		"M276 170C280 220 270 270 276 322|11|.26", "M300 130C308 148 314 162 318 180|9|.26",
		"M96 130C92 150 88 160 84 176|7|.16",
	}
	lights := []string{
		"M130 180C146 200 158 210 176 216|7|.3", "M166 322C172 270 166 220 178 160|11|.36", "M110 122C100 140 94 156 90 172|8|.36",
	}
	over := ""
	switch c.style {
	case 1:
		c.def(`<pattern id="{#}st" width="60" height="22" patternUnits="userSpaceOnUse"><path d="M0 9.5h60v7H0z" fill="{b}"/></pattern>`)
		over = `<path d="M60 112h280v220H60z" fill="url(#{#}st)"/>`
	case 2:
		over = `<g fill="{b}" transform="translate(0 -40)"><path d="M168 216a32 32 0 0 1 64 0z"/><path d="M158 222h84v4h-84zM168 231h64v4h-64zM180 240h40v4h-40z" fill="{d}"/></g>`
	}
	c.cloth(garment{
		out: outline(teeHalf, 14, 4), label: `x="189" y="80" width="22" height="11"`,
		neck: "M170 84Q200 70 230 84Q200 114 170 84Z", over: over, folds: folds, lights: lights,
		seams:    "M124 103C132 122 130 146 123 163M276 103C268 122 270 146 277 163",
		stitches: "M122 316Q200 324 278 316M77 173L107 189M323 173L293 189",
	})
	c.rib("M170 86Q200 120 230 86", "8")
}

// knit is the pattern of a plain knit: rows of V.
func (c *canvas) knit() {
	c.def(`<pattern id="{#}kn" width="9" height="7" patternUnits="userSpaceOnUse"><path d="M0 0l4.5 4.5L9 0" fill="none" stroke="{a.dp}" stroke-width="1.5" opacity=".55"/><path d="M0 2.5l4.5 4.5L9 2.5" fill="none" stroke="{a.hi}" stroke-width="1" opacity=".45"/></pattern>`)
}

func drawCable(c *canvas) {
	c.knit()
	c.def(`<pattern id="{#}cb" width="34" height="30" patternUnits="userSpaceOnUse"><path d="M1 0h32v30H1z" fill="{a.sh}" opacity=".7"/>` +
		`<path d="M6 -15C6 0 28 0 28 15S6 30 6 45M28 15C28 30 6 30 6 45" fill="none" stroke="{a.ln}" stroke-width="12" opacity=".4"/>` +
		`<path d="M8 -12C8 2 26 2 26 18M8 18C8 32 26 32 26 48" fill="none" stroke="{a}" stroke-width="11" stroke-linecap="round"/>` +
		`<path d="M6 -14C6 0 24 0 24 16M6 16C6 30 24 30 24 46" fill="none" stroke="{a.hi}" stroke-width="2.5" opacity=".7"/>` +
		`<path d="M2 0v30M32 0v30" stroke="{a.ln}" stroke-width="1.6" opacity=".5"/></pattern>`)
	folds, lights := sideFolds()
	over := `<path d="M60 70h280v260H60z" fill="url(#{#}kn)"/>`
	for _, x := range []string{"149 84", "183 84", "217 84"} {
		over += `<path transform="translate(` + x + //nolint:perfsprint // three parts
			`)" d="M0 0h34v240H0z" fill="url(#{#}cb)"/>`
	}
	c.cloth(garment{
		out: outline(sleeveHalf, 16, 0), label: `x="190" y="79" width="20" height="10"`,
		neck: "M170 84Q200 70 230 84Q200 114 170 84Z", over: over, folds: folds, lights: lights,
		seams: "M123 102C131 124 130 150 122 170M277 102C269 124 270 150 278 170",
	})
	c.rib("M168 85Q200 124 232 85", "11")
	c.rib("M120 315H280", "13")
	c.rib("M73 307L101 313", "13")
	c.rib("M327 307L299 313", "13")
}

func drawDown(c *canvas) {
	var rows strings.Builder
	for y := 106; y < 320; y += 23 {
		lift := 6.0
		row := number(float64(y))
		crest := number(float64(y) + lift)
		rows.WriteString("M64 " + crest + "Q130 " + number(float64(y)+2*lift) + " 200 " + row + "T336 " + crest)
	}
	d := rows.String()
	c.blur(2)
	over := `<g fill="none"><g filter="url(#{#}f5)"><path d="` + d + `" stroke="{a.ln}" stroke-width="10" opacity=".8"/><path transform="translate(0 13)" d="` + d + `" stroke="{a.hi}" stroke-width="8" opacity=".75"/></g><path d="` + d + `" stroke="{a.ln}" stroke-width="1.2" opacity=".7"/></g>`
	c.cloth(garment{
		out:  outline(downHalf, 0, 4),
		over: over,
		folds: []string{
			"M112 184C116 230 112 280 114 318|8|.4", "M288 184C284 230 288 280 286 318|12|.5", "M310 130C324 190 330 250 334 306|14|.4", "M196 100V320|9|.3",
		},
		lights: []string{"M84 190C76 230 72 260 70 300|9|.34", "M146 120C140 190 144 250 142 316|14|.26"},
	})
	c.put(`<path d="M164 84C160 62 164 50 172 46Q200 38 228 46C236 50 240 62 236 84Q200 98 164 84Z" fill="url(#{#}g)"/><path d="M171 48Q200 40 229 48Q200 66 171 48Z" fill="{a.ln}"/>` +
		`<path d="M164 70Q200 84 236 70" fill="none" stroke="{a.ln}" stroke-width="7" opacity=".4" filter="url(#{#}f2)"/>` +
		`<path d="M200 58V322" stroke="{a.ln}" stroke-width="5"/><path d="M200 60V322" stroke="{a.li}" stroke-width="1.5" stroke-dasharray="2 2"/><path d="M197 84h6v16h-6z" fill="#e8e6e1"/>` +
		`<path d="M150 262L134 296M250 262L266 296" stroke="{a.ln}" stroke-width="2.4" stroke-linecap="round"/>`)
	c.rib("M113 321Q200 330 287 321", "8")
}

func drawCoat(c *canvas) {
	folds, lights := sideFolds()
	folds = append(folds, "M170 250C164 280 162 310 158 346|10|.26", "M236 250C244 280 246 310 252 346|12|.3")
	lights = append(lights, "M180 250C178 280 176 310 174 340|9|.3")
	c.cloth(garment{
		out: outline(coatHalf, 10, 6), label: `x="190" y="75" width="20" height="8"`,
		neck: "M172 78Q200 62 228 78Q200 96 172 78Z", folds: folds, lights: lights,
		seams:    "M121 96C130 120 130 146 122 166M279 96C270 120 270 146 278 166M206 164V356",
		stitches: "M113 340Q200 352 287 340M77 278L104 285M323 278L296 285",
	})
	c.blur(2)
	c.put(`<path d="M164 112L122 132L136 150L202 220L272 150L266 130Z" fill="{a.ln}" opacity=".4" filter="url(#{#}f2)"/><g stroke="{a.ln}" stroke-width="1">` +
		`<path d="M240 112L270 128L260 146L203 214L190 150L204 108Z" fill="{a.li}"/><path d="M160 112L130 128L140 146L205 216L212 150L196 108Z" fill="{a.li}"/>` +
		`<path d="M171 75C168 88 158 100 148 108L164 124L206 110C190 104 178 94 171 75ZM229 75C232 88 242 100 252 108L236 124L194 110C210 104 222 94 229 75Z" fill="{a}"/></g>` +
		`<path d="M134 130L144 146L196 202M266 130L256 146L214 196" fill="none" stroke="{a.ln}" stroke-dasharray="3 2.4" opacity=".4"/>` +
		`<g fill="{a.ln}"><circle cx="176" cy="226" r="5"/><circle cx="224" cy="226" r="5"/><circle cx="176" cy="288" r="5"/><circle cx="224" cy="288" r="5"/></g><g fill="{a.li}"><circle cx="175" cy="225" r="2"/><circle cx="223" cy="225" r="2"/><circle cx="175" cy="287" r="2"/><circle cx="223" cy="287" r="2"/></g>` +
		`<path d="M118 243Q200 254 282 243V262Q200 273 118 262Z" fill="{a.sh}" stroke="{a.ln}" stroke-width="1"/><path d="M120 247Q200 258 280 247M120 258Q200 269 280 258" fill="none" stroke="{a.ln}" stroke-dasharray="3 2.4" opacity=".6"/>` +
		`<path d="M186 244h30v30h-30z" fill="none" stroke="{a.dp}" stroke-width="6"/><path d="M186 244h30v30h-30z" fill="none" stroke="{a.hi}" stroke-width="1.2"/>` +
		`<path d="M128 282l32 7v9l-33-7zM272 282l-32 7v9l33-7z" fill="{a.li}" stroke="{a.ln}" stroke-width="1"/>`)
}

func drawShirt(c *canvas) {
	folds, lights := sideFolds()
	c.cloth(garment{
		out: outline(shirtHalf, 10, 0), label: `x="190" y="78" width="20" height="8"`,
		neck: "M170 82Q200 66 230 82Q200 104 170 82Z", folds: folds, lights: lights,
		seams:    "M122 101C130 124 130 150 123 172M278 101C270 124 270 150 277 172M190 104V334M210 104V334M231 150h34v34l-17 9l-17-9zM231 157h34M79 290L106 296M321 290L294 296",
		stitches: "M125 312C140 328 160 332 178 329M275 312C260 328 240 332 222 329",
	})
	c.blur(2)
	c.put(`<path d="M170 84L160 108L190 124L200 104L210 124L240 108L230 84L200 112Z" fill="{a.ln}" opacity=".5" filter="url(#{#}f2)"/>` +
		`<path d="M170 80C168 88 160 98 156 106L186 122L200 100C186 96 176 90 170 80ZM230 80C232 88 240 98 244 106L214 122L200 100C214 96 224 90 230 80Z" fill="{a.li}" stroke="{a.ln}" stroke-width="1"/>` +
		`<path d="M162 105L185 117L195 102M238 105L215 117L205 102" fill="none" stroke="{a.ln}" stroke-dasharray="3 2.4" opacity=".45"/><g fill="#fbfaf6" stroke="{a.ln}" stroke-width=".8">`)
	for _, y := range []int{128, 162, 196, 230, 264, 298} {
		c.putf(`<circle cx="200" cy="%d" r="3.4"/>`, y)
	}
	c.put(`</g>`)
}

func drawRomper(c *canvas) {
	c.cloth(garment{
		out: outline(romperHalf, 14, 0), label: `x="189" y="80" width="22" height="10"`,
		neck: "M170 84Q200 70 230 84Q200 114 170 84Z",
		over: `<path d="M200 160l12.5 27 29.5 3.5-22 20 6 29-26-14.5-26 14.5 6-29-22-20 29.5-3.5z" fill="{b}"/>`,
		folds: []string{
			"M126 158C142 180 158 190 178 196|9|.26", "M276 158C262 184 244 196 222 204|11|.28", "M258 260C250 226 262 200 252 170|13|.26",
			"M276 160C282 190 282 220 276 244|11|.28", "M176 300C172 280 160 262 146 250|9|.2", "M226 300C230 280 242 262 256 250|9|.24",
		},
		lights:   []string{"M166 260C172 230 166 200 178 150|11|.4", "M112 120C102 134 96 148 92 160|8|.4"},
		seams:    "M124 103C131 120 130 142 123 158M276 103C269 120 270 142 277 158",
		stitches: "M124 246C140 254 158 276 163 302M276 246C260 254 242 276 237 302M84 154L110 171M316 154L290 171",
	})
	c.rib("M170 86Q200 120 230 86", "8")
	c.put(`<g fill="#fbfaf6" stroke="{a.ln}" stroke-width=".8"><circle cx="192" cy="301" r="3.2"/><circle cx="208" cy="301" r="3.2"/><circle cx="178" cy="297" r="3.2"/><circle cx="222" cy="297" r="3.2"/></g>`)
}
