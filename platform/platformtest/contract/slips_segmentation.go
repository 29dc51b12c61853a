package contract

// segmentationSlips are those of segment definitions and audiences.
var segmentationSlips = []Slip{
	{
		File: "segmentation.yaml", Operation: "GET /segment/definitions",
		What:    "the answer is one definition",
		Why:     "the guide, like every client, gets a list of them with a page and a link",
		Section: "11.1",
		Amend: []Amendment{{"/paths/~1segment~1definitions/get/responses/200/content/application~1json/schema",
			`{"type":"object","required":["segments","page"],"properties":{"segments":{"type":"array","items":{"$ref":"#/components/schemas/SegmentDefinition"}},
			"page":{"type":"object","properties":{"totalCount":{"type":"integer"},"totalPages":{"type":"integer"},"sortField":{"type":"string"},"sort":{"type":"string"},"pageSize":{"type":"integer"},"limit":{"type":"integer"}}},
			"link":{"type":"object"}}}`}},
	},
	{
		File: "segmentation.yaml", Operation: "GET /audiences",
		What:    "an audience is either one of the Platform or an external one, never both",
		Why:     "the two schemas require nothing, so every sample is both",
		Section: "11.2",
		Amend: []Amendment{{"/components/schemas/AudiencesList/properties/children/items",
			`{"anyOf":[{"$ref":"#/components/schemas/PlatformGeneratedAudience"},{"$ref":"#/components/schemas/ExternallyGeneratedAudience"}]}`}},
	},
	{
		File: "segmentation.yaml", Operation: "GET /audiences",
		What:    "next is a number",
		Why:     "the audiences guide has it as text",
		Section: "11.2",
		Amend:   []Amendment{{"/components/schemas/AudiencesList/properties/_page/properties/next", `{"anyOf":[{"type":"integer"},{"type":"string"}]}`}},
	},
	{
		File: "segmentation.yaml", Operation: "GET /audiences",
		What:    "an external audience has one of four namespaces and one of two types",
		Why:     "its own samples have namespace aam and type ExternalSegment; imported audiences have namespaces of their own",
		Section: "11.2",
		Amend: []Amendment{
			{"/components/schemas/ExternallyGeneratedAudience/properties/namespace", `{"type":"string"}`},
			{"/components/schemas/ExternallyGeneratedAudience/properties/type", `{"type":"string","enum":["SegmentDefinition","ExternalSegment","ExternalAudience"]}`},
		},
	},
	{
		File: "segmentation.yaml", Operation: "GET /audiences/{AUDIENCE_ID}",
		What:    "the answer is always an audience of the Platform",
		Why:     "its second sample is an external one",
		Section: "11.2",
		Amend: []Amendment{{"/paths/~1audiences~1{AUDIENCE_ID}/get/responses/200/content/application~1json/schema",
			`{"anyOf":[{"$ref":"#/components/schemas/PlatformGeneratedAudience"},{"$ref":"#/components/schemas/ExternallyGeneratedAudience"}]}`}},
	},
	{
		File: "segmentation.yaml", Operation: "POST /audiences, and PUT and PATCH of one",
		What:    "the answer is always an audience of the Platform",
		Why:     "the audiences guide creates external ones, and an update of one has a sample of its own",
		Section: "11.2",
		Amend: []Amendment{
			{"/paths/~1audiences/post/responses/201/content/application~1json/schema", anyAudience},
			{"/paths/~1audiences~1{AUDIENCE_ID}/put/responses/201/content/application~1json/schema", anyAudience},
			{"/paths/~1audiences~1{AUDIENCE_ID}/patch/responses/201/content/application~1json/schema", anyAudience},
		},
	},
	{
		File: "segmentation.yaml", Operation: "PUT /audiences/{AUDIENCE_ID}",
		What:    "a body updates either the name or the rule, and both descriptions fit every body",
		Why:     "the two schemas require nothing, so its own samples are both",
		Section: "11.2",
		Amend: []Amendment{{"/paths/~1audiences~1{AUDIENCE_ID}/put/requestBody/content/application~1json/schema",
			`{"anyOf":[{"$ref":"#/components/schemas/UpdateAudienceName"},{"$ref":"#/components/schemas/UpdateAudiencePQL"}]}`}},
	},
	{
		File: "segmentation.yaml", Operation: "DELETE /audiences/{AUDIENCE_ID}",
		What:    "an answer of status 204 has a body",
		Why:     "204 is No Content",
		Section: "11.2",
		Amend:   []Amendment{{"/paths/~1audiences~1{AUDIENCE_ID}/delete/responses/204/content", `{}`}},
	},
}

// anyAudience is an audience of the Platform or an external one.
const anyAudience = `{"anyOf":[{"$ref":"#/components/schemas/PlatformGeneratedAudience"},{"$ref":"#/components/schemas/ExternallyGeneratedAudience"}]}`
