package simcarrier

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/cartwright-go/cartwright/shipping"
)

// Services of every simulated carrier.
const (
	Standard = "standard"
	Express  = "express"
)

// A Fault is a bad moment between the host and the carrier.
type Fault int

// Faults.
const (
	NoFault Fault = iota
	Lose          // the caller gets an error that proves nothing
	Forget        // Find does not know the shipment; as Lose elsewhere
	Refuse        // the carrier proves that it will not
)

// errLost is what a caller sees of a lost request or answer: nothing.
var errLost = errors.New("simcarrier: connection lost")

// A Carrier is a simulated carrier. Name and Now are required, and nothing may
// change while it is in use. It is safe for concurrent use when Script is.
type Carrier struct {
	Name  string            // as in Info
	Names map[string]string // shown, by language tag
	Seed  uint64            // chooses the journeys
	Now   func() time.Time
	// Day is how long a simulated day takes: 0 is 24 hours, at least a
	// millisecond.
	Day       time.Duration
	From      string   // country of the depot, ISO 3166-1; "" is CN
	Countries []string // where it goes; empty: everywhere
	MaxGrams  int64    // the heaviest parcel; 0 is 30,000
	Extra     int64    // what it asks beyond the tariff, in units of about one yuan; not negative

	// How many of 1,000 parcels meet with something.
	AttemptFails int // nobody is at home the first time
	Late         int // delivered after the promise
	Trouble      int // an exception on the way

	// Script chooses the fault of one call; call is the name of the Carrier's
	// method. Nil: none.
	Script func(call string, s shipping.Shipment) Fault
}

var _ shipping.Carrier = (*Carrier)(nil)

// Wanli is 万里速运, which ships from China to everywhere.
func Wanli(seed uint64, now func() time.Time) *Carrier {
	return &Carrier{
		Name: "wanli", Names: map[string]string{"en": "Wanli Express", "zh": "万里速运"},
		Seed: seed, Now: now, AttemptFails: 60, Late: 40, Trouble: 30,
	}
}

// Heron is 苍鹭邮政, dearer than Wanli and more often on time.
func Heron(seed uint64, now func() time.Time) *Carrier {
	return &Carrier{
		Name: "heron", Names: map[string]string{"en": "Heron Post", "zh": "苍鹭邮政"},
		Seed: seed, Now: now, Extra: 2, AttemptFails: 20, Late: 10, Trouble: 10,
	}
}

// Info describes the carrier. It wants to be asked every simulated hour.
func (c *Carrier) Info() shipping.Info {
	return shipping.Info{
		Name: c.Name, Names: c.Names, Services: []string{Standard, Express}, Poll: max(c.day()/24, time.Second),
	}
}

func (c *Carrier) day() time.Duration {
	if c.Day <= 0 {
		return 24 * time.Hour
	}
	return max(c.Day, time.Millisecond)
}

func (c *Carrier) from() string {
	if c.From == "" {
		return "CN"
	}
	return c.From
}

func (c *Carrier) now() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// begin answers what goes wrong with a call before it does anything.
func (c *Carrier) begin(ctx context.Context, call string, s shipping.Shipment) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Now == nil || c.Name == "" {
		return &shipping.Error{Outcome: shipping.NotExecuted, Code: "config", Message: "Name or Now is not set"}
	}
	if c.Script == nil {
		return nil
	}
	switch fault := c.Script(call, s); {
	case fault == Refuse:
		return &shipping.Error{Outcome: shipping.NotExecuted, Code: "refused", Message: "scripted refusal"}
	case fault == Forget && call == "Find":
		return unknown()
	case fault != NoFault:
		return errLost
	}
	return nil
}

func unknown() error {
	return &shipping.Error{Outcome: shipping.NotFound, Code: "unknown", Message: "no such shipment"}
}

// Rates quotes both services by weight and by whether a border is crossed, in
// the currencies of its tariff. It answers none for what it does not carry.
func (c *Carrier) Rates(ctx context.Context, q shipping.Quote) ([]shipping.Rate, error) {
	if err := c.begin(ctx, "Rates", shipping.Shipment{To: q.To, Grams: q.Grams}); err != nil {
		return nil, err
	}
	if c.refuses(q.To.Country, q.Grams) != "" {
		return nil, nil
	}
	at := q.At
	if at.IsZero() {
		at = c.now()
	}
	var all []shipping.Rate
	for _, service := range []string{Standard, Express} {
		way := c.way(service, q.To.Country)
		price, ok := c.price(way, q.Grams, q.Currency)
		if !ok {
			return nil, nil
		}
		all = append(all, shipping.Rate{
			Carrier: c.Name, Service: service, Price: price, From: c.after(at, way.least), By: c.after(at, way.most),
		})
	}
	return all, nil
}

