package adobe_test

import (
	"strings"
	"testing"

	"activityhub/platform/adobe"
)

// valid is a configuration that New accepts.
func valid() adobe.Config {
	return adobe.Config{
		BaseURL: "https://platform.adobe.io", SignInURL: "https://ims-na1.adobelogin.com",
		Organization: "0123456789ABCDEF01234567@AdobeOrg", ClientID: "hub", ClientSecret: "p8e-secret",
	}
}

func TestNew(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*adobe.Config)
		want   string // in the error; "" for none
	}{
		{"least", func(*adobe.Config) {}, ""},
		{"this machine", func(c *adobe.Config) { c.BaseURL, c.SignInURL = "http://127.0.0.1:8081/", "http://localhost:8081" }, ""},
		{"this machine, version 6", func(c *adobe.Config) { c.BaseURL = "http://[::1]:8081" }, ""},
		{"no address", func(c *adobe.Config) { c.BaseURL = "" }, "BaseURL is required"},
		{"no scheme", func(c *adobe.Config) { c.BaseURL = "platform.adobe.io" }, "BaseURL must be an address such as"},
		{"open network", func(c *adobe.Config) { c.SignInURL = "http://ims-na1.adobelogin.com" }, "SignInURL must begin with https://"},
		{"other scheme", func(c *adobe.Config) { c.IdentityURL = "ftp://platform.adobe.io" }, "IdentityURL must begin with https://"},
		{"user in the address", func(c *adobe.Config) { c.BaseURL = "https://ada:p8e-secret@platform.adobe.io" }, "BaseURL must be an address without user"},
		{"query in the address", func(c *adobe.Config) { c.BaseURL = "https://platform.adobe.io?a=b" }, "BaseURL must be an address without user"},
		{"organisation", func(c *adobe.Config) { c.Organization = "ACME" }, "Organization must be 24 hexadecimal digits"},
		{"title of a sandbox", func(c *adobe.Config) { c.Sandbox = "Prod" }, "Sandbox must be the name"},
		{"no client", func(c *adobe.Config) { c.ClientID = "" }, "ClientID must be"},
		{"no secret", func(c *adobe.Config) { c.ClientSecret = "" }, "ClientSecret must be"},
		{"secret with a line end", func(c *adobe.Config) { c.ClientSecret = "p8e-secret\n" }, "ClientSecret must be"},
		{"scopes in one", func(c *adobe.Config) { c.Scopes = []string{"openid,AdobeID"} }, "Scopes must be"},
		{"chunk", func(c *adobe.Config) { c.ChunkSize = 1001 }, "ChunkSize must be 1 to 1000"},
		{"chunk below zero", func(c *adobe.Config) { c.ChunkSize = -1 }, "ChunkSize must be 1 to 1000"},
		{"several", func(c *adobe.Config) { c.Sandbox, c.PageSize = "A b", 2000 }, "PageSize must be 1 to 1000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := valid()
			tt.change(&cfg)
			engine, err := adobe.New(cfg)
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := engine.Close(); err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want one with %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "p8e-secret") {
				t.Errorf("the secret is in %v", err)
			}
		})
	}
}
