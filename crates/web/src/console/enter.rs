//! A clerk or an officer writes down what came by the counter or by letter, and prints the receipt for whoever brought it.

use super::guard::{Signed, SignedForm};
use super::page::{self, Trouble};
use super::posted::Posted;
use super::view::View;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Accepted, Failure};
use report::{Channel, Draft, Lang, Problem};
use serde_json::{Map, Value, json};

#[derive(Template)]
#[template(path = "console/enter.html")]
struct EnterForm {
    v: View,
    problems: Vec<(String, String)>,
    typed: Typed,
    /// Sent twice, it is one report.
    token: String,
}

/// Characters of a token that cannot be guessed: 128 bits in base64url.
const TOKEN: usize = 22;

/// What was typed, as it was typed.
#[derive(Default)]
struct Typed {
    text: String,
    letter: bool,
    lang: String,
    place: String,
    lat: String,
    lon: String,
    from: String,
    to: String,
    name: String,
    phone: String,
    email: String,
}

#[derive(Template)]
#[template(path = "console/entered.html")]
struct Entered {
    v: View,
    english: Vec<String>,
    chinese: Vec<String>,
    received: String,
    kept: String,
}

/// `GET /enter`
pub(crate) async fn show(signed: Signed) -> Response {
    form(&signed.view, Typed::default(), Vec::new(), None)
}

/// `POST /enter`
pub(crate) async fn file(sent: SignedForm) -> Response {
    let (view, by) = sent.signed.parts();
    let posted = sent.posted;
    let typed = Typed::of(&posted);
    let token = posted.given("token").map(str::to_owned);
    let draft = match typed.draft(&view) {
        Ok(draft) => draft,
        Err(problems) => return form(&view, typed, problems, token),
    };
    let channel = match typed.letter {
        true => Channel::Letter,
        false => Channel::Counter,
    };
    // One that anybody could guess would share its answer with others.
    let Some(key) = token.clone().filter(|token| token.len() >= TOKEN) else {
        let said = view.t("enter-old-form").into_owned();
        return form(&view, typed, vec![("token".to_owned(), said)], None);
    };
    let console = view.console.clone();
    let accepted = console.desk().enter_report(&by, draft, channel, &key).await;
    match accepted {
        Ok(accepted) => entered(&view, &accepted),
        Err(Failure::NoCustodians) => {
            let said = view.t("enter-no-custodians").into_owned();
            form(&view, typed, vec![("name".to_owned(), said)], token)
        }
        Err(Failure::OtherBody) => {
            let said = view.t("enter-taken").into_owned();
            form(&view, typed, vec![("text".to_owned(), said)], None)
        }
        Err(failure) => Trouble::of(&failure).page_keeping_form(&view, &posted),
    }
}

fn form(
    view: &View,
    typed: Typed,
    problems: Vec<(String, String)>,
    token: Option<String>,
) -> Response {
    let status = match problems.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = EnterForm {
        v: view.clone(),
        problems,
        typed,
        token: token.unwrap_or_else(|| view.console.desk().token()),
    };
    page::show(status, &page)
}

fn entered(view: &View, accepted: &Accepted) -> Response {
    let words = accepted.receipt.english();
    let entered = Entered {
        v: view.clone(),
        english: words.split(' ').map(str::to_owned).collect(),
        chinese: accepted
            .receipt
            .chinese()
            .chars()
            .map(String::from)
            .collect(),
        received: super::moment::local(view, accepted.received_at),
        kept: super::moment::local(view, accepted.kept_until),
    };
    page::show(StatusCode::OK, &entered)
}

impl Typed {
    fn of(posted: &Posted) -> Typed {
        let get = |name: &str| posted.get(name).unwrap_or_default().to_owned();
        Typed {
            text: posted.text("text"),
            letter: posted.get("channel") == Some("letter"),
            lang: get("lang"),
            place: get("place"),
            lat: get("lat"),
            lon: get("lon"),
            from: get("from"),
            to: get("to"),
            name: get("name"),
            phone: get("phone"),
            email: get("email"),
        }
    }

    /// The report that was typed, by the rules of every other report.
    fn draft(&self, view: &View) -> Result<Draft, Vec<(String, String)>> {
        let text = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| Value::from(text))
        };
        // What is no number goes on as the text that it is: the rules say what is wrong with it.
        let number = |typed: &str| {
            let typed = typed.trim();
            let number = typed
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite());
            let number = number.map(Value::from);
            number.or_else(|| text(typed))
        };
        let object = |pairs: Vec<(&str, Option<Value>)>| {
            let given = pairs
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            let given: Map<String, Value> = given.collect();
            (!given.is_empty()).then_some(Value::Object(given))
        };
        let moment = |typed: &str| text(&typed.trim().replacen(' ', "T", 1));
        let draft = object(vec![
            ("text", Some(json!(self.text.trim()))),
            (
                "lang",
                self.lang
                    .parse::<Lang>()
                    .ok()
                    .map(|lang| json!(lang.to_string())),
            ),
            (
                "place",
                object(vec![
                    ("text", text(&self.place)),
                    ("lat", number(&self.lat)),
                    ("lon", number(&self.lon)),
                ]),
            ),
            (
                "observed",
                object(vec![("from", moment(&self.from)), ("to", moment(&self.to))]),
            ),
            (
                "contact",
                object(vec![
                    ("name", text(&self.name)),
                    ("phone", text(&self.phone)),
                    ("email", text(&self.email)),
                ]),
            ),
        ]);
        let bytes = draft.unwrap_or_default().to_string();
        let limits = view.console.desk().profile().limits();
        Draft::from_json(bytes.as_bytes(), &limits).map_err(|problems| {
            let said = |problem: Problem| {
                let words = match view.lang {
                    Lang::En => problem.en,
                    Lang::Zh => problem.zh,
                };
                (problem.field, words)
            };
            problems.into_iter().map(said).collect()
        })
    }
}
