// Package seo reaches a package beside it.
package seo

import _ "github.com/cartwright-go/cartwright/marketing/sem"
