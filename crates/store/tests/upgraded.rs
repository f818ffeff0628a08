//! An installation of an earlier version is upgraded in place when it is opened.

use store::kit::Fresh;
use store::{SecondFactor, Unproven};

use crate::rows::id;

#[test]
fn what_version_1_wrote_is_there_after_the_upgrade_and_the_new_tables_take_rows() {
    for fresh in Fresh::each() {
        fresh.of_version(1);
        let (blob, text) = match fresh.engine {
            "sqlite" => ("x'", "x'00ff'"),
            _ => ("'\\x", "'\\x00ff'"),
        };
        let id_of = |byte: &str| format!("{blob}{}'", byte.repeat(16));
        fresh.sql(&format!(
            "INSERT INTO person VALUES ({}, 'mei', 'officer', 'active', NULL, 7, {text});
             INSERT INTO meta VALUES ('keyring', {text});",
            id_of("2a"),
        ));
        // Before: none of the new tables.
        let store = fresh.open();
        store
            .write("look", |tx| {
                let mei = tx.person_by_name("mei")?.map(Unproven::as_it_lies);
                let mei = mei.expect("she was there before");
                assert_eq!((mei.id.0, mei.hour.0), ([0x2a; 16], 7));
                assert_eq!(tx.meta("keyring")?, Some(vec![0, 255]));
                assert!(tx.sessions()?.is_empty() && tx.recoveries()?.is_empty());
                let factor = SecondFactor {
                    person: mei.id,
                    person_key: id(2),
                    sealed: vec![1],
                    step: 3,
                };
                tx.insert_second_factor(&factor, &[6; 32])
            })
            .wait()
            .expect("upgraded");
        store.close();
        // And opened once more nothing is left to do.
        fresh.open().close();
    }
}
