package catalog

import (
	"context"
	"iter"

	"github.com/cartwright-go/cartwright/event"
)

// A Query asks for products. Zero fields do not matter.
type Query struct {
	Category CategoryID
	Seller   SellerID
	Text     string // words that must all occur in some title, summary, brand or SKU; case folded
	Drafts   bool   // also drafts and archived ones; the service decides who may ask
	Sort     Sort
	Offset   int
	Limit    int // 1 to 500; 0 is 100
}

// Sort orders a list of products.
type Sort string

// Orders of lists.
const (
	ByRank  Sort = ""
	ByTitle Sort = "title" // by slug, which is the title in plain letters
	ByNew   Sort = "new"   // newest first
)

// Tx is what a transaction can do with the catalogue.
type Tx interface {
	event.Tx
	// Product returns a product and holds it, or event.ErrNotFound.
	Product(ctx context.Context, id ProductID) (Product, error)
	// SaveProduct inserts at Version 0 and otherwise compares. A slug or SKU
	// that another product has is event.ErrStale, and so is an SKU that another
	// seller's product ever had: pieces of it may lie in the warehouse. Only with
	// a product that changes its seller do the SKUs it has change theirs.
	SaveProduct(ctx context.Context, p Product) error
	// Category returns a category and holds it, or event.ErrNotFound.
	Category(ctx context.Context, id CategoryID) (Category, error)
	// SaveCategory and SaveSeller insert at Version 0 and otherwise compare.
	SaveCategory(ctx context.Context, c Category) error
	SaveSeller(ctx context.Context, s Seller) error
}

// Store keeps the catalogue.
type Store interface {
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	FindProduct(ctx context.Context, id ProductID) (Product, error)
	FindProductBySlug(ctx context.Context, slug string) (Product, error)
	// FindProductsBySKU answers the products that own the given SKUs, each
	// once, in any order; unknown SKUs are absent.
	FindProductsBySKU(ctx context.Context, skus ...SKU) ([]Product, error)
	// Products lists what matches; Count says how many there are without Offset and Limit.
	Products(ctx context.Context, q Query) iter.Seq2[Product, error]
	CountProducts(ctx context.Context, q Query) (int, error)
	Categories(ctx context.Context) ([]Category, error) // by Rank, then ID
	Sellers(ctx context.Context) ([]Seller, error)      // by ID
}
