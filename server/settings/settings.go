package settings

import (
	"log/slog"
	"time"

	"activityhub/platform/adobe"
	"activityhub/platform/cached"
	"activityhub/platform/curated"
	"activityhub/platform/gateway"
	"activityhub/server"
)

// Settings is what is in force.
type Settings struct {
	Config string // the settings file; "" for none

	Data        string // folder of the embedded store
	Engine      string // "local" or "adobe"
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

	Adobe           adobe.Config // without what the program gives it
	ClientSecretIn  string       // file with Adobe.ClientSecret; "" for none
	DefinitionsLife time.Duration
	Cache           cached.Config // without engine and scope

	PlatformListen string         // where the local Platform's REST paths are; "" for the default of the command
	Gateway        gateway.Config // without what the program gives it
	Faults         string         // name or file of a scenario; "" for none

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

		Adobe: adobe.Config{
			BaseURL: "https://platform.adobe.io", SignInURL: "https://ims-na1.adobelogin.com", Sandbox: "prod",
			Scopes:    []string{"openid", "AdobeID", "read_organizations", "additional_info.projectedProductContext", "session"},
			ChunkSize: 50, PageSize: 1000, PageBudget: 6, Timeout: 5 * time.Second, MaxAnswer: 8 << 20,
		},
		DefinitionsLife: 5 * time.Minute,
		Cache: cached.Config{
			MaxBytes: 64 << 20, ProfileLife: 30 * time.Second, EventLife: 10 * time.Second, NotFoundLife: 2 * time.Second, StaleIfError: 10 * time.Minute,
		},

		Gateway: gateway.Config{
			ClientID: gateway.DefaultClientID, ClientSecret: gateway.DefaultClientSecret, Organization: gateway.DefaultOrganization,
			Sandboxes: []string{"prod"}, TokenLife: 24 * time.Hour,
		},

		Curated: curated.Defaults(),
	}
}
