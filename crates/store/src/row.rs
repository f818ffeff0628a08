//! A row as either engine gives it; what does not fit is damage, not a panic.

use report::{Hour, Id};
use rusqlite::types::ValueRef;
use tokio_postgres::types::FromSql;

use crate::{Cell, Error, Kind};

pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn int_or_null(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<Option<i64>, Error> {
        match self {
            Row::Sqlite(row) => match row.get_ref(column) {
                Ok(ValueRef::Integer(number)) => Ok(Some(number)),
                Ok(ValueRef::Null) => Ok(None),
                _ => Err(Error::Damaged { what }),
            },
            Row::Postgres(row) => postgres(row, column, what),
        }
    }

    pub(crate) fn real_or_null(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<Option<f64>, Error> {
        match self {
            Row::Sqlite(row) => match row.get_ref(column) {
                Ok(ValueRef::Real(number)) => Ok(Some(number)),
                Ok(ValueRef::Null) => Ok(None),
                _ => Err(Error::Damaged { what }),
            },
            Row::Postgres(row) => postgres(row, column, what),
        }
    }

    pub(crate) fn text_or_null(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<Option<&'a str>, Error> {
        match self {
            Row::Sqlite(row) => match row.get_ref(column) {
                Ok(ValueRef::Text(text)) => std::str::from_utf8(text)
                    .map(Some)
                    .map_err(|_| Error::Damaged { what }),
                Ok(ValueRef::Null) => Ok(None),
                _ => Err(Error::Damaged { what }),
            },
            Row::Postgres(row) => postgres(row, column, what),
        }
    }

    pub(crate) fn blob_or_null(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<Option<&'a [u8]>, Error> {
        match self {
            Row::Sqlite(row) => match row.get_ref(column) {
                Ok(ValueRef::Blob(bytes)) => Ok(Some(bytes)),
                Ok(ValueRef::Null) => Ok(None),
                _ => Err(Error::Damaged { what }),
            },
            Row::Postgres(row) => postgres(row, column, what),
        }
    }

    pub(crate) fn int(&self, column: usize, what: &'static str) -> Result<i64, Error> {
        self.int_or_null(column, what)?
            .ok_or(Error::Damaged { what })
    }

    /// A number that cannot be negative.
    pub(crate) fn count(&self, column: usize, what: &'static str) -> Result<u64, Error> {
        u64::try_from(self.int(column, what)?).map_err(|_| Error::Damaged { what })
    }

    pub(crate) fn flag(&self, column: usize, what: &'static str) -> Result<bool, Error> {
        match self.int(column, what)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Error::Damaged { what }),
        }
    }

    pub(crate) fn hour(&self, column: usize, what: &'static str) -> Result<Hour, Error> {
        self.int(column, what).map(Hour)
    }

    pub(crate) fn text(&self, column: usize, what: &'static str) -> Result<String, Error> {
        let text = self
            .text_or_null(column, what)?
            .ok_or(Error::Damaged { what })?;
        Ok(text.to_owned())
    }

    pub(crate) fn bytes(&self, column: usize, what: &'static str) -> Result<&'a [u8], Error> {
        self.blob_or_null(column, what)?
            .ok_or(Error::Damaged { what })
    }

    pub(crate) fn blob(&self, column: usize, what: &'static str) -> Result<Vec<u8>, Error> {
        self.bytes(column, what).map(<[u8]>::to_vec)
    }

    pub(crate) fn array<const N: usize>(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<[u8; N], Error> {
        self.bytes(column, what)?
            .try_into()
            .map_err(|_| Error::Damaged { what })
    }

    pub(crate) fn id(&self, column: usize, what: &'static str) -> Result<Id, Error> {
        self.array(column, what).map(Id)
    }

    pub(crate) fn id_or_null(
        &self,
        column: usize,
        what: &'static str,
    ) -> Result<Option<Id>, Error> {
        self.blob_or_null(column, what)?
            .map(|bytes| Id::from_slice(bytes).ok_or(Error::Damaged { what }))
            .transpose()
    }

    /// The value as a cell of a dump.
    pub(crate) fn cell(
        &self,
        column: usize,
        kind: Kind,
        what: &'static str,
    ) -> Result<Cell, Error> {
        Ok(match kind {
            Kind::Int => self
                .int_or_null(column, what)?
                .map_or(Cell::Null, Cell::Int),
            Kind::Real => self
                .real_or_null(column, what)?
                .map_or(Cell::Null, Cell::Real),
            Kind::Text => self
                .text_or_null(column, what)?
                .map_or(Cell::Null, |text| Cell::Text(text.to_owned())),
            Kind::Blob => self
                .blob_or_null(column, what)?
                .map_or(Cell::Null, |bytes| Cell::Blob(bytes.to_vec())),
        })
    }
}

fn postgres<'a, T: FromSql<'a>>(
    row: &'a tokio_postgres::Row,
    column: usize,
    what: &'static str,
) -> Result<Option<T>, Error> {
    row.try_get(column).map_err(|_| Error::Damaged { what })
}
