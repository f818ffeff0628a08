//! The doors that speak HTTP: the public API (and later the public pages), and the operator's health and metrics.
//!
//! This room turns requests into deeds of the `desk` and failures into answers. It sees no SQL and no keys, keeps no
//! peer address, and lets no response out that is not padded to a size class.

pub mod api;
mod door;
mod ending;
mod failure;
mod full;
mod listen;
pub mod ops;
mod pad;
mod patient;
mod steady;

pub use failure::Problem;
pub use listen::{Limits, Listener, TURNED_AWAY, Tls};
