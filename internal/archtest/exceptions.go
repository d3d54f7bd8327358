package archtest

import "strings"

// An exception lets one rule be broken in one file, or in one folder when File
// ends in a slash.
type exception struct {
	Rule string
	File string // relative to the root
	Of   string // what the finding's detail must contain; empty for all of the rule
	Why  string
}

// covers reports whether f is what the exception is about.
func (e exception) covers(f Finding) bool {
	inPlace := f.File == e.File || strings.HasSuffix(e.File, "/") && strings.HasPrefix(f.File, e.File)
	return inPlace && f.Rule == e.Rule && strings.Contains(f.Detail, e.Of)
}

// exceptions are all there are. Each is a decision of the house, and one that
// nothing needs any more is itself a finding.
var exceptions = []exception{
	{"global", "money/registry.go", "registry", "the add-only currency registry is the one mutable global"},
	{"random", "secure/", "crypto/rand", "keys and nonces are drawn where they are used"},
	{"random", "clock.go", "crypto/rand", "the root package is where the machine's randomness enters"},
	{"clock", "clock.go", "", "the root package is where the machine's clock enters"},
}
