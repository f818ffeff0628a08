//! Two engines, one behaviour (architecture.md, Storage): the same deeds of reporters, officers and the house itself,
//! in any order, show everybody the same on SQLite and on PostgreSQL.

use crate::kit::deeds::Filed;
use crate::kit::deeds::whole_mailbox;
use crate::kit::installation::Installation;
use desk::ReplayKey;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use report::{Channel, Draft, Id, Profile};
use seal::Receipt;
use std::fmt::Write;
use store::kit::{Fresh, Server};

/// Something that somebody does. Numbers choose among the reports filed so far.
#[derive(Debug, Clone)]
enum Deed {
    File { named: bool },
    FileAgain { key: u8 },
    Message { report: usize, second: bool },
    Withdraw { report: usize, second: bool },
    Reply { report: usize, question: bool },
    Open { report: usize },
    Read,
    KeepHouse { steady: bool },
    Hours(i64),
    Restart,
}

fn deed() -> impl Strategy<Value = Deed> {
    let report = 0..8_usize;
    prop_oneof![
        5 => any::<bool>().prop_map(|named| Deed::File { named }),
        2 => (0..3_u8).prop_map(|key| Deed::FileAgain { key }),
        3 => (report.clone(), any::<bool>()).prop_map(|(report, second)| Deed::Message { report, second }),
        2 => (report.clone(), any::<bool>()).prop_map(|(report, second)| Deed::Withdraw { report, second }),
        3 => (report.clone(), any::<bool>()).prop_map(|(report, question)| Deed::Reply { report, question }),
        1 => report.prop_map(|report| Deed::Open { report }),
        2 => Just(Deed::Read),
        3 => prop::bool::weighted(0.8).prop_map(|steady| Deed::KeepHouse { steady }),
        4 => prop_oneof![Just(1), Just(7), Just(25), Just(24 * 9), Just(24 * 30)].prop_map(Deed::Hours),
        1 => Just(Deed::Restart),
    ]
}

/// One engine's house, and the reports filed there in their order.
struct Side {
    house: Installation,
    filed: Vec<(Receipt, Receipt)>,
    ids: Vec<Id>,
}

