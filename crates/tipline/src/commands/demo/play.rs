//! The story is played: every report is accepted, every reply written by the deeds that do it in earnest, at the time when
//! it happened. The clock is ours while that lasts.

use super::codes;
use super::story::{Event, What, story};
use crate::data_dir::DataDir;
use crate::outside::outside_at;
use crate::terminal;
use anyhow::Context;
use desk::{Accepted, Decision, Desk, Receipt, Standing, Unlocked};
use report::{Channel, Lang, Line, MessageKind, Profile, Role, Timestamp};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::runtime::Runtime;

/// Everybody's password in the demo.
pub(super) const PASSWORD: &str = "correct horse battery";

/// Those whom the first start does not make.
const MORE_PEOPLE: [(&str, Role); 3] = [
    ("officer-2", Role::Officer),
    ("clerk-1", Role::Clerk),
    ("administrator-1", Role::Administrator),
];

/// Fills a data directory that is empty. Gives the answer to the newest report in English.
pub(super) fn play(dir: &DataDir, profile: &Profile) -> anyhow::Result<Accepted> {
    let events = story(Timestamp::now(), &profile.limits())?;
    let first = events.first().context("there are no samples")?.at;
    let clock = Arc::new(AtomicI64::new(first.as_microsecond() - 3_600_000_000));
    let desk = dir.desk_at(profile, outside_at(&clock))?;
    let people = people(&desk)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let mut stage = Stage {
        desk: &desk,
        runtime,
        people,
        receipts: HashMap::new(),
        newest: None,
    };
    let bar = terminal::progress(events.len() as u64, "playing what happened", false);
    let mut day = None;
    for event in events {
        // Two things do not happen at once, and the clock never goes back.
        let at = event.at.as_microsecond();
        clock.fetch_max(at, Ordering::Relaxed);
        // Each day has its keys; those of the workers do not last.
        let today = report::Day::of(event.at);
        if day.replace(today).is_some_and(|before| before != today) {
            while desk.analyse_once()? > 0 {}
            desk.clock_is_right()?;
            desk.keep_house(true)?;
        }
        stage.perform(event)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    while desk.analyse_once()? > 0 {}
    while desk.sequence_once()? > 0 {}
    let newest = stage.newest.context("there is no English sample");
    desk.close();
    newest
}

/// Everybody sets themselves up, and is let in.
fn people(desk: &Desk) -> anyhow::Result<HashMap<String, Unlocked>> {
    for (name, role) in MORE_PEOPLE {
        desk.add_person(name, role, None)?;
    }
    for (person, link) in desk.setup_links()? {
        let secret = codes::secret(&person.name);
        let code = secret.code(desk.now().as_second());
        desk.set_up(&link, PASSWORD, &secret, &code)?;
    }
    let officer = desk.unlock("officer-1", PASSWORD.as_bytes())?;
    for (name, _) in MORE_PEOPLE {
        desk.admit(name, &officer)?;
    }
    ["officer-1", "officer-2"]
        .into_iter()
        .map(|name| Ok((name.to_owned(), desk.unlock(name, PASSWORD.as_bytes())?)))
        .collect()
}

struct Stage<'a> {
    desk: &'a Desk,
    runtime: Runtime,
    people: HashMap<String, Unlocked>,
    /// By the names of the reports.
    receipts: HashMap<String, Receipt>,
    newest: Option<Accepted>,
}

impl Stage<'_> {
    fn perform(&mut self, event: Event) -> anyhow::Result<()> {
        let Event { report, what, .. } = event;
        match what {
            What::Came(line, files) => self.came(report, *line, files),
            What::Claimed {
                by,
                level,
                conduct,
                in_hand,
            } => {
                let (by, id) = (self.by(&by)?, self.id(&report)?);
                self.desk.claim(by, id)?;
                let decision = Decision {
                    // Whoever judged it has begun with it.
                    standing: (in_hand || level.is_some()).then_some(Standing::InHand),
                    level,
                    conduct: conduct.map(Some),
                    ..Decision::default()
                };
                if decision != Decision::default() {
                    self.desk.decide(by, id, &decision)?;
                }
                Ok(())
            }
            What::Desk { by, text } => {
                let (by, id) = (self.by(&by)?, self.id(&report)?);
                let asks = text.contains(['?', '？']);
                self.desk.reply(by, id, &text, asks)?;
                Ok(())
            }
            What::Reporter { text } => {
                let receipt = self.receipt(&report)?;
                let said = self
                    .desk
                    .add_message(receipt, text, MessageKind::Answer, None);
                Ok(self.runtime.block_on(said)?)
            }
            What::Closed { by, outcome, why } => {
                let (by, id) = (self.by(&by)?, self.id(&report)?);
                let decision = Decision {
                    standing: Some(Standing::Closed(outcome)),
                    why,
                    ..Decision::default()
                };
                self.desk.decide(by, id, &decision)?;
                Ok(())
            }
        }
    }

    fn came(
        &mut self,
        name: String,
        line: Line,
        files: Vec<(&str, &str, &[u8])>,
    ) -> anyhow::Result<()> {
        let mut sent = Vec::new();
        for (name, kind, content) in files {
            let mut arriving = self.desk.receive_file(name, kind)?;
            arriving.push(content)?;
            sent.push(arriving.finish()?);
        }
        let english = line.draft.lang == Some(Lang::En);
        let accept = self.desk.accept_report(line.draft, sent, Channel::Web);
        let accepted = self.runtime.block_on(accept)?;
        self.receipts.insert(name, accepted.receipt.clone());
        if english {
            self.newest = Some(accepted);
        }
        Ok(())
    }

    fn by(&self, name: &str) -> anyhow::Result<&Unlocked> {
        let by = self.people.get(name);
        by.with_context(|| format!("nobody in the demo is called {name}"))
    }

    fn receipt(&self, report: &str) -> anyhow::Result<&Receipt> {
        let receipt = self.receipts.get(report);
        receipt.with_context(|| format!("{report} did not come yet"))
    }

    fn id(&self, report: &str) -> anyhow::Result<report::Id> {
        let behind = self.desk.report_behind(self.receipt(report)?);
        Ok(self.runtime.block_on(behind)?)
    }
}

/// Where the demo's keyring lies: beside its data, under no secret.
pub(super) fn place(data: &Path) -> crate::args::Place {
    crate::args::Place {
        data: data.to_owned(),
        config: None,
        database: None,
        secret_file: None,
    }
}
