//! A parameter of a statement, on either engine.

use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{ToSql, Type};

/// Borrowed, and without `Debug`: it may hold what nobody should read in a log.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl<'a> Value<'a> {
    pub(crate) fn blob_or_null(bytes: Option<&'a [u8]>) -> Value<'a> {
        bytes.map_or(Value::Null, Value::Blob)
    }

    pub(crate) fn int_or_null(number: Option<i64>) -> Value<'a> {
        number.map_or(Value::Null, Value::Int)
    }

    pub(crate) fn flag(flag: bool) -> Value<'a> {
        Value::Int(i64::from(flag))
    }

    /// What PostgreSQL is sent for a parameter of this type: a NULL has a type there.
    pub(crate) fn postgres(&self, kind: &Type) -> &(dyn ToSql + Sync) {
        match self {
            Value::Int(number) => number,
            Value::Real(number) => number,
            Value::Text(text) => text,
            Value::Blob(bytes) => bytes,
            Value::Null => match *kind {
                Type::INT8 => &None::<i64>,
                Type::FLOAT8 => &None::<f64>,
                Type::TEXT => &None::<&'static str>,
                _ => &None::<&'static [u8]>,
            },
        }
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(number),
            Value::Real(number) => ValueRef::Real(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
