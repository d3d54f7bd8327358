// Package sandboxhttp is the sandbox's hosted pay page: the place to which a
// shop redirects its buyer and from which the buyer comes back. It works
// without script, in Chinese and English, and takes test cards only.
//
//	page, err := sandboxhttp.New(sandboxhttp.Config{Sandbox: provider, Now: time.Now})
//	mux.Handle("/pay/", http.StripPrefix("/pay", page)) // sandbox.Config.PayPage is this address
//
// Card number, expiry and code exist in one request and nowhere else: they
// become one of the sandbox's tokens and are not stored, logged, shown again or
// passed on. That is how a real provider keeps cards out of a shop, and why the
// rest of the library has no field for them.
package sandboxhttp
