//! Who works here: added, admitted, shut out, given a new link.

use super::guard::{Signed, SignedForm};
use super::page::{self, Trouble};
use super::view::View;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Desk, Failure, PendingRecovery, Person, PersonState, Refused, Unlocked};
use report::{Id, Role, Timestamp};

#[derive(Template)]
#[template(path = "console/people.html")]
struct PeoplePage {
    v: View,
    people: Vec<PersonShown>,
    recoveries: Vec<RecoveryShown>,
    may_add: bool,
    roles: Vec<(&'static str, String)>,
    /// What came of the last deed, and a link that is shown this once.
    said: String,
    link: String,
}

struct PersonShown {
    name: String,
    role: String,
    state: String,
    you: bool,
    may_admit: bool,
    may_shut_out: bool,
}

/// Somebody who asks to be let in again.
struct RecoveryShown {
    id: String,
    name: String,
    words: String,
    asked: Timestamp,
    agreed: String,
    may_help: bool,
}

/// `GET /people`
pub(crate) async fn show(signed: Signed) -> Response {
    let (view, by) = signed.parts();
    list(&view, by, String::new(), String::new()).await
}

/// `POST /people`
pub(crate) async fn change(form: SignedForm) -> Response {
    let (view, by) = form.signed.parts();
    let posted = form.posted;
    let (deed, name) = (
        posted.get("deed").unwrap_or_default().to_owned(),
        posted.given("name").unwrap_or_default().to_owned(),
    );
    let role = posted
        .get("role")
        .and_then(|role| role.parse::<Role>().ok());
    let called = name.clone();
    let password = posted.get("new-password").unwrap_or_default().to_owned();
    if deed == "password" && posted.get("new-password-again") != Some(password.as_str()) {
        let said = view.t("password-differs").into_owned();
        return list(&view, by, said, String::new()).await;
    }
    let request = posted.get("request").and_then(|id| id.parse::<Id>().ok());
    let done = view
        .console
        .blocking(move |desk| {
            let change = Change {
                deed: &deed,
                name: &name,
                role,
                request,
                password: &password,
            };
            // Whoever did it looks at the list afterwards.
            Ok((change.perform(desk, &by), by))
        })
        .await;
    match done {
        Ok((Ok((said, link)), by)) => {
            let said = view.f(said, &[("name", &called)]);
            list(&view, by, said, link).await
        }
        Ok((Err(failure), _)) | Err(failure) => {
            Trouble::of(&failure).page_or_step_up(&view, "/people")
        }
    }
}

/// What a form of this page asks for.
struct Change<'a> {
    deed: &'a str,
    name: &'a str,
    role: Option<Role>,
    request: Option<Id>,
    password: &'a str,
}

impl Change<'_> {
    /// Does it. Gives the name of what is said of it, and a link that is shown once.
    fn perform(&self, desk: &Desk, by: &Unlocked) -> Result<(&'static str, String), Failure> {
        let done = |said| Ok((said, String::new()));
        match (self.deed, self.role) {
            ("add", Some(role)) => {
                let link = desk.add_person(self.name, role, Some(by))?;
                Ok(("people-added", link.text()))
            }
            ("admit", _) => match desk.admit(self.name, by)? {
                true => done("people-admitted"),
                false => done("people-agreed"),
            },
            ("disable", _) => match desk.disable(self.name, Some(by))? {
                true => done("people-disabled"),
                false => done("people-agreed"),
            },
            ("relink", _) => match desk.relink(self.name, Some(by))? {
                Some(link) => Ok(("people-relinked", link.text())),
                None => done("people-agreed"),
            },
            ("password", _) => {
                desk.change_own_password(by, self.password)?;
                done("people-password-changed")
            }
            ("recover", _) => {
                let id = self.request.ok_or(Failure::Unknown)?;
                match desk.agree_to_recovery(by, id)? {
                    true => done("people-recovered"),
                    false => done("people-recovery-agreed"),
                }
            }
            _ => Err(Failure::NotAllowed(Refused::NotFilledIn)),
        }
    }
}

async fn list(view: &View, by: Unlocked, said: String, link: String) -> Response {
    let read = view.console.blocking(move |desk| {
        let pending = match desk.recoveries(&by) {
            Err(Failure::NotAllowed(_)) => Vec::new(),
            pending => pending?,
        };
        Ok((desk.people()?, pending))
    });
    let (people, pending) = match read.await {
        Ok(read) => read,
        Err(failure) => return Trouble::of(&failure).page(view),
    };
    let me = view.person.as_ref();
    let role = me.map(|me| me.role);
    let page = PeoplePage {
        v: view.clone(),
        people: people.iter().map(|person| shown(view, person)).collect(),
        may_add: role == Some(Role::Administrator),
        roles: Role::ALL
            .into_iter()
            .map(|role| (role.as_str(), view.of_kind("role", role.as_str())))
            .collect(),
        recoveries: pending.iter().map(|asked| recovery(view, asked)).collect(),
        said,
        link,
    };
    page::show(StatusCode::OK, &page)
}

fn recovery(view: &View, asked: &PendingRecovery) -> RecoveryShown {
    let (agreed, needed) = (asked.agreed.len().to_string(), asked.needed.to_string());
    let who = asked.agreed.join(", ");
    let values = [
        ("agreed", agreed.as_str()),
        ("needed", &needed),
        ("who", &who),
    ];
    RecoveryShown {
        id: asked.id.to_string(),
        name: asked.person.name.clone(),
        words: asked.words.clone(),
        asked: asked.asked,
        agreed: view.f("people-recovery-so-far", &values),
        may_help: asked.may_help,
    }
}

fn shown(view: &View, person: &Person) -> PersonShown {
    let me = view.person.as_ref();
    let role = me.map(|me| me.role);
    let you = me.is_some_and(|me| me.id == person.id);
    let same = role == Some(person.role);
    let state = match (person.state, person.awaits_setup) {
        (PersonState::Pending, true) => "state-awaits-link",
        (PersonState::Pending, false) => "state-awaits-admission",
        (PersonState::Active, true) => "state-link-unused",
        (PersonState::Active, false) => "state-active",
        (PersonState::Disabled, _) => "state-disabled",
    };
    let keeps_a_key = matches!(
        person.role,
        Role::Officer | Role::Overseer | Role::Custodian
    );
    PersonShown {
        name: person.name.clone(),
        role: view.of_kind("role", person.role.as_str()),
        state: view.t(state).into_owned(),
        you,
        may_admit: person.state == PersonState::Pending
            && !person.awaits_setup
            && (same && keeps_a_key || !keeps_a_key && role == Some(Role::Officer)),
        may_shut_out: !you
            && person.state != PersonState::Disabled
            && match person.role {
                Role::Custodian => same,
                _ => role == Some(Role::Administrator),
            },
    }
}
