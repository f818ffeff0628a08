//! Some thousand reports of one lot: for each token the reports that have it, in three flat arrays (a list a token
//! would cost more than what is in it), and the newest ones unsorted, until there are enough of them to be merged in.

use super::Lot;
use seal::Token;

/// Reports of a segment at most: merging it takes milliseconds, and two bytes name each of its reports.
const REPORTS: usize = 16_384;
/// Unsorted postings that are worth a merge, at least.
const RECENT: usize = 16_384;
/// In place of a report that has gone. Places begin at 1.
const GONE: i64 = 0;

pub(super) struct Segment {
    lot: Lot,
    /// A report is numbered by where it stands here.
    reports: Vec<i64>,
    gone: usize,
    /// Sorted, each once.
    tokens: Vec<u32>,
    /// Where the reports of each token begin in `numbers`, and where those of the last end.
    starts: Vec<u32>,
    /// Of each token in ascending order.
    numbers: Vec<u16>,
    /// Token and number, as they came. Their numbers ascend, and are higher than those of the same token above.
    recent: Vec<u64>,
}

impl Segment {
    pub(super) fn new(lot: Lot) -> Segment {
        Segment {
            lot,
            reports: Vec::new(),
            gone: 0,
            tokens: Vec::new(),
            starts: vec![0],
            numbers: Vec::new(),
            recent: Vec::new(),
        }
    }

    pub(super) fn lot(&self) -> Lot {
        self.lot
    }

    pub(super) fn has_room(&self) -> bool {
        self.reports.len() < REPORTS
    }

    /// What it holds, and what of it has gone and is not left out yet.
    pub(super) fn postings(&self) -> usize {
        self.numbers.len() + self.recent.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.gone == self.reports.len()
    }

    pub(super) fn add(&mut self, report: i64, tokens: &[Token]) {
        let number = self.reports.len() as u64;
        self.reports.push(report);
        let postings = tokens
            .iter()
            .map(|token| u64::from(token.number()) << 16 | number);
        self.recent.extend(postings);
        if self.recent.len() > RECENT.max(self.numbers.len() / 8) {
            self.settle();
        }
    }

    pub(super) fn remove(&mut self, report: i64) {
        if let Some(place) = self.reports.iter_mut().find(|place| **place == report) {
            *place = GONE;
            self.gone += 1;
            if self.gone * 4 > self.reports.len() {
                self.settle();
            }
        }
    }

    /// Merges the recent postings in and leaves out what has gone; the reports get new numbers in the old order.
    pub(super) fn settle(&mut self) {
        if self.recent.is_empty() && self.gone == 0 {
            return;
        }
        let mut recent = std::mem::take(&mut self.recent);
        recent.sort_unstable();
        let renumbered = self.renumber();
        let old = std::mem::replace(self, Segment::new(self.lot));
        self.reports = old
            .reports
            .iter()
            .copied()
            .filter(|report| *report != GONE)
            .collect();
        self.numbers.reserve_exact(old.numbers.len() + recent.len());
        self.tokens.reserve_exact(old.tokens.len());
        self.starts.reserve_exact(old.tokens.len());
        let mut put = |token: u32, number: u16| {
            let Some(number) = renumbered[usize::from(number)] else {
                return;
            };
            if self.tokens.last() != Some(&token) {
                self.tokens.push(token);
                self.starts.push(0);
            }
            self.numbers.push(number);
            if let Some(end) = self.starts.last_mut() {
                *end = self.numbers.len() as u32;
            }
        };
        let mut recent = recent.into_iter().peekable();
        for (index, token) in old.tokens.iter().enumerate() {
            while let Some(posting) = recent.next_if(|posting| posting >> 16 < u64::from(*token)) {
                put((posting >> 16) as u32, posting as u16);
            }
            old.of(index).iter().for_each(|number| put(*token, *number));
        }
        recent.for_each(|posting| put((posting >> 16) as u32, posting as u16));
        self.tokens.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }

    /// The new number of each report; none of those that have gone.
    fn renumber(&self) -> Vec<Option<u16>> {
        let mut next = 0;
        let number = |report: &i64| {
            (*report != GONE).then(|| {
                next += 1;
                next - 1
            })
        };
        self.reports.iter().map(number).collect()
    }

    fn of(&self, index: usize) -> &[u16] {
        &self.numbers[self.starts[index] as usize..self.starts[index + 1] as usize]
    }

    /// The numbers of the reports that have this token, in ascending order.
    fn with(&self, token: Token) -> Vec<u16> {
        let token = token.number();
        let mut numbers = match self.tokens.binary_search(&token) {
            Ok(index) => self.of(index).to_vec(),
            Err(_) => Vec::new(),
        };
        let recent = self
            .recent
            .iter()
            .filter(|posting| **posting >> 16 == u64::from(token));
        numbers.extend(recent.map(|posting| *posting as u16));
        numbers
    }

    /// Adds the reports that have all of these tokens, in no order.
    pub(super) fn having(&self, tokens: &[Token], found: &mut Vec<i64>) {
        let mut lists: Vec<Vec<u16>> = tokens.iter().map(|token| self.with(*token)).collect();
        lists.sort_unstable_by_key(Vec::len);
        let Some((rarest, others)) = lists.split_first() else {
            return;
        };
        let numbers = rarest
            .iter()
            .filter(|number| others.iter().all(|list| list.binary_search(number).is_ok()));
        let reports = numbers.map(|number| self.reports[usize::from(*number)]);
        found.extend(reports.filter(|report| *report != GONE));
    }
}

#[cfg(test)]
pub(super) mod tests;
