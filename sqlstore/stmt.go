package sqlstore

import "github.com/cartwright-go/cartwright/event"

// Any says that the number of rows a statement touches does not matter.
const Any = -1

// A Stmt is one statement. Table and index names begin with cw_ in its text,
// which the configured prefix replaces; parameters are numbered in the order of
// their first appearance. Of several statements sent together only the last may
// be a query.
type Stmt struct {
	SQL  string
	Args []any
	Want int64 // rows that it must touch, or Any; of no matter for a query
	Fail error // the answer when it touched another number; nil is event.ErrStale

	Touched *int64                                           // where to say how many rows it touched, or nil
	Row     []any                                            // destinations of a query's one row; without one it is event.ErrNotFound
	Rows    func(scan func(destinations ...any) error) error // called for every row of a query
}

// Query reports whether the statement answers rows.
func (st Stmt) Query() bool { return st.Row != nil || st.Rows != nil }

// Check judges how many rows a statement touched. Dialects call it.
func (st Stmt) Check(touched int64) error {
	if st.Touched != nil {
		*st.Touched = touched
	}
	if st.Want == Any || touched == st.Want {
		return nil
	}
	if st.Fail == nil {
		return event.ErrStale
	}
	return st.Fail
}
