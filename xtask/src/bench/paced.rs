//! Requests that come at a fixed rate whether or not the last was answered (an open loop): a server that stalls is asked on,
//! and what waited is measured from when it was due.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::filing::Filed;
use super::form::{Texts, filing, is_receipt, open};
use super::http::{Connection, get};
use super::summary::microseconds;

/// More than wait for an answer at the same time, so that each request goes out when it is due.
const WORKERS: usize = 64;

/// What is asked.
#[derive(Clone, Copy)]
pub(super) enum Visit {
    /// A form is looked at, in one language and the other; measured to its first byte.
    Look,
    /// A form that was opened before is sent; measured to the last byte of the receipt.
    File,
}

/// Asks so many times a second, for so many seconds.
pub(super) async fn ask(address: SocketAddr, visit: Visit, rate: u32, seconds: u64) -> Filed {
    let start = Instant::now() + Duration::from_millis(200);
    let next = Arc::new(AtomicU32::new(0));
    let all = rate * u32::try_from(seconds).unwrap_or(u32::MAX / rate);
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let next = Arc::clone(&next);
        workers.spawn(async move {
            let mut asked = Filed::default();
            let mut connection = Connection::to(address);
            let mut texts = Texts::of(worker);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= all {
                    return asked;
                }
                let due = start + Duration::from_secs(1) * number / rate;
                match one(&mut connection, address, visit, &mut texts, number, due).await {
                    Ok(time) => asked.times.push(time),
                    Err(error) => {
                        asked.errors += 1;
                        asked.first_error.get_or_insert(format!("{error:#}"));
                    }
                }
            }
        });
    }
    let mut asked = Filed::default();
    while let Some(done) = workers.join_next().await {
        match done {
            Ok(one) => asked.add(one),
            Err(panic) => asked.first_error = Some(panic.to_string()),
        }
    }
    asked.elapsed = start.elapsed();
    if let Some(error) = &asked.first_error {
        eprintln!("{} request(s) failed; the first: {error}", asked.errors);
    }
    asked
}

/// In microseconds.
async fn one(
    connection: &mut Connection,
    address: SocketAddr,
    visit: Visit,
    texts: &mut Texts,
    number: u32,
    due: Instant,
) -> Result<u32> {
    let request = match visit {
        Visit::Look if number.is_multiple_of(2) => get(address, "/en/report"),
        Visit::Look => get(address, "/zh/report"),
        Visit::File => {
            let form = open(connection, address).await?;
            filing(address, &form, &texts.next())
        }
    };
    // The timer is coarser than what is measured: who was here in time counts from when it let them go.
    let late = Instant::now() >= due;
    sleep_until(due.into()).await;
    let begin = if late { due } else { Instant::now() };
    let answer = connection.exchange(&request).await?;
    match visit {
        Visit::Look => {
            anyhow::ensure!(
                answer.status == 200,
                "a page was answered {}",
                answer.status
            );
            Ok(microseconds(answer.began - begin))
        }
        Visit::File => {
            is_receipt(answer.status, answer.body)?;
            Ok(microseconds(begin.elapsed()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::http::tests::{answer, fake};
    use super::*;

    #[tokio::test]
    async fn as_many_are_asked_as_the_rate_says() {
        let address = fake(vec![answer(200, "<h1>")]).await;
        let asked = ask(address, Visit::Look, 50, 1).await;
        assert_eq!((asked.times.len(), asked.errors), (50, 0));
        assert!(asked.elapsed >= Duration::from_millis(900));
    }
}
