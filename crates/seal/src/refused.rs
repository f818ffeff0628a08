//! Why a sealed value was not opened.

/// Why a sealed value was not opened. Nothing in it depends on the plaintext or on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The first byte names another construction than the one asked for: a value of another kind, or one
    /// written by a newer version. The remedy is another call or another version.
    #[error("sealed in another way (suite {found:#04x})")]
    Suite {
        /// The suite byte found.
        found: u8,
    },
    /// Fewer bytes (or, where the size is fixed, other than the number of bytes) that such a value has.
    /// It was cut off on its way; a copy may be whole.
    #[error("not of a length that a sealed value can have")]
    Length,
    /// Damaged, under another key (a wrong password included), or moved from its place. Authenticated
    /// encryption cannot tell these apart, and must not.
    #[error("damaged, sealed under another key, or not in its place")]
    Damaged,
    /// The value asks for more memory or time than an honest one ever does. Nothing was computed.
    #[error("asks for more memory or time than is allowed")]
    Costs,
}
