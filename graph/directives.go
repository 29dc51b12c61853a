package graph

// The directives of the code generator say nothing to clients, so the served
// schema does not have them.
func init() {
	delete(parsedSchema.Directives, "goField")
	delete(parsedSchema.Directives, "goModel")
}
