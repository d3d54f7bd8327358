// Package shipping is excused from one rule.
package shipping

import "time"

// Wait waits.
func Wait() { <-time.NewTimer(1).C }

type Label struct{ No string } // want doc

const Max = 3 // the trailing comment counts

// Grouped constants share a comment.
const (
	A = 1
	B = 2
)

func Many(a, b, c, d, e, f int) {} // want doc params

// Do is documented.
func (Label) Do() {}

func (Label) Print() {} // want doc

type hidden struct{}

func (hidden) Print() {}
