//! The least of HTTP/1.1 that a load generator needs: a request of prepared bytes, an answer whose length is
//! told, the connection kept. Anything else is an error, not a guess.

use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);
/// Answers are padded to 32 KiB; a longer one makes the buffer grow.
const BUFFER: usize = 48 * 1024;
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;

/// A connection that is opened when needed and again after an error.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// An answer, in the connection's own buffer.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a [u8],
    /// When its first byte had come.
    pub(super) began: Instant,
    /// Head and body, in bytes on the wire.
    pub(super) length: usize,
}

impl Connection {
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            buffer: vec![0; BUFFER],
        }
    }

    /// Sends one request and reads its whole answer.
    ///
    /// # Errors
    /// No connection, no answer within 30 s, or an answer that this client does not read.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.send(request).await?;
        self.answer().await
    }

    /// Sends a request or a part of one.
    ///
    /// # Errors
    /// No connection, or nobody who reads on within 30 s.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        // Taken out, so that an error or a time-out closes it.
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address)
                    .await
                    .context("no connection")?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        timeout(PATIENCE, stream.write_all(bytes))
            .await
            .context("nothing was read for 30 s")?
            .context("the request could not be sent")?;
        self.stream = Some(stream);
        Ok(())
    }

    /// Reads the whole answer to what was sent.
    ///
    /// # Errors
    /// No answer within 30 s, or one that this client does not read.
    pub(super) async fn answer(&mut self) -> Result<Answer<'_>> {
        let (status, body, began) = timeout(PATIENCE, self.attempt())
            .await
            .context("no answer within 30 s")??;
        Ok(Answer {
            status,
            began,
            length: body.end,
            body: &self.buffer[body],
        })
    }

    async fn attempt(&mut self) -> Result<(u16, Range<usize>, Instant)> {
        let mut stream = self.stream.take().context("nothing was sent")?;
        let mut began = None;
        let mut filled = 0;
        let head_end = loop {
            let read = stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                bail!("the connection was closed before an answer");
            }
            began.get_or_insert_with(Instant::now);
            let from = filled.saturating_sub(3);
            filled += read;
            if let Some(at) = find(&self.buffer[from..filled], b"\r\n\r\n") {
                break from + at + 4;
            }
            if filled == self.buffer.len() {
                bail!("the head of the answer does not end");
            }
        };
        let head = parse_head(&self.buffer[..head_end])?;
        let end = head_end + head.length;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        while filled < end {
            let read = stream.read(&mut self.buffer[filled..end]).await?;
            if read == 0 {
                bail!("the connection was closed in the middle of an answer");
            }
            filled += read;
        }
        if !head.close {
            self.stream = Some(stream);
        }
        let began = began.unwrap_or_else(Instant::now);
        Ok((head.status, head_end..end, began))
    }
}

#[derive(Debug, PartialEq)]
struct Head {
    status: u16,
    length: usize,
    close: bool,
}

fn parse_head(bytes: &[u8]) -> Result<Head> {
    let text = std::str::from_utf8(bytes).context("the head of the answer is not text")?;
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok())
        .context("the answer does not begin as HTTP/1.1")?;
    let (mut length, mut close) = (None, false);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok();
        } else if name.eq_ignore_ascii_case("connection") {
            close = value.trim().eq_ignore_ascii_case("close");
        }
    }
    let length = length.context("the answer has no Content-Length")?;
    if length > LONGEST_ANSWER {
        bail!("an answer of {length} bytes");
    }
    Ok(Head {
        status,
        length,
        close,
    })
}

/// Where `needle` begins in `haystack`.
pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// The bytes of a GET.
pub(super) fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n\r\n").into_bytes()
}

/// The bytes of a POST of JSON.
pub(crate) fn post(address: SocketAddr, path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// A server that answers each request of a POST's size with the next of the answers, over and over.
    pub(in super::super) async fn fake(answers: Vec<String>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let answers = answers.clone();
                tokio::spawn(async move {
                    let mut buffer = vec![0; 64 * 1024];
                    for answer in answers.iter().cycle() {
                        if stream.read(&mut buffer).await.unwrap_or(0) == 0 {
                            break;
                        }
                        // In two pieces, the first ending in the middle of the head.
                        let (first, second) = answer.as_bytes().split_at(10);
                        stream.write_all(first).await.unwrap();
                        stream.flush().await.unwrap();
                        tokio::task::yield_now().await;
                        stream.write_all(second).await.unwrap();
                    }
                });
            }
        });
        address
    }

    pub(in super::super) fn answer(status: u16, body: &str) -> String {
        format!(
            "HTTP/1.1 {status} Word\r\ncontent-type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    #[tokio::test]
    async fn answers_of_every_size_are_read_over_one_connection() {
        let long = "x".repeat(200_000);
        let address = fake(vec![
            answer(201, "short"),
            answer(404, &long),
            answer(204, ""),
        ])
        .await;
        let mut connection = Connection::to(address);
        for (status, body) in [
            (201, "short"),
            (404, long.as_str()),
            (204, ""),
            (201, "short"),
        ] {
            let got = connection
                .exchange(&post(address, "/", "{}"))
                .await
                .unwrap();
            assert_eq!((got.status, got.body), (status, body.as_bytes()));
        }
        assert!(connection.stream.is_some());
    }

    #[tokio::test]
    async fn a_refused_connection_is_an_error_and_the_next_try_connects_again() {
        let free = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        let mut connection = Connection::to(free);
        assert!(
            connection
                .exchange(b"GET / HTTP/1.1\r\n\r\n")
                .await
                .is_err()
        );
        assert!(connection.stream.is_none());
    }

    #[test]
    fn heads_are_read_whatever_the_case_of_their_names() {
        let head =
            parse_head(b"HTTP/1.1 503 Busy\r\ncontent-LENGTH: 12\r\nConnection: Close\r\n\r\n")
                .unwrap();
        assert_eq!(
            head,
            Head {
                status: 503,
                length: 12,
                close: true
            }
        );
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        assert!(parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").is_err());
        assert!(parse_head(b"SSH-2.0-OpenSSH\r\n\r\n").is_err());
        assert!(parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n").is_err());
    }
}
