package picture

import (
	"fmt"
	"math"
	"strconv"
)

// named returns the colour behind a name of the palette, in the form #rrggbb.
func named(name string) (string, bool) {
	for _, entry := range palette() {
		if entry[0] == name {
			return entry[1], true
		}
	}
	return "", false
}

func palette() [][2]string {
	return [][2]string{
		{"oat", "#d8c7ac"},
		{"camel", "#b98b5e"},
		{"clay", "#b8654a"},
		{"rust", "#a8482f"},
		{"red", "#c23b2e"},
		{"coral", "#e57f6a"},
		{"berry", "#8c2f4b"},
		{"rose", "#d79aa0"},
		{"mustard", "#d6a33c"},
		{"butter", "#efdb9c"},
		{"sage", "#a6b59a"},
		{"moss", "#6b7a4b"},
		{"pine", "#2e5547"},
		{"teal", "#2f7f86"},
		{"mint", "#b8dccb"},
		{"sky", "#8fb4d1"},
		{"denim", "#3f5f86"},
		{"navy", "#22324f"},
		{"lilac", "#a99bc9"},
		{"plum", "#5b3b58"},
		{"brown", "#5e4030"},
		{"graphite", "#565a61"},
		{"ink", "#26292f"},
		{"silver", "#c9cdd2"},
		{"cloud", "#ece9e2"},
		{"white", "#f5f3ee"},
	}
}

func backdropColour(name string) (string, bool) {
	switch name {
	case "stone":
		return "#e9e7e3", true
	case "sand":
		return "#efe6d8", true
	case "blush":
		return "#f3e3de", true
	case "sage":
		return "#e0e8de", true
	case "mist":
		return "#dde7ee", true
	case "lilac":
		return "#e7e3ef", true
	case "butter":
		return "#f5ecd2", true
	case "clay":
		return "#e6cdbf", true
	case "slate":
		return "#c9d2da", true
	}
	return "", false
}

// Hex returns a colour of the palette by its name as #rrggbb, for the dots
// beside a price. It reports false for a name the palette does not hold.
func Hex(name string) (string, bool) {
	return named(name)
}

// ramp is the light and shade of one colour. Shadows turn cool, so that
// nothing looks like black laid over colour.
type ramp struct {
	base, hi, li, sh, dp, ln string
}

func newRamp(hex string) ramp {
	c := toLCH(hex)
	return ramp{
		base: hex,
		hi:   lch{c.l + (1-c.l)*.5, c.c * .6, c.h}.hex(),
		li:   lch{c.l + (1-c.l)*.2, c.c * .92, c.h}.hex(),
		sh:   lch{c.l * .86, c.c * 1.02, c.cooler(6)}.hex(),
		dp:   lch{c.l * .68, c.c, c.cooler(12)}.hex(),
		ln:   lch{max(c.l*.48, .12), c.c * .9, c.cooler(14)}.hex(),
	}
}

// lch is a colour in OKLCH: lightness 0 to 1, chroma, hue in degrees.
type lch struct {
	l, c, h float64
}

// cooler returns the hue moved towards blue (275°) by at most the given
// number of degrees, the shorter way round.
func (c lch) cooler(degrees float64) float64 {
	gap := math.Mod(275-c.h+540, 360) - 180
	if math.Abs(gap) <= degrees {
		return 275
	}
	return c.h + math.Copysign(degrees, gap)
}

func (c lch) hex() string {
	sin, cos := math.Sincos(c.h * math.Pi / 180)
	a, b := c.c*cos, c.c*sin
	l := cube(c.l + .3963377774*a + .2158037573*b)
	m := cube(c.l - .1055613458*a - .0638541728*b)
	s := cube(c.l - .0894841775*a - 1.2914855480*b)
	return fmt.Sprintf("#%02x%02x%02x",
		channel(4.0767416621*l-3.3077115913*m+.2309699292*s),
		channel(-1.2684380046*l+2.6097574011*m-.3413193965*s),
		channel(-.0041960863*l-.7034186147*m+1.7076147010*s))
}

func toLCH(hex string) lch {
	r, g, b := linear(hex[1:3]), linear(hex[3:5]), linear(hex[5:7])
	l := math.Cbrt(.4122214708*r + .5363325363*g + .0514459929*b)
	m := math.Cbrt(.2119034982*r + .6806995451*g + .1073969566*b)
	s := math.Cbrt(.0883024619*r + .2817188376*g + .6299787005*b)
	a := 1.9779984951*l - 2.4285922050*m + .4505937099*s
	bb := .0259040371*l + .7827717662*m - .8086757660*s
	return lch{
		l: .2104542553*l + .7936177850*m - .0040720468*s,
		c: math.Hypot(a, bb),
		h: math.Mod(math.Atan2(bb, a)*180/math.Pi+360, 360),
	}
}

// dim returns the colour with its lightness multiplied.
func dim(hex string, factor float64) string {
	c := toLCH(hex)
	c.l = min(c.l*factor, 1)
	return c.hex()
}

func cube(x float64) float64 { return x * x * x }

// linear reads two hexadecimal digits as linear light. The digits were checked
// before; anything else counts as black.
func linear(digits string) float64 {
	n, err := strconv.ParseUint(digits, 16, 8)
	if err != nil {
		return 0
	}
	v := float64(n) / 255
	if v <= .04045 {
		return v / 12.92
	}
	return math.Pow((v+.055)/1.055, 2.4)
}

func channel(light float64) int {
	light = min(max(light, 0), 1)
	v := 12.92 * light
	if light > .0031308 {
		v = 1.055*math.Pow(light, 1/2.4) - .055
	}
	return int(math.Round(v * 255))
}
