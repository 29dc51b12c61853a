package command

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/alecthomas/kong"

	"activityhub/server/settings"
)

// settingGroups says which settings each command reads and has flags for.
var settingGroups = map[string][]settings.Group{
	"serve":        everyGroup,
	"config":       everyGroup,
	"doctor":       {settings.GroupFile, settings.GroupStore, settings.GroupLog, settings.GroupAdobe},
	"ingest":       {settings.GroupFile, settings.GroupStore},
	"lookup":       {settings.GroupFile, settings.GroupStore, settings.GroupLog, settings.GroupAdobe},
	"platform":     {settings.GroupFile, settings.GroupStore, settings.GroupLog, settings.GroupGateway},
	"schema fetch": {settings.GroupFile, settings.GroupLog, settings.GroupAdobe},
}

var everyGroup = []settings.Group{
	settings.GroupFile, settings.GroupStore, settings.GroupHTTP, settings.GroupLimits, settings.GroupLog,
	settings.GroupAdobe, settings.GroupCache, settings.GroupGateway, settings.GroupCurated,
}

func groupsOf(command *kong.Node) []settings.Group {
	if command == nil {
		return nil
	}
	return settingGroups[command.Path()]
}

// addSettings gives the commands a flag for each setting that they read.
func addSettings(k *kong.Kong) error {
	for _, command := range k.Model.Leaves(true) {
		for _, group := range groupsOf(command) {
			for _, s := range settings.Registry() {
				if s.Group == group && s.Flag() != "" {
					command.Flags = append(command.Flags, settingFlag(s))
				}
			}
		}
	}
	return nil
}

// settingFlag returns the flag of s. Its value stays text: package settings
// reads it like that of a variable.
func settingFlag(s settings.Setting) *kong.Flag {
	help := s.Help + " ("
	if shown := s.DefaultText(); shown != "" && !s.Switch() {
		help += "default " + shown + ", "
	}
	help += "$" + s.Env() + ")"
	target := reflect.ValueOf(new(string)).Elem()
	value := &kong.Value{
		Name:         s.Flag(),
		Help:         help,
		OrigHelp:     help,
		Target:       target,
		DefaultValue: reflect.ValueOf(""),
		Mapper:       settingMapper{isSwitch: s.Switch()},
		Tag:          &kong.Tag{},
	}
	flag := &kong.Flag{Value: value, PlaceHolder: s.Hint, Group: &kong.Group{Key: string(s.Group), Title: string(s.Group) + ":"}}
	value.Flag = flag
	return flag
}

// settingMapper takes the text of a flag as it is.
type settingMapper struct{ isSwitch bool }

func (m settingMapper) IsBool() bool { return m.isSwitch }

func (m settingMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if m.isSwitch && ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetString("true")
		return nil
	}
	var text string
	if err := ctx.Scan.PopValueInto("value", &text); err != nil {
		return err
	}
	target.SetString(text)
	return nil
}

// givenSettings returns the text of the setting flags on the command line.
func givenSettings(parsed *kong.Context) map[string]string {
	given := map[string]string{}
	for _, step := range parsed.Path {
		if step.Flag == nil {
			continue
		}
		if slices.ContainsFunc(settings.Registry(), func(s settings.Setting) bool { return s.Flag() == step.Flag.Name }) {
			given[step.Flag.Name] = fmt.Sprint(parsed.FlagValue(step.Flag))
		}
	}
	return given
}
