//! Every crate inherits the workspace's lints: one that forgets is checked by nothing.

use toml::{Table, Value};

use super::Findings;

/// Takes each package's name and the text of its manifest.
pub(super) fn check(manifests: &[(String, String)]) -> Findings {
    let mut findings = Findings::default();
    for (name, manifest) in manifests {
        match manifest.parse::<Table>() {
            Ok(table) if inherits(&table) => {}
            Ok(_) => findings.fault(format!("`{name}` lacks `[lints] workspace = true`")),
            Err(error) => findings.fault(format!(
                "the manifest of `{name}` is not TOML: {}",
                error.message()
            )),
        }
    }
    findings
}

fn inherits(manifest: &Table) -> bool {
    let workspace = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"));
    workspace.and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(manifest: &str) -> Vec<String> {
        check(&[("room".to_owned(), manifest.to_owned())]).faults
    }

    #[test]
    fn the_inherited_table_is_recognised_in_both_spellings() {
        assert_eq!(faults("[lints]\nworkspace = true"), Vec::<String>::new());
        assert_eq!(faults("lints.workspace = true"), Vec::<String>::new());
    }

    #[test]
    fn a_missing_or_own_table_is_a_fault() {
        assert_eq!(
            faults("[package]\nname = 'room'"),
            ["`room` lacks `[lints] workspace = true`"]
        );
        assert_eq!(faults("[lints.rust]\nunsafe_code = 'allow'").len(), 1);
        assert_eq!(faults("[lints]\nworkspace = false").len(), 1);
    }
}
