//! The public pages: no JavaScript, no cookies, nothing from elsewhere. What is asked of a page goes in with the
//! address or the form; what it has to remember travels in the form, sealed.

mod answers;
mod carried;
mod check;
mod errors;
mod fields;
mod guided;
mod mailbox;
mod moment;
mod notice;
mod page;
mod posted;
mod receipt_page;
mod report_form;
mod start;
mod view;
mod words;

use crate::door::Door;
use axum::Router;
use axum::routing::get;
use desk::Desk;
use jiff::tz::TimeZone;
use report::{Hour, Lang, Profile};
use std::sync::Arc;

/// What all pages share.
pub(crate) struct Site {
    door: Door,
    zone: TimeZone,
}

impl Site {
    fn desk(&self) -> &Desk {
        &self.door.desk
    }

    fn profile(&self) -> &Profile {
        self.desk().profile()
    }

    /// Hours since 1970.
    fn hour(&self) -> i64 {
        Hour::of(self.desk().now()).0
    }

    /// What this hotline calls itself.
    fn name(&self, lang: Lang) -> &str {
        let site = &self.profile().site;
        match lang {
            Lang::En => &site.name_en,
            Lang::Zh => &site.name_zh,
        }
    }

    /// Where "Leave this site" leads.
    fn exit(&self, lang: Lang) -> &str {
        let site = &self.profile().site;
        match lang {
            Lang::En => &site.exit_en,
            Lang::Zh => &site.exit_zh,
        }
    }
}

/// The pages.
pub(crate) fn routes(door: Door) -> Router {
    let zone = TimeZone::get(&door.desk.profile().site.time_zone).unwrap_or(TimeZone::UTC);
    let site = Arc::new(Site { door, zone });
    Router::new()
        .route("/", get(start::choose_language))
        .route("/{lang}", get(start::show))
        .route("/{lang}/", get(start::show))
        .route("/{lang}/report", get(report_form::show).post(report_form::file))
        .route("/{lang}/report/guided", get(guided::show).post(guided::step))
        .route("/{lang}/mailbox", get(mailbox::show).post(mailbox::open))
        .route("/{lang}/statistics", get(start::statistics))
        .route("/{lang}/exit", get(start::leave))
        .route("/statistics.json", get(start::statistics_json))
        .route("/.well-known/security.txt", get(start::security_txt))
        .route("/robots.txt", get(start::robots))
        .with_state(site)
}

/// The language's name in `lang` and `hreflang` (BCP 47).
pub(crate) fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

/// A size as people read it.
fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        1_048_576..1_073_741_824 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}
