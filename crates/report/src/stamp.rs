//! Serde for instants: RFC 3339 text in UTC, at most microseconds.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserializer, Serializer, de};

/// The instant cut to microseconds, the resolution of everything sealed (architecture.md, Storage).
pub(crate) fn microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

pub(crate) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&microseconds(*at))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    struct Text;
    impl de::Visitor<'_> for Text {
        type Value = Timestamp;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an RFC 3339 time")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
            text.parse().map_err(|_| E::custom("not an RFC 3339 time"))
        }
    }
    from.deserialize_str(Text)
}

/// The same for an instant that may be absent.
pub(crate) mod option {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, to),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        #[derive(Deserialize)]
        struct Stamp(#[serde(with = "super")] Timestamp);
        Ok(Option::<Stamp>::deserialize(from)?.map(|stamp| stamp.0))
    }
}
