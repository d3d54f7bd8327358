package names

// Locales returns the names of all locales, for tests of this package.
func Locales() []string {
	var list []string
	for i := range parents {
		list = append(list, localeName(i))
	}
	return list
}
