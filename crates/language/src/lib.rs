//! What a text says (product.md, T1 to T8): its language ([`read`]) and all the rest of it ([`find_out`]); and what it is
//! found by ([`search`]).
//!
//! Pure and deterministic: the same text always gives the same answer. Time is linear in the text.

mod betrayal;
mod entities;
mod findings;
mod latin;
mod letters;
pub mod meaning;
mod normal;
pub mod perplexity;
pub mod search;
pub mod signatures;

pub use betrayal::{Betrayal, BetrayalKind, betrayals};
pub use entities::When;
pub use findings::{find_out, find_out_and_features, make_ready, version};

use letters::{Letters, Writing};
use report::{Reading, Script};

/// Share of the letters from which a text counts as written in one script.
const ONE_SCRIPT: f64 = 0.9;

/// A text as it is compared: width, case, traditional characters, spaces and what is invisible make no difference.
pub fn compared(text: &str) -> String {
    normal::Normal::of(text).text
}

/// A first reading of a text: its language, how sure that is, its script and its length.
///
/// **What counts.** Letters only; not those of links, of addresses with an @ and of words with a digit in them
/// (model and flight numbers say nothing of the language around them). A Han character, a kana or a hangul
/// syllable counts as three letters: it carries about half a word.
///
/// **Language**, ISO 639. The script with the most letters decides: Han is "zh", with kana among it "ja", hangul
/// "ko", Thai "th" and so on; between the languages of Latin script whichlang decides (de, en, es, fr, it, nl, pt,
/// sv, tr, vi). A text without letters is "und". Traditional and simplified characters and every Chinese language
/// are "zh"; Japanese without a single kana is taken for Chinese.
///
/// **Confidence**, 0 to 1, is `share * certainty`. `share` is the deciding script's share of the letters: a text
/// half Chinese, half English is "zh" or "en" with at most about a half. `certainty` is
/// * for Han, kana, hangul: `n / (n + 1)` for n characters, so that one character proves little and twenty much;
/// * for Latin script: see `latin.rs`, from the agreement of the text's parts, measured against real reports;
/// * for other scripts: the rough share of that script's users who write its most common language, times the same.
///
/// It is 0 for "und". It is a figure for people and for routing, not a calibrated probability outside English and
/// Chinese.
pub fn read(text: &str) -> Reading {
    let letters = Letters::of(text);
    let (language, certainty) = language(text, &letters);
    let share = letters.leading().map_or(0.0, |(_, share)| share);
    Reading {
        language: language.to_owned(),
        confidence: share * certainty,
        script: script(&letters),
        characters: count(text.chars().count()),
        bytes: count(text.len()),
        accepted_at: None,
        place: None,
        proposal: None,
    }
}

fn language(text: &str, letters: &Letters) -> (&'static str, f64) {
    let Some((writing, _)) = letters.leading() else {
        return ("und", 0.0);
    };
    let characters = f64::from(letters.characters(writing));
    let enough = characters / (characters + 1.0);
    match writing {
        Writing::Latin => latin::language(text),
        Writing::Cjk if letters.looks_japanese() => ("ja", enough),
        Writing::Cjk => ("zh", enough),
        Writing::Hangul => ("ko", enough),
        // Russian, Arabic and Hindi are only the most common of many languages in their scripts.
        Writing::Cyrillic => ("ru", 0.7 * enough),
        Writing::Arabic => ("ar", 0.6 * enough),
        Writing::Devanagari => ("hi", 0.7 * enough),
        Writing::Greek => ("el", enough),
        Writing::Hebrew => ("he", 0.9 * enough),
        Writing::Thai => ("th", enough),
        Writing::Tibetan => ("bo", 0.9 * enough),
        Writing::Other => ("und", 0.0),
    }
}

fn script(letters: &Letters) -> Script {
    match letters.leading() {
        None => Script::None,
        Some((Writing::Latin, share)) if share >= ONE_SCRIPT => Script::Latin,
        Some((Writing::Cjk, _)) if letters.han_share() >= ONE_SCRIPT => Script::Han,
        Some((Writing::Cjk, _)) if letters.han_share() > 1.0 - ONE_SCRIPT => Script::Mixed,
        Some((_, share)) if share >= ONE_SCRIPT => Script::Other,
        Some(_) => Script::Mixed,
    }
}

