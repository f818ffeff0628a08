//! What the program decides alone: nothing before the decisions of people have earned it a certificate; then how urgent a report
//! is, as far as all three models agree; and nothing more as soon as people judge too many audited reports otherwise.

use crate::kit::installation::Installation;
use desk::{Decision, Deed, QueueRow, TriageStatus};
use report::{Id, Level, Profile};
use store::kit::Fresh;

/// A promise that a few hundred decisions can earn. `audit`: of a hundred reports so many go to people all the same.
fn house(database: Fresh, audit: u32) -> Installation {
    let mut profile = Profile::default_profile();
    profile.triage.error_per_mille = 100;
    profile.triage.confidence_percent = 90;
    profile.triage.audit_percent = audit;
    let mut house = Installation::founded(database, profile);
    house.set_everybody_up();
    house
}

/// Reports of two kinds in turn that the signatures read with certainty: drones, and what is no matter of this line.
fn texts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../signatures/examples");
    let all = |label: &str| -> Vec<String> {
        let files = [1, 2, 3, 4, 5, 6, 8].map(|number| format!("zh-{number}"));
        let files = files.into_iter().chain(["zh-none".to_owned()]);
        let texts = files.map(|name| std::fs::read_to_string(format!("{folder}/{name}.tsv")));
        let texts = texts
            .map(|text| text.expect("examples"))
            .collect::<String>();
        let lines = texts.lines().filter_map(|line| line.split_once('\t'));
        let of = lines.filter(|(of, _)| of.starts_with(label));
        of.map(|(_, text)| text.to_owned()).collect()
    };
    let (drones, harmless) = (all("drones.AVIATION.2"), all("none."));
    let pairs = drones.into_iter().zip(harmless);
    pairs.flat_map(|(one, other)| [one, other]).collect()
}

impl Installation {
    /// Files these; officers agree to whatever is proposed.
    fn decided(&self, texts: &[String]) {
        for text in texts {
            // So many are not all looked for in every file at the end.
            self.file_json(&serde_json::json!({ "text": text }));
        }
        self.drain_jobs();
        let by = self.officer();
        for row in self.open_rows().iter().filter(|row| !row.judged) {
            let agreed = Decision {
                level: Some(row.level),
                ..Decision::default()
            };
            self.desk().decide(&by, row.id, &agreed).expect("decided");
        }
    }

    fn open_rows(&self) -> Vec<QueueRow> {
        let (by, mut rows, mut after) = (self.officer(), Vec::new(), None);
        loop {
            let page = self
                .desk()
                .queue(&by, &desk::QueueAsked::default(), after, 100)
                .expect("a page");
            after = page.rows.last().map(|row| row.place);
            rows.extend(page.rows);
            if !page.more {
                return rows;
            }
        }
    }

    fn row(&self, id: Id) -> QueueRow {
        let mut rows = self.open_rows().into_iter();
        rows.find(|row| row.id == id).expect("it is open")
    }

    fn triage(&self) -> TriageStatus {
        self.desk().triage_status().expect("a status")
    }
}

fn holds(status: &TriageStatus) -> Vec<Level> {
    let chinese = status
        .classes
        .iter()
        .filter(|class| class.tongue.code() == "zh");
    let in_force = chinese.filter(|class| class.is_in_force());
    in_force.map(|class| class.level).collect()
}

