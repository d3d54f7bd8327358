// Package fsm makes tables.
package fsm

// Machine is a table.
type Machine struct{ rows [][2]string }

// Must returns m.
func Must(rows ...[2]string) *Machine { return &Machine{rows} }