fn count(number: usize) -> u64 {
    // A length in memory fits 64 bits on every machine that Rust knows.
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> String {
        read(text).language
    }

    #[test]
    fn english_and_chinese_are_told_apart() {
        assert_eq!(
            code("There is a strange box with an antenna on the lamp post"),
            "en"
        );
        assert_eq!(
            code("PILOT RPTD UAS AT 3000 FT, NO EVASIVE ACTION TAKEN. LEO NOTIFIED"),
            "en"
        );
        assert_eq!(code("路灯杆上绑着一个带天线的盒子"), "zh");
        assert_eq!(code("路燈桿上綁著一個帶天線的盒子"), "zh");
    }

    #[test]
    fn mixed_text_goes_with_the_greater_part() {
        assert_eq!(
            code("昨晚十点看到一架 DJI Mavic 3 Pro 在变电站上空悬停了二十分钟"),
            "zh"
        );
        assert_eq!(
            code("网址 https://example.org/a/very/long/path/that/is/all/latin 打不开了"),
            "zh"
        );
        assert_eq!(
            code("The sign on the gate says 禁止入内 and the box was right below it"),
            "en"
        );
        assert_eq!(code("鲜の每日果园门口有人测绘"), "zh");
        let half = read("有人在拍军港的照片 someone was taking photos of the port");
        assert_eq!(half.script, Script::Mixed);
        assert!(half.confidence < 0.75, "{half:?}");
    }

    #[test]
    fn full_width_letters_are_latin() {
        let reading =
            read("ＴＨＥＲＥ　ＩＳ　Ａ　ＤＲＯＮＥ　ＯＶＥＲ　ＴＨＥ　ＰＬＡＮＴ　ＡＧＡＩＮ");
        assert_eq!(
            (reading.language.as_str(), reading.script),
            ("en", Script::Latin)
        );
    }

    #[test]
    fn other_languages_are_named() {
        for (code, text) in [
            ("ja", "変電所の上をドローンが飛んでいます"),
            ("ja", "ドローンを見ました"),
            ("ko", "변전소 위로 드론이 날아다니고 있습니다"),
            ("ru", "Над подстанцией летает дрон, прошу проверить"),
            ("ar", "هناك طائرة مسيرة فوق المحطة"),
            ("th", "มีโดรนบินอยู่เหนือสถานีไฟฟ้า"),
            ("el", "Ένα drone πετάει πάνω από τον υποσταθμό"),
            (
                "es",
                "Hay un dron volando sobre la subestación eléctrica desde hace una hora",
            ),
            (
                "fr",
                "Un drone vole au-dessus de la centrale depuis une heure, il faut vérifier",
            ),
            (
                "de",
                "Über dem Umspannwerk fliegt seit einer Stunde eine Drohne, bitte prüfen",
            ),
            (
                "pt",
                "Há um drone voando sobre a subestação há mais de uma hora, não sei de quem é",
            ),
            (
                "it",
                "C'è un drone che vola sopra la centrale elettrica da più di un'ora",
            ),
            ("vi", "Có một thiết bị lạ gắn trên cột đèn gần nhà máy điện"),
        ] {
            assert_eq!(self::code(text), code, "{text}");
        }
    }

    #[test]
    fn a_text_without_letters_is_undetermined() {
        for text in [
            "",
            "   ",
            "12:30 !!!",
            "１２３，。！",
            "📡🚁",
            "\u{301}\u{200d}",
        ] {
            let reading = read(text);
            assert_eq!(
                (
                    reading.language.as_str(),
                    reading.script,
                    reading.confidence
                ),
                ("und", Script::None, 0.0),
                "{text:?}"
            );
        }
    }

    #[test]
    fn scripts_and_lengths() {
        assert_eq!(read("无人机 GPS").script, Script::Mixed);
        assert_eq!(
            read("变电站上空有无人机盘旋，疑似干扰 GPS").script,
            Script::Han
        );
        assert_eq!(read("ドローンをみました").script, Script::Other);
        assert_eq!(
            read("変電所の上をドローンが飛んでいます").script,
            Script::Mixed
        );
        assert_eq!(read("дрон").script, Script::Other);
        let reading = read("天线📡");
        assert_eq!((reading.characters, reading.bytes), (3, 10));
    }

    #[test]
    fn little_text_is_little_proof() {
        assert!(read("线").confidence <= 0.5);
        assert!(
            read("ok").confidence
                < read("there is a man at the fence of the water works and he takes pictures")
                    .confidence
        );
    }

    proptest! {
        #[test]
        fn every_text_is_read_the_same_way_twice(text: String) {
            let reading = read(&text);
            prop_assert!((0.0..=1.0).contains(&reading.confidence), "{:?}", reading);
            prop_assert_eq!(read(&text), reading);
        }
    }
}
