// Package gateway serves a local Platform over Adobe Experience Platform's REST
// paths, so that the adobe engine and any other client can be tried without an
// account.
//
//	gw, err := gateway.New(gateway.Config{Platform: local})
//	http.ListenAndServe("127.0.0.1:8090", gw)
//
// Everything is served from one origin: sign-in under /ims, the Platform's
// services under /data, and streaming collection under /collection. A record is
// an entity on the wire; an XID is the Platform's own opaque identifier of an
// identity. Where Adobe's documentation is silent the answer is the one that
// docs/decisions.md gives.
//
// The credentials are for laptops: unless it is told others, a gateway knows the
// ones in config.go, which are no secret. It belongs on a loopback address.
package gateway
