package curated

import "activityhub/platform/xdm"

// Rules say which XDM paths the curated fields read. The zero value reads
// nothing; see [Defaults].
type Rules struct {
	Scores               []ScoreRule     `yaml:"scores"`
	LifetimeValue        MoneyRule       `yaml:"lifetimeValue"`
	Purchases            PurchaseRule    `yaml:"purchases"`
	CampaignInteractions InteractionRule `yaml:"campaignInteractions"`
}

// A ScoreRule says which objects hold the answer of a model.
type ScoreRule struct {
	Path        string    `yaml:"path"`        // where the objects are: a path in which * stands for any one name; it begins with a name
	Kind        ScoreKind `yaml:"kind"`        // what it predicts; "" reads it from propensityType
	Name        string    `yaml:"name"`        // of the model; "" is the last name of the path
	HorizonDays int32     `yaml:"horizonDays"` // how far the model looks ahead; 0 is unknown
}

// A MoneyRule says where an amount and its currency are.
type MoneyRule struct {
	Amount   xdm.Path `yaml:"amount"`
	Currency xdm.Path `yaml:"currency"` // "" means the data does not say
}

// A PurchaseRule says which events are purchases and where their parts are.
type PurchaseRule struct {
	Types   []string  `yaml:"types"` // event types
	OrderID xdm.Path  `yaml:"orderId"`
	Total   MoneyRule `yaml:"total"`
	Items   ItemsRule `yaml:"items"`
}

// An ItemsRule says where the lines of an order are; the other paths start at
// one line.
type ItemsRule struct {
	Path     xdm.Path  `yaml:"path"`
	SKU      xdm.Path  `yaml:"sku"`
	Name     xdm.Path  `yaml:"name"`
	Quantity xdm.Path  `yaml:"quantity"`
	Price    MoneyRule `yaml:"price"`
}

// An InteractionRule says which events are campaign interactions and where
// their parts are. Of several paths the first that holds something counts.
type InteractionRule struct {
	Types    []InteractionType `yaml:"types"`
	Campaign []xdm.Path        `yaml:"campaign"`
	Message  []xdm.Path        `yaml:"message"`
}

// An InteractionType says what events of one type mean.
type InteractionType struct {
	Type   string                     `yaml:"type"`   // event type
	Kind   InteractionKind            `yaml:"kind"`   // what it means, where Values does not say
	Path   xdm.Path                   `yaml:"path"`   // where the value is that decides; "" if none does
	Values map[string]InteractionKind `yaml:"values"` // value at Path → what it means
}

// Defaults returns the rules for our own default schema; the standard part fits
// every tenant.
func Defaults() Rules {
	const journey = xdm.Path("_experience.customerJourneyManagement")
	return Rules{
		Scores: []ScoreRule{
			{Path: "_activityhub.models.churn90d", Kind: Churn, HorizonDays: 90},
			{Path: "_activityhub.models.upgrade30d", Kind: Conversion, HorizonDays: 30},
			{Path: "_activityhub.models.*"},
		},
		LifetimeValue: MoneyRule{Amount: "_activityhub.lifetimeValue.historic", Currency: "_activityhub.lifetimeValue.currencyCode"},
		Purchases: PurchaseRule{
			Types:   []string{"commerce.purchases"},
			OrderID: "commerce.order.purchaseID",
			Total:   MoneyRule{Amount: "commerce.order.priceTotal", Currency: "commerce.order.currencyCode"},
			Items: ItemsRule{
				Path: "productListItems", SKU: "SKU", Name: "name", Quantity: "quantity",
				Price: MoneyRule{Amount: "priceTotal", Currency: "currencyCode"},
			},
		},
		CampaignInteractions: InteractionRule{
			Types: []InteractionType{
				{Type: "directMarketing.emailSent", Kind: Sent},
				{Type: "directMarketing.emailDelivered", Kind: Delivered},
				{Type: "directMarketing.emailOpened", Kind: Opened},
				{Type: "directMarketing.emailClicked", Kind: Clicked},
				{Type: "directMarketing.emailBounced", Kind: Bounced},
				{Type: "directMarketing.emailBouncedSoft", Kind: Bounced},
				{Type: "directMarketing.emailUnsubscribed", Kind: Unsubscribed},
				{Type: "message.feedback", Kind: Other, Path: journey + ".messageDeliveryfeedback.feedbackStatus", Values: map[string]InteractionKind{
					"sent": Sent, "delivered": Delivered, "bounce": Bounced, "read": Opened,
				}},
				{Type: "message.tracking", Kind: Other, Path: journey + ".messageInteraction.interactionType", Values: map[string]InteractionKind{
					"open": Opened, "click": Clicked, "unsubscribe": Unsubscribed,
				}},
				{Type: "pushTracking.applicationOpened", Kind: Opened},
				{Type: "pushTracking.customAction", Kind: Clicked},
				{Type: "inappmessageTracking.display", Kind: Exposed},
				{Type: "inappmessageTracking.interact", Kind: Clicked},
				{Type: "inappmessageTracking.dismiss", Kind: Other},
				{Type: "decisioning.propositionDisplay", Kind: Exposed},
				{Type: "decisioning.propositionInteract", Kind: Clicked},
				{Type: "advertising.impressions", Kind: Exposed},
				{Type: "advertising.clicks", Kind: Clicked},
			},
			Campaign: []xdm.Path{"marketing.campaignName", journey + ".messageExecution.campaignID", "marketing.trackingCode"},
			Message:  []xdm.Path{"directMarketing.mailingName", journey + ".messageExecution.messageID", "directMarketing.mailingID", journey + ".messageExecution.messageExecutionID"},
		},
	}
}
