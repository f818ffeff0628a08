//! The queue, as tests ask for it and decide about what is in it.

use super::installation::Installation;
use desk::{Decision, Deed, QueueAsked, Said, Standing, Unlocked};
use report::{Id, Level, Outcome, Status};

impl Installation {
    /// The reports of the queue as an officer asks for it, in their order.
    pub(crate) fn queue_of(&self, by: &Unlocked, asked: &QueueAsked) -> Vec<Id> {
        let page = self.desk().queue(by, asked, None, 100).expect("a queue");
        page.rows.into_iter().map(|row| row.id).collect()
    }

    /// The same, so many at a time.
    pub(crate) fn queue_by_pages(&self, asked: &QueueAsked, limit: usize) -> Vec<Id> {
        let (by, mut seen, mut after) = (self.officer(), Vec::new(), None);
        loop {
            let page = self.desk().queue(&by, asked, after, limit).expect("a page");
            after = page.rows.last().map(|row| row.place);
            seen.extend(page.rows.into_iter().map(|row| row.id));
            if !page.more {
                return seen;
            }
        }
    }

    pub(crate) fn whole_queue(&self) -> Vec<Id> {
        self.queue_of(&self.officer(), &QueueAsked::default())
    }

    pub(crate) fn decide(&self, id: Id, decision: Decision) -> Status {
        let decided = self.desk().decide(&self.officer(), id, &decision);
        decided.expect("decided").status
    }

    pub(crate) fn level(&self, id: Id, level: Level) {
        let level = Some(level);
        self.decide(
            id,
            Decision {
                level,
                ..Decision::default()
            },
        );
    }

    /// What the entries say of such a deed, the newest first.
    pub(crate) fn said_of(&self, deed: Deed) -> Vec<String> {
        self.sequence();
        let read = self.desk().read_log(&self.officer(), None, 200);
        let said = |entry: desk::ReadEntry| match entry.said {
            Said::Open(entry) if entry.deed == deed => Some(entry.why),
            _ => None,
        };
        read.expect("read").into_iter().filter_map(said).collect()
    }

    /// What the newest entry says of such a deed.
    pub(crate) fn last_said(&self, deed: Deed) -> String {
        self.said_of(deed).into_iter().next().expect("an entry")
    }

    /// Files a report, and lets the program read it.
    pub(crate) fn read_report(&self, text: &str) -> Id {
        self.file_report(text);
        self.drain_jobs();
        self.newest()
    }
}

/// That it is closed, and why.
pub(crate) fn closed(outcome: Outcome) -> Decision {
    Decision {
        standing: Some(Standing::Closed(outcome)),
        why: "looked into".to_owned(),
        ..Decision::default()
    }
}
