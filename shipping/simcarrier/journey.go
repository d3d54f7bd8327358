package simcarrier

import (
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
)

// A way is how a service treats a destination.
type way struct {
	abroad      bool
	least, most int   // days
	base, step  int64 // tariff units for the first and each further 500 g
}

func (c *Carrier) way(service, country string) way {
	abroad := country != c.from()
	switch {
	case abroad && service == Express:
		return way{abroad, 3, 6, 120, 50}
	case abroad:
		return way{abroad, 7, 14, 60, 25}
	case service == Express:
		return way{abroad, 1, 2, 18, 5}
	}
	return way{abroad, 2, 5, 8, 2}
}

// tariff is the price of one unit in minor units of the currencies it is quoted in.
var tariff = map[string]int64{
	"AUD": 21, "CAD": 19, "CHF": 12, "CNY": 100, "EUR": 13, "GBP": 11, "HKD": 109, "JPY": 21, "KRW": 190, "SGD": 19, "USD": 14,
}

// price is false where the currency is not in the tariff.
func (c *Carrier) price(w way, grams int64, code string) (money.Money, bool) {
	unit, ok := tariff[code]
	if !ok {
		return money.Money{}, false
	}
	currency, err := money.ParseCurrency(code)
	if err != nil {
		return money.Money{}, false
	}
	steps := max(grams-1, 0) / 500
	return money.New((w.base+steps*w.step+c.Extra)*unit, currency), true
}

// A stop is one line of a journey.
type stop struct {
	minute int // simulated, since booking
	kind   kind
	place  string
}

// A kind is what can happen at a stop.
type kind struct {
	code   string
	status shipping.Status
	detail string
	fault  shipping.Fault
	words  string
}

var (
	announced = kind{"LM", shipping.Pending, "", "", "Label made 已下单"}
	collected = kind{"PU", shipping.PickedUp, "", "", "Picked up 已揽收"}
	departed  = kind{"DP", shipping.InTransit, "departed", "", "Left the depot 离开集散中心"}
	arrived   = kind{"AR", shipping.InTransit, "arrived", "", "Arrived at the depot 到达集散中心"}
	exporting = kind{"CX", shipping.InTransit, "customs_processing", "", "Handed to customs 已交海关"}
	cleared   = kind{"CC", shipping.InTransit, "customs_cleared", "", "Cleared by customs 海关放行"}
	weather   = kind{"WX", shipping.Exception, "delayed_weather", shipping.ByForce, "Delayed by weather 因天气延误"}
	missorted = kind{"MS", shipping.Exception, "missorted", shipping.ByCarrier, "Sent the wrong way, coming back 错分，正在转回"}
	leaving   = kind{"OD", shipping.OutForDelivery, "", "", "With the courier 正在派送"}
	absent    = kind{"NH", shipping.AttemptFailed, "recipient_absent", shipping.ByRecipient, "Nobody at home 收件人不在"}
	handed    = kind{"OK", shipping.Delivered, "", "", "Handed over 已签收"}
)

// seen is every stop of a booked parcel until now, in the order of the journey.
func (c *Carrier) seen(s shipping.Shipment) []shipping.Event {
	now, minute := c.now(), c.day()/(24*60)
	var all []shipping.Event
	for i, stop := range c.journey(s) {
		at := s.BookedAt.Add(time.Duration(stop.minute) * minute).UTC().Truncate(time.Millisecond)
		if at.After(now) {
			break
		}
		e := shipping.Event{
			Status: stop.kind.status, Code: stop.kind.code, Detail: stop.kind.detail, Fault: stop.kind.fault,
			Place: stop.place, Words: stop.kind.words, Occurred: at, Sequence: int64(i),
		}
		e.Key = shipping.EventKey(c.Name, s.Number, e)
		all = append(all, e)
	}
	return all
}

// journey plans the whole way of a parcel.
func (c *Carrier) journey(s shipping.Shipment) []stop {
	const day = 24 * 60
	w, id := c.way(s.Service, s.To.Country), s.ID
	days := w.least + c.roll(id, "days", w.most-w.least+1)
	if c.chance(id, "late", c.Late) {
		days = w.most + 1 + c.roll(id, "delay", 3)
	}
	depot := c.depot(id)
	pickup := 60 + c.roll(id, "pickup", 240)
	left := pickup + 60 + c.roll(id, "left", 120)
	end := days*day - c.roll(id, "end", 240)
	out := end - 60 - c.roll(id, "out", 180)
	here := out - 60 - c.roll(id, "here", 60)

	all := []stop{{0, announced, depot}, {pickup, collected, depot}, {left, departed, depot}}
	all = append(all, c.between(s, w, left, here)...)
	all = append(all, stop{here, arrived, s.To.City}, stop{out, leaving, s.To.City})
	if c.chance(id, "absent", c.AttemptFails) {
		all = append(all, stop{end, absent, s.To.City}, stop{end + out - here + 12*60, leaving, s.To.City})
		end += 18 * 60
	}
	return append(all, stop{end, handed, s.To.City})
}

// between plans the stops from the first depot to the last.
func (c *Carrier) between(s shipping.Shipment, w way, left, here int) []stop {
	part := (here - left) / 8
	hub := c.hub(s.ID, w.abroad)
	var all []stop
	if w.abroad {
		border := c.gate(s.ID)
		all = append(all, stop{left + part, exporting, border}, stop{left + 2*part, cleared, border}, stop{left + 3*part, departed, border})
	}
	all = append(all, stop{left + 4*part, arrived, hub})
	if c.chance(s.ID, "trouble", c.Trouble) {
		what := weather
		if c.roll(s.ID, "what", 2) == 1 {
			what = missorted
		}
		all = append(all, stop{left + 5*part, what, hub})
	}
	return append(all, stop{left + 6*part, departed, hub})
}

var (
	chinese = []string{
		"Hangzhou 杭州", "Yiwu 义乌", "Shenzhen 深圳", "Guangzhou 广州", "Chengdu 成都", "Wuhan 武汉", "Xi'an 西安",
		"Zhengzhou 郑州", "Suzhou 苏州", "Nanjing 南京", "Qingdao 青岛", "Xiamen 厦门",
	}
	gates = []string{"Shanghai 上海", "Shenzhen 深圳", "Guangzhou 广州", "Ningbo 宁波"}
	world = []string{
		"Leipzig 莱比锡", "Rotterdam 鹿特丹", "Liège 列日", "Dubai 迪拜", "Singapore 新加坡", "Anchorage 安克雷奇",
		"Memphis 孟菲斯", "Incheon 仁川", "Osaka 大阪", "Milan 米兰",
	}
)

// depot is where the journey begins.
func (c *Carrier) depot(id shipping.ID) string {
	cities := c.cities()
	return cities[c.roll(id, "depot", len(cities))]
}

func (c *Carrier) cities() []string {
	if c.from() == "CN" {
		return chinese
	}
	return world
}

// gate is where a parcel leaves the country.
func (c *Carrier) gate(id shipping.ID) string {
	if c.from() == "CN" {
		return gates[c.roll(id, "gate", len(gates))]
	}
	return c.depot(id)
}

// hub is a place on the way, another one than the depot.
func (c *Carrier) hub(id shipping.ID, abroad bool) string {
	cities := c.cities()
	if abroad {
		cities = world
	}
	i := c.roll(id, "hub", len(cities))
	if cities[i] == c.depot(id) {
		i = (i + 1) % len(cities)
	}
	return cities[i]
}
