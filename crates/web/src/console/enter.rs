//! A clerk or an officer writes down what came by the counter or by letter, and prints the receipt for whoever brought it.

use super::enter_typed::{Mistakes, Typed, in_order};
use super::guard::{Signed, SignedForm};
use super::moment;
use super::page::{self, Trouble};
use super::view::{View, is_officer};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Accepted, Failure};
use report::Lang;

#[derive(Template)]
#[template(path = "console/enter.html")]
struct EnterForm {
    v: View,
    /// Why nothing was entered, where that is no field's fault.
    trouble: Option<String>,
    mistakes: Mistakes,
    typed: Typed,
    /// Whose clock the times are by.
    zone: String,
    /// Sent twice, it is one report.
    token: String,
}

impl EnterForm {
    fn field(&self, name: &str) -> String {
        let field = self.typed.shown(&self.v, &self.mistakes, name);
        field.map(|field| field.to_string()).unwrap_or_default()
    }

    fn in_order(&self) -> Vec<(&'static str, String)> {
        in_order(&self.v, &self.mistakes)
    }
}

/// Characters of a token that cannot be guessed: 128 bits in base64url.
const TOKEN: usize = 22;

#[derive(Template)]
#[template(path = "console/entered.html")]
struct Entered {
    v: View,
    /// The reporter's language first.
    halves: [Half; 2],
    /// The desk's number for the report: for the screen, never for the reporter's paper.
    id: String,
    may_open: bool,
}

/// The receipt in one language.
struct Half {
    tag: &'static str,
    han: bool,
    name: String,
    received: String,
    words: Vec<String>,
    back: String,
    keep: String,
    mistakes: String,
    kept: String,
}

/// `GET /enter`
pub(crate) async fn show(signed: Signed) -> Response {
    form(
        &signed.view,
        Typed::default(),
        Mistakes::new(),
        None,
        (StatusCode::OK, None),
    )
}

/// `POST /enter`
pub(crate) async fn file(sent: SignedForm) -> Response {
    let (view, by) = sent.signed.parts();
    let posted = sent.posted;
    let typed = Typed::of(&posted);
    let token = posted.given("token").map(str::to_owned);
    let taken = match typed.taken(&view) {
        Ok(taken) => taken,
        Err(mistakes) => {
            let to_mend = (StatusCode::UNPROCESSABLE_ENTITY, None);
            return form(&view, typed, mistakes, token, to_mend);
        }
    };
    let trouble = |token, status, said| {
        let why = (status, Some(said));
        form(&view, Typed::of(&posted), Mistakes::new(), token, why)
    };
    let to_mend = StatusCode::UNPROCESSABLE_ENTITY;
    // One that anybody could guess would share its answer with others.
    let Some(key) = token.clone().filter(|token| token.len() >= TOKEN) else {
        return trouble(None, to_mend, view.t("enter-old-form").into_owned());
    };
    let accepted = view.console.desk().enter_report(&by, taken, &key).await;
    match accepted {
        Ok(accepted) => entered(&view, typed.lang(), is_officer(by.person.role), &accepted),
        Err(Failure::NoCustodians) => {
            let said = view.t("enter-no-custodians").into_owned();
            let mistakes = Mistakes::from([("name", said)]);
            form(&view, typed, mistakes, token, (to_mend, None))
        }
        Err(Failure::OtherBody) => trouble(None, to_mend, view.t("enter-taken").into_owned()),
        // What was typed stays in its fields, and may be sent again as the same report.
        Err(failure) => {
            let why = Trouble::of(&failure);
            trouble(token, why.status(), why.said(&view))
        }
    }
}

fn form(
    view: &View,
    typed: Typed,
    mistakes: Mistakes,
    token: Option<String>,
    (status, trouble): (StatusCode, Option<String>),
) -> Response {
    let name = &view.console.desk().profile().site.time_zone;
    let ahead = moment::ahead_now(view);
    let page = EnterForm {
        v: view.clone(),
        trouble,
        mistakes,
        typed,
        zone: view.f("enter-zone", &[("zone", name), ("ahead", &ahead)]),
        token: token.unwrap_or_else(|| view.console.desk().token()),
    };
    page::show(status, &page)
}

fn entered(view: &View, lang: Option<Lang>, may_open: bool, accepted: &Accepted) -> Response {
    let order = match lang.unwrap_or(view.lang) {
        Lang::En => [Lang::En, Lang::Zh],
        Lang::Zh => [Lang::Zh, Lang::En],
    };
    let entered = Entered {
        v: view.clone(),
        halves: order.map(|lang| Half::of(&view.in_language(lang), accepted)),
        id: accepted.id.to_string(),
        may_open,
    };
    page::show(StatusCode::OK, &entered)
}

impl Half {
    fn of(view: &View, accepted: &Accepted) -> Half {
        let receipt = &accepted.receipt;
        let words = match view.lang {
            Lang::En => receipt.english().split(' ').map(str::to_owned).collect(),
            Lang::Zh => receipt.chinese().chars().map(String::from).collect(),
        };
        let back = match view.console.desk().profile().site.address.as_str() {
            "" => view.t("entered-back").into_owned(),
            address => view.f("entered-back-at", &[("address", address)]),
        };
        let at = moment::local(view, accepted.received_at);
        let kept = moment::day(view, accepted.kept_until);
        Half {
            tag: view.tag(),
            han: view.lang == Lang::Zh,
            name: view.name().to_owned(),
            received: view.f("entered-received", &[("when", &at)]),
            words,
            back,
            keep: view.t("entered-keep").into_owned(),
            mistakes: view.t("entered-mistakes").into_owned(),
            kept: view.f("entered-kept", &[("date", &kept)]),
        }
    }
}
