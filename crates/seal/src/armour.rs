//! Base64 as this crate uses it, strict: no other text decodes to the same bytes (RFC 4648, section 3.5).

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

/// Characters of a 32-byte secret as text.
pub(crate) const SECRET: usize = 43;

/// A 32-byte secret for a link or a cookie: base64url without padding, 43 characters.
pub(crate) fn secret_text(bytes: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Its bytes again.
pub(crate) fn secret_bytes(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    if text.len() != SECRET {
        return None;
    }
    // The estimate that decode_slice checks against is a byte or two more than what comes out.
    let mut buffer = Zeroizing::new([0; 36]);
    let count = URL_SAFE_NO_PAD.decode_slice(text, &mut *buffer).ok()?;
    let mut out = Zeroizing::new([0; 32]);
    out.copy_from_slice(buffer[..count].get(..32)?);
    Some(out)
}

/// Standard base64 with padding, as signed notes have it.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Exactly `N` bytes from standard base64 with padding.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N.div_ceil(3) * 4 {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok()
}
