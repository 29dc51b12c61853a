package contract

// registrySlips are those of the Schema Registry.
var registrySlips = []Slip{
	{
		File: "schema-registry.yaml", Operation: "GET /{CONTAINER_ID}/schemas",
		What:    "the next page is text",
		Why:     "its own sample of a last page has null in both places",
		Section: "14.2",
		Amend: []Amendment{
			{"/definitions/listResponseBasic/properties/_page/properties/next/x-nullable", `true`},
			{"/definitions/linksBasic/properties/next/x-nullable", `true`},
		},
	},
	{
		File: "schema-registry.yaml", Operation: "GET and POST /tenant/descriptors",
		What:    "the version of a schema is text",
		Why:     "its own samples have numbers, as the descriptors guide has",
		Section: "14.4",
		Amend: []Amendment{
			{"/definitions/createDescriptor/properties/xdm:sourceVersion/type", `"integer"`},
			{"/definitions/relationshipDescriptorResponse/allOf/1/properties/xdm:destinationVersion/type", `"integer"`},
		},
	},
	{
		File: "schema-registry.yaml", Operation: "GET /{CONTAINER_ID}/descriptors",
		What:    "titles and descriptions are text",
		Why:     "its own samples have one text for each language",
		Section: "14.4",
		Amend: []Amendment{
			{"/definitions/friendlyNameDescriptorResponse/allOf/2/properties/xdm:title", `{"type":"object","additionalProperties":{"type":"string"}}`},
			{"/definitions/friendlyNameDescriptorResponse/allOf/2/properties/xdm:description", `{"type":"object","additionalProperties":{"type":"string"}}`},
		},
	},
	{
		File: "schema-registry.yaml", Operation: "GET /tenant/unions/{UNION_ID}",
		What:    "404 is left out of the answers",
		Why:     "an id that is not there, or not escaped, is 404 in the guide, as for every other resource",
		Section: "14.2, 14.4",
		Amend:   []Amendment{{"/paths/~1tenant~1unions~1{UNION_ID}/get/responses/404", `{"description":"","schema":{"$ref":"#/definitions/errorBasic"}}`}},
	},
}
