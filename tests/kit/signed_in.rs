//! People of a house who sign in: each has an authenticator, as many codes as they like, and time that passes between
//! two of them.

use super::installation::{Installation, password_of};
use desk::{Failure, NewSession, Session, SignIn, TotpSecret, Unlocked};

/// Somebody's authenticator: made of their name, so that a test need not carry it about.
pub(crate) fn authenticator(name: &str) -> TotpSecret {
    let mut bytes = [0; 20];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    TotpSecret::from_bytes(&bytes).expect("twenty bytes")
}

/// What the authenticator shows.
impl Installation {
    pub(crate) fn code(&self, name: &str) -> String {
        authenticator(name).code(self.now().as_second())
    }

    /// A step later: the next code.
    pub(crate) fn next_code(&self, name: &str) -> String {
        self.turn_clock_seconds(30);
        self.code(name)
    }

    /// Signs somebody in, who has enrolled.
    pub(crate) fn try_sign_in(&self, name: &str, code: &str) -> Result<NewSession, Failure> {
        let password = password_of(name);
        match self.desk().sign_in(name, password.as_bytes(), code)? {
            SignIn::Done(session) => Ok(session),
            SignIn::MustEnrol => panic!("{name} has not enrolled"),
        }
    }

    /// The token of somebody who signs in, with the next code, and enrols if they have not.
    pub(crate) fn sign_in(&self, name: &str) -> String {
        let (code, password) = (self.next_code(name), password_of(name));
        let signed_in = self.desk().sign_in(name, password.as_bytes(), &code);
        let session = match signed_in.expect("the password") {
            SignIn::Done(session) => session,
            SignIn::MustEnrol => self
                .desk()
                .enrol(name, password.as_bytes(), &authenticator(name), &code)
                .expect("enrolled"),
        };
        session.token
    }

    pub(crate) fn resume(&self, token: &str) -> Session {
        self.desk().resume(token).expect("a living session")
    }

    pub(crate) fn is_out(&self, token: &str) -> bool {
        matches!(self.desk().resume(token), Err(Failure::SignedOut))
    }

    pub(crate) fn step_up(&self, name: &str, token: &str) {
        let (code, password) = (self.next_code(name), password_of(name));
        self.desk()
            .step_up(token, password.as_bytes(), &code)
            .expect("stepped up");
    }

    /// Somebody who has just signed in and stepped up.
    pub(crate) fn daring(&self, name: &str) -> Unlocked {
        let token = self.sign_in(name);
        self.step_up(name, &token);
        self.resume(&token).unlocked
    }
}
