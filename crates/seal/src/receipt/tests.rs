use super::*;
use crate::testing::seeded;
use proptest::prelude::*;

fn receipt() -> Receipt {
    Receipt([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
}

fn any_receipt() -> impl Strategy<Value = Receipt> {
    any::<[u8; BYTES]>().prop_map(Receipt)
}

#[test]
fn a_receipt_is_nine_words_in_either_script() {
    // Written down once: receipts that were given out must be read for ever.
    insta::assert_snapshot!(receipt().english(), @"absurd avoid scissors anxiety gather lottery category door purse");
    insta::assert_snapshot!(receipt().chinese(), @"人表瓶二损塔思密咱");
}

#[test]
fn what_people_do_to_a_receipt_is_forgiven() {
    let english = receipt().english();
    let words: Vec<&str> = english.split(' ').collect();
    let chinese = receipt().chinese();
    let characters: Vec<String> = chinese.chars().map(String::from).collect();
    let four: Vec<String> = words
        .iter()
        .map(|word| word.chars().take(4).collect())
        .collect();
    let numbered: Vec<String> = (1..)
        .zip(&words)
        .map(|(n, word)| format!("{n}. {word}\r\n"))
        .collect();
    let glued: Vec<String> = (1..)
        .zip(&words)
        .map(|(n, word)| format!("{n}{word}"))
        .collect();
    let wide: String = english
        .chars()
        .map(|c| match c {
            'a'..='z' => char::from_u32(c as u32 - 'a' as u32 + 'Ａ' as u32).expect("full-width"),
            _ => '\u{3000}',
        })
        .collect();
    let mixed: Vec<&str> = words
        .iter()
        .zip(&characters)
        .enumerate()
        .map(|(n, (w, c))| if n % 2 == 0 { *w } else { c })
        .collect();
    for text in [
        english.to_uppercase(),
        format!("  {english}\n"),
        words.join("\n"),
        words.join("-"),
        words.join(", ") + ".",
        words.join("\u{a0}"),
        words.join("\u{200b}"),
        format!("“{english}”"),
        four.join(" "),
        numbered.concat(),
        glued.join(""),
        wide,
        format!("{}\u{ad}{}", &english[..2], &english[2..]),
        characters.join(" "),
        characters.join("、"),
        characters.join("1"),
        mixed.join(" "),
        mixed.concat(),
        format!("\u{feff}{english}"),
    ] {
        assert_eq!(Receipt::parse(&text).as_ref(), Ok(&receipt()), "{text:?}");
    }
}

#[test]
fn each_mistake_is_named() {
    let english = receipt().english();
    let words: Vec<&str> = english.split(' ').collect();
    let with = |place: usize, word: &'static str| {
        let mut words = words.clone();
        words[place] = word;
        Receipt::parse(&words.join(" ")).err()
    };
    let count = |text: &str| Receipt::parse(text).err();
    assert_eq!(count(""), Some(ReceiptMistake::WordCount { found: 0 }));
    assert_eq!(
        count("1234 5678"),
        Some(ReceiptMistake::WordCount { found: 0 })
    );
    assert_eq!(
        count(&words[..8].join(" ")),
        Some(ReceiptMistake::WordCount { found: 8 })
    );
    assert_eq!(
        count(&format!("{english} zoo")),
        Some(ReceiptMistake::WordCount { found: 10 })
    );
    assert_eq!(
        count(&receipt().chinese().repeat(2)),
        Some(ReceiptMistake::WordCount { found: 18 })
    );
    assert_eq!(
        count(&"zoo ".repeat(5000)),
        Some(ReceiptMistake::WordCount { found: 5000 })
    );
    assert_eq!(
        with(0, "xylophone"),
        Some(ReceiptMistake::UnknownWord { place: 1 })
    );
    assert_eq!(
        with(8, "zzz"),
        Some(ReceiptMistake::UnknownWord { place: 9 })
    );
    // Cyrillic letters that look Latin, an accent, a character of no list, three letters of a longer word.
    for word in [
        "\u{430}bandon",
        "\u{e1}bandon",
        "\u{9f98}",
        "aba",
        "a",
        "zo\u{301}o",
    ] {
        assert_eq!(
            with(4, word),
            Some(ReceiptMistake::UnknownWord { place: 5 }),
            "{word}"
        );
    }
    let other = if words[3] == "zoo" { "abandon" } else { "zoo" };
    assert_eq!(with(3, other), Some(ReceiptMistake::CheckWord));
    assert_eq!(
        count(&["abandon"; 9].join(" ")),
        Some(ReceiptMistake::CheckWord)
    );
}

#[test]
fn mistakes_are_told_in_both_languages_without_a_word_of_the_receipt() {
    let mistakes = [
        ReceiptMistake::WordCount { found: 8 },
        ReceiptMistake::UnknownWord { place: 3 },
        ReceiptMistake::CheckWord,
    ];
    let told: Vec<String> = mistakes
        .iter()
        .map(|m| format!("{m}\n{}", m.zh()))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    There should be nine words; there are 8.
    查询码由9个汉字（或9个英文单词）组成，这里有8个。
    Word 3 is not one of our words. Please check its spelling.
    第3个字（词）不在查询码用字之列，请检查写法。
    These are all our words, but they do not belong together. Please compare each one, and their order, with what you wrote down.
    这9个字（词）合在一起不是有效的查询码，请对照您抄下的查询码，逐字核对内容和顺序。
    ");
}

#[test]
fn lookup_and_wrap_key_depend_on_receipt_and_pepper_and_are_apart() {
    let rng = &mut seeded(1);
    let (pepper, other) = (Key::random(rng), Key::random(rng));
    let (a, b) = (receipt(), Receipt::random(rng));
    let all = [
        a.lookup(&pepper),
        a.lookup(&other),
        b.lookup(&pepper),
        *a.wrap_key(&pepper).expose(),
        *a.wrap_key(&other).expose(),
        *b.wrap_key(&pepper).expose(),
    ];
    for (n, left) in all.iter().enumerate() {
        assert!(all[n + 1..].iter().all(|right| left != right));
    }
    assert_eq!(a.lookup(&pepper), receipt().lookup(&pepper));
}

#[test]
fn nothing_of_a_receipt_is_shown() {
    assert_eq!(format!("{:?}", receipt()), "Receipt(..)");
}

#[test]
fn a_is_primitive_so_that_all_coefficients_of_the_check_differ() {
    let (mut value, mut order) = (times_a(1), 1);
    while value != 1 {
        value = times_a(value);
        order += 1;
    }
    assert_eq!(order, 2047);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_receipt_is_read_back_from_either_script(receipt in any_receipt()) {
        prop_assert_eq!(receipt.chinese().chars().count(), WORDS);
        prop_assert_eq!(receipt.english().split(' ').count(), WORDS);
        prop_assert_eq!(Receipt::parse(&receipt.english()), Ok(receipt.clone()));
        prop_assert_eq!(Receipt::parse(&receipt.chinese()), Ok(receipt));
    }

    #[test]
    fn one_wrong_word_is_always_noticed(receipt in any_receipt(), at in 0..WORDS, change in 1_u16..2048) {
        let mut places = receipt.places();
        places[at] ^= change;
        prop_assert_eq!(Receipt::from_places(&places), Err(ReceiptMistake::CheckWord));
    }

    #[test]
    fn two_words_that_changed_places_are_always_noticed(receipt in any_receipt(), a in 0..WORDS, b in 0..WORDS) {
        let mut places = receipt.places();
        places.swap(a, b);
        prop_assert_eq!(Receipt::from_places(&places).is_ok(), places == receipt.places());
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,80}") {
        let _ = Receipt::parse(&text);
    }
}
