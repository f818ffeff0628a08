use super::*;

/// A file with one signature, of which one line is put in another's place.
fn file(instead: &[(&str, &str)]) -> String {
    let eight = |word: &str| {
        let phrases: Vec<String> = (1..=8).map(|n| format!("\"{word}{n}\"")).collect();
        phrases.join(", ")
    };
    let mut file = format!(
        "sector: drones\n\
         words:\n  drone: {{zh: [无人机, 飞行器], en: [drone~, uav]}}\n\
         signatures:\n\
         - id: over-plant\n  title: {{en: Over a plant, zh: 飞到厂上空}}\n  status: stable\n  code: AVIATION\n  conduct: true\n  level: 2\n  weight: 5\n\
         \u{20}\u{20}zh: [\"$drone*变电站\", {}]\n  en: [\"$drone*over the plant\", {}]\n  asks: [drone-look]\n  falsepositives: {{en: None., zh: 无。}}\n",
        eight("词"),
        eight("word ")
    );
    for (line, other) in instead {
        assert!(file.contains(line), "{line}");
        file = file.replace(line, other);
    }
    file
}

fn read(instead: &[(&str, &str)]) -> Result<Signatures, String> {
    Signatures::read(&[("drones.yaml", &file(instead))]).map_err(|error| error.to_string())
}

/// The pieces of a text where the signature fires.
fn fires<'a>(signatures: &Signatures, text: &'a str) -> Vec<&'a str> {
    let normal = Normal::of(text);
    let hits = signatures.find(&normal).hits;
    let stretches = hits.into_iter().flat_map(|hit| hit.stretches);
    stretches
        .map(|stretch| &text[normal.source(stretch)])
        .collect()
}

#[test]
fn a_signature_fires_on_its_phrases_in_both_languages_and_every_writing() {
    let signatures = read(&[]).expect("signatures");
    for (text, pieces) in [
        ("看到無 人機在變電站上空", vec!["無 人機在變電站"]),
        (
            "Ｄｒｏｎｅｓ circling OVER THE PLANT again",
            vec!["Ｄｒｏｎｅｓ circling OVER THE PLANT"],
        ),
        ("UAV飞到变电站", vec![]),
        ("uavs over the plant", vec![]),
        ("a uav over the plants", vec![]),
        ("无人机。变电站", vec![]),
        ("无人机昨天晚上又从我家楼顶上飞过去了后来到变电站", vec![]),
        ("a drone. It was over the plant", vec![]),
    ] {
        assert_eq!(fires(&signatures, text), pieces, "{text}");
    }
}

#[test]
fn what_it_needs_has_to_be_near_and_nothing_that_hinders_may_be() {
    let asks = "  asks: [drone-look]\n";
    let more = "  all_of: [{zh: [半夜], en: [at night]}]\n  near: {within: 10}\n  not: {zh: [表演], en: [light show]}\n";
    let signatures = read(&[(asks, more)]).expect("signatures");
    assert_eq!(fires(&signatures, "半夜无人机在变电站"), ["无人机在变电站"]);
    assert_eq!(fires(&signatures, "无人机在变电站"), [""; 0]);
    let far = "半夜我起来喝水听见外面嗡嗡响，无人机在变电站";
    assert_eq!(fires(&signatures, far), [""; 0]);
    assert_eq!(fires(&signatures, "半夜无人机在变电站表演"), [""; 0]);
}

