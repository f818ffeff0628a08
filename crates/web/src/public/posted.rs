//! Reading what a form sent, and what is said when that does not go.

use super::notice::Notice;
use super::view::View;
use crate::door::throw_away;
use crate::elsewhere::comes_from_elsewhere;
use crate::posted::{self, Posted};
use axum::extract::Request;

/// A form that could not be read, and what of it had arrived before.
pub(crate) struct Refused {
    pub(crate) notice: Notice,
    pub(crate) posted: Posted,
}

/// Reads a form to its end. `room` says for how many files there is room, by the fields that came before them.
///
/// # Errors
/// What is said to whoever sent it: it came from another site, was too large, or did not arrive in time. A file that
/// breaks off is no error: it is lost, and nothing else is.
pub(crate) async fn read(
    view: &View,
    request: Request,
    room: impl Fn(&Posted) -> usize + Send,
) -> Result<Posted, Refused> {
    if comes_from_elsewhere(request.headers()) {
        throw_away(request.into_body()).await;
        return Err(Refused {
            notice: Notice::cross_site(view),
            posted: Posted::default(),
        });
    }
    let read = posted::read(&view.site.door, request, move |posted: &Posted| {
        Some(room(posted))
    })
    .await;
    read.map_err(|(why, posted)| Refused {
        notice: Notice::turned_away(view, why),
        posted,
    })
}
