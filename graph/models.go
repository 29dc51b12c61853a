package graph

import (
	"slices"
	"strings"
	"time"

	"activityhub/graph/attributes"
	"activityhub/graph/scalar"
	"activityhub/platform"
	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

// IsNode marks the types that have an id.
func (*Profile) IsNode()         {}
func (*ExperienceEvent) IsNode() {}
func (*Segment) IsNode()         {}

// A Profile is a customer as GraphQL shows them.
type Profile struct{ *platform.Profile }

// ID is the same whichever identity the customer was asked for by.
func (p *Profile) ID() string {
	return NodeID{Kind: ProfileID, MergePolicy: p.Profile.MergePolicy, Identity: p.Canonical()}.String()
}

// Identities returns the linked identities of these namespaces; nil is all.
func (p *Profile) Identities(namespaces []string) []*Identity {
	found := make([]*Identity, 0, len(p.Profile.Identities))
	for _, id := range p.Profile.Identities {
		if namespaces == nil || slices.ContainsFunc(namespaces, func(code string) bool {
			return strings.EqualFold(code, string(id.Namespace))
		}) {
			found = append(found, newIdentity(id))
		}
	}
	return found
}

func newIdentity(id platform.LinkedIdentity) *Identity {
	return &Identity{Namespace: string(id.Namespace), ID: id.ID, Primary: id.Primary}
}

// Attributes returns the XDM tree.
func (p *Profile) Attributes() *attributes.ProfileAttributes {
	return (*attributes.ProfileAttributes)(&p.Profile.Attributes)
}

// Attribute returns what is at path.
func (p *Profile) Attribute(path xdm.Path) *scalar.JSON { return jsonAt(p.Profile.Attributes, path) }

// Consents returns the choices of the customer.
func (p *Profile) Consents() ([]*Consent, error) {
	found, err := curated.Consents(p.Profile.Attributes)
	if found == nil || err != nil {
		return nil, err
	}
	consents := make([]*Consent, len(found))
	for i, c := range found {
		consents[i] = &Consent{c}
	}
	return consents, nil
}

// LastModifiedAt returns when the newest record changed.
func (p *Profile) LastModifiedAt() *time.Time { return timeOrNil(p.LastModified) }

// A Consent is a choice as GraphQL shows it.
type Consent struct{ *curated.Consent }

// Identity returns the one identity that the choice is about.
func (c *Consent) Identity() *Identity {
	if c.Consent.Identity == nil {
		return nil
	}
	return newIdentity(*c.Consent.Identity)
}

// An ExperienceEvent is an event as GraphQL shows it: with whose it is.
type ExperienceEvent struct {
	*platform.Event
	Asked       platform.Identity      // the identity of the profile it was found under
	MergePolicy platform.MergePolicyID // and its merge policy
}

// ID finds the event again.
func (e *ExperienceEvent) ID() string {
	whose := e.Identity
	if whose == (platform.Identity{}) {
		whose = e.Asked // the event does not say under which one it was recorded
	}
	return NodeID{Kind: EventID, MergePolicy: e.MergePolicy, Identity: whose, Position: e.Position()}.String()
}

// EventID is the identifier that the source gave it.
func (e *ExperienceEvent) EventID() string { return e.Event.ID }

// Type returns what happened.
func (e *ExperienceEvent) Type() *string { return textOrNil(&e.Event.Type) }

// Channel returns where it happened.
func (e *ExperienceEvent) Channel() *string { return textOrNil(&e.Event.Channel) }

// Attributes returns the XDM tree.
func (e *ExperienceEvent) Attributes() *attributes.ExperienceEventAttributes {
	return (*attributes.ExperienceEventAttributes)(&e.Event.Attributes)
}

// Attribute returns what is at path.
func (e *ExperienceEvent) Attribute(path xdm.Path) *scalar.JSON {
	return jsonAt(e.Event.Attributes, path)
}

// A Purchase is an event that says what was bought.
type Purchase struct {
	curated.Purchase
	Event *ExperienceEvent
}

// Time returns when it was bought.
func (p *Purchase) Time() time.Time { return p.Event.Timestamp }

// A CampaignInteraction is an event that says what became of a message.
type CampaignInteraction struct {
	curated.Interaction
	Event *ExperienceEvent
}

// Time returns when it happened.
func (c *CampaignInteraction) Time() time.Time { return c.Event.Timestamp }

// Channel returns the channel of the event.
func (c *CampaignInteraction) Channel() *string { return c.Event.Channel() }

// A Segment is a segment definition as GraphQL shows it.
type Segment struct{ *platform.Segment }

// ID finds the segment again.
func (s *Segment) ID() string { return NodeID{Kind: SegmentID, Segment: s.SegmentKey}.String() }

// SegmentID is the Platform's identifier.
func (s *Segment) SegmentID() string { return string(s.SegmentKey.ID) }

// Name returns the name for people.
func (s *Segment) Name() *string { return textOrNil(&s.Segment.Name) }

// Description returns what the segment is for.
func (s *Segment) Description() *string { return textOrNil(&s.Segment.Description) }

// Expression returns the rule; nil if the engine does not say.
func (s *Segment) Expression() *platform.SegmentExpression {
	if s.Segment.Expression.Value == "" {
		return nil
	}
	return &s.Segment.Expression
}

// Evaluation returns when the rule is evaluated; nil if unknown.
func (s *Segment) Evaluation() *SegmentEvaluation {
	return enumOrNil(SegmentEvaluation(s.Segment.Evaluation))
}

// Lifecycle returns the state; nil if unknown.
func (s *Segment) Lifecycle() *SegmentLifecycle {
	return enumOrNil(SegmentLifecycle(s.Segment.Lifecycle))
}

// Tags returns the labels; never nil.
func (s *Segment) Tags() []string {
	if s.Segment.Tags == nil {
		return []string{}
	}
	return s.Segment.Tags
}

// CreatedAt returns when it was made.
func (s *Segment) CreatedAt() *time.Time { return timeOrNil(s.Created) }

// UpdatedAt returns when it was changed.
func (s *Segment) UpdatedAt() *time.Time { return timeOrNil(s.Updated) }

// A SegmentMembership is a standing, with what is known of the rule.
type SegmentMembership struct {
	platform.SegmentMembership
	Definition    Segment // of nothing if there is none
	DefinitionErr error   // why it could not be read
}

// Segment returns the rule.
func (m *SegmentMembership) Segment() (*Segment, error) {
	if m.Definition.Segment == nil {
		return nil, m.DefinitionErr
	}
	return &m.Definition, nil
}

// SegmentID is the Platform's identifier.
func (m *SegmentMembership) SegmentID() string { return string(m.SegmentKey.ID) }

// LastQualificationTime returns when the standing was decided.
func (m *SegmentMembership) LastQualificationTime() (*time.Time, error) {
	return timeOrNil(m.LastQualification), m.LastQualificationErr
}

// ValidUntil returns when the membership ends.
func (m *SegmentMembership) ValidUntil() (*time.Time, error) {
	return timeOrNil(m.SegmentMembership.ValidUntil), m.ValidUntilErr
}

// A MergePolicy is a merge policy as GraphQL shows it.
type MergePolicy struct{ *platform.MergePolicy }

// IsNode marks a type that has an id.
func (*MergePolicy) IsNode() {}

// ID finds the policy again.
func (m *MergePolicy) ID() string {
	return NodeID{Kind: MergePolicyID, MergePolicy: m.MergePolicy.ID}.String()
}

// MergePolicyID is the Platform's identifier.
func (m *MergePolicy) MergePolicyID() string { return string(m.MergePolicy.ID) }

// Name returns the name for people.
func (m *MergePolicy) Name() *string { return textOrNil(&m.MergePolicy.Name) }

// IdentityGraph says whose records are merged.
func (m *MergePolicy) IdentityGraph() *string { return textOrNil(&m.MergePolicy.IdentityGraph) }

// AttributeMerge says whose values win.
func (m *MergePolicy) AttributeMerge() *string { return textOrNil(&m.MergePolicy.AttributeMerge) }

// A Namespace is an identity namespace as GraphQL shows it.
type Namespace struct{ platform.IdentityNamespace }

// Code returns the code, as the engine writes it.
func (n *Namespace) Code() string { return string(n.IdentityNamespace.Code) }

// Name returns the name for people.
func (n *Namespace) Name() *string { return textOrNil(&n.IdentityNamespace.Name) }

// IDType says what the namespace identifies.
func (n *Namespace) IDType() *string { return textOrNil(&n.IdentityNamespace.IDType) }

func jsonAt(o xdm.Object, path xdm.Path) *scalar.JSON {
	v := o.Select(path)
	if v.Absent() {
		return nil
	}
	return (*scalar.JSON)(&v)
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func textOrNil(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func enumOrNil[E interface {
	~string
	IsValid() bool
}](e E) *E {
	if !e.IsValid() {
		return nil
	}
	return &e
}
