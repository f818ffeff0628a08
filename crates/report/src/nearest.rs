//! The known name nearest to a mistyped one.

/// No known name is longer; comparing a longer word would only cost time.
const LONGEST: usize = 40;

/// The known name that differs least from `word`, if it differs little enough to be meant: by at most a third
/// of its letters, case and `-` for `_` aside. Costs at most a small constant for each known name.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let fold = |text: &str| -> Vec<char> {
        text.chars()
            .map(|c| {
                if c == '-' {
                    '_'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect()
    };
    let word = fold(word);
    let near = known.into_iter().filter_map(|name| {
        let folded = fold(name);
        let apart = distance(&word, &folded);
        (apart * 3 <= folded.len().max(3)).then_some((apart, name))
    });
    near.min_by_key(|&(apart, _)| apart).map(|(_, name)| name)
}

/// Optimal string alignment: insertions, deletions, replacements, and neighbours exchanged.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j - 1] + changed).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["text", "lang", "observed", "accuracy_m", "threshold"];

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        for (word, name) in [
            ("txet", "text"),
            ("Text", "text"),
            ("observd", "observed"),
            ("accuracy-m", "accuracy_m"),
            ("treshhold", "threshold"),
        ] {
            assert_eq!(nearest(word, KNOWN), Some(name), "{word}");
        }
    }

    #[test]
    fn another_word_is_not_taken_for_one() {
        for word in ["", "x", "image", "phone", &"text".repeat(11), "位置"] {
            assert_eq!(nearest(word, KNOWN), None, "{word}");
        }
    }
}
