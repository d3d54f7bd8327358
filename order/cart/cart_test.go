package cart_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/secure"
)

// shelf is a catalogue, its stock and a store of carts in one.
type shelf struct {
	mu     sync.Mutex
	carts  map[string]cart.Cart
	offers map[catalog.SKU]catalog.Offer
	pieces map[catalog.SKU]int64
}

func (s *shelf) FindCart(_ context.Context, owner string) (cart.Cart, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.carts[owner]
	if !ok {
		return c, event.ErrNotFound
	}
	return c, nil
}

func (s *shelf) SaveCart(_ context.Context, c cart.Cart) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.carts[c.Owner].Version != c.Version {
		return event.ErrStale
	}
	c.Version++
	s.carts[c.Owner] = c
	return nil
}

func (s *shelf) ClearCart(_ context.Context, owner string, at time.Time) error {
	if c, ok := s.carts[owner]; ok {
		s.carts[owner] = cart.Cart{Owner: owner, Version: c.Version + 1, Updated: at}
	}
	return nil
}

func (s *shelf) PruneCarts(context.Context, time.Time, int) (int64, error) { return 0, nil }

func (s *shelf) Offers(_ context.Context, _ secure.Actor, _, currency string, skus ...catalog.SKU) ([]catalog.Offer, error) {
	var found []catalog.Offer
	for _, sku := range skus {
		o, ok := s.offers[sku]
		switch {
		case !ok:
			return nil, fmt.Errorf("%w: %s", catalog.ErrUnknown, sku)
		case o.Price.Currency().Code() != currency:
			return nil, catalog.ErrNoPrice
		}
		found = append(found, o)
	}
	return found, nil
}

func (s *shelf) Levels(_ context.Context, skus ...catalog.SKU) ([]stock.Level, error) {
	var levels []stock.Level
	for _, sku := range skus {
		levels = append(levels, stock.Level{SKU: sku, OnHand: s.pieces[sku]})
	}
	return levels, nil
}

var by = secure.Actor{ID: "b", Role: secure.RoleBuyer}

func stocked() (*shelf, *cart.Service) {
	policy := secure.DefaultPolicy()
	s := &shelf{
		carts: map[string]cart.Cart{}, pieces: map[catalog.SKU]int64{"tea": 9, "cup": 2},
		offers: map[catalog.SKU]catalog.Offer{
			"tea":  {SKU: "tea", Kind: catalog.Goods, Title: "Tea", Price: money.MustParseText("12.50 EUR")},
			"cup":  {SKU: "cup", Kind: catalog.Goods, Title: "Cup", Price: money.MustParseText("8 EUR")},
			"song": {SKU: "song", Kind: catalog.Digital, Title: "Song", Price: money.MustParseText("1 EUR")},
		},
	}
	return s, &cart.Service{Store: s, Catalog: s, Stock: s, Policy: &policy, MaxQty: 50}
}

func TestAddSetRemove(t *testing.T) {
	s, carts := stocked()
	ctx := t.Context()
	for range 2 {
		_, err := carts.Add(ctx, by, "EUR", "tea", 2)
		require.NoError(t, err)
	}
	c, err := carts.Add(ctx, by, "", "song", 1)
	require.NoError(t, err)
	assert.Equal(t, []order.Item{{SKU: "tea", Qty: 4}, {SKU: "song", Qty: 1}}, c.Items())
	assert.EqualValues(t, 5, c.Units())

	c, err = carts.Set(ctx, by, "tea", 3)
	require.NoError(t, err)
	assert.EqualValues(t, 4, c.Units())
	delete(s.offers, "tea") // what is gone can still be taken out
	c, err = carts.Remove(ctx, by, "tea")
	require.NoError(t, err)
	assert.Len(t, c.Lines, 1)
	c, err = carts.Set(ctx, by, "song", 0)
	require.NoError(t, err)
	assert.Empty(t, c.Lines)
	before := c
	carts.Now = func() time.Time { return time.UnixMilli(1_700_000_000_000).Add(time.Microsecond) }
	require.NoError(t, carts.Clear(ctx, by))
	c, err = carts.Find(ctx, by)
	require.NoError(t, err)
	assert.Equal(t, cart.Cart{Owner: "b", Version: before.Version + 1, Updated: time.UnixMilli(1_700_000_000_000).UTC()}, c)
	_, err = carts.Add(ctx, by, "", "song", 1)
	require.ErrorIs(t, err, order.ErrInput, "a cleared cart has no currency")
	_, err = carts.Add(ctx, by, "EUR", "song", 1)
	require.NoError(t, err)
	require.ErrorIs(t, s.SaveCart(ctx, before), event.ErrStale, "what was bought does not come back")
}

