package conversation

import (
	"regexp"
	"slices"
	"strings"
)

// What stays as it is because it is structure: names, codes and words of closed
// lists. Everything else is a value.

var (
	fieldName     = regexp.MustCompile(`^[_@$]?[A-Za-z][A-Za-z0-9_]*(?:[:-][A-Za-z][A-Za-z0-9_]*)*$`)
	fieldPath     = regexp.MustCompile(`^[_@$]?[A-Za-z][A-Za-z0-9_]*(?:[.:][_@$]?[A-Za-z][A-Za-z0-9_]*|\[\*\])*$`)
	wordsForm     = regexp.MustCompile(`^[a-z]{3,}(?:_?[A-Z]?[a-z]+)*(?:_?[0-9]{1,3}[a-z]?(?:_?[A-Z][a-z]+)*){1,2}$`)
	word          = regexp.MustCompile(`[A-Z]?[a-z]+`)
	namespaceCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)
	eventType     = regexp.MustCompile(`^[a-z][A-Za-z]*(?:\.[A-Za-z]+)+$`)
	xdmName       = regexp.MustCompile(`^_xdm(?:\.[a-z]+)+(?:__union)?$`)
	xdmURI        = regexp.MustCompile(`^https?://ns\.adobe\.com/(?:xdm|experience|aep|adobecloud)/[A-Za-z0-9/_.-]*$`)
	tenantURI     = regexp.MustCompile(`^https?://ns\.adobe\.com/[A-Za-z0-9_]+/(?:schemas|classes|mixins|fieldgroups|datatypes|unions)/[A-Za-z0-9_]+$`)
	tenantName    = regexp.MustCompile(`^_[a-z0-9]+\.(?:schemas|classes|mixins|fieldgroups|datatypes)\.[0-9a-f]+$`)
	ordering      = regexp.MustCompile(`^[+ -]?(?:[A-Za-z_]+(?::(?:asc|desc))?,?)+$`)
	mediaType     = regexp.MustCompile(`^(?:application/(?:[a-z]+\+)?json|application/vnd\.adobe\.[a-z0-9-]+\+json|text/[a-z]+)(?:; ?(?:version|charset)=[A-Za-z0-9.-]+)*$`)
	label         = regexp.MustCompile(`^core/[CIS]\d{1,2}$`)
	currency      = regexp.MustCompile(`^[A-Z]{3}$`)
	errorCode     = regexp.MustCompile(`^(?:\d{3,6}|[A-Z]{2,12}-(?:[A-Z]+-)?\d{3,8}(?:-\d{3})?)$`)
	region        = regexp.MustCompile(`^[A-Z]{2,4}\d{1,2}$`)
	small         = regexp.MustCompile(`^\d{1,6}$`)
	whole         = regexp.MustCompile(`^\d{1,11}$`)
)

// set makes a set of the words in a text.
func set(words string) map[string]bool {
	all := make(map[string]bool)
	for word := range strings.FieldsSeq(words) {
		all[word] = true
	}
	return all
}

// apiWords are the words of closed lists outside of entities.
var apiWords = set(`ups PQL pql/text pql/json none pdg timestampOrdered dataSetPrecedence
	ACTIVE INACTIVE active inactive draft published archived deleted enabled disabled realized existing exited
	DRAFT NEW QUEUED PROCESSING SUCCEEDED FAILED CANCELLING CANCELLED PROCESSED INITIALIZED INITIATED
	production development creating failed batch streaming edge
	SegmentDefinition ExternalSegment ExternalAudience AEPSegments AAM aam AAMSegments AAMTraits AO
	REAL_TIME_CUSTOMER_PROFILE CUSTOM_UPLOAD AUDIENCE_ORCHESTRATION AUDIENCE_MATCH
	COOKIE CROSS_DEVICE DEVICE EMAIL MOBILE NON_PEOPLE PHONE Device Email Non_people Phone
	ComputedAttribute SUM COUNT MIN MAX MOST_RECENT LIST HOURS DAYS WEEKS MONTHS hours days weeks months
	unions union tenant global STITCH_ALL set graph coop psr json parquet loading staging loaded processing success aborted active_edge
	COMPLETE ABORT REVERT bearer openid invalid_client invalid_scope invalid_request internal_error
	profile-streaming-segment er_m_attr system Integer String Boolean Number Long Double Date DateTime
	/placeholder/type/uri ENTITY PROFILE EVENT add replace remove true false
	InvalidInput BadRequestError NotFound RequestRateTooLarge UnauthorizedAccessInvalidScope NAMESPACE_CODE_CONFLICT InternalError PayloadTooLarge`)

