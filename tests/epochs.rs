//! Epochs (O7): every four weeks the living are carried under a new key, whatever happens in the middle; a week later,
//! once a count shows that nothing living needs it, the old key is destroyed, and with it what was taken back, in
//! every backup and in every copy.

use crate::kit::deeds::whole_mailbox;
use crate::kit::installation::{Installation, on_both_engines};
use desk::{BackupMistake, Failure, ImportedLine};
use report::Line;
use seal::Receipt;
use store::kit::Fresh;
use store::{Location, Options, Store};

/// The epoch in which every test begins; its successor begins on the test's 25th day.
const FIRST: i64 = 742;

/// Reports in numbers, with receipts that the test knows.
fn import(house: &Installation, count: usize) -> Vec<Receipt> {
    let limits = house.profile().limits();
    let mut random = house.outside().random();
    let receipts: Vec<Receipt> = (0..count).map(|_| Receipt::random(&mut random)).collect();
    let line = |n: usize, receipt: &Receipt| {
        let json = format!(r#"{{"id":"line-{n}","text":"report number {n} of many"}}"#);
        let line = Line::parse(json.as_bytes(), &limits).expect("a line");
        ImportedLine {
            line,
            receipt: Some(receipt.clone()),
        }
    };
    let lines = receipts
        .iter()
        .enumerate()
        .map(|(n, receipt)| line(n, receipt))
        .collect();
    let accepted = house.desk().import_reports(lines).expect("imported");
    assert!(accepted.iter().all(|accepted| *accepted));
    receipts
}

/// From now on the database refuses to carry a report once `after` have been.
fn halt_carrying(house: &Installation, after: usize) {
    house.sql(&match house.location() {
        Location::Sqlite(_) => format!(
            "CREATE TRIGGER halt BEFORE UPDATE OF epoch ON report \
             WHEN (SELECT COUNT(*) FROM report WHERE epoch = NEW.epoch) >= {after} \
             BEGIN SELECT RAISE(ABORT, 'halted'); END;"
        ),
        Location::Postgres(_) => format!(
            "CREATE FUNCTION halted() RETURNS trigger AS $$ BEGIN \
               IF (SELECT COUNT(*) FROM report WHERE epoch = NEW.epoch) >= {after} THEN RAISE EXCEPTION 'halted'; END IF; \
               RETURN NEW; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER halt BEFORE UPDATE ON report FOR EACH ROW WHEN (OLD.epoch <> NEW.epoch) \
             EXECUTE FUNCTION halted();"
        ),
    });
}

fn let_carrying_go_on(house: &Installation) {
    house.sql(match house.location() {
        Location::Sqlite(_) => "DROP TRIGGER halt;",
        Location::Postgres(_) => "DROP TRIGGER halt ON report;",
    });
}

fn under(house: &Installation, epoch: i64) -> i64 {
    let hour = report::Hour::of(house.now());
    house.tables(move |tx| tx.wraps_under(epoch, hour))
}

/// Every receipt opens its own report, and the officer's key opens the reading of each.
fn everything_opens(house: &Installation, receipts: &[Receipt]) {
    for (n, receipt) in receipts.iter().enumerate() {
        let mailbox = house
            .wait(whole_mailbox(house.desk(), receipt))
            .expect("it opens");
        assert_eq!(
            mailbox.messages[0].message.text,
            format!("report number {n} of many")
        );
    }
    let listed = house
        .desk()
        .list_reports(&house.officer(), None, 1000)
        .expect("the list");
    assert!(listed.len() >= receipts.len() && listed.iter().all(|report| report.reading.is_some()));
}

/// The issue's fault test: killed in the middle, 36 days, and what was removed is gone from the backup too.
#[test]
fn carrying_that_is_killed_in_the_middle_loses_nobody_and_what_was_removed_is_gone_for_good() {
    on_both_engines(|house| {
        let receipts = import(house, 150);
        let contact =
            serde_json::json!({ "text": "Named, and kept.", "contact": { "name": "Pat Example" } });
        let named = house.file_json(&contact);
        let named_id = house.newest();
        let removed = house.file_report("This one is taken back.");
        house.drain_jobs();
        let old_backup = house.scratch("old.backup");
        house.desk().backup(&old_backup).expect("a backup");
        house.withdraw(&removed.receipt).expect(200);

        house.turn_clock(26);
        halt_carrying(house, 130);
        assert!(house.desk().keep_house(true).is_err());
        let (old, new) = (under(house, FIRST), under(house, FIRST + 1));
        assert!(
            old > 0 && new > 0,
            "in the middle: {old} wraps are left behind, {new} are carried"
        );
        house.restart();
        everything_opens(house, &receipts);

        let_carrying_go_on(house);
        house.live_through(10);
        assert_eq!(house.keyring().epochs(), [FIRST + 1]);
        everything_opens(house, &receipts);
        assert_eq!(house.text_at_desk(named_id), "Named, and kept.");
        assert_eq!(house.mailbox(&named.receipt)["status"], "received");
        assert_eq!(house.mailbox(&named.second)["status"], "received");
        let [one, two] = ["custodian-1", "custodian-2"].map(|name| house.unlock(name));
        let contact = house
            .desk()
            .unseal_identity(named_id, &[&one, &two], "a test")
            .expect("two custodians");
        assert_eq!(contact.name.as_deref(), Some("Pat Example"));

        assert_eq!(house.open_mailbox(&removed.receipt).status, 404);
        let fresh = Fresh::sqlite();
        let restored = desk::restore(
            &fresh.open(),
            &house.objects(),
            &house.keyring_home(),
            &house.outside(),
            &old_backup,
        );
        assert!(matches!(restored, Err(BackupMistake::TooOld)));
    });
}

/// Not the sealed backup but the database file itself, copied on the first day, with the keyring of today.
#[test]
fn an_old_copy_of_the_database_does_not_bring_back_what_was_removed() {
    let mut house = Installation::on_sqlite();
    let removed = house.file_report("This one is taken back.");
    let id = house.newest();
    let copy = house.scratch("copy.db");
    house.while_closed(|house| std::fs::copy(house.file(), &copy).expect("copied"));
    house.withdraw(&removed.receipt).expect(200);

    let opened = |house: &Installation| {
        house.forget_last_head();
        let store =
            Store::open(&Location::Sqlite(copy.clone()), &Options::default()).expect("the copy");
        let old = house.desk_on(store).expect("a desk");
        let receipt = Receipt::parse(&removed.receipt).expect("a receipt");
        let by_receipt = house.wait(whole_mailbox(&old, &receipt)).is_ok();
        let sequencing = old.clone();
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let stopped = std::sync::Arc::clone(&stop);
        let sequencer = std::thread::spawn(move || {
            while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
                sequencing.sequence_once().expect("sequenced");
            }
        });
        let by_officer = old
            .open_report(&house.officer(), id, "a test")
            .map(|report| report.content.text);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        sequencer.join().expect("no panic");
        old.close();
        (by_receipt, by_officer)
    };
    // While its four weeks last the copy does open: it is the key that is missing later, not something else.
    let (by_receipt, by_officer) = opened(&house);
    assert!(by_receipt && by_officer.is_ok());
    house.live_through(36);
    let (by_receipt, by_officer) = opened(&house);
    assert!(!by_receipt);
    assert!(matches!(by_officer, Err(Failure::KeyGone(_))));
}

