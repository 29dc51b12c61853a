// Command activityhub is a GraphQL API over customer profiles, with a Platform
// of its own to answer from.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"activityhub/server/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks for an orderly stop; a second one ends the process.
	context.AfterFunc(ctx, stop)
	os.Exit(command.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
