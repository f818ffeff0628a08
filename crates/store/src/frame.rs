//! The logical dump: tables as a sequence of frames, the same bytes from either engine.
//!
//! A frame is a length (u32, little endian, of what follows), a tag byte and its body:
//!
//! | tag | frame | body |
//! |---|---|---|
//! | 1 | table | name, u16 count of columns, each: name, kind byte |
//! | 2 | row   | u16 count of cells, each: kind byte (0 NULL, 1 int i64, 2 real f64 bits, 3 text, 4 blob), value |
//! | 3 | end   | u64 count of the rows before it |
//!
//! Names are a u16 length and UTF-8; texts and blobs a u32 length and bytes. Reading is strict: another tag, a
//! length that does not fit, bytes left over or text that is no UTF-8 are errors, never a panic.

use std::fmt;

/// The longest frame that is read, in bytes: no row of ours comes near it.
const LONGEST: usize = 64 << 20;

/// The four column types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Real,
    Text,
    Blob,
}

/// A value of a row. `Debug` shows its kind and length, never its content.
#[derive(Clone, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A piece of a dump: a table's head, followed by its rows; [`Frame::End`] comes last, once.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    Table {
        name: String,
        columns: Vec<(String, Kind)>,
    },
    Row(Vec<Cell>),
    End {
        rows: u64,
    },
}

/// What is wrong with the bytes of a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The bytes end inside a frame: read on, or the dump was cut off.
    #[error("the dump ends inside a frame")]
    Short,
    /// No frame can look like this.
    #[error("the dump is damaged")]
    Damaged,
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Null => f.write_str("Null"),
            Cell::Int(_) => f.write_str("Int"),
            Cell::Real(_) => f.write_str("Real"),
            Cell::Text(text) => write!(f, "Text({})", text.len()),
            Cell::Blob(bytes) => write!(f, "Blob({})", bytes.len()),
        }
    }
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Kind::Int => 1,
            Kind::Real => 2,
            Kind::Text => 3,
            Kind::Blob => 4,
        }
    }

    fn of_byte(byte: u8) -> Option<Kind> {
        [Kind::Int, Kind::Real, Kind::Text, Kind::Blob]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }
}

impl Frame {
    /// Appends the frame's bytes to `out`.
    ///
    /// # Errors
    /// [`FrameError::Damaged`] when something is too long to be a frame; `out` is then as it was.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), FrameError> {
        let start = out.len();
        let written = self.write_body(out).and_then(|()| {
            let length = out.len() - start - 4;
            if length > LONGEST {
                return Err(FrameError::Damaged);
            }
            let length = u32::try_from(length).map_err(|_| FrameError::Damaged)?;
            out[start..start + 4].copy_from_slice(&length.to_le_bytes());
            Ok(())
        });
        if written.is_err() {
            out.truncate(start);
        }
        written
    }

    fn write_body(&self, out: &mut Vec<u8>) -> Result<(), FrameError> {
        out.extend_from_slice(&[0; 4]);
        match self {
            Frame::Table { name, columns } => {
                out.push(1);
                put_name(out, name)?;
                put_count(out, columns.len())?;
                for (name, kind) in columns {
                    put_name(out, name)?;
                    out.push(kind.byte());
                }
            }
            Frame::Row(cells) => {
                out.push(2);
                put_count(out, cells.len())?;
                for cell in cells {
                    put_cell(out, cell)?;
                }
            }
            Frame::End { rows } => {
                out.push(3);
                out.extend_from_slice(&rows.to_le_bytes());
            }
        }
        Ok(())
    }

    /// Reads the frame at the start of `bytes` and tells how many bytes it took.
    ///
    /// # Errors
    /// [`FrameError::Short`] when `bytes` ends inside the frame, [`FrameError::Damaged`] when it is none.
    pub fn read(bytes: &[u8]) -> Result<(Frame, usize), FrameError> {
        let length = Frame::length(bytes)?;
        let body = bytes.get(4..length).ok_or(FrameError::Short)?;
        // Inside a whole frame, anything that does not fit is damage and not shortness.
        let frame = Frame::read_body(body).map_err(|_| FrameError::Damaged)?;
        Ok((frame, length))
    }

    /// The whole length in bytes of the frame that begins with these bytes (four are enough).
    ///
    /// # Errors
    /// As [`Frame::read`].
    pub fn length(bytes: &[u8]) -> Result<usize, FrameError> {
        let head = bytes.first_chunk().ok_or(FrameError::Short)?;
        let length = usize::try_from(u32::from_le_bytes(*head)).map_err(|_| FrameError::Damaged)?;
        if length == 0 || length > LONGEST {
            return Err(FrameError::Damaged);
        }
        Ok(length + 4)
    }

    fn read_body(body: &[u8]) -> Result<Frame, FrameError> {
        let mut reader = Reader(body);
        let frame = match reader.byte()? {
            1 => {
                let name = reader.name()?;
                let mut columns = Vec::new();
                for _ in 0..reader.count()? {
                    let column = reader.name()?;
                    let kind = Kind::of_byte(reader.byte()?).ok_or(FrameError::Damaged)?;
                    columns.push((column, kind));
                }
                Frame::Table { name, columns }
            }
            2 => {
                let mut cells = Vec::new();
                for _ in 0..reader.count()? {
                    cells.push(reader.cell()?);
                }
                Frame::Row(cells)
            }
            3 => Frame::End {
                rows: u64::from_le_bytes(reader.array()?),
            },
            _ => return Err(FrameError::Damaged),
        };
        if reader.0.is_empty() {
            Ok(frame)
        } else {
            Err(FrameError::Damaged)
        }
    }
}

