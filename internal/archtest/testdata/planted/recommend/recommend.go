// Package recommend may use ids, not other internal packages.
package recommend

import (
	_ "github.com/cartwright-go/cartwright/internal/ids"
	_ "github.com/cartwright-go/cartwright/internal/tool"
)
