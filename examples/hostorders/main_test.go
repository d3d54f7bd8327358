package main

import (
	"context"
	"os"
	"path/filepath"
)

func Example() {
	dir, _ := os.MkdirTemp("", "hostorders")
	defer os.RemoveAll(dir)
	if err := run(context.Background(), filepath.Join(dir, "host.db")); err != nil {
		panic(err)
	}
	// Output:
	// true
	// 1 order, 1 paid
}
