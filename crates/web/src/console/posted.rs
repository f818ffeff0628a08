//! What a form of the console sent.

use super::Console;
use super::page::Trouble;
use super::view::View;
use crate::door::TurnedAway;
use axum::body::Body;
use axum::response::Response;

/// The fields of a form, in the order in which they came.
pub(crate) struct Posted(Vec<(String, String)>);

impl Posted {
    /// Reads a form to its end.
    ///
    /// # Errors
    /// The page that says why it was not taken, with what of it arrived.
    pub(crate) async fn read(view: &View, body: Body) -> Result<Posted, Response> {
        let console: &Console = &view.console;
        match console.door.body(body).await {
            Ok(bytes) => Ok(Posted::parse(&bytes)),
            Err((why, bytes)) => {
                let trouble = match why {
                    TurnedAway::TooLarge => Trouble::TooLarge,
                    TurnedAway::Busy | TurnedAway::TooSlow | TurnedAway::Broken => Trouble::Away,
                };
                Err(trouble.page_keeping(view, Posted::parse(&bytes).typed()))
            }
        }
    }

    fn parse(bytes: &[u8]) -> Posted {
        Posted(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The field of this name; of one sent twice the first.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
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

    /// A text as it was typed, with the line ends that people mean.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().replace("\r\n", "\n")
    }
}
