//! The public door of an installation inside the test's own process, with limits that the test chooses.

use super::installation::Installation;
use axum::Router;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::watch;
use web::{Limits, Listener};

/// A door at a free port of loopback. It stops when this goes, or when it is asked to.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Door {
    /// From now on connections end in order.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }
}

impl Installation {
    /// Opens a door with roomy limits, changed as the test likes.
    pub(crate) fn open_door(&self, change: impl FnOnce(&mut Limits)) -> Door {
        let when_full = web::when_full(self.desk().clone());
        self.open_door_to(self.router(), when_full, change)
    }

    /// The same for the desk.
    pub(crate) fn open_desk_door(&self, change: impl FnOnce(&mut Limits)) -> Door {
        let options = web::ConsoleOptions::default();
        let console = web::console(self.desk().clone(), options.clone());
        let when_full = web::when_console_full(self.desk().clone(), options);
        self.open_door_to(console, when_full, change)
    }

    fn open_door_to(
        &self,
        router: Router,
        when_full: Router,
        change: impl FnOnce(&mut Limits),
    ) -> Door {
        let mut limits = Limits {
            connections: 64,
            head_timeout: Duration::from_secs(5),
            lifetime: Duration::from_secs(60),
        };
        change(&mut limits);
        let at = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = self.wait(Listener::bind(at, None, limits)).expect("a port");
        let address = listener.address().expect("an address");
        let (stop, stopped) = watch::channel(false);
        self.runtime()
            .spawn(listener.serve(router, when_full, stopped));
        Door { address, stop }
    }
}
