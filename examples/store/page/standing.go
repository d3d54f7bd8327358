package page

import "io"

// A Track is one ledger of points.
type Track struct {
	Name   string
	Points int
	Top    int    // the next number of points at which something happens; 0: none
	Next   string // and what
}

// A Rate is something that is measured of a merchant. Low, Mid and High stand on a
// scale of 200 on which the limit is at 100.
type Rate struct {
	Name, Text, Seen, Likely, Limit, Next string
	State                                 Pill
	Low, Mid, High                        int
}

// An Entry is a row of the ledger. A merchant posts "id", "why" and "do" appeal;
// staff "id" and "do" uphold or deny.
type Entry struct {
	ID, At, Words, Track, Reason, Points, Expires string
	State                                         string // what came of an appeal
	Appeal, Decide                                bool
	Error, Typed                                  string
}

// A Standing is how a merchant stands, for themselves and for staff. Staff also
// post "track", "points", "why", "key" and "do" punish.
type Standing struct {
	Frame
	Seller   string // whose desk it is
	Shop     string // who is judged
	ID       string // sent as "seller"
	Now      string
	Self     string
	Action   string
	Sellers  []Link // for staff
	Tracks   []Track
	Measures []Pair // in force, until when
	Lifted   []Pair // for nothing, how long
	Rates    []Rate
	Rules    string
	Ledger   []Entry // newest first
	Key      string  // of staff's form
	Error    string  // of staff's form
}

// Standing writes how a merchant stands. Only that merchant's or staff's request
// may ask for it.
func (r *Renderer) Standing(w io.Writer, v Standing) error {
	return r.render(w, "standing", v.Lang, v)
}
