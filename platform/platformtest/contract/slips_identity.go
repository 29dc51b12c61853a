package contract

// identitySlips are those of the Identity Service.
var identitySlips = []Slip{
	{
		File: "identity-service.yaml", Operation: "POST /identity/v2/graph",
		What:    "a body asks either by XID or by namespace, and both descriptions fit every body",
		Why:     "neither requires its own list; one of the two lists is what makes a question",
		Section: "10.2",
		Amend: []Amendment{
			{"/components/schemas/GraphRequestXids/allOf/0/required", `["xids"]`},
			{"/components/schemas/GraphRequestCompositeXids/allOf/0/required", `["composite_xids"]`},
		},
	},
	{
		File: "identity-service.yaml", Operation: "POST /identity/v2/graph",
		What:    "graphs is one object",
		Why:     "its own samples have a list, one graph for each identity asked for",
		Section: "10.2",
		Amend: []Amendment{{"/components/schemas/GraphResponse/properties/graphs", `{"type":"array","items":{"type":"object","properties":{
			"composite_xid":{"$ref":"#/components/schemas/GraphResponseCompositeXid"},"xid":{"$ref":"#/components/schemas/Id"},
			"vertices":{"type":"array","items":{"$ref":"#/components/schemas/GraphResponseVerticle"}},
			"edges":{"type":"array","items":{"$ref":"#/components/schemas/GraphResponseEdge"}},
			"members":{"type":"array","items":{"oneOf":[{"$ref":"#/components/schemas/GraphResponseCompositeXid"},{"$ref":"#/components/schemas/Id"}]}}}}}`}},
	},
	{
		File: "identity-service.yaml", Operation: "POST /identity/clusters/members",
		What:    "the body is a list",
		Why:     "its own samples, and the identity guide, send one object",
		Section: "10.2",
		Amend:   []Amendment{{"/paths/~1identity~1clusters~1members/post/requestBody/content/application~1json/schema", `{"$ref":"#/components/schemas/ListOfIdentity"}`}},
	},
	{
		File: "identity-service.yaml", Operation: "POST /identity/clusters/members",
		What:    "the number of a namespace is text",
		Why:     "its own samples, in question and answer, have numbers",
		Section: "10.2",
		Amend: []Amendment{
			{"/components/schemas/CompositeXid/properties/nsid", `{"anyOf":[{"type":"integer"},{"type":"string"}]}`},
			{"/components/schemas/ListOfIdentity/properties/compositeXids/items/properties/nsid", `{"anyOf":[{"type":"integer"},{"type":"string"}]}`},
		},
	},
	{
		File: "identity-service.yaml", Operation: "every one that answers 403",
		What:    "additionalContext is an object",
		Why:     "its own sample is null",
		Section: "10.5",
		Amend:   []Amendment{{"/components/schemas/ServiceErrorStatus/properties/report/properties/additionalContext/nullable", `true`}},
	},
	{
		File: "identity-service.yaml", Operation: "every one of /idnamespace",
		What:    "the kinds of identity are in mixed case, in two lists that differ, and without those of business accounts",
		Why:     "published answers have them in capitals; they are compared without case",
		Section: "10.4",
		Amend: []Amendment{
			{"/components/schemas/Namespace/properties/idType", idTypes},
			{"/components/schemas/listNamespaces/items/properties/idType", idTypes},
			{"/components/schemas/updateNamespace/properties/idType", idTypes},
			{"/components/schemas/namespaceCreate/properties/idType", idTypes},
			{"/components/schemas/namespaceUpdate/properties/idType", idTypes},
		},
	},
}

// idTypes are the kinds of identity, in any case.
//
// Source: Identity Service guide, namespaces.
const idTypes = `{"type":"string","pattern":"^(?i:COOKIE|CROSS_DEVICE|DEVICE|EMAIL|MOBILE|NON_PEOPLE|PHONE|B2B_[A-Z_]+)$"}`
