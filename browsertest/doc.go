// Package browsertest visits the example store with Chromium, as its buyers and
// merchants do: with and without script, on narrow and on wide screens. It is a
// module of its own, so that the library's users never download a browser driver.
//
//	go -C browsertest test ./...
//
// Without Chromium the tests are skipped; where CARTWRIGHT_REQUIRE names chromium
// they fail instead.
package browsertest
