package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxSize bounds a policy's JSON.
const maxSize = 256 << 10

// Parse reads a policy. It is strict: an unknown or doubled field, anything after
// the value, another format, or a policy that Check refuses is an error that
// matches ErrPolicy.
func Parse(data []byte) (Policy, error) {
	var p Policy
	if len(data) > maxSize {
		return p, &FieldError{Field: "policy", Reason: "is longer than 256 KiB"}
	}
	if err := noDoubles(json.NewDecoder(bytes.NewReader(data)), 0); err != nil {
		return p, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Policy{}, reading(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Policy{}, &FieldError{Field: "policy", Reason: "is followed by something else"}
	}
	if err := p.Check(); err != nil {
		return Policy{}, err
	}
	return p, nil
}

// Encode writes a policy as Parse reads it.
func (p Policy) Encode() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return json.MarshalIndent(p, "", "  ")
}

// reading words what the decoder found, without repeating the input.
func reading(err error) error {
	var field *FieldError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &field):
		return field
	case errors.As(err, &kind):
		return &FieldError{Field: kind.Field, Reason: "has the wrong kind of value"}
	case strings.Contains(err.Error(), "unknown field"):
		return &FieldError{Field: "policy", Reason: "has a field that is not known"}
	}
	return &FieldError{Field: "policy", Reason: "is not valid JSON of a policy"}
}

const maxDepth = 12

// noDoubles refuses what the decoder would take: the same key twice, also in
// another case.
func noDoubles(d *json.Decoder, depth int) error {
	token, err := d.Token()
	if err != nil {
		return reading(err)
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if depth >= maxDepth {
		return &FieldError{Field: "policy", Reason: "is nested too deeply"}
	}
	keys := map[string]bool{}
	for d.More() {
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return reading(err)
			}
			name := strings.ToLower(fmt.Sprint(key))
			if keys[name] {
				return &FieldError{Field: "policy", Reason: "has a field twice"}
			}
			keys[name] = true
		}
		if err := noDoubles(d, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return reading(err)
	}
	return nil
}
