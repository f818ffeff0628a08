//! Somebody at the desk with a browser: it keeps the cookies, says where a form comes from, and follows a page that leads
//! to another. Scripts are not run.

use super::answer::Answer;
use super::installation::Installation;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use std::cell::RefCell;
use std::collections::BTreeMap;
use tower::ServiceExt;
use web::ConsoleOptions;

/// Where the console stands, for the browser.
const HOST: &str = "desk.example";

/// A browser at the desk.
pub(crate) struct AtDesk<'a> {
    house: &'a Installation,
    router: Router,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
}

impl Installation {
    /// A browser in which nobody is signed in.
    pub(crate) fn desk_browser(&self) -> AtDesk<'_> {
        AtDesk {
            house: self,
            router: web::console(self.desk().clone(), ConsoleOptions::default()),
            cookies: RefCell::default(),
        }
    }

    /// The same at a desk that was started in some way.
    pub(crate) fn at_desk_with(&self, name: &str, options: ConsoleOptions) -> AtDesk<'_> {
        let browser = AtDesk {
            router: web::console(self.desk().clone(), options),
            ..self.desk_browser()
        };
        browser.have("desk", &self.sign_in(name));
        browser
    }

    /// A browser in which somebody is signed in.
    pub(crate) fn at_desk(&self, name: &str) -> AtDesk<'_> {
        let browser = self.desk_browser();
        browser.have("desk", &self.sign_in(name));
        browser
    }
}

impl AtDesk<'_> {
    /// Puts a cookie into the browser.
    pub(crate) fn have(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.borrow_mut();
        cookies.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Sends a request as it is, with the cookies; keeps those that come back.
    pub(crate) fn send(&self, request: Request<Body>) -> Answer {
        let response = self.begin(request);
        self.house.wait(Answer::of(response))
    }

    /// The same as far as the answer begins; what it says is not read.
    pub(crate) fn begin(&self, mut request: Request<Body>) -> Response<Body> {
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            let cookies = cookies.join("; ").parse().expect("cookies");
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        let host = header::HeaderValue::from_static(HOST);
        request.headers_mut().insert(header::HOST, host);
        let router = self.router.clone();
        self.house.wait(async {
            let response = router.oneshot(request).await.expect("infallible");
            self.keep(&response);
            response
        })
    }

    /// Begins to listen to what is live of the queue that it looks at.
    pub(crate) fn listen(&self) -> Response<Body> {
        let note = self.get_live("/queue/rows").watch();
        let address = format!("/events?watch={note}");
        self.begin(
            Request::get(address)
                .body(Body::empty())
                .expect("a request"),
        )
    }

    /// A page fetches something by itself.
    pub(crate) fn get_live(&self, address: &str) -> Answer {
        let asks = Request::get(address)
            .header("desk-live", "1")
            .body(Body::empty());
        self.send(asks.expect("a request"))
    }

    fn keep<B>(&self, response: &Response<B>) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (pair, rest) = cookie.split_once(';').expect("attributes");
            assert!(rest.contains("HttpOnly") && rest.contains("SameSite=Strict"));
            let (name, value) = pair.split_once('=').expect("a cookie");
            let mut cookies = self.cookies.borrow_mut();
            if rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub(crate) fn get(&self, address: &str) -> Answer {
        self.send(
            Request::get(address)
                .body(Body::empty())
                .expect("a request"),
        )
    }

    /// Sends a form of a page here; what it leads to is not followed.
    pub(crate) fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(&format!("http://{HOST}"), address, fields)
    }

    /// Sends a form of a page of this origin.
    pub(crate) fn post_from(&self, origin: &str, address: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let request = Request::post(address)
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()));
        self.send(request.expect("a request"))
    }

    /// Sends a form of a page here with files.
    pub(crate) fn post_files(
        &self,
        address: &str,
        fields: &[(&str, &str)],
        files: &[(String, Vec<u8>)],
    ) -> Answer {
        let request = Request::post(address)
            .header("origin", format!("http://{HOST}"))
            .header("content-type", super::reader::MULTIPART)
            .body(Body::from(super::reader::multipart(fields, files)));
        self.send(request.expect("a request"))
    }

    /// Searches the queue.
    pub(crate) fn search(&self, words: &str, more: &[(&str, &str)]) -> Answer {
        self.press("/queue", &[&[("words", words)], more].concat())
    }

    /// Sends a form, and goes where that leads.
    pub(crate) fn press(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(address, fields);
        match answer.status {
            303 => self.get(answer.header("location")),
            _ => answer,
        }
    }
}

impl Answer {
    /// The address that this leads to.
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.words());
        self.header("location")
    }

    /// What can be read on the page.
    pub(crate) fn words(&self) -> String {
        let body = self.body.split("<body").nth(1).unwrap_or(&self.body);
        let mut words = String::new();
        for piece in body.split('<') {
            let text = piece.split_once('>').map_or(piece, |(_, text)| text);
            // What is marked stands within its sentence.
            if !piece.starts_with("mark ") && !piece.starts_with("/mark>") {
                words.push(' ');
            }
            words.push_str(text);
        }
        let words = words
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether this can be read on the page.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.words().contains(words)
    }

    /// The note that a page of the queue has of how it was looked at.
    pub(crate) fn watch(&self) -> String {
        let note = self.body.split("data-watch=\"").nth(1);
        let note = note.and_then(|rest| rest.split('"').next());
        note.expect("a note").to_owned()
    }

    /// The reports that a page of the queue lists, in their order.
    pub(crate) fn listed(&self) -> Vec<String> {
        let rows = self.body.split("data-id=\"").skip(1);
        rows.filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    }
}
