package format

import "iter"

// Locales yields the names of all locales, for tests of this package.
func Locales() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(localeAt) - 1 {
			if !yield(localeName(i)) {
				return
			}
		}
	}
}
