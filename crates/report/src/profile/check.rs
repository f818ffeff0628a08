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
pub(super) const RANGES: [Range; 47] = [
    range("intake.text_bytes", 1_024, 16_777_216, "bytes"),
    range("intake.short_bytes", 64, 65_536, "bytes"),
    range("intake.body_bytes", 4_096, 67_108_864, "bytes"),
    range("intake.concurrent", 1, 100_000, "reports"),
    range("intake.mailbox_concurrent", 1, 100_000, "requests"),
    range("intake.retry_after_s", 1, 3_600, "seconds"),
    range("intake.body_timeout_s", 1, 3_600, "seconds"),
    range("intake.head_timeout_s", 1, 300, "seconds"),
    range("intake.connections", 1, 1_000_000, "connections"),
    range("intake.file_bytes", 1_024, 1_099_511_627_776, "bytes"),
    range("intake.files", 0, 100, "files"),
    range("intake.uploads", 1, 10_000, "sendings"),
    range("intake.keep_free_mib", 0, 1_073_741_824, "MiB"),
    range("intake.replay_hours", 1, 168, "hours"),
    range("mailbox.answer_ms", 1, 5_000, "milliseconds"),
    range("mailbox.messages", 1, 10_000, "messages"),
    range("mailbox.message_kib", 128, 65_536, "KiB"),
    range("retention.undecided_months", 1, 240, "months"),
    range("retention.aside_days", 1, 365, "days"),
    range("retention.confirmed_aside_days", 1, 90, "days"),
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
    range("queue.first_look_hours", 1, 720, "hours"),
    range("queue.inquiry_hours", 1, 720, "hours"),
    range("queue.feedback_days", 1, 365, "days"),
    range("queue.claim_hours", 1, 168, "hours"),
    range("queue.screening_hours", 1, 720, "hours"),
    range("queue.screening_rank", 0, 5, "(a rank)"),
    range("queue.decided_days", 1, 365, "days"),
    range("notices.acknowledge_minutes", 1, 60, "minutes"),
    range("notices.warning_hours", 1, 168, "hours"),
    range("notices.escalation_hours", 1, 720, "hours"),
    range("triage.error_per_mille", 1, 100, "per mille"),
    range("triage.confidence_percent", 90, 99, "percent"),
    range("triage.audit_percent", 2, 100, "percent"),
    range("triage.alone_up_to", -1, 2, "(a level)"),
    range("desk.idle_minutes", 5, 480, "minutes"),
    range("desk.session_hours", 1, 24, "hours"),
    range("desk.renew_minutes", 1, 60, "minutes"),
    range("desk.step_up_minutes", 1, 60, "minutes"),
];

/// One text value: its key, whether a text will do, and what will, in words.
pub(super) struct Text {
    pub(super) key: &'static str,
    pub(super) will_do: fn(&str) -> bool,
    pub(super) expected: &'static str,
}

const fn text(key: &'static str, will_do: fn(&str) -> bool, expected: &'static str) -> Text {
    Text {
        key,
        will_do,
        expected,
    }
}

/// Every text of the profile; a test holds the list against the default.
pub(super) const TEXTS: [Text; 16] = [
    text(
        "log.origin",
        is_origin,
        "a name of 1 to 200 visible ASCII characters without + and spaces",
    ),
    text("site.name_en", is_name, NAME),
    text("site.name_zh", is_name, NAME),
    text(
        "site.emergency",
        is_number,
        "a telephone number of 2 to 20 digits",
    ),
    text("site.exit_en", is_address, ADDRESS),
    text("site.exit_zh", is_address, ADDRESS),
    text(
        "site.time_zone",
        is_time_zone,
        "a time zone of the IANA database, such as Asia/Shanghai",
    ),
    text("site.banner_en", is_banner, BANNER),
    text("site.banner_zh", is_banner, BANNER),
    text(
        "site.address",
        is_site,
        "an address that begins with https://, or http:// and a name that ends in .onion, or empty",
    ),
    text(
        "site.onion",
        is_onion,
        "http:// and a name that ends in .onion, without a path, or empty",
    ),
    text(
        "site.security_contact",
        is_contact,
        "an address that begins with https:// or mailto:, or empty",
    ),
    text(
        "notices.roster",
        is_roster,
        "addresses that begin with mailto: or https://, with commas between, or empty",
    ),
    text(
        "notices.mail_server",
        is_mail_server,
        "smtps://host or smtp://host?tls=required, without a password, or empty",
    ),
    text(
        "notices.mail_from",
        is_mail_address,
        "a mail address, or empty",
    ),
    text(
        "notices.desk_address",
        is_desk_address,
        "an address that begins with https://, or empty",
    ),
];

const NAME: &str = "a name of 1 to 60 characters on one line";
const BANNER: &str = "a text of at most 200 characters on one line, or empty";
const ADDRESS: &str = "an address that begins with https://";

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

fn is_name(text: &str) -> bool {
    (1..=60).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
}

fn is_banner(text: &str) -> bool {
    text.chars().count() <= 200 && !text.chars().any(char::is_control)
}

/// Digits, and what people write between them.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (2..=20).contains(&digits)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b" -+/".contains(&byte))
}

/// Only what may stand in a header line as it is (RFC 3986).
fn is_uri(text: &str) -> bool {
    text.len() <= 200
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"')
}

fn is_address(text: &str) -> bool {
    is_uri(text)
        && text
            .strip_prefix("https://")
            .is_some_and(|rest| !rest.is_empty())
}

fn is_desk_address(text: &str) -> bool {
    text.is_empty() || is_address(text)
}

fn is_mail_address(text: &str) -> bool {
    text.is_empty()
        || (is_uri(text)
            && text
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()))
}

/// What comes back to this machine alone.
fn is_loopback(address: &str) -> bool {
    let host = address.split(['/', '?']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| {
        host.strip_prefix(own)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

fn is_roster(text: &str) -> bool {
    let is_known = |one: &str| {
        let mail = one.strip_prefix("mailto:");
        let own = one.strip_prefix("http://").is_some_and(is_loopback);
        mail.is_some_and(|mail| !mail.is_empty() && is_mail_address(mail))
            || is_address(one)
            || (own && is_uri(one))
    };
    text.trim().is_empty() || text.split(',').all(|one| is_known(one.trim()))
}

fn is_mail_server(text: &str) -> bool {
    let has_password = |rest: &str| {
        rest.split_once('@')
            .is_some_and(|(user, _)| user.contains(':'))
    };
    let sealed = text.strip_prefix("smtps://");
    let plain = text.strip_prefix("smtp://");
    let required = plain.filter(|rest| rest.ends_with("?tls=required") || is_loopback(rest));
    text.is_empty()
        || (is_uri(text)
            && sealed
                .or(required)
                .is_some_and(|rest| !rest.is_empty() && !has_password(rest)))
}

fn is_time_zone(text: &str) -> bool {
    jiff::tz::TimeZone::get(text).is_ok()
}

fn is_site(text: &str) -> bool {
    is_onion(text) || is_address(text)
}

fn is_onion(text: &str) -> bool {
    let host = text
        .strip_prefix("http://")
        .and_then(|host| host.strip_suffix(".onion"));
    text.is_empty()
        || host.is_some_and(|host| {
            host.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        })
}

fn is_contact(text: &str) -> bool {
    let known = ["https://", "mailto:"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    text.is_empty() || (known && is_uri(text))
}
