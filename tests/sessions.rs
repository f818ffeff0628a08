//! Sessions (O1): the cookie is the key. A session ends by itself, with its owner's leaving, and when two have it.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::add;
use crate::kit::signed_in::authenticator;
use desk::Failure;
use report::Role;

/// Sessions are 30 minutes idle and 12 hours old at the most; tokens are renewed after 5 minutes.
const MINUTE: i64 = 60;

fn rows(house: &Installation) -> usize {
    house.tables(|tx| tx.sessions()).len()
}

/// Uses it every few minutes, and keeps what it is given.
fn use_for(house: &Installation, token: &mut String, minutes: i64) {
    for _ in 0..minutes / 4 {
        house.turn_clock_seconds(4 * MINUTE);
        if let Some(renewed) = house.resume(token).renewed {
            *token = renewed;
        }
    }
}

#[test]
fn a_session_opens_what_its_owner_may_open_request_by_request() {
    on_both_engines(|house| {
        house.file_report("A van at the north gate.");
        let token = house.sign_in("officer-1");
        let id = house.newest();
        for _ in 0..2 {
            let session = house.resume(&token);
            let opened = house.desk().open_report(&session.unlocked, id, "a test");
            let opened = opened.expect("this month's");
            assert_eq!(opened.content.text, "A van at the north gate.");
            assert!(session.renewed.is_none() && session.stepped_up_until.is_none());
        }
        // As after a restart, or on another node.
        house.restart();
        assert_eq!(house.resume(&token).unlocked.person.name, "officer-1");
    });
}

#[test]
fn a_token_that_a_client_brings_is_never_adopted() {
    on_both_engines(|house| {
        let brought = house.sign_in("officer-1");
        house.desk().sign_out(&brought).expect("signed out");
        // Whoever planted a cookie before the sign-in has nothing after it: each sign-in makes its own.
        for planted in [brought.as_str(), "", "x", &"A".repeat(43), "../session"] {
            assert!(house.is_out(planted), "{planted}");
        }
        let token = house.sign_in("officer-1");
        assert_ne!(token, brought);
        assert!(house.is_out(&brought) && !house.is_out(&token));
        assert_eq!(rows(house), 1);
    });
}

#[test]
fn a_session_ends_when_it_is_not_used_and_at_the_end_of_the_day_in_any_case() {
    on_both_engines(|house| {
        let mut token = house.sign_in("officer-1");
        let begun = house.now().as_second();
        house.turn_clock_seconds(29 * MINUTE);
        let session = house.resume(&token);
        token = session.renewed.expect("renewed");
        assert_eq!(
            session.ends.as_second() - house.now().as_second(),
            30 * MINUTE
        );
        house.turn_clock_seconds(30 * MINUTE);
        assert!(house.is_out(&token), "idle");
        assert!(house.is_out(&token), "and for good");

        let mut token = house.sign_in("officer-1");
        let begun = begun + 59 * MINUTE;
        use_for(house, &mut token, 12 * 60 - 8);
        let left = house.resume(&token).ends.as_second() - begun;
        assert!((12 * 60 * MINUTE..12 * 60 * MINUTE + 60).contains(&left));
        house.turn_clock_seconds(10 * MINUTE);
        assert!(house.is_out(&token), "the day is over");
        // Nothing is left of either.
        assert!(rows(house) > 80);
        house.keep_house();
        assert_eq!(rows(house), 0);
    });
}

#[test]
fn reading_pages_writes_once_a_minute() {
    let house = Installation::on_sqlite();
    let token = house.sign_in("officer-1");
    let used = || house.tables(|tx| tx.sessions()).remove(0).as_it_lies().used;
    let first = used();
    for _ in 0..5 {
        house.turn_clock_seconds(11);
        house.resume(&token);
        assert_eq!(used(), first);
    }
    house.turn_clock_seconds(11);
    house.resume(&token);
    assert_eq!(used(), first + 66);
}

#[test]
fn a_clock_that_is_set_back_ends_the_sessions_of_the_time_that_was() {
    on_both_engines(|house| {
        let token = house.sign_in("officer-1");
        house.turn_clock_seconds(-50);
        assert!(!house.is_out(&token), "clocks of two nodes differ so far");
        house.turn_clock_seconds(-20);
        assert!(house.is_out(&token));
        house.turn_clock_seconds(70);
        house.turn_clock_seconds(2 * MINUTE);
        assert!(!house.is_out(&token));
        house.turn_clock_seconds(-90);
        assert!(house.is_out(&token), "used later than now");
    });
}

