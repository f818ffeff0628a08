//! Notices by mail.

use super::Told;
use anyhow::Context;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, Message, SmtpTransport, Transport};
use report::Notices;
use std::path::Path;
use std::time::Duration;

/// A mail server, and from whom mails are.
pub(super) struct Mail {
    server: SmtpTransport,
    from: Mailbox,
}

impl Mail {
    /// # Errors
    /// What is wrong with the server's address, the sender's, or the file of the password.
    pub(super) fn open(
        notices: &Notices,
        password: Option<&Path>,
        patience: Duration,
    ) -> anyhow::Result<Mail> {
        let server = &notices.mail_server;
        let mut builder = SmtpTransport::from_url(server)
            .with_context(|| format!("notices.mail_server: {server} is no mail server"))?
            .timeout(Some(patience));
        if let Some(file) = password {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the mail password in {}", file.display()))?;
            let (_, rest) = server.split_once("://").unwrap_or(("", server));
            let user = rest.split_once('@').map_or("", |(user, _)| user);
            let secret = text.trim_end_matches(['\n', '\r']).to_owned();
            builder = builder.credentials(Credentials::new(user.to_owned(), secret));
        }
        let from: Address = notices
            .mail_from
            .parse()
            .context("notices.mail_from is needed where notices.roster names a mail address")?;
        Ok(Mail {
            server: builder.build(),
            from: Mailbox::new(None, from),
        })
    }

    /// # Errors
    /// When the server does not take it.
    pub(super) fn send(&self, to: &str, told: &Told) -> anyhow::Result<()> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(&told.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(told.text.clone())?;
        self.server.send(&message)?;
        Ok(())
    }
}
