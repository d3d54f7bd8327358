package archtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// short lists the examples that promise to be read in one sitting.
func short() map[string]int {
	return map[string]int{"examples/quickstart/main.go": 60, "examples/hostorders/main.go": 120}
}

// examples checks that short examples are short. One that is not there is not
// missed.
func examples(root string) []Finding {
	var found []Finding
	for name, most := range short() {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			continue
		}
		if n := bytes.Count(text, []byte("\n")); n > most {
			found = append(found, Finding{File: name, Rule: "example", Detail: fmt.Sprintf("%d lines, at most %d", n, most)})
		}
	}
	return found
}
