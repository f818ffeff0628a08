//! What each step of accepting a report costs: `cargo run --release -p seal --example microseconds`.
//! Random bytes come from the system, one call a draw, as the server without a generator of its own would.

use rand_core::UnwrapErr;
use seal::{Binding, Head, Key, LogSigner, Promise, Receipt, SecondKey, label};
use std::{hint::black_box, io::Write, time::Instant};

fn main() -> std::io::Result<()> {
    let rng = &mut UnwrapErr(getrandom::SysRng);
    let (key, inner) = (Key::random(rng), Key::random(rng));
    let at = Binding {
        table: "item",
        row: &[7; 16],
        column: "sealed",
        version: 742,
    };
    let (private, public) = seal::generate(rng);
    let second = SecondKey::new([1; 16], &public, rng);
    let receipt = Receipt::random(rng);
    let (english, signer) = (receipt.english(), LogSigner::from_seed(&[7; 32]));
    let origin = || String::from("tips.example.org/log");
    let promise = Promise {
        origin: origin(),
        leaf: [1; 32],
        date: "2026-11-22".into(),
    };
    let head = Head {
        origin: origin(),
        size: 4096,
        root: [1; 32],
        date: "2026-11-22".into(),
    };
    let (plain, wrapped) = ([b'x'; 900], seal::wrap(&key, rng, &at, &inner));
    let entry = [b'x'; 200];

    time("Key::random", 20_000, || Key::random(rng))?;
    time("Key::derive", 20_000, || key.derive(label::BACKUP, &[1; 8]))?;
    time("seal 900 bytes", 20_000, || {
        seal::seal(&key, rng, &at, &plain)
    })?;
    time("seal_padded to 1 KiB", 20_000, || {
        seal::seal_padded(&key, rng, &at, &plain)
    })?;
    time("seal_padded to 16 KiB", 5_000, || {
        seal::seal_padded(&key, rng, &at, &[b'x'; 9000])
    })?;
    time("wrap", 20_000, || seal::wrap(&key, rng, &at, &inner))?;
    time("unwrap", 20_000, || seal::unwrap(&key, &at, &wrapped))?;
    time("Receipt::random", 20_000, || Receipt::random(rng))?;
    time("Receipt::english", 20_000, || receipt.english())?;
    time("Receipt::parse", 20_000, || Receipt::parse(&english))?;
    time("Receipt::lookup", 20_000, || receipt.lookup(&key))?;
    time("Receipt::wrap_key", 20_000, || receipt.wrap_key(&key))?;
    time("seal_entry of 200 bytes", 20_000, || {
        seal::seal_entry(
            &[1; 16],
            &entry,
            seal::Readers::Both,
            (&second, &second),
            rng,
        )
    })?;
    time("Promise::sign", 5_000, || promise.sign(&signer))?;
    time("Head::sign", 5_000, || head.sign(&signer))?;
    time("SecondKey::new", 500, || {
        SecondKey::new([1; 16], &public, rng)
    })?;
    let open = || {
        SecondKey::open(
            &private,
            &second.id,
            &second.circle_key,
            &second.encapsulation,
        )
    };
    time("SecondKey::open", 500, open)?;
    let split = || seal::split(&key, 2, 3, &mut UnwrapErr(getrandom::SysRng));
    time("split 2 of 3", 20_000, split)?;
    time("leaf_hash of 32 bytes", 20_000, || {
        seal::merkle::leaf_hash(&[1; 32])
    })
}

/// The fastest of forty batches: what the step costs when nobody else wants the core.
#[expect(clippy::disallowed_methods, reason = "a bench has to look at a clock")]
fn time<T>(name: &str, rounds: u32, mut step: impl FnMut() -> T) -> std::io::Result<()> {
    let batch = (rounds / 40).max(5);
    let mut best = f64::INFINITY;
    for _ in 0..40 {
        let start = Instant::now();
        for _ in 0..batch {
            black_box(step());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / f64::from(batch));
    }
    writeln!(std::io::stdout(), "{name:<26}{best:>10.2} us")
}
