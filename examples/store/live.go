package main

import (
	"context"
	"fmt"
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

// follow streams an order's changes, its parcels' included; followAll those of
// every order that the visitor may see. Other processes' changes are seen
// within five seconds.
func (s *server) follow(v *visit) error {
	id := order.ID(v.PathValue("id"))
	return s.stream(v, func() (string, error) {
		o, err := s.shop.Orders.Order(v.Context(), v.By, id)
		state := strconv.FormatInt(o.Version, 10)
		if err != nil {
			return state, err
		}
		for p, err := range s.shop.Parcels.Store.Shipments(v.Context(), string(id)) {
			if err != nil {
				return state, err
			}
			state += fmt.Sprint(" ", p.ID, p.Version)
		}
		return state, nil
	})
}

func (s *server) followAll(v *visit) error {
	return s.stream(v, func() (string, error) {
		list, err := s.list(v, order.Query{Limit: 100})
		var state strings.Builder
		for _, o := range list {
			fmt.Fprint(&state, o.ID, o.Version, " ")
		}
		return state.String(), err
	})
}

// stream says "change" whenever state answers something new.
func (s *server) stream(v *visit, state func() (string, error)) error {
	seen, err := state()
	if err != nil {
		return err
	}
	news, leave := s.heard.join()
	defer leave()
	v.w.Header().Set("Content-Type", "text/event-stream")
	v.w.Header().Set("Cache-Control", "no-store")
	flush := http.NewResponseController(v.w)
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		if _, err := v.w.Write([]byte(": here\n\n")); err != nil || flush.Flush() != nil {
			return nil
		}
		select {
		case <-v.Context().Done():
			return nil
		case <-news:
		case <-tick.C:
		}
		if now, err := state(); err == nil && now != seen {
			seen = now
			_, _ = v.w.Write([]byte("event: change\ndata: now\n\n"))
		}
	}
}
