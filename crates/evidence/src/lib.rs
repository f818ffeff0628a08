//! A file -> what it gives away, and a copy that does not (product.md, R12); later what checks out (E1 to E22).
//!
//! Pure and deterministic: the same bytes give the same answer, however a stream cuts them into chunks. Everything
//! here reads foreign bytes: no unsafe code, no indexing, nothing decoded or decompressed, no allocation whose size a
//! file chooses, time linear in the file (docs/decisions/0027-pictures-are-looked-at-in-process.md).

mod any;
mod boxes;
mod bytes;
mod items;
mod jpeg;
mod kind;
mod names;
mod photoshop;
mod png;
mod riff;
mod strip;
mod tiff;
mod traces;
mod watch;

pub use any::fuzz_any;
pub use kind::FileKind;
pub use strip::{StripError, Stripper, can_strip};
pub use traces::{Trace, Traces};
pub use watch::Watcher;
