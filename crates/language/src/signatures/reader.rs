//! Signatures while they are read: everything that is wrong with one is told before anything is looked for.

use super::file::{
    self, Entry, Phrases, QuestionEntry, SectorEntry, SectorFile, SignatureError, Standing,
    WordsFile,
};
use super::grounds::Grounds;
use super::phrase::{self, Groups, Known, Phrase, Words};
use super::{PHRASES, Question, Role, Sector, Signature};
use report::{Conduct, Door, InBoth};
use std::collections::{BTreeMap, BTreeSet};

impl Sector {
    fn of(entry: SectorEntry) -> Sector {
        Sector {
            id: entry.sector,
            title: InBoth {
                en: entry.en,
                zh: entry.zh,
            },
            kinds: entry.kinds,
        }
    }
}

/// Signatures while they are read.
pub(super) struct Reader {
    pub(super) sectors: Vec<Sector>,
    pub(super) questions: Vec<Question>,
    grounds: Grounds,
    ids: BTreeSet<String>,
    pub(super) all: Vec<Signature>,
    pub(super) phrases: Vec<(Role, Phrase)>,
    /// Parts of phrases that this file has in common, in Chinese and in English.
    known: [Known; 2],
}

impl Reader {
    /// With the sectors and the questions.
    pub(super) fn new() -> Result<Reader, SignatureError> {
        let sectors: Vec<SectorEntry> = file::read(
            "sectors.yaml",
            include_str!("../../../../signatures/sectors.yaml"),
        )?;
        let questions: Vec<QuestionEntry> = file::read(
            "questions.yaml",
            include_str!("../../../../signatures/questions.yaml"),
        )?;
        let mut reader = Reader {
            sectors: sectors.into_iter().map(Sector::of).collect(),
            questions: Vec::new(),
            grounds: Grounds::read()?,
            ids: BTreeSet::new(),
            all: Vec::new(),
            phrases: Vec::new(),
            known: Default::default(),
        };
        for question in questions {
            reader.question(question)?;
        }
        Ok(reader)
    }

    fn question(&mut self, entry: QuestionEntry) -> Result<(), SignatureError> {
        let number = self.questions.len();
        let phrases = Phrases {
            zh: entry.filled_by.zh,
            en: entry.filled_by.en,
        };
        self.take(Role::Answers(number), &phrases, &BTreeMap::new())
            .map_err(|problem| SignatureError {
                file: "questions.yaml".to_owned(),
                line: 0,
                problem: format!("{}: {problem}", entry.id),
            })?;
        self.questions.push(Question {
            id: entry.id,
            asked: InBoth {
                en: entry.en,
                zh: entry.zh,
            },
            entities: entry.filled_by.entities,
        });
        Ok(())
    }

    pub(super) fn words(&mut self) -> Result<(Vec<String>, Vec<Door>), SignatureError> {
        const FILE: &str = "words.yaml";
        let words: WordsFile = file::read(FILE, include_str!("../../../../signatures/words.yaml"))?;
        let error = |problem| SignatureError {
            file: FILE.to_owned(),
            line: 0,
            problem,
        };
        let none = BTreeMap::new();
        for (kind, phrases) in &words.hedges {
            let kind = match kind.as_str() {
                "hearsay" => "hearsay",
                "doubt" => "doubt",
                other => return Err(error(format!("no kind of hedge is called {other}"))),
            };
            self.take(Role::Hedges(kind), phrases, &none)
                .map_err(error)?;
        }
        let mut flags = Vec::new();
        for entry in words.flags {
            self.take(Role::Flags(flags.len()), &entry.words, &none)
                .map_err(error)?;
            flags.push(entry.id);
        }
        let mut doors = Vec::new();
        for entry in words.doors {
            self.take(Role::Leads(doors.len()), &entry.words, &none)
                .map_err(error)?;
            doors.push(Door {
                id: entry.id,
                en: entry.en,
                zh: entry.zh,
            });
        }
        self.take(Role::Tells, &words.deeds, &none).map_err(error)?;
        let grounds = self.grounds.phrases();
        self.take(Role::Names, &grounds, &none).map_err(error)?;
        Ok((flags, doors))
    }

