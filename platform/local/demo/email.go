package demo

import (
	"fmt"
	"slices"
	"time"
)

// A campaign is what messages are sent for. The older ones came from a mailing
// tool that speaks of direct marketing, the newer ones from Journey Optimizer.
type campaign struct {
	name    string
	code    string
	journey bool
}

var campaigns = []campaign{
	{"Monthly digest", "digest", false}, {"Summer sale", "summer", false}, {"Winter sale", "winter", false},
	{"Loyalty points balance", "points", false}, {"New in audio", "audio", false}, {"Black Friday preview", "bf", false},
	{"Welcome journey", "welcome", true}, {"Forgotten cart", "cart", true}, {"Contract renewal", "renewal", true},
	{"Fibre upgrade", "fibre", true}, {"Win-back", "winback", true}, {"Survey after service", "survey", true},
}

// A mailing is one message of a campaign to one customer, and how far it came.
type mailing struct {
	campaign campaign
	at       time.Time
	steps    []string // of sent, delivered, bounced, opened, clicked, unsubscribed
}

// emailEvents are the messages sent to the customer's address, which is all
// that the tools which send them know, and what became of them.
func emailEvents(c *customer) []doc {
	var events []doc
	r := newRandom(c.number, forEmail)
	for i, m := range c.mailings(r) {
		at := m.at
		for _, step := range m.steps {
			e := event("email", c.key(), len(events)+1, at, "", "email")
			e["identityMap"] = doc{"Email": []doc{identity(c.email, true)}}
			e["producedBy"] = "system"
			if step == "opened" || step == "clicked" || step == "unsubscribed" {
				e["producedBy"] = "self"
			}
			m.describe(e, c, i+1, step)
			events = append(events, e)
			at = at.Add(time.Duration(r.IntRange(20, 4*3600)) * time.Second)
		}
	}
	return events
}

// mailings returns the messages to c, by time; none after they unsubscribed.
func (c *customer) mailings(r random) []mailing {
	until := Reference.Add(-days(1))
	if !c.unsubscribed.IsZero() {
		until = c.unsubscribed.Add(-days(1))
	}
	list := make([]mailing, c.plan.campaigns)
	for i := range list {
		list[i] = mailing{campaign: pick(r, campaigns), at: r.recent(c.since, until), steps: drawSteps(r)}
		if i < len(campaigns) && c.number == 1 { // both families, and every outcome
			list[i].campaign = campaigns[i]
			list[i].steps = outcomes[i%len(outcomes)]
		}
	}
	slices.SortFunc(list, func(a, b mailing) int { return a.at.Compare(b.at) })
	if !c.unsubscribed.IsZero() && len(list) > 0 {
		last := &list[len(list)-1]
		last.at, last.steps = c.unsubscribed.Add(-days(1)), []string{"sent", "delivered", "opened", "unsubscribed"}
	}
	return list
}

var outcomes = [][]string{
	{"sent", "delivered"},
	{"sent", "delivered", "opened"},
	{"sent", "delivered", "opened", "clicked"},
	{"sent", "bounced"},
	{"sent"},
}

func drawSteps(r random) []string { return outcomes[pick(r, []int{0, 0, 0, 1, 1, 1, 2, 2, 3, 4})] }

// describe says in e what happened, in the words of the tool that sent it.
func (m mailing) describe(e doc, c *customer, n int, step string) {
	code := fmt.Sprintf("%s-%s", m.campaign.code, m.at.Format("200601"))
	e["marketing"] = doc{"campaignName": m.campaign.name, "trackingCode": code}
	if m.campaign.journey {
		e["eventType"], e["_experience"] = m.journey(c, fmt.Sprintf("%s-%s-%03d", code, c.key(), n), step)
		return
	}
	e["eventType"] = directTypes[step].eventType
	direct := doc{"mailingID": code, "mailingName": m.campaign.name + " " + m.at.Format("January 2006"), directTypes[step].measure: measure()}
	switch step {
	case "clicked":
		direct["linkURL"] = "https://shop.example/c/" + m.campaign.code
	case "unsubscribed":
		direct["unsubscribeReason"] = "too many messages"
	}
	e["directMarketing"] = direct
}

var directTypes = map[string]struct{ eventType, measure string }{
	"sent":         {"directMarketing.emailSent", "sends"},
	"delivered":    {"directMarketing.emailDelivered", "emailDelivered"},
	"bounced":      {"directMarketing.emailBounced", "bounces"},
	"opened":       {"directMarketing.emailOpened", "opens"},
	"clicked":      {"directMarketing.emailClicked", "clicks"},
	"unsubscribed": {"directMarketing.emailUnsubscribed", "unsubscriptions"},
}

// journey is Journey Optimizer's way to say what happened.
func (m mailing) journey(c *customer, execution, step string) (eventType string, experience doc) {
	kind := "marketing"
	if m.campaign.code == "survey" || m.campaign.code == "renewal" {
		kind = "transactional"
	}
	management := doc{
		"messageExecution": doc{"messageExecutionID": execution, "campaignID": "cmp-" + m.campaign.code, "messageType": kind},
		"messageProfile":   doc{"channel": doc{"_id": "https://ns.adobe.com/xdm/channels/email"}},
	}
	if status, ok := feedback[step]; ok {
		result := doc{"feedbackStatus": status}
		if status == "bounce" {
			result["messageFailure"] = doc{"reason": "mailbox full"}
		}
		management["messageDeliveryfeedback"] = result
		management["emailChannelContext"] = doc{"address": c.email}
		eventType = "message.feedback"
	} else {
		action := doc{"interactionType": interactions[step], "isBot": false}
		if step == "clicked" {
			action["label"] = "See more"
			action["url"] = "https://shop.example/c/" + m.campaign.code
		}
		management["messageInteraction"] = action
		eventType = "message.tracking"
	}
	return eventType, doc{"customerJourneyManagement": management}
}

var (
	feedback     = map[string]string{"sent": "sent", "delivered": "delivered", "bounced": "bounce"}
	interactions = map[string]string{"opened": "open", "clicked": "click", "unsubscribed": "unsubscribe"}
)
