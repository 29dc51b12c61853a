package faulttable_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"activityhub/server/servertest"
)

// A network is a wire of pipes, whose waiting fake time knows, from a client to a
// server: what package net does to an address that nothing is wrong with.
type network struct {
	conns  chan net.Conn
	closed chan struct{}
	dials  atomic.Int32
	broken atomic.Pointer[breakage] // nil: it works
}

// A breakage is what becomes of a connection that is asked for.
type breakage func(context.Context, *network) (net.Conn, error)

func newNetwork() *network {
	return &network{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// dial is a [http.Transport.DialContext]. A connection that works takes no time.
func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.dials.Add(1)
	b := n.broken.Load()
	if b == nil {
		return n.connect()
	}
	if err := pass(ctx, latency); err != nil {
		return nil, err
	}
	return (*b)(ctx, n)
}

func (n *network) connect() (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case n.conns <- theirs:
		return ours, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Accept, Close and Addr make it a net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.conns:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error { close(n.closed); return nil }

func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// pass lets time pass.
func pass(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The ways in which there is no connection.

func refused(context.Context, *network) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

func noSuchHost(context.Context, *network) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: canary, IsNotFound: true}}
}

// connectTimeout is what a dialer of the engine's says after three seconds.
func connectTimeout(ctx context.Context, _ *network) (net.Conn, error) {
	err := pass(ctx, 3*time.Second-latency)
	if err == nil {
		err = os.ErrDeadlineExceeded
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
}

// stranger is a server with a certificate of an authority that nobody knows.
func stranger(_ context.Context, n *network) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		_ = tls.Server(buffered{theirs}, &tls.Config{Certificates: []tls.Certificate{certificates().strange}}).Handshake()
	}()
	return ours, nil
}

// plainText is a server that does not speak TLS.
func plainText(context.Context, *network) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		_, _ = buffered{theirs}.Write([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n" + canary))
		_, _ = io.Copy(io.Discard, theirs)
	}()
	return ours, nil
}

// buffered is a connection that writes do not wait for, as those of TCP are: both
// ends of a handshake that fails may write at once.
type buffered struct{ net.Conn }

func (b buffered) Write(p []byte) (int, error) {
	p = bytes.Clone(p)
	go func() { _, _ = b.Conn.Write(p) }()
	return len(p), nil
}

// silent is a server that takes connections and says nothing in TLS.
func silent(context.Context, *network) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		_, _ = io.Copy(io.Discard, theirs)
	}()
	return ours, nil
}

// known and strange are certificates for secureHost; roots knows one of them.
type certificatePair struct {
	known, strange tls.Certificate
	roots          *x509.CertPool
}

var certificates = sync.OnceValue(func() certificatePair {
	pair := certificatePair{known: selfSigned(), strange: selfSigned(), roots: x509.NewCertPool()}
	pair.roots.AddCert(pair.known.Leaf)
	return pair
})

func selfSigned() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: secureHost}, DNSNames: []string{secureHost},
		NotBefore: servertest.Now.AddDate(-1, 0, 0), NotAfter: servertest.Now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}
}

var _ net.Listener = (*network)(nil)