#[test]
fn who_leaves_is_given_a_new_link_or_changes_the_password_is_signed_out_everywhere() {
    on_both_engines(|house| {
        let desk = house.desk();
        add(house, "officer-2", Role::Officer);
        desk.admit("officer-2", &house.officer()).expect("admitted");
        let mine = house.sign_in("officer-1");
        let sessions = || [house.sign_in("officer-2"), house.sign_in("officer-2")];

        let theirs = sessions();
        let new = "another long password";
        let old = password_of("officer-2");
        desk.change_password("officer-2", old.as_bytes(), new)
            .expect("changed");
        assert!(theirs.iter().all(|token| house.is_out(token)));
        desk.change_password("officer-2", new.as_bytes(), &old)
            .expect("and back");

        let theirs = sessions();
        let link = desk.relink("officer-2", None).expect("a link");
        assert!(theirs.iter().all(|token| house.is_out(token)));
        desk.complete_setup(&link.expect("a link"), &old)
            .expect("set up");

        let theirs = sessions();
        desk.disable("officer-2", None).expect("disabled");
        assert!(theirs.iter().all(|token| house.is_out(token)));
        assert!(!house.is_out(&mine));
        assert_eq!(rows(house), 1);
    });
}

#[test]
fn signing_in_and_out_are_in_the_log() {
    on_both_engines(|house| {
        let token = house.sign_in("officer-1");
        house.step_up("officer-1", &token);
        house.desk().sign_out(&token).expect("out");
        house.desk().sign_out(&token).expect("and once more");
        assert!(house.is_out(&token));
        house.sequence();
        let entries = house.insider(&["overseer-1"]).entries();
        insta::assert_snapshot!(entries[entries.len() - 3..].join("\n"), @r"
        officer-1 signed_in: with a new second factor
        officer-1 stepped_up
        officer-1 signed_out
        ");
    });
}

#[test]
fn rows_that_were_changed_from_beside_are_no_sessions_and_no_second_factors() {
    on_both_engines(|house| {
        let mut token = house.sign_in("officer-1");
        let renewed = |token: &str| house.resume(token).renewed;
        // A session made longer, or one given the power of another.
        for change in [
            "begun = begun + 3600",
            "used = used + 50",
            "stepped_up = used",
            "family = person",
        ] {
            assert!(!house.is_out(&token));
            house.sql(&format!("UPDATE session SET {change}"));
            assert!(house.is_out(&token), "{change}");
            house.desk().sign_out(&token).expect("nothing to end");
            house.sql("DELETE FROM session");
            token = house.sign_in("officer-1");
        }
        assert!(renewed(&token).is_none());
        // A used code is not good once more because the row was spoilt, nor can another authenticator be enrolled.
        house.sql("UPDATE second_factor SET step = 0");
        assert!(
            house
                .try_sign_in("officer-1", &house.code("officer-1"))
                .is_err()
        );
        let code = house.next_code("officer-1");
        assert!(house.try_sign_in("officer-1", &code).is_err());
        let (password, other) = (password_of("officer-1"), authenticator("mallory"));
        let code = other.code(house.now().as_second());
        let enrolled = house
            .desk()
            .enrol("officer-1", password.as_bytes(), &other, &code);
        assert!(matches!(enrolled, Err(Failure::WrongSecret)));
        house.sequence();
        let found = house.desk().verify_log(None, |_| {}).expect("checked");
        assert_eq!(
            found.problems,
            ["1 rows of second_factor were changed or added from outside; they count for nothing"]
        );
    });
}

#[test]
fn a_backup_holds_no_session() {
    let house = Installation::on_sqlite();
    house.sign_in("officer-1");
    house.desk().ask_recovery("officer-1").expect("asked");
    let rows = house.tables(|tx| {
        let (mut table, mut counted) = (String::new(), Vec::new());
        tx.dump(&mut |frame| {
            match frame {
                store::Frame::Table { name, .. } => table.clone_from(name),
                store::Frame::Row(_) => counted.push(table.clone()),
                store::Frame::End { .. } => {}
            }
            Ok(())
        })?;
        Ok(counted)
    });
    assert!(rows.iter().any(|table| table == "second_factor"));
    assert!(
        !rows
            .iter()
            .any(|table| table == "session" || table == "recovery")
    );
}