#[test]
fn a_certificate_is_earned_by_the_decisions_of_people_and_then_the_program_decides_alone() {
    for database in Fresh::each() {
        let house = house(database, 2);
        let texts = texts();
        let (learnt, new) = texts.split_at(360);
        house.decided(learnt);
        let status = house.triage();
        assert_eq!(
            (status.decided, status.calibration, holds(&status)),
            (360, 0, vec![])
        );
        assert!(house.open_rows().iter().all(|row| !row.alone));
        let status = house.desk().calibrate().expect("calibrated");
        assert_eq!(status.calibration, 1);
        assert!(holds(&status).contains(&Level::Today));
        assert!(
            house
                .last_said(Deed::Calibrated)
                .contains("calibration 1 on 360 decisions")
        );

        for text in &new[..20] {
            house.file_report(text);
        }
        house.drain_jobs();
        let alone: Vec<QueueRow> = house
            .open_rows()
            .into_iter()
            .filter(|row| row.alone)
            .collect();
        assert!(alone.len() >= 8, "{} of 20", alone.len());
        assert_eq!(house.said_of(Deed::DecidedAlone).len(), alone.len());
        // Nobody need judge them; anybody may.
        let page = house
            .at_desk("officer-1")
            .get(&format!("/reports/{}", alone[0].id));
        assert!(
            page.says("by the program") && !page.says("proposed"),
            "{}",
            page.words()
        );
        house.level(alone[0].id, Level::Now);
        let row = house.row(alone[0].id);
        assert!(row.judged && !row.alone && row.level == Level::Now);
    }
}

#[test]
fn what_is_drawn_for_the_audit_is_judged_without_the_programs_opinion_and_errors_suspend_it() {
    for database in Fresh::each() {
        // All of them are drawn.
        let house = house(database, 100);
        let texts = texts();
        let (learnt, new) = texts.split_at(360);
        house.decided(learnt);
        let certified = house.desk().calibrate().expect("calibrated");
        assert!(holds(&certified).contains(&Level::Today));
        let drones: Vec<&String> = new.iter().step_by(2).collect();
        for text in &drones {
            house.file_report(text);
        }
        house.drain_jobs();
        let drawn: Vec<QueueRow> = house
            .open_rows()
            .into_iter()
            .filter(|row| !row.judged && row.level == Level::Unjudged)
            .collect();
        assert!(drawn.len() >= 8, "{} of {}", drawn.len(), drones.len());
        let page = house
            .at_desk("officer-1")
            .get(&format!("/reports/{}", drawn[0].id));
        assert!(page.says("Not judged") && !page.says("proposed") && !page.says("Agree"));

        let mut judged = drawn.iter();
        let mut errors = 0;
        while house.said_of(Deed::Suspended).is_empty() {
            let row = judged.next().expect("an alarm before they run out");
            house.level(row.id, Level::Routine);
            errors += 1;
        }
        assert!((3..=8).contains(&errors), "{errors}");
        let status = house.triage();
        assert!(!holds(&status).contains(&Level::Today));
        let today = |class: &&desk::ClassStatus| class.level == Level::Today && class.alarm.raised;
        let suspended = status.classes.iter().find(today).expect("an alarm");
        assert_eq!(
            (suspended.alarm.audited, suspended.alarm.errors),
            (errors, errors)
        );
        // Judged again it is no second error.
        house.level(drawn[0].id, Level::None);
        assert_eq!(house.triage().classes, status.classes);
        // Of this class nothing is even drawn any more: it is proposed, as before.
        let id = house
            .open_rows()
            .iter()
            .map(|row| row.id)
            .collect::<Vec<_>>();
        house.file_report(&drones[0].replace('。', "，真的。"));
        house.drain_jobs();
        let rows = house.open_rows();
        let newest = rows
            .iter()
            .find(|row| !id.contains(&row.id))
            .expect("it came");
        assert!(newest.level != Level::Unjudged && !newest.judged);
    }
}

#[test]
fn what_was_learnt_of_a_report_goes_with_it_and_a_judgement_taken_back_is_none() {
    for database in Fresh::each() {
        let house = house(database, 5);
        let filed = house.file_report(&texts()[0]);
        house.drain_jobs();
        let id = house.newest();
        house.level(id, Level::Today);
        assert_eq!(house.triage().decided, 1);
        let back = Decision {
            level: Some(Level::Today),
            unjudged: true,
            ..Decision::default()
        };
        house.decide(id, back);
        assert_eq!(house.triage().decided, 0);
        house.level(id, Level::Today);
        house.withdraw(&filed.receipt).expect(200);
        house.turn_clock_hours(25);
        house.keep_house();
        assert_eq!(house.triage().decided, 0);
        let left = house.tables(|tx| tx.decided_cases(0, 10));
        assert!(left.is_empty());
    }
}
