package main

import (
	"fmt"
	"time"
)

var mutable int

func main() {
	mutable++
	go fmt.Println(time.Now())
	panic("examples may")
}
