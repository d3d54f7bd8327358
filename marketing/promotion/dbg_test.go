package promotion

import (
	"math/rand/v2"
	"testing"
)

func TestDbg(t *testing.T) {
	for _, n := range []int{10000, 100000} {
		m := bazaar{rand.New(rand.NewPCG(1, 2))}
		s, _ := Compile(m.book(n), Standard())
		f := m.facts(100, 3)
		e, _ := s.prepare(&f, Options{})
		e.keys = s.index.keyring()
		e.noteAll()
		st := e.newState()
		_, list := e.gather(st)
		pass := len(e.lites.list)
		fixed, rest := e.reduce(st, list)
		t.Log(n, "considered", len(e.keys.rules), "pass", pass, "cands", len(list), "parts", len(e.components(list)), "fixed", len(fixed), "rest", len(rest), len(e.components(rest)))
		for _, p := range e.components(rest) {
			if len(p) > 30 {
				t.Log(len(p))
			}
		}
	}
}
