//! A listener: accepts connections, speaks HTTP/1.1 (under TLS when given a certificate), and stops in order.
//!
//! Slow and silent clients are dropped by time limits, whether they do not send or do not read; the number of connections
//! is bounded for all together, and whoever comes beyond it is told so. No limit knows who a client is, and no address is
//! kept or logged.

use crate::ending::Ending;
use crate::full;
use crate::patient::Patient;
use axum::Router;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tower::ServiceExt;

/// Certificate chain and key for TLS.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Reads PEM texts.
    ///
    /// # Errors
    /// A sentence that says which of the two is wrong.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Tls, String> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
        let chain = chain.map_err(|_| "the certificate file is not PEM".to_owned())?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|_| "the key file is not PEM".to_owned())?;
        let mut config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| format!("certificate and key do not fit: {error}"))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls(TlsAcceptor::from(Arc::new(config))))
    }
}

/// Limits of a listener.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Connections at a time; up to [`TURNED_AWAY`] more are told that there is no place.
    pub connections: usize,
    /// The time a client has for its TLS handshake, for a request's head, to read on in its answer, and an idle
    /// connection for its next request.
    pub head_timeout: Duration,
    /// The time after which a connection ends; an answer under way is finished, and has as long again. A file that
    /// moves is not cut.
    pub lifetime: Duration,
}

/// Beyond the limit, so many connections at a time are told to come again later. Only beyond these, clients wait in the
/// system's queue; each of these has a few seconds at most.
pub const TURNED_AWAY: usize = 64;

/// Bytes that the system takes of an answer before the client has read them (it doubles the figure).
const SEND_BUFFER: u32 = 128 << 10;
/// Clients that wait in the system's queue.
const BACKLOG: u32 = 1024;

/// A bound listener.
pub struct Listener {
    socket: TcpListener,
    tls: Option<Tls>,
    limits: Limits,
}

/// After the stop, requests that have begun get this long.
const GRACE: Duration = Duration::from_secs(10);

impl Listener {
    /// Binds an address.
    ///
    /// # Errors
    /// When it cannot be bound.
    pub async fn bind(
        at: SocketAddr,
        tls: Option<Tls>,
        limits: Limits,
    ) -> std::io::Result<Listener> {
        let socket = match at {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.set_reuseaddr(true)?;
        // What is accepted has the same. A large one hides from us for long that a slow reader reads.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        socket.bind(at)?;
        Ok(Listener {
            socket: socket.listen(BACKLOG)?,
            tls,
            limits,
        })
    }

    /// The address that was bound (of interest when port 0 was asked for).
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves until `stop` becomes true, then finishes what has begun. Those for whom there is no connection get the
    /// answer of `when_full`.
    pub async fn serve(self, router: Router, when_full: Router, mut stop: watch::Receiver<bool>) {
        let Limits { connections, .. } = self.limits;
        let (open, away) = (Semaphore::new(connections), Semaphore::new(TURNED_AWAY));
        let (open, away) = (Arc::new(open), Arc::new(away));
        let welcome = Visit {
            router,
            limits: self.limits,
            once: false,
        };
        let refusal = Visit {
            router: when_full,
            limits: Limits {
                head_timeout: full::PATIENCE,
                lifetime: full::PATIENCE,
                ..self.limits
            },
            once: true,
        };
        loop {
            // Held before anybody is let in: whoever is accepted is served or told why not.
            let place = tokio::select! {
                place = Arc::clone(&away).acquire_owned() => place,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Ok(place) = place else { break };
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Ok((stream, _)) = accepted else {
                // Out of file descriptors, or the client is gone: neither is helped by asking again at once.
                sleep(Duration::from_millis(20)).await;
                continue;
            };
            let (place, visit) = match Arc::clone(&open).try_acquire_owned() {
                Ok(place) => (place, welcome.clone()),
                Err(_) => (place, refusal.clone()),
            };
            let (tls, stop) = (self.tls.clone(), stop.clone());
            tokio::spawn(async move {
                connection(stream, tls, visit, stop).await;
                drop(place);
            });
        }
        drop(self.socket);
        let all = u32::try_from(connections).unwrap_or(u32::MAX);
        drop(timeout(GRACE, open.acquire_many(all)).await);
    }
}

/// What waits for a client behind the door.
#[derive(Clone)]
struct Visit {
    router: Router,
    limits: Limits,
    /// One answer, and the connection ends.
    once: bool,
}

async fn connection(
    stream: TcpStream,
    tls: Option<Tls>,
    visit: Visit,
    stop: watch::Receiver<bool>,
) {
    // A small answer must not wait for an acknowledgement.
    drop(stream.set_nodelay(true));
    let limit = visit.limits.head_timeout;
    let stream = Patient::new(stream, limit);
    match tls {
        None => http(stream, visit, stop).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(limit, tls.0.accept(stream)).await {
                http(stream, visit, stop).await;
            }
        }
    }
}

async fn http<S>(stream: S, visit: Visit, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Visit {
        router,
        limits,
        once,
    } = visit;
    let ending = Ending::new(once);
    let told = ending.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(told.clone());
        router.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        // Whoever ends their own side after the request still waits for the receipt.
        .half_close(true)
        .keep_alive(!once)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // What went wrong on a connection is the client's network: there is nobody to tell.
        _ = connection.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
        () = old_age(&ending, limits.lifetime) => {}
    }
    ending.begin();
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        _ = connection => {}
        () = old_age(&ending, limits.lifetime) => {}
    }
}

/// Waits until a lifetime ends in which no file moved at its end.
async fn old_age(ending: &Ending, lifetime: Duration) {
    sleep(lifetime).await;
    while ending.is_moving() {
        sleep(lifetime).await;
    }
}
