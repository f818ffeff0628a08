//! Notices by a POST of JSON.

use super::Told;
use anyhow::Context;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Whatever takes notices at an address.
pub(super) struct Hooks(Agent);

impl Hooks {
    /// # Errors
    /// When the system's certificates cannot be read.
    pub(super) fn open(patience: Duration) -> anyhow::Result<Hooks> {
        let known = rustls_native_certs::load_native_certs();
        let certificates: Vec<Certificate<'static>> = known
            .certs
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(certificates)))
            .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
            .build();
        let config = Agent::config_builder()
            .timeout_global(Some(patience))
            // Whoever is on the roster stands there by name: nobody else is told.
            .max_redirects(0)
            .proxy(None)
            .user_agent("tipline")
            .tls_config(tls)
            .build();
        Ok(Hooks(config.into()))
    }

    /// # Errors
    /// When nobody takes it.
    pub(super) fn send(&self, address: &str, told: &Told) -> anyhow::Result<()> {
        let body = json!({
            "kind": told.notice.kind.as_str(),
            "reports": told.notice.reports,
            "whom": told.notice.whom.map(|place| place + 1),
            "subject": told.subject,
            "text": told.text,
        });
        let sent = self
            .0
            .post(address)
            .header("content-type", "application/json")
            .send(body.to_string());
        sent.context("the hook did not take it")?;
        Ok(())
    }
}