#[test]
fn the_old_key_is_kept_for_a_week_and_then_destroyed() {
    let house = Installation::on_sqlite();
    import(&house, 3);
    house.live_through(31);
    assert_eq!(house.keyring().epochs(), [FIRST, FIRST + 1]);
    house.live_through(1);
    assert_eq!(house.keyring().epochs(), [FIRST + 1]);
    house.sequence();
    let entries = house.insider(&["overseer-1"]).entries();
    assert!(entries.contains(&format!("desk key_destroyed: epoch {FIRST}")));
}

#[test]
fn a_key_is_not_destroyed_while_anything_living_stands_under_it() {
    on_both_engines(|house| {
        let receipts = import(house, 5);
        house.drain_jobs();
        halt_carrying(house, 0);
        house.turn_clock(33);
        assert!(house.desk().keep_house(true).is_err(), "it could not carry");
        assert!(
            house
                .desk()
                .destroy_past_epochs()
                .expect("counted")
                .is_empty()
        );
        assert_eq!(house.keyring().epochs(), [FIRST, FIRST + 1]);
        everything_opens(house, &receipts);

        let_carrying_go_on(house);
        house.keep_house();
        assert_eq!(house.keyring().epochs(), [FIRST + 1]);
        everything_opens(house, &receipts);
    });
}

