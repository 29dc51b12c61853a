package settings

import (
	"log/slog"
	"time"

	"activityhub/platform/curated"
	"activityhub/server"
)

// Settings is what is in force.
type Settings struct {
	Config string // the settings file; "" for none

	Data        string // folder of the embedded store
	Engine      string // "local"
	Platform    string // folder of definitions; "" for those that are built in
	Synchronous string // "full" or "normal"

	LogLevel  slog.Level
	LogFormat string // "text" or "json"

	Listen         string
	AllowRemote    bool
	Origins        []string
	MaxBody        int64
	RequestTimeout time.Duration
	BodyTimeout    time.Duration
	DrainDelay     time.Duration
	DrainTimeout   time.Duration
	QueryCache     int
	Limits         server.Limits

	Curated curated.Rules
}

// Default returns the settings that are in force where nobody set any.
func Default() Settings {
	return Settings{
		Data:        "data",
		Engine:      "local",
		Synchronous: "full",

		LogLevel:  slog.LevelInfo,
		LogFormat: "text",

		Listen:         "127.0.0.1:8080",
		MaxBody:        256 << 10,
		RequestTimeout: 10 * time.Second,
		BodyTimeout:    15 * time.Second,
		DrainDelay:     5 * time.Second,
		DrainTimeout:   20 * time.Second,
		QueryCache:     1000,
		Limits:         server.DefaultLimits(),

		Curated: curated.Defaults(),
	}
}
