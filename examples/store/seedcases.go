package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sync/atomic"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// hands are a clock's: they stand in the past while the store is given a past, and
// on time ever after.
type hands struct{ back atomic.Int64 }

func (h *hands) now() time.Time { return time.Now().Add(-time.Duration(h.back.Load())) }

// A play gives an empty store a past: orders, and what went wrong with them. The
// first error ends it.
type play struct {
	*server
	ctx   context.Context
	start time.Time // when the curtain rises: now
	err   error
	acts  int
}

// rehearse plays the last fortnight in a store that has no orders yet.
func (s *server) rehearse(ctx context.Context) error {
	he := cast("he")
	for _, err := range s.shop.Orders.Orders(ctx, he, order.Query{Limit: 1}) {
		return err // there is a past, or no telling
	}
	p := &play{server: s, ctx: ctx, start: time.Now()}
	defer s.hands.back.Store(0)
	p.fortnight()
	p.until(0)
	return p.err
}

// cast is a demo person's actor by name.
func cast(name string) secure.Actor {
	who := map[string]int{"lin": 0, "ada": 1, "zhou": 2, "shen": 3, "he": 4}
	return seed.People()[who[name]].Actor
}

// until lets time pass until so long before now; what is due on the way happens,
// what is due soon after with it: a parcel is asked about once, and is there.
func (p *play) until(ago time.Duration) {
	end := p.start.Add(-ago)
	for range 2000 {
		due, ok, err := p.shop.Backend.NextTimer(p.ctx)
		if p.err = errors.Join(p.err, err); p.err != nil || !ok || due.After(end) {
			break
		}
		p.set(earlier(due.Add(travel), end))
		if _, p.err = p.shop.Timers.RunOnce(p.ctx); p.err != nil {
			return
		}
	}
	p.set(end)
}

// travel is longer than any parcel of the play takes.
const travel = 15 * time.Minute

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// set turns the clock to a moment, and never back.
func (p *play) set(t time.Time) {
	if t.After(p.hands.now()) || p.hands.back.Load() == 0 {
		p.hands.back.Store(int64(p.start.Sub(t) + time.Since(p.start)))
	}
}

// bought is an order that its seller accepts and hands over.
func (p *play) bought(who, slug string, qty int64) order.ID {
	if p.err != nil {
		return ""
	}
	p.acts++
	buyer, _ := person(cast(who).ID)
	currency, lang := "USD", seed.English
	if buyer.Address.Country == "CN" {
		currency, lang = "CNY", seed.Chinese
	}
	product, err := p.shop.Catalog.Product(p.ctx, buyer.Actor, slug)
	if err != nil {
		p.err = err
		return ""
	}
	r := order.Request{
		Key: fmt.Sprintf("past.%d", p.acts), Lines: []order.Item{{SKU: p.there(product), Qty: qty}}, Currency: currency, Language: lang, To: buyer.Address,
		Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK, Carrier: p.carrier, Service: "standard",
	}
	if _, r.ExpectedTotal, p.err = p.shop.Orders.Quote(p.ctx, buyer.Actor, r); p.err != nil {
		return ""
	}
	placed, err := p.shop.Orders.Place(p.ctx, buyer.Actor, r)
	if err != nil {
		p.err = err
		return ""
	}
	id := placed.Orders[0].ID
	_, err = p.shop.Orders.Accept(p.ctx, p.seller(product.Seller), id)
	if err == nil {
		_, err = p.shop.Orders.HandOver(p.ctx, p.seller(product.Seller), id, order.Parcel{})
	}
	p.err = err
	return id
}

// there is a variant of a product of which there are some.
func (p *play) there(product catalog.Product) catalog.SKU {
	for _, v := range product.Variants {
		levels, err := p.shop.Stock.Levels(p.ctx, v.SKU)
		if err == nil && len(levels) > 0 && levels[0].Available() > 5 {
			return v.SKU
		}
	}
	return product.Variants[0].SKU
}

// seller is the merchant of a seller.
func (p *play) seller(id catalog.SellerID) secure.Actor {
	for _, one := range seed.People() {
		if one.Actor.Role == secure.RoleMerchant && one.Actor.Sells(string(id)) {
			return one.Actor
		}
	}
	return secure.Actor{}
}

// asked opens a case for one unit of an order.
func (p *play) asked(who string, id order.ID, kind flow.Kind, reason, text string) aftersales.ID {
	if p.err != nil {
		return ""
	}
	r := aftersales.Request{Order: id, Kind: kind, Reason: reason, Items: []aftersales.Item{{Line: 1, Units: 1}}, Text: text}
	if reason != policy.ChangedMind {
		var piece aftersales.Piece
		if piece, p.err = p.proofs.keep(snapshot(scene(kind, reason)), "image/png"); p.err != nil {
			return ""
		}
		r.Evidence = []aftersales.Piece{piece}
	}
	c, err := p.shop.Cases.Open(p.ctx, cast(who), r)
	p.err = err
	return c.ID
}

