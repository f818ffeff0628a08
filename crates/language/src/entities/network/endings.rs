//! What names of hosts end with, and how sure an ending makes one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How much an ending says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ending {
    /// Hardly anything else ends so.
    Sure,
    /// The ending of a country: a name of host if it is in small letters and not too short.
    Country,
    /// A word, or the ending of a file, too: something else has to say that it is a host.
    Doubtful,
}

const SURE: &str = "com net org edu gov mil int cn ru io info biz onion i2p arpa aero coop museum xyz icu wang ren \
    asia mobi vip app dev xn--fiqs8s xn--55qx5d xn--io0a7i xn--p1ai";

/// IANA's root zone, those of countries and the most used of the others that are words.
const DOUBTFUL: &str = "ad ai am an as at be by cc do hm id in is it la ma md me mm mo mov mr ms mu my no pa pl pm ps py \
    rs sh so st tm to tv us ws zip \
    top site online club shop store tech cloud link live work fun pro name travel jobs cat tel post today news world \
    life space win bid men red blue pink black green host press digital media agency email chat center company group \
    network systems solutions services support zone page pub run one click download stream games game bet loan date \
    party review science trade accountant faith racing cricket ltd inc llc bank finance money fund market trading \
    exchange pictures photos video film design art blog wiki website ink bar cafe house land city tokyo london paris \
    berlin africa security foundation academy school university institute international global directory guru ninja \
    rocks social software team tips tools town vision watch works yoga best beer buzz cash cheap codes";

const COUNTRIES: &str = "ac ae af ag al ao aq ar au aw ax az ba bb bd bf bg bh bi bj bm bn bo br bs bt bw bz ca cd cf cg ch \
    ci ck cl cm co cr cu cv cw cx cy cz de dj dk dm dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl \
    gm gn gp gq gr gs gt gu gw gy hk hn hr ht hu ie il im iq ir je jm jo jp ke kg kh ki km kn kp kr kw ky kz lb lc li lk \
    lr ls lt lu lv ly mc mg mh mk ml mn mp mq mt mv mw mx mz na nc ne nf ng ni nl np nr nu nz om pe pf pg ph pk pn pr pt \
    pw py qa re ro rw sa sb sc sd se sg si sk sl sm sn sr ss su sv sx sy sz tc td tf tg th tj tk tl tn tr tt tw tz ua ug \
    uk uy uz va vc ve vg vi vn vu wf ye yt za zm zw";

static ENDINGS: LazyLock<HashMap<&str, Ending>> = LazyLock::new(|| {
    let mut endings = HashMap::new();
    for (words, ending) in [
        (COUNTRIES, Ending::Country),
        (DOUBTFUL, Ending::Doubtful),
        (SURE, Ending::Sure),
    ] {
        endings.extend(words.split_whitespace().map(|word| (word, ending)));
    }
    endings
});

/// What this last label says, in small letters.
pub(super) fn ending(label: &str) -> Option<Ending> {
    ENDINGS.get(label).copied()
}
