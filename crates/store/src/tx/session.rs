//! Sessions: a person's private key, sealed under a token that only their browser has.

use ::report::Id;

use super::Tx;
use crate::marked::{self, Marked, Unproven};
use crate::row::Row;
use crate::schema::Table;
use crate::value::Value;
use crate::{Error, Kind};

pub(crate) static TABLE: Table = Table::new(
    "session",
    false,
    "hash",
    &[
        ("hash", Kind::Blob),
        ("family", Kind::Blob),
        ("person", Kind::Blob),
        ("person_key", Kind::Blob),
        ("sealed", Kind::Blob),
        ("begun", Kind::Int),
        ("issued", Kind::Int),
        ("used", Kind::Int),
        ("stepped_up", Kind::Int),
        ("retired", Kind::Int),
        ("mark", Kind::Blob),
        ("fresh", Kind::Int),
    ],
);

/// One token of a session. Times are seconds since 1970.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Of the token.
    pub hash: [u8; 32],
    /// The same for all tokens that followed one upon the other since a sign-in.
    pub family: Id,
    pub person: Id,
    /// The key that is sealed here.
    pub person_key: Id,
    pub sealed: Vec<u8>,
    /// When the person signed in.
    pub begun: i64,
    /// When this token was made.
    pub issued: i64,
    /// When it was used last, to a minute.
    pub used: i64,
    /// When the person typed password and code again, for what takes that.
    pub stepped_up: Option<i64>,
    /// When another token took its place.
    pub retired: Option<i64>,
    /// Handed out, and not used yet.
    pub fresh: bool,
}

impl SessionRow {
    fn values(&self) -> [Value<'_>; 11] {
        [
            Value::Blob(&self.hash),
            Value::Blob(&self.family.0),
            Value::Blob(&self.person.0),
            Value::Blob(&self.person_key.0),
            Value::Blob(&self.sealed),
            Value::Int(self.begun),
            Value::Int(self.issued),
            Value::Int(self.used),
            Value::int_or_null(self.stepped_up),
            Value::int_or_null(self.retired),
            Value::Int(i64::from(self.fresh)),
        ]
    }
}

impl Marked for SessionRow {
    const TABLE: &'static str = "session";

    fn id(&self) -> Id {
        self.person
    }

    fn to_mark(&self) -> Vec<u8> {
        marked::to_mark(Self::TABLE, &self.values())
    }
}

fn session(row: &Row<'_>) -> Result<Unproven<SessionRow>, Error> {
    let session = SessionRow {
        hash: row.array(0, "session.hash")?,
        family: row.id(1, "session.family")?,
        person: row.id(2, "session.person")?,
        person_key: row.id(3, "session.person_key")?,
        sealed: row.blob(4, "session.sealed")?,
        begun: row.int(5, "session.begun")?,
        issued: row.int(6, "session.issued")?,
        used: row.int(7, "session.used")?,
        stepped_up: row.int_or_null(8, "session.stepped_up")?,
        retired: row.int_or_null(9, "session.retired")?,
        fresh: row.int(10, "session.fresh")? != 0,
    };
    Ok(Unproven::new(session, row.blob(11, "session.mark")?))
}

impl Tx<'_> {
    /// # Errors
    /// [`Error::Conflict`] if there is one of this token.
    pub fn insert_session(&mut self, session: &SessionRow, mark: &[u8; 32]) -> Result<(), Error> {
        let mut values = session.values().to_vec();
        // Where it stands in the table: what came later lies behind it.
        values.insert(values.len() - 1, Value::Blob(mark));
        self.insert(&TABLE, &values)
    }

    pub fn session(&mut self, hash: &[u8; 32]) -> Result<Option<Unproven<SessionRow>>, Error> {
        self.one(
            "SELECT hash, family, person, person_key, sealed, begun, issued, used, stepped_up, retired, fresh, mark \
             FROM session WHERE hash = $1",
            &[Value::Blob(hash)],
            session,
        )
    }

    /// All of a family, in no order.
    pub fn session_family(&mut self, family: Id) -> Result<Vec<Unproven<SessionRow>>, Error> {
        self.all(
            "SELECT hash, family, person, person_key, sealed, begun, issued, used, stepped_up, retired, fresh, mark \
             FROM session WHERE family = $1",
            &[Value::Blob(&family.0)],
            session,
        )
    }

    /// Those of a family that nothing took the place of yet, in no order.
    pub fn living_tokens(&mut self, family: Id) -> Result<Vec<Unproven<SessionRow>>, Error> {
        self.all(
            "SELECT hash, family, person, person_key, sealed, begun, issued, used, stepped_up, retired, fresh, mark \
             FROM session WHERE family = $1 AND retired IS NULL",
            &[Value::Blob(&family.0)],
            session,
        )
    }

    /// All, in no order.
    pub fn sessions(&mut self) -> Result<Vec<Unproven<SessionRow>>, Error> {
        self.all(
            "SELECT hash, family, person, person_key, sealed, begun, issued, used, stepped_up, retired, fresh, mark \
             FROM session",
            &[],
            session,
        )
    }

    /// Puts a row in the place of the one that carries the mark `former`; only its times change, and whether it is fresh. `false`, and nothing
    /// is changed, when there is none: somebody else was first.
    pub fn replace_session(
        &mut self,
        former: &[u8; 32],
        session: &SessionRow,
        mark: &[u8; 32],
    ) -> Result<bool, Error> {
        let [hash, .., used, stepped_up, retired, fresh] = session.values();
        let touched = self.execute(
            "UPDATE session SET used = $1, stepped_up = $2, retired = $3, fresh = $4, mark = $5 \
             WHERE hash = $6 AND mark = $7",
            &[
                used,
                stepped_up,
                retired,
                fresh,
                Value::Blob(mark),
                hash,
                Value::Blob(former),
            ],
        )?;
        Ok(touched > 0)
    }

    /// Ends a session and tells how many tokens it had.
    pub fn remove_session_family(&mut self, family: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM session WHERE family = $1",
            &[Value::Blob(&family.0)],
        )
    }

    /// Ends all sessions of a person and tells how many tokens they had.
    pub fn remove_sessions_of(&mut self, person: Id) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM session WHERE person = $1",
            &[Value::Blob(&person.0)],
        )
    }

    /// Removes the sessions that began by `begun`, and those of which no token that is in use was used since `used`.
    pub fn reap_sessions(&mut self, begun: i64, used: i64) -> Result<u64, Error> {
        self.execute(
            "DELETE FROM session WHERE begun <= $1 OR family NOT IN \
             (SELECT living.family FROM session AS living WHERE living.retired IS NULL AND living.used > $2)",
            &[Value::Int(begun), Value::Int(used)],
        )
    }
}
