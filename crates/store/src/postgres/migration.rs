//! Migrating a PostgreSQL database, one node at a time.

use tokio_postgres::Client;

use super::dial::Dial;
use crate::OpenError;
use crate::migrate::{self, Dialect};

/// The lock that the node which migrates holds; any number that nothing else of ours uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(128048570335234)";

/// Connects once and migrates.
pub(super) fn open(dial: &Dial) -> Result<(), OpenError> {
    let runtime = Dial::runtime()?;
    let client = dial
        .connect(&runtime)
        .map_err(|error| OpenError::Connect(text(&error)))?;
    runtime.block_on(async {
        while step(&client).await? {}
        Ok(())
    })
}

/// Applies the next migration; `false` when there is none left. The lock lasts as long as the transaction, so a node
/// that comes second sees what the first has done.
async fn step(client: &Client) -> Result<bool, OpenError> {
    let cannot = |error: tokio_postgres::Error| OpenError::Connect(text(&error));
    client
        .batch_execute(&format!("BEGIN; {LOCK}; {}", migrate::TABLE))
        .await
        .map_err(cannot)?;
    let rows = client.query(migrate::LIST, &[]).await.map_err(cannot)?;
    let mut applied: Vec<(i64, String)> = Vec::with_capacity(rows.len());
    for row in rows {
        applied.push((
            row.try_get(0).map_err(cannot)?,
            row.try_get(1).map_err(cannot)?,
        ));
    }
    let next = migrate::steps(&applied, Dialect::Postgres)?
        .into_iter()
        .next();
    let Some(step) = next else {
        client.batch_execute("COMMIT").await.map_err(cannot)?;
        return Ok(false);
    };
    let failed = |error: tokio_postgres::Error| OpenError::Migration {
        version: step.version,
        cause: text(&error),
    };
    client.batch_execute(&step.sql).await.map_err(failed)?;
    let hour: i64 = client
        .query_one(
            "SELECT CAST(floor(extract(epoch FROM now()) / 3600) AS BIGINT)",
            &[],
        )
        .await
        .and_then(|row| row.try_get(0))
        .map_err(failed)?;
    client
        .execute(migrate::INSERT, &[&step.version, &step.checksum, &hour])
        .await
        .map_err(failed)?;
    client.batch_execute("COMMIT").await.map_err(failed)?;
    Ok(true)
}

/// What a person who opens the database needs to know. Nothing of a reporter is in it: no row was touched.
fn text(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(cause) => format!("{} ({})", cause.message(), cause.code().code()),
        None => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
        }
    }
}
