//! Files through the form: a long one as fast as it goes, and many slow ones.

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::form::{Texts, end, fields, head, is_receipt, multipart_type, open, parts};
use super::http::Connection;
use super::process::Process;

const MIB: usize = 1 << 20;
/// As large as a browser's own pieces; and often enough to see how much memory the server takes meanwhile.
const PIECE: usize = 64 * 1024;
/// What a slow one sends at a time, and how often: 4 KiB a second.
const TRICKLE: usize = 1024;
const EVERY: Duration = Duration::from_millis(250);

/// How one upload went.
pub(super) struct Uploaded {
    pub(super) took: Duration,
    /// MiB resident before, and the most that was seen meanwhile.
    pub(super) before: f64,
    pub(super) most: f64,
}

/// Files a report with one file of so many MiB of random bytes.
///
/// # Errors
/// It was not answered with a receipt.
pub(super) async fn long(address: SocketAddr, mib: usize, process: &Process) -> Result<Uploaded> {
    let block = noise(8 * MIB);
    let mut connection = Connection::to(address);
    begin(&mut connection, address, "long.bin", mib * MIB, 0).await?;
    let before = process.resident_mib()?;
    let (start, mut most) = (Instant::now(), before);
    let pieces = block.chunks(PIECE).cycle().take(mib * MIB / PIECE);
    for (number, piece) in pieces.enumerate() {
        connection.send(piece).await?;
        if number % 64 == 0 {
            most = most.max(process.resident_mib()?);
        }
    }
    connection.send(format!("\r\n{}", end()).as_bytes()).await?;
    let answer = connection.answer().await?;
    is_receipt(answer.status, answer.body)?;
    Ok(Uploaded {
        took: start.elapsed(),
        before,
        most: most.max(process.resident_mib()?),
    })
}

/// Sends everything that stands before the bytes of a file of this length.
async fn begin(
    connection: &mut Connection,
    address: SocketAddr,
    name: &str,
    length: usize,
    worker: usize,
) -> Result<()> {
    let form = open(connection, address).await?;
    let texts = parts(&fields(&form, &Texts::of(worker).next()));
    let file = format!(
        "--{}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n",
        super::form::BOUNDARY
    );
    let whole = texts.len() + file.len() + length + "\r\n".len() + end().len();
    let head = head(address, &multipart_type(), whole);
    let before = [head, texts, file].concat();
    connection.send(before.as_bytes()).await
}

/// Files that come slowly, as long as this value lives.
pub(super) struct Trickle {
    senders: JoinSet<Result<()>>,
}

impl Trickle {
    /// Begins so many, and waits until each has sent something.
    pub(super) async fn begin(address: SocketAddr, count: usize) -> Result<Self> {
        let block = noise(TRICKLE);
        let mut senders = JoinSet::new();
        for number in 0..count {
            let mut connection = Connection::to(address);
            // So long that nobody comes to its end.
            begin(&mut connection, address, "slow.bin", 1024 * MIB, number).await?;
            connection.send(&block).await?;
            let block = block.clone();
            senders.spawn(async move {
                loop {
                    sleep(EVERY).await;
                    connection.send(&block).await?;
                }
            });
        }
        Ok(Self { senders })
    }

    /// How many still send: all of them, or the server has closed on somebody.
    pub(super) fn alive(&mut self) -> usize {
        while let Some(ended) = self.senders.try_join_next() {
            eprintln!("a slow upload ended: {ended:?}");
        }
        self.senders.len()
    }
}

/// MiB a second of a plain file of the same bytes beside the server's own, to the disk (`fdatasync`).
///
/// # Errors
/// It could not be written.
pub(super) fn plain(folder: &Path, mib: usize) -> Result<f64> {
    let block = noise(8 * MIB);
    let path = folder.join("plain");
    let start = Instant::now();
    let mut file = File::create(&path).context("a plain file cannot be made")?;
    let mut pieces = block.chunks(PIECE).cycle().take(mib * MIB / PIECE);
    pieces.try_for_each(|piece| file.write_all(piece))?;
    file.sync_data()?;
    let took = start.elapsed();
    drop(file);
    std::fs::remove_file(path)?;
    Ok(mib as f64 / took.as_secs_f64())
}

/// Bytes that do not compress: SplitMix64, the same ones every time.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let words = (0..length.div_ceil(8)).flat_map(|_| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)).to_le_bytes()
    });
    words.take(length).collect()
}
