//! Jobs and leases.

use store::kit::on_each_engine;
use store::{Job, Store};

use crate::rows::{accept_each, id, item, job};
use report::Hour;
use store::ReadReport;

const A: [u8; 16] = [0xaa; 16];
const B: [u8; 16] = [0xbb; 16];

fn claim(store: &Store, now: i64, token: [u8; 16], limit: i64) -> Vec<Job> {
    store
        .write("claim", move |tx| {
            tx.claim_jobs(&["read"], now, now + 60, token, limit)
        })
        .wait()
        .unwrap()
}

#[test]
fn jobs_are_leased_in_order_once_and_not_before_they_are_due() {
    on_each_engine(|_, store| {
        for number in 1..=3 {
            store
                .append("job", move |tx| tx.insert_job(&job(number)))
                .wait()
                .unwrap();
        }
        assert!(claim(store, 3599, A, 9).is_empty());
        let first = claim(store, 3600, A, 2);
        assert_eq!(
            first.iter().map(|job| job.report).collect::<Vec<_>>(),
            [id(1), id(2)]
        );
        assert!(
            first
                .iter()
                .all(|job| job.attempts == 1 && job.token == A && job.wrap == Some(vec![3; 16]))
        );
        let second = claim(store, 3601, B, 9);
        assert_eq!(
            second.iter().map(|job| job.report).collect::<Vec<_>>(),
            [id(3)]
        );
        assert!(claim(store, 3602, B, 9).is_empty());
        let none = store
            .write("claim", |tx| tx.claim_jobs(&["other"], 9000, 9999, A, 9))
            .wait()
            .unwrap();
        assert!(none.is_empty());
    });
}

#[test]
fn an_expired_lease_is_taken_again_and_the_lost_one_completes_nothing() {
    on_each_engine(|_, store| {
        store
            .append("job", |tx| tx.insert_job(&job(1)))
            .wait()
            .unwrap();
        let lost = claim(store, 4000, A, 1).remove(0);
        assert!(claim(store, 4059, B, 1).is_empty());
        let again = claim(store, 4060, B, 1).remove(0);
        assert_eq!((again.seq, again.attempts, again.token), (lost.seq, 2, B));
        store
            .write("lost", move |tx| {
                assert!(!tx.complete_job(lost.seq, A)?);
                assert!(!tx.retry_job(lost.seq, A, 5000)?);
                assert!(!tx.set_aside_job(lost.seq, A, "gone")?);
                assert!(tx.complete_job(again.seq, B)?);
                assert!(!tx.complete_job(again.seq, B)?);
                assert!(tx.job_counts()?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn a_round_of_work_is_written_in_one_go_and_leaves_out_what_was_lost() {
    on_each_engine(|_, store| {
        accept_each(store, 4);
        let jobs = claim(store, 4000, A, 3);
        let seqs: Vec<i64> = jobs.iter().map(|job| job.seq).collect();
        let lost = seqs[1];
        store
            .write("round", move |tx| {
                assert!(tx.complete_job(lost, A)?);
                assert!(tx.complete_jobs(&seqs, B)?.is_empty());
                assert_eq!(tx.complete_jobs(&seqs, A)?, [seqs[0], seqs[2]]);
                assert!(tx.complete_jobs(&[], A)?.is_empty());
                tx.insert_items(&[item(11, id(1), 2), item(12, id(3), 2)])?;
                tx.insert_items(&[])?;
                let read = |number| ReadReport {
                    id: id(number),
                    level: 4,
                    conduct: if number == 1 { "CYBER" } else { "" }.to_owned(),
                    ahead: 7,
                    due: Hour(1),
                    alone: false,
                    aside_until: None,
                };
                assert_eq!(tx.read_reports(&[read(1), read(3), read(99)])?, 2);
                let conducts = [(1, Some("CYBER")), (3, None)];
                for (number, conduct) in conducts {
                    let row = tx.report(id(number))?.unwrap();
                    assert_eq!(
                        (row.reading, row.level, row.due, row.turn),
                        (1, 4, Hour(1), Hour(-6))
                    );
                    assert_eq!((row.conduct.as_deref(), row.judged), (conduct, false));
                }
                assert_eq!(tx.report(id(2))?.unwrap().reading, 0);
                assert_eq!(tx.items_of_kind(id(3), 2)?.len(), 1);
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 1, 0, 0)]);
                Ok(())
            })
            .wait()
            .unwrap();
    });
}

#[test]
fn a_job_is_retried_later_and_set_aside_after_its_attempts_without_its_wrap() {
    on_each_engine(|_, store| {
        store
            .append("job", |tx| tx.insert_job(&job(1)))
            .wait()
            .unwrap();
        let first = claim(store, 4000, A, 1).remove(0);
        assert!(
            store
                .write("retry", move |tx| tx.retry_job(first.seq, A, 4010))
                .wait()
                .unwrap()
        );
        assert!(claim(store, 4009, A, 1).is_empty());
        let second = claim(store, 4010, B, 1).remove(0);
        assert_eq!(second.attempts, 2);
        store
            .write("set aside", move |tx| {
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 0, 1, 0)]);
                assert_eq!(tx.job_days()?, [20]);
                assert!(tx.set_aside_job(second.seq, B, "unreadable")?);
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 0, 0, 1)]);
                assert!(tx.job_days()?.is_empty());
                Ok(())
            })
            .wait()
            .unwrap();
        assert!(claim(store, 99_999, A, 9).is_empty());
    });
}

