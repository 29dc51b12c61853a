package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"activityhub/platform/xdm"
	"activityhub/server/settings"
)

// The exit codes.
const (
	OK          = 0   // done
	Negative    = 1   // done, and the answer is no: a record rejected, no such profile, a breaking change
	Usage       = 2   // the command line or the settings are not right; nothing was done
	Failure     = 3   // it could not be done
	Interrupted = 130 // stopped by a signal before the end
)

// grammar is the command line as kong reads it.
type grammar struct {
	Version versionFlag `help:"Print the version and exit."`

	Serve    serveCommand    `cmd:"" help:"Serve the API at /graphql and GraphiQL at /."`
	Ingest   ingestCommand   `cmd:"" help:"Store records or events of a data set."`
	Lookup   lookupCommand   `cmd:"" help:"Show one profile."`
	Platform platformCommand `cmd:"" help:"Serve the local Platform over the REST paths of Adobe Experience Platform."`
	Schema   struct {
		Fetch    schemaFetchCommand    `cmd:"" help:"Read the union schemas from the Schema Registry."`
		Generate schemaGenerateCommand `cmd:"" help:"Write GraphQL types from a union schema."`
		Diff     schemaDiffCommand     `cmd:"" help:"Compare two union schemas as GraphQL callers see them."`
	} `cmd:"" help:"GraphQL types from union schemas."`
	Demo struct {
		Generate demoGenerateCommand `cmd:"" help:"Write demonstration data."`
	} `cmd:"" help:"Demonstration data."`
	Config configCommand `cmd:"" help:"Show every setting in force and who set it."`
	Doctor doctorCommand `cmd:"" help:"Check settings, credentials and what can be reached, and say what to do."`
}

const description = `Activity Hub answers GraphQL queries about customers: who they are, what they did, which segments they are in.

Settings come from flags, then ACTIVITYHUB_ variables, then the YAML file named by --config; "activityhub config" shows them all.

Exit codes: 0 done; 1 done, and the answer is no; 2 wrong usage or settings; 3 it could not be done; 130 interrupted.`

// program is what the process gave and what the settings say.
type program struct {
	env      []string
	stdin    io.Reader
	stdout   io.Writer
	stderr   *console
	settings *settings.Loaded // nil for commands that read none
}

// Run runs one command and returns its exit code. When ctx ends, the command
// comes to an orderly stop.
func Run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{env: env, stdin: stdin, stdout: stdout, stderr: newConsole(stderr)}
	err := p.run(ctx, args)
	var ended *exitError
	switch {
	case err == nil, errors.Is(err, errShown):
		return OK
	case errors.As(err, &ended):
		p.complain(ended.message)
		return ended.code
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		p.complain("interrupted; run the same command again to start over")
		return Interrupted
	}
	p.complain(err.Error())
	return Failure
}

// complain prints one line on standard error.
func (p *program) complain(message string) {
	fmt.Fprintf(p.stderr, "activityhub: %s\n", strings.Join(strings.FieldsFunc(message, func(r rune) bool { return r == '\n' || r == '\r' }), "; "))
}

func (p *program) run(ctx context.Context, args []string) error {
	parser, err := kong.New(&grammar{},
		kong.Name("activityhub"),
		kong.Description(description),
		kong.Writers(p.stdout, p.stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 96}),
		kong.Help(showHelp),
		kong.PostBuild(addSettings),
		kong.Vars{"exclude": strings.Join(xdm.DefaultExclude, ", ")},
	)
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if errors.Is(err, errShown) {
		return err
	}
	if err != nil {
		return misused(err)
	}
	if group := groupsOf(parsed.Selected()); len(group) > 0 {
		p.settings, err = settings.Load(settings.Sources{Flags: givenSettings(parsed), Env: p.env})
		if err != nil {
			return usage("%v", err)
		}
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(p)
}

// errShown says that what was asked for has been printed while parsing.
var errShown = errors.New("shown")

func showHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	return errShown
}
