package local

import (
	"context"

	"activityhub/platform"
)

// Delete deletes the person of id: the records and events of all linked
// identities, and the identities. It is durable when it returns, and reports
// whether there was somebody. The same data may be ingested again afterwards.
//
// Records and events of things that name the person, kept under an identity of a
// NON_PEOPLE namespace, stay.
func (p *Platform) Delete(ctx context.Context, id platform.Identity) (bool, error) {
	if err := id.Check(); err != nil {
		return false, err
	}
	namespace, ok := p.Definitions().Namespace(id.Namespace)
	if !ok {
		return false, platform.Invalidf("there is no such identity namespace; see namespaces for those there are")
	}
	found, err := p.store.Delete(ctx, id.Fold(), namespace.IDType == nonPeople)
	p.log.Debug("deleted a person", "found", found, "failed", err != nil)
	return found, err
}
