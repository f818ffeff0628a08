//! What lies in the .deb, and what it says of itself.

use std::fmt::Write;

/// Where a file of the package comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    Program,
    /// From the repository.
    File(&'static str),
    /// What the program prints, given these words.
    Says(&'static [&'static str]),
    /// The licences of all that is linked in.
    Licences,
}

/// A file, and where it lies on the machine. A name that ends in `.gz` is packed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    pub(super) source: Source,
    pub(super) to: &'static str,
}

impl Content {
    pub(super) fn mode(&self) -> u32 {
        if self.to.starts_with("usr/bin/") {
            0o755
        } else {
            0o644
        }
    }

    pub(super) fn is_packed(&self) -> bool {
        self.to.ends_with(".gz")
    }
}

const fn file(name: &'static str, to: &'static str) -> Content {
    Content {
        source: Source::File(name),
        to,
    }
}

const fn says(words: &'static [&'static str], to: &'static str) -> Content {
    Content {
        source: Source::Says(words),
        to,
    }
}

/// All of it.
pub(super) const CONTENTS: [Content; 22] = [
    Content {
        source: Source::Program,
        to: "usr/bin/tipline",
    },
    file(
        "packaging/tipline.service",
        "usr/lib/systemd/system/tipline.service",
    ),
    file(
        "packaging/tipline-backup.service",
        "usr/lib/systemd/system/tipline-backup.service",
    ),
    file(
        "packaging/tipline-backup.timer",
        "usr/lib/systemd/system/tipline-backup.timer",
    ),
    file("packaging/sysusers.conf", "usr/lib/sysusers.d/tipline.conf"),
    file("packaging/tipline.toml", "etc/tipline/tipline.toml"),
    says(&["man"], "usr/share/man/man1/tipline.1.gz"),
    says(
        &["completions", "bash"],
        "usr/share/bash-completion/completions/tipline",
    ),
    says(
        &["completions", "zsh"],
        "usr/share/zsh/vendor-completions/_tipline",
    ),
    says(
        &["completions", "fish"],
        "usr/share/fish/vendor_completions.d/tipline.fish",
    ),
    file(
        "profiles/default.toml",
        "usr/share/doc/tipline/default.toml",
    ),
    file("docs/deploying.md", "usr/share/doc/tipline/deploying.md"),
    file(
        "docs/threat-model.md",
        "usr/share/doc/tipline/threat-model.md",
    ),
    file("docs/data-model.md", "usr/share/doc/tipline/data-model.md"),
    file("docs/logging.md", "usr/share/doc/tipline/logging.md"),
    file(
        "packaging/nginx.conf",
        "usr/share/doc/tipline/examples/nginx.conf",
    ),
    file(
        "packaging/Caddyfile",
        "usr/share/doc/tipline/examples/Caddyfile",
    ),
    file(
        "packaging/torrc.snippet",
        "usr/share/doc/tipline/examples/torrc.snippet",
    ),
    file(
        "packaging/prometheus-alerts.yml",
        "usr/share/doc/tipline/examples/prometheus-alerts.yml",
    ),
    file("packaging/copyright", "usr/share/doc/tipline/copyright"),
    file("CHANGELOG.md", "usr/share/doc/tipline/changelog.gz"),
    Content {
        source: Source::Licences,
        to: "usr/share/doc/tipline/third-party.gz",
    },
];

/// The file `control`: no dependency at all, the program is static.
pub(super) fn control(version: &str, architecture: &str, size_kib: u64) -> String {
    format!(
        "Package: tipline\n\
         Version: {}\n\
         Architecture: {architecture}\n\
         Maintainer: the tipline authors <maintainers@tipline.invalid>\n\
         Installed-Size: {size_kib}\n\
         Section: net\n\
         Priority: optional\n\
         Suggests: nginx | caddy, tor, postgresql\n\
         Description: public hotline that keeps reporters safe\n\
         \x20People report threats to the security of a place or a system, with or without\n\
         \x20their name. What they send is sealed before it is answered; officers open it\n\
         \x20by name and in writing, and both sides can talk afterwards.\n\
         \x20.\n\
         \x20One static program with its own database; PostgreSQL if you like.\n",
        debian_version(version)
    )
}

/// The files that dpkg never overwrites when somebody changed them.
pub(super) fn conffiles(contents: &[Content]) -> String {
    let mut text = String::new();
    for content in contents
        .iter()
        .filter(|content| content.to.starts_with("etc/"))
    {
        // A String takes whatever is written.
        let _ = writeln!(text, "/{}", content.to);
    }
    text
}

/// What comes before a version (`1.0.0-rc.1`) is older than it; Debian writes that with a tilde.
pub(super) fn debian_version(version: &str) -> String {
    version.replacen('-', "~", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn the_control_file_has_every_field_and_a_description_that_dpkg_reads() {
        let text = control("0.3.0-rc.1", "arm64", 21_000);
        for line in [
            "Package: tipline",
            "Version: 0.3.0~rc.1",
            "Architecture: arm64",
            "Installed-Size: 21000",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert!(!text.contains("Depends:"), "{text}");
        let (_, description) = text.split_once("Description: ").unwrap();
        let further = description.lines().skip(1);
        assert!(further.clone().count() > 3);
        for line in further {
            assert!(line.starts_with(' ') && line.len() <= 80, "{line:?}");
        }
        assert!(text.ends_with('\n') && !text.contains("\n\n"));
    }

    #[test]
    fn only_the_settings_are_the_administrators_to_change() {
        assert_eq!(conffiles(&CONTENTS), "/etc/tipline/tipline.toml\n");
    }

    #[test]
    fn every_file_of_the_list_is_there_and_lies_in_one_place_alone() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let places: BTreeSet<_> = CONTENTS.iter().map(|content| content.to).collect();
        assert_eq!(places.len(), CONTENTS.len());
        for content in &CONTENTS {
            assert!(!content.to.starts_with('/'), "{}", content.to);
            if let Source::File(name) = content.source {
                assert!(root.join(name).is_file(), "{name} is not there");
            }
        }
    }

    #[test]
    fn the_program_alone_can_be_run() {
        let run: Vec<_> = CONTENTS
            .iter()
            .filter(|content| content.mode() & 0o111 != 0)
            .map(|content| content.to)
            .collect();
        assert_eq!(run, ["usr/bin/tipline"]);
    }

    #[test]
    fn the_settings_are_all_commented_out() {
        let text = include_str!("../../../packaging/tipline.toml");
        let plain = |line: &&str| !line.is_empty() && !line.starts_with('#');
        assert_eq!(text.lines().find(plain), None);
    }

    /// The lines that can be uncommented are those that hold anyway, so that nobody changes something by doing it.
    #[test]
    fn what_is_commented_out_stands_so_in_the_profile() {
        let key = |line: &str| line.starts_with('#') && !line.starts_with("# ");
        let lines = include_str!("../../../packaging/tipline.toml").lines();
        let ours: String = lines
            .filter(|line| key(line))
            .map(|line| format!("{}\n", &line[1..]))
            .collect();
        let ours: toml::Table = ours.parse().unwrap();
        let profile = include_str!("../../../profiles/default.toml");
        let profile: toml::Table = profile.parse().unwrap();
        for (section, keys) in ours.iter().filter(|(section, _)| *section != "serve") {
            for (key, value) in keys.as_table().unwrap() {
                assert_eq!(profile[section].get(key), Some(value), "{section}.{key}");
            }
        }
        assert!(ours.len() > 3, "{ours}");
    }
}
