//! What a file may give away.

use crate::FileKind;

/// Whether something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Trace {
    /// Everything where this kind of file keeps it was read, and it is not there.
    #[default]
    None,
    /// It may be there: the place where it would be was not read, or not in full.
    Possible,
    Found,
}

/// What a file gives away beside its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Traces {
    pub kind: FileKind,
    /// Where it was made: coordinates.
    pub position: Trace,
    /// Who or what made it: author, owner, serial number, make and model of the device.
    pub maker: Trace,
}

/// What was seen so far; it only ever grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    pub(crate) position: Trace,
    pub(crate) maker: Trace,
}

impl Seen {
    pub(crate) fn position(&mut self) {
        self.position = Trace::Found;
    }

    pub(crate) fn maker(&mut self) {
        self.maker = Trace::Found;
    }

    /// Something that may hold a maker was passed over.
    pub(crate) fn maker_unread(&mut self) {
        self.maker = self.maker.max(Trace::Possible);
    }

    /// Something that may hold anything was passed over.
    pub(crate) fn unread(&mut self) {
        self.position = self.position.max(Trace::Possible);
        self.maker_unread();
    }
}
