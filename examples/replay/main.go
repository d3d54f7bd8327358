// Replay sends the real sales of a file through catalogue, stock, orders,
// payment, hand-over and refund, and prints what the books then say.
//
//	go run ./examples/replay -db sqlite:replay.db FILE.csv.gz
//
// Every invoice is placed, paid, accepted and handed over as in a shop, in five
// transactions through the public services, each on the disk before the next
// begins. Customers buy at the same time: up to 32 transactions share one flush,
// so that an invoice costs less than half a flush instead of five.
//
// On two cores the beginning of the retail file, with 28 lines an invoice on
// average, took 4.5 ms an invoice at best: 13,400 a minute. SQLite has one
// writer, and its CPU is the limit. Of the CPU that an invoice takes, three
// quarters are spent inside transactions, one after the other: a sixth to read
// the order and its lines again at each step, a sixth to reserve stock and to
// let it leave, a sixth to write pages to the log, flush it and copy it into the
// file, and the rest on the order, the payment, their ledger, history and
// events. The quarter outside is nearly all reading of the catalogue, which
// other cores do meanwhile.
package main

import (
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
)

func main() {
	dsn := flag.String("db", "memory:", "where to keep the shop: memory:, sqlite:FILE or postgres://…")
	most := flag.Int("invoices", 0, "stop after so many invoices; 0: all")
	flag.Parse()
	if err := run(context.Background(), *dsn, *most, flag.Arg(0)); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dsn string, most int, path string) error {
	if path == "" {
		return errors.New("replay: name a file")
	}
	f, err := load(path)
	if err != nil {
		return err
	}
	r, err := start(ctx, dsn, f)
	if err != nil {
		return err
	}
	bar := progressbar.NewOptions(len(f.rows), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(), progressbar.OptionSetDescription("rows"))
	if err := r.all(ctx, most, func(n int) { _ = bar.Add(n) }); err != nil {
		return err
	}
	_ = bar.Finish()
	fmt.Fprintln(os.Stderr)
	return r.report(ctx, os.Stdout)
}

func load(path string) (file, error) {
	in, err := os.Open(path)
	if err != nil {
		return file{}, err
	}
	defer in.Close()
	var plain io.Reader = in
	if strings.HasSuffix(path, ".gz") {
		if plain, err = gzip.NewReader(in); err != nil {
			return file{}, fmt.Errorf("replay: %s: %w", path, err)
		}
	}
	return read(plain)
}
