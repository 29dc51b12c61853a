package curated

import (
	"fmt"
	"slices"
	"strings"

	"activityhub/platform/xdm"
)

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
	Path        string    `yaml:"path"`        // where the objects are: a path in which * stands for any one name
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

// Check returns an error that names the first rule which can read nothing.
func (r Rules) Check() error {
	for i, s := range r.Scores {
		if _, err := xdm.ParsePath(starless(s.Path)); err != nil {
			return fmt.Errorf("scores, rule %d, path: %w", i+1, err)
		}
		if strings.HasPrefix(s.Path, "*") {
			return fmt.Errorf("scores, rule %d, path: it begins with a name, such as _tenant.models.*, so that not the whole profile has to be read", i+1)
		}
		if s.Kind != "" && !slices.Contains([]ScoreKind{Conversion, Churn, OtherScore}, s.Kind) {
			return fmt.Errorf("scores, rule %d, kind: it is CONVERSION, CHURN or OTHER, not %q", i+1, s.Kind)
		}
	}
	for i, t := range r.CampaignInteractions.Types {
		for _, kind := range append(sortedKinds(t.Values), t.Kind) {
			if !slices.Contains(interactionKinds, kind) {
				return fmt.Errorf("campaignInteractions, type %d: a kind is one of %v, not %q", i+1, interactionKinds, kind)
			}
		}
		if t.Type == "" {
			return fmt.Errorf("campaignInteractions, type %d: the event type is missing", i+1)
		}
	}
	for name, path := range r.paths() {
		if path == "" {
			continue
		}
		if _, err := xdm.ParsePath(string(path)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// paths returns every single path of r by the setting that names it.
func (r Rules) paths() map[string]xdm.Path {
	p := r.Purchases
	paths := map[string]xdm.Path{
		"lifetimeValue.amount": r.LifetimeValue.Amount, "lifetimeValue.currency": r.LifetimeValue.Currency,
		"purchases.orderId": p.OrderID, "purchases.total.amount": p.Total.Amount, "purchases.total.currency": p.Total.Currency,
		"purchases.items.path": p.Items.Path, "purchases.items.sku": p.Items.SKU, "purchases.items.name": p.Items.Name,
		"purchases.items.quantity": p.Items.Quantity, "purchases.items.price.amount": p.Items.Price.Amount,
		"purchases.items.price.currency": p.Items.Price.Currency,
	}
	for i, t := range r.CampaignInteractions.Types {
		paths[fmt.Sprintf("campaignInteractions.types[%d].path", i)] = t.Path
	}
	for i, path := range r.CampaignInteractions.Campaign {
		paths[fmt.Sprintf("campaignInteractions.campaign[%d]", i)] = path
	}
	for i, path := range r.CampaignInteractions.Message {
		paths[fmt.Sprintf("campaignInteractions.message[%d]", i)] = path
	}
	return paths
}
