//go:build !linux

package promotion

import (
	"testing"
	"time"
)

var started = time.Now()

// threadTime is the time of the wall where the thread's own is not to be had.
func threadTime(testing.TB) time.Duration { return time.Since(started) }

func processTime(testing.TB) time.Duration { return time.Since(started) }
