//! What is dangerous takes password and code once more (O1): within a session, for a few minutes. On the command line the
//! password is typed for each deed.

use crate::kit::installation::{Installation, on_both_engines, password_of};
use crate::kit::people::{add, refused};
use desk::Failure;
use report::Role;
use serde_json::json;

const STEP_UP: &str = "this takes your password and a code once more";

#[test]
fn stepping_up_takes_both_and_lasts_ten_minutes() {
    on_both_engines(|house| {
        let desk = house.desk();
        let token = house.sign_in("officer-1");
        let password = password_of("officer-1");
        let used = house.code("officer-1");
        assert!(desk.step_up(&token, password.as_bytes(), &used).is_err());
        let code = house.next_code("officer-1");
        assert!(desk.step_up(&token, b"not the password", &code).is_err());
        assert!(house.resume(&token).stepped_up_until.is_none());
        let unknown = desk.step_up("no token", password.as_bytes(), &code);
        assert!(matches!(unknown, Err(Failure::SignedOut)));
        desk.step_up(&token, password.as_bytes(), &code)
            .expect("right");
        let until = house.resume(&token).stepped_up_until.expect("stepped up");
        assert_eq!(until.as_second() - house.now().as_second(), 600);
        // A token that takes the place of this one is stepped up as long.
        house.turn_clock_seconds(599);
        let session = house.resume(&token);
        assert!(session.stepped_up_until == Some(until));
        let token = session.renewed.expect("renewed");
        assert!(house.resume(&token).stepped_up_until == Some(until));
        house.turn_clock_seconds(1);
        assert!(house.resume(&token).stepped_up_until.is_none());
    });
}

#[test]
fn stepping_up_with_a_token_that_was_just_succeeded_counts_for_its_successor() {
    let house = Installation::on_sqlite();
    let old = house.sign_in("officer-1");
    house.turn_clock_seconds(6 * 60);
    let new = house.resume(&old).renewed.expect("renewed");
    house.step_up("officer-1", &old);
    assert!(house.resume(&new).stepped_up_until.is_some());
}

#[test]
fn a_session_reaches_this_month_and_the_last_and_older_ones_when_stepped_up() {
    on_both_engines(|house| {
        house.file_report("Filed in November.");
        house.drain_jobs();
        let old = house.newest();
        // The middle of January.
        house.live_through(50);
        house.file_report("Filed in January.");
        let token = house.sign_in("officer-1");
        let session = house.resume(&token).unlocked;
        let desk = house.desk();
        assert_eq!(refused(desk.open_report(&session, old, "a test")), STEP_UP);
        assert_eq!(
            refused(desk.open_report_file(&session, old, 1, "a test")),
            STEP_UP
        );
        assert_eq!(
            refused(desk.reply(&session, old, "Thank you.", false)),
            STEP_UP
        );
        // It is listed, without what the program read in it.
        let listed = desk.list_reports(&session, None, 10).expect("the list");
        assert_eq!(listed.len(), 2);
        assert!(
            listed
                .iter()
                .any(|one| one.id == old && one.reading.is_none())
        );
        let newest = listed[0].id;
        desk.open_report(&session, newest, "a test")
            .expect("opened");
        // What was refused stands in no log.
        let opened = |entry: &String| entry == "officer-1 opened: a test";
        let entries = house.insider(&["overseer-1"]).entries();
        assert_eq!(entries.into_iter().filter(opened).count(), 1);

        house.step_up("officer-1", &token);
        let session = house.resume(&token).unlocked;
        let report = desk.open_report(&session, old, "a test").expect("opened");
        assert_eq!(report.content.text, "Filed in November.");
        // Whoever types the password for one deed needs no more.
        house.text_at_desk(old);
    });
}

