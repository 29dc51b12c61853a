package adobe

import "net/http"

// An advice is what is wrong, and what to do about it, in plain words that
// repeat nothing of what Adobe says.
type advice struct{ found, do string }

func (a advice) String() string { return a.found + "; " + a.do }

// advice says what to make of a refusal for good.
func (r *refusal) advice() advice {
	if known, ok := byCode[r.code]; ok {
		return known
	}
	switch r.status {
	case http.StatusUnauthorized:
		return advice{"the Platform does not accept the access token", "look at the client id and the organisation, and whether the credential's project in the Developer Console has the Experience Platform API"}
	case http.StatusForbidden:
		return advice{"the Platform does not permit this", "ask its administrator for a role with this permission, in this sandbox, for the credential"}
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong:
		return advice{"the Platform finds the request too large", "set a smaller chunk size"}
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusUnsupportedMediaType:
		return advice{"the Platform does not understand the request", "look whether its address in the settings is that of the Platform's gateway"}
	}
	return advice{"the Platform refuses the request", "quote the request id to Adobe support"}
}

// noSandbox is the local Platform's code for a sandbox that there is not. Adobe's
// answer to one is not published.
const noSandbox = "SANDBOX-403"

// byCode says what to do about the codes that are documented.
//
// Source: Platform FAQ and troubleshooting guide; Profile access and
// Segmentation specifications.
var byCode = map[string]advice{
	"400003":           {"the gateway misses the organisation", "look at the organisation in the settings: 24 hexadecimal digits and @AdobeOrg"},
	"401013":           {"the gateway does not accept the access token", "look at the client id, and at the sign-in URL: the token may be one of another environment"},
	"403000":           {"the gateway misses the API key", "look at the client id in the settings"},
	"403003":           {"the gateway does not know the API key", "look at the client id, and add the Experience Platform API to its project in the Developer Console"},
	"403010":           {"the gateway saw no access token", "look for a proxy on the way that removes the Authorization header"},
	"403025":           {"the credential belongs to no product profile", "ask the administrator to add it to a product profile of Experience Platform in the Admin Console, and to a role under Permissions"},
	"403027":           {"the gateway cannot place the organisation", "look at the organisation in the settings: it must be the one in which the credential was made"},
	noSandbox:          {"there is no such sandbox", "look at the sandbox in the settings: it is a sandbox's name in lower case, not its title"},
	"UPAPI-113740-403": {"the organisation is not enabled for audiences", "ask Adobe, or do without: segment definitions are read instead"},
	"UPAPI-113752-403": {"the credential may not see some audiences", "ask the administrator for a role with permission to view segments, and with the labels on them"},
	"UPS-ACC-1000004":  {"the organisation is not set up for Real-Time Customer Profile", "look at the organisation in the settings, and ask Adobe whether it is licensed"},
}
