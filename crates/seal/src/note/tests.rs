use super::*;
use crate::{armour, testing::hex};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use proptest::prelude::*;

fn signer() -> LogSigner {
    LogSigner::from_seed(&[7; 32])
}

fn head() -> Head {
    Head {
        origin: "tips.example.org/log".into(),
        size: 4096,
        root: [1; 32],
        date: "2026-11-22".into(),
    }
}

fn promise() -> Promise {
    Promise {
        origin: "tips.example.org/log".into(),
        leaf: [2; 32],
        date: "2026-11-22".into(),
    }
}

#[test]
fn ed25519_gives_the_known_answers_of_rfc_8032() {
    // Section 7.1, tests 1 and 2
    let cases = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
             d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
             387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (seed, public, message, signature) in cases {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&hex(seed));
        assert_eq!(
            LogSigner::from_seed(&bytes).public().to_bytes()[..],
            hex(public)
        );
        assert_eq!(
            SigningKey::from_bytes(&bytes)
                .sign(&hex(message))
                .to_bytes()[..],
            hex(signature)
        );
    }
}

#[test]
fn verifier_keys_and_signatures_are_those_of_the_go_implementation() {
    // The example of golang.org/x/mod/sumdb/note: key id, encoding and what is signed.
    let verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let (name, key) = LogPublicKey::parse(verifier).expect("the example");
    assert_eq!(name, "PeterNeumann");
    assert_eq!(key.encode("PeterNeumann"), verifier);
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let signed = armour::decode::<68>(line).expect("68 bytes");
    assert_eq!(signed[..4], hex("c74f20a3"));
    let signature = Signature::from_slice(&signed[4..]).expect("64 bytes");
    let key = VerifyingKey::from_bytes(&key.to_bytes()).expect("a point");
    key.verify_strict(text.as_bytes(), &signature)
        .expect("the example");
}

