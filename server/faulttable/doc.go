// Package faulttable holds no code of the program, only its proof: what becomes
// of every golden query in every fault of the engine behind it, in fake time,
// through the whole hub as it is in production.
//
//	go test ./server/faulttable -run 'TestFaults/429'
//
// Source: the service's resilience specification, section 5.
package faulttable
