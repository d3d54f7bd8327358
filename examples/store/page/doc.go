// Package page draws the example store's pages: plain view structs in, HTML
// out. It knows no service and no request, so a page can be tested, and looked
// at, without a shop behind it.
//
//	r, err := page.New()
//	if err != nil {
//		return err
//	}
//	return r.Message(w, page.Message{Frame: page.Frame{Lang: "en"}, Status: 404})
//
// Money and times arrive as text that is ready to show; every other word is in
// one table with both languages. Pages need no script and hold no inline style
// or script, so they pass a strict content security policy.
package page
