// Package platform reads customer profiles from the Experience Platform.
//
// A profile is what is known of one person, merged from source records under a
// merge policy. An identity (a namespace and an ID) is how a caller points at
// one. An experience event is one time-stamped record of a person, never
// changed. A segment definition is a rule; a segment membership is a person's
// standing in it.
//
// Callers hold a [Client]; what answers behind it is an [Engine], chosen once:
//
//	client, err := platform.NewClient(platform.Config{Engine: engine})
//	found, err := client.Profiles(ctx, platform.ProfilesRequest{
//		Identities: []platform.Identity{{Namespace: "Email", ID: "ada@example.com"}},
//	})
//
// Nothing in this package knows GraphQL, HTTP or SQL.
package platform
