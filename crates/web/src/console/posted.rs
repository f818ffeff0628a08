//! What a form of the console sent.

use super::page::Trouble;
use super::view::View;
use crate::door::TurnedAway;
use crate::posted;
use axum::extract::Request;
use axum::response::Response;
use desk::SentFile;

/// What a form sent, its fields exactly as they were typed.
pub(crate) struct Posted(posted::Posted);

impl Posted {
    /// Reads a form to its end; one that brings files only where some are taken, and so many at most.
    ///
    /// # Errors
    /// The page that says why it was not taken, with what of it arrived.
    pub(crate) async fn read(
        view: &View,
        request: Request,
        files: Option<usize>,
    ) -> Result<Posted, Response> {
        if files.is_none() && posted::brings_files(request.headers()) {
            return Err(Trouble::TooLarge.page(view));
        }
        let most = files.unwrap_or(0);
        match posted::read(&view.console.door, request, |_| most).await {
            Ok(posted) => Ok(Posted(posted)),
            Err((why, posted)) => {
                let trouble = match why {
                    TurnedAway::TooLarge => Trouble::TooLarge,
                    TurnedAway::Busy | TurnedAway::TooSlow | TurnedAway::Broken => Trouble::Away,
                };
                Err(trouble.page_keeping(view, Posted(posted).typed()))
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

    /// What somebody wrote in it: not to be lost when it is not taken.
    pub(crate) fn typed(&self) -> &str {
        let typed = self.given("text").or_else(|| self.given("message"));
        typed.unwrap_or_default()
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
