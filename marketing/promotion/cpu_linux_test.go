package promotion

import (
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// threadTime is the processor time of this thread, to the nanosecond. The caller
// has locked itself to the thread.
func threadTime(tb testing.TB) time.Duration {
	const threadCPU = 3 // CLOCK_THREAD_CPUTIME_ID
	var now syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, threadCPU, uintptr(unsafe.Pointer(&now)), 0); errno != 0 {
		tb.Fatal(errno)
	}
	return time.Duration(now.Nano())
}

// processTime is the processor time of this process, the garbage collector's
// included, which a loaded machine does not stretch.
func processTime(tb testing.TB) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
