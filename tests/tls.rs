//! Law: with a certificate of one's own the public door speaks TLS and nothing else; half of what TLS needs is refused,
//! and so is a database on another machine when nobody said how it is to be spoken to.

use crate::kit::http::post;
use crate::kit::program::{Place, has, skip};
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn tls_is_spoken_with_a_certificate_of_ones_own() {
    if !has("openssl") {
        return skip("openssl is not installed");
    }
    let place = Place::sqlite();
    let (certificate, key) = (place.beside("certificate.pem"), place.beside("key.pem"));
    let (certificate, key) = (
        certificate.to_str().expect("a path"),
        key.to_str().expect("a path"),
    );
    let mut make = Command::new("openssl");
    make.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
    ]);
    make.args([
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ]);
    make.args(["-keyout", key, "-out", certificate]);
    assert!(
        make.stderr(Stdio::null())
            .status()
            .expect("openssl")
            .success()
    );

    let served = place.serve_with(&["serve", "--tls-cert", certificate, "--tls-key", key]);
    assert!(served.said().contains("https://"), "{}", served.said());
    let mut client = Command::new("openssl");
    client.args([
        "s_client",
        "-quiet",
        "-verify_return_error",
        "-CAfile",
        certificate,
        "-servername",
        "localhost",
    ]);
    client.args(["-connect", &served.public.to_string()]);
    let mut client = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl");
    let request = post("/api/v1/reports", r#"{"text":"under TLS"}"#)
        .replace("Host:", "Connection: close\r\nHost:");
    client
        .stdin
        .as_mut()
        .expect("a pipe")
        .write_all(request.as_bytes())
        .expect("a connection");
    let output = client.wait_with_output().expect("an answer");
    let answer = String::from_utf8_lossy(&output.stdout);
    assert!(
        answer.starts_with("HTTP/1.1 201 Created"),
        "{answer}{}",
        String::from_utf8_lossy(&output.stderr)
    );

    // Plain text at the same door gets no answer, and does no harm.
    let mut plain = served.client();
    plain
        .send(post("/api/v1/reports", r#"{"text":"in the clear"}"#))
        .expect("a connection");
    assert!(plain.answer().is_err());
    assert_eq!(served.reports(), 1);

    let halves = place.run(&["serve", "--tls-cert", certificate]);
    assert_eq!(halves.status, 2);
    let swapped = place.run(&["serve", "--tls-cert", key, "--tls-key", certificate]);
    insta::assert_snapshot!(place.told(&swapped), @"2: tipline: the key file is not PEM");
}

#[test]
fn a_database_on_another_machine_is_not_spoken_to_in_clear() {
    let place = Place::at_database("postgres://tipline:secret@db.example/tipline".to_owned());
    let refused = place.told(&place.run(&["serve", "--public", "127.0.0.1:0"]));
    insta::assert_snapshot!(refused, @"2: tipline: the database could not be opened: the database at db.example would be spoken to in clear: write sslmode=require into its address (the server's certificate is verified; sslrootcert=FILE names your own authority), or sslmode=disable if nobody else is on the way there");
}
