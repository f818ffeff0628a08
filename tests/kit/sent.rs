//! Files that reporters send, before there is a page for it: asked of the desk itself.

use super::deeds::whole_mailbox;
use super::founded::outside;
use super::installation::Installation;
use super::program::Place;
use desk::{Accepted, Desk, Failure, KeyringHome, Mailbox, OpenedFile, SentFile};
use jiff::Timestamp;
use report::{Channel, Draft, Profile};
use seal::Receipt;
use store::{Objects, Options, Store};

/// Bytes that compress badly and repeat nowhere soon.
pub(crate) fn content(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state as u8
        })
        .collect()
}

/// A report of nothing but a text.
pub(crate) fn draft(text: &str) -> Draft {
    let json = serde_json::json!({ "text": text }).to_string();
    let limits = Profile::default_profile().limits();
    Draft::from_json(json.as_bytes(), &limits).expect("a draft")
}

/// Sends a file in pieces as they may come.
pub(crate) fn send(desk: &Desk, name: &str, bytes: &[u8]) -> Result<SentFile, Failure> {
    let mut arriving = desk.receive_file(name, "application/x-canary")?;
    for piece in bytes.chunks(10_007) {
        arriving.push(piece)?;
    }
    arriving.finish()
}

/// The desk of a place that was founded, today.
pub(crate) fn desk_at(place: &Place) -> Desk {
    let store = Store::open(&place.location(), &Options::default()).expect("a database");
    let home = KeyringHome {
        path: place.data.join("keyring"),
        secret: None,
    };
    let profile = Profile::default_profile();
    let objects = Objects::at(place.data.join("objects"));
    let opened = Desk::open(
        store,
        objects,
        home,
        profile,
        outside(Timestamp::now()),
        false,
    );
    opened.expect("a desk").0
}

/// All bytes of an opened file.
pub(crate) fn read(opened: Result<OpenedFile, Failure>) -> Result<Vec<u8>, Failure> {
    let mut opened = opened?;
    let mut bytes = Vec::new();
    while let Some(piece) = opened.next_piece()? {
        bytes.extend_from_slice(piece);
    }
    assert_eq!(opened.size, bytes.len() as u64);
    Ok(bytes)
}

impl Installation {
    pub(crate) fn send_file(&self, name: &str, bytes: &[u8]) -> SentFile {
        send(self.desk(), name, bytes).expect("it arrives")
    }

    pub(crate) fn try_file_with(&self, files: Vec<SentFile>) -> Result<Accepted, Failure> {
        let accepted = self
            .desk()
            .accept_report(draft("With files."), files, Channel::Web);
        self.wait(accepted)
    }

    /// Files a report with these files; gives its two receipts.
    pub(crate) fn file_with(&self, files: Vec<SentFile>) -> (Receipt, Receipt) {
        let accepted = self.try_file_with(files).expect("accepted");
        (accepted.receipt, accepted.second_receipt)
    }

    pub(crate) fn add_file(&self, receipt: &Receipt, file: SentFile) -> Result<(), Failure> {
        self.wait(self.desk().add_file(receipt, file))
    }

    pub(crate) fn opened_mailbox(&self, receipt: &Receipt) -> Result<Mailbox, Failure> {
        self.wait(whole_mailbox(self.desk(), receipt))
    }

    /// What a mailbox lists: number, name, size.
    pub(crate) fn listed_files(&self, receipt: &Receipt) -> Vec<String> {
        let mailbox = self.opened_mailbox(receipt).expect("it opens");
        let listed = mailbox.files.iter();
        listed
            .map(|file| format!("{} {} {}", file.number, file.name, file.size))
            .collect()
    }

    pub(crate) fn read_file(&self, receipt: &Receipt, number: usize) -> Result<Vec<u8>, Failure> {
        read(self.wait(self.desk().open_file(receipt, number)))
    }

    /// The names in the folder of objects.
    pub(crate) fn objects_there(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.objects().folder());
        let names = entries.into_iter().flatten().flatten();
        let mut names: Vec<String> = names
            .map(|entry| entry.file_name().display().to_string())
            .collect();
        names.sort();
        names
    }
}
