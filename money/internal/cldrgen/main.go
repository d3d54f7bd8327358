// Command cldrgen writes the tables of packages money/format and
// money/format/names from the Unicode CLDR as published on npm: cldr-core and
// cldr-numbers-full, version 48.0.0, under the Unicode License V3. The licence
// is written beside each table.
//
//	npm ci
//	go run . -out ../../format
//
// The same input gives the same output, byte for byte.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
)

// version is the one edition of CLDR that the tables and their tests are about.
const version = "48.0.0"

func main() {
	in := flag.String("cldr", "node_modules", "folder that holds cldr-core and cldr-numbers-full")
	out := flag.String("out", ".", "folder of package format")
	flag.Parse()
	files, err := generate(*in)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(*out, filepath.FromSlash(f.name)), f.text, 0o644); err != nil { //nolint:gosec // source file, readable by all
			log.Fatal(err)
		}
	}
}

// output is one file to write, its name relative to the folder of the package.
type output struct {
	name string
	text []byte
}

// generate reads CLDR below dir and returns what the packages hold.
func generate(dir string) ([]output, error) {
	c, err := load(dir)
	if err != nil {
		return nil, err
	}
	table, err := render(c)
	if err != nil {
		return nil, err
	}
	names, bin, err := renderNames(c)
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(dir, "cldr-numbers-full", "LICENSE"))
	if err != nil {
		return nil, err
	}
	return []output{
		{"cldr_table.go", table},
		{"LICENSE-CLDR", licence},
		{"names/names_table.go", names},
		{"names/names.bin", bin},
		{"names/LICENSE-CLDR", licence},
	}, nil
}

// interner numbers distinct strings in the order of their first use.
type interner struct {
	list  []string
	index map[string]int
}

func (in *interner) id(s string) int {
	if in.index == nil {
		in.index = map[string]int{}
	}
	if id, ok := in.index[s]; ok {
		return id
	}
	in.index[s] = len(in.list)
	in.list = append(in.list, s)
	return len(in.list) - 1
}

// limit fails when n does not fit the table's field of so many values.
func limit(what string, n, most int) error {
	if n > most {
		return fmt.Errorf("%d %s do not fit: at most %d", n, what, most)
	}
	return nil
}

func index(list []string, s string) int {
	at, ok := slices.BinarySearch(list, s)
	if !ok {
		return -1
	}
	return at
}
