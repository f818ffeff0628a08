//! The tests of the whole program live in main.rs; a crate needs a library to stand on.
