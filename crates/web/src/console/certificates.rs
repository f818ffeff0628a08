//! What the program decides alone, and what the decisions of this desk have shown about that.

use super::guard::Signed;
use super::page::{self, Trouble};
use super::view::View;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{ClassStatus, TriageStatus};

#[derive(Template)]
#[template(path = "console/certificates.html")]
struct CertificatesPage {
    v: View,
    promise: String,
    audit: String,
    counts: String,
    outdated: bool,
    languages: Vec<Language>,
}

/// The classes of a language.
struct Language {
    name: String,
    id: &'static str,
    classes: Vec<Class>,
}

struct Class {
    level: &'static str,
    name: String,
    state: String,
    /// `on`, `off`, `alarm`.
    class: &'static str,
    /// The share of the language's reports that it decides alone, in percent.
    coverage: u32,
    cases: String,
    errors: String,
    bound: String,
    missing: String,
    audited: String,
}

/// `GET /certificates`
pub(crate) async fn show(signed: Signed) -> Response {
    let (view, _) = signed.parts();
    match view.console.blocking(|desk| desk.triage_status()).await {
        Ok(status) => page::show(StatusCode::OK, &shown(&view, &status)),
        Err(failure) => Trouble::of(&failure).page(&view),
    }
}

fn shown(view: &View, status: &TriageStatus) -> CertificatesPage {
    let number = |count: u64| count.to_string();
    let audit = view.console.desk().profile().triage.audit_percent;
    let counts = [
        ("decided", number(status.decided)),
        ("alone", number(status.alone)),
        ("calibration", number(status.calibration)),
    ];
    let counts = counts
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let languages = ["zh", "en"].map(|id| Language {
        name: view
            .t(if id == "zh" {
                "language-zh"
            } else {
                "language-en"
            })
            .into_owned(),
        id,
        classes: status
            .classes
            .iter()
            .filter(|class| class.tongue.code() == id)
            // The most urgent first, as in the queue.
            .rev()
            .map(|class| shown_class(view, status, class))
            .collect(),
    });
    CertificatesPage {
        v: view.clone(),
        promise: view.f(
            "certificates-promise",
            &[
                ("error", &percent(status.promise.error)),
                ("confidence", &percent(status.promise.confidence)),
            ],
        ),
        audit: view.f("certificates-audit", &[("percent", &audit.to_string())]),
        counts: view.f("certificates-counts", &counts),
        outdated: status.outdated,
        languages: languages.into(),
    }
}

fn shown_class(view: &View, status: &TriageStatus, class: &ClassStatus) -> Class {
    let certified = class.tested.and_then(|tested| tested.class);
    let certified = certified.map(|class| class.certified);
    let (state, kind) = match class {
        _ if !class.allowed => ("certificates-never", "off"),
        _ if class.alarm.raised => ("certificates-suspended", "alarm"),
        _ if certified.is_none() => ("certificates-none", "off"),
        _ if status.outdated => ("certificates-outdated", "off"),
        _ => ("certificates-holds", "on"),
    };
    let coverage = class.tested.map_or(0.0, |tested| tested.coverage());
    let tested = class.tested.map(|tested| {
        let (agreed, cases) = (tested.agreed.to_string(), tested.of_language.to_string());
        view.f(
            "certificates-cases",
            &[("agreed", &agreed), ("cases", &cases)],
        )
    });
    let alarm = class.alarm;
    Class {
        level: class.level.as_str(),
        name: view.of_kind("level", class.level.as_str()),
        state: view.t(state).into_owned(),
        class: kind,
        coverage: (coverage * 100.0).round() as u32,
        cases: tested.unwrap_or_default(),
        errors: match (certified, class.tested) {
            (Some(certified), _) => {
                let (errors, accepted) =
                    (certified.errors.to_string(), certified.accepted.to_string());
                view.f(
                    "certificates-errors",
                    &[("errors", &errors), ("cases", &accepted)],
                )
            }
            (None, Some(tested)) if tested.agreed > 0 => {
                let (errors, agreed) = (tested.wrong.to_string(), tested.agreed.to_string());
                view.f(
                    "certificates-errors",
                    &[("errors", &errors), ("cases", &agreed)],
                )
            }
            _ => String::new(),
        },
        bound: certified.map_or_else(String::new, |certified| percent(certified.bound)),
        missing: match class.missing {
            0 => String::new(),
            missing => view.f("certificates-missing", &[("n", &missing.to_string())]),
        },
        audited: match alarm.audited {
            0 => String::new(),
            audited => {
                let (errors, audited) = (alarm.errors.to_string(), audited.to_string());
                view.f(
                    "certificates-errors",
                    &[("errors", &errors), ("cases", &audited)],
                )
            }
        },
    }
}

/// "0.7 %", "95 %".
fn percent(share: f64) -> String {
    let percent = format!("{:.2}", share * 100.0);
    let percent = percent.trim_end_matches('0').trim_end_matches('.');
    format!("{percent} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_shown_in_percent_to_two_places() {
        for (share, shown) in [
            (0.007, "0.7 %"),
            (0.95, "95 %"),
            (0.006_84, "0.68 %"),
            (0.0, "0 %"),
        ] {
            assert_eq!(percent(share), shown);
        }
    }
}
