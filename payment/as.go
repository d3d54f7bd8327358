package payment

// As finds a capability of a provider beyond Provider's own calls, a small
// interface such as Capturer or Voider. Where the provider itself lacks it, As
// looks inside decorators: a provider that wraps another one says so with a
// method Unwrap() Provider. The outermost one that has the capability answers,
// so a decorator that must see every call implements it as well.
func As[T any](p Provider) (T, bool) {
	for p != nil {
		if found, ok := any(p).(T); ok {
			return found, true
		}
		wrapper, ok := p.(interface{ Unwrap() Provider })
		if !ok {
			break
		}
		p = wrapper.Unwrap()
	}
	var none T
	return none, false
}