#[test]
fn the_wraps_of_old_days_are_dropped_and_the_jobs_stay() {
    on_each_engine(|_, store| {
        for number in 1..=3 {
            let day = 20 + i64::try_from(number).unwrap();
            let new = store::NewJob {
                wrap_day: day,
                ..job(number)
            };
            store
                .append("job", move |tx| tx.insert_job(&new))
                .wait()
                .unwrap();
        }
        store
            .write("drop", |tx| {
                assert_eq!(tx.job_days()?, [21, 22, 23]);
                assert_eq!(tx.drop_wraps_before(23)?, 2);
                assert_eq!(tx.drop_wraps_before(23)?, 0);
                assert_eq!(tx.job_days()?, [23]);
                Ok(())
            })
            .wait()
            .unwrap();
        let claimed = claim(store, 4000, A, 9);
        assert_eq!(
            claimed
                .iter()
                .map(|job| job.wrap.is_some())
                .collect::<Vec<_>>(),
            [false, false, true]
        );
    });
}

#[test]
fn workers_that_claim_at_once_never_share_a_job() {
    on_each_engine(|_, store| {
        for number in 0..200 {
            drop(store.append("job", move |tx| tx.insert_job(&job(number))));
        }
        store
            .append("last", |tx| tx.insert_job(&job(200)))
            .wait()
            .unwrap();
        let claims: Vec<_> = (0..16_u8)
            .map(|worker| {
                store.write("claim", move |tx| {
                    tx.claim_jobs(&["read"], 4000, 4060, [worker; 16], 20)
                })
            })
            .collect();
        let mut seen: Vec<i64> = claims
            .into_iter()
            .flat_map(|claim| claim.wait().unwrap())
            .map(|job| job.seq)
            .collect();
        let total = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), total);
        assert!(total >= 180, "most jobs are taken: {total}");
    });
}

#[test]
fn what_was_tried_before_is_leased_alone_and_before_the_fresh() {
    on_each_engine(|_, store| {
        for number in 1..=5 {
            store
                .append("job", move |tx| tx.insert_job(&job(number)))
                .wait()
                .unwrap();
        }
        // A worker takes three of them and never comes back.
        assert_eq!(claim(store, 4000, A, 3).len(), 3);
        assert_eq!(claim(store, 4001, B, 9).len(), 2, "the fresh ones");
        for expected in [id(1), id(2), id(3)] {
            let again = claim(store, 4060, B, 9);
            let found: Vec<_> = again.iter().map(|job| (job.report, job.attempts)).collect();
            assert_eq!(found, [(expected, 2)]);
        }
    });
}

#[test]
fn a_report_that_is_withdrawn_leaves_the_queue_and_its_reading_is_dropped() {
    on_each_engine(|_, store| {
        accept_each(store, 2);
        let being_read = claim(store, 4000, A, 9);
        let seqs: Vec<i64> = being_read.iter().map(|job| job.seq).collect();
        store
            .write("withdraw", move |tx| {
                assert!(tx.withdraw_report(id(1), report::Hour(2))?);
                assert_eq!(tx.job_counts()?, vec![("read".to_owned(), 0, 1, 0)]);
                assert_eq!(tx.complete_jobs(&seqs, A)?, [seqs[1]]);
                Ok(())
            })
            .wait()
            .unwrap();
    });
}
