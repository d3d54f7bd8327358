// Package simcarrier is a carrier that exists only in the program: it quotes,
// books and moves parcels through real cities at a speed of your choice.
//
//	wanli := simcarrier.Wanli(1, time.Now)
//	wanli.Day = time.Minute // a day's journey passes in a minute
//	desk.Carriers = map[string]shipping.Carrier{"wanli": wanli}
//
// It remembers nothing. Everything it says follows from its seed, the shipment
// and the time, so that a parcel goes on where it was after a restart and a test
// sees the same journey every time. The carriers are invented.
package simcarrier
