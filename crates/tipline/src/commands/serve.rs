//! `tipline serve`: the hotline.

use super::started_with::started_with;
use crate::Outcome;
use crate::args::Serve;
use crate::config::{self, Config};
use crate::control::ControlServer;
use crate::data_dir::DataDir;
use crate::files;
use crate::notices::Notices;
use crate::say;
use anyhow::{Context, bail};
use desk::Desk;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use web::{ConsoleOptions, Limits, Listener, Tls};

/// A connection lives so long, then it ends in order.
const LIFETIME: Duration = Duration::from_secs(600);

/// The doors of a server, after flags, environment and file.
pub(crate) struct Doors {
    pub(crate) public: SocketAddr,
    /// A public door of its own for the onion service (docs/decisions/0030-an-onion-service-has-its-own-door.md).
    pub(crate) onion: Option<SocketAddr>,
    /// The officers' door: never the public one, so that no page of one reaches into the other.
    pub(crate) desk: SocketAddr,
    pub(crate) console: ConsoleOptions,
    pub(crate) ops: SocketAddr,
    /// Of the public door and the desk's; what comes to the onion door was encrypted by Tor from end to end.
    pub(crate) tls: Option<Tls>,
    /// At each public door at the same time.
    pub(crate) connections: usize,
    /// The password of the mail server.
    pub(crate) mail_password: Option<PathBuf>,
}

/// Where they were opened: known when port 0 was asked for.
pub(crate) struct Opened {
    pub(crate) public: SocketAddr,
    pub(crate) onion: Option<SocketAddr>,
    pub(crate) desk: SocketAddr,
    pub(crate) ops: SocketAddr,
}

pub(crate) fn run(serve: &Serve) -> anyhow::Result<Outcome> {
    let config = config::read(serve.place.config.as_deref())?;
    let doors = doors(serve, &config)?;
    let dir = DataDir::take(&serve.place.data, true)?;
    let (desk, founded) = dir.desk(&serve.place, &config, true)?;
    if serve.clock_is_right {
        desk.clock_is_right()?;
    }
    say::start(&dir, founded.as_ref(), &desk)?;
    if serve.phone.is_some() {
        eprintln!("--phone: this version has no such door yet; nothing listens there.");
    }
    let scheme = if doors.tls.is_some() { "https" } else { "http" };
    run_server(&dir, &desk, doors, |opened| {
        let Opened {
            public,
            ops,
            onion,
            desk,
        } = opened;
        let onion = onion.map(|at| format!("the same for the onion service at http://{at}, "));
        let onion = onion.unwrap_or_default();
        eprintln!(
            "Pages at {scheme}://{public}/, API at {scheme}://{public}/api/v1, {onion}the desk at {scheme}://{desk}/, health and metrics at http://{ops}. Ctrl-C stops."
        );
    })?;
    Ok(Outcome::Done)
}

