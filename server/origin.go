package server

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/rs/cors"
)

// crossOrigin answers preflights and lets pages of the allowed origins read
// answers. Without allowed origins it adds nothing: rs/cors with an empty list
// would allow every origin.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	if len(s.config.AllowedOrigins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: s.config.AllowedOrigins,
		AllowedMethods: []string{http.MethodPost},
		AllowedHeaders: []string{"Content-Type", "Authorization", "Apollo-Require-Preflight", "Cache-Control", requestIDHeader, deadlineHeader},
		ExposedHeaders: []string{requestIDHeader},
		MaxAge:         600,
	}).Handler(next)
}

func checkOrigin(origin string) error {
	if strings.Contains(origin, "*") {
		return fmt.Errorf("server: allowed origin %q: wildcards are not supported, because any site could then read what is answered; list each origin, such as https://portal.example.com", origin)
	}
	parsed, err := url.Parse(origin)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Hostname() == "" || parsed.Scheme+"://"+parsed.Host != origin || strings.ToLower(origin) != origin {
		return fmt.Errorf("server: allowed origin %q: an origin is scheme://host or scheme://host:port in lower case, without a path, such as https://portal.example.com", origin)
	}
	return nil
}

// sameSite refuses requests that a browser makes for a page of another origin,
// unless that origin is allowed.
func (s *Server) sameSite(next http.Handler) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range s.config.AllowedOrigins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, &failure{code: forbidden, message: "pages of other origins may not call this API unless their origin is among the allowed origins"})
	}))
	return protection.Handler(next), nil
}

// ownHost refuses requests that name another host than this machine, unless
// remote callers are allowed: a page can make a browser believe that its own
// name is the address 127.0.0.1, but the browser still sends that name.
func (s *Server) ownHost(next http.Handler) http.Handler {
	if s.config.AllowRemote {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackHost(r.Host) {
			s.refuse(w, r, &failure{code: forbidden, message: "this server answers on its own machine alone: the Host is localhost, 127.0.0.1 or [::1]"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopbackHost reports whether host, with or without a port, names this machine
// and no other.
func loopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && address.IsLoopback()
}
