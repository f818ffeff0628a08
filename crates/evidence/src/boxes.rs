//! The boxes of MP4, QuickTime and HEIF. (ISO/IEC 14496-12; Apple, QuickTime File Format)

use crate::bytes::{Head, Held, be32, cut, long, place};
use crate::items::Awaited;
use crate::names::Names;
use crate::traces::Seen;

/// Deeper than any box that is looked for.
const DEEPEST: usize = 10;
/// A `meta` or `keys` box that is larger is not read. Phones write some 4 KiB.
const LARGEST: usize = 65_536;
/// The universally unique id of XMP.
const XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// Boxes that say where.
const PLACES: [&[u8; 4]; 3] = [b"\xa9xyz", b"loci", b"gps "];
/// Boxes that say who or with what.
const MAKERS: [&[u8; 4]; 19] = [
    b"\xa9mak", b"\xa9mod", b"\xa9ART", b"\xa9aut", b"\xa9cpy", b"\xa9dir", b"\xa9prd", b"\xa9wrt",
    b"\xa9prf", b"aART", b"auth", b"perf", b"cprt", b"manu", b"modl", b"CAME", b"MUID", b"ownr",
    b"apID",
];
/// Boxes that are known to say neither.
const PLAIN: [&[u8; 4]; 57] = [
    b"ftyp", b"styp", b"mdat", b"free", b"skip", b"wide", b"pnot", b"pdin", b"moof", b"mfra",
    b"sidx", b"emsg", b"mvhd", b"iods", b"mvex", b"tkhd", b"edts", b"tref", b"tapt", b"load",
    b"mdhd", b"minf", b"clip", b"ctab", b"hinf", b"hnti", b"elng", b"name", b"titl", b"dscp",
    b"gnre", b"yrrc", b"WLOC", b"LOOP", b"SelO", b"AllF", b"chpl", b"covr", b"trkn", b"disk",
    b"tmpo", b"cpil", b"pgap", b"desc", b"\xa9nam", b"\xa9too", b"\xa9swr", b"\xa9enc", b"\xa9day",
    b"\xa9gen", b"\xa9alb", b"\xa9trk", b"\xa9cmt", b"trgr", b"ludt", b"tsel", b"kind",
];

/// Walks through a stream of boxes.
#[derive(Debug)]
pub(crate) struct Boxes {
    /// Bytes read so far.
    at: u64,
    /// The boxes that hold the one that is being read, and where they end.
    around: Vec<Around>,
    step: Step,
    held: Held,
    names: Names,
    awaited: Awaited,
    /// Whether the box came that describes everything else.
    described: bool,
}

#[derive(Debug, Clone, Copy)]
struct Around {
    name: [u8; 4],
    end: u64,
}

#[derive(Debug)]
enum Step {
    Head(Head<8>),
    /// The length of a box of more than 4 GiB.
    Long([u8; 4], Head<8>),
    /// The first four bytes of a `meta` that is not at the top: version and flags, or the length of its first box.
    Meta(Head<4>),
    Head4([u8; 4], Head<4>),
    Handler(Head<12>),
    Uuid(Head<16>),
    /// Kept up to this place and then read.
    Keep([u8; 4]),
    Names,
    Pass,
    /// Not boxes, or not any more.
    Lost,
}

impl Boxes {
    pub(crate) fn new() -> Self {
        Self {
            at: 0,
            around: Vec::with_capacity(DEEPEST + 1),
            step: Step::Head(Head::new()),
            held: Held::new(LARGEST),
            names: Names::of_xml(),
            awaited: Awaited::new(),
            described: false,
        }
    }

    pub(crate) fn memory(&self) -> usize {
        self.held.memory() + self.awaited.memory() + self.around.capacity() * size_of::<Around>()
    }

    /// Where the box ends whose body is being read, or what holds the next one.
    fn end(&self) -> u64 {
        self.around.last().map_or(u64::MAX, |around| around.end)
    }

    pub(crate) fn read(&mut self, mut input: &[u8], seen: &mut Seen) {
        while !input.is_empty() {
            self.close();
            let left = self.end() - self.at;
            // Heads are taken from what is left of the box around them, so that none reaches beyond it.
            let mut part = input
                .get(..usize::try_from(left).unwrap_or(usize::MAX))
                .unwrap_or(input);
            let part = &mut part;
            let length = part.len();
            let next = match &mut self.step {
                Step::Head(head) => head
                    .take(part)
                    .map(|[a, b, c, d, name @ ..]| Next::Box(name, [a, b, c, d])),
                Step::Head4(size, head) => head.take(part).map(|name| Next::Box(name, *size)),
                Step::Long(name, head) => head
                    .take(part)
                    .map(|size| Next::Body(*name, u64::from_be_bytes(size).checked_sub(16))),
                Step::Meta(head) => head.take(part).map(|bytes| match bytes {
                    [0, 0, 0, 0] => Next::Step(Step::Head(Head::new())),
                    size => Next::Step(Step::Head4(size, Head::new())),
                }),
                Step::Handler(head) => head.take(part).map(|bytes| {
                    // Tracks of timed metadata or subtitles: cameras and drones write their way into them.
                    if matches!(
                        bytes.get(8..),
                        Some(b"meta" | b"text" | b"sbtl" | b"subt" | b"camm")
                    ) {
                        seen.unread();
                    }
                    Next::Step(Step::Pass)
                }),
                Step::Uuid(head) => head.take(part).map(|uuid| {
                    Next::Step(if uuid == XMP {
                        self.names = Names::of_xml();
                        Step::Names
                    } else {
                        seen.unread();
                        Step::Pass
                    })
                }),
                Step::Keep(_) => {
                    self.held.keep(cut(part, u64::MAX));
                    None
                }
                Step::Names => {
                    self.names.read(cut(part, u64::MAX), seen);
                    None
                }
                Step::Pass => {
                    self.awaited.see(cut(part, u64::MAX), self.at, seen);
                    None
                }
                Step::Lost => return,
            };
            let taken = length - part.len();
            self.at += long(taken);
            input = input.get(taken..).unwrap_or_default();
            match next {
                None => {}
                Some(Next::Step(step)) => self.step = step,
                Some(Next::Box(name, size)) => match be32(&size, 0) {
                    Some(0) => self.unsized_box(name, seen),
                    Some(1) => self.step = Step::Long(name, Head::new()),
                    size => {
                        let body = size.and_then(|size| u64::from(size).checked_sub(8));
                        self.body(name, body, seen);
                    }
                },
                Some(Next::Body(name, body)) => self.body(name, body, seen),
            }
            self.judge(seen);
        }
    }

