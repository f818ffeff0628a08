//! Who asks. A page of the console is for whoever is signed in; a deed besides comes from a page of ours, never from
//! another site.

use super::page::Trouble;
use super::posted::{Files, Posted};
use super::view::View;
use super::{Console, cookie, sign_in};
use crate::elsewhere;
use crate::posted;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, header};
use axum::response::Response;
use desk::{Failure, Session, Unlocked};
use http_body_util::BodyExt;
use report::{Id, Role};
use std::sync::{Arc, OnceLock};

/// The new token of whoever asks, when theirs grew old. It goes with the request, so that it is on the answer whoever
/// makes that: a handler, or what refused the address before it.
#[derive(Clone, Default)]
pub(crate) struct Renewed(Arc<OnceLock<String>>);

impl Renewed {
    /// Puts the new token on the answer, unless that begins or ends a session itself.
    pub(crate) fn put_on(&self, console: &Console, response: &mut Response) {
        let Some(token) = self.0.get() else {
            return;
        };
        let name = cookie::session_name(console.options.secure);
        let sets_it = |value: &str| value.split('=').next() == Some(name);
        let mut set = response.headers().get_all(header::SET_COOKIE).iter();
        if set.any(|value| value.to_str().is_ok_and(sets_it)) {
            return;
        }
        if let Some(cookie) = cookie::session(console, token) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

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

    /// Opens the session of this token, for this request.
    async fn of(asking: Asking, deed: Use) -> Result<Signed, (View, Failure)> {
        let Asking {
            mut view,
            token,
            renewed,
        } = asking;
        let asked = token.clone();
        let resumed = view.console.blocking(move |desk| match deed {
            Use::Deed => desk.resume(&asked),
            Use::Watching => desk.watch(&asked),
        });
        match resumed.await {
            Ok(mut session) => {
                view.person = Some(session.unlocked.person.clone());
                if let (Some(renewed), Some(token)) = (renewed, session.renewed.take()) {
                    // It is resumed once a request.
                    drop(renewed.0.set(token));
                }
                Ok(Signed {
                    view,
                    session,
                    token,
                })
            }
            Err(failure) => Err((view, failure)),
        }
    }
}

/// What somebody's coming is to their session.
#[derive(Clone, Copy)]
enum Use {
    /// They do something: it lives on.
    Deed,
    /// A page of theirs keeps itself up to date: it ends as if nothing had been.
    Watching,
}

/// Somebody who brings a cookie, before it is looked at.
struct Asking {
    view: View,
    token: String,
    renewed: Option<Renewed>,
}

impl Asking {
    /// # Errors
    /// The page for a deed of another site, or for whoever brings none.
    fn of(parts: &Parts, console: &Arc<Console>) -> Result<Asking, Box<Response>> {
        let view = View::of(console, parts);
        let is_refused = match parts.method {
            Method::GET => elsewhere::is_fetched_elsewhere(&parts.headers),
            _ => !elsewhere::is_ours(&parts.headers),
        };
        if is_refused {
            return Err(Box::new(Trouble::CrossSite.page(&view)));
        }
        let name = cookie::session_name(console.options.secure);
        match cookie::read(&parts.headers, name) {
            Some(token) => Ok(Asking {
                view,
                token: token.to_owned(),
                renewed: parts.extensions.get().cloned(),
            }),
            None => Err(Box::new(sign_in::first(&view, parts))),
        }
    }
}

/// Who asks for a page, or does something without a form.
async fn signed(parts: &Parts, console: &Arc<Console>, deed: Use) -> Result<Signed, Response> {
    let asking = Asking::of(parts, console).map_err(|page| *page)?;
    Signed::of(asking, deed)
        .await
        .map_err(|(view, failure)| match failure {
            Failure::SignedOut => sign_in::first(&view, parts),
            other => Trouble::of(&other).page(&view),
        })
}

impl FromRequestParts<Arc<Console>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Arc<Console>,
    ) -> Result<Signed, Response> {
        signed(parts, console, Use::Deed).await
    }
}

/// Somebody's page that keeps itself up to date: it says so itself. Whoever says so of what they do gains nothing, their
/// session ends earlier.
pub(crate) struct Watching(pub(crate) Signed);

