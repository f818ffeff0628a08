use super::*;
use proptest::prelude::*;

fn of(text: &str) -> Vec<String> {
    terms(text).into_iter().map(|term| term.0).collect()
}

fn finds(words: &str, text: &str) -> bool {
    let query = Query::parse(words).expect("a query");
    let is_in = query.is_in(text);
    let candidate = query.terms().is_subset(&terms(text));
    assert!(
        candidate || !is_in,
        "{words} is in {text}, and the index would not say so"
    );
    is_in
}

#[test]
fn a_text_is_found_by_its_words_and_by_pairs_of_neighbours() {
    assert_eq!(of("无人机"), ["人机", "无人"]);
    assert_eq!(of("A drone, a Drone!"), ["drone"]);
    assert_eq!(of("用DJI拍"), ["dji", "dji拍", "用dji"]);
    assert_eq!(of("433.92 MHz"), ["433", "433.92", "92", "mhz"]);
    assert_eq!(of("M300RTK"), ["300", "300rtk", "m300", "rtk"]);
    assert_eq!(of("５Ｇ"), ["5g"]);
    assert_eq!(of("a I x 7 机 , 。!"), [] as [&str; 0]);
}

#[test]
fn width_case_and_invisible_characters_make_no_difference() {
    for (words, text) in [
        ("drone", "A ＤＲＯＮＥ over the plant"),
        ("DRONE", "a dro\u{ad}ne over the plant"),
        ("ÜBER", "u\u{308}ber dem Werk"),
        ("ΟΔΟΣ", "στην οδος"),
        ("strasse", "auf der STRASSE"),
        ("３号楼", "就在3号楼旁边"),
        ("ﾄﾞﾛｰﾝ", "ドローンを見ました"),
        ("无人机", "无\u{200b}人机盘旋"),
        ("over the", "over\r\n   the plant"),
    ] {
        let words = if words.contains(' ') {
            format!("\"{words}\"")
        } else {
            words.to_owned()
        };
        assert!(finds(&words, text), "{words} in {text}");
    }
}

#[test]
fn a_word_is_found_whole_and_chinese_by_any_two_characters_that_stand_together() {
    let text = "昨晚看到一架 DJI Mavic3 在变电站上空悬停，频率 433.92MHz，邮箱 Li.Wei@example.org，T-72，5.8G";
    for words in [
        "变电",
        "变电站上空",
        "电站 昨晚",
        "dji mavic3",
        "mavic 3",
        "433.92",
        "433.92mhz",
        "433",
        "mhz",
        "li.wei@example.org",
        "example.org",
        "wei",
        "t-72",
        "5.8g",
        "5.8",
        "\"DJI Mavic3\"",
        "“变电站上空悬停，频率”",
        "站 dji",
        "悬停，频率",
    ] {
        assert!(finds(words, text), "{words}");
    }
    for words in [
        "上变电",
        "变电站悬停",
        "mav",
        "avic",
        "433.9",
        "3.92",
        "dji变电",
        "\"Mavic3 DJI\"",
        "example.com",
        "t72",
        "58",
        "8.433",
        "机 dji",
    ] {
        assert!(!finds(words, text), "{words}");
    }
}

#[test]
fn writings_without_spaces_are_found_by_two_characters() {
    for (words, text) in [
        ("電所の上", "変電所の上をドローンが飛んでいます"),
        ("드론", "변전소 위로 드론이 날아다니고 있습니다"),
        ("โดรน", "มีโดรนบินอยู่เหนือสถานีไฟฟ้า"),
    ] {
        assert!(finds(words, text), "{words}");
    }
}

#[test]
fn what_nobody_could_look_for_is_refused_with_the_reason() {
    for (words, mistake) in [
        ("", QueryMistake::Nothing),
        ("  ，。!? \"\" ", QueryMistake::Nothing),
        ("a", QueryMistake::TooShort),
        ("枪", QueryMistake::TooShort),
        ("枪 x 7", QueryMistake::TooShort),
        ("a1 a2 a3 a4 a5 a6 a7 a8 a9", QueryMistake::TooManyWords),
        (&"长".repeat(201), QueryMistake::TooLong),
    ] {
        assert_eq!(Query::parse(words).err(), Some(mistake), "{words}");
    }
    assert!(Query::parse("\"one two three four five six seven eight nine ten\"").is_ok());
    // Beside a word that is looked for, a single character is confirmed.
    assert!(finds("plan b", "our Plan: B"));
    assert!(!finds("plan c", "our Plan: B"));
    assert!(finds("枪 vehicle", "一把枪支 in the vehicle"));
}

#[test]
fn a_long_word_is_looked_up_by_its_beginning_and_found_whole() {
    let address = "x".repeat(60);
    assert_eq!(of(&address), ["x".repeat(40)]);
    assert!(finds(&address, &format!("send to {address} now")));
    assert!(!finds(&address, &format!("send to {address}y now")));
}

#[test]
fn no_text_has_the_term_of_a_facet() {
    assert!(!terms("language:zh language：zh").contains(&Term::facet("language", "zh")));
}

#[test]
fn a_normal_text_is_normal_for_every_character() {
    for c in '\0'..=char::MAX {
        let once = normalise(&format!("a{c}b"));
        assert_eq!(normalise(&once), once, "{c:?}");
    }
}

/// Looks at every place, and asks of each whether a unit begins and ends there.
fn naive(needle: &str, normal: &str) -> bool {
    let starts: Vec<usize> = units(normal).map(|unit| unit.start).collect();
    let ends: Vec<usize> = units(normal).map(|unit| unit.end).collect();
    normal.char_indices().any(|(at, _)| {
        normal[at..].starts_with(needle)
            && starts.contains(&at)
            && ends.contains(&(at + needle.len()))
    })
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-cA-C]{1,3}",
        "[0-2]{1,3}",
        "[无人机站]{1,4}",
        "[ .,，。-]{1,2}",
        "[ドロンー]{1,2}",
        "드론",
        "Ｄ",
        "é",
        "\\PC",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_piece_between_units_is_found_and_its_terms_are_the_texts(text in text(), from in 0..40_usize, length in 1..8_usize) {
        let normal = normalise(&text);
        let units: Vec<Unit> = units(&normal).skip(from % 8).take(length).collect();
        if let (Some(first), Some(last)) = (units.first(), units.last()) {
            let piece = &normal[first.start..last.end];
            match Query::parse(&format!("\"{piece}\"")) {
                Ok(query) => {
                    prop_assert!(query.terms().is_subset(&terms(&text)), "{piece} of {text}");
                    prop_assert!(query.is_in(&text), "{piece} in {text}");
                }
                Err(mistake) => prop_assert!(
                    terms(piece).is_empty() && mistake == QueryMistake::TooShort || piece.contains('"'), "{piece}"
                ),
            }
        }
    }

    #[test]
    fn what_is_found_is_what_a_naive_search_finds(text in text(), words in text()) {
        if let Ok(query) = Query::parse(&format!("「{words}」")) {
            let needle = normalise(query.words().trim_matches(['「', '」']));
            let needle = needle.trim_matches(|c| class(c) == Class::Other);
            prop_assert_eq!(query.is_in(&text), naive(needle, &normalise(&text)));
            prop_assert!(!query.is_in(&text) || query.terms().is_subset(&terms(&text)));
        }
    }
}
