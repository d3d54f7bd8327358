module github.com/cartwright-go/cartwright

go 1.26.0

require github.com/stretchr/testify v1.12.1

replace github.com/stretchr/testify => ./testify
