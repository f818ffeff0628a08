//! How a report is sealed: which key wraps which, bound to which place.
//!
//! ```text
//! a file                        a key of its own, in its item
//! content, messages, readings,
//! items of files                data key (one an item)
//! data key, headline            mailbox key (one a mailbox)
//! mailbox keys                  the second's key (desk) | receipt | worker key of the day (job row only)
//! the first two of these        once more under the epoch key, so that ending the epoch ends them everywhere
//! ```

use crate::error::Failure;
use crate::outside::Random;
use report::{Hour, Id, Message, MessageKind, Timestamp};
use seal::{Binding, Key, Receipt, label};
use store::Item;
use zeroize::Zeroizing;

/// Kinds of items, as stored.
pub(crate) mod kind {
    /// What the reporter sent first.
    pub(crate) const CONTENT: i64 = 0;
    /// A message between desk and reporter.
    pub(crate) const MESSAGE: i64 = 1;
    /// What the program read in the content.
    pub(crate) const READING: i64 = 2;
    /// All that the program made of the content.
    pub(crate) const ANALYSIS: i64 = 4;
    /// A file that was sent: what it was called, and the key of its object.
    pub(crate) const FILE: i64 = 3;
}

/// What an item is, as told by its wrap alone. In clear stands only its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// The reporter said it.
    Reporter,
    /// The desk said it.
    Desk,
    /// What the program read, or made of it.
    Reading,
    /// Lies among the messages when the second mailbox pretends to have been withdrawn.
    PretendedWithdrawal,
}

/// What a message does in a conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Turn {
    /// It says something.
    Says,
    /// It is a question.
    Asks,
    /// It answers the question of this number, or all that were asked before.
    Answers(Option<u32>),
}

/// Lies in an item's wrap beside its data key: enough to lay a mailbox out in pages, to bound it, and to know
/// which questions are open and that it was taken back, without opening or even reading a single body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Headline {
    pub(crate) what: What,
    pub(crate) at: Timestamp,
    /// `report::shown_length` of its text.
    pub(crate) length: usize,
    pub(crate) turn: Turn,
}

impl Headline {
    pub(crate) fn of(what: What, at: Timestamp, text: &str) -> Headline {
        Headline {
            what,
            at,
            length: report::shown_length(text),
            turn: Turn::Says,
        }
    }

    pub(crate) fn of_message(what: What, message: &Message) -> Headline {
        let turn = match message.kind {
            MessageKind::Question => Turn::Asks,
            MessageKind::Answer => Turn::Answers(message.question),
            MessageKind::Message | MessageKind::Amendment => Turn::Says,
        };
        Headline {
            turn,
            ..Headline::of(what, message.at, &message.text)
        }
    }

    fn to_bytes(self, data_key: &Key) -> Zeroizing<Vec<u8>> {
        let mut plain = Zeroizing::new(Vec::with_capacity(50));
        plain.extend_from_slice(data_key.expose());
        plain.push(match self.what {
            What::Reporter => 1,
            What::Desk => 2,
            What::Reading => 3,
            What::PretendedWithdrawal => 4,
        });
        plain.extend_from_slice(&self.at.as_microsecond().to_le_bytes());
        // No text is longer than 16 MiB, nor six times that as JSON.
        let length = u32::try_from(self.length).unwrap_or(u32::MAX);
        plain.extend_from_slice(&length.to_le_bytes());
        let (turn, question) = match self.turn {
            Turn::Says => (0, 0),
            Turn::Asks => (1, 0),
            Turn::Answers(question) => (2, question.unwrap_or(0)),
        };
        plain.push(turn);
        plain.extend_from_slice(&u32::to_le_bytes(question));
        plain
    }

    fn from_bytes(plain: &[u8]) -> Result<(Headline, Key), Failure> {
        let [data_key, what, at, length, turn, question] = split::<6>(plain, [32, 1, 8, 4, 1, 4])?;
        let micros = i64::from_le_bytes(at.try_into().map_err(|_| SHAPE)?);
        let length = u32::from_le_bytes(length.try_into().map_err(|_| SHAPE)?);
        let question = u32::from_le_bytes(question.try_into().map_err(|_| SHAPE)?);
        let headline = Headline {
            what: match what {
                [1] => What::Reporter,
                [2] => What::Desk,
                [3] => What::Reading,
                [4] => What::PretendedWithdrawal,
                _ => return Err(SHAPE),
            },
            at: Timestamp::from_microsecond(micros).map_err(|_| SHAPE)?,
            length: usize::try_from(length).map_err(|_| SHAPE)?,
            turn: match turn {
                [0] => Turn::Says,
                [1] => Turn::Asks,
                [2] => Turn::Answers((question > 0).then_some(question)),
                _ => return Err(SHAPE),
            },
        };
        Ok((headline, key(data_key)?))
    }
}