/// Runs the desk with its doors until a signal comes. `opened` is told the addresses.
pub(crate) fn run_server(
    dir: &DataDir,
    desk: &Desk,
    doors: Doors,
    opened: impl FnOnce(Opened),
) -> anyhow::Result<()> {
    let background = desk.start().context("cannot start the sequencer")?;
    let notices = Notices::start(desk, doors.mail_password.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(async {
        let intake = &desk.profile().intake;
        let bind = async |at, tls, connections| {
            let limits = Limits {
                connections,
                head_timeout: Duration::from_secs(intake.head_timeout_s),
                lifetime: LIFETIME,
            };
            Listener::bind(at, tls, limits)
                .await
                .with_context(|| format!("cannot listen at {at}"))
        };
        let public = bind(doors.public, doors.tls.clone(), doors.connections).await?;
        let officers = bind(doors.desk, doors.tls, files::DESK_CONNECTIONS).await?;
        let onion = match doors.onion {
            Some(at) => Some(bind(at, None, doors.connections).await?),
            None => None,
        };
        let ops = bind(doors.ops, None, files::OPS_CONNECTIONS).await?;
        let control = ControlServer::start(&dir.path, desk)?;
        // Before anybody is told that it runs: a stop that comes at once is a stop in order, too.
        let (mut interrupt, mut terminate, mut hang_up) = (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            signal(SignalKind::hangup())?,
        );
        opened(Opened {
            public: public.address()?,
            onion: onion.as_ref().map(Listener::address).transpose()?,
            desk: officers.address()?,
            ops: ops.address()?,
        });

        let (stop, stopped) = watch::channel(false);
        let mut open = JoinSet::new();
        for door in [Some(public), onion].into_iter().flatten() {
            // A router of its own: the places and the room before the desk are the door's, not shared.
            let (router, full) = (web::router(desk.clone())?, web::when_full(desk.clone()));
            open.spawn(door.serve(router, full, stopped.clone()));
        }
        let full = web::when_console_full(desk.clone(), doors.console.clone());
        let console = web::console(desk.clone(), doors.console);
        open.spawn(officers.serve(console, full, stopped.clone()));
        let (router, full) = (web::ops::router(desk.clone()), web::ops::when_full(desk));
        open.spawn(ops.serve(router, full, stopped));
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            // The terminal was closed.
            _ = hang_up.recv() => {}
        }
        drop(control);
        stop.send_replace(true);
        while open.join_next().await.is_some() {}
        anyhow::Ok(())
    });
    // Doors first, then the work, then the database: nothing is begun that could not be finished.
    runtime.shutdown_timeout(Duration::from_secs(5));
    drop(notices);
    drop(background);
    desk.close();
    served
}

fn doors(serve: &Serve, config: &Config) -> anyhow::Result<Doors> {
    let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
    let public = serve
        .public
        .or(config.serve.public)
        .unwrap_or_else(|| local(8080));
    let onion = serve.onion.or(config.serve.onion);
    let desk = serve
        .desk
        .or(config.serve.desk)
        .unwrap_or_else(|| local(8081));
    let ops = serve
        .ops
        .or(config.serve.ops)
        .unwrap_or_else(|| local(8082));
    let behind_proxy = serve.behind_proxy || config.serve.behind_proxy;
    let certificate = serve.tls_cert.as_ref().or(config.serve.tls_cert.as_ref());
    let key = serve.tls_key.as_ref().or(config.serve.tls_key.as_ref());
    let tls = match (certificate, key) {
        (Some(certificate), Some(key)) => {
            let read = |file: &PathBuf| {
                std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
            };
            let key = zeroize::Zeroizing::new(read(key)?);
            Some(Tls::from_pem(&read(certificate)?, &key).map_err(anyhow::Error::msg)?)
        }
        (None, None) => None,
        _ => bail!("TLS needs both a certificate and a key"),
    };
    let open = [public, desk].into_iter().find(|at| !at.ip().is_loopback());
    if let Some(open) = open
        && tls.is_none()
        && !behind_proxy
    {
        bail!(
            "{open} can be reached from other machines, and without TLS anybody on the way could read along. Give \
             --tls-cert and --tls-key, or --behind-proxy when a proxy in front speaks TLS"
        );
    }
    if let Some(onion) = onion
        && !onion.ip().is_loopback()
    {
        bail!(
            "{onion} can be reached from other machines; --onion is for the Tor process of this machine, and nothing is \
             encrypted between the two. Use loopback, and an onion service that leads there"
        );
    }
    let ops_anywhere = serve.ops_anywhere || config.serve.ops_anywhere;
    if !ops.ip().is_loopback() && !ops_anywhere {
        bail!(
            "{ops} can be reached from other machines; the figures there tell when somebody files. Use loopback, or \
             --ops-anywhere where nobody but you can reach that address"
        );
    }
    let desk_hosts = match serve.desk_hosts.is_empty() {
        true => config.serve.desk_hosts.clone(),
        false => serve.desk_hosts.clone(),
    };
    Ok(Doors {
        public,
        onion,
        desk,
        console: ConsoleOptions {
            secure: tls.is_some() || behind_proxy,
            hosts: desk_hosts,
            started_with: started_with(serve, config),
            on_sign_in: None,
        },
        ops,
        tls,
        connections: files::connections(&config.profile.intake, 1 + usize::from(onion.is_some()))?,
        mail_password: serve
            .mail_password_file
            .clone()
            .or_else(|| config.serve.mail_password_file.clone()),
    })
}
