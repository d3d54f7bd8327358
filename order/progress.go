package order

import (
	"fmt"
	"strconv"
	"strings"
)

// EncodeProgress writes progress as one short text for a column, for example
// "1:2,2,1,0,0,0;2:1,0,0,0,0,0". No progress is the empty text.
func EncodeProgress(progress []Progress) string {
	var b []byte
	for i, p := range progress {
		if i > 0 {
			b = append(b, ';')
		}
		b = strconv.AppendInt(b, int64(p.Line), 10)
		sep := byte(':')
		for _, n := range p.counts() {
			b = strconv.AppendInt(append(b, sep), n, 10)
			sep = ','
		}
	}
	return string(b)
}

// DecodeProgress reads what EncodeProgress wrote; anything else is ErrProgress.
func DecodeProgress(text string) ([]Progress, error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, ";")
	progress := make([]Progress, len(parts))
	for i, part := range parts {
		p, err := decodeOne(part)
		if err != nil {
			return nil, err
		}
		progress[i] = p
	}
	if EncodeProgress(progress) != text {
		return nil, fmt.Errorf("%w: not in its short form", ErrProgress)
	}
	return progress, nil
}

func decodeOne(part string) (Progress, error) {
	line, counts, found := strings.Cut(part, ":")
	no, err := strconv.Atoi(line)
	if !found || err != nil || no < 1 {
		return Progress{}, fmt.Errorf("%w: bad line number", ErrProgress)
	}
	fields := strings.Split(counts, ",")
	var n [6]int64
	if len(fields) != len(n) {
		return Progress{}, fmt.Errorf("%w: %d counts", ErrProgress, len(fields))
	}
	for i, field := range fields {
		if n[i], err = strconv.ParseInt(field, 10, 64); err != nil || n[i] < 0 {
			return Progress{}, fmt.Errorf("%w: bad count", ErrProgress)
		}
	}
	return Progress{
		Line: no, Packed: n[0], Shipped: n[1], Delivered: n[2],
		Returned: n[3], Dropped: n[4], Refunded: n[5],
	}, nil
}

func (p Progress) counts() [6]int64 {
	return [6]int64{p.Packed, p.Shipped, p.Delivered, p.Returned, p.Dropped, p.Refunded}
}