/// Seals one item under a fresh data key, and that key with the headline under the mailbox key.
///
/// Both mailboxes of a report keep their items under the report's id: which of the two an item belongs to is
/// told only by the key that opens it.
pub(crate) fn item(
    mailbox: &Key,
    report: Id,
    kind: i64,
    headline: Headline,
    plain: &[u8],
    random: &mut Random,
) -> Item {
    let id = Id(random.bytes());
    item_of_id(id, mailbox, report, kind, headline, plain, random)
}

/// The id of a message that is kept once, however often it comes: by what is sent, and what its sending is called.
pub(crate) fn once(mailbox: &Key, which: &str) -> Id {
    let name = mailbox.mac(label::MESSAGE_ONCE, which.as_bytes());
    let mut id = Id([0; 16]);
    id.0.copy_from_slice(&name[..16]);
    id
}

/// An item whose id says which one it is, so that the same one is not kept twice.
pub(crate) fn item_of_id(
    id: Id,
    mailbox: &Key,
    report: Id,
    kind: i64,
    headline: Headline,
    plain: &[u8],
    random: &mut Random,
) -> Item {
    let data_key = Key::random(random);
    let wrapped = headline.to_bytes(&data_key);
    Item {
        id,
        report,
        kind,
        hour: Hour::of(headline.at),
        wrap: seal::seal(mailbox, random, &item_place(&id, "wrap", kind), &wrapped),
        sealed: seal::seal_padded(&data_key, random, &item_place(&id, "sealed", kind), plain),
    }
}

/// Opens the wrap of an item; `None` when it belongs to the report's other mailbox.
pub(crate) fn open_wrap(
    mailbox: &Key,
    id: &Id,
    kind: i64,
    wrap: &[u8],
) -> Result<Option<(Headline, Key)>, Failure> {
    match seal::open(mailbox, &item_place(id, "wrap", kind), wrap) {
        Ok(plain) => Headline::from_bytes(&plain).map(Some),
        Err(_) => Ok(None),
    }
}

/// Opens the body of an item.
pub(crate) fn open_body(
    data_key: &Key,
    id: &Id,
    kind: i64,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    seal::open_padded(data_key, &item_place(id, "sealed", kind), sealed)
        .map_err(|_| Failure::Damaged("an item"))
}

/// An item that was opened: its headline and its content.
type Opened = (Headline, Zeroizing<Vec<u8>>);

/// Opens one item; `None` when it belongs to the report's other mailbox.
pub(crate) fn open_item(mailbox: &Key, item: &Item) -> Result<Option<Opened>, Failure> {
    let Some((headline, data_key)) = open_wrap(mailbox, &item.id, item.kind, &item.wrap)? else {
        return Ok(None);
    };
    let plain = open_body(&data_key, &item.id, item.kind, &item.sealed)?;
    Ok(Some((headline, plain)))
}

fn item_place<'a>(id: &'a Id, column: &'static str, kind: i64) -> Binding<'a> {
    Binding {
        table: "item",
        row: id.as_bytes(),
        column,
        version: kind,
    }
}

/// The outer layer of every wrap of a living report: under the epoch key.
pub(crate) fn under_epoch(
    key: &Key,
    epoch: i64,
    table: &'static str,
    row: &[u8],
    inner: &[u8],
    random: &mut Random,
) -> Vec<u8> {
    seal::seal(
        key,
        random,
        &Binding {
            table,
            row,
            column: "epoch",
            version: epoch,
        },
        inner,
    )
}

/// Takes the outer layer off.
pub(crate) fn from_epoch(
    key: &Key,
    epoch: i64,
    table: &'static str,
    row: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    seal::open(
        key,
        &Binding {
            table,
            row,
            column: "epoch",
            version: epoch,
        },
        sealed,
    )
    .map_err(|_| Failure::Damaged("a wrap under the epoch key"))
}

/// The keys of a report's two mailboxes, as the desk gets them.
pub(crate) struct DeskKeys {
    /// Key of the reporter's mailbox.
    pub(crate) first: Key,
    /// Key of the second mailbox.
    pub(crate) second: Key,
}

impl DeskKeys {
    pub(crate) fn seal(&self, second: &Key, report: &Id, random: &mut Random) -> Vec<u8> {
        let mut plain = Zeroizing::new([0; 64]);
        plain[..32].copy_from_slice(self.first.expose());
        plain[32..].copy_from_slice(self.second.expose());
        seal::seal(second, random, &desk_place(report), plain.as_slice())
    }

    pub(crate) fn open(second: &Key, report: &Id, sealed: &[u8]) -> Result<DeskKeys, Failure> {
        let plain = seal::open(second, &desk_place(report), sealed)
            .map_err(|_| Failure::Damaged("the desk's wrap of a report"))?;
        let [first, other] = split::<2>(&plain, [32, 32])?;
        Ok(DeskKeys {
            first: key(first)?,
            second: key(other)?,
        })
    }
}

