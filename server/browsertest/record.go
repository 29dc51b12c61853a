package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// explorerComplaint is what the explorer plugin says of an argument that is a
// list, such as kinds: [CHURN, CONVERSION]. It cannot edit those, and shows and
// keeps them all the same.
const explorerComplaint = "arg mismatch between arg and selection"

// A record keeps what a page asked for and what went wrong in it. The browser's
// log is where violations of the content security policy appear, a worker's as
// well; it is replayed to those who attach late, so no early one is missed.
type record struct {
	host string // the page's own host and port

	mu       sync.Mutex
	requests []string
	problems []string
}

func newRecord(host string) *record { return &record{host: host} }

// listen records the tab of ctx, and every worker that it starts.
func (r *record) listen(ctx context.Context) {
	chromedp.ListenTarget(ctx, r.event)
	chromedp.ListenTarget(ctx, func(event any) {
		attached, ok := event.(*target.EventAttachedToTarget)
		if !ok || !strings.HasSuffix(attached.TargetInfo.Type, "worker") {
			return
		}
		worker, _ := chromedp.NewContext(ctx, chromedp.WithTargetID(attached.TargetInfo.TargetID)) // ends with the tab
		chromedp.ListenTarget(worker, r.event)
		go chromedp.Run(worker) // attaches; a worker that is gone by then has nothing to say
	})
}

func (r *record) event(event any) {
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		r.request(event.Request.URL)
	case *network.EventResponseReceived:
		if event.Response.Status >= 400 {
			r.problem("status %d from %s", event.Response.Status, event.Response.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.APITypeError || event.Type == runtime.APITypeAssert {
			if said := arguments(event.Args); !strings.Contains(said, explorerComplaint) {
				r.problem("console: %s", said)
			}
		}
	case *runtime.EventExceptionThrown:
		r.problem("exception: %s", event.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if event.Entry.Level == log.LevelError || event.Entry.Source == log.SourceSecurity {
			r.problem("log, %s: %s (%s)", event.Entry.Source, event.Entry.Text, event.Entry.URL)
		}
	}
}

func (r *record) request(address string) {
	parsed, err := url.Parse(address)
	if err == nil && (parsed.Scheme == "data" || parsed.Scheme == "blob") {
		return
	}
	r.mu.Lock()
	r.requests = append(r.requests, address)
	r.mu.Unlock()
	if err != nil || parsed.Host != r.host {
		r.problem("request to another host: %s", address)
	}
}

func (r *record) problem(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}

func (r *record) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

func (r *record) wrong() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.problems)
}

// arguments renders what was given to the console.
func arguments(args []*runtime.RemoteObject) string {
	var texts []string
	for _, arg := range args {
		if len(arg.Value) > 0 {
			texts = append(texts, string(arg.Value))
		} else {
			texts = append(texts, arg.Description)
		}
	}
	return strings.Join(texts, " ")
}
