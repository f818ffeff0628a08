//! TLS to PostgreSQL: always verified.

use std::path::Path;

use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::OpenError;

/// Where systems keep the certificates they trust.
const SYSTEM: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
];

/// Takes libpq's `sslrootcert` out of a connection text: the crate does not know it.
pub(super) fn take_root_file(address: &str) -> (String, Option<String>) {
    let Some(start) = address.find("sslrootcert=") else {
        return (address.to_owned(), None);
    };
    let value = start + "sslrootcert=".len();
    let url = address.contains("://");
    let end = address[value..]
        .find(|c: char| if url { c == '&' } else { c.is_whitespace() })
        .map_or(address.len(), |length| value + length);
    let file = address[value..end].trim_matches('\'').to_owned();
    let before = &address[..start];
    let after = &address[end..];
    let rest = if url {
        let after = after.strip_prefix('&').unwrap_or(after);
        let joined = format!("{before}{after}");
        joined.trim_end_matches(['?', '&']).to_owned()
    } else {
        format!("{before}{after}")
    };
    (rest, Some(file))
}

/// A connector that trusts the certificates in this file, or the system's.
pub(super) fn verified(roots: Option<&str>) -> Result<MakeRustlsConnect, OpenError> {
    let system = || SYSTEM.iter().copied().find(|file| Path::new(file).exists());
    let file = roots.or_else(system).ok_or_else(|| {
        OpenError::Tls("no certificates to trust; give sslrootcert=FILE".to_owned())
    })?;
    let mut trusted = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(file)
        .map_err(|error| OpenError::Tls(format!("{file}: {error}")))?;
    trusted.add_parsable_certificates(certificates.filter_map(Result::ok));
    if trusted.is_empty() {
        return Err(OpenError::Tls(format!("{file}: no certificate in it")));
    }
    let config = ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_file_is_taken_out_of_both_kinds_of_address() {
        let take = |text| {
            let (rest, file) = take_root_file(text);
            (rest, file.unwrap_or_default())
        };
        let url = "postgres://a@b/c?sslmode=require&sslrootcert=/x.pem&connect_timeout=3";
        assert_eq!(
            take(url),
            (
                "postgres://a@b/c?sslmode=require&connect_timeout=3".to_owned(),
                "/x.pem".to_owned()
            )
        );
        assert_eq!(
            take("postgres://a@b/c?sslrootcert=/x.pem"),
            ("postgres://a@b/c".to_owned(), "/x.pem".to_owned())
        );
        assert_eq!(
            take("host=b sslrootcert=/x.pem user=a"),
            ("host=b  user=a".to_owned(), "/x.pem".to_owned())
        );
        assert_eq!(take("host=b"), ("host=b".to_owned(), String::new()));
    }
}
