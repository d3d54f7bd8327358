package main

import (
	"bufio"
	"context"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

// listen follows a page's events; heard waits for the next change and answers its id.
func (v *visitor) listen(ctx context.Context, path, last string) (heard func() string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.shop.url+path, nil)
	require.NoError(v.t, err)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := v.http.Do(r)
	require.NoError(v.t, err)
	v.t.Cleanup(func() { _ = answer.Body.Close() })
	require.Equal(v.t, "text/event-stream", answer.Header.Get("Content-Type"))
	lines := bufio.NewScanner(answer.Body)
	return func() (id string) {
		for lines.Scan() && lines.Text() != "event: change" {
			id, _ = strings.CutPrefix(lines.Text(), "id: ")
		}
		require.Equal(v.t, "event: change", lines.Text())
		return id
	}
}

// events is the address that a page follows.
func events(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`data-events="([^"]*)"`).FindStringSubmatch(page)
	require.Len(t, m, 2)
	return html.UnescapeString(m[1])
}

func TestAPageHearsWhatHappensAfterIt(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop, link := sold(t, s)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	_, page := buyer.get(link)
	heard := buyer.listen(ctx, events(t, page), "")
	shop.post(link, "do", "accept")
	_, err := s.shop.RunOnce(t.Context())
	require.NoError(t, err)
	id := heard()
	_, page = buyer.get(link)
	require.Contains(t, events(t, page), "seen="+id, "the page and the event name the same state")

	_, page = shop.get("/desk?view=ship")
	heard = shop.listen(ctx, events(t, page), "")
	shop.post(link, "do", "hand_over")
	_, err = s.shop.RunOnce(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, heard())
	stranger := s.visitor(t, secure.RoleBuyer, 2)
	status, _ := stranger.get(link + "/events")
	require.Equal(t, http.StatusNotFound, status)
	status, _ = stranger.get("/desk/events")
	require.Equal(t, http.StatusForbidden, status)
}

func TestAChangeBeforeTheConnectionIsNotLost(t *testing.T) {
	db := "sqlite:" + t.TempDir() + "/store.db"
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var path, first string
	t.Run("between page and stream", func(t *testing.T) {
		s := open(t, db)
		_, shop, link := sold(t, s)
		_, page := shop.get("/desk?view=new")
		seen := events(t, page)
		shop.post(link, "do", "accept") // before anyone listens
		path = seen
		require.NotEmpty(t, shop.listen(ctx, path, "")())
		_, page = shop.get(link)
		seen = events(t, page)
		shop.post(link, "do", "hand_over")
		shop.listen(ctx, seen, "")()
		first = shop.listen(ctx, path, "")()
	})
	t.Run("while the store restarts", func(t *testing.T) {
		s := open(t, db)
		v := s.visitor(t, secure.RoleMerchant, 2)
		require.Equal(t, first, v.listen(ctx, path, "")(), "the same state has the same name")
		quiet, end := context.WithTimeout(ctx, 300*time.Millisecond)
		defer end()
		r, err := http.NewRequestWithContext(quiet, http.MethodGet, s.url+path, nil)
		require.NoError(t, err)
		r.Header.Set("Last-Event-ID", first) // it has heard of that one
		answer, err := v.http.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			require.NotContains(t, lines.Text(), "change")
		}
	})
}
