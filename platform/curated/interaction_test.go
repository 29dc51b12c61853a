package curated_test

import (
	"fmt"
	"testing"

	"activityhub/platform/curated"
	"activityhub/platform/xdm"
)

func TestInteractions(t *testing.T) {
	rules := curated.Defaults()
	tests := []struct {
		name, eventType, raw string
		want                 []string // kind, campaign, message
	}{
		{"kind of the type", "directMarketing.emailClicked", `{"marketing":{"campaignName":"Spring"},"directMarketing":{"mailingName":"M1","mailingID":"1"}}`,
			[]string{"CLICKED", "Spring", "M1"}},
		{"kind of a value", "message.tracking", `{"_experience":{"customerJourneyManagement":{"messageInteraction":{"interactionType":"unsubscribe"},"messageExecution":{"campaignID":"c","messageExecutionID":"x"}}}}`,
			[]string{"UNSUBSCRIBED", "c", "x"}},
		{"a value unheard of", "message.feedback", `{"_experience":{"customerJourneyManagement":{"messageDeliveryfeedback":{"feedbackStatus":"exclude"}}}}`, []string{"OTHER", "-", "-"}},
		{"a value of the wrong type", "message.feedback", `{"_experience":{"customerJourneyManagement":{"messageDeliveryfeedback":{"feedbackStatus":["sent"]}}}}`, []string{"OTHER", "-", "-"}},
		{"a type without a rule", "web.visit", `{}`, []string{"OTHER", "-", "-"}},
		{"the last path", "advertising.clicks", `{"marketing":{"trackingCode":"T"},"directMarketing":{"mailingID":12}}`, []string{"CLICKED", "T", "12"}},
		{"wrong types", "directMarketing.emailSent", `{"marketing":{"campaignName":{},"trackingCode":"T"},"directMarketing":{"mailingName":[]}}`, []string{"SENT", "!an object", "!an array"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := rules.CampaignInteractions.Of(tt.eventType, parse(t, tt.raw))
			equal(t, "parts", []string{string(i.Kind()), show(i.Campaign()), show(i.Message())}, tt.want)
		})
	}
}

func TestInteractionPaths(t *testing.T) {
	rule := curated.InteractionRule{
		Types:    []curated.InteractionType{{Type: "a", Kind: curated.Sent}, {Type: "b", Kind: curated.Other, Path: "k", Values: map[string]curated.InteractionKind{"x": curated.Opened}}},
		Campaign: []xdm.Path{"c", ""}, Message: []xdm.Path{"m"},
	}
	for what, tt := range map[string]struct{ got, want string }{
		"types":      {fmt.Sprint(rule.EventTypes()), "[a b]"},
		"kind paths": {fmt.Sprint(rule.KindPaths()), "[k]"},
		"paths":      {fmt.Sprint(rule.Paths()), "[c m k]"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s %s, want %s", what, tt.got, tt.want)
		}
	}
}
