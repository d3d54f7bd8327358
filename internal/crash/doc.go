// Package crash ends shops in the middle of their work and audits what is left.
//
// A plan starts this very program again as a child, which sells on one SQLite
// file and acknowledges through a pipe every command that returned. The child is
// killed shortly after its first acknowledgement, the file is audited, and the
// next child goes on with it:
//
//	if crash.IsChild() {
//		os.Exit(crash.Child())
//	}
//	result, err := crash.Plan{Dir: dir, Kills: 500}.Run(ctx)
//
// A kill shows that what belongs together commits together. It shows nothing of
// what a power cut would do, since the operating system keeps what was written.
// Audit stands by itself: it reads the tables with SQL of its own, so that a
// mistake in a store does not hide in the reading of it.
package crash
