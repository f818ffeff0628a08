//! Where PostgreSQL is and how to get there.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Config, NoTls, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls;
use crate::OpenError;

/// For one attempt; a server that is there answers within milliseconds.
const CONNECT: Duration = Duration::from_secs(2);

/// Set on each connection. Commits are durable when answered, even if the server's default were otherwise; a
/// transaction that this process forgot must not hold back the vacuum.
const SETTINGS: &str = "SET TIME ZONE 'UTC'; SET jit = off; SET client_min_messages = error; \
    SET idle_in_transaction_session_timeout = '60s'; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

#[derive(Clone)]
pub(super) struct Dial {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Dial {
    pub(super) fn parse(address: &str) -> Result<Dial, OpenError> {
        let (address, roots) = tls::take_root_file(address);
        let mut config: Config = address
            .parse()
            // The error names the option, not its value.
            .map_err(|error: tokio_postgres::Error| OpenError::Address(error.to_string()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_application_name().is_none() {
            config.application_name("tipline");
        }
        config.keepalives_idle(Duration::from_secs(10));
        config.tcp_user_timeout(Duration::from_secs(5));
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(tls::verified(roots.as_deref())?),
            // `prefer` may fall back to none, so an attacker in between decides: no better than none, and simpler so.
            _ => {
                config.ssl_mode(SslMode::Disable);
                None
            }
        };
        Ok(Dial { config, tls })
    }

    /// The runtime of one lane: connections are driven only while the lane waits for them.
    pub(super) fn runtime() -> std::io::Result<Runtime> {
        Builder::new_current_thread().enable_all().build()
    }

    /// Connects; the client's connection is driven by `runtime`.
    pub(super) fn connect(&self, runtime: &Runtime) -> Result<Client, tokio_postgres::Error> {
        runtime.block_on(async {
            let client = if let Some(tls) = &self.tls {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                client
            } else {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(connection);
                client
            };
            client.batch_execute(SETTINGS).await?;
            Ok(client)
        })
    }
}
