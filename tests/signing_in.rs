//! Signing in (O1): password and code together, each code once; who is refused learns nothing from it; no secret lies in
//! the database.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, refused};
use crate::kit::search::{Wanted, found};
use crate::kit::signed_in::authenticator;
use desk::{Failure, SignIn};
use report::Role;

#[test]
fn who_has_no_second_factor_enrols_one_and_needs_it_from_then_on() {
    on_both_engines(|house| {
        let (desk, name) = (house.desk(), "officer-1");
        let password = password_of(name);
        let without = desk.sign_in(name, password.as_bytes(), "").expect("right");
        assert!(matches!(without, SignIn::MustEnrol));
        let secret = authenticator(name);
        let wrong = desk.enrol(name, b"not the password", &secret, &house.code(name));
        assert_eq!(refused(wrong), "wrong name, password or link");
        let wrong = desk.enrol(name, password.as_bytes(), &secret, "000000");
        assert_eq!(refused(wrong), "wrong name, password or link");
        let session = desk.enrol(name, password.as_bytes(), &secret, &house.code(name));
        let session = session.expect("enrolled");
        assert_eq!(
            (session.person.name.as_str(), session.failed_before),
            (name, 2)
        );
        assert_eq!(house.resume(&session.token).unlocked.person.name, name);
        // Nobody else can enrol another in its place.
        let other = authenticator("mallory");
        let code = other.code(house.now().as_second());
        assert!(
            desk.enrol(name, password.as_bytes(), &other, &code)
                .is_err()
        );
        assert!(house.try_sign_in(name, "").is_err());
        assert!(house.try_sign_in(name, &house.next_code(name)).is_ok());
    });
}

#[test]
fn a_code_is_good_once_and_for_a_neighbouring_step() {
    on_both_engines(|house| {
        house.sign_in("officer-1");
        let used = house.code("officer-1");
        assert!(house.try_sign_in("officer-1", &used).is_err());
        // One who types slowly.
        let code = house.next_code("officer-1");
        house.turn_clock_seconds(30);
        house.try_sign_in("officer-1", &code).expect("a step late");
        assert!(house.try_sign_in("officer-1", &code).is_err());
        let code = house.next_code("officer-1");
        house.turn_clock_seconds(60);
        assert!(house.try_sign_in("officer-1", &code).is_err(), "two late");
        // One whose telephone is ahead; what it showed before is then too old.
        let ahead = authenticator("officer-1").code(house.now().as_second() + 30);
        let now = house.code("officer-1");
        house
            .try_sign_in("officer-1", &ahead)
            .expect("a step early");
        assert!(house.try_sign_in("officer-1", &now).is_err());
    });
}

#[test]
fn of_two_who_use_one_code_at_once_one_is_signed_in() {
    on_both_engines(|house| {
        house.sign_in("officer-1");
        let code = house.next_code("officer-1");
        let together = std::sync::Barrier::new(2);
        let (desk, password) = (house.desk(), password_of("officer-1"));
        let sign_in = || {
            together.wait();
            desk.sign_in("officer-1", password.as_bytes(), &code)
                .is_ok()
        };
        let won = std::thread::scope(|scope| {
            let both = [scope.spawn(sign_in), scope.spawn(sign_in)];
            both.map(|one| one.join().expect("no panic"))
        });
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
    });
}

#[test]
fn whatever_is_wrong_the_answer_is_the_same() {
    on_both_engines(|house| {
        let desk = house.desk();
        add(house, "officer-2", Role::Officer);
        house.sign_in("officer-2");
        desk.disable("officer-2", None).expect("disabled");
        desk.add_person("mei", Role::Clerk, None).expect("added");
        house.sign_in("officer-1");
        let code = house.next_code("officer-1");
        for (name, password, code) in [
            ("nobody", password_of("officer-1"), code.clone()),
            ("officer-1", "not the password".to_owned(), code.clone()),
            ("officer-1", password_of("officer-1"), "000000".to_owned()),
            ("officer-1", password_of("officer-1"), String::new()),
            (
                "officer-2",
                password_of("officer-2"),
                house.code("officer-2"),
            ),
            ("mei", String::new(), String::new()),
            ("", String::new(), String::new()),
        ] {
            let done = desk.sign_in(name, password.as_bytes(), &code);
            assert!(matches!(done, Err(Failure::WrongSecret)), "{name}");
        }
    });
}

