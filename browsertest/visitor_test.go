package browsertest_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/need"
)

// patience is how long one step of a visitor may take on a busy machine.
const patience = 30 * time.Second

// bench is what all tests share; each part is made when it is first asked for.
var bench struct {
	store   func() (string, error)
	browser func() (context.Context, error)
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "browsertest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	end := func() {}
	defer func() {
		end()
		_ = os.RemoveAll(dir) // a child of the browser may still hold a file
	}()
	bench.store = sync.OnceValues(func() (string, error) { return buildStore(dir) })
	bench.browser = sync.OnceValues(func() (ctx context.Context, err error) {
		path, err := chromium()
		if err == nil {
			ctx, end, err = newBrowser(path, filepath.Join(dir, "profile"))
		}
		return ctx, err
	})
	// Visitors mostly wait for parcels: all tests at once, on however few processors.
	if err := flag.Set("test.parallel", "8"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// chromium is the path of the browser.
func chromium() (path string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no chromium, chromium-browser or google-chrome: %w", err)
}

// startBrowser returns the browser; the test ends where there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	ctx, err := bench.browser()
	if errors.Is(err, exec.ErrNotFound) {
		need.Missing(t, "chromium", err.Error())
	}
	require.NoError(t, err)
	return ctx
}

// newBrowser starts the one browser of a run, with a profile of its own.
func newBrowser(path, profile string) (ctx context.Context, end func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1280, 900), chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	allocator, wait := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, leave := chromedp.NewContext(allocator)
	end = func() {
		leave()
		wait()
	}
	return ctx, end, chromedp.Do(ctx)
}

// buildStore builds the example store into dir.
func buildStore(dir string) (binary string, err error) {
	root, err := need.Root()
	if err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "store")
	out, err := exec.Command("go", "-C", root, "build", "-o", binary, "./examples/store").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build ./examples/store: %w: %s", err, out)
	}
	return binary, nil
}

// startStore opens the example store on an empty database, where a carrier's day
// takes two seconds, and returns its address.
func startStore(t *testing.T, more ...string) string {
	t.Helper()
	binary, err := bench.store()
	require.NoError(t, err)
	flags := append([]string{"-addr", "127.0.0.1:0", "-db", "sqlite:" + filepath.Join(t.TempDir(), "store.db"), "-day", "2s", "-past=false"}, more...)
	cmd := exec.CommandContext(t.Context(), binary, flags...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = patience
	var said bytes.Buffer
	cmd.Stderr = &said
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Wait() // the test's end interrupts it
		require.Empty(t, said.String(), "what the store logged")
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	_, address, found := strings.Cut(strings.TrimSpace(line), "The shop is open at ")
	require.True(t, found, line)
	return address
}

// A visitor is one person in a browser context, with cookies of their own.
type visitor struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu      sync.Mutex
	trouble []string // what the console said
	loads   int      // of a page
	streams int      // of events asked for
	news    int      // messages called change
}

// visit opens a tab without cookies, in English.
func visit(t *testing.T, browser context.Context, base string, script bool) *visitor {
	t.Helper()
	v := &visitor{t: t, base: base}
	var end context.CancelFunc
	v.ctx, end = chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(v.heard))
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(v.ctx))
	_, err := chromedp.Call(v.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !script})
	require.NoError(t, err)
	v.open("/?lang=en")
	return v
}

// heard notes what the browser tells about the tab.
func (v *visitor) heard(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// The browser asks every site for an icon by itself; that there is none is no page's fault.
		if (e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning) && e.Entry.URL != v.base+"/favicon.ico" {
			v.trouble = append(v.trouble, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			v.trouble = append(v.trouble, fmt.Sprintf("console.%s at %s", e.Type, v.base))
		}
	case *runtime.EventExceptionThrown:
		v.trouble = append(v.trouble, "exception: "+e.ExceptionDetails.Text)
	case *page.EventFrameNavigated:
		v.loads++
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeEventSource {
			v.streams++
		}
	case *network.EventEventSourceMessageReceived:
		if e.EventName == "change" {
			v.news++
		}
	}
}

// counts are the pages loaded, the streams asked for and the news received.
func (v *visitor) counts() (loads, streams, news int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.loads, v.streams, v.news
}

// calm requires that the console had nothing to say.
func (v *visitor) calm() {
	v.t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	require.Empty(v.t, v.trouble)
}

// within gives a step its time and says which step it was when that is over.
func (v *visitor) within(limit time.Duration, what string, step func(context.Context) error) {
	v.t.Helper()
	ctx, end := context.WithTimeout(v.ctx, limit)
	defer end()
	require.NoError(v.t, step(ctx), what)
}

// loaded runs a step that leads to another page, which must answer 200.
func (v *visitor) loaded(what string, step chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	v.within(patience, what, func(ctx context.Context) error {
		answer, err := chromedp.RunResponse(ctx, step)
		if err == nil && answer.Status != 200 {
			err = fmt.Errorf("%s answered %d", answer.URL, answer.Status)
		}
		return err
	})
}

func (v *visitor) open(path string) {
	v.t.Helper()
	v.loaded("open "+path, chromedp.Navigate(v.base+path))
}

// click clicks the one thing, by XPath, that leads to another page.
func (v *visitor) click(xpath string) {
	v.t.Helper()
	v.loaded("click "+xpath, chromedp.Click(chromedp.Search(xpath)))
}

// press clicks the one thing, by XPath, that changes the page it is on.
func (v *visitor) press(xpath string) {
	v.t.Helper()
	v.within(patience, "press "+xpath, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Click(chromedp.Search(xpath)))
	})
}

// write types into a field; in a list of choices that chooses.
func (v *visitor) write(name, text string) {
	v.t.Helper()
	v.within(patience, "write "+name, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.SendKeys(chromedp.Search(fmt.Sprintf("//main//*[@name=%q]", name)), text))
	})
}

// shows waits until the page's heading begins with words.
func (v *visitor) shows(words string, limit time.Duration) {
	v.t.Helper()
	v.within(limit, "heading "+words, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.WaitVisible(chromedp.Search(fmt.Sprintf("//h1[starts-with(text(),%q)]", words))))
	})
}

// heading is what the page's heading says now.
func (v *visitor) heading() (words string) {
	v.t.Helper()
	v.within(patience, "heading", func(ctx context.Context) (err error) {
		words, err = chromedp.Run(ctx, chromedp.Text(chromedp.CSS("h1")))
		return err
	})
	return words
}

// path is the path of the page that is open.
func (v *visitor) path() (path string) {
	v.t.Helper()
	v.within(patience, "location", func(ctx context.Context) error {
		address, err := chromedp.Run(ctx, chromedp.Location())
		if err != nil {
			return err
		}
		at, err := url.Parse(address)
		path = cmp.Or(at, &url.URL{}).Path
		return err
	})
	return path
}

// evaluate runs an expression in the page.
func evaluate[T any](v *visitor, expression string) (got T) {
	v.t.Helper()
	v.within(patience, expression, func(ctx context.Context) (err error) {
		got, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression))
		return err
	})
	return got
}

// scriptsRun reports whether the page's own scripts run, by a page that has one.
func (v *visitor) scriptsRun() bool {
	v.t.Helper()
	v.within(patience, "a page with a script", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Navigate("data:text/html,<h1>no</h1><script>document.querySelector('h1').textContent='yes'</script>"))
	})
	return v.heading() == "yes"
}
