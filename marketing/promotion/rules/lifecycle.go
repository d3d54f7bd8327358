package rules

import (
	"errors"

	"github.com/cartwright-go/cartwright/fsm"
)

// A State is where a rule stands.
type State string

// The states. A live, paused or ended rule may have a newer revision than the one
// that counts; Record.Asked says that it waits for a second person.
const (
	Draft     State = "draft"     // never published
	Waiting   State = "waiting"   // never published, a second person is asked to
	Live      State = "live"      // counts, from its start until its end
	Paused    State = "paused"    // does not count for now
	Ended     State = "ended"     // its time has passed; codes of it are answered as expired
	Withdrawn State = "withdrawn" // taken out by hand; final
)

// An Event is what happens to a rule.
type Event string

// The events.
const (
	Save     Event = "save"     // adds a revision; what counts stays as it is
	Submit   Event = "submit"   // asks a second person to publish the newest revision
	Decline  Event = "decline"  // the second person does not
	Publish  Event = "publish"  // makes the newest revision count
	Pause    Event = "pause"    // for now
	Resume   Event = "resume"   // after a pause
	End      Event = "end"      // by the timer, when its time has passed
	Withdraw Event = "withdraw" // for ever
)

// Reasons for which the table refuses an event.
var (
	errNothingNew = errors.New("rules: the newest revision counts already")
	errNotAsked   = errors.New("rules: nobody was asked to publish it")
)

func isNew(r *Record) error {
	if r.Saved == r.Live {
		return errNothingNew
	}
	return nil
}

func isAsked(r *Record) error {
	if r.Asked == 0 {
		return errNotAsked
	}
	return nil
}

type rule = fsm.Rule[State, Event, *Record]

var lifecycle = fsm.Must(fsm.New("promotion rule", Draft,
	rule{Event: Save, From: []State{Draft, Waiting}, To: Draft},
	rule{Event: Save, From: []State{Live}, To: Live},
	rule{Event: Save, From: []State{Paused}, To: Paused},
	rule{Event: Save, From: []State{Ended}, To: Ended},
	rule{Event: Submit, From: []State{Draft, Waiting}, To: Waiting},
	rule{Event: Submit, From: []State{Live}, To: Live, If: isNew},
	rule{Event: Submit, From: []State{Paused}, To: Paused, If: isNew},
	rule{Event: Submit, From: []State{Ended}, To: Ended, If: isNew},
	rule{Event: Decline, From: []State{Waiting}, To: Draft},
	rule{Event: Decline, From: []State{Live}, To: Live, If: isAsked},
	rule{Event: Decline, From: []State{Paused}, To: Paused, If: isAsked},
	rule{Event: Decline, From: []State{Ended}, To: Ended, If: isAsked},
	rule{Event: Publish, From: []State{Draft, Waiting, Live, Paused, Ended}, To: Live, If: isNew},
	rule{Event: Pause, From: []State{Live}, To: Paused},
	rule{Event: Resume, From: []State{Paused}, To: Live},
	rule{Event: End, From: []State{Live, Paused}, To: Ended},
	rule{Event: Withdraw, From: []State{Draft, Waiting, Live, Paused, Ended}, To: Withdrawn, Final: true},
))

// Permitted lists what may happen to the rule next, in the order of the table,
// for a desk that shows buttons; who may do it is the policy's to say.
func (r *Record) Permitted() []Event {
	var list []Event
	for _, e := range lifecycle.Permitted(r.State) {
		if lifecycle.Can(r.State, e, r) {
			list = append(list, e)
		}
	}
	return list
}
