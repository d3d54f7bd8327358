package fsm_test

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/fsm"
)

func TestNext(t *testing.T) {
	machine := lifecycle()
	tests := []struct {
		name    string
		from    status
		event   event
		subject *order
		want    status
		cause   error // of the refusal; errNoRule when none is expected to be given
	}{
		{"first", placed, pay, &order{}, paid, nil},
		{"second state of From", accepted, ship, &order{}, shipped, nil},
		{"same state", shipped, track, &order{}, shipped, nil},
		{"guard permits", packed, cancel, &order{}, cancelled, nil},
		{"guard refuses", packed, cancel, &order{packed: true}, packed, errPacked},
		{"nothing leaves a final state", completed, cancel, &order{}, completed, errNoRule},
		{"event of another state", placed, deliver, &order{}, placed, errNoRule},
		{"event of no state", placed, "dance", &order{}, placed, errNoRule},
		{"zero event", placed, "", &order{}, placed, errNoRule},
		{"state of a newer version", "on_hold", cancel, &order{}, "on_hold", fsm.ErrUnknownState},
		{"zero state", "", pay, &order{}, "", fsm.ErrUnknownState},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			next, err := machine.Next(tt.from, tt.event, tt.subject)
			assert.Equal(t, tt.want, next)
			assert.Equal(t, tt.cause == nil, machine.Can(tt.from, tt.event, tt.subject))
			if tt.cause == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, fsm.ErrNotPermitted)
			var refusal *fsm.Error[status, event]
			require.ErrorAs(t, err, &refusal)
			want := fsm.Error[status, event]{Machine: "order", From: tt.from, Event: tt.event}
			if !errors.Is(tt.cause, errNoRule) {
				want.Cause = tt.cause
				require.ErrorIs(t, err, tt.cause)
			}
			assert.Equal(t, want, *refusal)
		})
	}
}

var errNoRule = errors.New("no rule")

func TestErrorText(t *testing.T) {
	machine := lifecycle()
	_, err := machine.Next(packed, cancel, &order{packed: true})
	require.EqualError(t, err, `fsm: order: event "cancel" is not permitted in state "packed": already packed`)
	_, err = machine.Next(completed, cancel, nil)
	require.EqualError(t, err, `fsm: order: event "cancel" is not permitted in state "completed"`)
	assert.NotErrorIs(t, err, fsm.ErrUnknownState)
}

func TestQuestions(t *testing.T) {
	machine := lifecycle()
	assert.Equal(t, "order", machine.Name())
	assert.Equal(t, placed, machine.Initial())
	assert.Equal(t, []status{placed, paid, accepted, rejected, packed, shipped, delivered, completed, returned, cancelled}, machine.States())
	assert.Equal(t, []event{reject, pack, ship, cancel}, machine.Permitted(accepted), "in rule order, whatever the guards say")
	assert.Empty(t, machine.Permitted(cancelled))
	assert.Empty(t, machine.Permitted("on_hold"))
	assert.True(t, machine.Final(cancelled))
	assert.False(t, machine.Final(shipped))
	assert.False(t, machine.Final("on_hold"))
	assert.NoError(t, machine.Check())
}

func TestNewRefuses(t *testing.T) {
	good := rule{Event: pay, From: []status{placed}, To: paid}
	tests := []struct {
		name    string
		machine string
		initial status
		rules   []rule
		want    string
	}{
		{"no name", "", placed, []rule{good}, "the name is empty"},
		{"no initial state", "m", "", []rule{good}, "initial state is empty"},
		{"no rules", "m", placed, nil, "there are no rules"},
		{"no event", "m", placed, []rule{good, {From: []status{placed}, To: paid}}, "rule 2: Event is empty"},
		{"no From", "m", placed, []rule{{Event: pay, To: paid}}, "rule 1: From is empty"},
		{"empty From", "m", placed, []rule{{Event: pay, From: []status{placed, ""}, To: paid}}, "rule 1: From is empty"},
		{"no To", "m", placed, []rule{{Event: pay, From: []status{placed}}}, "rule 1: To is empty"},
		{"twice in From", "m", placed, []rule{{Event: pay, From: []status{placed, placed}, To: paid}}, `rule 1: From names state "placed" twice`},
		{"same rule twice", "m", placed, []rule{good, good}, `rule 2: event "pay" already has a rule in state "placed"`},
		{
			"ambiguous despite guards", "m", placed,
			[]rule{{Event: pay, From: []status{placed}, To: paid, If: notPacked}, {Event: pay, From: []status{paid, placed}, To: packed, If: notPacked}},
			`rule 2: event "pay" already has a rule in state "placed"`,
		},
		{
			"leaves a final state", "m", placed,
			[]rule{{Event: cancel, From: []status{paid}, To: placed}, {Event: pay, From: []status{placed}, To: paid, Final: true}},
			`state "paid" is final but event "cancel" leaves it`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			machine, err := fsm.New(tt.machine, tt.initial, tt.rules...)
			assert.Nil(t, machine)
			require.ErrorIs(t, err, fsm.ErrInvalid)
			require.ErrorContains(t, err, tt.want)
			assert.PanicsWithError(t, err.Error(), func() { fsm.Must(machine, err) })
		})
	}
}

