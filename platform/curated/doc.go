// Package curated reads what agents ask for most from where a tenant keeps it:
// purchases, campaign interactions, scores, lifetime value and consents.
//
// XDM fixes no place for most of these, so [Rules] name the paths. A reader
// gives nil for what is absent and an error for what is not of its type, each
// for its own field.
package curated
