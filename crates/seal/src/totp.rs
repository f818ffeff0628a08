//! Codes of an authenticator: TOTP (RFC 6238) over HOTP (RFC 4226) with HMAC-SHA-1, six digits, thirty seconds, which is
//! what every authenticator understands. SHA-1 is broken for collisions, not as the hash of an HMAC.

use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha1::Sha1;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of a secret: as many as HMAC-SHA-1 puts out (RFC 4226, section 4, R6).
pub const SECRET: usize = 20;
/// Seconds of a step.
pub const STEP: i64 = 30;
/// Digits of a code.
pub const DIGITS: usize = 6;
/// Steps before and after the present one whose codes are taken: clocks differ, and people type slowly (RFC 6238,
/// section 5.2).
const WINDOW: i64 = 1;

/// RFC 4648, section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What a person's authenticator and the desk have in common. Zeroized on drop, never shown but by
/// [`TotpSecret::text`] and [`TotpSecret::address`].
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct TotpSecret([u8; SECRET]);

impl TotpSecret {
    /// A new random secret.
    pub fn random(rng: &mut (impl CryptoRng + ?Sized)) -> TotpSecret {
        let mut secret = TotpSecret([0; SECRET]);
        rng.fill_bytes(&mut secret.0);
        secret
    }

    /// The secret of these bytes; none unless there are [`SECRET`].
    pub fn from_bytes(bytes: &[u8]) -> Option<TotpSecret> {
        Some(TotpSecret(bytes.try_into().ok()?))
    }

    /// The bytes themselves. The name is long so that uses are seen.
    pub fn expose(&self) -> &[u8; SECRET] {
        &self.0
    }

    /// For typing: 32 characters of base32 without padding.
    pub fn text(&self) -> String {
        // Five bytes are eight characters, and four times five are all.
        let mut text = String::with_capacity(SECRET / 5 * 8);
        for five in self.0.chunks_exact(5) {
            let bits = five
                .iter()
                .fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
            for place in (0..8).rev() {
                let index = bits >> (5 * place) & 31;
                text.push(char::from(BASE32[index as usize]));
            }
        }
        text
    }

    /// Reads what [`TotpSecret::text`] wrote, also in small letters and in groups.
    pub fn parse(text: &str) -> Option<TotpSecret> {
        let mut secret = TotpSecret([0; SECRET]);
        let (mut bits, mut held, mut at) = (0_u16, 0, 0);
        for letter in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
            let letter = letter.to_ascii_uppercase();
            let value = BASE32.iter().position(|&known| known == letter)?;
            bits = (bits << 5 | value as u16) & 0x1fff;
            held += 5;
            if held >= 8 {
                held -= 8;
                *secret.0.get_mut(at)? = (bits >> held) as u8;
                at += 1;
            }
        }
        (at == SECRET && held == 0).then_some(secret)
    }

    /// What a QR code tells an authenticator: `otpauth://totp/ISSUER:NAME?secret=…&issuer=…` (the "Key URI Format" of
    /// Google Authenticator, which all others read). The other values are the defaults, and left out.
    pub fn address(&self, issuer: &str, name: &str) -> String {
        let (issuer, name) = (percent(issuer), percent(name));
        let secret = self.text();
        format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}")
    }

    /// The code that an authenticator shows at this second since 1970.
    pub fn code(&self, second: i64) -> String {
        let digits = hotp(&self.0, step_of(second)) % 10_u32.pow(DIGITS as u32);
        format!("{digits:0width$}", width = DIGITS)
    }

    /// The step whose code this is, when that is at most one from the present one and later than `last`: a code is good
    /// once. Spaces are forgiven, for authenticators show them. Every step is compared, in constant time.
    pub fn step(&self, code: &str, second: i64, last: Option<i64>) -> Option<i64> {
        let mut typed = [0; DIGITS];
        let mut length = 0;
        for byte in code.bytes().filter(|byte| *byte != b' ') {
            *typed.get_mut(length)? = byte;
            length += 1;
        }
        if length != DIGITS {
            return None;
        }
        let now = step_of(second);
        // Of two steps with one code the later counts, so that it is good once all the same.
        let mut found = i64::MIN;
        for step in now - WINDOW..=now + WINDOW {
            let code = self.code(step.saturating_mul(STEP));
            found.conditional_assign(&step, code.as_bytes().ct_eq(&typed));
        }
        typed.zeroize();
        (found != i64::MIN && last.is_none_or(|last| found > last)).then_some(found)
    }
}

