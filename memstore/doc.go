// Package memstore keeps every store of the house in memory: for tests,
// exploration and simulation, and for a first look at the library.
//
// Transactions are serializable by validation: a closure reads committed rows,
// remembers their revisions and keeps its writes to itself; the end checks that
// nothing it read has changed. No lock is held while a closure runs, so a test
// may stop it anywhere. Whoever loses runs again after DB.Pause, a bounded number
// of times. DB.Hook sees every call and can make it fail.
//
//	db := memstore.New()
//	shelves := &catalog.Service{Store: db.Catalog(), …}
//	warehouse := &stock.Service{Store: db.Stock(), …}
package memstore
