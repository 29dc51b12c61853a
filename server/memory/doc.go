// Package memory sets how a server uses memory: how often it is collected, and
// how much there may be.
//
//	defer memory.Tune(os.Environ())()
package memory
