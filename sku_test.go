package cartwright_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// A seller who renames an SKU leaves pieces behind; nobody gets them by taking
// the name over.
func TestARenamedSKUDoesNotGiveItsStockAway(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		p, err := b.Catalog.Product(t.Context(), merchant, "lamp")
		require.NoError(t, err)
		p.Variants[0].SKU = "LAMP-2"
		p, err = b.Catalog.SaveProduct(t.Context(), merchant, p)
		require.NoError(t, err)
		mine := catalog.Product{
			Slug: "mine", Seller: "valley", Kind: catalog.Goods, Status: catalog.Active,
			Texts: catalog.Texts{"en": {Title: "Lamp"}}, Variants: []catalog.Variant{{SKU: "LAMP", Prices: []money.Money{cash("1.00")}}},
		}
		_, err = b.Catalog.SaveProduct(t.Context(), rival, mine)
		require.ErrorIs(t, err, event.ErrStale)
		loss := stock.Delivery{Seller: "valley", Reason: stock.WrittenOff, Lines: []stock.Line{{SKU: "LAMP", Qty: 10}}}
		require.ErrorIs(t, b.Stock.Move(t.Context(), rival, loss), secure.ErrDenied)
		require.Equal(t, int64(10), b.level(t).OnHand)
		p.Variants[0].SKU = "LAMP"
		_, err = b.Catalog.SaveProduct(t.Context(), merchant, p)
		require.NoError(t, err, "its seller may take it back")
	})
}
