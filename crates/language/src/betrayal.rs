//! What in a text might give its writer away (product.md, R12): ways to reach somebody, and words by which people say
//! that they alone know something or where they stand. For the writer's eyes, before anything is sent; nothing is
//! stored and nothing follows from it. A hint too many costs a look, a hint too few perhaps a person: but whoever is
//! warned at every word reads no warning, so plain conduct, places and times are left alone.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A place in a text that might give its writer away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Betrayal {
    /// Byte offsets in the text.
    pub span: Range<usize>,
    /// In what way.
    pub kind: BetrayalKind,
}

/// In what way a text might give its writer away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BetrayalKind {
    /// A telephone number, an address, an account.
    Contact,
    /// A detail that perhaps only few people know: a place at work, a home, a relation.
    KnownToFew,
}

/// More would not be read.
const AT_MOST: usize = 6;

static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    any(&[
        // An email address.
        r"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+",
        // A mobile number in China, also with the country's code; spaces or hyphens in the usual places.
        r"(?:\+?86[\s-]?)?\b1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}\b",
        // An international number; a number that is said to be one.
        r"\+\d[\d\s().-]{6,18}\d",
        r"(?i)(?:phone|call me|reach me|text me|my number|mobile|电话|手机|联系方式)[^\d\n]{0,12}\d[\d\s().-]{4,18}\d",
        // Accounts.
        r"(?i)(?:微信|weixin|wechat|wx|QQ|telegram|signal|whatsapp|抖音|微博)[号群]?\s*[:：是为]?\s*@?[A-Za-z0-9][A-Za-z0-9_-]{4,30}",
        r"(?:^|\s)@[A-Za-z][A-Za-z0-9_]{4,30}\b",
    ])
});

static KNOWN_TO_FEW: LazyLock<Regex> = LazyLock::new(|| {
    any(&[
        r"(?i)\b(?:only (?:I|me and)|I(?:'m| am) the only|I was the only|no(?:body| one) else (?:knows|knew|saw|was)|(?:just|only) (?:the )?(?:two|three|2|3) of us)\b[^.!?\n]{0,40}",
        r"(?i)\bI (?:work|am working|worked|live|manage|am employed|administer|clean|drive)\b (?:at|in|for|as|on|opposite|above|next to|nights|the)\b[^.,;!?\n]{0,40}",
        r"(?i)\bmy (?:boss|supervisor|manager|colleague|coworker|co-worker|husband|wife|son|daughter|brother|sister|cousin|neighbou?r|landlord|tenant|flat|apartment|balcony|kitchen window|office|employer)\b[^.,;!?\n]{0,24}",
        r"(?:只有我|就我(?:一个|知道)|除了我|没有别人知道|没别人知道|我们就[两三二]个?人)[^。！？；\n]{0,16}",
        r"我(?:在|是)[^。，！？；\n]{1,16}(?:上班|工作|打工|值班|干活|的(?:员工|职工|工程师|管理员|司机|保安|值班员|保洁|会计|学生|老师))",
        r"我(?:家|们家|们单位|单位|公司|领导|老板|师傅|同事|室友|邻居|老公|老婆|丈夫|妻子|儿子|女儿|表哥|表弟|嫂子|房东)[^。，！？；\n]{0,12}",
    ])
});

fn any(patterns: &[&str]) -> Regex {
    // Unwrap safety: the patterns stand above, and the tests below use both.
    Regex::new(&patterns.join("|")).expect("our own patterns")
}

/// What might give the writer of this text away, in the order of the text, at most six places. Linear in the text.
pub fn betrayals(text: &str) -> Vec<Betrayal> {
    let found = |pattern: &Regex, kind| {
        let spans = pattern.find_iter(text).take(AT_MOST);
        spans
            .map(|found| trimmed(text, found.range(), kind))
            .collect::<Vec<_>>()
    };
    let mut all = found(&CONTACT, BetrayalKind::Contact);
    all.extend(found(&KNOWN_TO_FEW, BetrayalKind::KnownToFew));
    all.sort_by_key(|betrayal| betrayal.span.start);
    all.truncate(AT_MOST);
    all
}

fn trimmed(text: &str, span: Range<usize>, kind: BetrayalKind) -> Betrayal {
    let found = &text[span.clone()];
    let start = span.start + found.len() - found.trim_start().len();
    let end = span.start + found.trim_end().len();
    Betrayal {
        span: start..end.max(start),
        kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hints(text: &str) -> Vec<&str> {
        betrayals(text)
            .into_iter()
            .map(|found| &text[found.span])
            .collect()
    }

    #[test]
    fn ways_to_reach_somebody_are_seen_in_both_languages() {
        for (text, seen) in [
            (
                "Write to r.fictional@mail.example please",
                "r.fictional@mail.example",
            ),
            ("我的手机是138 0013 8000", "手机是138 0013 8000"),
            (
                "You can call me on 07700 900142, not at work",
                "call me on 07700 900142",
            ),
            ("+1-202-555-0139 in the evening", "+1-202-555-0139"),
            ("加我微信 lin_jianshan88", "微信 lin_jianshan88"),
            ("QQ：123456789", "QQ：123456789"),
        ] {
            assert!(hints(text).contains(&seen), "{text}: {:?}", hints(text));
        }
    }

    #[test]
    fn what_only_few_can_know_is_seen() {
        for text in [
            "there are only two of us cleaning",
            "I work nights at the container terminal",
            "My boss told me to wipe the laptops",
            "我是城东电厂运行值班员",
            "这事只有我和班长知道",
            "我师傅管调度那套系统",
        ] {
            assert!(!hints(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_somebody_saw_is_left_alone() {
        for text in [
            "Grey box, cable-tied to lamp post no. 214 on Quay Street, two antennas, 60 m up at 23:07 on 2026-11-14.",
            "The drone flew 600 m along the line 110 kV and left at 23:29 with a white strobe.",
            "滨河路37号灯杆上绑了个灰盒子，鞋盒那么大，上面两根短天线，2026年11月17日8点40分看到的。",
            "来源是203.0.113.77，端口443，标价0.8个比特币。",
        ] {
            assert_eq!(hints(text), Vec::<&str>::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at_without_harm(text in "\\PC{0,200}") {
            for found in betrayals(&text) {
                prop_assert!(text.get(found.span).is_some());
            }
        }
    }
}
