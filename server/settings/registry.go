package settings

import (
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"
)

const configKey = "config"

// Registry returns every setting, in the order in which they are shown.
func Registry() []Setting { return registry }

var registry = slices.Concat(storeSettings, logSettings, httpSettings, limitSettings, adobeSettings, cacheSettings, gatewaySettings, curatedSettings)

var storeSettings = []Setting{
	bind(Setting{Key: configKey, Group: GroupFile, Hint: "FILE",
		Help: "YAML file with settings. Flags and variables are stronger than it."},
		text("the name of a file", anyText), func(s *Settings) *string { return &s.Config }),
	bind(Setting{Key: "data", Group: GroupStore, Hint: "DIR",
		Help: "Folder of the embedded store, made if it is missing."},
		text("the name of a folder", func(s string) bool { return s != "" }), func(s *Settings) *string { return &s.Data }),
	bind(Setting{Key: "engine", Group: GroupStore, Hint: "NAME",
		Help: "What answers: local, the embedded Platform, or adobe, Adobe Experience Platform."},
		oneOf("local", "adobe"), func(s *Settings) *string { return &s.Engine }),
	bind(Setting{Key: "platform", Group: GroupStore, Hint: "DIR",
		Help: "Folder with definitions for the local Platform: schemas, data sets, namespaces, merge policies, segments. Empty for those that are built in."},
		text("the name of a folder", anyText), func(s *Settings) *string { return &s.Platform }),
	bind(Setting{Key: "synchronous", Group: GroupStore, Hint: "MODE",
		Help: "When a write is acknowledged: full, once it is on the disk; normal, once the system has it, which a power cut may undo."},
		oneOf("full", "normal"), func(s *Settings) *string { return &s.Synchronous }),
}

var logSettings = []Setting{
	bind(Setting{Key: "log.level", Group: GroupLog, Hint: "LEVEL",
		Help: "Least level that is logged: debug, info, warn or error."},
		level, func(s *Settings) *slog.Level { return &s.LogLevel }),
	bind(Setting{Key: "log.format", Group: GroupLog, Hint: "FORMAT",
		Help: "Form of the log on standard error: text or json."},
		oneOf("text", "json"), func(s *Settings) *string { return &s.LogFormat }),
}

var httpSettings = []Setting{
	bind(Setting{Key: "listen", Group: GroupHTTP, Hint: "ADDRESS",
		Help: "Address to listen on, HOST:PORT. Port 0 takes a free one."},
		text("HOST:PORT, such as 127.0.0.1:8080", isAddress), func(s *Settings) *string { return &s.Listen }),
	bind(Setting{Key: "allowRemote", Group: GroupHTTP,
		Help: "Listen on an address that other machines reach. There is no authentication yet: whoever reaches the port reads every profile."},
		boolean, func(s *Settings) *bool { return &s.AllowRemote }),
	bind(Setting{Key: "cors.origins", Group: GroupHTTP, Hint: "ORIGIN,…",
		Help: "Web origins whose pages may call the API, exactly as browsers send them. Empty for none."},
		list("origins such as https://desk.example, without a path or a star", isOrigin), func(s *Settings) *[]string { return &s.Origins }),
	bind(Setting{Key: "maxBody", Group: GroupHTTP, Hint: "BYTES",
		Help: "Largest request body, in bytes."},
		whole[int64](1024), func(s *Settings) *int64 { return &s.MaxBody }),
	bind(Setting{Key: "requestTimeout", Group: GroupHTTP, Hint: "DURATION",
		Help: "Longest that one request may take."},
		between(100*time.Millisecond, 10*time.Minute), func(s *Settings) *time.Duration { return &s.RequestTimeout }),
	bind(Setting{Key: "bodyTimeout", Group: GroupHTTP, Hint: "DURATION",
		Help: "Longest that reading a request body may take."},
		between(100*time.Millisecond, 10*time.Minute), func(s *Settings) *time.Duration { return &s.BodyTimeout }),
	bind(Setting{Key: "drain.delay", Group: GroupHTTP, Hint: "DURATION",
		Help: "How long requests are still taken after the end was asked for, with /readyz saying no, so that balancers look away."},
		between(0, 10*time.Minute), func(s *Settings) *time.Duration { return &s.DrainDelay }),
	bind(Setting{Key: "drain.timeout", Group: GroupHTTP, Hint: "DURATION",
		Help: "How long requests in flight may then take to finish."},
		between(100*time.Millisecond, 10*time.Minute), func(s *Settings) *time.Duration { return &s.DrainTimeout }),
	bind(Setting{Key: "queryCache", Group: GroupHTTP, Hint: "N",
		Help: "How many documents are kept parsed and validated."},
		whole(1), func(s *Settings) *int { return &s.QueryCache }),
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	return err == nil && port != ""
}

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, "*") &&
		s == u.Scheme+"://"+u.Host
}

// find returns the setting with that key.
func find(key string) (Setting, bool) {
	i := slices.IndexFunc(registry, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return registry[i], true
}

// keys returns the keys that the file may hold, whole.
func keys() []string {
	var all []string
	for _, s := range registry {
		if s.Key != configKey {
			all = append(all, s.Key)
		}
	}
	return all
}

// isPrefix reports whether keys go on after p.
func isPrefix(p string) bool {
	return slices.ContainsFunc(registry, func(s Setting) bool { return strings.HasPrefix(s.Key, p) })
}
