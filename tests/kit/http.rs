//! The least of an HTTP/1.1 client, on a bare TCP connection, so that it can also misbehave: bytes may be sent one
//! by one, broken off, or sent before anybody asked for them.

use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// No answer of ours takes so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// One connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

/// One answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn to(address: SocketAddr) -> Client {
        Client::try_to(address).expect("a connection")
    }

    pub(crate) fn try_to(address: SocketAddr) -> io::Result<Client> {
        Client::over(TcpStream::connect_timeout(&address, PATIENCE)?)
    }

    /// A connection that comes from an address of its own (every 127.x.y.z is this machine).
    pub(crate) fn from(own: IpAddr, to: SocketAddr) -> Client {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let stream = runtime.block_on(async {
            let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
            socket
                .bind(SocketAddr::new(own, 0))
                .expect("an address of the loopback");
            socket
                .connect(to)
                .await
                .expect("a connection")
                .into_std()
                .expect("a plain connection")
        });
        stream
            .set_nonblocking(false)
            .expect("a blocking connection");
        Client::over(stream).expect("a connection")
    }

    fn over(stream: TcpStream) -> io::Result<Client> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Client {
            stream: BufReader::with_capacity(64 * 1024, stream),
        })
    }

    /// Our own end of it.
    pub(crate) fn own_address(&self) -> SocketAddr {
        self.stream.get_ref().local_addr().expect("an address")
    }

    /// The server's end of it.
    pub(crate) fn far_address(&self) -> SocketAddr {
        self.stream.get_ref().peer_addr().expect("an address")
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes.as_ref())
    }

    /// Says that nothing more comes, and goes on listening.
    pub(crate) fn finish_sending(&mut self) {
        self.stream
            .get_ref()
            .shutdown(Shutdown::Write)
            .expect("a half-closed connection");
    }

    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: tipline.test\r\n\r\n"))?;
        self.answer()
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> io::Result<Answer> {
        self.send(post(path, &body.to_string()))?;
        self.answer()
    }

    /// Files a report with this text alone.
    pub(crate) fn file(&mut self, text: &str) -> io::Result<Answer> {
        self.post("/api/v1/reports", &json!({ "text": text }))
    }

    /// Opens the mailbox of a receipt.
    pub(crate) fn open(&mut self, receipt: &str) -> io::Result<Answer> {
        self.post("/api/v1/mailbox/open", &json!({ "receipt": receipt }))
    }

    /// What the reporter told, read from every page of the mailbox; or why it is not shown.
    pub(crate) fn told(&mut self, receipt: &str) -> io::Result<Result<String, String>> {
        let mut told = String::new();
        let mut page = 1;
        loop {
            let answer = self.post(
                "/api/v1/mailbox/open",
                &json!({ "receipt": receipt, "page": page }),
            )?;
            if answer.status != 200 {
                return Ok(Err(answer.problem()));
            }
            // Page 1 is the newest: what is further back comes first.
            told.insert_str(0, &answer.first_text());
            if answer.json()["pages"] == page {
                return Ok(Ok(told));
            }
            page += 1;
        }
    }

    /// Reads the next answer whole; an interim one (1xx) is an answer too.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let status_line = self.line()?;
        let status = status_line
            .get(9..12)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| not_http(&status_line))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| not_http(&line))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if status >= 200 {
            let length = answer
                .header("content-length")
                .and_then(|length| length.parse().ok());
            answer
                .body
                .resize(length.ok_or_else(|| not_http("no length"))?, 0);
            self.stream.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// Waits until the server closes the connection; what it said before is thrown away.
    pub(crate) fn is_closed_within(&mut self, limit: Duration) -> bool {
        self.stream
            .get_ref()
            .set_read_timeout(Some(limit))
            .expect("a time limit");
        let closed = match io::copy(&mut self.stream, &mut io::sink()) {
            Ok(_) => true,
            Err(error) => matches!(
                error.kind(),
                ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
            ),
        };
        self.stream
            .get_ref()
            .set_read_timeout(Some(PATIENCE))
            .expect("a time limit");
        closed
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                "the server closed the connection",
            ));
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).trim_end().to_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("an answer that is not JSON: {}", self.text()))
    }

    /// The words that open the reporter's mailbox, from the answer to a filing.
    pub(crate) fn receipt(&self) -> String {
        let filed = self.json();
        let receipt = filed["receipt"]["en"].as_str();
        receipt
            .unwrap_or_else(|| panic!("no receipt, but {}: {}", self.status, self.text()))
            .to_owned()
    }

    /// The report's own text, as far as it stands on this page of its mailbox (long ones come in parts).
    pub(crate) fn first_text(&self) -> String {
        let mailbox = self.json();
        let messages = mailbox["messages"].as_array().cloned().unwrap_or_default();
        messages
            .iter()
            .filter(|m| m["number"] == 1)
            .filter_map(|m| m["text"].as_str())
            .collect()
    }

    /// `503 storage-full`, and that it is a proper problem: what people can act on.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{}",
            self.text()
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        let kind = problem["type"].as_str().unwrap_or_default();
        let name = kind
            .strip_prefix("urn:tipline:problem:")
            .unwrap_or_else(|| panic!("a strange type: {problem}"));
        match self.header("retry-after") {
            Some(seconds) => format!("{} {name}, retry after {seconds} s", self.status),
            None => format!("{} {name}", self.status),
        }
    }
}

/// The bytes of a POST of JSON.
pub(crate) fn post(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: tipline.test\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn not_http(what: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("not an answer of HTTP/1.1: {what}"),
    )
}
