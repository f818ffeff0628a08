//! Any sequence of operations leaves both engines in the same state and gets the same answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use proptest::collection::vec;
use proptest::prelude::*;
use report::Hour;
use store::kit::Fresh;
use store::{Cell, Error, Frame, Store, Tx};

use crate::backup::dump;
use crate::rows::{accept, id, item, key, leaf, person};

#[derive(Debug, Clone)]
enum Deed {
    Accept(u64),
    AcceptByWrite(u64),
    Withdraw(u64),
    Status(u64, i64),
    Remove(u64),
    Carry(u64, i64),
    Message(u64, u64),
    Claim(i64, u8, i64),
    Complete(usize, u8),
    Retry(usize, u8),
    SetAside(usize, u8),
    DropWraps,
    Leaf(u64),
    Number(i64),
    Expire(i64),
    Person(u64, u8),
    Tally(u8, i64),
    Meta(u8, Vec<u8>),
    Replay(u64, i64),
    Reap(i64),
    List(Option<u64>),
    Object(u64, i64),
    ClaimObject(u64, u64),
    GiveUpObject(u64),
    ForgetObjects(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let n = 0..12_u64;
    prop_oneof![
        6 => n.clone().prop_map(Deed::Accept),
        2 => n.clone().prop_map(Deed::AcceptByWrite),
        2 => n.clone().prop_map(Deed::Withdraw),
        2 => (n.clone(), 0..4_i64).prop_map(|(n, status)| Deed::Status(n, status)),
        2 => n.clone().prop_map(Deed::Remove),
        1 => (n.clone(), 10..13_i64).prop_map(|(n, epoch)| Deed::Carry(n, epoch)),
        2 => (n.clone(), n.clone()).prop_map(|(n, m)| Deed::Message(n, m)),
        3 => (3590..3800_i64, 0..3_u8, 0..4_i64).prop_map(|(now, token, limit)| Deed::Claim(now, token, limit)),
        2 => (0..9_usize, 0..3_u8).prop_map(|(nth, token)| Deed::Complete(nth, token)),
        1 => (0..9_usize, 0..3_u8).prop_map(|(nth, token)| Deed::Retry(nth, token)),
        1 => (0..9_usize, 0..3_u8).prop_map(|(nth, token)| Deed::SetAside(nth, token)),
        1 => Just(Deed::DropWraps),
        2 => (20..30_u64).prop_map(Deed::Leaf),
        2 => (0..5_i64).prop_map(Deed::Number),
        1 => (2999..3002_i64).prop_map(Deed::Expire),
        2 => (n.clone(), 0..4_u8).prop_map(|(n, name)| Deed::Person(n, name)),
        1 => (0..3_u8, -5..9_i64).prop_map(|(name, n)| Deed::Tally(name, n)),
        1 => (0..3_u8, vec(any::<u8>(), 0..5)).prop_map(|(name, value)| Deed::Meta(name, value)),
        1 => (n.clone(), 0..5_i64).prop_map(|(n, hour)| Deed::Replay(n, hour)),
        1 => (0..6_i64).prop_map(Deed::Reap),
        2 => prop::option::of(n.clone()).prop_map(Deed::List),
        2 => (n.clone(), 0..5_i64).prop_map(|(n, hour)| Deed::Object(n, hour)),
        2 => (n.clone(), n.clone()).prop_map(|(n, report)| Deed::ClaimObject(n, report)),
        1 => n.prop_map(Deed::GiveUpObject),
        1 => (0..5_i64).prop_map(Deed::ForgetObjects),
    ]
}

/// The jobs that were leased, in the order in which they were first: a number that a failed insert used up on
/// PostgreSQL and not on SQLite makes their keys differ, so a deed names a job by its place here.
type Leased = Arc<Mutex<Vec<i64>>>;

/// What a deed answers, as text: ids, counts, errors.
fn perform(store: &Store, leased: &Leased, deed: &Deed) -> String {
    let (deed, leased) = (deed.clone(), Arc::clone(leased));
    if let Deed::Accept(n) = deed {
        return format!(
            "{:?}",
            store.append("accept", move |tx| accept(tx, n)).wait()
        );
    }
    let answered = store.write("deed", move |tx| {
        answer(tx, &mut leased.lock().unwrap(), &deed)
    });
    format!("{:?}", answered.wait())
}

fn answer(tx: &mut Tx<'_>, leased: &mut Vec<i64>, deed: &Deed) -> Result<String, Error> {
    let token = |token: u8| [token; 16];
    let job = |leased: &[i64], nth: usize| leased.get(nth).copied().unwrap_or(i64::MAX);
    Ok(match *deed {
        Deed::Accept(n) | Deed::AcceptByWrite(n) => format!("{:?}", accept(tx, n)?),
        Deed::Withdraw(n) => format!("{}", tx.withdraw_report(id(n), Hour(1500))?),
        Deed::Status(n, status) => format!("{}", tx.set_report_status(id(n), status)?),
        Deed::Remove(n) => format!("{}", tx.remove_report(id(n))?),
        Deed::Carry(n, epoch) => {
            let due = tx.to_carry(epoch, Hour(1600), (0, 0), 5)?.len();
            let carried = tx.carry_report(id(n), epoch, b"x")?
                && tx.carry_mailbox(&key(n * 2), epoch, b"y")?;
            format!("{due} {carried} {}", tx.wraps_under(10, Hour(1600))?)
        }
        Deed::Message(n, m) => {
            tx.insert_item(&item(100 + m, id(n), 1))?;
            let messages = tx.items_of_kind(id(n), 1)?;
            format!(
                "{} {}",
                messages.len(),
                tx.first_items(&[id(n), id(m)])?.len()
            )
        }
        Deed::Claim(now, by, limit) => {
            let jobs = tx.claim_jobs(&["other", "read"], now, now + 30, token(by), limit)?;
            let mut told = Vec::new();
            for claimed in jobs {
                let nth = leased.iter().position(|seq| *seq == claimed.seq);
                let nth = nth.unwrap_or_else(|| {
                    leased.push(claimed.seq);
                    leased.len() - 1
                });
                told.push((
                    nth,
                    claimed.report,
                    claimed.attempts,
                    claimed.wrap.is_some(),
                ));
            }
            format!("{told:?}")
        }
        Deed::Complete(nth, by) => format!("{}", tx.complete_job(job(leased, nth), token(by))?),
        Deed::Retry(nth, by) => format!("{}", tx.retry_job(job(leased, nth), token(by), 3700)?),
        Deed::SetAside(nth, by) => format!(
            "{} {:?}",
            tx.set_aside_job(job(leased, nth), token(by), "why")?,
            tx.job_counts()?
        ),
        Deed::DropWraps => format!("{:?} {}", tx.job_days()?, tx.drop_wraps_before(21)?),
        Deed::Leaf(n) => format!("{:?}", tx.insert_leaf(&leaf(n))?),
        Deed::Number(limit) => {
            let leaves = tx.unnumbered(limit)?;
            let mut from = 0;
            tx.walk_leaves(0..u64::MAX, |leaf| {
                from = leaf.position + 1;
                Ok(())
            })?;
            let numbers: Vec<_> = leaves.iter().map(|leaf| leaf.seq).zip(from..).collect();
            tx.number_leaves(&numbers)?;
            format!("{} {}", numbers.len(), tx.leaves(from, 9)?.len())
        }
        Deed::Expire(hour) => format!("{}", tx.expire_entries(Hour(hour), 3)?),
        Deed::Person(n, name) => {
            tx.insert_person(&person(n, &format!("p{name}")), &[6; 32])?;
            format!("{}", tx.persons()?.len())
        }
        Deed::Tally(name, n) => {
            tx.add_tally(1, &name.to_string(), n)?;
            format!("{:?}", tx.tallies()?)
        }
        Deed::Meta(name, ref value) => format!("{:?}", tx.put_meta(&name.to_string(), value)?),
        Deed::Replay(n, hour) => {
            tx.insert_replay(&key(n), Hour(hour), b"page")?;
            format!("{}", tx.replay(&key(n))?.is_some())
        }
        Deed::Object(n, hour) => format!("{:?}", tx.insert_object(id(n), Hour(hour), n)?),
        Deed::ClaimObject(n, report) => format!("{:?}", tx.claim_object(id(n), id(report))?),
        Deed::GiveUpObject(n) => format!("{:?}", tx.give_up_object(id(n))?),
        Deed::ForgetObjects(hour) => {
            let over = tx.nobodys_objects(Hour(hour), 2)?;
            let forgotten = tx.forget_objects(&over)?;
            let all: Vec<_> = (0..12).map(id).collect();
            let mut known: Vec<_> = tx.known_objects(&all)?.into_iter().collect();
            known.sort();
            format!("{forgotten:?} {known:?}")
        }
        Deed::Reap(hour) => format!("{}", tx.reap_replays(Hour(hour))?),
        Deed::List(before) => {
            let listed = tx.living_reports(Hour(1500), before.map(id), 4)?;
            let ids: Vec<_> = listed.iter().map(|report| report.id).collect();
            format!(
                "{ids:?} {} {:?}",
                tx.count_reports()?,
                tx.expired_reports(Hour(1700), Hour(1500), 9)?
            )
        }
    })
}

/// The rows of a dump without `seq`: a failed insert uses up a number on PostgreSQL and not on SQLite. Where a row
/// names its report by that number, the report's id stands instead.
fn state(store: &Store) -> Vec<Frame> {
    let (mut table, mut serial) = (String::new(), false);
    let mut reports = HashMap::new();
    let mut frames = dump(store);
    for frame in &mut frames {
        match frame {
            Frame::Table { name, columns } => {
                table.clone_from(name);
                serial = columns[0].0 == "seq";
            }
            Frame::Row(cells) if serial => {
                let Cell::Int(seq) = cells.remove(0) else {
                    panic!("a growing key is a number");
                };
                match (table.as_str(), cells.as_mut_slice()) {
                    ("report", [id, ..]) => drop(reports.insert(seq, id.clone())),
                    ("item", [_, Cell::Int(report), ..]) => cells[1] = reports[report].clone(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    frames
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]
    #[test]
    fn both_engines_answer_the_same_and_hold_the_same(deeds in vec(deed(), 1..60)) {
        let Some(postgres) = Fresh::postgres() else { return Ok(()) };
        let sqlite = Fresh::sqlite();
        let (one, two) = (sqlite.open(), postgres.open());
        let leased: [Leased; 2] = Default::default();
        for deed in &deeds {
            let (a, b) = (perform(&one, &leased[0], deed), perform(&two, &leased[1], deed));
            prop_assert_eq!(a, b, "{:?}", deed);
        }
        prop_assert!(state(&one) == state(&two));
    }
}
