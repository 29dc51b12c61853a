package contract

// policySlips are those of the Policy Service, which the product does not call;
// its examples are validated all the same.
var policySlips = []Slip{
	{
		File: "policy-service.yaml", Operation: "GET /labels/core and /policies/custom",
		What:    "the template of a page is text",
		Why:     "its own samples have null",
		Section: "15",
		Amend: []Amendment{
			{"/components/schemas/_linksPaging/properties/_links/properties/_page/properties/href/nullable", `true`},
			{"/components/schemas/_linksPaging/properties/_links/properties/_page/properties/templated/nullable", `true`},
		},
	},
	{
		File: "policy-service.yaml", Operation: "POST /marketingActions/core/{MARKETING_ACTION_NAME}/constraints",
		What:    "the labels of a connection and of a data set are objects",
		Why:     "its own samples, and what the objects refer to, are lists of labels",
		Section: "15",
		Amend: []Amendment{
			{"/components/schemas/DataSetLabels/properties/connection", `{"type":"array","items":{"type":"string"}}`},
			{"/components/schemas/DataSetLabels/properties/dataSet", `{"type":"array","items":{"type":"string"}}`},
		},
	},
	{
		File: "policy-service.yaml", Operation: "POST /bulk-eval",
		What:    "the entities of a question are lists inside a list",
		Why:     "its own sample has one list",
		Section: "15",
		Amend:   []Amendment{{"/components/schemas/BulkEvalRequest/properties/entityList/items", `{"$ref":"#/components/schemas/EntityLabelRequest"}`}},
	},
}
