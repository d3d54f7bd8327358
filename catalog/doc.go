// Package catalog holds what is for sale: products with variants, prices per
// currency and texts per language, the categories they stand in and the sellers
// who offer them.
package catalog
