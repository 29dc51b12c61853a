package contract

// profileSlips are those of merge policies, computed attributes and statistics.
var profileSlips = []Slip{
	{
		File: "profile.yaml", Operation: "GET /ups/config/mergePolicies",
		What:    "the page has count and next alone",
		Why:     "the merge policies guide has totalCount and pageSize, and the next page as a link",
		Section: "8",
		Amend: []Amendment{
			{"/components/schemas/MergePoliciesResponse/properties/_page", `{"anyOf":[{"$ref":"#/components/schemas/Page"},
				{"type":"object","required":["totalCount","pageSize"],"properties":{"totalCount":{"type":"integer"},"pageSize":{"type":"integer"}}}]}`},
			{"/components/schemas/MergePoliciesResponse/properties/_links", `{"type":"object","properties":{"next":{"type":"object","properties":{"href":{"type":"string"}}}}}`},
		},
	},
	{
		File: "profile.yaml", Operation: "GET /ups/config/mergePolicies/{mergePolicyId}",
		What:    "isActiveOnEdge is a boolean",
		Why:     "the sample of the merge policies guide has it as text",
		Section: "8",
		Amend:   []Amendment{{"/components/schemas/PostMergePolicy/properties/isActiveOnEdge", `{"anyOf":[{"type":"boolean"},{"type":"string","enum":["true","false"]}]}`}},
	},
	{
		File: "profile.yaml", Operation: "PATCH /ups/config/mergePolicies/{mergePolicyId}",
		What:    "the body is a list of changes",
		Why:     "the merge policies guide sends one change alone",
		Section: "8",
		Amend: []Amendment{{"/paths/~1ups~1config~1mergePolicies~1{mergePolicyId}/patch/requestBody/content/application~1json/schema",
			`{"anyOf":[{"$ref":"#/components/schemas/PatchOperation"},{"type":"array","items":{"$ref":"#/components/schemas/PatchOperation"}}]}`}},
	},
	{
		File: "profile.yaml", Operation: "GET /ca/attributes",
		What:    "positionPath is a list of text",
		Why:     "its own sample value is such a list inside another",
		Section: "9",
		Amend: []Amendment{{"/components/schemas/computedAttributeResponse/properties/positionPath/items",
			`{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]}`}},
	},
	{
		File: "profile.yaml", Operation: "GET /ups/previewsamplestatus",
		What:    "what no job has filled in yet is text",
		Why:     "its own sample values are null",
		Section: "7.4",
		Amend: []Amendment{
			{"/components/schemas/PreviewSampleStatusPageResponse/properties/lastBatchId/nullable", `true`},
			{"/components/schemas/PreviewSampleStatusPageResponse/properties/lastSuccessfulBatchTimestamp/nullable", `true`},
			{"/components/schemas/PreviewSampleStatusPageResponse/properties/streamingDriven/nullable", `true`},
		},
	},
}
