//! The files that came with a form: listed wherever it is shown, and each with a choice where it may give its sender away
//! (R12).

use super::isolated;
use super::view::View;
use crate::posted::{Lost, Posted, Why};
use askama::Template;
use desk::{Betrays, Failure, Receipt, Remedy, SentFile};
use report::{Author, Id};
use serde::{Deserialize, Serialize};

/// The files of a form on its way. They lie here sealed; what opens them travels with the form.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Attachments {
    attached: Vec<Attached>,
    /// Those that were not taken just now.
    #[serde(skip)]
    lost: Vec<Lost>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Attached {
    file: SentFile,
    /// The reporter wants it sent as it is.
    as_it_is: bool,
    /// What is to be said of the choice that was made just now.
    #[serde(skip)]
    trouble: Option<Trouble>,
}

#[derive(Clone, Copy)]
enum Trouble {
    NotChosen,
    NotCleaned,
}

/// A file as a page shows it.
pub(crate) struct AttachmentShown {
    /// The name of the field in which its choice is made.
    pub(crate) name: String,
    pub(crate) called: String,
    pub(crate) size: String,
    /// What it may betray; nothing when that is decided, or it betrays nothing.
    pub(crate) hint: Option<String>,
    pub(crate) can_be_cleaned: bool,
    pub(crate) problem: Option<String>,
}

/// The files where they are chosen.
#[derive(Template)]
#[template(path = "attachments.html")]
pub(crate) struct AttachmentsField {
    v: View,
    heading: bool,
    /// Whether no files are taken here.
    none: bool,
    hint: String,
    lost: Option<String>,
    files: Vec<AttachmentShown>,
}

impl Attachments {
    /// Takes what arrived with a form, and does what was chosen on it for those that came before: leaves out, copies
    /// without traces, or lets be.
    pub(crate) async fn take(&mut self, view: &View, posted: &mut Posted) {
        let sending = posted.get("go") == Some("send");
        let (mut kept, mut lost) = (Vec::new(), std::mem::take(&mut posted.lost));
        for (number, mut attached) in (1..).zip(std::mem::take(&mut self.attached)) {
            attached.trouble = match posted.get(&field(number)) {
                Some("drop") => {
                    // Where that fails it is gone after two hours all the same.
                    drop(view.site.desk().drop_file(attached.file).await);
                    continue;
                }
                Some("clean") => match attached.clean(view).await {
                    Ok(()) => None,
                    Err(Some(trouble)) => Some(trouble),
                    Err(None) => {
                        lost.push(Lost {
                            name: attached.file.name,
                            why: Why::Gone,
                        });
                        continue;
                    }
                },
                Some("keep") => {
                    attached.as_it_is = true;
                    None
                }
                _ if sending && attached.is_to_be_decided() => Some(Trouble::NotChosen),
                _ => None,
            };
            kept.push(attached);
        }
        let arrived = std::mem::take(&mut posted.files);
        kept.extend(arrived.into_iter().map(|file| Attached {
            file,
            as_it_is: false,
            trouble: None,
        }));
        self.attached = kept;
        self.lost = lost;
    }

    /// Takes out those of which something is to be chosen first.
    pub(crate) fn leave_undecided(&mut self) {
        let (undecided, rest) = std::mem::take(&mut self.attached)
            .into_iter()
            .partition(Attached::is_to_be_decided);
        self.attached = rest;
        self.lost
            .extend(undecided.into_iter().map(|attached: Attached| Lost {
                name: attached.file.name,
                why: Why::Undecided,
            }));
    }

    pub(crate) fn len(&self) -> usize {
        self.attached.len()
    }

    pub(crate) fn to_send(&self) -> Vec<SentFile> {
        let files = self.attached.iter().map(|attached| &attached.file);
        files.cloned().collect()
    }

    /// Whether a choice is to be made before they are sent.
    pub(crate) fn are_to_be_decided(&self) -> bool {
        self.attached.iter().any(Attached::is_to_be_decided)
    }

    pub(crate) fn are_none(&self) -> bool {
        self.attached.is_empty() && self.lost.is_empty()
    }

    /// Puts them into a mailbox, and says whether there were any. What lies there already, by its name and length, was sent
    /// by the same page before: it is not put there twice.
    pub(crate) async fn put(&mut self, view: &View, receipt: &Receipt) -> Result<bool, Failure> {
        if self.attached.is_empty() {
            return Ok(false);
        }
        let desk = view.site.desk();
        let opened = desk.open_mailbox_at(receipt, |_| 0..0).await?;
        let mine = opened
            .files
            .into_iter()
            .filter(|file| file.from == Author::Reporter);
        let mut there: Vec<(String, u64)> = mine.map(|file| (file.name, file.size)).collect();
        for file in self.to_send() {
            let known = there
                .iter()
                .position(|(name, size)| *name == file.name && *size == file.size);
            if let Some(known) = known {
                there.swap_remove(known);
                continue;
            }
            let object = file.object;
            match desk.add_file(receipt, file).await {
                Err(Failure::FileGone(_)) => drop(self.lose(object, Why::Gone)),
                Err(Failure::MailboxFull) => drop(self.lose(object, Why::TooMany)),
                added => added?,
            }
        }
        Ok(!self.attached.is_empty())
    }

