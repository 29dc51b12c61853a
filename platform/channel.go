package platform

import (
	"strings"

	"activityhub/platform/xdm"
)

// ChannelPaths are the wire paths that [ChannelOf] reads.
var ChannelPaths = []xdm.Path{
	"channel",
	"_experience.customerJourneyManagement.messageProfile.channel",
}

// ChannelOf returns the channel of an event: the last segment of the URI in
// channel._id or, where that is missing, channel._type ("email" for
// https://ns.adobe.com/xdm/channels/email), or the same of a Journey Optimizer
// message. It is "" where the event has none.
func ChannelOf(event xdm.Object) string {
	for _, path := range ChannelPaths {
		for _, name := range []string{"_id", "_type"} {
			uri := strings.TrimRight(event.At(path.Join(name)).Text(), "/")
			if channel := uri[strings.LastIndexByte(uri, '/')+1:]; channel != "" {
				return channel
			}
		}
	}
	return ""
}
