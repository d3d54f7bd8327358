// Package payment breaks the rules of behaviour.
package payment

import (
	"context"
	crand "crypto/rand" // want random
	"fmt"
	"math/rand/v2" // want random
	clock "time"

	"github.com/cartwright-go/cartwright/fsm"
)

// Lifecycle is a state table, which nobody can change.
var Lifecycle = fsm.Must([2]string{"new", "paid"})

func init() {} // want init

// Pay does all that is forbidden.
func Pay(ctx context.Context) {
	start := clock.Now()                                   // want clock
	_ = clock.Since(start)                                 // want clock
	clock.Sleep(1)                                         // want clock
	go fmt.Println(rand.Int(), context.TODO())             // want goroutine print todo
	defaults := struct{ Now func() clock.Time }{clock.Now} // want clock
	_, _ = defaults, crand.Reader
	func() {
		panic("no") // want panic
	}()
	<-clock.After(1)       // want clock
	_ = clock.NewTimer(1)  // want clock
	_ = clock.NewTicker(1) // want clock
}

// Time uses a variable that is called like a package.
func Time(time interface{ Now() int }) int { return time.Now() }