fn desk_place(report: &Id) -> Binding<'_> {
    Binding {
        table: "report",
        row: report.as_bytes(),
        column: "wrap",
        version: 0,
    }
}

/// Which of a report's two mailboxes a receipt opens. Written only inside what the receipt opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Door {
    /// The reporter's own.
    First,
    /// The harmless one.
    Second,
}

/// What a receipt opens: which mailbox, its key, and what proves the filing.
pub(crate) struct MailboxKeys {
    pub(crate) door: Door,
    pub(crate) report: Id,
    pub(crate) key: Key,
    /// The log leaf of the acceptance.
    pub(crate) leaf: Id,
    /// Its leaf hash, which the promise is over.
    pub(crate) leaf_hash: [u8; 32],
    pub(crate) accepted_at: Timestamp,
}

impl MailboxKeys {
    /// Both mailboxes of a report seal to the same length.
    pub(crate) fn seal(&self, receipt: &Receipt, pepper: &Key, random: &mut Random) -> Vec<u8> {
        let mut plain = Zeroizing::new(Vec::with_capacity(105));
        plain.push(match self.door {
            Door::First => 1,
            Door::Second => 2,
        });
        plain.extend_from_slice(self.report.as_bytes());
        plain.extend_from_slice(self.key.expose());
        plain.extend_from_slice(self.leaf.as_bytes());
        plain.extend_from_slice(&self.leaf_hash);
        plain.extend_from_slice(&self.accepted_at.as_microsecond().to_le_bytes());
        let lookup = receipt.lookup(pepper);
        seal::seal(
            &receipt.wrap_key(pepper),
            random,
            &mailbox_place(&lookup),
            &plain,
        )
    }

    pub(crate) fn open(
        receipt: &Receipt,
        pepper: &Key,
        sealed: &[u8],
    ) -> Result<MailboxKeys, Failure> {
        let lookup = receipt.lookup(pepper);
        let plain = seal::open(&receipt.wrap_key(pepper), &mailbox_place(&lookup), sealed)
            .map_err(|_| Failure::Damaged("a mailbox"))?;
        let [door, report, mailbox_key, leaf, leaf_hash, at] =
            split::<6>(&plain, [1, 16, 32, 16, 32, 8])?;
        let micros = i64::from_le_bytes(at.try_into().map_err(|_| SHAPE)?);
        Ok(MailboxKeys {
            door: match door {
                [1] => Door::First,
                [2] => Door::Second,
                _ => return Err(SHAPE),
            },
            report: id(report)?,
            key: key(mailbox_key)?,
            leaf: id(leaf)?,
            leaf_hash: leaf_hash.try_into().map_err(|_| SHAPE)?,
            accepted_at: Timestamp::from_microsecond(micros).map_err(|_| SHAPE)?,
        })
    }
}

fn mailbox_place(lookup: &[u8; 32]) -> Binding<'_> {
    Binding {
        table: "mailbox",
        row: lookup,
        column: "sealed",
        version: 0,
    }
}

/// The worker's wrap of a mailbox key, in the job row only.
pub(crate) fn for_worker(
    worker: &Key,
    day: i64,
    report: &Id,
    mailbox: &Key,
    random: &mut Random,
) -> Vec<u8> {
    seal::wrap(worker, random, &worker_place(report, day), mailbox)
}

/// Opens the worker's wrap.
pub(crate) fn by_worker(worker: &Key, day: i64, report: &Id, wrap: &[u8]) -> Result<Key, Failure> {
    seal::unwrap(worker, &worker_place(report, day), wrap)
        .map_err(|_| Failure::Damaged("a job's wrap"))
}

fn worker_place(report: &Id, day: i64) -> Binding<'_> {
    Binding {
        table: "job",
        row: report.as_bytes(),
        column: "wrap",
        version: day,
    }
}

const SHAPE: Failure = Failure::Damaged("the shape of a sealed record");

fn split<const N: usize>(plain: &[u8], lengths: [usize; N]) -> Result<[&[u8]; N], Failure> {
    if plain.len() != lengths.iter().sum::<usize>() {
        return Err(SHAPE);
    }
    let mut rest = plain;
    Ok(lengths.map(|length| {
        let (piece, tail) = rest.split_at(length);
        rest = tail;
        piece
    }))
}

fn id(bytes: &[u8]) -> Result<Id, Failure> {
    Id::from_slice(bytes).ok_or(SHAPE)
}

fn key(bytes: &[u8]) -> Result<Key, Failure> {
    Ok(Key::from_bytes(bytes.try_into().map_err(|_| SHAPE)?))
}
