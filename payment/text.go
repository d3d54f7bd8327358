package payment

import "fmt"

// String says what an operation is and where it stands, for logs. It holds
// neither the instrument nor the return address, which are the payer's.
func (o Operation) String() string {
	return fmt.Sprintf("%s %s of %s: %s %s", o.Kind, o.Ref, o.Payment, o.Amount, o.Status)
}

// GoString is String, for %#v.
func (o Operation) GoString() string { return o.String() }

// String says what is asked for, as Operation's does.
func (r Request) String() string {
	return fmt.Sprintf("%s %s of %s: %s", r.Kind, r.Ref, r.Payment, r.Amount)
}

// GoString is String, for %#v.
func (r Request) GoString() string { return r.String() }
