// Package archtest holds the house rules as a test: who may import whom, what a
// library package never does (read the wall clock, start a goroutine, keep a
// mutable global, panic), and how long a function or a file may be.
//
//	findings, err := archtest.Check(root)
//	for _, f := range findings {
//		fmt.Println(f) // order/place.go:12: clock: time.Now: take the time from the caller
//	}
//
// The table is in table.go, the few exceptions with their reasons in
// exceptions.go. The rules themselves are tested on a module of planted
// violations in testdata/planted.
package archtest
