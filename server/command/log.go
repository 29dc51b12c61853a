package command

import "log/slog"

// logger returns the log that the settings ask for, on standard error.
func (p *program) logger() *slog.Logger { return p.loggerFrom(p.settings.Settings.LogLevel) }

// quietLogger is the log of a command that tells by itself how it goes: of
// warnings and errors.
func (p *program) quietLogger() *slog.Logger {
	return p.loggerFrom(max(slog.LevelWarn, p.settings.Settings.LogLevel))
}

// silentLogger is the log of a command whose own words tell what an engine would
// log: none, unless a level was asked for.
func (p *program) silentLogger() *slog.Logger {
	if p.settings.IsDefault("log.level") {
		return slog.New(slog.DiscardHandler)
	}
	return p.logger()
}

func (p *program) loggerFrom(least slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: least}
	if p.settings.Settings.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}
