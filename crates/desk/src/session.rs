//! STUB until the branch `session` is merged.
use crate::desk::Desk;
use crate::error::Failure;
use crate::people::Person;
use crate::unlock::Unlocked;
use report::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;

/// A session that has begun.
pub struct NewSession {
    pub token: String,
    pub person: Person,
    pub failed_before: u32,
}
/// What became of a sign-in.
pub enum SignIn {
    Done(NewSession),
    MustEnrol,
}
/// A session.
pub struct Session {
    pub unlocked: Unlocked,
    pub renewed: Option<String>,
    pub stepped_up_until: Option<Timestamp>,
    pub ends: Timestamp,
}
static ALL: Mutex<Option<HashMap<String, (String, Vec<u8>)>>> = Mutex::new(None);
impl Desk {
    pub fn sign_in(&self, name: &str, password: &[u8], _code: &str) -> Result<SignIn, Failure> {
        let unlocked = self.unlock(name, password)?;
        let token: [u8; 16] = self.random().bytes();
        let token = report::hex(&token);
        let mut all = ALL.lock().unwrap_or_else(|e| e.into_inner());
        all.get_or_insert_default()
            .insert(token.clone(), (name.to_owned(), password.to_vec()));
        Ok(SignIn::Done(NewSession {
            token,
            person: unlocked.person.clone(),
            failed_before: 0,
        }))
    }
    pub fn resume(&self, token: &str) -> Result<Session, Failure> {
        let found = {
            let mut all = ALL.lock().unwrap_or_else(|e| e.into_inner());
            all.get_or_insert_default().get(token).cloned()
        };
        let (name, password) = found.ok_or(Failure::SignedOut)?;
        Ok(Session {
            unlocked: self.unlock(&name, &password)?,
            renewed: None,
            stepped_up_until: None,
            ends: self.now(),
        })
    }
    pub fn look_in(&self, token: &str) -> Result<Unlocked, Failure> {
        Ok(self.resume(token)?.unlocked)
    }
    pub fn add_person_by(
        &self,
        by: &Unlocked,
        name: &str,
        role: report::Role,
    ) -> Result<crate::SetupLink, Failure> {
        by.must_be(
            report::Role::Administrator,
            "only an administrator adds people",
        )?;
        self.add_person(name, role)
    }
    pub fn step_up(&self, token: &str, _password: &[u8], _code: &str) -> Result<(), Failure> {
        self.resume(token).map(|_| ())
    }
    pub fn sign_out(&self, token: &str) -> Result<(), Failure> {
        let mut all = ALL.lock().unwrap_or_else(|e| e.into_inner());
        all.get_or_insert_default().remove(token);
        Ok(())
    }
}