fn put_count(out: &mut Vec<u8>, count: usize) -> Result<(), FrameError> {
    let count = u16::try_from(count).map_err(|_| FrameError::Damaged)?;
    out.extend_from_slice(&count.to_le_bytes());
    Ok(())
}

fn put_name(out: &mut Vec<u8>, name: &str) -> Result<(), FrameError> {
    put_count(out, name.len())?;
    out.extend_from_slice(name.as_bytes());
    Ok(())
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), FrameError> {
    let length = u32::try_from(bytes.len()).map_err(|_| FrameError::Damaged)?;
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

fn put_cell(out: &mut Vec<u8>, cell: &Cell) -> Result<(), FrameError> {
    match cell {
        Cell::Null => out.push(0),
        Cell::Int(number) => {
            out.push(Kind::Int.byte());
            out.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Real(number) => {
            out.push(Kind::Real.byte());
            out.extend_from_slice(&number.to_bits().to_le_bytes());
        }
        Cell::Text(text) => {
            out.push(Kind::Text.byte());
            put_bytes(out, text.as_bytes())?;
        }
        Cell::Blob(bytes) => {
            out.push(Kind::Blob.byte());
            put_bytes(out, bytes)?;
        }
    }
    Ok(())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], FrameError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(FrameError::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(FrameError::Damaged)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, FrameError> {
        self.array().map(|[byte]| byte)
    }

    fn count(&mut self) -> Result<u16, FrameError> {
        self.array().map(u16::from_le_bytes)
    }

    fn name(&mut self) -> Result<String, FrameError> {
        let length = usize::from(self.count()?);
        text(self.take(length)?)
    }

    fn bytes(&mut self) -> Result<&'a [u8], FrameError> {
        let length = u32::from_le_bytes(self.array()?);
        self.take(usize::try_from(length).map_err(|_| FrameError::Damaged)?)
    }

    fn cell(&mut self) -> Result<Cell, FrameError> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(Cell::Null);
        }
        match Kind::of_byte(byte).ok_or(FrameError::Damaged)? {
            Kind::Int => Ok(Cell::Int(i64::from_le_bytes(self.array()?))),
            Kind::Real => Ok(Cell::Real(f64::from_bits(u64::from_le_bytes(
                self.array()?,
            )))),
            Kind::Text => Ok(Cell::Text(text(self.bytes()?)?)),
            Kind::Blob => Ok(Cell::Blob(self.bytes()?.to_vec())),
        }
    }
}

fn text(bytes: &[u8]) -> Result<String, FrameError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| FrameError::Damaged)
}
