package page

import "io"

// Return writes the page that opens a case.
func (r *Renderer) Return(w io.Writer, v Return) error { return r.render(w, "return", v.Lang, v) }

// Case writes one case.
func (r *Renderer) Case(w io.Writer, v Case) error { return r.render(w, "case", v.Lang, v) }

// DeskCases writes the desk's queue of cases. Only a merchant's or staff's request
// may ask for it.
func (r *Renderer) DeskCases(w io.Writer, v Cases) error {
	return r.render(w, "deskcases", v.Lang, v)
}

// OwnCases writes a buyer's list of theirs.
func (r *Renderer) OwnCases(w io.Writer, v Cases) error { return r.render(w, "owncases", v.Lang, v) }

// A deed is an act with what its form sends besides its fields.
type deed struct {
	Act
	Action, Seen string
}

func inact(c Case, a any) (d deed) {
	switch a := a.(type) {
	case Act:
		d.Act = a
	case *Act:
		d.Act = *a
	}
	d.Action, d.Seen = c.Action, c.Seen
	return d
}

// A slot is a field with an id that is unique on the page.
type slot struct {
	CaseField
	ID string
}

func infield(do string, f CaseField) slot {
	return slot{CaseField: f, ID: "f-" + do + "-" + f.Name}
}
