//! Word search over the blind index: an officer finds reports by their words, the program keeps no word anywhere, and
//! what the index says is believed only of a report that was opened.

use crate::kit::installation::{Installation, on_both_engines};
use crate::kit::people::{add, refused};
use crate::kit::search::Wanted;
use desk::{Query, Scope, SearchPage};
use report::{Hour, Id, Role};
use seal::Binding;
use serde_json::json;
use std::collections::HashMap;
use store::{Cell, Frame, Options, SearchRow, Standing, Store};

pub(crate) fn query(words: &str) -> Query {
    Query::parse(words).expect("a query")
}

impl Installation {
    /// A page of what the founding officer finds.
    pub(crate) fn page(
        &self,
        words: &str,
        scope: Scope,
        before: Option<i64>,
        limit: usize,
    ) -> SearchPage {
        self.desk()
            .search(&self.officer(), &query(words), scope, before, limit)
            .expect("searched")
    }

    /// All open reports that the founding officer finds, the newest first.
    fn finds(&self, words: &str) -> Vec<Id> {
        let page = self.page(words, Scope::Open, None, 100);
        assert!(page.complete && page.damaged == 0 && page.next.is_none());
        page.hits
    }

    /// The index is read to its end, as it is in the background.
    pub(crate) fn read_index(&self) {
        while !self.desk().read_index_once().expect("read") {}
    }

    /// Files and reads a report.
    pub(crate) fn filed_and_read(&self, text: &str) -> Id {
        self.file_report(text);
        self.drain_jobs();
        self.newest()
    }

    fn close_report(&self, id: Id) {
        let closed = report::Status::Closed.code();
        assert!(self.write_tables(move |tx| tx.set_report_status(id, closed)));
    }

    /// The tokens of all reports as they lie in the table, whatever their standing.
    fn search_rows(&self) -> Vec<SearchRow> {
        self.tables(|tx| {
            let (_, last) = tx.search_ends()?;
            let all = Standing {
                now: Hour(0),
                below: i64::MAX,
            };
            let places = tx.searchable_between(0, last, all)?;
            tx.search_rows(&places, all)
        })
    }

    /// What the tokens are to whoever has the database and the keyring.
    fn tokens_of(&self, row: &SearchRow) -> Option<Vec<seal::Token>> {
        let keyring = self.keyring();
        let at = |table, column, version| Binding {
            table,
            row: row.id.as_bytes(),
            column,
            version,
        };
        let epoch = keyring.epoch_key(row.epoch)?;
        let wrap = seal::open(epoch, &at("report", "epoch", row.epoch), &row.wrap).ok()?;
        let keys = keyring.search_keys(row.month);
        keys.open(&wrap, &at("search", "sealed", row.month), &row.sealed)
            .ok()
    }
}

#[test]
fn an_officer_finds_reports_by_their_words_whatever_their_writing_case_and_width() {
    on_both_engines(|house| {
        house.read_index();
        let drone = house.filed_and_read("昨晚变电站上空有无人机悬停了二十分钟，频率 433.92 MHz。");
        let fence = house
            .filed_and_read("Someone cut the FENCE near the ＤＥＰＯＴ and flew a DJI Mavic3.");
        let both = house.filed_and_read("油库旁边有人放 dji 无人机，the fence was open。");
        for (words, found) in [
            ("无人机", vec![both, drone]),
            ("悬停", vec![drone]),
            ("变电站上空", vec![drone]),
            ("Fence", vec![both, fence]),
            ("ｄｅｐｏｔ", vec![fence]),
            ("DJI", vec![both, fence]),
            ("无人机 FENCE", vec![both]),
            ("433.92", vec![drone]),
            ("\"the fence\"", vec![both, fence]),
            ("\"dji mavic\"", vec![fence]),
            // Both words are there, but not so.
            ("\"mavic3 dji\"", vec![]),
            ("fenc", vec![]),
            ("“无人机悬停了二十分钟”", vec![drone]),
            ("无人机二十分钟", vec![]),
            ("人机站", vec![]),
            ("zebra", vec![]),
        ] {
            assert_eq!(house.finds(words), found, "{words}");
        }
    });
}

