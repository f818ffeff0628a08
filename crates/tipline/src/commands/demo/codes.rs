//! The authenticators of the demo: everybody's secret is known, and their codes are printed when somebody wants to sign in.

use desk::{Desk, Person, TotpSecret};

/// Somebody's secret, made of their name: the same in every demo.
pub(super) fn secret(name: &str) -> TotpSecret {
    let mut bytes = *b"tipline demo secret ";
    for (byte, letter) in bytes.iter_mut().rev().zip(name.bytes().rev()) {
        *byte = letter;
    }
    // Unwrap safety: twenty bytes are a secret, whatever they are.
    #[allow(clippy::expect_used, reason = "twenty bytes are a secret")]
    TotpSecret::from_bytes(&bytes).expect("twenty bytes")
}

/// Everybody's code of now, a line each.
pub(super) fn now(desk: &Desk, people: &[Person]) -> String {
    let second = desk.now().as_second();
    let left = 30 - second.rem_euclid(30);
    let mut said =
        format!("\nSomebody wants to sign in. Codes for the next {left} s and a little longer:\n");
    for person in people {
        let code = secret(&person.name).code(second);
        said.push_str(&format!("  {code}  {} ({})\n", person.name, person.role));
    }
    said
}
