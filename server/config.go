package server

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// Config says what a [Server] serves and within which bounds. Every zero field
// but Schema means the default that is written beside it.
type Config struct {
	Schema     graphql.ExecutableSchema    // required
	Extensions []graphql.HandlerExtension  // run in this order, before the document limits; nil means none
	Ready      func(context.Context) error // what /readyz asks, within 2 s; nil means always ready
	GraphiQL   http.Handler                // serves / and /graphiql/; nil means no GraphiQL
	Logger     *slog.Logger                // nil means slog.Default()
	Engine     string                      // name of the engine in its errors; "" leaves it out

	AllowedOrigins []string // exact origins of other sites whose pages may call; nil means none
	AllowRemote    bool     // whether callers on other machines are served; false means loopback alone

	MaxBodyBytes      int64         // of a request body; zero means 256 KiB
	Limits            Limits        // of documents and variables
	QueryCacheEntries int           // documents kept parsed and validated; zero means 1,000
	RequestTimeout    time.Duration // the most one operation may take; zero means 10 s
	BodyTimeout       time.Duration // the most reading a body may take; zero means 15 s

	DrainDelay   time.Duration // how long requests are accepted after the end was asked for; zero means 5 s, negative means not at all
	DrainTimeout time.Duration // how long requests in flight may take after that; zero means 20 s
}

func (c Config) check() error {
	if c.Schema == nil {
		return errors.New("server: Config.Schema is required")
	}
	if c.MaxBodyBytes < 0 || c.QueryCacheEntries < 0 || c.RequestTimeout < 0 || c.BodyTimeout < 0 || c.DrainTimeout < 0 {
		return errors.New("server: sizes, counts and timeouts are positive, or zero for the default")
	}
	for _, origin := range c.AllowedOrigins {
		if err := checkOrigin(origin); err != nil {
			return err
		}
	}
	return c.Limits.check()
}

// withDefaults returns c with every zero field replaced by its default.
func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Ready == nil {
		c.Ready = func(context.Context) error { return nil }
	}
	c.MaxBodyBytes = cmp.Or(c.MaxBodyBytes, 256<<10)
	c.QueryCacheEntries = cmp.Or(c.QueryCacheEntries, 1000)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, 10*time.Second)
	c.BodyTimeout = cmp.Or(c.BodyTimeout, 15*time.Second)
	c.DrainDelay = max(0, cmp.Or(c.DrainDelay, 5*time.Second))
	c.DrainTimeout = cmp.Or(c.DrainTimeout, 20*time.Second)
	c.Limits = c.Limits.withDefaults()
	return c
}
