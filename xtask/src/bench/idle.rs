//! `bench idle`: memory of a fresh server that nobody uses.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;
use tokio::time::sleep;

use super::server::Server;
use super::summary::number;
use super::{Bench, Outcome};

const REST: Duration = Duration::from_secs(5);

pub(super) async fn run(bench: &Bench<'_>) -> Result<Outcome> {
    let data = bench.scratch.path().join("data");
    let server = Server::start(&bench.program, &data, bench.database().as_deref()).await?;
    sleep(REST).await;
    let json = json!({
        "resident_mib": number(Some(server.process.resident_mib()?)),
        "resident_mib_max": number(Some(server.process.resident_mib_max()?)),
    });
    server.stop()?;
    Ok(Outcome::from(json))
}
