//! Things that a text names, in normal form: positions, times, amounts, numbers with check digits, marks (product.md, T3).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, stamp};

/// A stretch of a text in bytes, from the first to behind the last. Written `[from, to]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// Offset of its first byte.
    pub from: u32,
    /// Offset behind its last byte.
    pub to: u32,
}

impl From<(u32, u32)> for Span {
    fn from((from, to): (u32, u32)) -> Span {
        Span { from, to }
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> (u32, u32) {
        (span.from, span.to)
    }
}

impl From<std::ops::Range<usize>> for Span {
    /// Offsets beyond 4 GiB end there: no text is that long.
    fn from(range: std::ops::Range<usize>) -> Span {
        let short = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            from: short(range.start),
            to: short(range.end),
        }
    }
}

impl Span {
    /// The piece of the text; nothing if it is another text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.from as usize..self.to as usize).unwrap_or("")
    }
}

/// A thing that a text names.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is, in normal form.
    #[serde(flatten)]
    pub what: Named,
    /// As it was written.
    pub text: String,
    /// Where it was written.
    pub span: Span,
    /// Whether it is what it looks like: check digits, ranges, letters that fit signs.
    pub valid: bool,
}

/// What kind of thing is named, and its value. Lengths are metres, angles degrees, times UTC.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Named {
    /// A position in WGS 84, in any notation.
    Coordinates {
        /// Degrees, north positive.
        lat: f64,
        /// Degrees, east positive.
        lon: f64,
        /// Radius within which it lies by how finely it is written.
        uncertainty_m: f64,
        /// `decimal`, `dms`, `mgrs`, `plus_code`, `h3`.
        notation: String,
    },
    /// A stretch of time. What is said relatively is reckoned from when the report came, in the desk's zone.
    Time {
        /// Its beginning.
        #[serde(with = "stamp")]
        from: Timestamp,
        /// Its end.
        #[serde(with = "stamp")]
        to: Timestamp,
        /// `second`, `minute`, `hour`, `part_of_day`, `day`, `week`, `month`, `year`.
        precision: String,
        /// Whether the text itself says the zone; else it is the desk's.
        zone_stated: bool,
    },
    /// How long something lasted.
    Duration {
        /// At least this many seconds.
        from_s: f64,
        /// At most this many seconds.
        to_s: f64,
    },
    /// An address of a means of payment.
    Wallet {
        /// `bitcoin`, `ethereum`, `tron`, `litecoin`, `monero` and so on.
        network: String,
        /// As its network writes it.
        address: String,
    },
    /// An amount of money.
    Amount {
        /// At least this much.
        from: f64,
        /// At most this much.
        to: f64,
        /// ISO 4217, or `BTC`, `ETH`, `USDT` and so on.
        currency: String,
    },
    /// A network address.
    Ip {
        /// In its canonical form, brackets of caution taken away.
        address: String,
        /// 4 or 6.
        version: u8,
        /// Whether it is one that is routed between networks.
        public: bool,
    },
    /// A name of a host.
    Domain {
        /// In small letters, brackets of caution taken away.
        name: String,
    },
    /// An address of something on a network.
    Link {
        /// Brackets of caution taken away.
        url: String,
    },
    /// A name on a service, or an address for mail.
    Handle {
        /// `email`, `telegram`, `wechat`, `qq`, `x` and so on; empty if the text does not say.
        service: String,
        /// In small letters.
        name: String,
    },
    /// A digest of a file.
    Hash {
        /// `md5`, `sha1`, `sha256`, `sha512`.
        algorithm: String,
        /// In small letters.
        hex: String,
    },
    /// A frequency or a band.
    Frequency {
        /// At least this many hertz.
        from_hz: f64,
        /// At most this many hertz.
        to_hz: f64,
    },
    /// A strength of a field, a power, a level, a rate of dose.
    Strength {
        /// In the base unit.
        value: f64,
        /// `V/m`, `dBuV/m`, `T`, `W`, `dBm`, `dB`, `Sv/h`, `Bq`.
        unit: String,
    },
    /// A ship, by a number.
    Ship {
        /// `imo`, `mmsi`.
        scheme: String,
        /// The number.
        number: String,
    },
    /// An aircraft, by a number.
    Aircraft {
        /// `registration`, `icao24`, `flight`.
        scheme: String,
        /// In capital letters.
        number: String,
    },
    /// A freight container (ISO 6346).
    Container {
        /// Four letters and seven digits.
        number: String,
    },
    /// A patent or its application.
    Patent {
        /// Two letters of the office.
        office: String,
        /// Without spaces.
        number: String,
    },
    /// An organisation, by the form of its name.
    Organisation {
        /// As written.
        name: String,
    },
    /// A device.
    Device {
        /// The maker, as the program calls it; empty if only a model is named.
        brand: String,
        /// The model as written, without spaces at its ends; empty if only a brand is named.
        model: String,
    },
    /// A mark of secrecy on something.
    Marking {
        /// `top_secret`, `secret`, `confidential`, `internal`.
        level: String,
    },
    /// A quantity with a unit: length, weight, speed, height and so on.
    Quantity {
        /// At least this much.
        from: f64,
        /// At most this much.
        to: f64,
        /// `m`, `m2`, `kg`, `L`, `m/s`, `degC`, `B`, `count`.
        unit: String,
    },
    /// A direction from somewhere, as pilots give it.
    Bearing {
        /// Degrees from north, where it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        degrees: Option<f64>,
        /// Metres from there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distance_m: Option<f64>,
        /// From where: the code of an airport; empty for the speaker.
        from: String,
    },
    /// An office that somebody holds.
    Office {
        /// As written.
        title: String,
        /// 1 the nation's, 2 province or ministry, 3 bureau or prefecture, 4 county or division, 5 section and below.
        rank: u8,
    },
    /// A place that is described: road and number, a junction, a floor, "the third tree".
    Place {
        /// `road`, `junction`, `building`, `floor`, `kilometre`, `pole`, `beside`.
        form: String,
        /// As written, in the order road, number, detail.
        described: String,
    },
}