#[test]
fn a_head_and_a_promise_look_like_this() {
    insta::assert_snapshot!(head().sign(&signer()), @r"
    tips.example.org/log
    4096
    AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
    2026-11-22

    — tips.example.org/log t+H3xrhPkSQHCWG6NpKF5o+HPtz1CvcBGFNa7NvhmKSD5A/aebN6MCwCmTyzuHrvK7Sn4z4ksK7jCffFOrm+qScx4w4=
    ");
    insta::assert_snapshot!(promise().sign(&signer()), @r"
    tips.example.org/log
    promise
    AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=
    2026-11-22

    — tips.example.org/log t+H3xneRKZU8Opp4bKGYmxLItd/XUD+Q2qyPa+xyxvXHrASFoteWEz+JOZKScCV+d9Hds+Kz6e+1K+JvuDnVmCoHago=
    ");
    insta::assert_snapshot!(
        signer().public().encode("tips.example.org/log"),
        @"tips.example.org/log+b7e1f7c6+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
    );
}

#[test]
fn what_was_signed_is_read_back_and_one_is_never_read_as_the_other() {
    let (key, stranger) = (signer().public(), LogSigner::from_seed(&[8; 32]).public());
    let (head_note, promise_note) = (head().sign(&signer()), promise().sign(&signer()));
    assert_eq!(Head::verify(&head_note, &key), Ok(head()));
    assert_eq!(Promise::verify(&promise_note, &key), Ok(promise()));
    assert_eq!(
        Promise::verify(&head_note, &key),
        Err(NoteRefused::Malformed)
    );
    assert_eq!(
        Head::verify(&promise_note, &key),
        Err(NoteRefused::Malformed)
    );
    assert_eq!(
        Head::verify(&head_note, &stranger),
        Err(NoteRefused::NotSigned)
    );
    assert_eq!(
        Promise::verify(&promise_note, &stranger),
        Err(NoteRefused::NotSigned)
    );
}

#[test]
fn every_flipped_byte_and_every_cut_of_a_note_is_refused() {
    let (key, head, promise) = (
        signer().public(),
        head().sign(&signer()),
        promise().sign(&signer()),
    );
    for note in [&head, &promise] {
        for place in 0..note.len() {
            for bit in 0..7 {
                let mut changed = note.clone().into_bytes();
                changed[place] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(changed) else {
                    continue;
                };
                assert!(Head::verify(&changed, &key).is_err(), "byte {place}");
                assert!(Promise::verify(&changed, &key).is_err(), "byte {place}");
            }
            if let Some(cut) = note.get(..place) {
                assert!(Head::verify(cut, &key).is_err() && Promise::verify(cut, &key).is_err());
            }
        }
    }
}

#[test]
fn changed_contents_are_named_a_forgery() {
    let note = head().sign(&signer()).replace("4096", "4097");
    assert_eq!(
        Head::verify(&note, &signer().public()),
        Err(NoteRefused::Forged)
    );
}

#[test]
fn signatures_of_witnesses_are_passed_over() {
    let note = head().sign(&signer());
    let (text, own) = note.split_once("\n\n").expect("a note");
    // A witness's cosignature is longer and has another name; another key may have the same name.
    let cosigned = format!("\u{2014} witness.example {}\n", armour::encode(&[5; 76]));
    let namesake = head().sign(&LogSigner::from_seed(&[9; 32]));
    let namesake = namesake.split_once("\n\n").expect("a note").1;
    for lines in [
        [&cosigned, own, namesake],
        [own, &cosigned, namesake],
        [namesake, &cosigned, own],
    ] {
        let note = format!("{text}\n\n{}", lines.concat());
        assert_eq!(Head::verify(&note, &signer().public()), Ok(head()));
    }
    let note = format!("{text}\n\n{cosigned}{namesake}");
    assert_eq!(
        Head::verify(&note, &signer().public()),
        Err(NoteRefused::NotSigned)
    );
}

#[test]
fn a_signed_text_that_is_no_head_is_refused() {
    let root = armour::encode(&[1; 32]);
    for text in [
        format!("o\n04096\n{root}\nd\n"),
        format!("o\n+4096\n{root}\nd\n"),
        format!("o\n-1\n{root}\nd\n"),
        format!("o\n18446744073709551616\n{root}\nd\n"),
        format!("o\n1\n{root}\n"),
        format!("o\n1\n{root}\n\n"),
        format!("o\n1\n{root}\nd\ne\n"),
        format!("o\n1\n{}\nd\n", &root[1..]),
        format!("o\n1\n{}\nd\n", armour::encode(&[1; 31])),
        format!("o\n1\n{}\nd\n", root.replace('=', "")),
        "o\n".to_owned(),
    ] {
        let note = signer().sign(&text);
        assert_eq!(
            Head::verify(&note, &signer().public()),
            Err(NoteRefused::Malformed),
            "{text:?}"
        );
    }
    assert!(
        Head::verify(
            &signer().sign(&format!("o\n1\n{root}\nd\n")),
            &signer().public()
        )
        .is_ok()
    );
}

#[test]
fn verifier_keys_that_are_not_written_by_encode_are_refused() {
    let good = signer().public().encode("log");
    assert_eq!(
        LogPublicKey::parse(&good),
        Some(("log".into(), signer().public()))
    );
    for bad in [
        String::new(),
        "log".into(),
        "log+00000000".into(),
        good[1..].to_owned(),
        good[..good.len() - 1].to_owned(),
        good.replace("log+", "+"),
        good.replace("log+", "lo g+"),
        good.replace("log+", "gol+"),
        good.to_uppercase(),
        format!("{good} "),
    ] {
        assert_eq!(LogPublicKey::parse(&bad), None, "{bad}");
    }
}

#[test]
fn origins_are_single_words() {
    assert!(is_origin("tips.example.org/log") && is_origin("举报.example"));
    for bad in ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{0}b"] {
        assert!(!is_origin(bad), "{bad:?}");
    }
}

#[test]
#[should_panic(expected = "one line")]
fn a_date_cannot_write_lines_of_its_own() {
    Head {
        date: "d\ne".into(),
        ..head()
    }
    .sign(&signer());
}

#[test]
#[should_panic(expected = "an origin")]
fn an_origin_cannot_write_lines_of_its_own() {
    Promise {
        origin: "o 1\nx".into(),
        ..promise()
    }
    .sign(&signer());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_head_is_read_back(size in any::<u64>(), root in any::<[u8; 32]>(), date in "[!-~][ -~]{0,20}", origin in "[a-z./]{1,30}") {
        let head = Head { origin, size, root, date };
        prop_assert_eq!(Head::verify(&head.sign(&signer()), &signer().public()), Ok(head));
    }

    #[test]
    fn any_text_is_refused_without_a_panic(text in "(\\PC|\n|\u{2014} ){0,60}") {
        prop_assert!(Head::verify(&text, &signer().public()).is_err());
        prop_assert!(Promise::verify(&text, &signer().public()).is_err());
        prop_assert!(LogPublicKey::parse(&text).is_none());
    }
}
