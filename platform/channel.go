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
	for _, path := range channelURIs {
		uri := strings.TrimRight(event.At(path).Text(), "/")
		if channel := uri[strings.LastIndexByte(uri, '/')+1:]; channel != "" {
			return channel
		}
	}
	return ""
}

// channelURIs are the places of the URI, those that count first before others.
var channelURIs = func() (all []xdm.Path) {
	for _, path := range ChannelPaths {
		all = append(all, path.Join("_id"), path.Join("_type"))
	}
	return all
}()