func TestBadInput(t *testing.T) {
	_, carts := stocked()
	ctx := t.Context()
	_, err := carts.Add(ctx, by, "EUR", "tea", 1)
	require.NoError(t, err)
	add := func(currency string, sku catalog.SKU, qty int64) func() (cart.Cart, error) {
		return func() (cart.Cart, error) { return carts.Add(ctx, by, currency, sku, qty) }
	}
	set := func(sku catalog.SKU, qty int64) func() (cart.Cart, error) {
		return func() (cart.Cart, error) { return carts.Set(ctx, by, sku, qty) }
	}
	for field, tries := range map[string][]func() (cart.Cart, error){
		"qty":      {add("EUR", "tea", 0), add("EUR", "tea", -1), add("EUR", "tea", 50), add("EUR", "tea", 1<<62), set("tea", -1), set("tea", 51)},
		"sku":      {add("EUR", "none", 1), set("cup", 1)},
		"currency": {add("CNY", "tea", 1)},
	} {
		for i, try := range tries {
			_, err := try()
			var input *order.InputError
			require.ErrorAs(t, err, &input, "%s %d", field, i)
			assert.Equal(t, field, input.Field)
		}
	}
	_, err = carts.Add(ctx, secure.Actor{}, "EUR", "tea", 1)
	require.ErrorIs(t, err, secure.ErrDenied)
	_, err = (&cart.Service{}).Find(ctx, by)
	require.ErrorIs(t, err, cart.ErrConfig)
	carts.MaxLines = 1
	_, err = carts.Add(ctx, by, "EUR", "cup", 1)
	require.ErrorIs(t, err, cart.ErrFull)
	other, err := carts.Find(ctx, secure.Actor{ID: "c", Role: secure.RoleBuyer})
	require.NoError(t, err)
	assert.Empty(t, other.Lines)
}

func TestViewNotes(t *testing.T) {
	s, carts := stocked()
	ctx := t.Context()
	for _, sku := range []catalog.SKU{"tea", "cup", "song"} {
		_, err := carts.Add(ctx, by, "EUR", sku, 2)
		require.NoError(t, err)
	}
	notes := func() (list [][]cart.Note, v cart.View) {
		v, err := carts.View(ctx, by, "en")
		require.NoError(t, err)
		for _, l := range v.Lines {
			list = append(list, l.Notes)
		}
		return list, v
	}
	list, v := notes()
	assert.Equal(t, [][]cart.Note{nil, {cart.FewLeft}, nil}, list)
	assert.True(t, v.Ready)
	assert.Equal(t, "43.00 EUR", v.Goods.String())

	tea := s.offers["tea"]
	tea.Price = money.MustParseText("13 EUR")
	s.offers["tea"], s.pieces["cup"] = tea, 1
	delete(s.offers, "song")
	list, v = notes()
	assert.Equal(t, [][]cart.Note{{cart.PriceRose}, {cart.TooMany}, {cart.NotOnSale}}, list)
	assert.False(t, v.Ready)
	assert.Equal(t, "42.00 EUR", v.Goods.String())

	s.pieces["cup"] = 0
	list, _ = notes()
	assert.Equal(t, []cart.Note{cart.SoldOut}, list[1])
}

func TestTwoTabs(t *testing.T) {
	_, carts := stocked()
	var wg sync.WaitGroup
	failed := make([]error, 4)
	for i := range failed {
		wg.Go(func() { _, failed[i] = carts.Add(t.Context(), by, "EUR", "tea", 1) })
	}
	wg.Wait()
	require.NoError(t, errors.Join(failed...))
	c, err := carts.Find(t.Context(), by)
	require.NoError(t, err)
	assert.EqualValues(t, 4, c.Units())
}

func ExampleService_View() {
	_, carts := stocked()
	ctx := context.Background()
	if _, err := carts.Add(ctx, by, "EUR", "cup", 3); err != nil {
		fmt.Println(err)
		return
	}
	view, err := carts.View(ctx, by, "en")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range view.Lines {
		fmt.Println(l.Qty, l.Offer.Title, l.Total, l.Notes, l.Left)
	}
	// Output: 3 Cup 24.00 EUR [too_many] 2
}
