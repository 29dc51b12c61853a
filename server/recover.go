package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
)

// recovered turns a panic into a failure. The stack goes to the log; the value
// does not, for it can hold anything, unless the runtime made it.
func (s *Server) recovered(ctx context.Context, panicked any) error {
	what := fmt.Sprintf("%T", panicked)
	if err, ok := panicked.(runtime.Error); ok {
		what = err.Error()
	}
	s.config.Logger.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("request", exchangeFrom(ctx).id), slog.String("panic", what), slog.String("stack", string(debug.Stack())))
	return &failure{code: internal}
}
