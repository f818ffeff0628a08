//! What comes first, and what may be decided alone: from what was read in a report to how soon it needs somebody, with the
//! reasons in plain words (product.md, G2 and G4); and three models with a certificate of how seldom they are wrong
//! together (G1). Pure and deterministic.

mod alarm;
mod binomial;
mod calibrate;
mod case;
mod certificate;
mod evaluate;
mod features;
mod neighbours;
mod priority;
mod regression;
mod snapshot;

pub use alarm::{Alarm, LIMIT};
pub use binomial::{needed, upper_bound};
pub use calibrate::{Decided, Tested, calibrate, missing};
pub use case::{Case, LEVELS, Level, Opinion, Tongue};
pub use certificate::{Certified, Judged, Promise, certify, sequence};
pub use evaluate::{Evaluation, evaluate};
pub use features::{BUCKETS, Features};
pub use neighbours::{Neighbours, Sketch};
pub use priority::judge;
pub use regression::Regression;
pub use snapshot::{Class, Opinions, Snapshot, together};
