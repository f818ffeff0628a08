use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Wallet { network, address } => format!("{network} {address}"),
        _ => "?".into(),
    })
}

#[test]
fn addresses_whose_checksums_hold_are_read() {
    for (network, address) in [
        // The first block's reward, and BIP 16's example.
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("bitcoin", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG"),
        // BIP 173 and BIP 350.
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (
            "bitcoin",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ),
        (
            "bitcoin_testnet",
            "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        ),
        // EIP-55.
        ("ethereum", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        ("ethereum", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"),
        ("ethereum", "0x52908400098527886E0F7030069857D2E4169EE7"),
        // TRON's documentation.
        ("tron", "TYuDs3D3RZVXKhfPocYSyDBV8rES3MEiSs"),
        ("tron", "TPY1jv2wrnEHpQAxfQ7BbpyKsDQRZTYDPX"),
        // The Monero project's own, for gifts.
        (
            "monero",
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
        ),
        // XRP Ledger's documentation: the genesis account.
        ("ripple", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
    ] {
        for text in [
            address.to_owned(),
            format!("钱打到{address}就行"),
            format!("pay to ({address}), now"),
        ] {
            assert_eq!(read(&text), format!("{network} {address}"), "{text}");
        }
    }
}

#[test]
fn what_a_network_writes_in_several_ways_comes_out_in_one() {
    assert_eq!(
        read("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
        "bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    );
    assert_eq!(read("BC1SW50QGDZ25J"), "bitcoin bc1sw50qgdz25j");
    for written in [
        "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "０x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A0\u{200b}9f33669435E7Ef1BeAed",
    ] {
        assert_eq!(
            read(written),
            "ethereum 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
        );
    }
}

#[test]
fn a_spoiled_address_is_shown_as_such() {
    for (text, value) in [
        (
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
            "!bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        ),
        (
            "TYuDs3D3RZVXKhfPocYSyDBV8rES3MEiSt",
            "!tron TYuDs3D3RZVXKhfPocYSyDBV8rES3MEiSt",
        ),
        (
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            "!ethereum 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        ),
        (
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "!bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
        ),
        // BIP 350's list: bech32 where bech32m must be, and mixed case.
        (
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "!bitcoin bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        ),
        (
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
            "!bitcoin_testnet tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47zagq",
        ),
        (
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3J",
            "!monero 888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3J",
        ),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn other_long_words_are_no_addresses() {
    for text in [
        "",
        "bc1gmk9yu",
        "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
        "12345678901234567890123456789012345",
        "d41d8cd98f00b204e9800998ecf8427e",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00",
        "ThisIsAVeryLongWordWithNoDigitsAtAl",
        "Thisisaverylongwordwithonlydigit12",
        "XA1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa ",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 ",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed ",
            "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H ",
            "bc1",
            "0x",
            "TYuDs3D3RZVXKhfPocYSyDBV8rES3MEiSt ",
        ],
    );
}

proptest! {
    #[test]
    fn an_address_with_one_letter_changed_does_not_hold(place in 0_usize..34, letter in 0_usize..58) {
        let mut address = b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa".to_vec();
        address[place] = BASE58.as_bytes()[letter];
        let address = String::from_utf8(address).expect("ASCII");
        let same = address == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
        prop_assert_eq!(read(&address).starts_with("bitcoin 1"), same, "{}", address);
    }

    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1q", "0x", "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ltc1", "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvk",
        "T", "bcrt1", "１", "\u{200b}", "K", "1",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
