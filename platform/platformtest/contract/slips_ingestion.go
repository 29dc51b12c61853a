package contract

// ingestionSlips are those of streaming ingestion.
var ingestionSlips = []Slip{
	{
		File: "streaming-ingestion.yaml", Operation: "POST /collection/batch/{CONNECTION_ID}",
		What:    "the entity of a message is that of the sample",
		Why:     "an entity is whatever the schema of its data set says",
		Section: "12",
		Amend: []Amendment{
			{"/components/schemas/BatchMessageBody/properties/xdmEntity", `{"type":"object"}`},
			{"/components/schemas/messageBody/properties/xdmEntity", `{"type":"object"}`},
		},
	},
	{
		File: "streaming-ingestion.yaml", Operation: "POST /collection/{CONNECTION_ID}",
		What:    "receivedTimeMs is a number of 32 bits",
		Why:     "its own sample is text, and milliseconds since 1970 need 41 bits",
		Section: "12",
		Amend: []Amendment{{"/components/schemas/StreamingIngestionResponse/properties/receivedTimeMs",
			`{"anyOf":[{"type":"integer","format":"int64"},{"type":"string","pattern":"^[0-9]+$"}]}`}},
	},
}