/// What our module says with what it fetches unasked.
const LIVE: HeaderName = HeaderName::from_static("desk-live");
/// A stream of events cannot say it, and is nothing else.
pub(crate) const EVENTS: &str = "/events";

impl FromRequestParts<Arc<Console>> for Watching {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        console: &Arc<Console>,
    ) -> Result<Watching, Response> {
        let watches = parts.uri.path() == EVENTS || parts.headers.contains_key(LIVE);
        let deed = if watches { Use::Watching } else { Use::Deed };
        signed(parts, console, deed).await.map(Watching)
    }
}

/// A form of somebody who is signed in. It is read to its end first, and the session looked at then: what a form asks for
/// is done while its session lives, however slowly it came.
pub(crate) struct SignedForm {
    pub(crate) signed: Signed,
    pub(crate) posted: Posted,
}

impl FromRequest<Arc<Console>> for SignedForm {
    type Rejection = Response;

    async fn from_request(
        request: Request,
        console: &Arc<Console>,
    ) -> Result<SignedForm, Response> {
        let (parts, body) = request.into_parts();
        let asking = Asking::of(&parts, console).map_err(|page| *page)?;
        let request = Request::from_parts(parts, body);
        let posted = Posted::read(&asking.view, request, Files::Refused).await?;
        match Signed::of(asking, Use::Deed).await {
            Ok(signed) => Ok(SignedForm { signed, posted }),
            Err((view, failure)) => Err(Trouble::of(&failure).page_keeping_form(&view, &posted)),
        }
    }
}

/// The same with files, of an officer. A file may take longer to come than a token lives, and is written to the disk while it
/// comes: so the session is looked at before it comes, and once more, whatever became of its tokens, when it is there.
pub(crate) struct SignedFiles(pub(crate) SignedForm);

impl FromRequest<Arc<Console>> for SignedFiles {
    type Rejection = Response;

    async fn from_request(
        request: Request,
        console: &Arc<Console>,
    ) -> Result<SignedFiles, Response> {
        if !posted::brings_files(request.headers()) {
            return SignedForm::from_request(request, console)
                .await
                .map(SignedFiles);
        }
        let (parts, body) = request.into_parts();
        let asking = Asking::of(&parts, console).map_err(|page| *page)?;
        let signed = Signed::of(asking, Use::Deed).await;
        let (view, files) = match &signed {
            Ok(signed) => {
                let is_officer = signed.session.unlocked.person.role == Role::Officer;
                let most = console.desk().profile().intake.files;
                (&signed.view, Files::AtMost(most * usize::from(is_officer)))
            }
            // What was typed is shown again; nobody's files are waited for.
            Err((view, _)) => (view, Files::NotRead),
        };
        let body = match &signed {
            Ok(signed) => worked_on(&signed.view, signed.session.id, body),
            Err(_) => body,
        };
        let request = Request::from_parts(parts, body);
        let posted = Posted::read(view, request, files).await?;
        let signed = match signed {
            Ok(signed) => signed,
            Err((view, failure)) => {
                return Err(Trouble::of(&failure).page_keeping_form(&view, &posted));
            }
        };
        let session = signed.session.id;
        match console
            .blocking(move |desk| desk.still_lives(session))
            .await
        {
            Ok(()) => Ok(SignedFiles(SignedForm { signed, posted })),
            Err(failure) => Err(Trouble::of(&failure).page_keeping_form(&signed.view, &posted)),
        }
    }
}

/// Seconds after which what still arrives counts as work again.
const WORK: i64 = 60;

/// What somebody sends for long keeps their session alive for as long as it comes.
fn worked_on(view: &View, session: Id, body: Body) -> Body {
    let (console, mut counted) = (Arc::clone(&view.console), view.now.as_second());
    let counting = body.map_frame(move |frame| {
        let now = console.desk().now().as_second();
        if now >= counted + WORK {
            counted = now;
            let desk = console.desk().clone();
            // When it is over, or cannot be reached, whoever looks at the session in the end says so.
            tokio::task::spawn_blocking(move || desk.works_on(session));
        }
        frame
    });
    Body::new(counting)
}
