//! A real browser: Debian's chromium, driven by its chromedriver over the W3C WebDriver protocol
//! (<https://www.w3.org/TR/webdriver2/>).

use super::http::Client;
use super::program::{has, skip};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What WebDriver calls an element in its answers.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// So tall that nothing has to be scrolled to: with scripts off chromedriver waits for ever for that.
const HEIGHT: u32 = 6_000;

/// A window of so many pixels across, like a telephone's.
pub(crate) struct Browser {
    driver: Child,
    address: SocketAddr,
    session: String,
    /// Its profile, new and gone with it.
    _profile: tempfile::TempDir,
}

/// Whether pages may run scripts, and which colours somebody asks for.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) scripts: bool,
    pub(crate) dark: bool,
}

impl Browser {
    /// `None`, said loudly, where there is no browser.
    pub(crate) fn open(width: u32, habits: Habits) -> Option<Browser> {
        if !(has("chromium") && has("chromedriver")) {
            skip("chromium and chromedriver are not installed");
            return None;
        }
        let profile = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.expect("a free port");
        let driver = Command::new("chromedriver")
            .arg(format!("--port={}", address.port()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver");
        let mut browser = Browser {
            driver,
            address,
            session: String::new(),
            _profile: profile,
        };
        let start = Instant::now();
        while Client::try_to(address).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "chromedriver does not answer"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        let folder = format!("--user-data-dir={}", browser._profile.path().display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            &folder,
        ];
        let mut options = json!({
            "args": arguments,
            "mobileEmulation": { "deviceMetrics": { "width": width, "height": HEIGHT, "pixelRatio": 1.0 } },
        });
        if !habits.scripts {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
        } } });
        let session = browser.ask("POST", "/session", &wanted);
        browser.session = session["sessionId"].as_str().expect("a session").to_owned();
        // The page has the keyboard from the beginning, whenever the window gets it: a busy machine gives it late.
        browser.devtools(
            "Emulation.setFocusEmulationEnabled",
            &json!({ "enabled": true }),
        );
        if habits.dark {
            let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
            browser.devtools("Emulation.setEmulatedMedia", &dark);
        }
        Some(browser)
    }

    pub(crate) fn go(&self, url: &str) {
        self.tell("POST", "/url", &json!({ "url": url }));
    }

    /// Types into the field of this name.
    pub(crate) fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("//*[@name='{name}'][not(@type='hidden')]"));
        self.tell(
            "POST",
            &format!("/element/{field}/value"),
            &json!({ "text": text }),
        );
    }

    /// Presses the button of this value, and waits until what it brings is saved in this folder.
    pub(crate) fn download(&self, value: &str, folder: &Path) {
        std::fs::create_dir(folder).expect("a folder");
        let allow = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", &allow);
        let button = self.find(&format!("//button[@value='{value}']"));
        self.run("arguments[0].click()", &[json!({ ELEMENT: button })]);
        let start = Instant::now();
        let saved = |entry: std::io::Result<std::fs::DirEntry>| {
            let name = entry.expect("a file").file_name();
            !name.to_string_lossy().ends_with(".crdownload")
                && !name.to_string_lossy().starts_with('.')
        };
        while !std::fs::read_dir(folder).expect("a folder").any(saved) {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "nothing is saved"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Makes a choice of these, or ticks a box.
    pub(crate) fn choose(&self, name: &str, value: &str) {
        let choice = self.find(&format!("//input[@name='{name}'][@value='{value}']"));
        self.run("arguments[0].click()", &[json!({ ELEMENT: choice })]);
    }

    /// Chooses or presses what has these words on it: a button, a link, a choice, a heading that unfolds; waits for the
    /// next page where there is one.
    pub(crate) fn press(&self, words: &str) {
        self.run("document.documentElement.dataset.left = 1", &[]);
        let of = |kind: &str| format!("//{kind}[normalize-space()='{words}']");
        let any = ["button", "a", "summary", "label"].map(of).join(" | ");
        let pressed = self.find(&any);
        let leads_away = self.tell("GET", &format!("/element/{pressed}/name"), &Value::Null);
        // Not chromedriver's own click: that waits for a timer of the page, and with scripts off timers stand still.
        self.run("arguments[0].click()", &[json!({ ELEMENT: pressed })]);
        let start = Instant::now();
        while matches!(leads_away.as_str(), Some("button" | "a")) && !self.has_arrived() {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "nothing came after {words:?}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn has_arrived(&self) -> bool {
        let state = self.run(
            "return [document.readyState, document.documentElement.dataset.left || null]",
            &[],
        );
        state == json!(["complete", null])
    }

    /// All that can be read in the main part.
    pub(crate) fn words(&self) -> String {
        self.text_of("main")
    }

    pub(crate) fn heading(&self) -> String {
        self.text_of("h1")
    }

    /// In one step: a page that comes again by itself could go between finding and reading.
    fn text_of(&self, element: &str) -> String {
        let script = format!("return document.querySelector('{element}')?.innerText");
        let text = self.run(&script, &[]);
        text.as_str().unwrap_or_default().trim().to_owned()
    }

    /// The nine words of the page's own language.
    pub(crate) fn receipt(&self) -> String {
        let grid = self.find("(//ol[contains(@class, 'words')])[1]");
        let text = self.tell("GET", &format!("/element/{grid}/text"), &Value::Null);
        text.as_str().unwrap_or_default().replace('\n', " ")
    }

    /// Runs a script of ours, not one of the page, and gives what it returns.
    pub(crate) fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.tell(
            "POST",
            "/execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Runs a script of ours that gives its value to a function, its last argument.
    pub(crate) fn run_later(&self, script: &str, arguments: &[Value]) -> Value {
        self.tell(
            "POST",
            "/execute/async",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// The whole page as a picture (PNG).
    pub(crate) fn picture(&self) -> Vec<u8> {
        let size = self.run(
            "return [document.documentElement.clientWidth, document.body.scrollHeight]",
            &[],
        );
        let clip = json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        let shot = self.devtools(
            "Page.captureScreenshot",
            &json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }),
        );
        let data = shot["data"].as_str().expect("a picture");
        base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data).expect("base64")
    }

    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.tell(
            "POST",
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// Presses the tabulator where the keyboard is, and waits until the page has done what follows from it.
    ///
    /// chromedriver answers when the browser has taken a key, which is not yet when the page has moved on. A page moves on
    /// when a key goes down, so it has done so when it hears that the key came up. Scripts must be on.
    pub(crate) fn tab(&self) {
        self.run(
            "window.heard = []; for (const kind of ['keydown', 'keyup'])
                 addEventListener(kind, () => heard.push(kind), { capture: true, once: true })",
            &[],
        );
        self.press_tab();
        let (start, mut pressed) = (Instant::now(), Instant::now());
        loop {
            let heard = self.run("return heard", &[]);
            if heard == json!(["keydown", "keyup"]) {
                return;
            }
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "the page hears no key, but {heard}"
            );
            // A page that is not drawn yet lets a key fall.
            if heard == json!([]) && pressed.elapsed() > Duration::from_secs(2) {
                self.press_tab();
                pressed = Instant::now();
            }
        }
    }

    /// Presses a key of the keyboard that writes this.
    pub(crate) fn key(&self, key: char) {
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" {
                key.to_string()
            } else {
                String::new()
            };
            let key = json!({ "type": kind, "key": key.to_string(), "text": text });
            self.devtools("Input.dispatchKeyEvent", &key);
        }
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> String {
        let cookie = self.tell("GET", &format!("/cookie/{name}"), &Value::Null);
        cookie["value"].as_str().expect("a cookie").to_owned()
    }

    /// Puts a cookie into the browser, of the page that is open.
    pub(crate) fn have(&self, name: &str, value: &str) {
        let cookie = json!({ "cookie": { "name": name, "value": value, "httpOnly": true } });
        self.tell("POST", "/cookie", &cookie);
    }

    fn press_tab(&self) {
        for kind in ["rawKeyDown", "keyUp"] {
            let key =
                json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
            self.devtools("Input.dispatchKeyEvent", &key);
        }
    }

    fn find(&self, xpath: &str) -> String {
        let found = self.tell(
            "POST",
            "/element",
            &json!({ "using": "xpath", "value": xpath }),
        );
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    fn tell(&self, method: &str, path: &str, body: &Value) -> Value {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut client = Client::to(self.address);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        client.send(request).expect("chromedriver");
        let answer = client.answer().expect("an answer of chromedriver");
        let mut json = answer.json();
        assert_eq!(answer.status, 200, "{method} {path}: {json:#}");
        json["value"].take()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.tell("DELETE", "", &Value::Null);
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
        // A driver that was killed leaves its browser behind.
        if std::thread::panicking() {
            let profile = self._profile.path().display().to_string();
            drop(Command::new("pkill").args(["-f", &profile]).status());
        }
    }
}