#[test]
fn the_place_in_words_is_searched_too_and_no_words_run_over_into_it() {
    on_both_engines(|house| {
        house.file_json(&json!({ "text": "Strange lights over the water", "place": { "text": "tower of 青龙山" } }));
        house.drain_jobs();
        house.read_index();
        let id = house.newest();
        assert_eq!(house.finds("青龙山 lights"), [id]);
        assert_eq!(house.finds("\"tower of\""), [id]);
        assert_eq!(house.finds("\"water tower\""), []);
    });
}

#[test]
fn a_collision_of_tokens_is_no_hit() {
    let house = Installation::on_sqlite();
    let words: Vec<String> = (0..400).map(|n| format!("word{n}x{}", n * 7)).collect();
    let id = house.filed_and_read(&words.join(" "));
    house.read_index();
    let rows = house.search_rows();
    let tokens = house.tokens_of(&rows[0]).expect("tokens");
    let keys = house.keyring().search_keys(rows[0].month);
    let collides = |word: &String| {
        tokens
            .binary_search(&keys.tokens([word.as_str()])[0])
            .is_ok()
    };
    let letters = |mut n: u32| {
        let mut word = String::new();
        for _ in 0..6 {
            word.push(char::from(b'a' + (n % 26) as u8));
            n /= 26;
        }
        word
    };
    let other = (0..1_000_000)
        .map(letters)
        .find(collides)
        .expect("24 bits collide");
    assert_eq!(house.finds(&other), [], "{other}");
    // It was opened and looked into: without the key to it, it could not be told from a hit.
    house.sql("DELETE FROM item WHERE kind = 0;");
    assert_eq!(house.page(&other, Scope::Open, None, 10).damaged, 1);
    assert_eq!(house.newest(), id);
}

#[test]
fn what_is_withdrawn_closed_or_over_is_not_found_and_what_is_closed_is_when_all_is_searched() {
    on_both_engines(|house| {
        house.read_index();
        let taken_back = house.file_report("A drone that was taken back.");
        let over = house.filed_and_read("A drone of long ago.");
        house.live_through(3);
        let closed = house.filed_and_read("A drone that was dealt with.");
        let open = house.filed_and_read("A drone that hovers still.");
        assert_eq!(house.finds("drone").len(), 4);

        house.withdraw(&taken_back.receipt).expect(200);
        house.close_report(closed);
        let hour = Hour::of(house.now()).0;
        let hex = match house.engine {
            "sqlite" => format!("x'{over}'"),
            _ => format!("'\\x{over}'"),
        };
        house.sql(&format!(
            "UPDATE report SET expires = {hour} WHERE id = {hex};"
        ));
        assert_eq!(house.finds("drone"), [open]);
        assert_eq!(
            house.page("drone", Scope::All, None, 10).hits,
            [open, closed]
        );
        // What was seen to be gone has left the index, and comes back when it is opened again.
        assert_eq!(house.desk().index_progress().reports, 1);
        assert!(house.write_tables(move |tx| tx.set_report_status(closed, 1)));
        assert_eq!(house.finds("drone"), [open]);
        house.keep_house();
        assert_eq!(house.finds("drone"), [open, closed]);
        // Nor does anything have to be searched for to leave it.
        house.close_report(open);
        house.keep_house();
        assert_eq!(house.desk().index_progress().reports, 1);
        // With the report its tokens are destroyed.
        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(house.search_rows().len(), 2);
    });
}

#[test]
fn what_another_node_read_is_found_at_once_and_after_a_restart_everything_is_again() {
    on_both_engines(|house| {
        house.read_index();
        let first = house.filed_and_read("Two men measured the dam.");
        assert_eq!(house.finds("dam"), [first]);
        house.file_report("Three men measured the dam again.");
        let store = Store::open(house.location(), &Options::default()).expect("the database");
        let other = house.desk_on(store).expect("another node");
        assert_eq!(other.analyse_once().expect("read there"), 1);
        other.close();
        let second = house.newest();
        assert_eq!(house.finds("dam"), [second, first]);

        house.restart();
        let page = house.page("dam", Scope::Open, None, 10);
        assert!(
            !page.complete && page.hits.is_empty(),
            "it says that it has not read everything"
        );
        house.read_index();
        assert_eq!(house.finds("dam"), [second, first]);
        let progress = house.desk().index_progress();
        assert_eq!((progress.reports, progress.looked_at), (2, progress.of));
    });
}