impl Named {
    /// The words of all kinds.
    pub const KINDS: [&'static str; 23] = [
        "coordinates",
        "time",
        "duration",
        "wallet",
        "amount",
        "ip",
        "domain",
        "link",
        "handle",
        "hash",
        "frequency",
        "strength",
        "ship",
        "aircraft",
        "container",
        "patent",
        "organisation",
        "device",
        "marking",
        "quantity",
        "bearing",
        "office",
        "place",
    ];

    /// The word for its kind, as in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Named::Coordinates { .. } => "coordinates",
            Named::Time { .. } => "time",
            Named::Duration { .. } => "duration",
            Named::Wallet { .. } => "wallet",
            Named::Amount { .. } => "amount",
            Named::Ip { .. } => "ip",
            Named::Domain { .. } => "domain",
            Named::Link { .. } => "link",
            Named::Handle { .. } => "handle",
            Named::Hash { .. } => "hash",
            Named::Frequency { .. } => "frequency",
            Named::Strength { .. } => "strength",
            Named::Ship { .. } => "ship",
            Named::Aircraft { .. } => "aircraft",
            Named::Container { .. } => "container",
            Named::Patent { .. } => "patent",
            Named::Organisation { .. } => "organisation",
            Named::Device { .. } => "device",
            Named::Marking { .. } => "marking",
            Named::Quantity { .. } => "quantity",
            Named::Bearing { .. } => "bearing",
            Named::Office { .. } => "office",
            Named::Place { .. } => "place",
        }
    }
}

/// Says nothing of what was written.
impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entity({}, {:?}, …)", self.what.kind(), self.span)
    }
}

/// Says nothing of what was written.
impl fmt::Debug for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_is_written_as_kind_value_text_and_span() {
        let entity = Entity {
            what: Named::Frequency {
                from_hz: 1_575_420_000.0,
                to_hz: 1_575_420_000.0,
            },
            text: "1575.42 MHz".into(),
            span: Span { from: 7, to: 18 },
            valid: true,
        };
        let json = serde_json::to_string(&entity).expect("JSON");
        insta::assert_snapshot!(json, @r#"{"kind":"frequency","value":{"from_hz":1575420000.0,"to_hz":1575420000.0},"text":"1575.42 MHz","span":[7,18],"valid":true}"#);
        assert_eq!(serde_json::from_str::<Entity>(&json).expect("read"), entity);
        assert_eq!(
            format!("{entity:?}"),
            "Entity(frequency, Span { from: 7, to: 18 }, …)"
        );
    }

    #[test]
    fn a_time_is_written_in_utc() {
        let at: Timestamp = "2026-11-22T08:30:00Z".parse().expect("a time");
        let named = Named::Time {
            from: at,
            to: at,
            precision: "minute".into(),
            zone_stated: false,
        };
        let json = serde_json::to_string(&named).expect("JSON");
        insta::assert_snapshot!(json, @r#"{"kind":"time","value":{"from":"2026-11-22T08:30:00Z","to":"2026-11-22T08:30:00Z","precision":"minute","zone_stated":false}}"#);
        assert_eq!(serde_json::from_str::<Named>(&json).expect("read"), named);
    }
}
