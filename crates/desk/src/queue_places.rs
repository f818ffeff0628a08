//! Which places of the queue somebody asks for. The database finds them but for the language, of which it knows nothing:
//! the index of words has its reports.

use crate::desk::Desk;
use crate::error::Failure;
use crate::queue::{QueueAsked, ToldIn, Whose};
use crate::reach::{ClosedMonths, Reach};
use crate::search::Places;
use crate::unlock::Unlocked;
use language::search::Term;
use report::{Hour, Level, Status};
use store::{Claimed, QueueFilter, QueuePlace, Tx};

/// Places looked through at once for those that are told in a language.
const LOOKED_THROUGH: usize = 2_000;

/// What somebody asks of the queue, as the database and the index understand it.
pub(crate) struct Question {
    filter: QueueFilter,
    now: Hour,
    claims_since: Hour,
    /// Those told in the language that is asked for. While the index is still being read nobody knows, and all are shown.
    told: Option<Places>,
    /// Months whose reports are left out for it.
    pub(crate) closed: ClosedMonths,
}

impl Desk {
    pub(crate) fn question(&self, by: &Unlocked, asked: &QueueAsked) -> Result<Question, Failure> {
        let (told, closed) = match asked.language {
            None => (None, ClosedMonths::default()),
            Some(language) => {
                // Of months that do not open to them nobody is told in which language a report is, either.
                let reach = self.reach(by)?;
                (self.told_in(&reach, language)?, reach.closed)
            }
        };
        Ok(Question {
            filter: asked.filter(by),
            now: Hour::of(self.now()),
            claims_since: self.claims_since(),
            told,
            closed,
        })
    }

    fn told_in(&self, reach: &Reach, language: ToldIn) -> Result<Option<Places>, Failure> {
        let having = |code| self.reports_with(reach, &[Term::facet("language", code)]);
        match language {
            ToldIn::Chinese => having("zh"),
            ToldIn::English => having("en"),
            ToldIn::Another => {
                // All of them first: what is read meanwhile is then in neither.
                let all = self.all_reports_read(reach)?;
                let (zh, en) = (having("zh")?, having("en")?);
                let known = zh.zip(en);
                Ok(all
                    .zip(known)
                    .map(|(all, (zh, en))| all.without(&zh).without(&en)))
            }
        }
    }
}

impl Question {
    /// The places after this one, so many at most.
    ///
    /// Of those told in a language the queue is walked through as far as there are such reports at all; who walked so far
    /// in vain asks about each of them instead. So neither many of them nor few cost more than some twice the cheaper way.
    pub(crate) fn places(
        &self,
        tx: &mut Tx<'_>,
        mut after: Option<QueuePlace>,
        limit: usize,
    ) -> Result<Vec<QueuePlace>, store::Error> {
        let (filter, now, since) = (&self.filter, self.now, self.claims_since);
        let Some(told) = &self.told else {
            return tx.queue(filter, now, since, after, limit as i64);
        };
        let reports = told.as_slice();
        let (mut places, mut walked) = (Vec::new(), 0);
        while places.len() < limit && walked < reports.len() {
            let most = reports.len().clamp(limit, LOOKED_THROUGH.max(limit));
            let piece = tx.queue(filter, now, since, after, most as i64)?;
            walked += piece.len();
            after = piece.last().copied().or(after);
            let is_last = piece.len() < most;
            places.extend(piece.into_iter().filter(|place| told.contains(place.seq)));
            if is_last {
                places.truncate(limit);
                return Ok(places);
            }
        }
        if places.len() < limit {
            let most = (limit - places.len()) as i64;
            places.extend(tx.queue_among(reports, filter, now, since, after, most)?);
        }
        places.truncate(limit);
        Ok(places)
    }
}

impl QueueAsked {
    /// What is looked at, as it stands in the log: the queue, what was asked of it, and after which place the page begins.
    #[must_use]
    pub fn in_words(&self, after: Option<QueuePlace>) -> String {
        let mut words = Vec::new();
        words.extend(self.level.map(|level| format!("level {level}")));
        words.extend(self.status.map(|status| format!("standing {status}")));
        words.extend(self.conduct.map(|conduct| format!("about {conduct}")));
        words.extend(self.language.map(|language| match language {
            ToldIn::Chinese => "told in zh".to_owned(),
            ToldIn::English => "told in en".to_owned(),
            ToldIn::Another => "told in another language".to_owned(),
        }));
        words.extend(match self.whose {
            Whose::All => None,
            Whose::Mine => Some("mine".to_owned()),
            Whose::Nobodys => Some("nobody's".to_owned()),
        });
        words.extend(self.wrote.then(|| "reporter wrote".to_owned()));
        words.extend(self.overdue.then(|| "overdue".to_owned()));
        words.extend(self.new.then(|| "new".to_owned()));
        let page = |QueuePlace { level, turn, seq }| format!("after {level}.{}.{seq}", turn.0);
        words.extend(after.map(page));
        match words.is_empty() {
            true => "the queue".to_owned(),
            false => format!("the queue: {}", words.join(", ")),
        }
    }

    fn filter(&self, by: &Unlocked) -> QueueFilter {
        QueueFilter {
            level: self.level.map(Level::code),
            status: self.status.map(Status::code),
            conduct: self.conduct.map(|conduct| conduct.as_str().to_owned()),
            wrote: self.wrote,
            overdue: self.overdue,
            new: self.new,
            claimed: match self.whose {
                Whose::All => Claimed::ByAnybodyOrNobody,
                Whose::Mine => Claimed::By(by.person.id),
                Whose::Nobodys => Claimed::ByNobody,
            },
        }
    }
}
