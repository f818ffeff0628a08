//! Accepts a second at 64 at a time, with the rows of a real report: `cargo bench -p store [-- sqlite|postgres|all|walk SECONDS]`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use report::{Hour, Id};
use store::kit::Fresh;
use store::{Error, Item, NewJob, NewLeaf, NewReport, ReadReport, Store, Tx};

const AT_ONCE: u64 = 64;

#[allow(clippy::disallowed_methods, reason = "a bench measures")]
fn instant() -> Instant {
    Instant::now()
}

/// Random enough to land anywhere in an index (splitmix64).
fn random<const N: usize>(seed: &mut u64) -> [u8; N] {
    let mut bytes = [0; N];
    for chunk in bytes.chunks_mut(8) {
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
    }
    bytes
}

struct Accept {
    report: NewReport,
    mailbox: Vec<u8>,
    item: Item,
    job: NewJob,
    leaf: NewLeaf,
}

fn accept(seed: &mut u64) -> Accept {
    let id = Id(random(seed));
    Accept {
        report: NewReport {
            id,
            named: false,
            hour: Hour(500_000),
            expires: Hour(517_000),
            epoch: 700,
            desk_second: Id(random(seed)),
            wrap: random::<120>(seed).to_vec(),
            lookups: [random(seed), random(seed)],
            due: Hour(500_024),
        },
        mailbox: random::<200>(seed).to_vec(),
        item: Item {
            id: Id(random(seed)),
            report: id,
            kind: 0,
            hour: Hour(500_000),
            wrap: random::<73>(seed).to_vec(),
            sealed: random::<1100>(seed).to_vec(),
        },
        job: NewJob {
            kind: "read",
            report: id,
            run_at: 0,
            wrap: Some(random::<73>(seed).to_vec()),
            wrap_day: 20_000,
        },
        leaf: NewLeaf {
            id: Id(random(seed)),
            commitment: random(seed),
            mark: random(seed),
            salt: random(seed),
            sealed: random::<512>(seed).to_vec(),
            desk_second: Some(Id(random(seed))),
            overseers_second: Some(Id(random(seed))),
            expires: Hour(600_000),
            subject: None,
        },
    }
}

fn insert(tx: &mut Tx<'_>, accept: &Accept) -> Result<(), Error> {
    tx.insert_report(&accept.report)?;
    for lookup in &accept.report.lookups {
        tx.insert_mailbox(lookup, 700, &accept.mailbox)?;
    }
    tx.insert_item(&accept.item)?;
    tx.insert_job(&accept.job)?;
    tx.insert_leaf(&accept.leaf)
}

/// A worker's round and a sequencer's round after it; how many jobs and leaves they did.
fn work(store: &Store, position: &mut u64, seed: &mut u64) -> (usize, usize) {
    let token: [u8; 16] = random(seed);
    let jobs = store
        .write("claim", move |tx| {
            tx.claim_jobs(&["read"], 1, 100, token, 64)
        })
        .wait()
        .unwrap_or_default();
    let done = jobs.len();
    if done > 0 {
        let reports: Vec<Id> = jobs.iter().map(|job| job.report).collect();
        let items = store
            .read("contents", move |tx| tx.first_items(&reports))
            .wait()
            .expect("contents");
        store
            .write("read", move |tx| {
                let readings: Vec<Item> = items
                    .iter()
                    .map(|item| Item {
                        kind: 2,
                        ..item.clone()
                    })
                    .collect();
                let reports: Vec<ReadReport> = jobs
                    .iter()
                    .map(|job| ReadReport {
                        id: job.report,
                        level: 2,
                        conduct: "AVIATION".to_owned(),
                        ahead: 12,
                        due: Hour(i64::MAX),
                        alone: false,
                        aside_until: None,
                    })
                    .collect();
                let seqs: Vec<i64> = jobs.iter().map(|job| job.seq).collect();
                tx.insert_items(&readings)?;
                tx.read_reports(&reports)?;
                tx.complete_jobs(&seqs, token)?;
                Ok(())
            })
            .wait()
            .expect("a round of work");
    }
    let from = *position;
    let numbered = store
        .write("sequence", move |tx| {
            let leaves = tx.unnumbered(1024)?;
            let numbers: Vec<(i64, u64)> = leaves.iter().map(|leaf| leaf.seq).zip(from..).collect();
            tx.number_leaves(&numbers)?;
            Ok(numbers.len())
        })
        .wait()
        .expect("a round of numbering");
    *position += u64::try_from(numbered).unwrap_or(0);
    (done, numbered)
}

