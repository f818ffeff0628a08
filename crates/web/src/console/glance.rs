//! All of the queue at a glance: how many reports are how, each a link to those; and what came since the page was made.

use super::filters::address_of;
use super::view::View;
use desk::{COUNTED, QueueAsked, QueueCounts, Whose};

/// A number of reports, and where they are.
pub(crate) struct Count {
    pub(crate) address: String,
    pub(crate) words: String,
    /// Whether these are the ones that the page shows.
    pub(crate) here: bool,
    /// Whether it should not be so.
    pub(crate) late: bool,
}

/// The line of numbers over the queue.
pub(crate) fn counts(view: &View, counts: &QueueCounts, shown: Option<&QueueAsked>) -> Vec<Count> {
    let count = |asked: QueueAsked, words: String, late: bool| Count {
        here: shown == Some(&asked),
        address: address_of(&asked),
        words,
        late,
    };
    let words = |name: &str, n: i64| view.f(name, &[("n", &number(n))]);
    let new = match counts.new_overdue {
        0 => words("glance-new", counts.new),
        late => {
            let (n, late) = (number(counts.new), number(late));
            view.f("glance-new-late", &[("n", &n), ("late", &late)])
        }
    };
    let asked = QueueAsked::default;
    vec![
        count(
            asked(),
            // Of all of them the exact number is known.
            view.f("glance-open", &[("n", &counts.open.to_string())]),
            false,
        ),
        count(
            QueueAsked {
                new: true,
                ..asked()
            },
            new,
            counts.new_overdue > 0,
        ),
        count(
            QueueAsked {
                overdue: true,
                ..asked()
            },
            words("glance-overdue", counts.overdue),
            counts.overdue > 0,
        ),
        count(
            QueueAsked {
                wrote: true,
                ..asked()
            },
            words("glance-wrote", counts.wrote),
            false,
        ),
        count(
            QueueAsked {
                whose: Whose::Mine,
                ..asked()
            },
            words("glance-mine", counts.mine),
            false,
        ),
    ]
}

/// As far as it was counted.
pub(crate) fn number(n: i64) -> String {
    match n < COUNTED {
        true => n.to_string(),
        false => format!("{}+", COUNTED - 1),
    }
}

/// What is said of reports that came since the page was made.
pub(crate) fn came(view: &View, count: i64) -> Option<String> {
    match count {
        ..=0 => None,
        1 => Some(view.t("came-one").into_owned()),
        n => Some(view.f("came-some", &[("n", &number(n))])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_a_number_that_was_not_counted_to_its_end() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(COUNTED), "999+");
    }
}
