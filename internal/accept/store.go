package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const storePackage = "./examples/store"

// storeAnswers builds the store once to warm the build cache, then times what a
// newcomer types until the first page is there, on a database that does not exist
// yet.
func storeAnswers(ctx context.Context, _ bool) (string, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "accept")
	if err != nil {
		return "", false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "warm"), storePackage)
	if out, err := build.CombinedOutput(); err != nil {
		return "", false, fmt.Errorf("go build %s: %w: %s", storePackage, err, last(string(out)))
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return "", false, err
	}
	took, err := firstAnswer(ctx, address, filepath.Join(dir, "shop.db"))
	if err != nil {
		return "", false, err
	}
	return fmt.Sprintf("%.2f s", took.Seconds()), took <= 3*time.Second, nil
}

// freeAddress returns a loopback address that nothing listened on just now.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// firstAnswer starts the store through the go command and returns how long its
// home page took to answer 200, the go command's own work included.
func firstAnswer(ctx context.Context, address, file string) (time.Duration, error) {
	began := time.Now()
	cmd := exec.CommandContext(ctx, "go", "run", storePackage, "-addr", address, "-db", "sqlite:"+file)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the go command starts a child: end both
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended already
		<-ended                                             //nolint:errcheck // killed is how it ends
	}()
	for {
		if answers(ctx, "http://"+address+"/") {
			return time.Since(began), nil
		}
		select {
		case err := <-ended:
			ended <- err
			return 0, fmt.Errorf("the store ended before it answered: %w", errors.Join(err, ctx.Err()))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func answers(ctx context.Context, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}