func TestNewNamesEveryFault(t *testing.T) {
	_, err := fsm.New("", placed, rule{From: []status{""}, To: paid}, rule{Event: pay, From: []status{placed}})
	require.EqualError(t, err, "fsm: invalid rules: machine \"\": the name is empty\nrule 1: Event is empty\nrule 1: From is empty\nrule 2: To is empty")
}

func TestOtherKeys(t *testing.T) {
	type number = fsm.Rule[uint8, int, struct{}]
	machine, err := fsm.New("numbers", 0, number{Event: 0, From: []uint8{0}, To: 1}, number{Event: 1, From: []uint8{1}, To: 0})
	require.NoError(t, err, "zero is a good state when it has a text")
	next, err := machine.Next(0, 0, struct{}{})
	require.NoError(t, err)
	assert.Equal(t, uint8(1), next)

	_, err = fsm.New("floats", math.NaN(), fsm.Rule[float64, int, struct{}]{Event: 0, From: []float64{0}, To: 1})
	require.ErrorContains(t, err, "initial state is not equal to itself")
}

func TestWith(t *testing.T) {
	const (
		onHold  status = "on_hold"
		hold    event  = "hold"
		release event  = "release"
	)
	base := lifecycle()
	before := base.States()
	extra := []rule{
		{Event: hold, From: []status{paid}, To: onHold},
		{Event: release, From: []status{onHold}, To: paid},
	}
	larger, err := base.With(extra...)
	require.NoError(t, err)
	require.NoError(t, larger.Check())
	extra[0].From[0] = shipped // the machine keeps its own copy

	next, err := larger.Next(paid, hold, &order{})
	require.NoError(t, err)
	assert.Equal(t, onHold, next)
	assert.Equal(t, append(before, onHold), larger.States())

	assert.Equal(t, before, base.States(), "the library's own table stays as it was")
	_, err = base.Next(onHold, release, &order{})
	require.ErrorIs(t, err, fsm.ErrUnknownState)

	_, err = base.With(rule{Event: pay, From: []status{placed}, To: onHold})
	require.ErrorIs(t, err, fsm.ErrInvalid, "a rule cannot be replaced")
	_, err = base.With(rule{Event: "archive", From: []status{completed}, To: "archived"})
	require.ErrorIs(t, err, fsm.ErrInvalid, "a final state stays final")
}

func TestCallerKeepsItsSlices(t *testing.T) {
	mine := rules()
	machine := fsm.Must(fsm.New("order", placed, mine...))
	mine[0] = rule{Event: pay, From: []status{placed}, To: cancelled}
	machine.States()[0] = "changed"
	machine.Permitted(placed)[0] = "changed"
	larger, err := machine.With(rule{Event: "hold", From: []status{paid}, To: placed})
	require.NoError(t, err)
	for _, m := range []*fsm.Machine[status, event, *order]{machine, larger} {
		next, err := m.Next(placed, pay, nil)
		require.NoError(t, err)
		assert.Equal(t, paid, next)
		assert.Equal(t, placed, m.States()[0])
	}
}

func TestCheck(t *testing.T) {
	machine := fsm.Must(fsm.New("m", placed,
		rule{Event: pay, From: []status{placed}, To: paid},
		rule{Event: ship, From: []status{packed}, To: shipped},
		rule{Event: cancel, From: []status{placed}, To: cancelled, Final: true},
	))
	err := machine.Check()
	require.ErrorIs(t, err, fsm.ErrUnreachable)
	require.ErrorIs(t, err, fsm.ErrDeadEnd)
	require.EqualError(t, err, "fsm: dead end: machine \"m\": state \"paid\"\n"+
		"fsm: unreachable state: machine \"m\": state \"packed\"\n"+
		"fsm: unreachable state: machine \"m\": state \"shipped\"\n"+
		"fsm: dead end: machine \"m\": state \"shipped\"")
}

func TestConcurrentUse(t *testing.T) {
	machine := lifecycle()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, step := range walk {
				next, err := machine.Next(step.state, step.event, &order{})
				if err != nil || next == "" || machine.Check() != nil {
					t.Error(next, err)
				}
			}
		})
	}
	group.Wait()
}

// numbered builds a ring of n states with an exit from each.
func numbered(n int) *fsm.Machine[status, event, *order] {
	state := func(i int) status { return status(fmt.Sprintf("state%03d", i%n)) }
	var ring []rule
	for i := range n {
		ring = append(ring, rule{Event: pay, From: []status{state(i)}, To: state(i + 1)})
	}
	return fsm.Must(fsm.New("ring", state(0), ring...))
}

func TestTablesOfAnySize(t *testing.T) {
	for _, n := range []int{1, 2, 15, 16, 17, 18, 100} {
		machine := numbered(n)
		require.NoError(t, machine.Check(), n)
		require.Len(t, machine.States(), n)
		at := machine.Initial()
		for range n {
			next, err := machine.Next(at, pay, nil)
			require.NoError(t, err)
			at = next
		}
		assert.Equal(t, machine.Initial(), at, n)
		_, err := machine.Next("elsewhere", pay, nil)
		require.ErrorIs(t, err, fsm.ErrUnknownState)
	}
}
