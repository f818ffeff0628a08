//! What the API or a page answered.

use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;
use std::io::Read;

/// An answer of the API, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as text; nothing where it is a file.
    pub(crate) body: String,
    /// The body as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Answer {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        let body = match parts.headers.contains_key("content-encoding") {
            true => String::new(),
            // A file may be anything.
            false => String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| {
                let attached = parts.headers.contains_key("content-disposition");
                assert!(attached, "a page that is not UTF-8");
                String::new()
            }),
        };
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            bytes: bytes.into(),
        }
    }

    /// The file that this is, unpacked as a browser does it.
    pub(crate) fn file(&self) -> Vec<u8> {
        assert_eq!(self.header("content-encoding"), "gzip", "{}", self.body);
        unpacked(&self.bytes)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", self.body.trim_end()))
    }

    /// The JSON of an answer with this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body.trim_end());
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A refusal in a line: `422 invalid: text too-long, place.lat missing`. It must be problem+json that says so.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{}",
            self.body.trim_end()
        );
        let json = self.json();
        assert_eq!(json["status"], self.status);
        assert!(!json["title"].as_str().unwrap_or_default().is_empty());
        assert!(!json["title_zh"].as_str().unwrap_or_default().is_empty());
        let kind = json["type"].as_str().unwrap_or_default();
        let kind = kind
            .strip_prefix("urn:tipline:problem:")
            .expect("a name of ours");
        let none = Vec::new();
        let errors: Vec<String> = json["errors"]
            .as_array()
            .unwrap_or(&none)
            .iter()
            .map(|error| {
                let field = error["field"].as_str().unwrap_or("?");
                let field = if field.is_empty() {
                    "whole body"
                } else {
                    field
                };
                format!("{field} {}", error["code"].as_str().unwrap_or("?"))
            })
            .collect();
        match errors.as_slice() {
            [] => format!("{} {kind}", self.status),
            some => format!("{} {kind}: {}", self.status, some.join(", ")),
        }
    }
}

/// Takes gzip off, to the last byte: what follows it is nobody's.
pub(crate) fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut decoder = flate2::bufread::GzDecoder::new(packed);
    decoder.read_to_end(&mut file).expect("gzip");
    assert!(decoder.into_inner().is_empty(), "something follows");
    file
}
