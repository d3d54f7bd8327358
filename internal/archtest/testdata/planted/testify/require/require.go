package require

import "testing"

func True(testing.TB, bool) {}
