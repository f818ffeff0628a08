//! What kind of conduct a report describes: the sixteen behaviour codes of the Nationwide Suspicious Activity Reporting
//! Initiative (ISE-SAR Functional Standard 1.5.5, part B). They name what was done, never who somebody is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of conduct, by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Conduct {
    /// Breach or attempted intrusion of a place.
    Intrsn,
    /// Misrepresentation: false papers, uniforms, pretexts.
    Misrep,
    /// Theft, loss or diversion of what belongs to a place: badges, papers, uniforms, technology.
    Theft,
    /// Sabotage, tampering, vandalism; interference with navigation counts here.
    Sabot,
    /// Attack on, or intrusion into, a computer or network.
    Cyber,
    /// Expressed or implied threat.
    Threat,
    /// Aviation activity: aircraft and drones where they threaten people or places.
    Aviation,
    /// Eliciting information about a place beyond curiosity.
    Elicit,
    /// Testing or probing of security.
    Testsec,
    /// Recruiting or financing.
    Recrut,
    /// Taking pictures or films of what ordinary visitors do not.
    Photo,
    /// Observation or surveillance of a place.
    Survl,
    /// Acquiring or storing unusual materials.
    Matrls,
    /// Acquiring expertise without a plain purpose.
    Expert,
    /// Weapons collected, found or discovered.
    Wpns,
    /// Conduct that concerns one sector in particular.
    Sector,
}

/// The text names no kind of conduct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of conduct; the codes are those of ISE-SAR, such as INTRSN or AVIATION")]
pub struct UnknownConduct;

impl Conduct {
    /// Every kind, in the order of the standard.
    pub const ALL: [Conduct; 16] = [
        Conduct::Intrsn,
        Conduct::Misrep,
        Conduct::Theft,
        Conduct::Sabot,
        Conduct::Cyber,
        Conduct::Threat,
        Conduct::Aviation,
        Conduct::Elicit,
        Conduct::Testsec,
        Conduct::Recrut,
        Conduct::Photo,
        Conduct::Survl,
        Conduct::Matrls,
        Conduct::Expert,
        Conduct::Wpns,
        Conduct::Sector,
    ];

    /// The code, as stored and exported.
    pub fn as_str(self) -> &'static str {
        match self {
            Conduct::Intrsn => "INTRSN",
            Conduct::Misrep => "MISREP",
            Conduct::Theft => "THEFT",
            Conduct::Sabot => "SABOT",
            Conduct::Cyber => "CYBER",
            Conduct::Threat => "THREAT",
            Conduct::Aviation => "AVIATION",
            Conduct::Elicit => "ELICIT",
            Conduct::Testsec => "TESTSEC",
            Conduct::Recrut => "RECRUT",
            Conduct::Photo => "PHOTO",
            Conduct::Survl => "SURVL",
            Conduct::Matrls => "MATRLS",
            Conduct::Expert => "EXPERT",
            Conduct::Wpns => "WPNS",
            Conduct::Sector => "SECTOR",
        }
    }
}

impl fmt::Display for Conduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Conduct {
    type Err = UnknownConduct;

    fn from_str(text: &str) -> Result<Conduct, UnknownConduct> {
        Conduct::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownConduct)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_code() {
        for kind in Conduct::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            let word = serde_json::to_string(&kind).expect("a word");
            assert_eq!(word, format!("\"{kind}\""));
        }
        assert_eq!("intrsn".parse::<Conduct>(), Err(UnknownConduct));
    }
}
