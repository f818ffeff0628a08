//! What the console does for whoever is signed in, and what it keeps up for nobody: the cookie on every answer, deeds that
//! come slowly, pages that keep themselves up to date, turns of one's own, names that are not ours.

use crate::kit::answer::Answer;
use crate::kit::at_the_desk::AtDesk;
use crate::kit::installation::{Installation, password_of};
use crate::kit::people::admitted;
use crate::kit::reader::MULTIPART;
use crate::kit::sent::content;
use crate::one_size::asked;
use axum::body::{Body, Bytes};
use axum::http::Request;
use desk::Desk;
use hyper::body::Frame;
use report::Role;
use std::convert::Infallible;
use std::io::Read;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tower::ServiceExt;
use web::ConsoleOptions;

#[test]
fn the_new_cookie_is_on_every_answer_whoever_makes_it() {
    let house = Installation::on_sqlite();
    for address in [
        "/queue",
        "/log/head?from=99999999",
        "/log/proofs/9999/9999",
        "/log/proofs/x/y",
        "/reports/no-such-report",
        "/people",
        "/queue?level=%ff",
    ] {
        let browser = house.at_desk("officer-1");
        let before = browser.cookie("desk");
        house.turn_clock_seconds(5 * 60);
        let answer = browser.get(address);
        assert_ne!(
            browser.cookie("desk"),
            before,
            "{address} {}",
            answer.status
        );
        assert_eq!(browser.get("/keys").status, 200, "{address}");
    }
    // Whoever signs out is out.
    let browser = house.at_desk("officer-1");
    house.turn_clock_seconds(5 * 60);
    browser.post("/logout", &[]);
    assert_eq!(browser.cookie("desk"), None);
}

/// A form that comes so slowly that its sender is shut out meanwhile.
struct Slow {
    desk: Desk,
    who: &'static str,
    form: Option<Bytes>,
}

impl hyper::body::Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let form = self.form.take();
        if form.is_some() {
            self.desk.disable(self.who, None).expect("disabled");
        }
        Poll::Ready(form.map(|form| Ok(Frame::data(form))))
    }
}

#[test]
fn a_deed_that_comes_slowly_is_not_done_after_its_session_ended_and_is_not_lost() {
    let house = Installation::on_sqlite();
    admitted(&house, "officer-2", Role::Officer);
    house.file_report("A grey box on the lamp post.");
    let id = house.newest();
    let browser = house.at_desk("officer-2");
    let slow = Slow {
        desk: house.desk().clone(),
        who: "officer-2",
        form: Some(Bytes::from_static(b"text=Where+exactly+is+it%3F")),
    };
    let request = Request::post(format!("/reports/{id}/reply"))
        .header("origin", "http://desk.example")
        .body(Body::new(slow));
    let answer = browser.send(request.expect("a request"));
    assert_eq!(answer.status, 401);
    assert!(answer.says("Where exactly is it?"), "{}", answer.words());
    let report = house.at_desk("officer-1").get(&format!("/reports/{id}"));
    assert!(!report.says("Where exactly is it?"));
}

#[test]
fn whatever_was_typed_is_shown_again_when_the_session_is_over_and_no_secret_is() {
    let house = Installation::on_sqlite();
    let typed = [
        ("token", "of the page"),
        ("channel", "letter"),
        ("text", "A grey box.\nIt hums."),
        ("place", "Pier 4"),
        ("lat", "51.5"),
        ("from", "2026-11-21 23:00"),
        ("name", "Somebody"),
        ("phone", "0123 456"),
        ("password", "a secret"),
        ("code", "123456"),
    ];
    let decided = [
        ("standing", "closed"),
        ("outcome", "nothing_found"),
        ("why", "It was a lamp."),
        ("message", "Thank you."),
        ("read", "of the page"),
    ];
    for (address, fields) in [("/enter", &typed[..]), ("/reports/0/decide", &decided)] {
        let browser = house.at_desk("officer-1");
        house.turn_clock_hours(1);
        let answer = browser.post(address, fields);
        assert_eq!(answer.status, 401);
        for (name, value) in fields {
            let hidden = ["token", "password", "code", "read"].contains(name);
            let shown = answer.body.contains(&format!(">{value}</textarea>"));
            assert_eq!(shown, !hidden, "{name}: {}", answer.body);
        }
    }
}

