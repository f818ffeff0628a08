//! Signatures: what is known about the conduct that people report, as data (`signatures/README.md`). A signature is a set of
//! phrases in two languages; each says of what sector and code a report is that has one of them.

mod file;
mod grounds;
mod matcher;
mod page;
mod phrase;
mod reader;

pub use file::{SignatureError, Technique};

use crate::normal::{Normal, Stretch};
use matcher::Matcher;
use reader::Reader;
use report::{Conduct, Door, InBoth};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../../signatures/", $name)))),*]
    };
}

/// The files of the sectors, as they are delivered.
pub(crate) const FILES: [(&str, &str); 27] = files![
    "devices.yaml",
    "drones.yaml",
    "survey.yaml",
    "sites.yaml",
    "navigation.yaml",
    "radio.yaml",
    "undersea.yaml",
    "papers.yaml",
    "disposal.yaml",
    "approach.yaml",
    "exfiltration.yaml",
    "intrusion.yaml",
    "supply.yaml",
    "darkweb.yaml",
    "explosives.yaml",
    "weapons.yaml",
    "attack.yaml",
    "hostage.yaml",
    "arson.yaml",
    "financing.yaml",
    "forged.yaml",
    "smuggling.yaml",
    "infrastructure.yaml",
    "insider.yaml",
    "bribery.yaml",
    "hazmat.yaml",
    "coastal.yaml"
];

/// Phrases that a signature has at least, in each language.
const PHRASES: usize = 8;
/// Characters around what hinders a signature within which it does not fire.
const HINDERS_WITHIN: usize = 40;

/// Everything that is known about conduct, ready to be looked for.
pub struct Signatures {
    sectors: Vec<Sector>,
    all: Vec<Signature>,
    questions: Vec<Question>,
    /// The words of the flags.
    flags: Vec<String>,
    doors: Vec<Door>,
    /// By the number of a phrase.
    roles: Vec<Role>,
    matcher: Matcher,
}

/// A field of conduct, by what it is about.
#[derive(Clone, Debug)]
pub struct Sector {
    /// Its word in files and JSON.
    pub id: String,
    /// Its name.
    pub title: InBoth,
    /// What of it is which kind of conduct, in a sentence.
    pub kinds: BTreeMap<Conduct, String>,
}

/// A signature.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Its word.
    pub id: String,
    /// What it finds.
    pub title: InBoth,
    /// The sector's word.
    pub sector: String,
    /// The kind of conduct.
    pub code: Conduct,
    /// Whether its phrases describe something that was done.
    pub conduct: bool,
    /// 1 routine, 2 today, 3 now: how soon a report needs somebody for it alone.
    pub level: u8,
    /// 1 to 10: how much it says.
    pub weight: u8,
    /// Whether anything follows from it.
    pub stable: bool,
    /// The words of the questions whose answers are missing most often.
    pub asks: Vec<String>,
    /// What else it may be.
    pub falsepositives: InBoth,
    /// Techniques of MITRE ATT&CK.
    pub attack: Vec<Technique>,
    /// How far what else it needs may be, in characters; `None`: anywhere.
    within: Option<usize>,
    /// How many other things it needs.
    needs: usize,
}

/// Something that an officer will need to know.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its word.
    pub id: String,
    /// How a reporter is asked.
    pub asked: InBoth,
    /// Kinds of entities that answer it.
    pub entities: Vec<String>,
}

/// Where a signature fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Its place in [`Signatures::all`].
    pub(crate) signature: usize,
    /// Where, in the normal text; none within another, in their order.
    pub(crate) stretches: Vec<Stretch>,
}

/// What was found in one walk.
#[derive(Default)]
pub(crate) struct Found {
    /// The signatures that fired, by their place.
    pub(crate) hits: Vec<Hit>,
    /// The questions that phrases answered, by their place.
    pub(crate) answered: BTreeSet<usize>,
    /// Where the writer says how they know: `hearsay`, `doubt`.
    pub(crate) hedges: Vec<(&'static str, Stretch)>,
    /// The flags that are raised, by their place.
    pub(crate) flags: BTreeSet<usize>,
    /// How often words of a door stand there, by its place.
    pub(crate) doors: BTreeMap<usize, usize>,
    /// Whether a word says that somebody did something.
    pub(crate) deeds: bool,
    /// Where a word says who somebody is or thinks, in the order of their ends.
    pub(crate) grounds: Vec<Stretch>,
}

/// What a phrase is for.
#[derive(Clone, Copy)]
enum Role {
    /// The signature fires.
    Fires(usize),
    /// It is one of the other things that a signature needs.
    Needed(usize, usize),
    /// The signature does not fire beside it.
    Hinders(usize),
    /// A question is answered.
    Answers(usize),
    /// The writer says how they know.
    Hedges(&'static str),
    /// A flag is raised.
    Flags(usize),
    /// It belongs to somebody else.
    Leads(usize),
    /// Somebody did something.
    Tells,
    /// Somebody is or thinks something.
    Names,
}

/// As they are delivered.
static DELIVERED: LazyLock<Result<Signatures, SignatureError>> =
    LazyLock::new(|| Signatures::read(&FILES));

impl Signatures {
    /// The signatures as they are delivered.
    pub fn delivered() -> &'static Signatures {
        match &*DELIVERED {
            Ok(signatures) => signatures,
            // A test reads them, so that a build with faulty ones never leaves the house.
            Err(error) => panic!("our own signatures: {error}"),
        }
    }

