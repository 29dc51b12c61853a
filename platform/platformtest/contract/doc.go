// Package contract holds the traffic of tests to Adobe's published OpenAPI
// files. [Load] reads them; what passes [Contract.Transport] or
// [Contract.Handler] is matched to its operation and validated in both
// directions.
//
//	c := contract.Load(t)
//	engine, err := adobe.New(adobe.Config{Transport: c.Transport(t, http.DefaultTransport), …})
//
// A slip is a place where the files say something else than the guides and the
// published answers. [Slips] lists them one by one, each as an amendment of the
// one schema, parameter or answer that is wrong, so that everything around it is
// still validated.
//
// The files are no part of this project. Where they are not on the machine,
// tests that need them are left out.
package contract
