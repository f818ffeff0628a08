//! A listener: accepts connections, speaks HTTP/1.1 (under TLS when given a certificate), and stops in order.
//!
//! Slow and silent clients are dropped by time limits; the number of connections is bounded for all together. No
//! limit knows who a client is, and no address is kept or logged.

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

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
    /// Connections at a time.
    pub connections: usize,
    /// The time a client has for a request's head, and an idle connection for its next request.
    pub head_timeout: Duration,
}

/// A bound listener.
pub struct Listener {
    socket: TcpListener,
    tls: Option<Tls>,
    limits: Limits,
}

/// After the stop, requests that have begun get this long.
const GRACE: Duration = Duration::from_secs(10);
/// A TLS handshake gets this long.
const HANDSHAKE: Duration = Duration::from_secs(10);

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
        Ok(Listener {
            socket: TcpListener::bind(at).await?,
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

    /// Serves until `stop` becomes true, then finishes what has begun.
    pub async fn serve(self, router: Router, mut stop: watch::Receiver<bool>) {
        let open = Arc::new(Semaphore::new(self.limits.connections));
        loop {
            // No permit, no accept: beyond the limit clients wait in the system's queue and are not refused.
            let permit = tokio::select! {
                permit = Arc::clone(&open).acquire_owned() => permit,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Ok(permit) = permit else { break };
            let accepted = tokio::select! {
                accepted = self.socket.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let Ok((stream, _)) = accepted else {
                // Out of file descriptors, or the client is gone: neither is helped by asking again at once.
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            let (router, tls, stop, limits) =
                (router.clone(), self.tls.clone(), stop.clone(), self.limits);
            tokio::spawn(async move {
                connection(stream, tls, router, limits, stop).await;
                drop(permit);
            });
        }
        drop(self.socket);
        let all = u32::try_from(self.limits.connections).unwrap_or(u32::MAX);
        drop(tokio::time::timeout(GRACE, open.acquire_many(all)).await);
    }
}

async fn connection(
    stream: TcpStream,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    // A small answer must not wait for an acknowledgement.
    drop(stream.set_nodelay(true));
    match tls {
        None => http(stream, router, limits, stop).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.0.accept(stream)).await {
                http(stream, router, limits, stop).await;
            }
        }
    }
}

async fn http<S>(stream: S, router: Router, limits: Limits, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        // Whoever ends their own side after the request still waits for the receipt.
        .half_close(true)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = std::pin::pin!(connection);
    let stopped = tokio::select! {
        // What went wrong on a connection is the client's network: there is nobody to tell.
        _ = connection.as_mut() => false,
        _ = stop.wait_for(|stop| *stop) => true,
    };
    if stopped {
        connection.as_mut().graceful_shutdown();
        drop(connection.await);
    }
}
