package picture

import (
	"strconv"
	"strings"
)

// axis is the line that a half outline is mirrored at.
const axis = 200.0

type point struct{ x, y float64 }

// segment is one stroke of a path: its letter (L, Q or C), its controls and
// its end.
type segment struct {
	letter   byte
	controls []point
	end      point
}

// half is the right half of an outline, as distances from the axis, from its
// top to its foot.
type half struct {
	start    point
	segments []segment
}

// parseHalf reads "30,84 C48,88 64,92 78,100 L95,195": pairs of distance and
// height, a letter in front of the first pair of each stroke.
func parseHalf(text string) half {
	var h half
	fields := strings.Fields(text)
	h.start = parsePoint(fields[0])
	for _, field := range fields[1:] {
		if strings.IndexByte("LQC", field[0]) >= 0 {
			h.segments = append(h.segments, segment{letter: field[0]})
			field = field[1:]
		}
		last := &h.segments[len(h.segments)-1]
		last.controls = append(last.controls, parsePoint(field))
	}
	for i := range h.segments {
		s := &h.segments[i]
		n := len(s.controls) - 1
		s.end = s.controls[n]
		s.controls = s.controls[:n]
	}
	return h
}

func parsePoint(pair string) point {
	x, y, _ := strings.Cut(pair, ",")
	return point{parseNumber(x), parseNumber(y)}
}

func parseNumber(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return v
}

// outline mirrors a half outline and closes it: hem and neck are how far the
// foot and the top bow downwards in the middle.
func outline(text string, neck, hem float64) string {
	h := parseHalf(text)
	var b strings.Builder
	b.WriteString("M" + pair(h.start, 1))
	for _, s := range h.segments {
		stroke(&b, s.letter, s.controls, s.end, 1)
	}
	foot := h.end()
	bow(&b, foot, hem)
	for i := len(h.segments) - 1; i >= 0; i-- {
		s := h.segments[i]
		end := h.start
		if i > 0 {
			end = h.segments[i-1].end
		}
		stroke(&b, s.letter, reversed(s.controls), end, -1)
	}
	if neck != 0 {
		b.WriteString("Q" + number(axis) + " " + number(h.start.y+2*neck) + " " + pair(h.start, 1))
	}
	b.WriteString("Z")
	return b.String()
}

func (h half) end() point {
	if len(h.segments) == 0 {
		return h.start
	}
	return h.segments[len(h.segments)-1].end
}

func bow(b *strings.Builder, foot point, depth float64) {
	if depth == 0 {
		b.WriteString("L" + pair(foot, -1))
		return
	}
	b.WriteString("Q" + number(axis) + " " + number(foot.y+2*depth) + " " + pair(foot, -1))
}

func stroke(b *strings.Builder, letter byte, controls []point, end point, side float64) {
	b.WriteByte(letter)
	for _, p := range controls {
		b.WriteString(pair(p, side) + " ")
	}
	b.WriteString(pair(end, side))
}

func reversed(points []point) []point {
	out := make([]point, len(points))
	for i, p := range points {
		out[len(points)-1-i] = p
	}
	return out
}

func pair(p point, side float64) string {
	return number(axis+side*p.x) + " " + number(p.y)
}

// number writes a coordinate with at most one decimal and no leading zero.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', 1, 64)
	text = strings.TrimSuffix(text, ".0")
	switch {
	case text == "-0":
		return "0"
	case strings.HasPrefix(text, "0."):
		return text[1:]
	case strings.HasPrefix(text, "-0."):
		return "-" + text[2:]
	}
	return text
}
