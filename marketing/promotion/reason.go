package promotion

// A Reason says in one word what became of a rule.
type Reason string

// The reasons.
const (
	ReasonApplied    Reason = "applied"
	ReasonNotStarted Reason = "not_started"
	ReasonEnded      Reason = "ended"
	ReasonCode       Reason = "code_missing" // needs a code that was not entered
	ReasonItems      Reason = "no_items"     // no line that it is about
	ReasonAmount     Reason = "amount"       // Short is missing
	ReasonQuantity   Reason = "quantity"     // Units are missing
	ReasonTooMuch    Reason = "too_much"     // above an upper limit
	ReasonBuyer      Reason = "buyer"        // for other buyers
	ReasonSignIn     Reason = "sign_in"      // for buyers who are signed in
	ReasonOrders     Reason = "orders"       // for buyers with fewer or more orders
	ReasonChannel    Reason = "channel"
	ReasonCountry    Reason = "country"
	ReasonCurrency   Reason = "currency" // has no amount in the cart's currency
	ReasonPayment    Reason = "payment"  // for another method of payment
	ReasonSchedule   Reason = "schedule" // not at this hour
	ReasonExcluded   Reason = "excluded" // something that it rules out is so
	ReasonLimit      Reason = "limit"    // redeemed as often as it may be
	ReasonUsed       Reason = "used"     // by this buyer as often as it may be
	ReasonBudget     Reason = "budget"   // its budget is spent
	ReasonGone       Reason = "gone"     // its gift or its stock is used up
	ReasonNothing    Reason = "nothing"  // would give nothing
	ReasonLost       Reason = "lost"     // a combination without it is better
	ReasonOther      Reason = "other"    // a host's own condition is not met
)

// A CodeAnswer is what becomes of a code that was entered. The words are those of
// the Universal Commerce Protocol, and "applied".
type CodeAnswer string

// The answers.
const (
	CodeApplied     CodeAnswer = "applied"
	CodeExpired     CodeAnswer = "discount_code_expired"
	CodeInvalid     CodeAnswer = "discount_code_invalid"
	CodeRepeated    CodeAnswer = "discount_code_already_applied"
	CodeCombination CodeAnswer = "discount_code_combination_disallowed"
	CodeNotSignedIn CodeAnswer = "discount_code_user_not_logged_in"
	CodeIneligible  CodeAnswer = "discount_code_user_ineligible"
)