#[test]
fn what_is_wrong_is_told_with_file_and_line() {
    let said = |instead: &[(&str, &str)]| read(instead).err().expect("refused");
    let code = "  code: AVIATION\n";
    insta::assert_snapshot!(said(&[(code, "  code: AVIATION\n  colour: red\n")]), @"drones.yaml, line 9: unknown field `colour`, expected one of id, title, status, code, conduct, level, weight, zh, en, all_of, near, not, asks, falsepositives, attack");
    insta::assert_snapshot!(said(&[(code, "  code: CYBER\n")]), @"drones.yaml, line 5: over-plant: CYBER is no code of this sector");
    insta::assert_snapshot!(said(&[("level: 2", "level: 4")]), @"drones.yaml, line 5: over-plant: a level is 1, 2 or 3");
    insta::assert_snapshot!(said(&[("\"词7\", \"词8\"", "\"词6\"")]), @"drones.yaml, line 5: over-plant: 7 phrases in zh, at least 8 are needed");
    insta::assert_snapshot!(said(&[("\"词8\"", "\"俄罗斯人飞无人机\"")]), @"drones.yaml, line 5: over-plant: names \"俄罗斯\" (nationality and language): signatures are about what was done, never about who somebody is");
    let hindered = "  asks: [drone-look]\n  not: {zh: [俄罗斯人]}\n";
    insta::assert_snapshot!(said(&[("  asks: [drone-look]\n", hindered)]), @"drones.yaml, line 5: over-plant: names \"俄罗斯\" (nationality and language): signatures are about what was done, never about who somebody is");
    insta::assert_snapshot!(said(&[("drone~, uav", "drone~, russian drone")]), @"drones.yaml, line 1: the group drone names \"russian\" (nationality and language): signatures are about what was done, never about who somebody is");
    insta::assert_snapshot!(said(&[("\"词8\"", "\"$plane*词\"")]), @"drones.yaml, line 5: over-plant: the phrase \"$plane*词\" uses the group $plane, which this file does not have in this language");
    insta::assert_snapshot!(said(&[("\"词8\"", "\"*词\"")]), @"drones.yaml, line 5: over-plant: the phrase \"*词\" is empty, or has a gap at an end or two side by side");
    insta::assert_snapshot!(said(&[("drone-look", "drone-name")]), @"drones.yaml, line 5: over-plant: no question is called drone-name");
    insta::assert_snapshot!(said(&[("sector: drones", "sector: birds")]), @"drones.yaml, line 1: no sector is called birds");
    insta::assert_snapshot!(said(&[("  weight: 5\n", "  weight: [\n")]), @"drones.yaml, line 11: unexpected event: expected string scalar");
}

#[test]
fn the_delivered_signatures_are_two_hundred_and_more_and_every_kind_has_some() {
    let signatures = Signatures::read(&FILES).unwrap_or_else(|error| panic!("{error}"));
    assert!(signatures.all().len() >= 200, "{}", signatures.all().len());
    for sector in signatures.sectors() {
        for code in sector.kinds.keys() {
            let of = signatures
                .all()
                .iter()
                .filter(|it| it.sector == sector.id && it.code == *code);
            assert!(of.count() >= 2, "{} {code}", sector.id);
        }
    }
}

#[test]
fn every_file_of_signatures_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        let others = [
            "sectors.yaml",
            "questions.yaml",
            "grounds.yaml",
            "words.yaml",
        ];
        if name.ends_with(".yaml") && !others.contains(&name.as_str()) {
            assert!(
                FILES.iter().any(|(it, _)| *it == name),
                "{name} is not read"
            );
        }
    }
}

#[test]
fn every_technique_that_a_signature_names_is_published_under_that_name() {
    let published = include_str!("attack.tsv").lines();
    let published: std::collections::BTreeMap<&str, &str> =
        published.filter_map(|line| line.split_once('\t')).collect();
    assert!(published.len() > 600);
    let named = Signatures::delivered().all().iter();
    let named: Vec<_> = named.flat_map(|signature| &signature.attack).collect();
    assert!(named.len() > 30);
    for technique in named {
        let name = published.get(technique.id.as_str());
        assert_eq!(name, Some(&technique.name.as_str()), "{}", technique.id);
    }
}

#[test]
fn the_page_of_the_signatures_is_made_from_them() {
    let written = include_str!("../../../../docs/signatures.md");
    assert!(
        Signatures::delivered().page() == written,
        "cargo xtask signatures"
    );
}
