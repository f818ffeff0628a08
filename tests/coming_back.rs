//! Coming back on the pages (R2, R3): the nine words open questions, answers, amendments, the proof, and the way back.

use crate::kit::installation::{Installation, on_both_engines};
use insta::assert_snapshot;

fn opened<'a>(house: &'a Installation, receipt: &str) -> crate::kit::reader::Page<'a> {
    house
        .visit("/en/mailbox")
        .fill("words", receipt)
        .press("Open")
}

#[test]
fn a_question_is_answered_and_the_answer_is_read_at_the_desk() {
    on_both_engines(|house| {
        let receipt = house.file_report("A drone over the substation.").receipt;
        house
            .desk()
            .reply(&house.officer(), house.newest(), "How many rotors?", true)
            .expect("asked");
        let page = opened(house, &receipt);
        assert!(
            page.words().contains("An officer is working on it."),
            "{}",
            page.words()
        );
        assert!(page.words().contains("How many rotors?"));
        let page = page.fill("answer-2", "Four.").press("Send the answer");
        assert!(
            page.words().contains("Your answer has been sent."),
            "{}",
            page.words()
        );
        assert!(
            !page.html().contains("name=\"answer-2\""),
            "what was answered is asked no more"
        );
        let told = house.mailbox(&receipt);
        assert_eq!(
            told["messages"]
                .as_array()
                .expect("messages")
                .iter()
                .filter(|said| said["text"] == "Four.")
                .count(),
            1
        );
    });
}

#[test]
fn an_answer_answers_its_question_and_leaves_the_other_open() {
    on_both_engines(|house| {
        let receipt = house.file_report("A drone over the substation.").receipt;
        let id = house.newest();
        house.ask(id, "How many rotors?");
        house.ask(id, "Did it have lights?");
        let page = opened(house, &receipt);
        let after = page
            .send_answer(3, "Yes.")
            .expect_words("Your answer has been sent.");
        assert!(after.html().contains("name=\"answer-2\""));
        assert!(!after.html().contains("name=\"answer-3\""));
        // The same word from the same page answers the other one, too: it is not the same message.
        let after = page.send_answer(2, "Yes.");
        assert!(!after.html().contains("name=\"answer-"));
        assert_eq!(after.words().matches("Yes.").count(), 2);
        // What nobody asked takes no answer.
        let forged = page.send_answer(1, "Never asked.");
        assert_eq!(forged.status(), 200);
        assert!(!forged.words().contains("Never asked."));
        let answered: Vec<Option<u32>> = house
            .desk()
            .open_report(&house.officer(), id, "a test")
            .expect("it opens")
            .messages
            .iter()
            .map(|message| message.question)
            .collect();
        assert_eq!(answered, [None, None, None, Some(3), Some(2)]);
    });
}

#[test]
fn an_answer_that_stands_on_another_page_than_its_question_closes_it_all_the_same() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let id = house.newest();
    house.ask(id, "How many rotors?");
    house.ask(id, "Did it have lights?");
    for n in 0..4 {
        house.reply(id, &format!("{n} {}", "a long story ".repeat(400)));
    }
    let page = opened(&house, &receipt).press("Older");
    assert!(page.html().contains("name=\"answer-2\""));
    page.send_answer(2, "Four.");
    let page = opened(&house, &receipt).press("Older");
    assert!(page.words().contains("How many rotors?") && !page.words().contains("Four."));
    assert!(!page.html().contains("name=\"answer-2\""));
    assert!(page.html().contains("name=\"answer-3\""));
}

#[test]
fn a_page_that_is_sent_again_says_nothing_twice() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let page = opened(&house, &receipt).fill("message", "It came back at nine.");
    page.press("Send the message");
    let after = page.press("Send the message");
    assert!(after.words().contains("Your message has been sent."));
    assert_eq!(after.words().matches("It came back at nine.").count(), 1);
    // The same words from a page that was opened later are meant.
    let again = opened(&house, &receipt)
        .fill("message", "It came back at nine.")
        .press("Send the message");
    assert_eq!(again.words().matches("It came back at nine.").count(), 2);
}

#[test]
fn nothing_is_sent_from_an_empty_field_and_what_was_typed_comes_back() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let page = opened(&house, &receipt)
        .fill("amend", " \u{200b} ")
        .press("Send the addition");
    assert_eq!(
        page.mistakes(),
        ["Nothing is written here yet. A few words are enough."]
    );
    assert_eq!(
        house.mailbox(&receipt)["messages"]
            .as_array()
            .expect("messages")
            .len(),
        1
    );
}

#[test]
fn a_report_is_taken_back_only_after_it_was_asked_once_more() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let sure = opened(&house, &receipt).press("Take it back");
    assert_eq!(sure.heading(), "Take this report back?");
    assert_eq!(house.listed().len(), 1);
    assert_eq!(sure.press("No, keep it").heading(), "Your report");
    assert_eq!(house.listed().len(), 1);
    let gone = sure.press("Yes, take it back");
    assert!(
        gone.words().contains("You have taken this report back."),
        "{}",
        gone.words()
    );
    assert!(house.listed().is_empty());
}

#[test]
fn the_proof_of_filing_is_a_file_whose_name_says_nothing() {
    let house = Installation::on_sqlite();
    let filed = house.file_report("A drone over the substation.");
    let proof = opened(&house, &filed.receipt).press("Download the proof");
    assert_eq!(
        proof.answer.header("content-disposition"),
        "attachment; filename=\"note.json\""
    );
    assert_eq!(proof.answer.json()["promise"], filed.promise.as_str());
}

#[test]
fn a_slip_in_the_words_is_told_by_its_kind_and_the_words_stay() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let words: Vec<&str> = receipt.split(' ').collect();
    let unknown = format!("{} xyzzy", words[..8].join(" "));
    let mut swapped = words.clone();
    swapped.swap(0, 1);
    let mut told = Vec::new();
    for typed in [words[..7].join(" "), unknown, swapped.join(" ")] {
        let page = opened(&house, &typed);
        assert_eq!((page.status(), page.field("words")), (422, typed));
        told.push(page.mistakes().join(" "));
    }
    assert_snapshot!(told[0], @"There should be nine words; there are 7.");
    assert!(told[1].contains("9"), "{}", told[1]);
    assert_snapshot!(told[2], @"These are all our words, but they do not belong together. Please compare each one, and their order, with what you wrote down.");
}

#[test]
fn words_that_open_nothing_are_told_so_in_both_languages() {
    let house = Installation::on_sqlite();
    let nobodys = seal::Receipt::random(&mut house.outside().random());
    let page = opened(&house, &nobodys.english());
    assert_eq!(page.status(), 404);
    assert_snapshot!(page.mistakes().join("\n"), @"There is no report for these words, or it is no longer kept.");
    let page = house
        .visit("/zh/mailbox")
        .fill("words", &nobodys.chinese())
        .press("查看");
    assert_snapshot!(page.mistakes().join("\n"), @"没有与该查询码对应的线索，或该线索已不再保存。");
}

/// The page carries the receipt sealed, for two hours: a tab that stays open shows nothing to whoever comes by later.
#[test]
fn an_open_mailbox_is_closed_after_two_hours() {
    let house = Installation::on_sqlite();
    let receipt = house.file_report("A drone over the substation.").receipt;
    let page = opened(&house, &receipt).fill("message", "More.");
    house.turn_clock_hours(3);
    let page = page.press("Send the message");
    assert_eq!(page.status(), 422);
    assert!(page.html().contains("name=\"words\""));
}