    /// Reads signatures: a name and the text of each sector's file.
    ///
    /// # Errors
    /// The first thing that is wrong, with file and line.
    pub fn read(files: &[(&str, &str)]) -> Result<Signatures, SignatureError> {
        let mut reader = Reader::new()?;
        let (flags, doors) = reader.words()?;
        for (name, text) in files {
            reader.sector(name, text)?;
        }
        let numbers = 0..;
        let phrases = reader.phrases.iter().map(|(_, phrase)| phrase);
        let matcher = Matcher::of(numbers.zip(phrases))?;
        Ok(Signatures {
            sectors: reader.sectors,
            all: reader.all,
            questions: reader.questions,
            flags,
            doors,
            roles: reader.phrases.into_iter().map(|(role, _)| role).collect(),
            matcher,
        })
    }

    /// Every signature.
    pub fn all(&self) -> &[Signature] {
        &self.all
    }

    /// Every sector.
    pub fn sectors(&self) -> &[Sector] {
        &self.sectors
    }

    /// Every question.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The word of every flag.
    pub fn flags(&self) -> &[String] {
        &self.flags
    }

    /// Every door.
    pub fn doors(&self) -> &[Door] {
        &self.doors
    }

    /// What of all this stands in a text.
    pub(crate) fn find(&self, normal: &Normal) -> Found {
        let mut fired: BTreeMap<usize, Vec<Stretch>> = BTreeMap::new();
        let mut needed: BTreeMap<(usize, usize), Vec<Stretch>> = BTreeMap::new();
        let mut hindered: BTreeMap<usize, Vec<Stretch>> = BTreeMap::new();
        let mut found = Found::default();
        self.matcher.find(&normal.text, |phrase, stretch| {
            match self.roles[phrase as usize] {
                Role::Fires(signature) => fired.entry(signature).or_default().push(stretch),
                Role::Needed(signature, which) => {
                    needed.entry((signature, which)).or_default().push(stretch);
                }
                Role::Hinders(signature) => hindered.entry(signature).or_default().push(stretch),
                Role::Answers(question) => {
                    found.answered.insert(question);
                }
                Role::Hedges(kind) => found.hedges.push((kind, stretch)),
                Role::Flags(flag) => {
                    found.flags.insert(flag);
                }
                Role::Leads(door) => *found.doors.entry(door).or_default() += 1,
                Role::Tells => found.deeds = true,
                Role::Names => found.grounds.push(stretch),
            }
        });
        for (signature, mut stretches) in fired {
            let (within, needs) = (self.all[signature].within, self.all[signature].needs);
            let near = |stretch: &Stretch, others: &Vec<Stretch>, within: Option<usize>| {
                others.iter().any(|other| {
                    within.is_none_or(|within| are_within(&normal.text, stretch, other, within))
                })
            };
            stretches.retain(|stretch| {
                let has = |which| {
                    let others = needed.get(&(signature, which));
                    others.is_some_and(|others| near(stretch, others, within))
                };
                let is_hindered = hindered
                    .get(&signature)
                    .is_some_and(|others| near(stretch, others, Some(HINDERS_WITHIN)));
                !is_hindered && (0..needs).all(has)
            });
            if !stretches.is_empty() {
                found.hits.push(Hit {
                    signature,
                    stretches: outermost(stretches),
                });
            }
        }
        found
    }
}

/// Whether at most so many characters lie between two stretches.
fn are_within(text: &str, one: &Stretch, other: &Stretch, within: usize) -> bool {
    let (from, to) = match one.start <= other.start {
        true => (one.end, other.start),
        false => (other.end, one.start),
    };
    // No character is longer than four bytes.
    from >= to || (to - from <= 4 * within && text[from..to].chars().count() <= within)
}

/// Those that lie within no other, in their order.
fn outermost(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_by_key(|stretch| (stretch.start, std::cmp::Reverse(stretch.end)));
    let mut kept: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        if kept.last().is_none_or(|last| stretch.end > last.end) {
            kept.push(stretch);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
