//! Somebody who reads the public pages as a browser without scripts does: follows what stands in the page, types into
//! its fields, presses its buttons.

use super::answer::Answer;
use super::installation::Installation;
use axum::body::Body;
use axum::http::Request;

/// A page as it was answered.
pub(crate) struct Page<'a> {
    house: &'a Installation,
    pub(crate) answer: Answer,
    /// What was typed since: names and values.
    typed: Vec<(String, String)>,
    /// Files that were chosen since, for the one field that takes them: names and contents.
    chosen: Vec<(String, Vec<u8>)>,
}

/// A form of a page.
struct Form {
    action: String,
    /// Whether it can bring files.
    is_multipart: bool,
    fields: Vec<(String, String)>,
    /// Words on it, name, value.
    buttons: Vec<(String, String, String)>,
}

impl Installation {
    /// Goes to an address.
    pub(crate) fn visit(&self, address: &str) -> Page<'_> {
        self.visit_with(address, &[])
    }

    /// Goes to an address with these header lines.
    pub(crate) fn visit_with(&self, address: &str, headers: &[(&str, &str)]) -> Page<'_> {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Page::of(
            self,
            self.send(request.body(Body::empty()).expect("a request")),
        )
    }

    /// Sends a form's fields to an address, whatever page they may come from.
    pub(crate) fn send_form(&self, address: &str, fields: &[(&str, &str)]) -> Page<'_> {
        self.send_form_with(address, fields, &[])
    }

    pub(crate) fn send_form_with(
        &self,
        address: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Page<'_> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let mut request = Request::post(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()));
        Page::of(self, self.send(request.expect("a request")))
    }

    /// Sends a form with files, as a browser does: one empty part without a name when none was chosen.
    fn send_files(
        &self,
        address: &str,
        fields: &[(&str, &str)],
        files: &[(String, Vec<u8>)],
        headers: &[(&str, &str)],
    ) -> Page<'_> {
        let mut request = Request::post(address).header("content-type", MULTIPART);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(multipart(fields, files)));
        Page::of(self, self.send(request.expect("a request")))
    }

    /// Sends these bytes as if they were a form.
    pub(crate) fn send_bytes(&self, address: &str, kind: &str, body: &[u8]) -> Page<'_> {
        let request = Request::post(address)
            .header("content-type", kind)
            .body(Body::from(body.to_vec()));
        Page::of(self, self.send(request.expect("a request")))
    }
}

impl<'a> Page<'a> {
    fn of(house: &'a Installation, answer: Answer) -> Page<'a> {
        Page {
            house,
            answer,
            typed: Vec::new(),
            chosen: Vec::new(),
        }
    }

    pub(crate) fn status(&self) -> u16 {
        self.answer.status
    }

    /// Types into a field that stands somewhere in the page.
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Page<'a> {
        let known = self
            .forms()
            .iter()
            .any(|form| form.fields.iter().any(|(known, _)| known == name));
        assert!(known, "there is no field {name:?} in:\n{}", self.words());
        self.typed.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses a file.
    pub(crate) fn attach(mut self, name: &str, bytes: &[u8]) -> Page<'a> {
        assert!(
            self.forms().iter().any(|form| form.is_multipart),
            "no form takes files in:\n{}",
            self.words()
        );
        self.chosen.push((name.to_owned(), bytes.to_vec()));
        self
    }

