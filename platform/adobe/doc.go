// Package adobe is an engine over Adobe Experience Platform's REST API.
//
//	engine, err := adobe.New(adobe.Config{
//		BaseURL: "https://platform.adobe.io", SignInURL: "https://ims-na1.adobelogin.com",
//		Organization: org, Sandbox: "prod", ClientID: id, ClientSecret: secret,
//	})
//	client, err := platform.NewClient(platform.Config{Engine: engine})
//
// An XID is the Platform's own opaque identifier of an identity, an entity is
// what the wire calls a record, a projection travels as fields. What the wire
// looks like is package wire's to know; who we are to Adobe is package signin's;
// deadlines, retries, throttling and the circuit breaker are package
// resilience's.
//
// Answers are data from outside: links in them are followed only to the same
// service, and what an error of Adobe says in words never leaves this package,
// because it names people and organisations.
package adobe
