use super::*;
use crate::testing::{Given, hex, seeded, tampered};
use ::hpke::kem::X25519HkdfSha256;
use serde_json::Value;

const HERE: Binding = Binding {
    table: "circle_wrap",
    row: b"row",
    column: "sealed",
    version: 0,
};

#[test]
fn x_wing_gives_the_known_answers_of_its_draft() {
    // draft-connolly-cfrg-xwing-kem, spec/test-vectors.json, as in the crate x-wing 0.1.1
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("xwing_vectors.json")).expect("JSON");
    assert_eq!(vectors.len(), 3);
    for vector in vectors {
        let field = |name: &str| hex(vector[name].as_str().expect("a text"));
        let (private, public) = generate(&mut Given(field("seed")));
        assert_eq!(private.to_bytes()[..], field("seed"));
        assert_eq!(public.to_bytes(), field("pk"));
        let (shared, sent) =
            XWing::encap_with_rng(&public.0, None, &mut Given(field("eseed"))).expect("infallible");
        assert_eq!(shared.0[..], field("ss"));
        assert_eq!(sent.to_bytes()[..], field("ct"));
        let sent = Encapsulated::from_bytes(&field("ct")).expect("1,120 bytes");
        assert_eq!(
            XWing::decap(&private.0, None, &sent).expect("infallible").0[..],
            field("ss")
        );
    }
}

#[test]
fn the_key_schedule_and_the_cipher_give_the_known_answer_of_rfc_9180() {
    // Appendix A.2.1: the same KDF and AEAD, with the X25519 KEM alone.
    type Kem = X25519HkdfSha256;
    let private = hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    let sent = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    let text = "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28";
    let plain = ::hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeR::Base,
        &<Kem as ::hpke::Kem>::PrivateKey::from_bytes(&private).expect("32 bytes"),
        &<Kem as ::hpke::Kem>::EncappedKey::from_bytes(&sent).expect("32 bytes"),
        &hex("4f6465206f6e2061204772656369616e2055726e"),
        &hex(text),
        b"Count-0",
    );
    assert_eq!(plain.expect("the RFC's"), b"Beauty is truth, truth beauty");
}

#[test]
fn what_is_sealed_to_somebody_they_open_and_nobody_else() {
    let rng = &mut seeded(1);
    let (private, public) = generate(rng);
    let (stranger, _) = generate(rng);
    for plain in [&b""[..], b"x", &[7; 5000]] {
        let sealed = seal_to(&public, rng, &HERE, plain);
        assert_eq!(sealed.len(), plain.len() + OVERHEAD);
        assert_eq!(
            open_with(&private, &HERE, &sealed)
                .as_deref()
                .map(Vec::as_slice),
            Ok(plain)
        );
        assert_eq!(open_with(&stranger, &HERE, &sealed), Err(Refused::Damaged));
    }
}

#[test]
fn every_flipped_byte_and_every_other_place_is_refused() {
    let rng = &mut seeded(2);
    let (private, public) = generate(rng);
    let sealed = seal_to(&public, rng, &HERE, b"text");
    tampered(&sealed, 11, |bytes| {
        assert!(open_with(&private, &HERE, bytes).is_err())
    });
    for at in [
        Binding {
            table: "item",
            ..HERE
        },
        Binding {
            row: b"other",
            ..HERE
        },
        Binding {
            column: "wrap",
            ..HERE
        },
        Binding { version: 1, ..HERE },
    ] {
        assert_eq!(open_with(&private, &at, &sealed), Err(Refused::Damaged));
    }
}

#[test]
fn public_keys_are_read_back_and_false_ones_refused() {
    let (private, public) = generate(&mut seeded(3));
    let bytes = public.to_bytes();
    assert_eq!(bytes.len(), PUBLIC);
    assert_eq!(PublicKey::from_bytes(&bytes), Ok(public.clone()));
    assert!(PrivateKey::from_bytes(&private.to_bytes()).public() == public);
    assert_eq!(PublicKey::from_bytes(&bytes[1..]), Err(Refused::Length));
    // ML-KEM's coefficients are below 3,329; 0xfff is none (FIPS 203, section 7.2).
    assert_eq!(
        PublicKey::from_bytes(&[0xff; PUBLIC]),
        Err(Refused::Damaged)
    );
}

#[test]
fn nothing_of_a_private_key_is_shown() {
    assert_eq!(
        format!("{:?}", PrivateKey::from_bytes(&[0x41; 32])),
        "PrivateKey(..)"
    );
}
