//! Where something was observed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Problems};
use crate::{Limits, draft};

/// Half the Earth's circumference in metres: a radius beyond it says nothing.
const FARTHEST_M: f64 = 20_040_000.0;

/// A place in words, in coordinates (WGS 84), or both.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// In the reporter's own words, at most `Limits::short_bytes`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Latitude in degrees, -90 to 90; given together with `lon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees, -180 to 180; given together with `lat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Radius in metres within which the true place lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
}

impl Place {
    /// Characters of a place in a list.
    pub const BRIEF: usize = 60;

    /// The same place for a list: its words cut to [`Place::BRIEF`] characters.
    #[must_use]
    pub fn brief(&self) -> Place {
        let cut = |text: &String| match text.char_indices().nth(Place::BRIEF) {
            Some((end, _)) => format!("{}…", text[..end].trim_end()),
            None => text.clone(),
        };
        Place {
            text: self.text.as_ref().map(cut),
            ..self.clone()
        }
    }

    pub(crate) fn check(&self, limits: &Limits, problems: &mut Problems) {
        draft::check_short("place.text", self.text.as_deref(), limits, problems);
        match (self.lat, self.lon) {
            (Some(_), None) => problems.push(Problem::missing_half("place.lon")),
            (None, Some(_)) => problems.push(Problem::missing_half("place.lat")),
            _ => {}
        }
        if self.lat.is_some_and(|lat| !(-90.0..=90.0).contains(&lat)) {
            problems.push(Problem::new(
                "place.lat",
                "out-of-range",
                "A latitude is a number of degrees from -90 to 90. Check that latitude and longitude have not changed places.",
                "纬度应在 -90 到 90 度之间。请看看经度和纬度是否写反了。",
            ));
        }
        if self.lon.is_some_and(|lon| !(-180.0..=180.0).contains(&lon)) {
            problems.push(Problem::new(
                "place.lon",
                "out-of-range",
                "A longitude is a number of degrees from -180 to 180; west is negative.",
                "经度应在 -180 到 180 度之间，西经写成负数。",
            ));
        }
        if self
            .accuracy_m
            .is_some_and(|metres| !(0.0..=FARTHEST_M).contains(&metres))
        {
            problems.push(Problem::new(
                "place.accuracy_m",
                "out-of-range",
                "The accuracy is a radius in metres from 0 to 20,040,000. Leave it out if you do not know it.",
                "精度是以米为单位的半径，应在 0 到 20,040,000 之间。不清楚就不填。",
            ));
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Place(…)")
    }
}