    /// Takes out one that cannot be had; `false` when it is none of these.
    pub(crate) fn lose(&mut self, object: Id, why: Why) -> bool {
        let mut files = self.attached.iter();
        let Some(at) = files.position(|attached| attached.file.object == object) else {
            return false;
        };
        self.lost.push(Lost {
            name: self.attached.remove(at).file.name,
            why,
        });
        true
    }

    pub(crate) fn shown(&self, view: &View) -> Vec<AttachmentShown> {
        let shown = (1..)
            .zip(&self.attached)
            .map(|(number, attached)| AttachmentShown {
                name: field(number),
                called: attached.file.name.clone(),
                size: super::size_in_words(attached.file.size),
                hint: attached.hint(view),
                can_be_cleaned: attached.file.remedy == Remedy::Copy,
                problem: attached.trouble.map(|trouble| {
                    let said = match trouble {
                        Trouble::NotChosen => "error-file-choice",
                        Trouble::NotCleaned => "error-file-clean",
                    };
                    view.f(said, &[("file", &isolated(&attached.file.name))])
                }),
            });
        shown.collect()
    }

    /// Those of which something is to be chosen, each with its choices.
    pub(crate) fn to_decide(&self, view: &View) -> Vec<AttachmentShown> {
        let mut shown = self.shown(view);
        shown.retain(|file| file.hint.is_some());
        shown
    }

    /// Where they are chosen.
    pub(crate) fn field(&self, view: &View, heading: bool) -> AttachmentsField {
        let (count, size) = limits(view);
        AttachmentsField {
            v: view.clone(),
            heading,
            none: view.site.profile().intake.files == 0,
            hint: view.f("files-hint", &[("count", &count), ("size", &size)]),
            lost: self.lost_in_words(view),
            files: self.shown(view),
        }
    }

    /// Those that were not taken, each with why, in one line.
    pub(crate) fn lost_in_words(&self, view: &View) -> Option<String> {
        let (count, size) = limits(view);
        let said = self.lost.iter().map(|lost| {
            let why = match lost.why {
                Why::Broken => "lost-broken",
                Why::Empty => "lost-empty",
                Why::TooMany => "lost-many",
                Why::TooLarge => "lost-large",
                Why::NoRoom => "lost-room",
                Why::Gone => "lost-gone",
                Why::Undecided => "lost-undecided",
                Why::NotAsked => "lost-not-asked",
            };
            let name = isolated(&lost.name);
            view.f(why, &[("file", &name), ("count", &count), ("size", &size)])
        });
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join(view.between_items()))
    }
}

/// What is to be mended in the choices, for the list at the head of their page.
pub(crate) fn problems(files: &[AttachmentShown]) -> Vec<(String, String)> {
    let problems = files.iter().filter_map(|file| {
        let problem = file.problem.clone()?;
        Some((file.name.clone(), problem))
    });
    problems.collect()
}

/// How many files are taken at most, and how large.
pub(crate) fn limits(view: &View) -> (String, String) {
    let intake = &view.site.profile().intake;
    let size = super::size_in_words(intake.file_bytes);
    (intake.files.to_string(), size)
}

impl Attached {
    /// Puts a copy without traces in its place. `None`: it is not there any more.
    async fn clean(&mut self, view: &View) -> Result<(), Option<Trouble>> {
        // As much work as sending it once more: so it has a place among those who send.
        let Ok(_place) = view.site.door.uploading() else {
            return Err(Some(Trouble::NotCleaned));
        };
        let (desk, file) = (view.site.desk().clone(), self.file.clone());
        let cleaned = tokio::task::spawn_blocking(move || desk.clean_file(&file)).await;
        match cleaned.unwrap_or(Err(Failure::NotCopied)) {
            Ok(file) => self.file = file,
            Err(Failure::FileGone(_)) => return Err(None),
            Err(Failure::NotCopied) => {
                self.file.remedy = Remedy::Nothing;
                return Err(Some(Trouble::NotCleaned));
            }
            Err(failure) => {
                crate::failure::logged(&failure);
                return Err(Some(Trouble::NotCleaned));
            }
        }
        Ok(())
    }

    fn is_to_be_decided(&self) -> bool {
        self.file.betrays != Betrays::Nothing && !self.as_it_is
    }

    fn hint(&self, view: &View) -> Option<String> {
        let betrays = match self.file.betrays {
            Betrays::Position => "hint-position",
            Betrays::MaybePosition => "hint-position-maybe",
            Betrays::Maker => "hint-maker",
            Betrays::Nothing => return None,
        };
        let remedy = match self.file.remedy {
            _ if self.as_it_is => return None,
            Remedy::Copy => None,
            Remedy::Screenshot => Some("hint-screenshot"),
            Remedy::Nothing => Some("hint-cannot"),
        };
        let mut said = view.f(betrays, &[("file", &isolated(&self.file.name))]);
        if let Some(remedy) = remedy {
            said.push_str(view.between_sentences());
            said.push_str(&view.t(remedy));
        }
        Some(said)
    }
}

/// The name of the field in which the choice of a file is made, by its place in the form.
fn field(number: usize) -> String {
    format!("file-{number}")
}
