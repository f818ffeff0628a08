//! Writes `docs/signatures.md`: `cargo xtask signatures`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a tool for developers"
)]

fn main() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/signatures.md");
    std::fs::write(file, language::signatures::Signatures::delivered().page()).unwrap();
}
