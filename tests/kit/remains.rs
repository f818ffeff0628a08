//! What lies in the database of an installation that does not run: every row of every report.

use super::program::Place;
use report::Hour;
use store::{Options, Store, Tx};

/// Items of this kind are a report's own content, readings are of that kind.
const CONTENT: i64 = 0;
const READING: i64 = 2;
/// `report.reading` of a report that was read.
const READ: i64 = 1;

/// What was found, as counts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remains {
    /// Reports.
    pub(crate) reports: usize,
    /// Those of them that lack their content, one of their two mailboxes, or have something twice.
    pub(crate) broken: usize,
    /// Those of them that nobody read.
    pub(crate) unread: usize,
    /// Jobs that are left, whatever their state.
    pub(crate) jobs: i64,
    /// Leaves of the log that have an entry (a null leaf has none).
    pub(crate) entries: usize,
    /// Leaves that got no number.
    pub(crate) unnumbered: usize,
}

impl Remains {
    pub(crate) fn of(place: &Place) -> Remains {
        let store = Store::open(&place.location(), &Options::default()).expect("a database");
        let remains = store
            .read("look at the remains", look)
            .wait()
            .expect("a readable database");
        store.close();
        remains
    }

    /// What must be left after this many reports and nothing else: each whole, read, and in the log once.
    pub(crate) fn of_whole_reports(reports: usize) -> Remains {
        Remains {
            reports,
            broken: 0,
            unread: 0,
            jobs: 0,
            entries: reports,
            unnumbered: 0,
        }
    }
}

fn look(tx: &mut Tx) -> Result<Remains, store::Error> {
    let mut found = Remains {
        reports: 0,
        broken: 0,
        unread: 0,
        jobs: 0,
        entries: 0,
        unnumbered: 0,
    };
    let mut before = None;
    loop {
        // At the beginning of time nothing is over yet.
        let page = tx.living_reports(Hour(0), before, 500)?;
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        for row in &page {
            let items = tx.items(row.id)?;
            let of_kind = |kind| items.iter().filter(|item| item.kind == kind).count();
            let mailboxes = [tx.mailbox(&row.lookups[0])?, tx.mailbox(&row.lookups[1])?];
            let is_read = row.reading == READ && of_kind(READING) == 1;
            let whole = of_kind(CONTENT) == 1
                && of_kind(READING) <= 1
                && mailboxes.iter().all(Option::is_some)
                && row.lookups[0] != row.lookups[1];
            found.reports += 1;
            found.broken += usize::from(!whole);
            found.unread += usize::from(!is_read);
        }
    }
    found.jobs = tx
        .job_counts()?
        .iter()
        .map(|(_, waiting, leased, aside)| waiting + leased + aside)
        .sum();
    tx.walk_leaves(0..u64::MAX, |leaf| {
        found.entries += usize::from(leaf.sealed.is_some_and(|sealed| !sealed.is_empty()));
        Ok(())
    })?;
    found.unnumbered = tx.unnumbered(1000)?.len();
    Ok(found)
}