#[test]
fn who_was_not_admitted_yet_may_sign_in_and_then_do_nothing() {
    let house = Installation::on_sqlite();
    let link = house.desk().add_person("officer-2", Role::Officer, None);
    let (link, secret) = (link.expect("added"), authenticator("officer-2"));
    let desk = house.desk();
    let (password, code) = (password_of("officer-2"), house.code("officer-2"));
    // The code is looked at before anything is changed.
    assert!(desk.set_up(&link, &password, &secret, "000000").is_err());
    assert!(desk.set_up(&link, "too short", &secret, &code).is_err());
    let session = desk.set_up(&link, &password, &secret, &code);
    let session = session.expect("set up");
    let unlocked = house.resume(&session.token).unlocked;
    assert_eq!(
        refused(desk.list_reports(&unlocked, None, 1)),
        "only an active officer may do this"
    );
    assert!(
        desk.set_up(&link, &password, &secret, &house.next_code("officer-2"))
            .is_err()
    );
    desk.admit("officer-2", &house.officer()).expect("admitted");
    let unlocked = house.resume(&session.token).unlocked;
    desk.list_reports(&unlocked, None, 1).expect("the list");
    house.sequence();
    let entries = house.insider(&["overseer-1"]).entries();
    let told = "officer-2 person_changed: completed set-up with a second factor, and signed in";
    assert!(entries.contains(&told.to_owned()));
}

#[test]
fn a_second_factor_survives_a_change_of_password_and_goes_with_a_new_link() {
    on_both_engines(|house| {
        let desk = house.desk();
        add(house, "officer-2", Role::Officer);
        house.sign_in("officer-2");
        let (old, new) = (password_of("officer-2"), "another long password");
        desk.change_password("officer-2", old.as_bytes(), new)
            .expect("changed");
        let code = house.next_code("officer-2");
        let signed_in = desk.sign_in("officer-2", new.as_bytes(), &code);
        assert!(matches!(signed_in, Ok(SignIn::Done(_))));
        let link = desk.relink("officer-2", None).expect("a link");
        desk.complete_setup(&link.expect("a link"), new)
            .expect("set up");
        let signed_in = desk.sign_in("officer-2", new.as_bytes(), "");
        assert!(matches!(signed_in, Ok(SignIn::MustEnrol)));
    });
}

#[test]
fn guessing_is_slow_for_any_name_and_told_to_its_owner() {
    let house = Installation::on_sqlite();
    house.sign_in("officer-1");
    house.sequence();
    let desk = house.desk();
    for name in ["officer-1", "nobody"] {
        for _ in 0..5 {
            let wrong = desk.sign_in(name, b"not the password", "000000");
            assert_eq!(refused(wrong), "wrong name, password or link");
        }
        // Nor is the right password looked at.
        let soon = desk.sign_in(name, password_of(name).as_bytes(), &house.code(name));
        assert_eq!(refused(soon), "this was tried too often; wait 30 seconds");
    }
    let code = house.next_code("officer-1");
    let session = house.try_sign_in("officer-1", &code).expect("in time");
    assert_eq!(session.failed_before, 5);
    let session = house.try_sign_in("officer-1", &house.next_code("officer-1"));
    assert_eq!(session.expect("again").failed_before, 0);
    house.sequence();
    // Once a minute, so that a flood does not fill the log, and only names that somebody has.
    let entries = house.insider(&["overseer-1"]).entries();
    let failed = |entry: &&String| entry.contains("sign_in_failed");
    let failed: Vec<_> = entries.iter().filter(failed).collect();
    assert_eq!(failed, ["desk sign_in_failed: as officer-1"]);
}

#[test]
fn no_secret_of_who_signs_in_lies_in_the_database() {
    let house = Installation::on_sqlite();
    let secret = house.desk().new_second_factor();
    let password = password_of("officer-1");
    let code = secret.code(house.now().as_second());
    let session = house
        .desk()
        .enrol("officer-1", password.as_bytes(), &secret, &code)
        .expect("enrolled");
    house.sign_in("custodian-1");
    house.sign_in("overseer-1");
    // With shares of the key, and a request for its recovery.
    let asked = house.desk().ask_recovery("officer-1").expect("asked");
    house
        .desk()
        .agree_to_recovery(
            &house.unlock("overseer-1"),
            house
                .desk()
                .recoveries(&house.unlock("overseer-1"))
                .expect("them")[0]
                .id,
        )
        .expect("agreed");
    let bytes = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(text)
            .expect("a token")
    };
    let wanted = [
        Wanted::word(&password),
        Wanted::word(&secret.text()),
        Wanted::bytes("the secret", secret.expose()),
        Wanted::word(&session.token),
        Wanted::bytes("the token", &bytes(&session.token)),
        Wanted::word(&asked.token),
        Wanted::bytes("the request's key", &bytes(&asked.token)),
    ];
    let folder = house.file().parent().expect("a folder");
    assert_eq!(found(&wanted, &[folder]), Vec::<String>::new());
    // The same search finds what does lie there.
    let hash = seal::session::hash(&session.token);
    assert!(!found(&[Wanted::bytes("its hash", &hash)], &[folder]).is_empty());
}
