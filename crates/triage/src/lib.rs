//! What comes first: from what was read in a report to how soon it needs somebody, with the reasons in plain words
//! (product.md, G2 and G4). Pure and deterministic.

mod priority;

pub use priority::judge;
