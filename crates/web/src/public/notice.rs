//! What went wrong with a sending as a whole, said above the form that comes back with everything that was typed.

use super::view::View;
use crate::door::TurnedAway;
use axum::http::StatusCode;
use desk::Failure;

/// A heading and what to do.
pub(crate) struct Notice {
    pub(crate) status: StatusCode,
    pub(crate) heading: String,
    pub(crate) said: String,
}

impl Notice {
    fn new(view: &View, status: StatusCode, heading: &str, said: String) -> Notice {
        Notice {
            status,
            heading: view.t(heading).into_owned(),
            said,
        }
    }

    pub(crate) fn old_form(view: &View) -> Notice {
        let said = view.t("error-form").into_owned();
        Notice::new(view, StatusCode::CONFLICT, "error-form-h", said)
    }

    pub(crate) fn cross_site(view: &View) -> Notice {
        let said = view.t("error-cross").into_owned();
        Notice::new(view, StatusCode::FORBIDDEN, "error-cross-h", said)
    }

    /// What is said to somebody who is turned away at the door.
    pub(crate) fn turned_away(view: &View, why: TurnedAway) -> Notice {
        match why {
            TurnedAway::Busy => Notice::busy(view),
            TurnedAway::TooLarge => Notice::too_large(view),
            TurnedAway::TooSlow | TurnedAway::Broken => Notice::too_slow(view),
        }
    }

    pub(crate) fn busy(view: &View) -> Notice {
        let seconds = view.site.door.retry_after().to_string();
        let said = view.f("error-busy", &[("seconds", &seconds)]);
        Notice::new(view, StatusCode::SERVICE_UNAVAILABLE, "error-busy-h", said)
    }

    fn too_large(view: &View) -> Notice {
        let size = super::size_in_words(view.site.profile().intake.body_bytes as u64);
        let said = view.f("error-large", &[("size", &size)]);
        Notice::new(view, StatusCode::PAYLOAD_TOO_LARGE, "error-large-h", said)
    }

    fn too_slow(view: &View) -> Notice {
        let said = view.t("error-slow").into_owned();
        Notice::new(view, StatusCode::REQUEST_TIMEOUT, "error-slow-h", said)
    }

    /// A file that is not what was sent, or not there: our own fault.
    pub(crate) fn lost_file(view: &View, failure: &Failure) -> Notice {
        let reference = crate::failure::logged(failure);
        let said = view.f("error-lost-file", &[("reference", &reference)]);
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Notice::new(view, status, "error-lost-file-h", said)
    }

    /// A file for a browser that could not unpack it.
    pub(crate) fn no_gzip(view: &View) -> Notice {
        let said = view.t("error-gzip").into_owned();
        Notice::new(view, StatusCode::NOT_ACCEPTABLE, "error-gzip-h", said)
    }

    /// A deed that failed. What is our own fault is logged under the number that is shown.
    pub(crate) fn failed(view: &View, failure: &Failure) -> Notice {
        match failure {
            Failure::Full | Failure::Unavailable | Failure::NotLogged => {
                let emergency = &view.site.profile().site.emergency;
                let said = view.f("error-away", &[("emergency", emergency)]);
                Notice::new(view, StatusCode::SERVICE_UNAVAILABLE, "error-away-h", said)
            }
            _ => {
                let reference = crate::failure::logged(failure);
                let said = view.f("error-internal", &[("reference", &reference)]);
                Notice::new(
                    view,
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "error-internal-h",
                    said,
                )
            }
        }
    }
}
