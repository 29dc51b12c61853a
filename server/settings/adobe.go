package settings

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"activityhub/platform"
)

// adobeSettings say which Platform of Adobe's to ask, and as whom.
var adobeSettings = []Setting{
	bind(Setting{Key: "adobe.baseUrl", Group: GroupAdobe, Hint: "URL",
		Help: "Gateway of the Platform."},
		text(wantURL, isURL), func(s *Settings) *string { return &s.Adobe.BaseURL }),
	bind(Setting{Key: "adobe.identityUrl", Group: GroupAdobe, Hint: "URL",
		Help: "Regional gateway of the Identity Service, such as https://platform-va7.adobe.io. Empty for adobe.baseUrl."},
		text(wantURL+", or nothing", orEmpty(isURL)), func(s *Settings) *string { return &s.Adobe.IdentityURL }),
	bind(Setting{Key: "adobe.signInUrl", Group: GroupAdobe, Hint: "URL",
		Help: "Where access tokens come from."},
		text(wantURL, isURL), func(s *Settings) *string { return &s.Adobe.SignInURL }),
	bind(Setting{Key: "adobe.organization", Group: GroupAdobe, Hint: "ID",
		Help: "Identifier of the organisation, such as 0123456789ABCDEF01234567@AdobeOrg."},
		text(wantOrganization, orEmpty(organization.MatchString)), func(s *Settings) *string { return &s.Adobe.Organization }),
	bind(Setting{Key: "adobe.sandbox", Group: GroupAdobe, Hint: "NAME",
		Help: "Sandbox to read from."},
		text("the name of a sandbox: lower case letters, digits and '-'", sandbox.MatchString), func(s *Settings) *string { return &s.Adobe.Sandbox }),
	bind(Setting{Key: "adobe.clientId", Group: GroupAdobe, Hint: "ID",
		Help: "Client id of the OAuth server-to-server credential."},
		text("the client id that the Developer Console shows", orEmpty(oneLine)), func(s *Settings) *string { return &s.Adobe.ClientID }),
	bind(Setting{Key: "adobe.clientSecret", Group: GroupAdobe, Secret: true,
		Help: "Client secret of that credential: from the file or the variable, never from a flag."},
		text("the client secret that the Developer Console shows", orEmpty(oneLine)), func(s *Settings) *string { return &s.Adobe.ClientSecret }),
	bind(Setting{Key: "adobe.clientSecretFile", Group: GroupAdobe, Hint: "FILE",
		Help: "File that holds the client secret and nothing else, in place of the variable ACTIVITYHUB_ADOBE_CLIENT_SECRET."},
		text("the name of a file", anyText), func(s *Settings) *string { return &s.ClientSecretIn }),
	bind(Setting{Key: "adobe.scopes", Group: GroupAdobe, Hint: "SCOPE,…",
		Help: "Scopes that tokens are asked for."},
		list("scopes as the Developer Console shows them", oneLine), func(s *Settings) *[]string { return &s.Adobe.Scopes }),
	bind(Setting{Key: "adobe.mergePolicy", Group: GroupAdobe, Hint: "ID",
		Help: "Merge policy where a query names none. Empty for the one that the Platform calls default."},
		textOf[platform.MergePolicyID]("the id of a merge policy", orEmpty(oneLine)), func(s *Settings) *platform.MergePolicyID { return &s.Adobe.MergePolicy }),
	bind(Setting{Key: "adobe.chunkSize", Group: GroupAdobe, Hint: "N",
		Help: "How many identities one call looks up."},
		wholeTo(1, 1000), func(s *Settings) *int { return &s.Adobe.ChunkSize }),
	bind(Setting{Key: "adobe.pageSize", Group: GroupAdobe, Hint: "N",
		Help: "How many events one page holds where pages are read on."},
		wholeTo(1, 1000), func(s *Settings) *int { return &s.Adobe.PageSize }),
	bind(Setting{Key: "adobe.pageBudget", Group: GroupAdobe, Hint: "N",
		Help: "How many pages of events are read for one customer where Adobe cannot filter or count."},
		wholeTo(1, 100), func(s *Settings) *int { return &s.Adobe.PageBudget }),
	bind(Setting{Key: "adobe.timeout", Group: GroupAdobe, Hint: "DURATION",
		Help: "Longest that one call may take."},
		between(100*time.Millisecond, time.Minute), func(s *Settings) *time.Duration { return &s.Adobe.Timeout }),
	bind(Setting{Key: "adobe.maxAnswer", Group: GroupAdobe, Hint: "BYTES",
		Help: "Largest answer that is read, in bytes."},
		whole[int64](1024), func(s *Settings) *int64 { return &s.Adobe.MaxAnswer }),
	bind(Setting{Key: "adobe.definitions", Group: GroupAdobe, Hint: "DURATION",
		Help: "How old segments, merge policies and namespaces may get before they are read again, in the background."},
		between(time.Second, 24*time.Hour), func(s *Settings) *time.Duration { return &s.DefinitionsLife }),
}

// cacheSettings bound what is kept of Adobe's answers.
var cacheSettings = []Setting{
	bind(Setting{Key: "cache.bytes", Group: GroupCache, Hint: "BYTES",
		Help: "Most bytes of answers that are kept. 0 keeps none."},
		whole[int64](0), func(s *Settings) *int64 { return &s.Cache.MaxBytes }),
	bind(Setting{Key: "cache.profiles", Group: GroupCache, Hint: "DURATION",
		Help: "How old a profile may get."},
		between(0, time.Hour), func(s *Settings) *time.Duration { return &s.Cache.ProfileLife }),
	bind(Setting{Key: "cache.events", Group: GroupCache, Hint: "DURATION",
		Help: "How old a page of events may get."},
		between(0, time.Hour), func(s *Settings) *time.Duration { return &s.Cache.EventLife }),
	bind(Setting{Key: "cache.absence", Group: GroupCache, Hint: "DURATION",
		Help: "How long it is believed that nothing is known of somebody."},
		between(0, time.Minute), func(s *Settings) *time.Duration { return &s.Cache.NotFoundLife }),
	bind(Setting{Key: "cache.staleIfError", Group: GroupCache, Hint: "DURATION",
		Help: "How old an answer may be that stands in while Adobe fails. 0 for none."},
		between(0, 10*time.Minute), func(s *Settings) *time.Duration { return &s.Cache.StaleIfError }),
}

const (
	wantURL          = "a URL such as https://platform.adobe.io, without a path; http for this machine alone"
	wantOrganization = "24 hexadecimal digits and @AdobeOrg"
)

var (
	organization = regexp.MustCompile(`^[0-9A-Fa-f]{24}@AdobeOrg$`)
	sandbox      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
)

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && s == u.Scheme+"://"+u.Host
}

func oneLine(s string) bool {
	return s != "" && !strings.ContainsAny(s, "\r\n") && strings.TrimSpace(s) == s
}

func orEmpty(check func(string) bool) func(string) bool {
	return func(s string) bool { return s == "" || check(s) }
}