#[test]
fn a_clock_that_jumps_destroys_nothing() {
    on_both_engines(|house| {
        let waiting = import(house, 2);
        let withdrawn = house.file_report("This one is taken back.");
        house.withdraw(&withdrawn.receipt).expect(200);
        let (reports, keyring) = (house.report_count(), house.keyring());

        house.turn_clock(400);
        house.desk().keep_house(false).expect("housekeeping");
        assert_eq!(house.report_count(), reports);
        assert_eq!(house.keyring().epochs(), keyring.epochs());
        assert_eq!(house.keyring().worker_days(), keyring.worker_days());

        // The clock is put right: nothing has happened.
        house.turn_clock(-400);
        house.keep_house();
        assert_eq!(house.mailbox(&withdrawn.receipt)["status"], "withdrawn");
        assert_eq!(house.drain_jobs(), 2);
        everything_opens(house, &waiting);
    });
}

#[test]
fn months_without_a_start_end_well_once_the_operator_says_that_the_clock_is_right() {
    let mut house = Installation::on_sqlite();
    let receipts = import(&house, 3);
    house.drain_jobs();
    let withdrawn = house.file_report("This one is taken back.");
    house.withdraw(&withdrawn.receipt).expect(200);
    let (reports, day) = (house.report_count(), house.keyring().day());
    house.close_for(200);
    everything_opens(&house, &receipts);
    assert!(house.desk().clock_in_doubt().is_some());
    house.desk().keep_house(true).expect("housekeeping");
    assert_eq!(
        (house.report_count(), house.keyring().day()),
        (reports, day)
    );

    house.desk().clock_is_right().expect("a keyring");
    assert!(house.desk().clock_in_doubt().is_none());
    house.keep_house();
    everything_opens(&house, &receipts);
    assert_eq!(house.report_count(), reports - 1);
    assert_eq!(house.keyring().epochs().len(), 1);
}

#[test]
fn five_weeks_without_a_start_need_nobodys_word() {
    let mut house = Installation::on_sqlite();
    let day = house.keyring().day();
    house.close_for(35);
    assert!(house.desk().clock_in_doubt().is_none());
    assert_eq!(house.keyring().day(), day + 35);
}

/// A machine without a battery wakes in 1970: what came in then would be over as soon as the clock is right.
#[test]
fn a_clock_that_is_behind_is_refused_at_the_start_with_both_dates() {
    let mut house = Installation::on_sqlite();
    let refusals = house.while_closed(|house| {
        let tries = [-1, -2].map(|days| {
            house.turn_clock(days);
            let store = Store::open(house.location(), &Options::default()).expect("a database");
            let opened = house.desk_on(store);
            house.turn_clock(-days);
            opened.map(|desk| desk.close()).err()
        });
        tries.map(|refused| refused.map_or("it opened".to_owned(), |why| why.to_string()))
    });
    insta::assert_snapshot!(refusals.join("\n"), @r"
    it opened
    the clock says 2026-11-20, but this installation was at work on 2026-11-22 already; set the clock right, for whatever came in now would be kept for a wrong time
    ");
}

#[test]
fn a_damaged_report_keeps_only_those_back_that_would_be_carried_beside_it_and_nothing_from_its_end()
{
    let house = Installation::on_sqlite();
    let over = house.file_report("Taken back, so that nothing of it is to stay.");
    house.withdraw(&over.receipt).expect(200);
    import(&house, 150);
    house.sql("UPDATE report SET lookup_a = x'00' WHERE seq = (SELECT MIN(seq) + 1 FROM report);");
    house.turn_clock(25);
    let round = house.desk().keep_house(true);
    assert!(matches!(round, Err(Failure::Damaged(_))), "{round:?}");
    let (epoch, now) = (house.keyring().epoch(), report::Hour::of(house.now()));
    let left = house.tables(move |tx| tx.to_carry(epoch, now, (0, 0), 1000));
    assert_eq!((epoch, left.len()), (FIRST + 1, 100));
    assert_eq!(
        house.report_count(),
        150,
        "what was taken back is destroyed"
    );
}