#[test]
fn people_names_and_passwords_take_more_than_a_session() {
    on_both_engines(|house| {
        let desk = house.desk();
        let contact = json!({ "text": "Named.", "contact": { "name": "Pat Example" } });
        house.file_json(&contact);
        let report = house.newest();
        add(house, "admin", Role::Administrator);
        desk.admit("admin", &house.officer()).expect("admitted");
        add(house, "officer-2", Role::Officer);
        let [officer, admin, one, two] =
            ["officer-1", "admin", "custodian-1", "custodian-2"].map(|name| {
                let token = house.sign_in(name);
                house.resume(&token).unlocked
            });
        let new = "another long password";
        for (what, told) in [
            ("admit", refused(desk.admit("officer-2", &officer))),
            (
                "add",
                refused(desk.add_person("mei", Role::Clerk, Some(&admin))),
            ),
            ("disable", refused(desk.disable("officer-2", Some(&admin)))),
            ("relink", refused(desk.relink("officer-2", Some(&admin)))),
            ("disable", refused(desk.disable("custodian-3", Some(&one)))),
            (
                "unseal",
                refused(desk.unseal_identity(report, &[&one, &two], "a test")),
            ),
            ("password", refused(desk.change_own_password(&officer, new))),
        ] {
            assert_eq!(told, STEP_UP, "{what}");
        }

        let [officer, admin, one, two] =
            ["officer-1", "admin", "custodian-1", "custodian-2"].map(|name| house.daring(name));
        desk.admit("officer-2", &officer).expect("admitted");
        desk.unseal_identity(report, &[&one, &two], "a test")
            .expect("opened");
        desk.add_person("mei", Role::Clerk, Some(&admin))
            .expect("added");
        desk.disable("officer-2", Some(&admin)).expect("disabled");
        let token = house.sign_in("officer-1");
        desk.change_own_password(&officer, new).expect("changed");
        assert!(house.is_out(&token));
        desk.unlock("officer-1", new.as_bytes())
            .expect("the new one");
        // It was changed since: the old session's keys hand nothing on.
        assert!(
            desk.change_own_password(&officer, "a third password")
                .is_err()
        );
        house.sequence();
        let entries = house.insider(&["overseer-1"]).entries();
        for entry in [
            "admin person_changed: added mei as clerk",
            "admin person_changed: disabled officer-2",
            "officer-1 person_changed: changed their password",
        ] {
            assert!(entries.contains(&entry.to_owned()), "{entry}");
        }
    });
}

#[test]
fn each_role_adds_and_sends_away_whom_it_may() {
    let house = Installation::on_sqlite();
    let desk = house.desk();
    for (name, role) in [("admin", Role::Administrator), ("clerk", Role::Clerk)] {
        add(&house, name, role);
        desk.admit(name, &house.officer()).expect("admitted");
    }
    let [admin, clerk, officer, overseer, custodian] =
        ["admin", "clerk", "officer-1", "overseer-1", "custodian-1"].map(|name| house.unlock(name));
    for by in [&clerk, &officer, &overseer, &custodian] {
        assert_eq!(
            refused(desk.add_person("mei", Role::Clerk, Some(by))),
            "only an administrator adds people"
        );
    }
    let refusal = "only an administrator, or somebody who admits this role, shuts people out or gives them a new link";
    for (name, by) in [
        ("clerk", &overseer),
        ("clerk", &custodian),
        ("clerk", &clerk),
        ("overseer-1", &officer),
        ("officer-1", &overseer),
    ] {
        assert_eq!(refused(desk.disable(name, Some(by))), refusal, "{name}");
        assert_eq!(refused(desk.relink(name, Some(by))), refusal, "{name}");
    }
    let told = refused(desk.disable("custodian-3", Some(&admin)));
    assert!(
        told.starts_with("a custodian is removed by custodians"),
        "{told}"
    );
    desk.disable("clerk", Some(&officer))
        .expect("by whom they were admitted");
    desk.relink("admin", Some(&admin))
        .expect("by an administrator");
}