#[test]
fn a_search_is_in_the_log_before_it_is_answered() {
    on_both_engines(|house| {
        house.filed_and_read("A drone over the fuel store.");
        house.read_index();
        assert_eq!(house.finds("  DRONE fuel ").len(), 1);
        house.sequence();
        for reader in ["overseer-1", "officer-1"] {
            let entries = house.insider(&[reader]).entries();
            let found = entries.iter().find(|entry| entry.contains("searched"));
            assert_eq!(
                found.expect("an entry"),
                "officer-1 searched: DRONE fuel",
                "{reader}"
            );
        }
        house.stop_sequencer();
        let answered = house
            .desk()
            .search(&house.officer(), &query("drone"), Scope::All, None, 10);
        assert!(refused(answered).starts_with("the log is not being signed"));
        house.start_sequencer();
        for name in ["overseer-1", "custodian-1"] {
            let person = house.unlock(name);
            let answered = house
                .desk()
                .search(&person, &query("drone"), Scope::Open, None, 10);
            assert_eq!(refused(answered), "only an active officer may do this");
        }
    });
}

#[test]
fn pages_go_on_where_the_one_before_ended() {
    on_both_engines(|house| {
        let ids: Vec<Id> = (0..7)
            .map(|n| house.filed_and_read(&format!("A drone, number {n}.")))
            .collect();
        house.close_report(ids[3]);
        house.read_index();
        for (scope, expected) in [(Scope::Open, 6), (Scope::All, 7)] {
            let (mut found, mut before) = (Vec::new(), None);
            loop {
                let page = house.page("drone", scope, before, 2);
                assert!(page.hits.len() <= 2 && page.complete);
                found.extend(page.hits);
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            let newest_first = ids
                .iter()
                .rev()
                .filter(|id| scope == Scope::All || **id != ids[3]);
            assert_eq!(found, newest_first.copied().collect::<Vec<_>>());
            assert_eq!(found.len(), expected);
        }
    });
}

#[test]
fn an_officer_without_the_months_key_gets_the_others_and_is_told_of_the_month_and_nothing_of_what_is_in_it()
 {
    on_both_engines(|house| {
        let early = house.filed_and_read("A drone before officer two came.");
        add(house, "officer-2", Role::Officer);
        house.live_through(40);
        house
            .desk()
            .admit("officer-2", &house.officer())
            .expect("admitted");
        // Whoever comes is given what the one who admits them has; this one was not given that month.
        let later = house.filed_and_read("A drone after officer two came.");
        let circle = house.tables(move |tx| {
            let second = tx.report(early)?.expect("a report").desk_second;
            Ok(tx.second(second)?.expect("a second").circle_key)
        });
        let key = house.keys_of(house.row_of("officer-2").expect("a row").id)[0].id;
        let hex = |id: Id| match house.engine {
            "sqlite" => format!("x'{id}'"),
            _ => format!("'\\x{id}'"),
        };
        house.sql(&format!(
            "DELETE FROM circle_wrap WHERE circle_key = {} AND person_key = {};",
            hex(circle),
            hex(key)
        ));
        house.read_index();
        let two = house.unlock("officer-2");
        for (words, hits) in [("drone", vec![later]), ("before", vec![])] {
            let page = house
                .desk()
                .search(&two, &query(words), Scope::Open, None, 10)
                .expect("searched");
            let closed = (page.closed.older, page.closed.never_given);
            assert_eq!((page.hits, page.damaged, closed), (hits, 0, (0, 1)));
        }
        assert_eq!(house.finds("drone"), [later, early]);
    });
}

#[test]
fn a_month_has_keys_of_its_own_and_both_are_found() {
    on_both_engines(|house| {
        let text = "The same drone over the same fence.";
        let first = house.filed_and_read(text);
        house.live_through(31);
        let second = house.filed_and_read(text);
        let rows = house.search_rows();
        let tokens: HashMap<i64, Vec<seal::Token>> = rows
            .iter()
            .map(|row| (row.month, house.tokens_of(row).expect("tokens")))
            .collect();
        assert_eq!((rows.len(), tokens.len()), (2, 2));
        let [one, other] = [rows[0].month, rows[1].month].map(|month| &tokens[&month]);
        assert_eq!(one.len(), other.len());
        assert!(one.iter().all(|token| other.binary_search(token).is_err()));
        house.read_index();
        assert_eq!(house.finds("drone fence"), [second, first]);
    });
}

#[test]
fn a_changed_blob_is_set_aside_and_breaks_nothing() {
    on_both_engines(|house| {
        let changed = house.filed_and_read("A drone whose tokens will be changed.");
        let moved = house.filed_and_read("A drone whose tokens will be moved.");
        let whole = house.filed_and_read("A drone whose tokens stay.");
        let rows = house.search_rows();
        let of = |id: Id| rows.iter().find(|row| row.id == id).expect("a row").report;
        house.sql(&format!(
            "UPDATE search SET month = month + 1 WHERE report = {};",
            of(changed)
        ));
        house.sql(&format!(
            "UPDATE search SET sealed = (SELECT s.sealed FROM search s WHERE s.report = {}) WHERE report = {};",
            of(whole),
            of(moved)
        ));
        house.read_index();
        assert_eq!(house.finds("drone"), [whole]);
        assert_eq!(house.page("drone", Scope::All, None, 10).hits, [whole]);
        house.keep_house();
        assert_eq!(house.desk().index_progress().reports, 1);
        // They are still listed, and open.
        assert_eq!(house.listed().len(), 3);
        assert_eq!(
            house.text_at_desk(changed),
            "A drone whose tokens will be changed."
        );
    });
}

#[test]
fn no_term_lies_in_the_database() {
    on_both_engines(|house| {
        house.filed_and_read("Kanarienvogel 黄昏时分 over the zitadelle 5813.77");
        house.read_index();
        assert_eq!(house.finds("kanarienvogel 黄昏 5813.77").len(), 1);
        house.sequence();
        let bytes = house.tables(|tx| {
            let mut bytes = Vec::new();
            tx.dump(&mut |frame| {
                if let Frame::Row(cells) = frame {
                    for cell in cells {
                        match cell {
                            Cell::Text(text) => bytes.extend_from_slice(text.as_bytes()),
                            Cell::Blob(blob) => bytes.extend_from_slice(blob),
                            _ => {}
                        }
                    }
                }
                Ok(())
            })?;
            Ok(bytes)
        });
        for term in [
            "Kanarienvogel",
            "kanarienvogel",
            "黄昏",
            "昏时",
            "zitadelle",
            "5813.77",
            "language:",
        ] {
            assert!(Wanted::word(term).in_bytes(&bytes).is_empty(), "{term}");
        }
        assert!(
            !Wanted::word("officer-1").in_bytes(&bytes).is_empty(),
            "it looks where something is"
        );
    });
}

#[test]
fn what_was_destroyed_is_gone_from_old_copies_of_the_tokens_with_its_epochs_key() {
    on_both_engines(|house| {
        let gone = house.file_report("A drone that will be taken back.");
        let kept = house.filed_and_read("A drone that stays.");
        let copies = house.search_rows();
        assert!(copies.iter().all(|row| house.tokens_of(row).is_some()));
        house.withdraw(&gone.receipt).expect(200);
        house.live_through(40);
        assert!(
            copies.iter().all(|row| house.tokens_of(row).is_none()),
            "not even with the keyring"
        );
        // And the keys of the month alone, which stay, never opened them.
        for row in &copies {
            let keys = house.keyring().search_keys(row.month);
            let at = Binding {
                table: "search",
                row: row.id.as_bytes(),
                column: "sealed",
                version: row.month,
            };
            assert!(keys.open(&row.wrap, &at, &row.sealed).is_err());
            assert!(keys.open(b"", &at, &row.sealed).is_err());
        }
        // Those of the living were carried with the wrap of their report.
        house.read_index();
        assert_eq!(house.finds("drone"), [kept]);
    });
}

#[test]
fn a_page_goes_on_although_the_report_that_it_ended_with_is_gone() {
    on_both_engines(|house| {
        let filed = ["first", "second", "third"]
            .map(|n| house.filed_and_read(&format!("A drone, the {n}.")));
        house.read_index();
        for scope in [Scope::Open, Scope::All] {
            let page = house.page("drone", scope, None, 2);
            assert_eq!(page.hits, [filed[2], filed[1]]);
            let gone = filed[1];
            let before = page.next;
            assert!(before.is_some());
            if scope == Scope::All {
                house.write_tables(move |tx| tx.remove_report(gone).map(drop));
            }
            assert_eq!(house.page("drone", scope, before, 2).hits, [filed[0]]);
        }
    });
}
