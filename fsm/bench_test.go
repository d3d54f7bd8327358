package fsm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cartwright-go/cartwright/fsm"
)

// walk is a whole life; every benchmark iteration takes its next step.
var walk = []struct {
	state status
	event event
}{
	{placed, pay},
	{paid, accept},
	{accepted, pack},
	{packed, ship},
	{shipped, track},
	{shipped, deliver},
	{delivered, confirm},
	{delivered, giveUp},
}

func BenchmarkNext(b *testing.B) {
	machine, subject := lifecycle(), &order{}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		step := &walk[i&7]
		i++
		if _, err := machine.Next(step.state, step.event, subject); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNextGuarded(b *testing.B) {
	machine, subject := lifecycle(), &order{}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := machine.Next(packed, cancel, subject); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNextRefused(b *testing.B) {
	machine, subject := lifecycle(), &order{}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := machine.Next(completed, cancel, subject); err == nil {
			b.Fatal("permitted")
		}
	}
}

// A table of 60 states is larger than any lifecycle of a shop.
func BenchmarkNextLarge(b *testing.B) {
	var large []rule
	state := func(n int) status { return status("state-number-" + string(rune('a'+n/26)) + string(rune('a'+n%26))) }
	for n := range 60 {
		large = append(large, rule{Event: pay, From: []status{state(n)}, To: state(n + 1)})
	}
	machine, subject := fsm.Must(fsm.New("large", state(0), large...)), &order{}
	last := state(59)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := machine.Next(last, pay, subject); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	machine, subject := lifecycle(), &order{}
	assert.Zero(t, testing.AllocsPerRun(1000, func() {
		for _, step := range walk {
			if _, err := machine.Next(step.state, step.event, subject); err != nil {
				t.Error(err)
			}
		}
		machine.Can(packed, cancel, subject)
	}))
}
