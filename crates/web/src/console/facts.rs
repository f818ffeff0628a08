//! What a reporter, or whoever sent or took a report down, said beside its text.

use super::moment;
use super::view::View;
use super::visible::visible;
use desk::OpenedReport;
use report::Channel;

/// Something that was said, under its name.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The same in another way, to be shown more quietly.
    pub(crate) beside: String,
}

/// Everything of it, in the order of the page.
pub(crate) fn facts(view: &View, opened: &OpenedReport) -> Vec<Fact> {
    let content = &opened.content;
    let mut facts = Vec::new();
    let mut add = |name: &'static str, (value, beside): (String, String)| {
        let name = view.t(name).into_owned();
        facts.push(Fact {
            name,
            value,
            beside,
        });
    };
    let alone = |value: String| (value, String::new());
    if let Some(place) = &content.place {
        if let Some(text) = &place.text {
            add("fact-place", alone(visible(text).into_owned()));
        }
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            let mut position = format!("{lat}, {lon}");
            if let Some(metres) = place.accuracy_m {
                position.push_str(&format!(" ± {metres} m"));
            }
            add("fact-position", alone(position));
        }
    }
    if let Some(observed) = &content.observed {
        if let Some(from) = &observed.from {
            add("fact-from", moment::stated(view, from));
        }
        if let Some(to) = &observed.to {
            add("fact-to", moment::stated(view, to));
        }
    }
    let channel = match content.channel {
        Channel::Web => "channel-web",
        Channel::Api => "channel-api",
        Channel::Import => "channel-import",
        Channel::Phone => "channel-phone",
        Channel::Counter => "channel-counter",
        Channel::Letter => "channel-letter",
    };
    add("fact-channel", alone(view.t(channel).into_owned()));
    if let Some(came) = &content.came {
        add("fact-came", moment::stated(view, came));
    }
    if let Some(at) = content.received_at {
        let beside = moment::beside(view, at).unwrap_or_default();
        add("fact-received", (moment::local(view, at), beside));
    }
    if let Some(source) = &content.source {
        add("fact-source", alone(visible(source).into_owned()));
    }
    if let Some(category) = &content.category {
        add("fact-category", alone(visible(category).into_owned()));
    }
    facts
}
