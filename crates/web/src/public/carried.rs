//! What a page gives its reader to carry to the next one, sealed: there are no cookies, and nothing of a form that was
//! not sent is kept here.

use super::Site;
use super::answers::Answers;
use super::attachments::Attachments;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A form on its way: its token, by which the same sending gets the same receipt, when it was opened, and what was
/// typed so far.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Form {
    pub(crate) token: String,
    /// Hours since 1970.
    opened: i64,
    pub(crate) answers: Answers,
    /// The files that have arrived for it.
    pub(crate) files: Attachments,
    /// Whether every question was asked: then a changed answer leads back to the page that shows them all.
    pub(crate) complete: bool,
}

/// A mailbox that was opened: the words need not be typed again for an hour or two.
#[derive(Serialize, Deserialize)]
pub(crate) struct Opened {
    pub(crate) receipt: String,
    /// Hours since 1970.
    opened: i64,
    /// Files that have arrived for it, of which something is to be chosen first.
    pub(crate) files: Attachments,
}

/// Hours for which an opened mailbox can be used.
const MAILBOX_HOURS: i64 = 2;

impl Form {
    pub(crate) fn new(site: &Site) -> Form {
        Form {
            token: site.desk().token(),
            opened: site.hour(),
            answers: Answers::default(),
            files: Attachments::default(),
            complete: false,
        }
    }

    /// What a page carried, and whether it may be sent as it is; `None` when it was not sealed here. One that is older
    /// than its answer is kept could be taken twice: it goes on as a new one.
    pub(crate) fn read(site: &Site, sealed: &str) -> Option<(Form, bool)> {
        let mut form: Form = open(site, FORM, sealed)?;
        let age = site.hour() - form.opened;
        let is_fresh = (0..site.profile().intake.replay_hours).contains(&age);
        if !is_fresh {
            form.renew(site);
        }
        Some((form, is_fresh))
    }

    /// From now on it is another form, of a report of its own.
    pub(crate) fn renew(&mut self, site: &Site) {
        self.token = site.desk().token();
        self.opened = site.hour();
    }

    pub(crate) fn sealed(&self, site: &Site) -> String {
        seal(site, FORM, self)
    }
}

impl Opened {
    pub(crate) fn new(site: &Site, receipt: &desk::Receipt) -> Opened {
        Opened::with(site, receipt, Attachments::default())
    }

    pub(crate) fn with(site: &Site, receipt: &desk::Receipt, files: Attachments) -> Opened {
        Opened {
            receipt: receipt.english(),
            opened: site.hour(),
            files,
        }
    }

    pub(crate) fn read(site: &Site, sealed: &str) -> Option<Opened> {
        let opened: Opened = open(site, MAILBOX, sealed)?;
        (0..MAILBOX_HOURS)
            .contains(&(site.hour() - opened.opened))
            .then_some(opened)
    }

    pub(crate) fn sealed(&self, site: &Site) -> String {
        seal(site, MAILBOX, self)
    }
}

const FORM: &str = "form";
const MAILBOX: &str = "mailbox";

fn seal(site: &Site, what: &'static str, value: &impl Serialize) -> String {
    let plain = serde_json::to_vec(value).unwrap_or_default();
    site.desk().seal_carried(what, &plain)
}

fn open<T: DeserializeOwned>(site: &Site, what: &'static str, sealed: &str) -> Option<T> {
    let plain = site.desk().open_carried(what, sealed)?;
    serde_json::from_slice(&plain).ok()
}