/// The step in which a second lies.
fn step_of(second: i64) -> i64 {
    second.div_euclid(STEP)
}

/// RFC 4226, section 5.3, before the digits are cut.
fn hotp(secret: &[u8], counter: i64) -> u32 {
    // Unwrap safety: HMAC takes a key of any length.
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes any key");
    mac.update(&counter.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 15);
    let four = [
        hash[offset],
        hash[offset + 1],
        hash[offset + 2],
        hash[offset + 3],
    ];
    u32::from_be_bytes(four) & 0x7fff_ffff
}

/// Everything but the unreserved characters of RFC 3986, section 2.3.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::seeded;
    use proptest::prelude::*;

    /// The secret of both RFCs.
    fn known() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    #[test]
    fn the_known_answers_of_rfc_4226_appendix_d() {
        let truncated = [
            1_284_755_224_u32,
            1_094_287_082,
            137_359_152,
            1_726_969_429,
            1_640_338_314,
            868_254_676,
            1_918_287_922,
            82_162_583,
            673_399_871,
            645_520_489,
        ];
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ];
        for (counter, (number, code)) in (0..).zip(truncated.into_iter().zip(codes)) {
            assert_eq!(hotp(&known().0, counter), number);
            assert_eq!(known().code(counter * STEP), code);
        }
    }

    #[test]
    fn the_known_answers_of_rfc_6238_appendix_b() {
        // Of eight digits the last six are the code of six.
        for (second, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(known().code(second), eight[2..]);
            assert_eq!(
                known().step(&eight[2..], second, None),
                Some(second / STEP),
                "{second}"
            );
        }
    }

    #[test]
    fn a_code_of_the_neighbouring_step_is_taken_and_of_no_other() {
        let secret = known();
        let now = 1_790_000_000;
        for steps in -3..=3_i64 {
            let code = secret.code(now + steps * STEP);
            let expected = (steps.abs() <= 1).then_some(now / STEP + steps);
            assert_eq!(secret.step(&code, now, None), expected, "{steps}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_none_before_it_after_it() {
        let secret = known();
        let now = 1_790_000_000;
        let step = secret
            .step(&secret.code(now), now, None)
            .expect("the present code");
        for earlier in [now, now - STEP] {
            assert_eq!(secret.step(&secret.code(earlier), now, Some(step)), None);
        }
        let next = secret.code(now + STEP);
        assert_eq!(secret.step(&next, now, Some(step)), Some(step + 1));
    }

    #[test]
    fn a_code_is_six_digits_and_spaces_are_forgiven() {
        let (secret, now) = (known(), 59);
        assert_eq!(secret.step("287 082", now, None), Some(1));
        for wrong in [
            "", "28708", "2870820", "287083", "28708x", "²87082", "+87082",
        ] {
            assert_eq!(secret.step(wrong, now, None), None, "{wrong}");
        }
    }

    #[test]
    fn the_text_is_that_of_rfc_4648_and_the_address_names_issuer_and_person() {
        assert_eq!(known().text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            known().address("Port: tips & 线索", "officer 1"),
            "otpauth://totp/Port%3A%20tips%20%26%20%E7%BA%BF%E7%B4%A2:officer%201\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Port%3A%20tips%20%26%20%E7%BA%BF%E7%B4%A2"
        );
    }

    proptest! {
        #[test]
        fn a_secret_is_read_back_as_it_was_written(seed: u64, anything in "\\PC*") {
            let secret = TotpSecret::random(&mut seeded(seed));
            let text = secret.text();
            let read = |text: &str| TotpSecret::parse(text).map(|secret| *secret.expose());
            prop_assert_eq!(read(&text), Some(secret.0));
            prop_assert_eq!(read(&format!("{} {}", &text[..4], text[4..].to_lowercase())), Some(secret.0));
            prop_assert_eq!(read(&text[1..]), None);
            prop_assert_eq!(read(&format!("{text}A")), None);
            // Nothing that somebody types ends the program.
            let _ = read(&anything);
        }
    }
}
