package contract

// entitySlips are those of entity look-ups, which the newest edition of the file
// describes for records only.
var entitySlips = []Slip{
	{
		File: "profile.yaml", Operation: "GET /ups/access/entities",
		What:    "experience events are not among the schemas",
		Why:     "the entities guide still describes their look-up, deprecated though it is",
		Section: "5.1",
		Amend:   []Amendment{{"/paths/~1ups~1access~1entities/get/parameters/4/schema/enum/-", `"_xdm.context.experienceevent"`}},
	},
	{
		File: "profile.yaml", Operation: "GET /ups/access/entities",
		What:    "the parameters of event look-ups are left out",
		Why:     "relatedSchema.name, relatedEntityId, relatedEntityIdNS and, inside continuation links, start are in the entities guide",
		Section: "5.1, 5.4",
		Amend: []Amendment{
			{"/paths/~1ups~1access~1entities/get/parameters/-", `{"name":"relatedSchema.name","in":"query","schema":{"type":"string","enum":["_xdm.context.profile"]}}`},
			{"/paths/~1ups~1access~1entities/get/parameters/-", `{"name":"relatedEntityId","in":"query","schema":{"type":"string","minLength":1}}`},
			{"/paths/~1ups~1access~1entities/get/parameters/-", `{"name":"relatedEntityIdNS","in":"query","schema":{"type":"string","minLength":1}}`},
			{"/paths/~1ups~1access~1entities/get/parameters/-", `{"name":"start","in":"query","schema":{"type":"string","minLength":1}}`},
		},
	},
	{
		File: "profile.yaml", Operation: "GET and POST /ups/access/entities",
		What:    "an entity has no type, and a page of events no shape, so that anything passes for them",
		Why:     "every published answer has one of two shapes: an entity with the XID that keys it, or a page with its children",
		Section: "5.2, 5.3, 6.5",
		Amend: []Amendment{
			{"/components/schemas/Entity/type", `"object"`},
			{"/components/schemas/Entity/required", `["entityId","entity"]`},
			{"/components/schemas/Entity/properties/requestedIdentity", `{"type":"object","required":["entityId","entityIdNS"],"properties":{
				"entityId":{"anyOf":[{"type":"string"},{"type":"number"}]},"entityIdNS":{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}}}`},
			{"/components/schemas/Entity/properties/mergePolicy", `{"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}`},
			{"/components/schemas/EventPage", `{"type":"object","required":["children"],"properties":{
				"_page":{"type":"object","properties":{"orderby":{"type":"string"},"start":{"type":"string"},"count":{"type":"integer"},"next":{"type":"string"}}},
				"children":{"type":"array","items":{"type":"object","required":["entityId","timestamp","entity"],"properties":{
					"relatedEntityId":{"type":"string"},"entityId":{"type":"string"},"timestamp":{"type":"integer"},"entity":{"type":"object"},"lastModifiedAt":{"type":"string"}}}},
				"_links":{"type":"object","properties":{"next":{"type":"object","required":["href"],"properties":{"href":{"type":"string"},"payload":{"$ref":"#/components/schemas/PostRequestBodyEntity"}}}}}}}`},
			{"/components/schemas/GetEntityResponse", `{"anyOf":[{"$ref":"#/components/schemas/EventPage"},{"type":"object","not":{"required":["children"]},
				"additionalProperties":{"anyOf":[{"$ref":"#/components/schemas/Entity"},{"$ref":"#/components/schemas/EventPage"}]}}]}`},
		},
	},
	{
		File: "profile.yaml", Operation: "POST /ups/access/entities",
		What:    "the body leaves out members that the guides have, and would take any",
		Why:     "the tables of the entities guide are complete: relatedSchema, relatedEntityIdNS, start, and orderby in its own spelling; a merge policy is listed for events and in use for records; withCA is older",
		Section: "6.1",
		Amend: []Amendment{
			{"/components/schemas/PostRequestBodyEntity/properties/relatedSchema", `{"$ref":"#/components/schemas/SchemaEntity"}`},
			{"/components/schemas/PostRequestBodyEntity/properties/orderby", `{"type":"string"}`},
			{"/components/schemas/PostRequestBodyEntity/properties/mergePolicyId", `{"type":"string"}`},
			{"/components/schemas/PostRequestBodyEntity/properties/withCA", `{"type":"boolean"}`},
			{"/components/schemas/PostRequestBodyEntity/additionalProperties", `false`},
			{"/components/schemas/PostIdentityEntityItem/properties/relatedEntityIdNS", `{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}`},
			{"/components/schemas/PostIdentityEntityItem/properties/start", `{"type":"string"}`},
			{"/components/schemas/PostIdentityEntityItem/additionalProperties", `false`},
			{"/components/schemas/PostTimeFilterEntity/additionalProperties", `false`},
		},
	},
	{
		File: "profile.yaml", Operation: "POST /ups/access/entities",
		What:    "422 is left out of the answers",
		Why:     "the entities guide and the answer of GET: a graph of too many identities, or no merge policy",
		Section: "5.5, 5.7",
		Amend: []Amendment{{"/paths/~1ups~1access~1entities/post/responses/422",
			`{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ResponseErrorContext"}}}}`}},
	},
	{
		File: "profile.yaml", Operation: "POST /ups/access/entities",
		What:    "415 is left out of the answers",
		Why:     "the troubleshooting guide prints one, in the problem shape",
		Section: "5.7, 17.3",
		Amend: []Amendment{{"/paths/~1ups~1access~1entities/post/responses/415",
			`{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/ProblemDetail"}}}}`}},
	},
}
