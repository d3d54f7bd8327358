package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// maxSize bounds a policy's JSON.
const maxSize = 256 << 10

// Parse reads a policy. It is strict: an unknown or doubled field, anything after
// the value, another format, or a policy that Check refuses is an error that
// matches ErrPolicy and names the field, for example rules[0].within.
func Parse(data []byte) (Policy, error) {
	var p Policy
	if len(data) > maxSize {
		return p, &FieldError{Field: "policy", Reason: "is longer than 256 KiB"}
	}
	if err := noDoubles(json.NewDecoder(bytes.NewReader(data)), "", 0); err != nil {
		return p, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		if wrong := place(data, reflect.TypeFor[Policy](), ""); wrong != nil {
			return Policy{}, wrong
		}
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
	if errors.As(err, &field) {
		return field
	}
	return &FieldError{Field: "policy", Reason: "is not valid JSON of a policy"}
}

const maxDepth = 12

// noDoubles refuses what the decoder would take: the same key twice, also in
// another case.
func noDoubles(d *json.Decoder, path string, depth int) error {
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
	for i := 0; d.More(); i++ {
		at := fmt.Sprintf("%s[%d]", path, i)
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return reading(err)
			}
			name := strings.ToLower(fmt.Sprint(key))
			if at = join(path, fmt.Sprint(key)); keys[name] {
				return &FieldError{Field: at, Reason: "is there twice"}
			}
			keys[name] = true
		}
		if err := noDoubles(d, at, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return reading(err)
	}
	return nil
}