    /// A box without a size reaches to the end of the file; inside of another it is only the list's end.
    fn unsized_box(&mut self, name: [u8; 4], seen: &mut Seen) {
        if self.around.is_empty() {
            self.body(name, Some(u64::MAX - self.at), seen);
        } else {
            self.step = Step::Pass;
        }
    }

    /// A box begins whose body is so long.
    fn body(&mut self, name: [u8; 4], length: Option<u64>, seen: &mut Seen) {
        let end = length.and_then(|length| self.at.checked_add(length));
        let Some(end) = end.filter(|end| *end <= self.end()) else {
            // No box can be longer than the one that holds it.
            seen.unread();
            self.step = Step::Lost;
            return;
        };
        let parent = self.around.last().map(|around| around.name);
        self.around.push(Around { name, end });
        self.described |= matches!(&name, b"moov" | b"meta");
        self.step = match &name {
            _ if self.around.len() > DEEPEST => {
                seen.unread();
                Step::Pass
            }
            b"moov" | b"trak" | b"mdia" | b"udta" | b"ilst" => Step::Head(Head::new()),
            b"meta" if parent.is_some() => Step::Meta(Head::new()),
            b"meta" | b"keys" => Step::Keep(name),
            b"hdlr" => Step::Handler(Head::new()),
            b"uuid" => Step::Uuid(Head::new()),
            b"XMP_" => Step::Names,
            name => {
                if PLACES.contains(&name) {
                    seen.position();
                } else if MAKERS.contains(&name) {
                    seen.maker();
                } else if !(PLAIN.contains(&name) || numbered(name, parent)) {
                    seen.unread();
                }
                Step::Pass
            }
        };
    }

    /// Leaves the boxes that end here.
    fn close(&mut self) {
        while self
            .around
            .last()
            .is_some_and(|around| around.end <= self.at)
        {
            self.around.pop();
            if !matches!(self.step, Step::Lost) {
                self.step = Step::Head(Head::new());
            }
        }
    }

    /// Reads what was kept, once it is whole.
    fn judge(&mut self, seen: &mut Seen) {
        let Step::Keep(name) = self.step else {
            return;
        };
        if self.at < self.end() {
            return;
        }
        if !self.held.whole() {
            seen.unread();
        } else if name == *b"keys" {
            keys(self.held.bytes(), seen);
        } else {
            // After version and flags.
            let meta = self.held.bytes().get(4..).unwrap_or_default();
            self.awaited.read(meta, self.at, seen);
        }
        self.held.clear();
        self.step = Step::Pass;
    }

    /// Nothing more comes.
    pub(crate) fn finish(mut self, seen: &mut Seen) {
        self.close();
        // A box without a size is whole wherever the file ends.
        let closed = self.around.iter().all(|around| around.end == u64::MAX);
        let between = match &self.step {
            Step::Head(head) => head.so_far().is_empty(),
            step => matches!(step, Step::Pass),
        };
        if !(closed && between && self.described && self.awaited.over()) {
            seen.unread();
        }
    }
}

/// A value whose name stands in `keys`, which is read: it goes by its number there.
fn numbered(name: &[u8; 4], parent: Option<[u8; 4]>) -> bool {
    parent == Some(*b"ilst") && name.starts_with(&[0])
}

/// What a step found.
enum Next {
    Step(Step),
    /// A name and the size before it.
    Box([u8; 4], [u8; 4]),
    /// A name and the length of its body.
    Body([u8; 4], Option<u64>),
}

/// Apple's and Android's names of values: `mdta`, `com.apple.quicktime.location.ISO6709`.
fn keys(bytes: &[u8], seen: &mut Seen) {
    let mut input = bytes.get(8..).unwrap_or_default();
    while let Some(size) = be32(input, 0).map(place).filter(|size| *size >= 8) {
        let Some((key, rest)) = input.split_at_checked(size) else {
            seen.unread();
            return;
        };
        let key = key.get(8..).unwrap_or_default();
        let last = key.rsplit(|b| *b == b'.').next().unwrap_or_default();
        if key.windows(9).any(|word| word.starts_with(b".location")) || last == b"ISO6709" {
            seen.position();
        }
        if matches!(
            last,
            b"make"
                | b"model"
                | b"author"
                | b"artist"
                | b"manufacturer"
                | b"copyright"
                | b"director"
                | b"producer"
                | b"performer"
                | b"publisher"
                | b"serialnumber"
        ) {
            seen.maker();
        }
        input = rest;
    }
}