// refuses says why a parcel is not carried, or "".
func (c *Carrier) refuses(country string, grams int64) string {
	switch {
	case len(c.Countries) > 0 && !slices.Contains(c.Countries, country):
		return "no_service"
	case c.MaxGrams > 0 && grams > c.MaxGrams, c.MaxGrams <= 0 && grams > 30_000:
		return "too_heavy"
	}
	return ""
}

// after is so many simulated days later.
func (c *Carrier) after(at time.Time, days int) time.Time {
	return at.Add(time.Duration(days) * c.day()).UTC().Truncate(time.Millisecond)
}

// Book accepts a parcel that it carries. The same shipment has the same number
// every time.
func (c *Carrier) Book(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if err := c.begin(ctx, "Book", s); err != nil {
		return shipping.Fact{}, err
	}
	if why := c.refuses(s.To.Country, s.Grams); why != "" {
		return shipping.Fact{}, &shipping.Error{Outcome: shipping.NotExecuted, Code: why, Message: "the parcel is not carried"}
	}
	return c.booked(s), nil
}

func (c *Carrier) booked(s shipping.Shipment) shipping.Fact {
	at := s.BookedAt
	if at.IsZero() {
		at = c.now()
	}
	way := c.way(s.Service, s.To.Country)
	cost, ok := c.price(way, s.Grams, s.Cost.Currency().Code())
	if !ok {
		cost, _ = c.price(way, s.Grams, "CNY")
	}
	return shipping.Fact{
		Shipment: s.ID, Booking: shipping.Booked, Number: c.number(s.ID), Cost: cost, Promised: c.after(at, way.most), At: at,
	}
}

// number is a prefix, twelve digits and a check digit after ISO/IEC 7812-1.
func (c *Carrier) number(id shipping.ID) string {
	digits := strconv.FormatUint(100_000_000_000+c.hash(id, "number")%900_000_000_000, 10)
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return prefix(c.Name) + digits + strconv.Itoa((10-sum%10)%10)
}

func prefix(name string) string {
	letters := []byte("SC")
	for i, n := 0, 0; i < len(name) && n < 2; i++ {
		if l := name[i] &^ 0x20; l >= 'A' && l <= 'Z' {
			letters[n] = l
			n++
		}
	}
	return string(letters)
}

// Find says what became of a booking. The carrier keeps nothing, so a booking
// in doubt is taken as received unless Script answers Forget.
func (c *Carrier) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if err := c.begin(ctx, "Find", s); err != nil {
		return shipping.Fact{}, err
	}
	switch {
	case s.Booking == shipping.Cancelled:
		return shipping.Fact{Shipment: s.ID, Booking: shipping.Cancelled, At: c.now()}, nil
	case s.Booking == shipping.Intent || s.Booking == "" || c.refuses(s.To.Country, s.Grams) != "":
		return shipping.Fact{}, unknown()
	}
	return c.booked(s), nil
}

// Cancel withdraws a label until the parcel is picked up.
func (c *Carrier) Cancel(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if err := c.begin(ctx, "Cancel", s); err != nil {
		return shipping.Fact{}, err
	}
	if (s.Booking == shipping.Booked || s.Booking == shipping.Recalled) && len(c.seen(s)) > 1 {
		return shipping.Fact{}, &shipping.Error{
			Outcome: shipping.NotExecuted, Code: "picked_up", Message: "the parcel is on its way",
		}
	}
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Cancelled, At: c.now()}, nil
}

// Track tells every stop until now.
func (c *Carrier) Track(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if err := c.begin(ctx, "Track", s); err != nil {
		return shipping.Fact{}, err
	}
	if s.BookedAt.IsZero() || s.Number != c.number(s.ID) {
		return shipping.Fact{}, unknown()
	}
	f := shipping.Fact{Shipment: s.ID, At: c.now()}
	if s.Booking != shipping.Cancelled {
		f.Events = c.seen(s)
	}
	return f, nil
}

// roll answers a number below n that is always the same for one purpose of one
// shipment.
func (c *Carrier) roll(id shipping.ID, purpose string, n int) int {
	return int(c.hash(id, purpose) % uint64(n))
}

func (c *Carrier) chance(id shipping.ID, purpose string, perMille int) bool {
	return c.roll(id, purpose, 1000) < perMille
}

func (c *Carrier) hash(id shipping.ID, purpose string) uint64 {
	h := fnv.New64a()
	for _, part := range []string{strconv.FormatUint(c.Seed, 10), c.Name, string(id), purpose} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	x := h.Sum64() // the last bytes of FNV mix badly: finish as SplitMix64 does
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
