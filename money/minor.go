package money

// TryMinor is Minor for hot paths: instead of an error it reports false for an
// amount that is finer than the minor unit, beyond int64 or without currency.
func (a Money) TryMinor() (minor int64, ok bool) {
	return a.lo, a.m&0xff == 0 && a.ext == nil && a.m != 0
}
