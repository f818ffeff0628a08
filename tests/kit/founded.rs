//! An installation that the program finds: founded on another day than today, by a desk in the test's own process.

use super::program::Place;
use desk::{Desk, KeyringHome, Outside};
use jiff::{SignedDuration, Timestamp};
use report::Profile;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use store::{Objects, Options, Store};

impl Place {
    /// Founds it so many days ago. Until it is closed, the desk stays in that moment.
    pub(crate) fn founded_days_ago(&self, days: i64) -> Desk {
        let mut private = DirBuilder::new();
        private.mode(0o700).create(&self.data).expect("a folder");
        let store = Store::open(&self.location(), &Options::default()).expect("a database");
        let home = KeyringHome {
            path: self.data.join("keyring"),
            secret: None,
        };
        let then = Timestamp::now() - SignedDuration::from_hours(24 * days);
        let opened = Desk::open(
            store,
            Objects::at(self.data.join("objects")),
            home,
            Profile::default_profile(),
            outside(then),
            true,
        );
        opened.expect("a desk").0
    }
}

/// A clock that stands still, and the system's randomness.
pub(crate) fn outside(then: Timestamp) -> Outside {
    Outside::new(
        move || then,
        |bytes| getrandom::fill(bytes).expect("randomness"),
    )
}