    /// Ticks a box, or makes a choice.
    pub(crate) fn choose(mut self, name: &str, value: &str) -> Page<'a> {
        let offered = format!("name=\"{name}\" value=\"{value}\"");
        assert!(self.html().contains(&offered), "no {offered}");
        self.typed.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Presses the button with these words, in the first form that has one.
    pub(crate) fn press(&self, words: &str) -> Page<'a> {
        let forms = self.forms();
        let pressed = forms.iter().find_map(|form| {
            let button = form.buttons.iter().find(|(on_it, ..)| on_it == words)?;
            Some((form, button))
        });
        let (form, (_, name, value)) =
            pressed.unwrap_or_else(|| panic!("there is no button {words:?} in:\n{}", self.words()));
        let mut fields = form.fields.clone();
        for (typed, text) in &self.typed {
            for (name, value) in &mut fields {
                if name == typed {
                    value.clone_from(text);
                }
            }
            if !fields.iter().any(|(name, _)| name == typed) {
                fields.push((typed.clone(), text.clone()));
            }
        }
        if !name.is_empty() {
            fields.push((name.clone(), value.clone()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // As every browser says.
        let takes = [("accept-encoding", "gzip, deflate, br, zstd")];
        match form.is_multipart {
            true => self
                .house
                .send_files(&form.action, &fields, &self.chosen, &takes),
            false => self.house.send_form_with(&form.action, &fields, &takes),
        }
    }

    /// A field as it would be sent.
    pub(crate) fn field(&self, name: &str) -> String {
        let forms = self.forms();
        let mut fields = forms.iter().flat_map(|form| &form.fields);
        let found = fields.find(|(known, _)| known == name);
        found
            .unwrap_or_else(|| panic!("no field {name:?}"))
            .1
            .clone()
    }

    pub(crate) fn html(&self) -> String {
        self.answer.body.clone()
    }

    pub(crate) fn heading(&self) -> String {
        let html = self.html();
        // A heading may be a label, or have one.
        shown(between(&html, "<h1>", "</h1>").unwrap_or_default())
    }

    /// What is said to be mended, beside the fields.
    pub(crate) fn mistakes(&self) -> Vec<String> {
        let html = self.html();
        let said = html.split("<p class=\"wrong\"").skip(1);
        let said = said.filter_map(|rest| between(rest, ">", "</p>"));
        said.map(shown).collect()
    }

    /// The nine words of a receipt, in the page's own language.
    pub(crate) fn receipt(&self) -> String {
        let html = self.html();
        let grid = between(&html, "<ol class=\"words", "</ol>")
            .unwrap_or_else(|| panic!("no receipt in:\n{}", self.words()));
        let words: Vec<String> = grid
            .split("<li>")
            .skip(1)
            .map(|word| shown(word.split("</li>").next().unwrap_or_default()))
            .collect();
        words.join(" ")
    }

    /// All that can be read in the main part, a line each.
    pub(crate) fn words(&self) -> String {
        words_of(&self.html())
    }

    fn forms(&self) -> Vec<Form> {
        let html = self.html();
        let mut forms: Vec<Form> = html.split("<form ").skip(1).map(form).collect();
        // Buttons may stand elsewhere and name their form.
        let elsewhere: Vec<_> = html
            .split("<button ")
            .skip(1)
            .filter_map(|button| Some((attribute(button, "form")?, one_button(button))))
            .collect();
        let ids: Vec<Option<String>> = html
            .split("<form ")
            .skip(1)
            .map(|form| attribute(form, "id"))
            .collect();
        // So may choices.
        let choices: Vec<(String, String, String)> = html
            .split("<input ")
            .skip(1)
            .filter(|input| {
                input
                    .split('>')
                    .next()
                    .unwrap_or_default()
                    .contains(" checked")
            })
            .filter_map(|input| {
                let of = |name| attribute(input, name);
                Some((of("form")?, of("name")?, of("value")?))
            })
            .collect();
        for (form, id) in forms.iter_mut().zip(&ids) {
            let named = choices.iter().filter(|(of, ..)| Some(of) == id.as_ref());
            form.fields
                .extend(named.map(|(_, name, value)| (name.clone(), value.clone())));
        }
        for (form, id) in forms.iter_mut().zip(ids) {
            let named = elsewhere.iter().filter(|(of, _)| Some(of) == id.as_ref());
            form.buttons.extend(named.map(|(_, button)| button.clone()));
        }
        forms
    }
}

/// All that can be read in the main part of a page, a line each.
pub(crate) fn words_of(html: &str) -> String {
    let main = between(html, "<main", "</main>").unwrap_or(html);
    let main = main.split_once('>').map_or(main, |(_, rest)| rest);
    let mut words = String::new();
    for piece in main.split('<') {
        let text = piece.split_once('>').map_or(piece, |(_, text)| text);
        let text = unescaped(text.trim());
        if !text.is_empty() {
            words.push_str(&text);
            words.push('\n');
        }
    }
    words
}

/// The media type of [`multipart`].
pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=----aBrowsersBoundary";

/// A form's fields and then its files as a browser sends them (RFC 7578).
pub(crate) fn multipart(fields: &[(&str, &str)], files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!(
            "------aBrowsersBoundary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(head.as_bytes());
    }
    let none = [(String::new(), Vec::new())];
    for (name, bytes) in if files.is_empty() { &none } else { files } {
        let name = name.replace('"', "%22");
        let head = format!(
            "------aBrowsersBoundary\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"------aBrowsersBoundary--\r\n");
    body
}

fn form(html: &str) -> Form {
    let body = html.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    for input in body.split("<input ").skip(1) {
        let Some(name) = attribute(input, "name") else {
            continue;
        };
        let tag = input.split('>').next().unwrap_or_default();
        let is_sent = match attribute(input, "type").as_deref() {
            Some("radio" | "checkbox") => tag.contains(" checked"),
            Some("file") => false,
            _ => true,
        };
        if is_sent {
            fields.push((name, attribute(input, "value").unwrap_or_default()));
        }
    }
    for area in body.split("<textarea ").skip(1) {
        let text = between(area, ">", "</textarea>").unwrap_or_default();
        // A browser drops the first line end.
        let text = unescaped(text.strip_prefix('\n').unwrap_or(text));
        fields.push((attribute(area, "name").unwrap_or_default(), text));
    }
    let buttons = body
        .split("<button")
        .skip(1)
        .filter(|button| attribute(button, "form").is_none());
    Form {
        action: attribute(html, "action").unwrap_or_default(),
        is_multipart: attribute(html, "enctype").is_some(),
        fields,
        buttons: buttons.map(one_button).collect(),
    }
}

fn one_button(html: &str) -> (String, String, String) {
    let words = shown(between(html, ">", "</button>").unwrap_or_default());
    let of = |name| attribute(html, name).unwrap_or_default();
    (words, of("name"), of("value"))
}

/// An attribute of the tag that this begins in.
fn attribute(html: &str, name: &str) -> Option<String> {
    let tag = html.split('>').next()?;
    let mut pieces = tag.split('"');
    while let (Some(before), Some(value)) = (pieces.next(), pieces.next()) {
        let named = before.trim_end().strip_suffix('=')?;
        if named.rsplit(' ').next() == Some(name) {
            return Some(unescaped(value));
        }
    }
    None
}

fn between<'h>(html: &'h str, from: &str, to: &str) -> Option<&'h str> {
    let (_, rest) = html.split_once(from)?;
    rest.split_once(to).map(|(inside, _)| inside)
}

/// Text without its tags.
fn shown(html: &str) -> String {
    let pieces = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    unescaped(pieces.collect::<String>().trim())
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (escaped, c) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ] {
        text = text.replace(escaped, c);
    }
    text
}
