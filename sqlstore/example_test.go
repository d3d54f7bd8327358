package sqlstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// A program that only takes payments migrates and links nothing else.
func ExampleMigrate() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(ctx, filepath.Join(dir, "shop.db"), sqlite.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	_, err = payments.Open(ctx, db)
	fmt.Println(err)
	fmt.Println(sqlstore.Migrate(ctx, db, payments.Schema()))
	_, err = payments.Open(ctx, db)
	fmt.Println(err)
	err = db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Emit(ctx, event.Event{ID: "e1", Type: "greeting", Subject: "world"})
	})
	unsent, _ := db.UnsentEvents(ctx, 10)
	fmt.Println(err, len(unsent), db.Stats().Commits)
	// Output:
	// sqlstore: schema: kernel has version 0, this program wants 1: run Migrate
	// <nil>
	// <nil>
	// <nil> 1 2
}
