//! Who asks. A page of the console is for whoever is signed in; a deed besides comes from a page of ours, never from
//! another site.

use super::Console;
use super::page::Trouble;
use super::view::View;
use super::{cookie, sign_in};
use crate::elsewhere;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;
use desk::{Failure, Session, Unlocked};
use std::convert::Infallible;
use std::sync::Arc;

/// Somebody who is signed in, and how they look at the console.
pub(crate) struct Signed {
    pub(crate) view: View,
    pub(crate) session: Session,
    pub(crate) token: String,
}

impl Signed {
    /// What opens, for a deed, and how it is looked at.
    pub(crate) fn parts(self) -> (View, Unlocked) {
        (self.view, self.session.unlocked)
    }
}

impl FromRequestParts<Arc<Console>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Arc<Console>,
    ) -> Result<Signed, Response> {
        let mut view = View::of(console, parts);
        if parts.method != Method::GET && !elsewhere::is_ours(&parts.headers) {
            return Err(Trouble::CrossSite.page(&view));
        }
        let name = cookie::session_name(console.options.secure);
        let Some(token) = cookie::read(&parts.headers, name).map(str::to_owned) else {
            return Err(sign_in::first(&view, parts));
        };
        let asked = token.clone();
        match console.blocking(move |desk| desk.resume(&asked)).await {
            Ok(session) => {
                view.greet(&session.unlocked.person, session.renewed.as_deref());
                let token = session.renewed.clone().unwrap_or(token);
                Ok(Signed {
                    view,
                    session,
                    token,
                })
            }
            Err(Failure::SignedOut) => Err(sign_in::first(&view, parts)),
            Err(failure) => Err(Trouble::of(&failure).page(&view)),
        }
    }
}

impl OptionalFromRequestParts<Arc<Console>> for Signed {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Arc<Console>,
    ) -> Result<Option<Signed>, Infallible> {
        let signed = <Signed as FromRequestParts<_>>::from_request_parts(parts, console).await;
        Ok(signed.ok())
    }
}
