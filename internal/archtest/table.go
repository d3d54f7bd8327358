package archtest

// leaves import nothing of the module.
var leaves = []string{"money", "fsm", "event", "secure", "adapter"}

// table says, for every top folder of the house, which other folders its packages
// may reach, directly or through others. A package may always reach its own
// folder. Paths that end in "/..." stand for a folder and all below it.
var table = map[string][]string{
	"money":      nil,
	"fsm":        nil,
	"event":      nil,
	"secure":     nil,
	"adapter":    nil,
	"catalog":    {"money", "event", "secure"},
	"payment":    {"money", "event", "fsm", "secure", "adapter"},
	"shipping":   {"money", "event", "fsm", "secure", "adapter"},
	"order":      {"money", "event", "fsm", "secure", "adapter", "catalog", "catalog/stock", "payment", "shipping"},
	"aftersales": {"money", "event", "fsm", "secure", "adapter", "catalog", "catalog/stock", "payment", "shipping", "order/..."},
	"recommend":  {"money", "event", "secure", "catalog/..."},
	"notify":     {"event", "secure"},
	"marketing":  {"money", "event", "fsm", "secure", "adapter", "catalog"},
	"memstore":   domains,
}

// domains is all that memory and the root may reach besides stores.
var domains = []string{
	"money/...", "fsm", "event", "secure", "adapter", "catalog/...", "payment/...", "shipping/...", "order/...",
	"aftersales/...", "recommend/...", "notify/...", "marketing/...",
}

// sqlTable does the same for the folders of sqlstore: one domain and what lies
// below it. The kernel itself is the row "".
var sqlTable = map[string][]string{
	"":           {"event", "money", "secure"},
	"sqlite":     {"event", "money", "secure", "sqlstore"},
	"postgres":   {"event", "money", "secure", "sqlstore"},
	"products":   {"event", "money", "secure", "sqlstore", "catalog"},
	"stock":      {"event", "money", "secure", "sqlstore", "catalog", "catalog/stock"},
	"search":     {"event", "money", "secure", "sqlstore", "catalog/...", "sqlstore/catalog"},
	"payments":   {"event", "money", "secure", "sqlstore", "fsm", "adapter", "payment"},
	"shipments":  {"event", "money", "secure", "sqlstore", "fsm", "adapter", "shipping"},
	"orders":     upToOrder,
	"carts":      upToOrder,
	"aftersales": append([]string{"aftersales/...", "sqlstore/orders"}, upToOrder...),
	"recommend":  {"event", "money", "secure", "sqlstore", "catalog/...", "recommend"},
	"notify":     {"event", "secure", "sqlstore", "money", "notify"},
	"marketing":  {"event", "money", "secure", "sqlstore", "fsm", "adapter", "catalog", "marketing/..."},
	"rules":      {"event", "money", "secure", "sqlstore", "fsm", "adapter", "catalog", "marketing/promotion/..."},
	"coupons":    {"event", "money", "secure", "sqlstore", "fsm", "adapter", "catalog", "marketing/promotion/..."},
}

var upToOrder = []string{
	"event", "money", "secure", "sqlstore", "fsm", "adapter", "catalog", "catalog/stock", "payment", "shipping", "order/...",
	"sqlstore/stock", "sqlstore/payments", "sqlstore/shipments", "sqlstore/catalog",
}

// shared are the internal packages that library packages (not leaves) may use.
var shared = []string{"internal/ids"}

// plain are the packages whose input is plain values: they import no transport.
// Handlers and adapters live in folders below some of them.
var plain = []string{
	"money/...", "fsm", "event", "secure", "catalog/...", "payment", "shipping", "order/...", "aftersales/...", "recommend/...",
	"marketing/promotion", "marketing/seo", "marketing/attribution", "marketing/experiment", "memstore", "sqlstore/...",
}

// sqlFree are the packages that never reach database/sql, even through others.
var sqlFree = []string{
	"money/...", "fsm", "event/...", "secure/...", "adapter/...", "catalog/...", "payment/...", "shipping/...", "order/...",
	"aftersales/...", "recommend/...", "notify/...", "marketing/...", "memstore",
}

// outside says which library packages may import which module from elsewhere.
var outside = map[string][]string{
	"github.com/shopspring/decimal":   {"money/..."},
	"golang.org/x/text":               {"money/...", "catalog/search"},
	"modernc.org/sqlite":              {"sqlstore/sqlite"},
	"github.com/jackc/pgx/v5":         {"sqlstore/postgres"},
	"github.com/wneessen/go-mail":     {"notify/..."},
	"golang.org/x/time":               {"adapter"},
	"github.com/stretchr/testify":     nil,
	"github.com/google/go-cmp":        nil,
	"pgregory.net/rapid":              nil,
	"github.com/schollz/progressbar/": nil,
}

// badNames say nothing about what a package is for.
var badNames = []string{
	"util", "utils", "common", "types", "models", "model", "pkg", "interfaces", "helpers", "helper", "base", "misc", "shared",
	"domain", "application", "infrastructure",
}
