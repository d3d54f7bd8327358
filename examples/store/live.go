package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
)

// A hub wakes the pages that wait for news of an order.
type hub struct {
	mu    sync.Mutex
	waits map[chan struct{}]bool
}

func newHub() *hub { return &hub{waits: map[chan struct{}]bool{}} }

func (h *hub) publish(context.Context, event.Event) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.waits {
		select {
		case c <- struct{}{}:
		default:
		}
	}
	return nil
}

func (h *hub) join() (news chan struct{}, leave func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waits[c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.waits, c)
	}
}

// A page that follows events carries the state that it shows, and asks for what
// came after it: nothing that happens between the two is lost, nor what happens
// while a connection is broken, the store restarts or nobody looks.

// follow streams an order's changes, its parcels' included; followAll those of
// a view of the desk. Other processes' changes are seen within five seconds.
func (s *server) follow(v *visit) error {
	id := order.ID(v.PathValue("id"))
	return s.stream(v, func() (string, error) { return s.stateOf(v, id) })
}

// stateOf is the state of an order's page.
func (s *server) stateOf(v *visit, id order.ID) (string, error) {
	o, err := s.shop.Orders.Order(v.Context(), v.By, id)
	if err != nil {
		return "", err
	}
	parts := []string{strconv.FormatInt(o.Version, 10)}
	for p, err := range s.shop.Parcels.Store.Shipments(v.Context(), string(id)) {
		if err != nil {
			return "", err
		}
		parts = append(parts, string(p.ID), strconv.FormatInt(p.Version, 10))
	}
	return digest(parts), nil
}

// digest names a state. It is the same after a restart.
func digest(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, " ")))
	return hex.EncodeToString(sum[:8])
}

// stream says "change" whenever state answers something else than the page
// shows, or than what the browser heard last.
func (s *server) stream(v *visit, state func() (string, error)) error {
	news, leave := s.heard.join() // before the first look: what comes after it is news
	defer leave()
	present, err := state()
	if err != nil {
		return err
	}
	seen := cmp.Or(v.Header.Get("Last-Event-ID"), v.URL.Query().Get("seen"), present)
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(v.w)
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		words := ": here\n\n"
		if err == nil && present != seen {
			seen, words = present, "id: "+present+"\nevent: change\ndata: now\n\n"
		}
		if _, err := v.w.Write([]byte(words)); err != nil || flush.Flush() != nil {
			return nil
		}
		select {
		case <-v.Context().Done():
			return nil
		case <-news:
		case <-tick.C:
		}
		present, err = state()
	}
}
