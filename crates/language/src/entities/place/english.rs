//! Places as they are described in English.

use super::{Look, push};
use crate::entities::network::as_written;
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// A number, words with capital letters and the kind of road; in the text as it was written.
static ROAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?-u:\b)
          (?P<number> [0-9]{1,5}[A-Za-z]? ) \ (?P<road> (?:[NSEW]\.?\ )?(?:(?:[A-Z][A-Za-z'-]+|[0-9]{1,3}(?:st|nd|rd|th))\ ){1,3}
            (?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Square|Sq|Highway|Hwy|Terrace|Crescent|Close|Parkway|Pkwy) ) (?-u:\b)
            (?P<detail> ,?\ (?:(?:[Ff]loor|[Rr]oom|[Uu]nit|[Aa]pt\.?|[Aa]partment|[Ss]uite|[Bb]uilding|[Bb]lock)\ [0-9]{1,4}[A-Za-z]? | [0-9]{1,3}(?:st|nd|rd|th)\ [Ff]loor) )?",
    )
    .ok()
});

/// The rest, in the normal text.
static OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // White space stands for nothing in this pattern: what is meant is written with a stroke.
    let road = r"(?:[a-z0-9'-]+\ ){1,3}(?:street|st|road|rd|avenue|ave|boulevard|blvd|lane|drive|highway|hwy)";
    let place = r"(?:[a-z0-9'-]+\ ){0,2}[a-z0-9'-]+";
    let ordinal = "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|[0-9]{1,3}(?:st|nd|rd|th))";
    Regex::new(&format!(
        r"(?x) (?-u:\b) (?:
          (?P<junction> (?:corner|intersection|junction|crossing)\ of\ (?:the\ )?(?:{road}|{place})\ and\ (?:the\ )?(?:{road}|[a-z0-9'-]+) )
        | (?P<beside> (?:behind|beside|next\ to|near|under|underneath|by|opposite|in\ front\ of|past|after|left\ of|right\ of|at|on)\ the\ {ordinal}\ (?:lamp\ post|light\ pole|utility\ pole|parked\ car|[a-z]+)(?:\ (?:on|to|from)\ the\ (?:left|right|corner|gate|entrance|road|fence))? )
        | (?P<pole> (?:lamp\ ?post|light\ pole|utility\ pole|power\ pole|telephone\ pole|pylon|transmission\ tower|pole)\ (?:no\.?\ |number\ |\#\ ?)?[a-z]{{0,3}}-?[0-9][a-z0-9-]{{0,10}} )
        | (?P<kilometre> (?:mile\ ?(?:marker|post)|kilomet(?:er|re)\ (?:marker|post)|km\ post|mm)\ (?:no\.?\ )?[0-9]{{1,4}}(?:\.[0-9])?(?:\ (?:on|of)\ (?:the\ )?[a-z]{{1,9}}-?\ ?[0-9]{{1,4}})? )
        | (?P<floor> (?:the\ )?{ordinal}\ floor(?:\ of\ (?:building|block|tower)\ [a-z0-9]{{1,4}})? | floor\ [0-9]{{1,3}} )
        | (?P<building> (?:building|block|apartment|apt\.?|hangar|warehouse)\ (?:no\.?\ |number\ )?(?:[0-9]{{1,4}}[a-z]?|[a-h])(?:,?\ (?:floor|room|unit)\ [0-9]{{1,4}}[a-z]?)* )
        ) (?-u:\b)",
    ))
    .ok()
});

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    // Nothing here is without one of these, and each is dear to look for by itself.
    let words = [
        "street",
        "st",
        "road",
        "rd",
        "ave",
        "boulevard",
        "blvd",
        "lane",
        "ln",
        "drive",
        "dr",
        "way",
        "court",
        "ct",
        "place",
        "square",
        "sq",
        "hwy",
        "terrace",
        "crescent",
        "close",
        "parkway",
        "corner of",
        "intersection of",
        "junction of",
        "crossing of",
        " the ",
        "pole",
        "post",
        "pylon",
        "tower",
        "mile",
        "kilomet",
        "floor",
        "building",
        "block",
        "apartment",
        "apt",
        "hangar",
        "warehouse",
        "km post",
        "mm ",
    ];
    let letters = text.bytes().filter(u8::is_ascii_lowercase).take(6).count();
    if letters < 6 || !words.iter().any(|word| text.contains(word)) {
        return;
    }
    roads(look, found);
    let Some(others) = &*OTHERS else { return };
    for hit in others.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let Some(form) = [
            "junction",
            "beside",
            "pole",
            "kilometre",
            "floor",
            "building",
        ]
        .into_iter()
        .find(|name| hit.name(name).is_some()) else {
            continue;
        };
        let said = whole.as_str();
        // "after the first time", "at the last minute", "by the second day".
        let abstracts = [
            "time",
            "day",
            "night",
            "week",
            "month",
            "year",
            "minute",
            "moment",
            "hour",
            "one",
            "second",
            "half",
            "part",
            "place",
            "of",
            "and",
            "report",
            "call",
            "sighting",
            "incident",
            "was",
            "person",
            "floor",
            "amendment",
            "attempt",
            "meeting",
            "few",
            "two",
            "three",
            "several",
            "couple",
            "quarter",
            "object",
            "light",
            "step",
            "event",
            "world",
            "to",
            "in",
            "is",
            "week",
            "known",
            "ever",
            "drone",
            "aircraft",
            "plane",
            "shot",
            "weekend",
            "stage",
            "phase",
            "round",
            "page",
            "responder",
            "responders",
            "name",
            "century",
            "period",
            "th",
            "st",
        ];
        let last = said.split(" on the ").next().unwrap_or(said);
        let last = last.rsplit(' ').next().unwrap_or("");
        if form == "beside" && abstracts.contains(&last) {
            continue;
        }
        // "in the building a man": an article.
        let letter =
            form == "building" && last.len() == 1 && !last.bytes().all(|c| c.is_ascii_digit());
        if letter && !as_written(look, whole.range()).ends_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        if form == "kilometre" && said.starts_with("mm ") && !look.source.contains("MM ") {
            continue;
        }
        push(look, whole.range(), form, found);
    }
}

/// "12 Elm Street, 3rd floor" is described as "Elm Street 12, 3rd floor".
fn roads(look: &Look<'_>, found: &mut Vec<Entity>) {
    let Some(pattern) = &*ROAD else { return };
    if !look.source.bytes().any(|c| c.is_ascii_digit()) {
        return;
    }
    for hit in pattern.captures_iter(look.source) {
        let (Some(whole), Some(number), Some(road)) =
            (hit.get(0), hit.name("number"), hit.name("road"))
        else {
            continue;
        };
        let detail = hit.name("detail").map_or("", |detail| detail.as_str());
        let what = Named::Place {
            form: "road".into(),
            described: format!("{} {}{detail}", road.as_str(), number.as_str()),
        };
        found.push(look.entity_of_source(whole.range(), what, true));
    }
}