fn measure(fresh: &Fresh, seconds: u64, with_work: bool) {
    let store = fresh.open();
    let (over, accepted) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let started = instant();
    let mut latencies: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let (store, over, accepted) = (&store, &over, &accepted);
                scope.spawn(move || {
                    let mut seed = 7 + thread * 1_000_003;
                    let mut taken = Vec::new();
                    let mut flying = std::collections::VecDeque::new();
                    while !over.load(Ordering::Relaxed) || !flying.is_empty() {
                        while flying.len() < (AT_ONCE / 4) as usize && !over.load(Ordering::Relaxed)
                        {
                            let accept = accept(&mut seed);
                            flying.push_back((
                                instant(),
                                store.append("accept", move |tx| insert(tx, &accept)),
                            ));
                        }
                        if let Some((began, pending)) = flying.pop_front() {
                            pending.wait().expect("an accept");
                            taken.push(instant() - began);
                            accepted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    taken
                })
            })
            .collect();
        let worker = scope.spawn(|| {
            let (mut position, mut seed, mut done, mut numbered) = (0, 1, 0, 0);
            while with_work && !over.load(Ordering::Relaxed) {
                let (jobs, leaves) = work(&store, &mut position, &mut seed);
                (done, numbered) = (done + jobs, numbered + leaves);
                if jobs == 0 {
                    std::thread::sleep(Duration::from_millis(25));
                }
            }
            (done, numbered)
        });
        std::thread::sleep(Duration::from_secs(seconds));
        over.store(true, Ordering::Relaxed);
        let all = threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("a thread"))
            .collect();
        if with_work {
            eprintln!(
                "  worked: {:?} (jobs, leaves)",
                worker.join().expect("the worker")
            );
        }
        all
    });
    let took = (instant() - started).as_secs_f64();
    latencies.sort_unstable();
    let at = |share: usize| latencies[(latencies.len() - 1) * share / 1000];
    eprintln!(
        "{} {}: {:.0} accepts/s, p50 {:?}, p99 {:?}, p99.9 {:?}, longest {:?}",
        fresh.engine,
        if with_work {
            "with worker and sequencer"
        } else {
            "accepts alone"
        },
        accepted.load(Ordering::Relaxed) as f64 / took,
        at(500),
        at(990),
        at(999),
        at(1000),
    );
    for (name, measured) in store.metrics() {
        let mean = Duration::from_nanos(measured.nanoseconds / measured.count.max(1));
        let (count, retries) = (measured.count, measured.retries);
        eprintln!(
            "  {name}: {count} of {mean:?}, {} errors, {retries} retries",
            measured.errors
        );
    }
    store.close();
}

/// How fast a log of 200,000 leaves is walked.
fn walk(fresh: &Fresh) {
    let store = fresh.open();
    let mut seed = 3;
    for start in (0..200_000).step_by(5_000) {
        let numbered: Vec<(u64, NewLeaf)> = (start..start + 5_000)
            .map(|at| (at, accept(&mut seed).leaf))
            .collect();
        store
            .write("leaves", move |tx| tx.insert_numbered_leaves(&numbered))
            .wait()
            .expect("leaves");
    }
    let started = instant();
    let walked = store.read("walk", |tx| {
        let mut bytes = 0;
        tx.walk_leaves(0..u64::MAX, |leaf| {
            bytes += leaf.sealed.map_or(0, <[u8]>::len);
            Ok(())
        })?;
        Ok(bytes)
    });
    let bytes = walked.wait().expect("a walk");
    let rate = 200_000.0 / (instant() - started).as_secs_f64();
    eprintln!("{} walk: {rate:.0} leaves/s, {bytes} bytes", fresh.engine);
    store.close();
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let engine = arguments.get(1).map_or("all", String::as_str);
    let seconds = arguments
        .get(2)
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(5);
    if engine == "walk" {
        return Fresh::each().for_each(|fresh| walk(&fresh));
    }
    for with_work in [false, true] {
        if engine != "postgres" {
            measure(&Fresh::sqlite(), seconds, with_work);
        }
        if engine != "sqlite" {
            Fresh::postgres()
                .iter()
                .for_each(|fresh| measure(fresh, seconds, with_work));
        }
    }
}
