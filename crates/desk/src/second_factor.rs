//! The second factor: the secret of an authenticator, sealed to its owner's own key. Whoever copies database and keyring
//! has no codes.

use crate::desk::Desk;
use crate::error::Failure;
use crate::outside::Random;
use report::Id;
use seal::{Binding, PrivateKey, PublicKey, TotpSecret};
use std::collections::HashMap;
use store::SecondFactor;

impl Desk {
    /// A fresh secret for an authenticator. It is nobody's until it is enrolled with a code.
    #[must_use]
    pub fn new_second_factor(&self) -> TotpSecret {
        TotpSecret::random(&mut self.random())
    }

    /// What a QR code tells an authenticator about it; the hotline's English name is the issuer.
    #[must_use]
    pub fn second_factor_address(&self, name: &str, secret: &TotpSecret) -> String {
        secret.address(&self.inner.profile.site.name_en, name)
    }

    /// The step of a code for a secret that is about to be enrolled.
    pub(crate) fn first_step(&self, secret: &TotpSecret, code: &str) -> Result<i64, Failure> {
        let now = self.now().as_second();
        secret.step(code, now, None).ok_or(Failure::WrongSecret)
    }

    /// The row after this code was used; a wrong or used one is refused.
    pub(crate) fn use_code(
        &self,
        keys: &HashMap<Id, PrivateKey>,
        factor: &SecondFactor,
        code: &str,
    ) -> Result<SecondFactor, Failure> {
        let secret = open(keys, factor).ok_or(Failure::WrongSecret)?;
        let now = self.now().as_second();
        let step = secret.step(code, now, Some(factor.step));
        Ok(SecondFactor {
            step: step.ok_or(Failure::WrongSecret)?,
            ..factor.clone()
        })
    }
}

/// A row for whoever has this key.
pub(crate) fn sealed(
    person: Id,
    person_key: Id,
    public: &PublicKey,
    secret: &TotpSecret,
    step: i64,
    random: &mut Random,
) -> SecondFactor {
    SecondFactor {
        person,
        person_key,
        sealed: seal::seal_to(public, random, &place(&person), secret.expose()),
        step,
    }
}

fn open(keys: &HashMap<Id, PrivateKey>, factor: &SecondFactor) -> Option<TotpSecret> {
    let private = keys.get(&factor.person_key)?;
    let bytes = seal::open_with(private, &place(&factor.person), &factor.sealed).ok()?;
    TotpSecret::from_bytes(&bytes)
}

fn place(person: &Id) -> Binding<'_> {
    Binding {
        table: "second_factor",
        row: person.as_bytes(),
        column: "sealed",
        version: 0,
    }
}
