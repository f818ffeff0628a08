//! What a form of the console sent.

use super::page::Trouble;
use super::view::View;
use crate::door::TurnedAway;
use crate::posted;
use axum::extract::Request;
use axum::response::Response;
use desk::SentFile;

/// What becomes of the files of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// No form brings some.
    Refused,
    /// Nobody is there to send them: the texts before them are read, and nothing after.
    NotRead,
    AtMost(usize),
}

/// What a form sent, its fields exactly as they were typed.
pub(crate) struct Posted(posted::Posted);

impl Posted {
    /// Reads a form to its end; of one that brings files as much as is wanted of them.
    ///
    /// # Errors
    /// The page that says why it was not taken, with what of it arrived.
    pub(crate) async fn read(
        view: &View,
        request: Request,
        files: Files,
    ) -> Result<Posted, Response> {
        if files == Files::Refused && posted::brings_files(request.headers()) {
            return Err(Trouble::TooLarge.page(view));
        }
        let room = |_: &posted::Posted| match files {
            Files::AtMost(most) => Some(most),
            Files::NotRead | Files::Refused => None,
        };
        match posted::read(&view.console.door, request, room).await {
            Ok(posted) => Ok(Posted(posted)),
            Err((why, posted)) => {
                let trouble = match why {
                    TurnedAway::TooLarge => Trouble::TooLarge,
                    TurnedAway::Busy | TurnedAway::TooSlow | TurnedAway::Broken => Trouble::Away,
                };
                Err(trouble.page_keeping_form(view, &Posted(posted)))
            }
        }
    }

    /// The field of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)
    }

    /// The field of this name without the white space around it; `None` when nothing is left.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// All fields, in the order in which they came.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.pairs()
    }

    /// A text as it was typed.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The files that arrived whole.
    pub(crate) fn files(&self) -> &[SentFile] {
        &self.0.files
    }

    /// The names of those that did not.
    pub(crate) fn lost(&self) -> Vec<String> {
        self.0.lost.iter().map(|lost| lost.name.clone()).collect()
    }
}
