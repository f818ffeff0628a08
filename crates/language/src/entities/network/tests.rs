use super::kit::{said, survives, texts};
use super::*;
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Ip {
            address,
            version,
            public,
        } => {
            format!("v{version} {address}{}", if *public { "" } else { " own" })
        }
        Named::Domain { name } => format!("host {name}"),
        Named::Link { url } => format!("link {url}"),
        Named::Handle { service, name } => format!("{service}:{name}"),
        Named::Hash { algorithm, hex } => format!("{algorithm} {hex}"),
        _ => "?".into(),
    })
}

fn are(all: &[(&str, &str)]) {
    for (text, value) in all {
        assert_eq!(read(text), *value, "{text}");
    }
}

fn none(all: &[&str]) {
    for text in all {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn addresses_of_version_4_are_read_with_or_without_caution() {
    are(&[
        ("日志里有8.8.8.8连过来", "v4 8.8.8.8"),
        ("from 8[.]8[.]8[.]8 to 8.8.4(.)4.", "v4 8.8.8.8; v4 8.8.4.4"),
        ("８．８．８．８", "v4 8.8.8.8"),
        ("8[.]8.8.8:443", "v4 8.8.8.8"),
        ("8.8.8.0/24 blocked", "v4 8.8.8.0"),
        ("1.1[.1[.1 answered", "v4 1.1.1.1"),
        (
            "内网192.168.1.20和10.0.0.1，还有172.16.3.4",
            "v4 192.168.1.20 own; v4 10.0.0.1 own; v4 172.16.3.4 own",
        ),
        (
            "100.64.0.1 169.254.1.1 203.0.113.5 172.32.0.1",
            "v4 100.64.0.1 own; v4 169.254.1.1 own; v4 203.0.113.5 own; v4 172.32.0.1",
        ),
        (
            "host 8.8.8.8/admin/login.php",
            "link 8.8.8.8/admin/login.php",
        ),
        (
            "192.168.1.300 and 8.8.08.8",
            "!v4 192.168.1.300 own; !v4 8.8.08.8 own",
        ),
    ]);
    none(&[
        "version 1.2.3.4",
        "固件版本1.2.3.4",
        "第1.2.3.4条",
        "1.2.3.4.5",
        "1.2.3",
        "v10.0.0.1",
        "2019.10.12.3",
        "3.14",
    ]);
}

#[test]
fn addresses_of_version_6_are_read_and_times_are_not() {
    are(&[
        ("来自2001:db8::1的连接", "v6 2001:db8::1 own"),
        (
            "2400:3200::1, 2400:3200:baba:0:0:0:0:1.",
            "v6 2400:3200::1; v6 2400:3200:baba::1",
        ),
        ("FE80::1%eth0", "v6 fe80::1 own"),
        ("2400[:]3200[:][:]1", "v6 2400:3200::1"),
        ("[2400:3200::1]:443", "v6 2400:3200::1"),
        ("::1 and ::ffff:8.8.8.8", "v6 ::1 own; v6 ::ffff:8.8.8.8"),
    ]);
    none(&[
        "12:30:45",
        "at 10:20:30:40",
        "std::string",
        "a::b",
        "12::30",
        "aa:bb:cc:dd:ee:ff",
        "::",
    ]);
}

#[test]
fn names_of_hosts_need_an_ending_and_sentences_are_none() {
    are(&[
        ("请看example.com。", "host example.com"),
        ("请看www.Example.COM.cn上的", "host www.example.com.cn"),
        (
            "evil[.]example[.]org and bad(dot)site.net",
            "host evil.example.org; host bad.site.net",
        ),
        (
            "go to evil dot example dot com now",
            "host evil.example.com",
        ),
        ("打开abc点com看看", "host abc.com"),
        ("EXAMPLE.COM is down", "host example.com"),
        ("见 example.com.Then he left", "host example.com"),
        ("网站 evil.top 和域名evil.me", "host evil.top; host evil.me"),
        ("c2 server update-cdn1.xyz", "host update-cdn1.xyz"),
        ("xn--fiq228c.cn", "host xn--fiq228c.cn"),
        ("-bad-.example.com", "!host bad-.example.com"),
    ]);
    none(&[
        "I saw it.It was gone.",
        "i saw it.it was gone",
        "Mr.Li said so",
        "e.g. this",
        "at 5 p.m. in the U.S.",
        "report.zip main.py setup.sh",
        "dead..my",
        "photo.jpg 合同.docx report.pdf",
        "No.5 St.Louis",
        "com.tencent.mm",
        "3.5m",
        "end.In the",
        "APPROX.IN 5 MIN",
        "the party.The",
    ]);
}

#[test]
fn links_keep_the_capitals_of_their_paths_and_lose_those_of_their_hosts() {
    are(&[
        (
            "HTTPS://Example.COM/Path?Q=1#A。",
            "link https://example.com/Path?Q=1#A",
        ),
        (
            "hxxp://evil[.]example[.]com/A/b.exe",
            "link http://evil.example.com/A/b.exe",
        ),
        ("hXXps[:]//evil(.)com/x, then", "link https://evil.com/x"),
        ("hxxps[://]evil.com/x)", "link https://evil.com/x"),
        ("h**p://1.1.1.1:8080/a", "link http://1.1.1.1:8080/a"),
        (
            "(see https://en.example.org/wiki/A_(b)).",
            "link https://en.example.org/wiki/A_(b)",
        ),
        (
            "下载地址：https://pan.example.com/s/1AbC提取码x8k2",
            "link https://pan.example.com/s/1AbC",
        ),
        (
            "ssh://root:Pa55@8.8.8.8:22",
            "link ssh://root:Pa55@8.8.8.8:22",
        ),
        (
            "rtsp://[2001:db8::1]:554/live",
            "link rtsp://[2001:db8::1]:554/live",
        ),
        ("example.com/Get/It now", "link example.com/Get/It"),
        ("ftp://fxp.example.com", "link ftp://fxp.example.com"),
        (
            "(见https://example.com/a）C座",
            "link https://example.com/a",
        ),
        (
            "ｈｔｔｐ：／／ｅｘａｍｐｌｅ．ｃｏｍ",
            "link http://example.com",
        ),
        ("https://example.com/㎡", "link https://example.com/"),
        ("http://1.1.1.300/", "!link http://1.1.1.300/"),
        ("http://router/", "!link http://router/"),
    ]);
    none(&["://", "abc://def", "and/or", "http://"]);
}

#[test]
fn an_onion_is_checked() {
    // The address of Tor's own site, and the same with one letter changed.
    are(&[
        (
            "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion",
            "host 2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion",
        ),
        (
            "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wie.onion",
            "!host 2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wie.onion",
        ),
        ("short.onion", "!host short.onion"),
    ]);
}

#[test]
fn mailboxes_and_names_on_services_are_read() {
    are(&[
        (
            "写信到 Some.One+x@Example.com。",
            "email:some.one+x@example.com",
        ),
        ("邮箱someone＠qq．com", "email:someone@qq.com"),
        (
            "someone (at) example (dot) com",
            "email:someone@example.com",
        ),
        ("someone[@]example[.]com", "email:someone@example.com"),
        (
            "write to someone at example dot com please",
            "email:someone@example.com",
        ),
        ("someone@mail.example", "!email:someone@mail.example"),
        ("微信号：Abc_12345", "wechat:abc_12345"),
        ("加我微信13800000000", "wechat:13800000000"),
        (
            "vx: zhongjie88，QQ群123456789",
            "wechat:zhongjie88; qq:123456789",
        ),
        ("电报 @some_one", "telegram:some_one"),
        ("telegram: some_one", "telegram:some_one"),
        ("https://t.me/some_one", "link https://t.me/some_one"),
        ("t.me/some_one", "telegram:some_one"),
        ("my WeChat ID is abcdef", "wechat:abcdef"),
        ("推特账号 someone_1", "x:someone_1"),
        ("thanks @someone_else", ":someone_else"),
        ("QQ: 12345678", "qq:12345678"),
        ("抖音号：someone.88", "douyin:someone.88"),
        ("微信号：1abcdef", "!wechat:1abcdef"),
    ]);
    none(&[
        "@ 3000 FT",
        "@300ft",
        "telegram group was closed",
        "my wechat is blocked",
        "微信转账5000元",
        "微信2000多人",
        "signal was lost",
        "微信支付 200",
        "qq游戏",
        "session 2024",
        "signal 12345",
        "a@b",
        "@@@@",
        "QQ空间 2019",
    ]);
}

#[test]
fn digests_are_known_by_their_length_or_by_what_is_said() {
    // Of the empty text.
    let md5 = "d41d8cd98f00b204e9800998ecf8427e";
    let sha1 = "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709";
    let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    are(&[
        (&format!("样本的MD5是{md5}。"), &format!("md5 {md5}")),
        (sha1, &format!("sha1 {}", sha1.to_lowercase())),
        (&format!("sha256:{sha256}"), &format!("sha256 {sha256}")),
        (
            &format!("MD5: {}", &md5[..30]),
            &format!("!md5 {}", &md5[..30]),
        ),
        (&format!("SHA-1={md5}"), &format!("!sha1 {md5}")),
    ]);
    none(&[
        "12345678901234567890123456789012",
        "0xda39a3ee5e6b4b0d3255bfef95601890afd80709",
        "123e4567-e89b-12d3-a456-426614174000",
        "deadbeefdeadbeefdeadbeefdeadbeex1",
    ]);
}

#[test]
fn what_is_shown_is_what_was_written() {
    let text = "看 hxxp://Evil[.]example。com 和 a [at] b[.]org";
    let found = super::kit::found(find, text);
    let shown: Vec<_> = found.iter().map(|entity| entity.text.as_str()).collect();
    assert_eq!(shown, ["hxxp://Evil[.]example", "a [at] b[.]org"]);
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "://",
            "a://b ",
            "http://a.com ",
            "a.com ",
            "a@b.com ",
            "@name ",
            "8.8.8.8 ",
            "::",
            "2001:db8::1 ",
            "a dot ",
            "a dot com ",
            "[.",
            "](",
            "http://(",
            "hxxp",
            "微信号",
            "微信:abcde ",
            "d41d8cd98f00b204e9800998ecf8427e ",
            "http://a/))))))))))))",
            "a-",
            "x at ",
            "qq",
            "http://a]",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "hxxp://", "https://", "[.]", "(dot)", " dot ", "[at]", "@", "example.com", "8.8.8.8", "::", "2001:db8:", "微信号:", "telegram ", "t.me/abcde", ".onion",
        "d41d8cd98f00b204e9800998ecf8427e", "点com", "[:]", "//", "。", "ＷＷＷ．", "%eth0", "[::1]", "Ⅳ", "\u{200b}",
    ])) {
        super::kit::found(find, &text);
    }
}
