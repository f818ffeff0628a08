use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Marking { level } => format!("{level} ({})", entity.text),
        _ => "?".into(),
    })
}

#[test]
fn marks_are_read_in_both_languages() {
    for (text, value) in [
        ("封面上有绝密★10年", "top_secret (绝密★10年)"),
        ("秘密★长期", "confidential (秘密★长期)"),
        ("機密 ☆ 5年", "secret (機密 ☆ 5年)"),
        ("机密★", "secret (机密★)"),
        ("捡到一份绝密文件", "top_secret (绝密)"),
        ("标着“秘密”的图纸", "confidential (秘密)"),
        ("盖着机密章", "secret (机密)"),
        ("密级为秘密", "confidential (秘密)"),
        ("【机密】", "secret (机密)"),
        ("机密级的资料", "secret (机密)"),
        ("内部资料 注意保存", "internal (内部资料 注意保存)"),
        ("仅供内部使用", "internal (仅供内部使用)"),
        ("印着内部文件，严禁外传", "internal (内部文件，严禁外传)"),
        ("stamped TOP SECRET on each page", "top_secret (TOP SECRET)"),
        ("it was marked secret", "secret (secret)"),
        ("SECRET//NOFORN", "secret (SECRET//NOFORN)"),
        (
            "the page says CONFIDENTIAL at its head",
            "confidential (CONFIDENTIAL)",
        ),
        ("classified as confidential", "confidential (confidential)"),
        ("a top secret document", "top_secret (top secret)"),
        ("NATO SECRET papers", "secret (NATO SECRET)"),
        ("for internal use only", "internal (for internal use only)"),
        ("FOUO", "internal (FOUO)"),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn talk_about_secrets_is_no_mark() {
    for text in [
        "",
        "he has a secret",
        "他有个秘密",
        "商业秘密被泄露",
        "国家机密不能说",
        "这是秘密",
        "秘密开会",
        "保守国家秘密",
        "it is confidential",
        "please keep this confidential",
        "SECRET MEETING OF THE COUNCIL WAS HELD AT NIGHT NEAR THE RIVER",
        "a secret garden",
        "Victoria's Secret",
        "公司内部装修",
        "内部矛盾",
        "top secret",
        "密码",
        "密切",
        "机密性很强",
        "用户秘密性",
        "internal combustion",
        "保密文件",
        "公司内部资料室",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "绝密",
            "机密文件",
            "秘密★",
            "内部",
            "内部资料",
            "secret ",
            "TOP SECRET ",
            "marked secret ",
            "confidential//",
            "★",
            "for internal use ",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "绝密", "机密", "秘密", "★", "10年", "长期", "内部", "资料", "标着", "“", "SECRET", "secret", "TOP ", "//NOFORN", "marked ", "機密", "級",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
