package payment

import "github.com/cartwright-go/cartwright/fsm"

// A Happening is what can happen to an operation: the status that a fact
// brings, something that contradicts the intent, or what a person decides.
type Happening string

// Happenings.
const (
	Waits       Happening = "waits"       // the provider has it
	Doubts      Happening = "doubts"      // a call ended without an outcome
	Succeeds    Happening = "succeeds"    // money moved or is promised
	Declines    Happening = "declines"    // proven not executed
	Closes      Happening = "closes"      // proven unpayable
	Contradicts Happening = "contradicts" // the fact does not fit the intent
	Resumes     Happening = "resumes"     // a person has the provider asked again
	Accepts     Happening = "accepts"     // a person found that it succeeded as intended
	Refuses     Happening = "refuses"     // a person found that nothing moved
	Ends        Happening = "ends"        // a person found that nothing moved and nobody can pay
)

type rule = fsm.Rule[Status, Happening, *Operation]

// Lifecycle is the table of an operation's statuses. Money wins: a success that
// arrives after declined or closed is news, and nothing is news after success.
// Only a person's Decision ends a review.
func Lifecycle() *fsm.Machine[Status, Happening, *Operation] { return lifecycle }

var lifecycle = fsm.Must(fsm.New("payment operation", Intent,
	rule{Event: Waits, From: []Status{Intent, InDoubt, Pending}, To: Pending},
	rule{Event: Doubts, From: []Status{Intent, Pending, InDoubt}, To: InDoubt},
	rule{Event: Declines, From: []Status{Intent, Pending, InDoubt}, To: Declined},
	rule{Event: Closes, From: []Status{Intent, Pending, InDoubt}, To: Closed},
	rule{Event: Contradicts, From: []Status{Intent, Pending, InDoubt, Declined, Closed}, To: Review},
	rule{Event: Resumes, From: []Status{Review}, To: InDoubt},
	rule{Event: Accepts, From: []Status{Review}, To: Succeeded},
	rule{Event: Refuses, From: []Status{Review}, To: Declined},
	rule{Event: Ends, From: []Status{Review}, To: Closed},
	rule{Event: Succeeds, From: []Status{Intent, Pending, InDoubt, Declined, Closed}, To: Succeeded, Final: true},
))

// news is what a fact means for an operation in the table's words.
func news(s Status) Happening {
	switch s {
	case Pending:
		return Waits
	case InDoubt:
		return Doubts
	case Succeeded:
		return Succeeds
	case Declined:
		return Declines
	case Closed:
		return Closes
	case Review:
		return Contradicts
	case Intent:
	}
	return ""
}
