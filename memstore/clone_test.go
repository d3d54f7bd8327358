package memstore

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// fill gives every list and map in v one entry, so that there is something to share.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if immutable(v.Type()) {
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(value)
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	default: // has nothing to share
	}
}

// immutable types may share what they like.
func immutable(t reflect.Type) bool {
	return t == reflect.TypeFor[money.Money]() || t == reflect.TypeFor[money.Currency]() || t == reflect.TypeFor[time.Time]()
}

// shared names the first place in which a and b are the same list, map or pointer.
func shared(a, b reflect.Value, at string) string {
	switch a.Kind() {
	case reflect.Struct:
		if immutable(a.Type()) {
			return ""
		}
		for i := range a.NumField() {
			if place := shared(a.Field(i), b.Field(i), at+"."+a.Type().Field(i).Name); place != "" {
				return place
			}
		}
	case reflect.Slice, reflect.Map, reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return at
		}
		return inside(a, b, at)
	default: // has nothing to share
	}
	return ""
}

func inside(a, b reflect.Value, at string) string {
	switch a.Kind() {
	case reflect.Slice:
		return shared(a.Index(0), b.Index(0), at+"[]")
	case reflect.Map:
		return shared(a.MapIndex(a.MapKeys()[0]), b.MapIndex(b.MapKeys()[0]), at+"[]")
	default:
		return shared(a.Elem(), b.Elem(), at)
	}
}

func sharesNothing[T any](t *testing.T) {
	t.Helper()
	var v T
	fill(reflect.ValueOf(&v).Elem())
	c := clone(v)
	require.Equal(t, v, c)
	require.Empty(t, shared(reflect.ValueOf(v), reflect.ValueOf(c), reflect.TypeFor[T]().String()))
}

// A new list or map in any of these must be copied, too.
func TestCloneSharesNothing(t *testing.T) {
	sharesNothing[event.Event](t)
	sharesNothing[event.Timer](t)
	sharesNothing[payment.Payment](t)
	sharesNothing[payment.Operation](t)
	sharesNothing[payment.Posting](t)
	sharesNothing[shipping.Shipment](t)
	sharesNothing[order.Purchase](t)
	sharesNothing[order.Order](t)
	sharesNothing[order.Change](t)
	sharesNothing[order.Refund](t)
	sharesNothing[catalog.Product](t)
	sharesNothing[catalog.Category](t)
	sharesNothing[catalog.Seller](t)
	sharesNothing[stock.Level](t)
	sharesNothing[stock.Movement](t)
	sharesNothing[stock.Reservation](t)
}
