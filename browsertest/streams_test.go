package browsertest_test

import "testing"

// TestAPageLeftBehindHoldsNoConnection opens more pages that follow events than
// the six connections that a browser grants a site: one that it keeps for the
// Back button must not keep its stream.
func TestAPageLeftBehindHoldsNoConnection(t *testing.T) {
	t.Parallel()
	merchant := visit(t, startBrowser(t), startStore(t), true)
	merchant.become()
	for _, tab := range []string{"new", "ship", "way", "done", "unpaid", "off", "all", "new", "ship"} {
		merchant.open("/desk?view=" + tab)
	}
	merchant.calm()
}
