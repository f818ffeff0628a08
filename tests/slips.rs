//! Slips of the pen (R2): a mistyped receipt, or a request that is none, is told what is wrong with it and where, and
//! never whether a report exists.

use crate::kit::installation::Installation;
use insta::assert_snapshot;

type Slip = &'static dyn Fn(&mut Vec<String>);

#[test]
fn a_mistyped_receipt_is_told_what_kind_of_slip_it_is() {
    let house = Installation::just_founded("");
    let filed = house.file_report("A van without plates stands at the substation.");
    let words: Vec<&str> = filed.receipt.split(' ').collect();
    let mut misspelt = words.clone();
    misspelt[3] = "qzxv";
    let mut swapped = words.clone();
    let other = (1..9)
        .find(|i| words[*i] != words[0])
        .expect("two words that differ");
    swapped.swap(0, other);
    let written = [
        ("nothing", String::new()),
        ("eight words", words[..8].join(" ")),
        ("ten words", format!("{} again", words.join(" "))),
        ("unknown word", misspelt.join(" ")),
        ("two swapped", swapped.join(" ")),
        (
            "unknown character",
            filed.chinese.chars().take(8).chain(['龘']).collect(),
        ),
        (
            "the digits of a phone receipt",
            "1234 5678 1234 5678".to_owned(),
        ),
    ];
    let said: Vec<String> = written
        .iter()
        .map(|(what, receipt)| {
            let answer = house.open_mailbox(receipt);
            let error = &answer.json()["errors"][0];
            format!(
                "{what}: {}: {} {}",
                answer.problem(),
                error["en"],
                error["zh"]
            )
        })
        .collect();
    assert_snapshot!(said.join("\n"), @r#"
    nothing: 422 invalid: receipt word-count: "There should be nine words; there are 0." "查询码由9个汉字（或9个英文单词）组成，这里有0个。"
    eight words: 422 invalid: receipt word-count: "There should be nine words; there are 8." "查询码由9个汉字（或9个英文单词）组成，这里有8个。"
    ten words: 422 invalid: receipt word-count: "There should be nine words; there are 10." "查询码由9个汉字（或9个英文单词）组成，这里有10个。"
    unknown word: 422 invalid: receipt unknown-word: "Word 4 is not one of our words. Please check its spelling." "第4个字（词）不在查询码用字之列，请检查写法。"
    two swapped: 422 invalid: receipt check-word: "These are all our words, but they do not belong together. Please compare each one, and their order, with what you wrote down." "这9个字（词）合在一起不是有效的查询码，请对照您抄下的查询码，逐字核对内容和顺序。"
    unknown character: 422 invalid: receipt unknown-word: "Word 9 is not one of our words. Please check its spelling." "第9个字（词）不在查询码用字之列，请检查写法。"
    the digits of a phone receipt: 422 invalid: receipt word-count: "There should be nine words; there are 0." "查询码由9个汉字（或9个英文单词）组成，这里有0个。"
    "#);
}

/// Nothing about a slip may be an oracle: the same slip in a receipt that exists and in one that never did is
/// answered byte for byte alike.
#[test]
fn a_slip_does_not_tell_whether_the_report_exists() {
    let house = Installation::just_founded("");
    let real = house
        .file_report("Cables were cut behind the station.")
        .receipt;
    let never = Installation::just_founded("")
        .file_report("Filed at another desk.")
        .receipt;
    let broken = |receipt: &str, slip: Slip| {
        let mut words: Vec<String> = receipt.split(' ').map(str::to_owned).collect();
        slip(&mut words);
        house.open_mailbox(&words.join(" "))
    };
    let slips: [Slip; 3] = [
        &|words| drop(words.pop()),
        &|words| words[5] = "qzxv".to_owned(),
        // A check word that fits has one value of 2,048: one of these two is not it.
        &|words| {
            words[8] = (if words[8] == "abandon" {
                "ability"
            } else {
                "abandon"
            })
            .to_owned()
        },
    ];
    for slip in slips {
        let (known, unknown) = (broken(&real, slip), broken(&never, slip));
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert_eq!(known.status, 422);
    }
    // Unbroken they differ, so the comparison above could have failed.
    assert_eq!(house.open_mailbox(&real).status, 200);
    assert_eq!(house.open_mailbox(&never).problem(), "404 unknown-receipt");
}

#[test]
fn whatever_is_not_a_request_for_a_mailbox_is_refused_with_its_field_named() {
    let house = Installation::just_founded("");
    let receipt = house
        .file_report("Somebody copies the badge readers.")
        .receipt;
    let long = "x".repeat(65_537);
    let table: [(&str, String); 13] = [
        ("open", "{}".to_owned()),
        ("open", r#"{"receipt":7}"#.to_owned()),
        ("open", r#"{"receipt":"\ud800"}"#.to_owned()),
        ("open", r#"{"receipt":"a","receipt":"b"}"#.to_owned()),
        ("open", r#"{"receipt":"a","pages":2}"#.to_owned()),
        ("open", format!(r#"{{"receipt":"{receipt}","page":0.5}}"#)),
        ("open", format!(r#"{{"receipt":"{receipt}","page":-1}}"#)),
        ("open", "[[[[]]]]".to_owned()),
        ("open", "[[[[".repeat(2000)),
        ("messages", format!(r#"{{"receipt":"{receipt}"}}"#)),
        (
            "messages",
            format!(r#"{{"receipt":"{receipt}","text":" "}}"#),
        ),
        (
            "amend",
            format!(r#"{{"receipt":"{receipt}","text":"a\u0000b"}}"#),
        ),
        (
            "amend",
            format!(r#"{{"receipt":"{receipt}","text":"{long}"}}"#),
        ),
    ];
    let said: Vec<String> = table
        .into_iter()
        .map(|(deed, body)| {
            let shown: String = body.replace(&receipt, "…").chars().take(40).collect();
            format!(
                "{deed} {shown}: {}",
                house
                    .post(&format!("/api/v1/mailbox/{deed}"), body)
                    .problem()
            )
        })
        .collect();
    assert_snapshot!(said.join("\n"), @r#"
    open {}: 422 invalid: receipt missing
    open {"receipt":7}: 422 invalid: receipt wrong-type
    open {"receipt":"\ud800"}: 422 invalid: receipt lone-surrogate
    open {"receipt":"a","receipt":"b"}: 422 invalid: receipt duplicate-field
    open {"receipt":"a","pages":2}: 422 invalid: pages unknown-field
    open {"receipt":"…","page":0.5}: 422 invalid: page out-of-range
    open {"receipt":"…","page":-1}: 422 invalid: page out-of-range
    open [[[[]]]]: 422 invalid: whole body not-an-object
    open [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[: 422 invalid: whole body too-deep
    messages {"receipt":"…"}: 422 invalid: text missing
    messages {"receipt":"…","text":" "}: 422 invalid: text empty
    amend {"receipt":"…","text":"a\u0000b"}: 422 invalid: text nul
    amend {"receipt":"…","text":"xxxxxxxxxxxxxxxxx: 422 invalid: text too-long
    "#);
    let messages = house.mailbox(&receipt)["messages"].take();
    assert_eq!(messages.as_array().map(Vec::len), Some(1));
}