// do is one thing that somebody does to a case.
func (p *play) do(fn func(ctx context.Context) (aftersales.Case, error)) {
	if p.err == nil {
		_, p.err = fn(p.ctx)
	}
}

const anHour, aDay = time.Hour, 24 * time.Hour

// fortnight is what happened: six orders, and what came of them.
func (p *play) fortnight() {
	cases := p.shop.Cases
	p.until(13 * aDay)
	cookies, runner := p.bought("ada", "mug", 1), p.bought("lin", "runner", 1)
	p.until(10*aDay - 5*anHour)
	lost := p.asked("ada", cookies, flow.KindResend, policy.Missing, "The parcel came, but the mug was not in it.")
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Agree(ctx, cast("shen"), lost, "Sorry, we will send one.")
	})
	p.until(8 * aDay)
	small := p.asked("lin", runner, flow.KindReturn, policy.NotDescribed, "鞋码偏小一码，与页面尺码表不符。")
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Agree(ctx, cast("zhou"), small, "请寄回，运费由我们承担。")
	})
	p.until(7 * aDay)
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.ShipBack(ctx, cast("lin"), small, aftersales.Slip{Carrier: p.carrier, Number: "WL20260001"})
	})
	p.until(5 * aDay)
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Inspect(ctx, cast("zhou"), small, aftersales.Finding{Grades: map[int]string{1: "A"}})
	})
	lamp, jumper, mug, speaker := p.bought("ada", "lamp", 1), p.bought("lin", "cable-jumper", 1), p.bought("lin", "mug", 2), p.bought("ada", "headphones", 1)
	p.until(46 * anHour)
	p.asked("ada", lamp, flow.KindReturn, policy.ChangedMind, "It is lovely, but too bright for the bedroom.")
	p.until(30 * anHour)
	pill := p.asked("lin", jumper, flow.KindRefund, policy.Defective, "第一次穿就起球，袖口尤其明显。")
	broken := p.asked("lin", mug, flow.KindRefund, policy.Damaged, "收到时杯身有一道裂纹。")
	dead := p.asked("ada", speaker, flow.KindExchange, policy.Defective, "The left side stays silent.")
	p.until(26 * anHour)
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Offer(ctx, cast("zhou"), pill, aftersales.Terms{Remedy: flow.Refund, Amount: money.MustParseText("60 CNY")}, "羊毛初期会有浮毛，愿意退 60 元，衣服您留着。")
	})
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Reject(ctx, cast("shen"), broken, "出库照片完好，裂纹是签收后造成的。")
	})
	p.do(func(ctx context.Context) (aftersales.Case, error) { return cases.Agree(ctx, cast("shen"), dead, "") })
	p.until(20 * anHour)
	p.do(func(ctx context.Context) (aftersales.Case, error) {
		return cases.Escalate(ctx, cast("lin"), broken, "开箱视频截图已上传，包装没有缓冲。")
	})
}

// scene is what a buyer's picture shows.
func scene(kind flow.Kind, reason string) string {
	switch {
	case reason == policy.Missing:
		return "box"
	case reason == policy.Damaged:
		return "crack"
	case kind == flow.KindRefund:
		return "cloth"
	}
	return ""
}

// snapshot is a picture such as a buyer takes of what is wrong: an empty box, a
// crack, cloth, or just the thing.
func snapshot(what string) []byte {
	const side = 240
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := color.RGBA{R: uint8(214 - y/8), G: uint8(206 - y/8), B: uint8(192 - y/8), A: 255}
			switch {
			case what == "box" && x > 40 && x < 200 && y > 90 && y < 200:
				c = color.RGBA{R: uint8(176 - x/8), G: uint8(134 - x/8), B: uint8(92 - x/8), A: 255}
			case what == "cloth":
				shade := uint8(24 * ((x + (y%12)*(1-2*((x/10)%2))) % 12) / 12)
				c = color.RGBA{R: 202 - shade, G: 184 - shade, B: 156 - shade, A: 255}
			case what != "box" && inside(x, y):
				c = color.RGBA{R: uint8(236 - x/4), G: uint8(232 - x/4), B: uint8(224 - x/4), A: 255}
				if crack := 118 + (y*7)%13 - (y/9)%5; what == "crack" && x > crack-2 && x < crack+2 && y < 170 {
					c = color.RGBA{R: 60, G: 52, B: 48, A: 255}
				}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // into memory
	return b.Bytes()
}

// inside is the outline of what stands in a snapshot.
func inside(x, y int) bool {
	dx := x - 120
	return y > 60 && y < 200 && dx*dx*100 < 60*60*(100-(y-60)*(y-60)/1400)
}
