//! What is live: a browser is told that its queue changed, and fetches it anew. Nothing of any report goes this way.

use super::filters::asked;
use super::guard::Watching;
use super::queue::{PAGE, after, looked_at};
use axum::extract::Query;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use desk::Failure;
use futures_core::Stream;
use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// The queue is looked at so often.
const EVERY: Duration = Duration::from_secs(1);
/// A browser that asks again after this connection ended waits so long.
const RETRY: Duration = Duration::from_secs(2);

/// Seconds after which somebody for whom there is no place asks again.
const AGAIN: u32 = 30;

/// `GET /events`: `queue` when the page that somebody looks at is not what it was; `end` when the session is over,
/// `elsewhere` when it is told in too many places. To be told is not to work: no session lives longer for it. One is told
/// only of what one looked at, by the note that the page has of it: that is in the log. Without one the stream ends at once,
/// and the page is fetched anew.
pub(crate) async fn events(
    Watching(signed): Watching,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (asked, after) = (asked(&query), after(&query));
    let who = signed.session.unlocked.person.id;
    let (console, token) = (signed.view.console, signed.token);
    let Some(mut wanted) = console.streams.begin(signed.session.id) else {
        let later = [(header::RETRY_AFTER, HeaderValue::from(AGAIN))];
        return (StatusCode::SERVICE_UNAVAILABLE, later).into_response();
    };
    let (tell, told) = mpsc::channel(4);
    tokio::spawn(async move {
        if !looked_at(console.desk(), who, &query) {
            drop(tell.send(told_of("end")).await);
            return;
        }
        let mut before = None;
        loop {
            let (asked, token) = (asked.clone(), token.clone());
            // The session is asked for anew each time: whoever is shut out hears nothing from then on.
            let look = console
                .blocking(move |desk| {
                    let by = desk.look_in(&token)?;
                    desk.queue_look(&by, &asked, after, PAGE)
                })
                .await;
            let event = match look {
                Ok(now) if before.is_some_and(|before| before != now) => {
                    before = Some(now);
                    Some(told_of("queue"))
                }
                Ok(now) => {
                    before = Some(now);
                    None
                }
                // It may come back; the page says for itself when it cannot be fetched.
                Err(Failure::Unavailable) => None,
                Err(_) => {
                    drop(tell.send(told_of("end")).await);
                    return;
                }
            };
            if let Some(event) = event
                && tell.send(event).await.is_err()
            {
                return;
            }
            tokio::select! {
                () = tell.closed() => return,
                // The place is another's.
                _ = &mut wanted => {
                    drop(tell.send(told_of("elsewhere")).await);
                    return;
                }
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    });
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    Sse::new(Told(told)).keep_alive(keep_alive).into_response()
}

/// An event of this name. One without data would reach nobody (HTML, server-sent events, dispatching).
fn told_of(name: &str) -> Event {
    Event::default().event(name).data("now")
}

/// What a browser is told, as it comes; first how long to wait before asking again.
struct Told(mpsc::Receiver<Event>);

impl Stream for Told {
    type Item = Result<Event, Infallible>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event, Infallible>>> {
        self.0
            .poll_recv(context)
            .map(|event| Some(Ok(event?.retry(RETRY))))
    }
}
