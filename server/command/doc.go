// Package command is the command line of Activity Hub: one type for each
// command, parsed by kong, and [Run], which main calls with everything that a
// process has.
//
//	os.Exit(command.Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
//
// Answers go to standard output, progress and errors to standard error. An
// error is one line: what was wrong, and what would be right. The exit codes are
// OK, Negative, Usage, Failure and Interrupted.
package command
