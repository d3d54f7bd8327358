package pair

import (
	"context"
	"errors"
	"fmt"
)

// Work does n operations and checks their results: a side that is fast because it
// is wrong must return an error.
type Work func(ctx context.Context, n int) error

// Side is one way of doing the work.
type Side struct {
	// Name says what is measured, with its version, such as
	// "qmuntal/stateless v1.7.2".
	Name string
	Do   Work
}

// Contest is one case with everybody who takes part in it. It needs our side and
// at least one of the others.
type Contest struct {
	// Case names the case in the output, such as "fsm/next".
	Case string
	Ours Side
	// Peers are other libraries; there may be none.
	Peers []Side
	// Floor is the hand-written least; its Do may be nil.
	Floor Side
	// Ops fixes how many operations a slice has. Zero finds a number for each
	// side that fills Plan.Slice.
	Ops int
}

// sides returns everybody, ours first and the floor last.
func (c Contest) sides() []Side {
	sides := append([]Side{c.Ours}, c.Peers...)
	if c.Floor.Do != nil {
		sides = append(sides, c.Floor)
	}
	return sides
}

func (c Contest) check() error {
	if c.Case == "" {
		return errors.New("pair: Contest.Case is empty")
	}
	sides := c.sides()
	if len(sides) < 2 {
		return fmt.Errorf("pair: %s: nobody to compare with", c.Case)
	}
	for _, side := range sides {
		if side.Name == "" || side.Do == nil {
			return fmt.Errorf("pair: %s: a side lacks Name or Do", c.Case)
		}
	}
	return nil
}

// Line is what one comparison reports, one JSON object. Times are nanoseconds of
// wall time an operation, medians over the rounds.
type Line struct {
	Case string `json:"case"`
	// Against is the side that Ratio compares with: a peer, or the floor in a
	// contest without peers.
	Against string  `json:"against"`
	Unit    string  `json:"unit"`
	Ours    float64 `json:"ours"`
	Peer    float64 `json:"peer,omitempty"`
	Floor   float64 `json:"floor,omitempty"`
	// Ratio is how many times faster ours is than Against: the median over the
	// rounds of its time divided by ours.
	Ratio float64 `json:"ratio"`
	// Spread is the distance between the quartiles of those ratios, divided by
	// the median: 0.05 means that half of the rounds lie within 5 %.
	Spread float64 `json:"spread"`
	// OfFloor is our rate as a share of the floor's, 1 being as fast.
	OfFloor float64 `json:"of_floor,omitempty"`
	// Allocs and Bytes are allocations and allocated bytes an operation.
	Allocs Heap `json:"allocs"`
	Bytes  Heap `json:"bytes"`
	Rounds int  `json:"rounds"`
}

// Heap holds a figure of memory for each of the three.
type Heap struct {
	Ours  float64 `json:"ours"`
	Peer  float64 `json:"peer,omitempty"`
	Floor float64 `json:"floor,omitempty"`
}
