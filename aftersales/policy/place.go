package policy

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// place names the field of a policy's JSON that the decoder refused, by descending
// to the innermost value that cannot be read. It is asked only after a failure.
func place(data []byte, t reflect.Type, path string) *FieldError {
	v := reflect.New(t)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(v.Interface())
	if err == nil {
		return nil
	}
	var inner *FieldError
	if _, leaf := v.Interface().(encoding.TextUnmarshaler); !leaf {
		inner = within(data, t, path)
	}
	if inner != nil {
		return inner
	}
	reason := "has the wrong kind of value"
	var known *FieldError
	if errors.As(err, &known) {
		reason = known.Reason
	}
	return &FieldError{Field: first(path, "policy"), Reason: reason}
}

// within looks into lists and objects.
func within(data []byte, t reflect.Type, path string) *FieldError {
	var list []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case t.Kind() == reflect.Slice && json.Unmarshal(data, &list) == nil:
		for i, one := range list {
			if wrong := place(one, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); wrong != nil {
				return wrong
			}
		}
	case t.Kind() == reflect.Struct || t.Kind() == reflect.Map:
		if err := json.Unmarshal(data, &object); err != nil {
			object = nil // another kind of value: the caller says so
		}
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		of, known := member(t, key)
		if !known {
			return &FieldError{Field: join(path, key), Reason: "is not known"}
		}
		if wrong := place(object[key], of, join(path, key)); wrong != nil {
			return wrong
		}
	}
	return nil
}

// member is the type of a field as the decoder finds it.
func member(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if strings.EqualFold(first(name, t.Field(i).Name), key) {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

// join appends a key to a path; what no field could be called is not repeated.
func join(path, key string) string {
	if !code(strings.ToLower(key), 64) {
		key = "(a field)"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
