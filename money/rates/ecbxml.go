package rates

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"time"
)

// ECBXML reads the euro reference rates of the European Central Bank as XML: the
// file of the day, of the last 90 days, and the history. Elements and attributes
// that do not belong inside the Cubes, document type declarations, decimal
// commas, and a date or currency twice are ErrInput. At most 32 MB are read.
//
// The ECB publishes these rates for information only.
func ECBXML(r io.Reader) (Feed, error) {
	body, err := readAll(r, maxFeed)
	if err != nil {
		return Feed{}, err
	}
	b, err := ecb()
	if err != nil {
		return Feed{}, err
	}
	w := cubes{b: b, dates: map[time.Time]bool{}}
	in := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Feed{}, caused("xml", err)
		}
		if err := w.take(token); err != nil {
			return Feed{}, err
		}
	}
	return b.done()
}

// cubes walks Envelope > Cube > Cube time > Cube currency rate.
type cubes struct {
	b      *builder
	depth  int  // open elements
	other  int  // of them, those in an element before the cubes, such as the sender
	inCube bool // within the outer Cube
	ended  bool
	dates  map[time.Time]bool
	codes  map[string]bool // of the day
}

func (w *cubes) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return w.open(t)
	case xml.EndElement:
		w.close()
	case xml.Directive:
		return bad("xml", "has a document type declaration")
	case xml.CharData:
		if w.other == 0 && len(bytes.TrimSpace(t)) > 0 {
			return bad("xml", "has text between the elements")
		}
	}
	return nil
}

func (w *cubes) close() {
	w.depth--
	w.other = max(w.other-1, 0)
	if w.depth == 1 {
		w.inCube = false
	}
	w.ended = w.depth == 0
}

func (w *cubes) open(e xml.StartElement) error {
	w.depth++
	switch {
	case w.ended || w.depth == 1 && e.Name.Local != "Envelope":
		return bad("xml", "is not one Envelope")
	case w.depth == 1:
		return nil
	case w.depth == 2 && e.Name.Local == "Cube":
		w.inCube = true
		return attributes(e)
	case !w.inCube && w.depth <= 4:
		w.other++
		return nil
	case e.Name.Local != "Cube" || w.depth > 4:
		return bad("xml", "has an element that does not belong there")
	case w.depth == 3:
		return w.date(e)
	}
	return w.rate(e)
}

// attributes checks that e has exactly the named ones, in order.
func attributes(e xml.StartElement, names ...string) error {
	if len(e.Attr) != len(names) {
		return bad("cube", "has missing or unknown attributes")
	}
	for i, name := range names {
		if e.Attr[i].Name.Local != name || e.Attr[i].Name.Space != "" {
			return bad("cube", "has missing or unknown attributes")
		}
	}
	return nil
}

func (w *cubes) date(e xml.StartElement) error {
	if err := attributes(e, "time"); err != nil {
		return err
	}
	date, err := dateOf(time.DateOnly, e.Attr[0].Value)
	if err != nil {
		return err
	}
	if w.dates[date] {
		return bad(e.Attr[0].Value, "is there twice")
	}
	w.dates[date], w.codes, w.b.info.AsOf = true, map[string]bool{}, date
	return nil
}

func (w *cubes) rate(e xml.StartElement) error {
	if err := attributes(e, "currency", "rate"); err != nil {
		return err
	}
	code := e.Attr[0].Value
	if w.codes[code] {
		return bad(w.b.info.AsOf.Format(time.DateOnly)+" "+code, "is there twice")
	}
	w.codes[code] = true
	return w.b.add(code, e.Attr[1].Value)
}
