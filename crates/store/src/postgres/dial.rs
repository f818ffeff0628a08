//! Where PostgreSQL is and how to get there.

use std::net::IpAddr;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls;
use crate::OpenError;

/// For one attempt; a server that is there answers within milliseconds.
const CONNECT: Duration = Duration::from_secs(2);

/// Set on each connection. Commits are durable when answered, even if the server's default were otherwise; a
/// transaction that this process forgot must not hold back the vacuum. Whatever asks for few rows finds them by an index:
/// without statistics, which a young or fast-growing table has not, the planner would rather read all of it, with several
/// processes. And finds them by walking it: only that marks dead entries as dead, which the queues (jobs, leaves without a
/// place) leave behind faster than any vacuum comes.
const SETTINGS: &str = "SET TIME ZONE 'UTC'; SET jit = off; SET client_min_messages = error; \
    SET enable_seqscan = off; SET enable_bitmapscan = off; SET max_parallel_workers_per_gather = 0; \
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
            SslMode::Disable => None,
            // `prefer`, which is also what stands when nothing was written, may fall back to none, so an attacker in
            // between decides: no better than none. On this machine none is enough; elsewhere somebody must say so.
            _ => {
                if let Some(host) = elsewhere(&config) {
                    return Err(OpenError::Unsealed { host });
                }
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

/// The first host that is neither a socket nor this machine itself, if there is one.
fn elsewhere(config: &Config) -> Option<String> {
    let far = |address: &IpAddr| !address.to_canonical().is_loopback();
    // An address, where there is one, is where the connection goes; the name is then only what the certificate says.
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().find(|to| far(to)).map(IpAddr::to_string);
    }
    config.get_hosts().iter().find_map(|host| match host {
        Host::Tcp(name) if name != "localhost" && name.parse().as_ref().map_or(true, far) => {
            Some(name.clone())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a way is refused, if it is.
    fn refused(address: &str) -> Option<String> {
        match Dial::parse(address) {
            Err(OpenError::Unsealed { host }) => Some(host),
            Err(other) => panic!("{address}: {other}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn a_database_elsewhere_is_not_spoken_to_in_clear_unless_somebody_wrote_so() {
        for (address, host) in [
            ("postgres://u:secret@db.example/x", "db.example"),
            ("postgres://u@db.example/x?sslmode=prefer", "db.example"),
            ("host=10.0.0.7 dbname=x", "10.0.0.7"),
            ("host=/run/postgresql,10.0.0.7 dbname=x", "10.0.0.7"),
            ("host=localhost hostaddr=10.0.0.7", "10.0.0.7"),
            ("host=localhost.example", "localhost.example"),
            ("postgres://u@[2001:db8::7]/x", "2001:db8::7"),
        ] {
            assert_eq!(refused(address).as_deref(), Some(host), "{address}");
        }
        assert_eq!(refused("postgres://u@db.example/x?sslmode=disable"), None);
    }

    #[test]
    fn a_database_on_this_machine_needs_no_tls() {
        for address in [
            "host=/run/postgresql dbname=x",
            "postgres://u@%2Frun%2Fpostgresql/x",
            "postgres://u@localhost/x",
            "postgres://u@127.0.0.1:5433/x",
            "postgres://u@[::1]/x",
            "host=db.example hostaddr=127.0.0.2",
        ] {
            assert_eq!(refused(address), None, "{address}");
        }
    }
}