/// A form with a file that comes on and on, in pieces; something happens before each.
struct OnAndOn<F> {
    head: Option<Bytes>,
    pieces: usize,
    before: F,
}

impl<F: FnMut() + Unpin> hyper::body::Body for OnAndOn<F> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match (self.head.take(), self.pieces) {
            (Some(head), _) => Some(head),
            (None, 0) => None,
            (None, left) => {
                self.pieces -= 1;
                (self.before)();
                Some(match left {
                    1 => Bytes::from_static(b"\r\n------aBrowsersBoundary--\r\n"),
                    _ => vec![b'x'; 32 << 10].into(),
                })
            }
        };
        Poll::Ready(next.map(|piece| Ok(Frame::data(piece))))
    }
}

/// Answers the newest report with words and a long file.
fn send_on_and_on(
    house: &Installation,
    browser: &AtDesk<'_>,
    pieces: usize,
    before: impl FnMut() + Unpin + Send + 'static,
) -> Answer {
    let head = "------aBrowsersBoundary\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nWatch this film.\r\n\
                ------aBrowsersBoundary\r\nContent-Disposition: form-data; name=\"files\"; filename=\"film.mp4\"\r\n\r\n";
    let body = OnAndOn {
        head: Some(Bytes::from_static(head.as_bytes())),
        pieces,
        before,
    };
    let request = Request::post(format!("/reports/{}/reply", house.newest()))
        .header("origin", "http://desk.example")
        .header("content-type", MULTIPART)
        .body(Body::new(body));
    browser.send(request.expect("a request"))
}

#[test]
fn a_file_that_comes_for_long_is_work_until_the_end_of_the_day() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let browser = house.at_desk("officer-1");
    // The next token is handed out with it, and arrives with its answer.
    house.turn_clock_seconds(5 * 60);
    let passes = |seconds| {
        let clock = house.clock_hand();
        move || {
            clock.turn_seconds(seconds);
            // That somebody works on it is noted by another thread.
            std::thread::sleep(Duration::from_millis(40));
        }
    };
    let answer = send_on_and_on(&house, &browser, 20, passes(10 * 60));
    assert_eq!(answer.status, 303, "{}", answer.words());
    assert_eq!(browser.get("/queue").status, 200);
    let report = browser.get(&format!("/reports/{}", house.newest()));
    assert!(report.says("film.mp4"), "{}", report.words());
    // No session is longer than a day of work, whatever comes.
    let answer = send_on_and_on(&house, &browser, 60, passes(15 * 60));
    assert_eq!(answer.status, 401);
    assert!(answer.says("Watch this film."), "{}", answer.words());
}

#[test]
fn nobody_without_a_session_has_files_read() {
    let house = Installation::on_sqlite();
    house.file_report("A grey box on the lamp post.");
    let over = house.at_desk("officer-1");
    house.turn_clock_hours(1);
    let never = house.desk_browser();
    never.have("desk", "no-session-at-all");
    for browser in [&over, &never] {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let answer = send_on_and_on(&house, browser, 2_000, move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(answer.status, 401);
        assert!(answer.says("Watch this film."), "{}", answer.words());
        // So that the answer arrives, some of what comes is listened to for a second at most: 16 MiB.
        let read = read.load(Ordering::Relaxed);
        assert!(read < 600, "{read} pieces were read");
    }
}

#[test]
fn a_form_of_another_site_or_without_a_cookie_is_not_even_read() {
    struct Unread;
    impl hyper::body::Body for Unread {
        type Data = Bytes;
        type Error = Infallible;
        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            panic!("it is read");
        }
    }
    let house = Installation::on_sqlite();
    for (browser, origin, status) in [
        (house.at_desk("officer-1"), "http://elsewhere.example", 403),
        (house.desk_browser(), "http://desk.example", 401),
    ] {
        let request = Request::post("/people").header("origin", origin);
        let answer = browser.send(request.body(Body::new(Unread)).expect("a request"));
        assert_eq!(answer.status, status, "{origin}");
    }
}

