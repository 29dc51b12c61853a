package local

import (
	"context"
	"time"

	"activityhub/platform"
	"activityhub/platform/local/definitions"
	"activityhub/platform/local/merge"
	"activityhub/platform/local/store"
	"activityhub/platform/xdm"
)

// What follows is for those who pass documents on as text, as package gateway
// does: the same look-ups as those of [platform.Engine], without taking the
// documents apart.

// A Document is a profile as text.
type Document struct {
	Text         string                    // the merged record, cut to the projection; namespaces in identityMap are folded
	MergePolicy  platform.MergePolicyID    // never ""
	Identities   []platform.LinkedIdentity // as in platform.Profile
	DataSets     []string                  // names of those that a fragment is from which counts, newest record first, without repeats
	LastModified time.Time                 // zero if nothing is stored
}

// Documents is [Platform.Profiles] for text. Of identities that belong to one
// person the document is the same one. identityMap is there only if the
// projection wants it.
func (p *Platform) Documents(ctx context.Context, req platform.ProfilesRequest) (map[platform.Identity]*Document, error) {
	defined := p.Definitions()
	policy, err := policyOf(defined, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	people, err := p.store.People(ctx, folded(req.Identities), policy.IdentityGraph == definitions.GraphPrivate)
	if err != nil {
		return nil, err
	}
	return perPerson(req.Identities, people, sizeOfPerson, func(person *store.Person) (*Document, error) {
		return documentOf(defined, policy, person, req.Projection), nil
	})
}

func documentOf(defined *definitions.Definitions, policy *platform.MergePolicy, person *store.Person, projection xdm.Projection) *Document {
	document := &Document{MergePolicy: policy.ID, Identities: linked(defined, person), LastModified: lastModified(person.Fragments)}
	counted := merge.Order(policy, person.Fragments)
	docs := make([]string, len(counted))
	seen := make(map[string]bool, len(counted))
	for i, f := range counted {
		docs[i] = f.Doc
		if !seen[f.DataSet] {
			seen[f.DataSet] = true
			document.DataSets = append(document.DataSets, f.DataSet)
		}
	}
	inMap := make([]platform.LinkedIdentity, len(document.Identities))
	for i, identity := range document.Identities {
		inMap[i] = platform.LinkedIdentity{Identity: identity.Fold(), Primary: identity.Primary}
	}
	document.Text = merge.Merge(docs, identityMap(inMap), projection)
	return document
}

// linked returns the identities of a person, namespaces as the definitions
// write them.
func linked(defined *definitions.Definitions, person *store.Person) []platform.LinkedIdentity {
	all := make([]platform.LinkedIdentity, len(person.Identities))
	for i, member := range person.Identities {
		all[i] = platform.LinkedIdentity{Identity: registered(defined, member.Identity), Primary: member.Owner}
	}
	return all
}

// lastModified returns when the newest of fragments was stored; zero if there
// is none.
func lastModified(fragments []store.Fragment) time.Time {
	var newest int64
	for _, f := range fragments {
		newest = max(newest, f.Stored)
	}
	if newest == 0 {
		return time.Time{}
	}
	return time.UnixMicro(newest).UTC()
}

// An EventDocument is an event as text.
type EventDocument struct {
	Position     platform.EventPosition
	Type         string
	Primary      platform.Identity // it was recorded under, namespace folded
	Text         string            // the event, whole
	LastModified time.Time
}

// An EventDocuments is a page of events as text.
type EventDocuments struct {
	Events []EventDocument
	More   bool
}

// EventDocuments is [Platform.Events] for text: without projection, count or
// bound of the limit.
func (p *Platform) EventDocuments(ctx context.Context, req platform.EventsRequest) (map[platform.Identity]*EventDocuments, error) {
	defined := p.Definitions()
	policy, err := policyOf(defined, req.MergePolicy)
	if err != nil {
		return nil, err
	}
	req.Count = false
	pages, err := p.store.Events(ctx, eventQuery(req, policy.IdentityGraph == definitions.GraphPrivate))
	if err != nil {
		return nil, err
	}
	return perPerson(req.Identities, pages, sizeOfPages, func(kept *store.EventPage) (*EventDocuments, error) {
		page := &EventDocuments{Events: make([]EventDocument, len(kept.Events)), More: kept.More}
		for i, e := range kept.Events {
			page.Events[i] = EventDocument{
				Position: platform.EventPosition{Time: time.UnixMilli(e.Time).UTC(), ID: e.ID}, Type: e.Type,
				Primary: e.Primary, Text: e.Doc, LastModified: time.UnixMicro(e.Stored).UTC(),
			}
		}
		return page, nil
	})
}
