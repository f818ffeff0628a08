//! Aircraft: registrations (ICAO Annex 7), addresses of transponders, flights.

use super::{Look, around, joined};
use crate::entities::network::as_written;
use crate::normal::{Stretch, is_han};
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// Candidates in small letters; capitals and what stands around decide.
static REGISTRATIONS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?P<american> n[1-9](?:[0-9]{0,2}[a-hj-np-z]{2}|[0-9]{0,3}[a-hj-np-z]|[0-9]{0,4}) )
        | (?P<chinese> b-(?:[0-9]{4}|[0-9]{3}[a-z]|[0-9]{2}[a-z]{2}|[0-9][a-z][0-9]{2}|h[a-z]{2}|[kl][a-z]{2}) )
        | (?: [gdfi]-[a-z]{4} | c-[fgi][a-z]{3}
            | (?:vh|ph|ei|oe|oo|oy|se|ln|sp|ec|vt|9v|9m|hs|pk|a6|a7|4x|tc|ep|ap|hb|cs|sx|lz|yr|ha|ok|om|es|yl|ly|zs|zk|su|hz|9k|jy|cc|lv|pp|pr|pt|hk|s2|4r|xu|xy|tf|oh)-[a-z]{3}
            | ra-[0-9]{5} | (?:vn|rp)-[ac][0-9]{3,4} )
        | ja[0-9]{3}[0-9a-z] | hl[0-9]{4}
        ",
    )
    .ok()
});

static ICAO24: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:icao ?-?24|icao|mode[- ]?s|hex code|hex|ads-?b|s模式|24位地址|24位)(?: ?(?:24-?bit|24|bit|address|code|hex|id|is|地址|编码|代码|码|为|是|:|#|0x)){0,4} ?([0-9a-f]{6})",
    )
    .ok()
});

static FLIGHTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([a-z][a-z0-9][a-z]?|[0-9][a-z]) ?([0-9]{3,4})[a-z]?").ok());

/// Airlines by their two letters.
const TWO: &str = "ca mu cz hu mf zh sc 3u 9c ho fm kn gs jd g5 eu tv pn 8l ky ns dr gj aq bk cn qw uq y8 o3 cf ck cx ka hx uo \
    nx br ci ae it jl nh mm ke oz 7c lj tw sq tr mh ak od tg fd sl vn vj pr 5j ga jt qz ai 6e uk sg ek ey qr sv tk pc su s7 fv u6 \
    lh ew af kl ba vs u2 fr ib vy lx os sk ay sn tp lo ok az a3 w6 ua aa dl wn b6 as nk f9 ac ws qf jq va nz la jj av am cm et ms ke";

