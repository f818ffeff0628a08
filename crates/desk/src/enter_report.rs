//! Somebody at the counter writes down what a reporter says, or what came as a letter. It is a report like any other, and
//! the log says who wrote it down.

use crate::accept_report::Accepted;
use crate::desk::Desk;
use crate::error::{Failure, Refused};
use crate::log::Deed;
use crate::people::PersonState;
use crate::unlock::Unlocked;
use report::{Channel, Content, Draft, Role};

/// What somebody took down.
pub struct TakenDown {
    /// As the reporter says it.
    pub draft: Draft,
    /// The counter, or a letter.
    pub channel: Channel,
    /// When the visitor or the letter came, as stated.
    pub came: Option<String>,
}

impl Desk {
    /// Takes a report down for somebody. The same sending again gets the same receipt.
    ///
    /// # Errors
    /// [`Failure::NotAllowed`] for whoever is neither a clerk nor an officer; otherwise as for
    /// [`Desk::accept_report_once`].
    pub async fn enter_report(
        &self,
        by: &Unlocked,
        taken: TakenDown,
        sending: &str,
    ) -> Result<Accepted, Failure> {
        let person = &by.person;
        let may = matches!(person.role, Role::Clerk | Role::Officer);
        if !may || person.state != PersonState::Active {
            return Err(Failure::NotAllowed(Refused::ClerksOnly));
        }
        let TakenDown {
            draft,
            channel,
            came,
        } = taken;
        let body = serde_json::to_vec(&(&draft, channel, &came))
            .map_err(|_| Failure::Damaged("a draft"))?;
        let key = self.replay_key(&format!("entered {} {sending}", person.id), &body);
        if let Some(accepted) = self.accepted_before(&key).await? {
            return accepted.if_to_the_same();
        }
        // Beside the entry of the acceptance, which names no report to whoever reads this one.
        let entered = self.noted(person, Deed::Entered, None, "")?;
        let (content, contact) = Content::of_draft(draft, channel, self.now());
        let content = Content { came, ..content };
        self.accept_entered((content, contact), Vec::new(), &key, Some(entered))
            .await?
            .if_to_the_same()
    }
}
