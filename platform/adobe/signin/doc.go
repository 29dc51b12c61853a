// Package signin gets access tokens from Adobe's sign-in service (IMS) for an
// OAuth server-to-server credential, and shares them.
//
//	tokens := signin.New(signin.Config{URL: "https://ims-na1.adobelogin.com", ClientID: id, ClientSecret: secret})
//	token, err := tokens.Token(ctx)
//	token.Authorize(request.Header)
//
// A token lives for a day, is the same for everybody who uses the credential,
// and there is none to renew it with: a new one costs the same request again. So
// one goroutine fetches, everybody waits for it, and long before the end of a
// token the next one is fetched while the old one is in use.
//
// Neither a token nor the secret can be printed or logged by accident.
//
// Source: Developer Console reference on OAuth server-to-server credentials.
package signin
