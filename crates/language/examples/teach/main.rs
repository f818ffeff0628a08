//! Makes the model from the written examples: `cargo xtask teach`. Deterministic: the same examples give the same bytes. Files that are
//! named (`en-6.tsv`) are left out, so that one can measure on them.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

mod characters;
mod svm;

use language::meaning::{Feature, Kind, Parts, features_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// In how many examples a feature has to stand.
const SEEN: u32 = 3;
/// What an example on the wrong side costs.
const COST: f64 = 1.0;
/// Share by which features count by how well they tell a kind from the others before anything is learnt.
const RATIO: f32 = 0.25;

struct Example {
    /// `None` for no conduct.
    kind: Option<Kind>,
    level: u8,
    features: Vec<Feature>,
}

fn main() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let examples = house.join("signatures/examples");
    let mut files: Vec<_> = std::fs::read_dir(&examples)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut read = Vec::new();
    let mut texts = String::new();
    let left_out: Vec<String> = std::env::args().skip(1).collect();
    let is_left_out = |file: &Path| left_out.iter().any(|name| file.ends_with(name));
    files.retain(|file| !is_left_out(file));
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "tsv"))
    {
        let text = std::fs::read_to_string(file).unwrap();
        for (line, example) in text.lines().enumerate() {
            let example =
                parse(example).unwrap_or_else(|| panic!("{}, line {}", file.display(), line + 1));
            read.push(example);
        }
        texts.push_str(&text);
    }
    let model = teach(&read, language::meaning::digest(texts.as_bytes()));
    let file = house.join("crates/language/src/meaning/delivered.model");
    std::fs::write(&file, &model).unwrap();
    println!("{} examples, {} bytes", read.len(), model.len());
    let written: Vec<&str> = texts
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(_, text)| text)
        .collect();
    let characters = characters::learn(&written);
    println!("{} bytes of characters", characters.len());
    std::fs::write(
        house.join("crates/language/src/delivered.characters"),
        characters,
    )
    .unwrap();
}

fn parse(line: &str) -> Option<Example> {
    let (label, text) = line.split_once('\t')?;
    let mut label = label.split('.');
    let (sector, code, level) = (label.next()?, label.next()?, label.next()?);
    let kind = match sector {
        "none" => None,
        sector => Some(Kind {
            sector: sector.to_owned(),
            code: code.parse().ok()?,
        }),
    };
    Some(Example {
        kind,
        level: level.parse().ok()?,
        features: features_of(text),
    })
}

fn teach(examples: &[Example], taught_by: u64) -> Vec<u8> {
    let mut seen: BTreeMap<Feature, u32> = BTreeMap::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *seen.entry(*feature).or_default() += 1;
    }
    seen.retain(|_, count| *count >= SEEN);
    let all = examples.len() as f64;
    let rarity: Vec<f32> = seen
        .values()
        .map(|count| (((1.0 + all) / (1.0 + f64::from(*count))).ln() + 1.0) as f32)
        .collect();
    let numbers: BTreeMap<Feature, u32> = seen.keys().copied().zip(0..).collect();
    let rows: Vec<svm::Row> = examples
        .iter()
        .map(|example| {
            let known = example
                .features
                .iter()
                .filter_map(|feature| numbers.get(feature));
            let row: svm::Row = known
                .map(|number| (*number, rarity[*number as usize]))
                .collect();
            let long = row
                .iter()
                .map(|(_, value)| value * value)
                .sum::<f32>()
                .sqrt();
            row.into_iter()
                .map(|(number, value)| (number, value / long))
                .collect()
        })
        .collect();
    let kinds: Vec<Kind> = examples
        .iter()
        .filter_map(|it| it.kind.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let features = numbers.len();
    let mut outputs: Vec<Vec<f32>> = Vec::new();
    let learn = |yes: &dyn Fn(&Example) -> bool, weigh: &dyn Fn(&Example) -> f64| {
        let yes = |row: usize| yes(&examples[row]);
        let ratios = ratios(&rows, yes, features);
        let scaled: Vec<svm::Row> = rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|(number, value)| (*number, value * ratios[*number as usize]))
                    .collect()
            })
            .collect();
        let mut weights = svm::learn(&scaled, yes, |row| weigh(&examples[row]), features, COST);
        for (weight, ratio) in weights.iter_mut().zip(&ratios) {
            *weight *= ratio;
        }
        weights
    };
    let alike = |_: &Example| 1.0;
    for kind in &kinds {
        outputs.push(learn(&|it| it.kind.as_ref() == Some(kind), &alike));
    }
    outputs.push(learn(&|it| it.kind.is_none(), &alike));
    outputs.push(learn(&|it| it.level == 3, &alike));
    // What is harmless says nothing of how faint a report is.
    let reported = |it: &Example| if it.kind.is_some() { 1.0 } else { 0.01 };
    outputs.push(learn(&|it| it.level == 1, &reported));
    let bias = outputs.iter().map(|weights| weights[features]).collect();
    let rows = numbers
        .iter()
        .map(|(feature, number)| {
            let number = *number as usize;
            let row = outputs.iter().map(|weights| weights[number]).collect();
            (*feature, rarity[number], row)
        })
        .collect();
    Parts {
        taught_by,
        kinds,
        bias,
        rows,
    }
    .to_bytes()
}

/// How much more a feature counts for telling these rows from the others than one that stands in both as often: by the logarithm
/// of how much oftener it stands in one of them (Wang and Manning, "Baselines and Bigrams", ACL 2012, whose share this is, too).
fn ratios(rows: &[svm::Row], yes: impl Fn(usize) -> bool, features: usize) -> Vec<f32> {
    let mut counts = [vec![1.0_f32; features], vec![1.0_f32; features]];
    for (at, row) in rows.iter().enumerate() {
        let counts = &mut counts[usize::from(yes(at))];
        for (number, _) in row {
            counts[*number as usize] += 1.0;
        }
    }
    let [others, these] = counts;
    let odds = others.iter().sum::<f32>() / these.iter().sum::<f32>();
    let ratio = |(these, others): (&f32, &f32)| (these / others * odds).ln().abs();
    let ratios = these.iter().zip(&others).map(ratio);
    ratios.map(|ratio| RATIO * ratio + 1.0 - RATIO).collect()
}
