//! The lane that appends: everything queued becomes one transaction of one insert a table.

use std::time::Duration;

use super::batch::Batch;
use super::dial::Dial;
use super::pool::{Line, PATIENCE};
use crate::clock::instant;
use crate::operation::{Queued, answer_all};
use crate::queue::Queue;
use crate::trouble::{Complaint, Trouble};
use crate::tx::Engine;
use crate::{Error, Tx};

/// Operations of one transaction at most.
const BATCH: usize = 256;
/// How long the server may take for one batch.
const LIMIT: Duration = Duration::from_secs(5);
/// Between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(50);

/// Runs until the queue is closed and empty.
pub(super) fn run(queue: &Queue<Queued>, dial: Dial) {
    let Some(mut line) = Line::new(dial, LIMIT) else {
        let mut rest = Vec::new();
        while queue.take_many(&mut rest, BATCH) {
            answer_all(rest.drain(..), &Err(Error::Unavailable));
        }
        return;
    };
    let mut complaint = Complaint::default();
    let mut waiting = Vec::with_capacity(BATCH);
    while !waiting.is_empty() || queue.take_many(&mut waiting, BATCH) {
        if line.connect().is_ok() {
            waiting = flush(&mut line, waiting, &mut complaint);
        }
        if !waiting.is_empty() {
            // The connection is gone. Whoever waited long enough is told so, with whoever came meanwhile.
            std::thread::sleep(PAUSE);
            queue.take_ready(&mut waiting, BATCH);
            let late;
            (late, waiting) = waiting.into_iter().partition(|operation| {
                instant().saturating_duration_since(operation.asked()) > PATIENCE
            });
            answer_all(late, &Err(Error::Unavailable));
        }
    }
}

/// Runs and commits a batch and answers its operations. When it cannot be committed, its halves are tried, down to
/// single operations: so that one that fails does so alone. Gives back what found no connection.
fn flush(line: &mut Line, operations: Vec<Queued>, complaint: &mut Complaint) -> Vec<Queued> {
    let mut lost = Vec::new();
    // A stack of what is still to be done, the first on top.
    let mut todo = vec![operations];
    while let Some(operations) = todo.pop() {
        let Some(connection) = line.connected() else {
            lost.extend(operations);
            continue;
        };
        let mut batch = Batch::default();
        let mut kept = Vec::with_capacity(operations.len());
        for mut operation in operations {
            let mark = batch.mark();
            if operation.run(&mut Tx::new(Engine::Batch(&mut batch))) {
                kept.push(operation);
            } else {
                batch.rewind(&mark);
                operation.answer(Ok(()));
            }
        }
        if kept.is_empty() {
            continue;
        }
        match connection.flush(&batch) {
            Ok(()) => answer_all(kept, &Ok(())),
            Err(Trouble::Lost) => {
                // Perhaps it was committed. Run again, a conflict on its own first row will mean that it was.
                line.hang_up("an append");
                kept.iter_mut().for_each(|operation| operation.keep());
                lost.extend(kept);
            }
            Err(trouble) if kept.len() == 1 => {
                if !matches!(trouble, Trouble::Conflict(_) | Trouble::NoReport) {
                    complaint.about(1, &trouble, "an append");
                }
                answer_all(kept, &Err(trouble.error("an append")));
            }
            Err(_) => {
                let second = kept.split_off(kept.len() / 2);
                todo.push(second);
                todo.push(kept);
            }
        }
    }
    lost
}
