//! Law: whatever is sent to the API, rightly or wrongly, is answered as its own OpenAPI document says, and never with
//! a server error. Asked by schemathesis, which makes its requests from that document.

use crate::kit::program::{Place, has, skip};
use std::process::Command;

/// The answers wait for nothing here; what is kept of each request is not the question.
const SETTINGS: &str = "[mailbox]\nanswer_ms = 1\n";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance,unsupported_method,allow_header_conformance";

#[test]
fn the_api_answers_as_its_document_says() {
    ask(6);
}

#[test]
#[ignore = "soak: many more examples"]
fn soak_the_api_answers_as_its_document_says() {
    ask(150);
}

fn ask(examples: usize) {
    let Some(schemathesis) = schemathesis() else {
        return;
    };
    let place = Place::sqlite().with_settings(SETTINGS);
    let served = place.serve();
    let mut command = Command::new(schemathesis);
    command
        .arg("run")
        .arg(format!("http://{}/api/v1/openapi.json", served.public));
    command.args([
        "--checks",
        CHECKS,
        "--max-examples",
        &examples.to_string(),
        "--no-color",
        "--request-timeout",
        "10",
    ]);
    command.args([
        "--generation-database",
        "none",
        "--suppress-health-check",
        "all",
        "--continue-on-failure",
    ]);
    let output = command
        .current_dir(place.home.path())
        .output()
        .expect("schemathesis");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // It must have filed something, or it asked nothing at all.
    assert!(served.reports() > 0, "{said}");
    println!(
        "{}",
        said.lines()
            .rev()
            .take(12)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

fn schemathesis() -> Option<std::ffi::OsString> {
    let told = std::env::var_os("TIPLINE_SCHEMATHESIS");
    let found = told.or_else(|| has("schemathesis").then(|| "schemathesis".into()));
    if found.is_none() {
        skip("schemathesis is not installed (pip install schemathesis, or TIPLINE_SCHEMATHESIS)");
    }
    found
}