// xdmWords are the words of closed lists within entities, by the member that
// they stand in. Lists that say something of a person, such as genders, are none
// of them.
var xdmWords = map[string]map[string]bool{
	"status":             set(`realized existing exited`),
	"val":                set(`y n p u LI CT CP VI PI dy dn vi`),
	"preferred":          set(`email push inApp sms phone phyMail inVehicle inHome iot social other none unknown`),
	"_type":              set(`web mobile email sms push phone social search display video audio print directmail app`),
	"mediaType":          set(`owned earned paid`),
	"authenticatedState": set(`ambiguous authenticated loggedOut`),
	"producedBy":         set(`self system salesRef customerRep`),
	"importance":         set(`low medium high`),
	"payloadType":        set(`boolean_type number_type propensity_type string_type`),
}

// codeHolders are the members whose code is that of a namespace.
var codeHolders = set(`namespace entityIdNS entityIdNs relatedEntityIdNS relatedEntityIdNs`)

// countNames are members outside of entities whose numbers are no values.
var countNames = set(`count totalCount totalPages pageSize page limit offset version statusCode status expires_in retryAfterMs
	nsid nsId ttlInDays start next error_code totalRecords delay statusCount max min`)

// pathWords are the words of the API's own paths.
var pathWords = set(`data core foundation ups access entities config mergePolicies bulk-get segment definitions audiences jobs preview estimate
	previewsamplestatus report dataset namespace conversion schedules identity v2 graph cluster members clusters history mapping mappings
	idnamespace identities ca attributes edge inlet schemaregistry tenant global unions schemas descriptors classes fieldgroups mixins
	datatypes behaviors stats rpc catalog dataSets import batches datasets files collection batch ims token v1 v3 v4 exchange jwt
	sandbox-management sandboxes dulepolicy labels custom policies marketingActions constraints search`)

// schemaTexts are members of schema documents that say what a field is.
var schemaTexts = set(`type format pattern required enum items $ref $id $schema @id @type meta:xdmType meta:xdmField meta:altId meta:class
	meta:extends meta:immutableTags meta:containerId meta:resourceType meta:refProperty meta:tenantNamespace meta:intendedToExtend
	meta:usageCount version xdm:sourceSchema xdm:sourceProperty xdm:namespace xdm:property xdm:destinationSchema
	xdm:destinationProperty xdm:identityNamespace xdm:cardinality xdm:isPrimary tenantId property orderby next href
	meta:datasetNamespace meta:abstract meta:status id code`)

// isFieldName reports whether a key is the name of a field rather than data: a
// plain identifier that is no id.
func isFieldName(key string) bool {
	digits := 0
	for _, r := range key {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return len(key) <= 64 && digits <= 4 && fieldName.MatchString(key) && (!isOpaque(key) || isWords(key)) && !(isHex(key) && digits > 2)
}

// isWords reports whether a name that mixes cases and digits is made of words,
// such as purchasesLast30Days: they can be spoken and have three letters on
// average, which is rare in ids drawn by chance.
func isWords(name string) bool {
	name = strings.TrimLeft(name, "_@$")
	if !wordsForm.MatchString(name) {
		return false
	}
	letters, words := 0, word.FindAllString(name, -1)
	for _, w := range words {
		letters += len(w)
		if len(w) > 2 && !strings.ContainsAny(strings.ToLower(w), "aeiouy") {
			return false
		}
	}
	return letters >= 3*len(words)
}

// isFieldPath reports whether a text is a path of such names.
func isFieldPath(text string) bool {
	if !fieldPath.MatchString(text) {
		return false
	}
	return !slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".:[]*", r) }),
		func(name string) bool { return !isFieldName(name) })
}

// errorTexts are members whose words come from upstream in an error.
var errorTexts = set(`message cause title detail description reason error_description errorMessage detailed-message`)

// phrases are what a client reads out of the words of errors.
var phrases = regexp.MustCompile(`(?i)\b(?:[A-Z]{3,6}-[A-Z]{2,8}-\d{4,8}|[A-Z]{3,6}-\d{4,8}-\d{3})\b|too many related identities|got: \d+|max: \d+|merge policy|` +
	`too many requests|request rate is large|oauth token is (?:not valid|missing)|api key is (?:required|invalid)|profile is not valid|` +
	`user region is missing|missing header|accept header invalid|unsupported media type|a valid content-type must be specified|ims org is not (?:provisioned|enabled)`)

// errorWords returns the known phrases in the words of an error; ok is false if
// there are none.
func errorWords(text string) (known string, ok bool) {
	found := phrases.FindAllString(text, 8)
	return strings.Join(found, ", "), len(found) > 0
}
