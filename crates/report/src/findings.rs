//! What the program read in a report's text: what `tipline read` prints and an officer sees beside the text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Conduct, Entity, Level, Span, Unreadable};

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InBoth {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// All that was read in a text. Spans are byte offsets into the text as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The language of the text.
    pub language: Language,
    /// Signatures that fired, the weightiest first.
    pub signatures: Vec<Fired>,
    /// Things that the text names, in its order.
    pub entities: Vec<Entity>,
    /// Where the writer says that they do not know it for sure, or have it from others.
    pub hedges: Vec<Hedge>,
    /// How much of what an officer will need is there.
    pub completeness: Completeness,
    /// At most three questions for what is missing, the most useful first.
    pub questions: Vec<Question>,
    /// Whether something that was done is described: without it a report triggers nothing (product.md, T6).
    pub conduct: bool,
    /// What makes the report weigh more, or calls for care.
    pub flags: Vec<String>,
    /// What it is about.
    pub category: Category,
    /// How much the text surprises a model of how people write; below 85 it may be made by a machine. 0 for no text.
    pub perplexity: f64,
    /// The right door for what is outside the remit (product.md, G5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
}

/// The language of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// ISO 639, or "und".
    pub code: String,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// A signature that fired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fired {
    /// Its word.
    pub id: String,
    /// What it finds.
    pub title: InBoth,
    /// The sector's word.
    pub sector: String,
    /// The kind of conduct.
    pub code: Conduct,
    /// Where.
    pub spans: Vec<Span>,
    /// How much it says, 1 to 10.
    pub weight: u8,
    /// How soon a report needs somebody for it alone: 1, 2, 3.
    pub level: u8,
    /// Whether anything follows from it; one on trial is only shown.
    pub stable: bool,
    /// Techniques of MITRE ATT&CK: number and name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attack: Vec<(String, String)>,
}

/// Words by which a writer says how sure they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hedge {
    /// As they were written.
    pub text: String,
    /// Where.
    pub span: Span,
    /// `hearsay` or `doubt`.
    pub kind: String,
}

/// How much of what an officer will need is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completeness {
    /// 0 nothing, 1 all.
    pub score: f64,
    /// What is there: the words of questions that need not be asked.
    pub given: Vec<String>,
    /// What is not.
    pub missing: Vec<String>,
}

/// A question for the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its word.
    pub id: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// An NSI behaviour code, or `NONE`.
    pub code: String,
    /// The sector's word; none for `NONE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// How sure that is, 0 to 1.
    pub score: f64,
    /// How much speaks for danger or for something under way, -1 to 1.
    pub now: f64,
    /// How much speaks for something vague, small or long ago, -1 to 1.
    pub faint: f64,
}

/// Who deals with what this line is not for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Its word.
    pub id: String,
    /// What the reporter is told, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
}

/// How soon a report needs somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priority {
    /// 3 danger to life or under way, 2 within the day, 1 in its turn, 0 no described threat.
    pub level: u8,
    /// 0 to 1: by it those of one level are sorted.
    pub score: f64,
    /// Why, in plain words.
    pub reasons: Vec<InBoth>,
}

impl Priority {
    /// Its level, as people call it.
    pub fn named(&self) -> Level {
        match self.level {
            3.. => Level::Now,
            2 => Level::Today,
            1 => Level::Routine,
            0 => Level::None,
        }
    }
}

/// All that the program made of a report: an item of its own, for whoever opens it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// What was read in the text.
    pub findings: Findings,
    /// What the program proposes, and why.
    pub priority: Priority,
}

impl Analysis {
    /// As JSON, to be sealed.
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::content::to_json(self)
    }

    /// Reads what [`Analysis::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Analysis, Unreadable> {
        crate::content::from_json(bytes, "analysis")
    }

    /// What of it a list of reports shows.
    pub fn proposal(&self) -> Proposal {
        let findings = &self.findings;
        Proposal {
            level: self.priority.named(),
            conduct: findings.category.code.parse().ok(),
            sector: findings.category.sector.clone(),
            reasons: self.priority.reasons.iter().take(3).cloned().collect(),
            second_review: findings.needs_second_review(),
        }
    }
}

/// What the program proposes of a report, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// How soon it needs somebody.
    pub level: Level,
    /// What it is about; none for nothing that this line is for.
    pub conduct: Option<Conduct>,
    /// The sector's word.
    pub sector: Option<String>,
    /// Why, the weightiest first, at most three.
    pub reasons: Vec<InBoth>,
    /// Whether a second person should look at it (product.md, T4).
    pub second_review: bool,
}

impl Findings {
    /// Whether the writer has it from others or is unsure: a second person looks at it (product.md, T4).
    pub fn needs_second_review(&self) -> bool {
        !self.hedges.is_empty() && self.category.code != "NONE"
    }

    /// Whether all it says is who somebody is (product.md, T6).
    pub fn says_only_who(&self) -> bool {
        self.flags.iter().any(|flag| flag == "identity_only")
    }
}

/// Says nothing of what was written.
impl fmt::Debug for Hedge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hedge({}, {:?}, …)", self.kind, self.span)
    }
}
