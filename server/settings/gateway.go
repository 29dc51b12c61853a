package settings

import "time"

// gatewaySettings say how the local Platform is served over Adobe's REST paths.
var gatewaySettings = []Setting{
	bind(Setting{Key: "platformListen", Group: GroupGateway, Hint: "ADDRESS",
		Help: "Address of the local Platform's REST paths, HOST:PORT. Empty for none beside the API; the platform command then takes 127.0.0.1:8081."},
		text("HOST:PORT, such as 127.0.0.1:8081", orEmpty(isAddress)), func(s *Settings) *string { return &s.PlatformListen }),
	bind(Setting{Key: "gateway.clientId", Group: GroupGateway, Hint: "ID",
		Help: "Client id, which is the API key too, that callers of the REST paths have."},
		text("a text without blanks", oneLine), func(s *Settings) *string { return &s.Gateway.ClientID }),
	bind(Setting{Key: "gateway.clientSecret", Group: GroupGateway, Secret: true,
		Help: "Client secret that they sign in with. The default is no secret and is refused where other machines reach the port."},
		text("a text without blanks", oneLine), func(s *Settings) *string { return &s.Gateway.ClientSecret }),
	bind(Setting{Key: "gateway.organization", Group: GroupGateway, Hint: "ID",
		Help: "Organisation that they name."},
		text(wantOrganization, organization.MatchString), func(s *Settings) *string { return &s.Gateway.Organization }),
	bind(Setting{Key: "gateway.sandboxes", Group: GroupGateway, Hint: "NAME,…",
		Help: "Sandboxes that there are; the first is the default. They all hold the same data."},
		list("names of sandboxes: lower case letters, digits and '-'", sandbox.MatchString), func(s *Settings) *[]string { return &s.Gateway.Sandboxes }),
	bind(Setting{Key: "gateway.inletsSignedIn", Group: GroupGateway,
		Help: "Streaming ingestion needs a token, as connections made with authentication do."},
		boolean, func(s *Settings) *bool { return &s.Gateway.InletsSignedIn }),
	bind(Setting{Key: "gateway.tokenLife", Group: GroupGateway, Hint: "DURATION",
		Help: "How long access tokens live."},
		between(time.Second, 24*time.Hour), func(s *Settings) *time.Duration { return &s.Gateway.TokenLife }),
	bind(Setting{Key: "gateway.faults", Group: GroupGateway, Hint: "SCENARIO",
		Help: "Faults to answer with: the name of a scenario that is built in, or a YAML file. Empty for none but those that a request asks for."},
		text("a name or a file", anyText), func(s *Settings) *string { return &s.Faults }),
}