#[test]
fn what_a_page_fetches_by_itself_keeps_no_session_alive() {
    let house = Installation::on_sqlite();
    let (idle, at_work) = (house.at_desk("officer-1"), house.at_desk("officer-1"));
    for _ in 0..7 {
        house.turn_clock_seconds(4 * 60);
        assert_eq!(idle.get_live("/queue/rows").status, 200);
        drop(idle.listen());
        assert_eq!(at_work.get("/queue/rows").status, 200);
    }
    house.turn_clock_seconds(4 * 60);
    assert!(
        idle.get_live("/queue/rows")
            .leads_to()
            .starts_with("/login")
    );
    assert_eq!(at_work.get("/queue/rows").status, 200);
    // What a person does counts, whatever it says of itself.
    house.turn_clock_seconds(20 * 60);
    assert_eq!(at_work.get_live("/people").status, 200);
    house.turn_clock_seconds(20 * 60);
    assert_eq!(at_work.get("/queue").status, 200);
}

#[test]
fn so_many_listen_and_no_more() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    let mut streams: Vec<_> = (0..9).map(|_| browser.listen()).collect();
    // The first gave way to the ninth, and is told so.
    let first = Answer::of(streams.remove(0));
    let first = house.wait(async { tokio::time::timeout(Duration::from_secs(20), first).await });
    let first = first.expect("it ends");
    assert!(
        first
            .body
            .ends_with("event: elsewhere\ndata: now\nretry: 2000\n\n"),
        "{}",
        first.body
    );
    for _ in 1..8 {
        let token = house.sign_in("officer-1");
        browser.have("desk", &token);
        streams.extend((0..8).map(|_| browser.listen()));
    }
    assert!(streams.iter().all(|stream| stream.status() == 200));
    assert_eq!(streams.len(), 64);
    browser.have("desk", &house.sign_in("officer-1"));
    let full = browser.listen();
    assert_eq!(full.status(), 503);
    assert_eq!(full.headers()["retry-after"], "30");
    drop(streams.pop());
    // A stream that is gone is noticed when it is looked at next.
    let again = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        browser.listen().status() == 200
    });
    assert!(again);
}