    pub(super) fn sector(&mut self, name: &str, text: &str) -> Result<(), SignatureError> {
        let error = |line, problem| SignatureError {
            file: name.to_owned(),
            line,
            problem,
        };
        let file: SectorFile = file::read(name, text)?;
        self.known = Default::default();
        let sector = self.sectors.iter().find(|it| it.id == file.sector);
        let kinds = match sector {
            Some(sector) => sector.kinds.clone(),
            None => {
                let problem = format!("no sector is called {}", file.sector);
                return Err(error(1, problem));
            }
        };
        for (group, words) in &file.words {
            for word in words.en.iter().chain(&words.zh) {
                if let Some(problem) = self.grounds.named_in(word) {
                    return Err(error(1, format!("the group {group} {problem}")));
                }
            }
        }
        for entry in &file.signatures {
            let line = entry.referenced.line();
            self.signature(&entry.value, &file, &kinds)
                .map_err(|problem| error(line, format!("{}: {problem}", entry.value.id)))?;
        }
        Ok(())
    }

    fn signature(
        &mut self,
        entry: &Entry,
        file: &SectorFile,
        kinds: &BTreeMap<Conduct, String>,
    ) -> Result<(), String> {
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entry.id.is_empty() || !entry.id.chars().all(is_id) {
            return Err("an id has small letters, digits and hyphens".to_owned());
        }
        if !self.ids.insert(entry.id.clone()) {
            return Err("another signature has this id".to_owned());
        }
        if !kinds.contains_key(&entry.code) {
            return Err(format!("{} is no code of this sector", entry.code));
        }
        if !(1..=3).contains(&entry.level) {
            return Err("a level is 1, 2 or 3".to_owned());
        }
        if !(1..=10).contains(&entry.weight) {
            return Err("a weight is 1 to 10".to_owned());
        }
        for (language, phrases) in [("zh", &entry.zh), ("en", &entry.en)] {
            let different: BTreeSet<&String> = phrases.iter().collect();
            if different.len() < PHRASES {
                return Err(format!(
                    "{} phrases in {language}, at least {PHRASES} are needed",
                    different.len()
                ));
            }
        }
        let known = |id: &String| self.questions.iter().any(|it| it.id == *id);
        if let Some(unknown) = entry.asks.iter().find(|id| !known(id)) {
            return Err(format!("no question is called {unknown}"));
        }
        if let Some(wrong) = entry.attack.iter().find(|it| !is_technique(&it.id)) {
            return Err(format!("{} is no number of a technique", wrong.id));
        }
        let mut titles = [&entry.title.en, &entry.title.zh].into_iter();
        if let Some(problem) = titles.find_map(|title| self.grounds.named_in(title)) {
            return Err(problem);
        }
        let number = self.all.len();
        let fires = Phrases {
            zh: entry.zh.clone(),
            en: entry.en.clone(),
        };
        self.take(Role::Fires(number), &fires, &file.words)?;
        self.take(Role::Hinders(number), &entry.not, &file.words)?;
        for (which, needed) in entry.all_of.iter().enumerate() {
            self.take(Role::Needed(number, which), needed, &file.words)?;
        }
        self.all.push(Signature {
            id: entry.id.clone(),
            title: entry.title.clone(),
            sector: file.sector.clone(),
            code: entry.code,
            conduct: entry.conduct,
            level: entry.level,
            weight: entry.weight,
            stable: entry.status == Standing::Stable,
            asks: entry.asks.clone(),
            falsepositives: entry.falsepositives.clone(),
            attack: entry.attack.clone(),
            within: entry.near.map(|near| near.within),
            needs: entry.all_of.len(),
        });
        Ok(())
    }

    fn take(&mut self, role: Role, phrases: &Phrases, groups: &Groups) -> Result<(), String> {
        let [mut zh, mut en] = std::mem::take(&mut self.known);
        self.take_each(role, &phrases.zh, groups, |words| &words.zh, &mut zh)?;
        self.take_each(role, &phrases.en, groups, |words| &words.en, &mut en)?;
        self.known = [zh, en];
        Ok(())
    }

    fn take_each(
        &mut self,
        role: Role,
        phrases: &[String],
        groups: &Groups,
        of: fn(&Words) -> &[String],
        known: &mut Known,
    ) -> Result<(), String> {
        for written in phrases {
            // Of whatever is looked for, also of what keeps a signature from firing.
            if !matches!(role, Role::Names)
                && let Some(problem) = self.grounds.named_in(written)
            {
                return Err(problem);
            }
            let said = |error| format!("the phrase \"{written}\" {error}");
            let parsed = phrase::parse(written, groups, of, known).map_err(said)?;
            self.phrases.push((role, parsed));
        }
        Ok(())
    }
}

/// T and four digits, and perhaps a point and three.
fn is_technique(id: &str) -> bool {
    let digits = |text: &str, long| text.len() == long && text.bytes().all(|b| b.is_ascii_digit());
    match id
        .strip_prefix('T')
        .map(|rest| rest.split_once('.').unwrap_or((rest, "000")))
    {
        Some((number, sub)) => digits(number, 4) && digits(sub, 3),
        None => false,
    }
}
