package server

// DefaultLimits returns the limits that zero fields of [Limits] mean.
func DefaultLimits() Limits { return Limits{}.withDefaults() }
