// Package catalogtest proves that a store keeps a catalogue as package catalog
// needs it: what was saved reads back to the letter, names are unique, lists are
// what was asked for.
//
//	func TestCatalogue(t *testing.T) {
//		catalogtest.Run(t, catalogtest.Harness{New: func() (*catalogtest.System, error) {
//			db := memstore.New()
//			return &catalogtest.System{Catalog: db.Catalog(), Outbox: db}, nil
//		}})
//	}
//
// Check runs the same rules without a test.
package catalogtest