impl Side {
    fn new(database: Fresh) -> Side {
        let mut house = Installation::founded(database, Profile::default_profile());
        house.set_everybody_up();
        Side {
            house,
            filed: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// Does it, and says what its doer saw.
    fn perform(&mut self, deed: &Deed) -> String {
        let house = &mut self.house;
        let chosen = |report: usize| report % self.filed.len().max(1);
        let receipt = |report: usize, second: bool| {
            self.filed.get(chosen(report)).map(|both| {
                if second {
                    both.1.clone()
                } else {
                    both.0.clone()
                }
            })
        };
        match deed {
            Deed::File { named } => {
                let contact = if *named {
                    r#","contact":{"name":"Pat"}"#
                } else {
                    ""
                };
                let body = format!(
                    r#"{{"text":"report number {}"{contact}}}"#,
                    self.filed.len()
                );
                let filed = Filed::of(house.post("/api/v1/reports", body).expect(201));
                self.remember(&filed.receipt, &filed.second);
                "filed".to_owned()
            }
            Deed::FileAgain { key } => {
                let body = format!(r#"{{"text":"repeated {key}"}}"#);
                let draft =
                    Draft::from_json(body.as_bytes(), &house.profile().limits()).expect("a draft");
                let key: ReplayKey = house
                    .desk()
                    .replay_key(&format!("an idempotency key, {key}"), body.as_bytes());
                let accepted = house
                    .wait(
                        house
                            .desk()
                            .accept_report_once(draft, Vec::new(), Channel::Api, &key),
                    )
                    .expect("accepted");
                let (first, second) = (
                    accepted.receipt.english(),
                    accepted.second_receipt.english(),
                );
                if self
                    .filed
                    .iter()
                    .any(|(known, _)| *known == accepted.receipt)
                {
                    return "the same answer".to_owned();
                }
                self.remember(&first, &second);
                "filed".to_owned()
            }
            Deed::Message { report, second } => match receipt(*report, *second) {
                Some(receipt) => said(&house.message(&receipt.english(), "One more thing.")),
                None => "nothing".to_owned(),
            },
            Deed::Withdraw { report, second } => match receipt(*report, *second) {
                Some(receipt) => said(&house.withdraw(&receipt.english())),
                None => "nothing".to_owned(),
            },
            Deed::Reply { report, question } => match self.ids.get(chosen(*report)) {
                Some(id) => outcome(&house.desk().reply(
                    &house.officer(),
                    *id,
                    "Thank you.",
                    *question,
                )),
                None => "nothing".to_owned(),
            },
            Deed::Open { report } => match self.ids.get(chosen(*report)) {
                Some(id) => {
                    let opened = house.desk().open_report(&house.officer(), *id, "a test");
                    let count = opened.as_ref().map_or(0, |opened| opened.messages.len());
                    format!("{} {count}", outcome(&opened))
                }
                None => "nothing".to_owned(),
            },
            Deed::Read => format!("read {}", house.drain_jobs()),
            Deed::KeepHouse { steady } => {
                let kept = house.desk().keep_house(*steady);
                house.sequence();
                outcome(&kept)
            }
            Deed::Hours(hours) => {
                house.turn_clock_hours(*hours);
                // At once, so that what is filed next is after the daily head on both.
                house.sequence();
                "later".to_owned()
            }
            Deed::Restart => {
                house.restart();
                "again".to_owned()
            }
        }
    }

    fn remember(&mut self, first: &str, second: &str) {
        let parse = |text: &str| Receipt::parse(text).expect("a receipt");
        self.filed.push((parse(first), parse(second)));
        self.ids.push(self.house.newest());
    }

    /// Everything that anybody can see, without what is random.
    fn seen(&self) -> String {
        let mut seen = String::new();
        let house = &self.house;
        house.sequence();
        for (n, (first, second)) in self.filed.iter().enumerate() {
            for receipt in [first, second] {
                match house.wait(whole_mailbox(house.desk(), receipt)) {
                    Err(failure) => writeln!(seen, "{n}: {failure}"),
                    Ok(mailbox) => {
                        let texts: Vec<&str> = mailbox
                            .messages
                            .iter()
                            .map(|message| message.message.text.as_str())
                            .collect();
                        let proved = matches!(mailbox.proof, desk::ProofState::Complete { .. });
                        writeln!(
                            seen,
                            "{n}: {} until {} {texts:?} proved {proved}",
                            mailbox.status.as_str(),
                            mailbox.kept_until
                        )
                    }
                }
                .expect("written");
            }
        }
        for report in house
            .desk()
            .list_reports(&house.officer(), None, 100)
            .expect("the list")
        {
            let number = self.ids.iter().position(|id| *id == report.id);
            let language = report
                .reading
                .as_ref()
                .map(|reading| reading.language.as_str());
            let (status, people) = (report.status.as_str(), report.left_to_people);
            writeln!(
                seen,
                "listed {number:?} {} {status} {} {language:?} {people}",
                report.hour, report.named
            )
            .expect("written");
        }
        let keyring = house.keyring();
        writeln!(
            seen,
            "{} reports, jobs {:?}",
            house.report_count(),
            house.jobs()
        )
        .expect("written");
        writeln!(
            seen,
            "epochs {:?}, worker days {:?}",
            keyring.epochs(),
            keyring.worker_days()
        )
        .expect("written");
        let tallies = house.tables(|tx| tx.tallies());
        writeln!(seen, "{tallies:?}").expect("written");
        let log = house.desk().verify_log(None, |_| ()).expect("verified");
        writeln!(seen, "log problems {:?}", log.problems).expect("written");
        seen
    }
}

fn said(answer: &crate::kit::answer::Answer) -> String {
    if answer.status < 300 {
        answer.json()["status"].to_string()
    } else {
        answer.problem()
    }
}

fn outcome<T>(done: &Result<T, desk::Failure>) -> String {
    done.as_ref()
        .err()
        .map_or("done".to_owned(), ToString::to_string)
}

fn the_engines_agree(cases: u32) {
    let Some(server) = Server::shared() else {
        return;
    };
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 40,
        ..ProptestConfig::with_cases(cases)
    };
    let run = TestRunner::new(config).run(&prop::collection::vec(deed(), 8..22), |deeds| {
        let (mut sqlite, mut postgres) = (Side::new(Fresh::sqlite()), Side::new(server.database()));
        for deed in &deeds {
            prop_assert_eq!(sqlite.perform(deed), postgres.perform(deed), "{:?}", deed);
        }
        let (one, other) = (sqlite.seen(), postgres.seen());
        if !one.contains("log problems []") {
            return Err(TestCaseError::fail(one));
        }
        prop_assert_eq!(one, other);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}

#[test]
fn any_sequence_of_deeds_looks_the_same_on_both_engines() {
    the_engines_agree(3);
}

#[test]
#[ignore = "soak: many more sequences"]
fn soak_any_sequence_of_deeds_looks_the_same_on_both_engines() {
    the_engines_agree(100);
}
