//! Who works here: added, admitted, shut out, given a new link.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::posted::Posted;
use super::view::View;
use askama::Template;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Person, PersonState};
use report::Role;

#[derive(Template)]
#[template(path = "console/people.html")]
struct PeoplePage {
    v: View,
    people: Vec<PersonShown>,
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

/// `GET /people`
pub(crate) async fn show(signed: Signed) -> Response {
    list(&signed.view, String::new(), String::new()).await
}

/// `POST /people`
pub(crate) async fn change(signed: Signed, body: Body) -> Response {
    let (view, by) = signed.parts();
    let posted = match Posted::read(&view, body).await {
        Ok(posted) => posted,
        Err(page) => return page,
    };
    let (deed, name) = (
        posted.get("deed").unwrap_or_default().to_owned(),
        posted.given("name").unwrap_or_default().to_owned(),
    );
    let role = posted
        .get("role")
        .and_then(|role| role.parse::<Role>().ok());
    let called = name.clone();
    let done = view
        .console
        .blocking(move |desk| match (deed.as_str(), role) {
            ("add", Some(role)) => {
                let link = desk.add_person(&name, role, Some(&by))?;
                Ok(("people-added", link.text()))
            }
            ("admit", _) => match desk.admit(&name, &by)? {
                true => Ok(("people-admitted", String::new())),
                false => Ok(("people-agreed", String::new())),
            },
            ("disable", _) => match desk.disable(&name, Some(&by))? {
                true => Ok(("people-disabled", String::new())),
                false => Ok(("people-agreed", String::new())),
            },
            ("relink", _) => match desk.relink(&name, Some(&by))? {
                Some(link) => Ok(("people-relinked", link.text())),
                None => Ok(("people-agreed", String::new())),
            },
            _ => Err(desk::Failure::NotAllowed("this form was not filled in")),
        })
        .await;
    match done {
        Ok((said, link)) => {
            let said = view.f(said, &[("name", &called)]);
            list(&view, said, link).await
        }
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

async fn list(view: &View, said: String, link: String) -> Response {
    let people = view.console.blocking(|desk| desk.people()).await;
    let people = match people {
        Ok(people) => people,
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
        said,
        link,
    };
    page::show(view, StatusCode::OK, &page)
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
