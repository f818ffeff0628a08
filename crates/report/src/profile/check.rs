//! The range of every number of the profile, and what must hold between them.

/// One whole number: its key, the smallest and the largest value, its unit in the plural.
pub(super) struct Range {
    pub(super) key: &'static str,
    pub(super) least: i64,
    pub(super) most: i64,
    pub(super) unit: &'static str,
}

const fn range(key: &'static str, least: i64, most: i64, unit: &'static str) -> Range {
    Range {
        key,
        least,
        most,
        unit,
    }
}

/// Every whole number of the profile; a test holds the list against the default.
pub(super) const RANGES: [Range; 23] = [
    range("intake.text_bytes", 1_024, 16_777_216, "bytes"),
    range("intake.short_bytes", 64, 65_536, "bytes"),
    range("intake.body_bytes", 4_096, 67_108_864, "bytes"),
    range("intake.concurrent", 1, 100_000, "reports"),
    range("intake.mailbox_concurrent", 1, 100_000, "requests"),
    range("intake.retry_after_s", 1, 3_600, "seconds"),
    range("intake.body_timeout_s", 1, 3_600, "seconds"),
    range("intake.head_timeout_s", 1, 300, "seconds"),
    range("intake.connections", 1, 1_000_000, "connections"),
    range("intake.replay_hours", 1, 168, "hours"),
    range("mailbox.answer_ms", 1, 5_000, "milliseconds"),
    range("mailbox.messages", 1, 10_000, "messages"),
    range("mailbox.message_kib", 128, 65_536, "KiB"),
    range("retention.undecided_months", 1, 240, "months"),
    range("retention.withdrawn_hours", 1, 720, "hours"),
    range("retention.log_years", 1, 100, "years"),
    range("custody.custodians", 2, 32, "custodians"),
    // One custodian alone must never open an identity (product.md, R1 and O3), whatever a profile says.
    range("custody.threshold", 2, 32, "custodians"),
    // Batches at most 50 ms apart (architecture.md, The log).
    range("log.sequence_ms", 1, 50, "milliseconds"),
    range("work.workers", 1, 256, "threads"),
    range("work.batch", 1, 1_024, "jobs"),
    range("work.lease_s", 1, 3_600, "seconds"),
    range("work.attempts", 1, 100, "tries"),
];

/// The text values.
pub(super) const TEXTS: [&str; 1] = ["log.origin"];

/// `smaller` must not exceed `larger`; `why` is for the operator.
pub(super) struct Order {
    pub(super) smaller: &'static str,
    pub(super) larger: &'static str,
    pub(super) why: &'static str,
}

pub(super) const ORDERS: [Order; 3] = [
    Order {
        smaller: "custody.threshold",
        larger: "custody.custodians",
        why: "otherwise no identity could ever be opened",
    },
    Order {
        smaller: "intake.short_bytes",
        larger: "intake.text_bytes",
        why: "a place or a name is not longer than a report",
    },
    Order {
        smaller: "intake.text_bytes",
        larger: "intake.body_bytes",
        why: "otherwise a text of full length could never arrive",
    },
];

/// Whether a log may have this name: it is a line of its own in a signed note, and part of a key's name
/// (C2SP signed-note: non-empty, no space, no plus sign).
pub(super) fn is_origin(text: &str) -> bool {
    (1..=200).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'+')
}