#[test]
fn a_file_that_an_officer_takes_out_outlives_the_age_of_its_connection() {
    let house = Installation::on_sqlite();
    let bytes = content(24 << 20);
    let file = house.send_file("a film.mp4", &bytes);
    house.file_with(vec![file]);
    let (id, token) = (house.newest(), house.sign_in("officer-1"));
    let door = house.open_desk_door(|limits| limits.lifetime = Duration::from_millis(300));
    let form = "why=to+see&how=as_sent";
    let mut stream = asked(
        door.address,
        &format!(
            "POST /reports/{id}/files/1 HTTP/1.1\r\nhost: desk.example\r\norigin: http://desk.example\r\n\
             cookie: desk={token}\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        ),
    );
    let mut answer = vec![0; 1 << 16];
    stream.read_exact(&mut answer).expect("its beginning");
    std::thread::sleep(Duration::from_secs(1));
    stream.read_to_end(&mut answer).expect("the rest");
    assert!(answer.ends_with(&bytes), "{} bytes came", answer.len());
}

/// Signs in on the page, with a password.
fn sign_in(house: &Installation, browser: &AtDesk<'_>, password: &str) -> Answer {
    let code = house.code("officer-1");
    let fields = [
        ("name", "officer-1"),
        ("password", password),
        ("code", &code),
    ];
    browser.post("/login", &fields)
}

#[test]
fn strangers_who_hammer_at_a_name_keep_nobody_out_who_was_here_before() {
    let house = Installation::on_sqlite();
    drop(house.sign_in("officer-1"));
    let (right, wrong) = (password_of("officer-1"), "not the password");
    let owner = house.desk_browser();
    house.turn_clock_seconds(30);
    assert_eq!(sign_in(&house, &owner, &right).status, 303);
    let (strangers, new) = (house.desk_browser(), house.desk_browser());
    // What a browser keeps for one name is nothing for another, and nothing when it was made up.
    admitted(&house, "officer-2", Role::Officer);
    drop(house.sign_in("officer-2"));
    let other = house.desk_browser();
    let (password, code) = (password_of("officer-2"), house.next_code("officer-2"));
    let fields = [
        ("name", "officer-2"),
        ("password", &password),
        ("code", &code),
    ];
    assert_eq!(other.post("/login", &fields).status, 303);
    new.have("desk-known", "made-up");
    for _ in 0..5 {
        assert_eq!(sign_in(&house, &strangers, wrong).status, 403);
    }
    for waits in [&strangers, &new, &other] {
        assert_eq!(sign_in(&house, waits, &right).status, 429);
    }
    // In a session, and where somebody was in one.
    let code = house.next_code("officer-1");
    for _ in 0..2 {
        sign_in(&house, &strangers, wrong);
    }
    let step_up = [
        ("password", right.as_str()),
        ("code", &code),
        ("back", "/people"),
    ];
    assert_eq!(owner.post("/step-up", &step_up).leads_to(), "/people");
    owner.post("/logout", &[]);
    house.turn_clock_seconds(30);
    // The one try that the name has now is a stranger's.
    assert_eq!(sign_in(&house, &strangers, wrong).status, 403);
    let signed_in = sign_in(&house, &owner, &right);
    let told = owner.get(signed_in.leads_to());
    assert!(told.says("with your name 7 times"), "{}", told.words());
    // Whoever has what it kept guesses no faster than others.
    let thief = house.desk_browser();
    thief.have("desk-known", &owner.cookie("desk-known").expect("kept"));
    house.turn_clock_seconds(30);
    for _ in 0..5 {
        assert_eq!(sign_in(&house, &thief, wrong).status, 403);
    }
    assert_eq!(sign_in(&house, &thief, &right).status, 429);
    // After a quarter of a year it is anybody's.
    house.turn_clock_seconds(90 * 86_400);
    for _ in 0..5 {
        sign_in(&house, &strangers, wrong);
    }
    assert_eq!(sign_in(&house, &owner, &right).status, 429);
}

#[test]
fn how_many_failed_is_said_only_when_we_said_so() {
    let house = Installation::on_sqlite();
    let browser = house.at_desk("officer-1");
    for made_up in ["/welcome", "/welcome?failed=99", "/welcome?told=99"] {
        assert_eq!(browser.get(made_up).leads_to(), "/", "{made_up}");
    }
}

#[test]
fn whoever_steps_up_for_a_part_of_a_page_comes_back_to_the_page() {
    let house = Installation::on_sqlite();
    house.file_report("Filed in November.");
    let id = house.newest();
    house.drain_jobs();
    house.live_through(50);
    let browser = house.at_desk("officer-1");
    let part = browser.get(&format!("/reports/{id}?as=part"));
    assert_eq!(part.status, 403);
    let back = format!("name=\"back\" value=\"/reports/{id}\"");
    assert!(part.body.contains(&back), "{}", part.body);
    let out = house.desk_browser().get("/queue/rows?level=now&watch=x");
    assert_eq!(out.leads_to(), "/login?back=%2Fqueue%3Flevel%3Dnow");
}

#[test]
fn the_desk_answers_to_no_name_but_its_own_when_it_was_given_one() {
    let house = Installation::on_sqlite();
    let options = ConsoleOptions {
        hosts: vec!["desk.example".to_owned()],
        ..ConsoleOptions::default()
    };
    let router = web::console(house.desk().clone(), options);
    let get = |host: &str, lang: &str| {
        let request = Request::get("/login")
            .header("host", host)
            .header("accept-language", lang)
            .body(Body::empty());
        let request = request.expect("a request");
        house.wait(async {
            let response = router.clone().oneshot(request).await.expect("infallible");
            Answer::of(response).await
        })
    };
    assert_eq!(get("desk.example:8443", "en").status, 200);
    let refused = get("rebound.example", "en");
    assert_eq!(refused.status, 421);
    assert!(
        refused
            .body
            .starts_with("This desk is not reached by this name.")
    );
    assert!(
        get("rebound.example", "zh")
            .body
            .starts_with("受理台不使用这个地址")
    );
}