/// Airlines by their three letters.
const THREE: &str = "cca ces csn chh cxa csz cdg csc cqh dkh kna gcr cbj hxa epa cfi css yzr cao ckk csg cpa hda crk hke eva cal mda jal \
    ana kal aar jja sia tgw mas axm tha tax hvn vjc pal ceb gia lni aic igo uae etd qtr sva thy afl sbi svr dlh ewg afr klm baw vir ezy \
    ryr ibe vlg swr aua sas fin bel tap lot ita wzz ual aal dal swa jbu asa nks fft aca wja qfa anz lan tam eta msr fdx ups gti ply \
    rpa skw envy jia edv eja lxj asq ash";

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let aircraft = |scheme: &str, number: String| Named::Aircraft {
        scheme: scheme.into(),
        number,
    };
    if let Some(pattern) = &*REGISTRATIONS {
        for hit in pattern.captures_iter(text) {
            let (Some(whole), american) = (hit.get(0), hit.name("american").is_some()) else {
                continue;
            };
            let stretch = whole.range();
            // Those in the normal text alone are cheap: capitals are looked up last.
            if whole.len() < 4
                || joined(text, &stretch)
                || text[stretch.end..].starts_with([
                    '-', '.', '°', '室', '栋', '号', '户', '房', '座', '幢', '单',
                ])
                || text[..stretch.start].ends_with(['-', '.', '/'])
                || !is_of_aircraft(text, &stretch)
            {
                continue;
            }
            // "N3145E" is a latitude.
            let latitude = american
                && whole.as_str().ends_with(['e', 'w'])
                && text[stretch.end..]
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_digit());
            let written = as_written(look, stretch.clone());
            if latitude || written.bytes().any(|c| c.is_ascii_lowercase()) {
                continue;
            }
            found.push(look.entity(stretch, aircraft("registration", written), true));
        }
    }
    if let Some(pattern) = &*ICAO24 {
        for hit in pattern.captures_iter(text) {
            let Some(address) = hit.get(1) else { continue };
            let number = address.as_str().to_ascii_uppercase();
            let digit = number.bytes().any(|c| c.is_ascii_digit());
            let after = text[address.end()..].chars().next();
            // "hex 800000", "ads-b facade": the words are used of other things too.
            if !digit || after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.') {
                continue;
            }
            let hint = hit
                .get(0)
                .is_some_and(|whole| whole.as_str().starts_with("hex"));
            if hint && !is_of_aircraft(text, &hit.get(0).map_or(0..0, |whole| whole.range())) {
                continue;
            }
            // ICAO Annex 10, volume III: all zeros and all ones belong to nobody.
            let valid = !matches!(number.as_str(), "000000" | "FFFFFF");
            found.push(look.entity(address.range(), aircraft("icao24", number), valid));
        }
    }
    let Some(pattern) = &*FLIGHTS else { return };
    for hit in pattern.captures_iter(text) {
        let (Some(whole), Some(airline)) = (hit.get(0), hit.get(1)) else {
            continue;
        };
        let stretch = whole.range();
        let code = airline.as_str();
        let known = match code.len() {
            2 => TWO.split(' ').any(|known| known == code),
            _ => THREE.split(' ').any(|known| known == code),
        };
        if !known || joined(text, &stretch) || !is_a_flight(text, &stretch, code.len() == 3) {
            continue;
        }
        let written = as_written(look, stretch.clone());
        let number: String = written.chars().filter(|c| *c != ' ').collect();
        let number = number.to_ascii_uppercase();
        found.push(look.entity(stretch, aircraft("flight", number), true));
    }
}

const OF_AIRCRAFT: [&str; 34] = [
    "飞机",
    "航班",
    "客机",
    "直升",
    "机号",
    "机尾",
    "注册",
    "机场",
    "起飞",
    "降落",
    "着陆",
    "跑道",
    "航空",
    "飞行",
    "滑行",
    "塔台",
    "机型",
    "无人机",
    "aircraft",
    "airplane",
    "plane",
    "registration",
    "registered",
    "tail",
    "cessna",
    "piper",
    "helicopter",
    "pilot",
    "flight",
    "flew",
    "flying",
    "runway",
    "landed",
    "airbus",
];

/// Whether a word of aircraft stands near, in the same breath.
fn is_of_aircraft(text: &str, stretch: &Stretch) -> bool {
    let (before, after) = around(text, stretch, 60);
    let (before, after) = (&text[before], &text[after]);
    OF_AIRCRAFT
        .iter()
        .any(|word| before.contains(word) || after.contains(word))
        || [
            "boeing", "b737", "b738", "a320", "c172", "c182", "tower", "atc", "taxi", "took off",
            "airport",
        ]
        .iter()
        .any(|word| before.contains(word) || after.contains(word))
}

/// A word of flights stands right beside it, or for the three letters of controllers one of aircraft near.
fn is_a_flight(text: &str, stretch: &Stretch, three: bool) -> bool {
    let before =
        text[..stretch.start].trim_end_matches([' ', ':', '(', '"', '的', '是', '号', '#']);
    let after = text[stretch.end..].trim_start_matches([' ', ')', '"', '的', '次']);
    let beside = [
        "flight", "航班", "班机", "乘坐", "搭乘", "callsign", "呼号", "flights",
    ]
    .iter()
    .any(|word| before.ends_with(word))
        || [
            "航班", "班机", "flight", "客机", "起飞", "降落", "landed", "took off", "departed",
        ]
        .iter()
        .any(|word| after.starts_with(word));
    let han =
        before.chars().next_back().is_some_and(is_han) || after.chars().next().is_some_and(is_han);
    beside || three && !han && is_of_aircraft(text, stretch)
}
