package names

import (
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sort"
	"strings"
)

// packed holds where the block of each locale ends, four bytes each, then the
// compressed blocks.
//
//go:embed names.bin
var packed string

func localeName(i int) string { return localeNames[localeAt[i]:localeAt[i+1]] }

func findLocale(name string) (int, bool) {
	return sort.Find(len(parents), func(i int) int { return strings.Compare(name, localeName(i)) })
}

// blocksOf unpacks the names of a locale and of those it inherits from.
func blocksOf(locale string) ([]string, error) {
	at, ok := findLocale(locale)
	if !ok {
		return nil, fmt.Errorf("names: locale %q is not in the tables", locale)
	}
	var blocks []string
	for {
		block, err := unpack(at)
		if err != nil {
			return nil, err
		}
		if block != "" {
			blocks = append(blocks, block)
		}
		if int(parents[at]) == at {
			return blocks, nil
		}
		at = int(parents[at])
	}
}

func unpack(at int) (string, error) {
	begin, data := blockEnd(at-1), 4*len(parents)
	deflated := packed[data+begin : data+blockEnd(at)]
	if deflated == "" {
		return "", nil
	}
	text, err := io.ReadAll(flate.NewReader(strings.NewReader(deflated)))
	if err != nil {
		return "", fmt.Errorf("names: data of %s: %w", localeName(at), err)
	}
	return string(text), nil
}

func blockEnd(at int) int {
	if at < 0 {
		return 0
	}
	return int(binary.LittleEndian.Uint32([]byte(packed[4*at : 4*at+4])))
}
