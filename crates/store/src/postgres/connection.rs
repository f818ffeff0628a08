//! A connection of one lane: statements prepared once, and a limit to how long the server may be silent.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

use super::batch::Batch;
use super::dial::Dial;
use crate::Error;
use crate::columns::Columns;
use crate::row::Row;
use crate::trouble::Trouble;
use crate::value::Value;

pub(crate) struct Connection {
    runtime: Rc<Runtime>,
    client: Client,
    statements: HashMap<&'static str, Statement>,
    /// How long the server may take for one answer; beyond it the connection counts as lost.
    limit: Duration,
}

impl Connection {
    pub(super) fn open(
        dial: &Dial,
        runtime: &Rc<Runtime>,
        limit: Duration,
    ) -> Result<Connection, tokio_postgres::Error> {
        Ok(Connection {
            client: dial.connect(runtime)?,
            runtime: Rc::clone(runtime),
            statements: HashMap::new(),
            limit,
        })
    }

    pub(super) fn closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Waits for the server, within the limit.
    fn wait<T>(
        &self,
        limit: Duration,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Trouble> {
        match self
            .runtime
            .block_on(async { timeout(limit, answer).await })
        {
            Err(_) => Err(Trouble::Lost),
            Ok(answer) => answer.map_err(|error| Trouble::of_postgres(&error)),
        }
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, Trouble> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.wait(self.limit, self.client.prepare(sql))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    /// Statements without parameters: BEGIN, COMMIT …
    pub(super) fn simple(&self, sql: &str) -> Result<(), Trouble> {
        self.wait(self.limit, self.client.batch_execute(sql))
    }

    /// The same for what may take as long as it likes.
    pub(super) fn simple_unlimited(&self, sql: &str) -> Result<(), Trouble> {
        self.wait(
            Duration::from_secs(24 * 3600),
            self.client.batch_execute(sql),
        )
    }

    pub(crate) fn execute(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<u64, Trouble> {
        let statement = self.prepared(sql)?;
        let parameters = parameters(&statement, values);
        self.wait(self.limit, self.client.execute(&statement, &parameters))
    }

    pub(crate) fn execute_columns(
        &mut self,
        sql: &'static str,
        columns: &Columns,
    ) -> Result<u64, Trouble> {
        let statement = self.prepared(sql)?;
        self.wait(
            self.limit,
            self.client.execute(&statement, &columns.parameters()),
        )
    }

    /// Hands each row to `each` as it arrives. The outer error is the engine's, the inner one that of `each`.
    pub(crate) fn walk(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<Result<(), Error>, Trouble> {
        let statement = self.prepared(sql)?;
        let parameters = parameters(&statement, values);
        self.stream(&statement, parameters, each)
    }

    pub(crate) fn walk_columns(
        &mut self,
        sql: &'static str,
        columns: &Columns,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<Result<(), Error>, Trouble> {
        let statement = self.prepared(sql)?;
        self.stream(&statement, columns.parameters(), each)
    }

    fn stream(
        &self,
        statement: &Statement,
        parameters: Vec<&(dyn ToSql + Sync)>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<Result<(), Error>, Trouble> {
        let silent = |_| Trouble::Lost;
        let trouble = |error: tokio_postgres::Error| Trouble::of_postgres(&error);
        self.runtime.block_on(async {
            let rows = timeout(self.limit, self.client.query_raw(statement, parameters));
            let mut rows = pin!(rows.await.map_err(silent)?.map_err(trouble)?);
            loop {
                let row = timeout(self.limit, rows.try_next()).await.map_err(silent)?;
                let Some(row) = row.map_err(trouble)? else {
                    return Ok(Ok(()));
                };
                if let Err(error) = each(&Row::Postgres(&row)) {
                    return Ok(Err(error));
                }
            }
        })
    }

    /// Sends a whole batch as one transaction without waiting in between: BEGIN, an insert a table, COMMIT.
    pub(super) fn flush(&mut self, batch: &Batch) -> Result<(), Trouble> {
        let mut inserts = Vec::new();
        for (table, columns) in batch.tables() {
            inserts.push((self.prepared(table.insert_many())?, columns.parameters()));
        }
        let sent = async {
            // Futures are polled in this order the first time, and sending is what the first poll does.
            let begin = self.client.batch_execute("BEGIN");
            let inserts = futures_util::future::join_all(
                inserts
                    .iter()
                    .map(|(statement, values)| self.client.execute(statement, values)),
            );
            let commit = self.client.batch_execute("COMMIT");
            let (begin, inserts, commit) = tokio::join!(biased; begin, inserts, commit);
            begin?;
            // The insert that failed tells why; the COMMIT then was a ROLLBACK and succeeded.
            for insert in inserts {
                insert?;
            }
            commit
        };
        self.wait(self.limit, sent)
    }
}

fn parameters<'v>(statement: &Statement, values: &'v [Value<'_>]) -> Vec<&'v (dyn ToSql + Sync)> {
    statement
        .params()
        .iter()
        .zip(values)
        .map(|(kind, value)| value.postgres(kind))
        .collect()
}
