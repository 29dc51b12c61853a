package adobe

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"activityhub/platform"
)

// explain says what is wrong, and what to do, for an error of send or of signing
// in. setting is the one that says where the service is. Where the Platform does
// not say why it refused, the request that Adobe can be asked about is named.
func explain(err error, setting string) advice {
	a := reasoned(err, setting)
	var r *refusal
	var failed *platform.Error
	if errors.As(err, &r) && byCode[r.code].found == "" && errors.As(err, &failed) && failed.RequestID != "" {
		a.found += " (request " + failed.RequestID + ")"
	}
	return a
}

func reasoned(err error, setting string) advice {
	if a, ok := unreached(err, setting); ok {
		return a
	}
	var r *refusal
	var failed *platform.Error
	switch {
	case errors.As(err, &r) && errors.Is(err, platform.ErrRejected):
		return r.advice()
	case errors.Is(err, platform.ErrNotFound), errors.Is(err, platform.ErrUnsupported):
		return advice{"nothing answers there", "look at " + setting}
	case errors.Is(err, platform.ErrRateLimited):
		return advice{"the service asks to slow down", "try again in a while; if it stays so, ask Adobe for the limits of the organisation"}
	case errors.Is(err, platform.ErrUnavailable):
		return advice{"the service fails", "try again in a while, and look at status.adobe.com"}
	case errors.As(err, &failed):
		found, do, _ := strings.Cut(failed.Message, "; ")
		if do == "" {
			do = "look at " + setting + ", and for a proxy on the way that answers in its place"
		}
		return advice{found, do}
	}
	return advice{"the check was broken off", "run it again"}
}

// unreached explains why there was no answer at all.
func unreached(err error, setting string) (advice, bool) {
	var (
		name      *net.DNSError
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		verified  *tls.CertificateVerificationError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &name):
		return advice{"the name of the host is not known", "look at " + setting + " and at the name service of this machine; behind a proxy, set HTTPS_PROXY"}, true
	case errors.Is(err, syscall.ECONNREFUSED):
		return advice{"nothing listens at that address", "look at host and port of " + setting + ", and start what should listen there"}, true
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return advice{"there is no way to that address", "look at the network of this machine; behind a proxy, set HTTPS_PROXY"}, true
	case errors.As(err, &authority):
		return advice{"the certificate is of an authority that this machine does not know", "if a proxy looks into TLS here, add its authority to this machine; otherwise look at " + setting}, true
	case errors.As(err, &host):
		return advice{"the certificate is for another host", "look at the host of " + setting}, true
	case errors.As(err, &invalid), errors.As(err, &verified):
		return advice{"the certificate is not valid", "look at the clock of this machine, and at " + setting}, true
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return advice{"what answers there does not speak TLS", "look at " + setting + ": http:// is for services on this machine"}, true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return advice{"the connection broke off before there was an answer", "try again in a while; if it stays so, look at " + setting + ", and for a proxy on the way"}, true
	case errors.Is(err, platform.ErrTimeout):
		return advice{"there is no answer in time", "look at the network and the firewall of this machine; behind a proxy, set HTTPS_PROXY"}, true
	}
	return advice{}, false
}
