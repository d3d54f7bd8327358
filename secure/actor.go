package secure

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrActor matches the refusal of an actor whose ID cannot be kept.
var ErrActor = errors.New("secure: bad actor")

// maxActorID is how long an actor's ID can be, in bytes.
const maxActorID = 256

// Role is what an actor may be to a shop. The zero Role is nobody's: its bearer is
// anonymous. Hosts may add roles of their own and grant them actions in a Policy.
type Role string

// The roles of DefaultPolicy.
const (
	// RoleBuyer buys, signed in or as a guest with a token.
	RoleBuyer Role = "buyer"
	// RoleMerchant acts for the sellers listed in its Actor.
	RoleMerchant Role = "merchant"
	// RoleStaff runs the shop for all sellers.
	RoleStaff Role = "staff"
	// RoleSystem is the program itself: timers, relays, recovery.
	RoleSystem Role = "system"
)

// Actor is whoever gives a command or asks a question. The host fills it in from
// its own sign-in; this library authenticates nobody. The zero Actor is anonymous.
type Actor struct {
	// ID names the person or the part of the program. One person keeps one ID in
	// every role. A guest's ID is the hash of the guest's token (see NewToken). It is
	// written beside everything that the actor does, so a Policy refuses one of more
	// than 256 bytes, that is not UTF-8 or that has control characters.
	ID string
	// Role is the one in which the actor acts now.
	Role Role
	// Sellers are the ids of those for whom a merchant acts. Other roles leave it
	// empty; it gives them nothing.
	Sellers []string
}

// System returns the actor for a part of the program that acts on nobody's
// request, such as "order.expire". An empty name makes it anonymous.
func System(name string) Actor { return Actor{ID: name, Role: RoleSystem} }

// Anonymous reports whether the actor lacks an ID or a Role. An anonymous actor
// equals nobody, itself included, owns nothing and sells nothing.
func (a Actor) Anonymous() bool { return a.ID == "" || a.Role == "" }

// Check returns nil for an actor that can be written down, and else an error that
// matches ErrActor and repeats nothing of the ID. Every Policy asks it.
func (a Actor) Check() error {
	var why string
	switch {
	case len(a.ID) > maxActorID:
		why = fmt.Sprintf("is longer than %d bytes", maxActorID)
	case !utf8.ValidString(a.ID):
		why = "is not valid UTF-8"
	case strings.ContainsFunc(a.ID, unicode.IsControl):
		why = "has control characters"
	default:
		return nil
	}
	return fmt.Errorf("%w: the ID %s", ErrActor, why)
}

// Is reports whether the actor is the one with this id. It is false for an
// anonymous actor and for an empty id, so that a row without an owner belongs to
// nobody rather than to everybody who is not signed in.
func (a Actor) Is(id string) bool { return id != "" && a.ID == id && !a.Anonymous() }

// Sells reports whether the actor is a merchant who acts for this seller. It is
// false for an empty seller.
func (a Actor) Sells(seller string) bool {
	return seller != "" && a.Role == RoleMerchant && !a.Anonymous() && slices.Contains(a.Sellers, seller)
}

// String returns role and id, as in "buyer:01J…", for histories and logs, and
// "anonymous" for an anonymous actor.
func (a Actor) String() string {
	if a.Anonymous() {
		return anonymous
	}
	return string(a.Role) + ":" + a.ID
}

// Same reports whether both are the same actor in the same role. It is false when
// either is anonymous.
func Same(a, b Actor) bool { return a.Role == b.Role && a.Is(b.ID) }

const anonymous = "anonymous"
