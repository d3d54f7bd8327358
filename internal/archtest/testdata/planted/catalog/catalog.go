// Package catalog keeps globals that can change.
package catalog

import (
	"errors"
	"math/big"
	"sync"
	"sync/atomic"
)

var counter int // want global

var hits atomic.Int64 // want global

var cache = map[string]int{} // want global

var total = 0 // want global

var ordered = []string{"b", "a"} // want global

var buffer = make([]byte, 8) // want global

var lock = sync.Mutex{} // want global

var current = &entry{} // want global

var entries = list{} // want global

var leaked = 7 // want global

var broken = errors.New("catalog: not named as an error") // want global

// Statuses can be assigned to by anyone.
var Statuses = []string{"on", "off"} // want global

var ten = big.NewInt(10)

var fixed = 1

var moving = 2 // want global

var words = []string{"read", "only"}

type entry struct{ n int }

type list struct{ all []entry }

func (l *list) add(e entry) { l.all = append(l.all, e) }

// Use touches them.
func Use() any {
	counter++
	hits.Add(1)
	cache["x"] = 1
	total += len(words)
	ordered[0], ordered[1] = ordered[1], ordered[0]
	lock.Lock()
	current.n = 2
	entries.add(entry{})
	moving = fixed
	shadow()
	return []any{&leaked, ten, buffer, broken, moving}
}

func shadow() {
	words := []string{"local"}
	words[0] = "changed"
	for fixed := range words {
		fixed++
	}
}
