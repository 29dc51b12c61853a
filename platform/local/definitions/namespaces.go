package definitions

import (
	"fmt"
	"slices"
	"strings"

	"activityhub/platform"
	"activityhub/platform/local/nearest"
)

// standard are the namespaces that every Platform has.
//
// Source: Identity Service, standard namespaces.
var standard = []platform.IdentityNamespace{
	{Code: "AAID", Name: "Adobe Analytics (Legacy ID)", IDType: "COOKIE", Description: "Identifier of Adobe Analytics before ECID."},
	{Code: "AdCloud", Name: "AdCloud", IDType: "COOKIE", Description: "Identifier of Adobe AdCloud."},
	{Code: "APNS", Name: "Apple Push Notification service", IDType: "DEVICE", Description: "Push token of an Apple device."},
	{Code: "CORE", Name: "CORE", IDType: "COOKIE", Description: "Identifier of Adobe Audience Manager."},
	{Code: "ECID", Name: "ECID", IDType: "COOKIE", Description: "Experience Cloud identifier: 38 digits."},
	{Code: "Email", Name: "Email", IDType: "EMAIL", Description: "E-mail address."},
	{Code: "Email_LC_SHA256", Name: "Emails (SHA256, lowercased)", IDType: "EMAIL", Description: "SHA-256 of an e-mail address in lower case."},
	{Code: "FCM", Name: "Firebase Cloud Messaging", IDType: "DEVICE", Description: "Push token of an Android device."},
	{Code: "GAID", Name: "Google Ad ID (GAID)", IDType: "DEVICE", Description: "Advertising identifier of an Android device."},
	{Code: "IDFA", Name: "Apple IDFA (ID for Advertisers)", IDType: "DEVICE", Description: "Advertising identifier of an Apple device."},
	{Code: "Phone", Name: "Phone", IDType: "PHONE", Description: "Phone number."},
	{Code: "Phone_SHA256", Name: "Phone (SHA256)", IDType: "PHONE", Description: "SHA-256 of a phone number."},
	{Code: "TNTID", Name: "Adobe Target (TNTID)", IDType: "COOKIE", Description: "Identifier of Adobe Target."},
	{Code: "WAID", Name: "Windows AID", IDType: "DEVICE", Description: "Advertising identifier of a Windows device."},
}

// IDTypes are the kinds of identity. Those of NON_PEOPLE stand for things.
var IDTypes = []string{"COOKIE", "CROSS_DEVICE", "DEVICE", "EMAIL", "MOBILE", "NON_PEOPLE", "PHONE"}

type namespaceItem struct {
	Code        string `yaml:"code" json:"code,omitzero"`
	Name        string `yaml:"name" json:"name,omitzero"`
	Description string `yaml:"description" json:"description,omitzero"`
	IDType      string `yaml:"idType" json:"idType,omitzero"`
}

func (l *loader) namespaces(d *Definitions) error {
	items, err := list[namespaceItem](l, namespacesFile)
	if err == nil {
		items, err = rewritten(l, d, items, kindNamespace, func(item namespaceItem) Ref { return OfNamespace(platform.Namespace(item.Code)) })
	}
	if err != nil {
		return err
	}
	d.Namespaces = slices.Clone(standard)
	d.namespaces = make(map[platform.Namespace]platform.IdentityNamespace, len(standard)+len(items.list))
	for _, n := range standard {
		d.namespaces[n.Code.Fold()] = n
	}
	for i, item := range items.list {
		n := platform.IdentityNamespace{Code: platform.Namespace(item.Code), Name: item.Name, Description: item.Description, IDType: strings.ToUpper(item.IDType), Custom: true}
		if err := (platform.Identity{Namespace: n.Code, ID: "x"}).Check(); err != nil {
			return fmt.Errorf("%s: code %q: %w", items.at(i), item.Code, err)
		}
		if !slices.Contains(IDTypes, n.IDType) {
			return fmt.Errorf("%s: namespace %s: idType %q is none of %s%s", items.at(i), item.Code, item.IDType, strings.Join(IDTypes, ", "), nearest.Hint(item.IDType, IDTypes))
		}
		if known, ok := d.namespaces[n.Code.Fold()]; ok {
			return fmt.Errorf("%s: namespace %s is there already, as %s: codes are compared without regard to case, and the standard ones need not be listed", items.at(i), n.Code, known.Code)
		}
		d.Namespaces = append(d.Namespaces, n)
		d.namespaces[n.Code.Fold()] = n
	}
	slices.SortFunc(d.Namespaces, func(a, b platform.IdentityNamespace) int {
		return strings.Compare(string(a.Code.Fold()), string(b.Code.Fold()))
	})
	return nil
}

// NamespaceCodes returns the codes of all namespaces, as registered.
func (d *Definitions) NamespaceCodes() []string {
	codes := make([]string, len(d.Namespaces))
	for i, n := range d.Namespaces {
		codes[i] = string(n.Code)
	}
	return codes
}
