//! The signatures as a page for people: what is looked for, sector by sector.

use super::{Signature, Signatures};
use std::fmt::Write;

impl Signatures {
    /// A page in Markdown: each sector with its signatures. `cargo xtask signatures` writes it to `docs/signatures.md`.
    pub fn page(&self) -> String {
        let mut page = String::from(
            "# What reports are read for\n\nMade from `signatures/` by `cargo xtask signatures`; do not write here. A signature fires where people say what somebody did; \
             what else it may be stands beside it. Level: 3 now, 2 today, 1 routine, for it alone. Weight: 1 to 10. On trial: it is shown and nothing follows \
             from it.\n",
        );
        // Writing into a string cannot fail.
        for sector in &self.sectors {
            let of: Vec<&Signature> = self
                .all
                .iter()
                .filter(|it| it.sector == sector.id)
                .collect();
            let (en, zh) = (&sector.title.en, &sector.title.zh);
            let _ = writeln!(page, "\n## {en} · {zh} (`{}`)\n", sector.id);
            let _ = writeln!(
                page,
                "| | signature | code | level | weight | what else it may be |\n|---|---|---|---|---|---|"
            );
            for (number, signature) in (1..).zip(of) {
                let _ = writeln!(page, "| {number} | {} |", row(signature));
            }
        }
        page
    }
}

fn row(signature: &Signature) -> String {
    let mut title = format!("{} · {}", signature.title.en, signature.title.zh);
    if !signature.stable {
        title.push_str(" (on trial)");
    }
    if !signature.conduct {
        title.push_str(" (no conduct by itself)");
    }
    let techniques = signature.attack.iter();
    let techniques = techniques.map(|it| format!("; ATT&CK {} {}", it.id, it.name));
    title.extend(techniques);
    let (code, level, weight) = (signature.code, signature.level, signature.weight);
    let cells = [
        title,
        code.to_string(),
        level.to_string(),
        weight.to_string(),
        signature.falsepositives.en.clone(),
    ];
    cells
        .map(|cell| cell.replace('|', "\\|").replace('\n', " "))
        .join(" | ")
}
