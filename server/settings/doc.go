// Package settings holds what an operator can set: one registry of names,
// defaults and rules, and the reading of it from flags, the environment and one
// YAML file, in that order of strength.
//
// A setting has one key, such as limits.rootFields. Its other names follow from
// it: the flag --limits-root-fields and the variable
// ACTIVITYHUB_LIMITS_ROOT_FIELDS. What nobody set has its default, and
// [Loaded.Entries] tells of every setting what is in force and who said so:
//
//	loaded, err := settings.Load(settings.Sources{Env: os.Environ()})
//	listener, err := server.Listen(loaded.Settings.Listen, false)
//
// A name that does not exist is an error that names the nearest one that does.
// Errors never repeat a value, which may be a secret.
package settings
