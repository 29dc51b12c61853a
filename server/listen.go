package server

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// ErrRemote is the kind of the error of an address that other machines reach.
var ErrRemote = errors.New("allow remote callers expressly")

// Listen returns a listener on address, HOST:PORT; port 0 takes a free one.
// Unless remote, the host must be this machine alone: localhost or a loopback
// address. Errors say what is wrong with the address and what would be right.
func Listen(address string, remote bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen address %q is not HOST:PORT, such as 127.0.0.1:8080", address)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, fmt.Errorf("listen address %q: the port is a number from 0 to 65535, not %q", address, port)
	} else if !remote && !loopbackHost(host) {
		return nil, fmt.Errorf("listen address %q can be reached from other machines, and nothing here asks who is calling: use 127.0.0.1:%d, or %w", address, n, ErrRemote)
	}
	if !remote && strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), "localhost") {
		address = net.JoinHostPort("127.0.0.1", port) // whatever the resolver makes of the name
	}
	listener, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listen address %s is in use by another process: stop that, or listen on another port", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("listen address %s is not permitted to this user: ports from 1024 are", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("listen address %s is none of this machine: use 127.0.0.1 for this machine alone", address)
	}
	return nil, fmt.Errorf("listen address %s: %w", address, err)
}

// loopback reports whether only this machine reaches address.
func loopback(address net.Addr) bool {
	parsed, err := netip.ParseAddrPort(address.String())
	return err == nil && parsed.Addr().Unmap().IsLoopback()
}
