//! Offices and ranks.
//!
//! The rank is that of the office by its title and the place before it: 1 the nation's, 2 province or ministry, 3 bureau or
//! prefecture, 4 county or division, 5 section and below. A deputy has the rank of the chief. Where a title alone leaves it open
//! (a 局长 may head a ministry's bureau or a county's) the higher is taken: who is looked at sooner than need be loses nothing.
//! Who is greeted ("尊敬的市长") and what is called after an office ("市长信箱") is none. Directors of firms are not read, nor ranks of soldiers.

#[cfg(test)]
mod tests;

use super::Look;
use crate::normal::Stretch;
use regex::Regex;
use report::{Entity, Named};
use std::sync::LazyLock;

/// The offices; or a rank by its name.
static CHINESE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) 总理|国务委员|国家主席|总书记|政治局常委|政治局委员|委员长|主席|省长|部长|省委书记|市委书记|州委书记|县委书记|区委书记|党委书记|党组书记|纪委书记|政法委书记|书记|厅长|司长|局长|署长|市长|州长|盟长
          |专员|区长|县长|旗长|处长|科长|股长|镇长|乡长|村长|村支书|村主任|秘书长|主任|检察长|法院院长|大使|总领事|总队长|支队长|大队长|所长|站长|司令员|司令|政委|巡视员|调研员|总统|首相",
    )
    .ok()
});

static GRADE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?:正|副)?(国家|国|省部|部|省|军|厅局|司局|厅|局|地厅|市|县处|县|处|团|乡科|科|股)级(?:正职|副职)?(?:领导干部|领导|干部|官员|公务员|首长)").ok()
});

/// Level, organ and what an office may have before it, up to the end.
static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          (?P<level> 国家|全国|中央|省|自治区|直辖市|北京市?|上海市?|天津市?|重庆市?|市|州|盟|县|区|旗|镇|乡|街道|村|社区 )?
          (?P<organ> (?: (?:人民)?政府|人大常委会|人大|政协|党委|省委|市委|县委|区委|纪检监察|纪委监委|纪委|监委|政法委|组织部|宣传部|统战部|国家安全|公安|国安|司法|税务|国税|地税|财政|审计|教育
              |生态环境|环境保护|环保|交通运输|交通|水利|水务|发展和?改革|发改|卫生健康|卫健|卫生|民政|自然资源|国土资源|国土|规划|住房和城乡建设|住建|建设|城市管理|城管|市场监督管理|市场监管|工商
              |海关|海事|应急管理|应急|消防|民航|铁路|邮政|气象|测绘|地震|保密|机要|档案|外事|外交|信访|科技|工业和信息化|工信|文化|旅游|体育|农业农村|农业|林业|粮食|商务|国资|统计|医保|人力资源和社会保障|人社
              |安监|安全生产监督|能源|电力|渔业|海洋|国防|管理 )
              (?:总局|分局|局|厅|部|委员会|管委会|委|办公室|办|处|科|署)? )?
          (?: 常务副 | 副 | 代理? | 原 | 前 )?
          $",
    )
    .ok()
});

/// Bytes before an office that may belong to it: ten characters.
const BACK: usize = 48;

/// English offices, the rank beside each.
static ENGLISH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?-u:\b) (?: (?:deputy|vice|assistant|acting|former)[\ -] )? (?:
          (?P<first> prime\ minister | premier | head\ of\ state | state\ council+or | president\ of\ the\ (?:republic|people's\ republic|united\ states|country|nation) )
        | (?P<second> (?:foreign|defen[cs]e|interior|finance|justice|health|education|transport|energy|environment|public\ security|state\ security)\ minister | minister | governor | provincial\ (?:party\ )?(?:secretary|chief) | ambassador
            | secretary\ of\ (?:state|defen[cs]e|energy|the\ interior|the\ treasury|homeland\ security|transportation) | lieutenant\ general | major\ general )
        | (?P<third> director[\ -]general | bureau\ (?:chief|director|head) | director\ of\ the\ (?:[a-z]+\ ){0,3}bureau | mayor | consul[\ -]general | municipal\ party\ secretary | party\ secretary | brigadier\ general | permanent\ secretary )
        | (?P<fourth> county\ (?:magistrate|chief|head|governor|party\ secretary) | division\ (?:chief|head|director) | district\ (?:chief|head|governor|mayor) | chief\ of\ police | police\ chief )
        | (?P<fifth> section\ (?:chief|head) | township\ (?:head|chief) | village\ (?:head|chief|secretary) )
        ) (?-u:\b)",
    )
    .ok()
});

/// Finds them.
pub(super) fn find(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    if text.contains([
        '长', '主', '书', '级', '席', '理', '委', '使', '领', '司', '将', '校', '员', '专', '总',
        '首',
    ]) {
        chinese(look, found);
    }
    // What the titles of the second pattern have in them.
    if [
        "minist",
        "prem",
        "govern",
        "mayor",
        "secretary",
        "chief",
        "head",
        "director",
        "ambassador",
        "consul",
        "magistrate",
        "president",
        "council",
        "general",
    ]
    .iter()
    .any(|word| text.contains(word))
    {
        english(look, found);
    }
}

fn push(look: &Look<'_>, stretch: Stretch, rank: u8, found: &mut Vec<Entity>) {
    let mut entity = look.entity(
        stretch,
        Named::Marking {
            level: String::new(),
        },
        true,
    );
    entity.what = Named::Office {
        title: entity.text.clone(),
        rank,
    };
    found.push(entity);
}

fn chinese(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    if text.contains('级')
        && let Some(grades) = &*GRADE
    {
        for hit in grades.captures_iter(text) {
            let (Some(whole), Some(grade)) = (hit.get(0), hit.get(1)) else {
                continue;
            };
            let rank = match grade.as_str() {
                "国家" | "国" => 1,
                "省部" | "部" | "省" | "军" => 2,
                "厅局" | "司局" | "厅" | "局" | "地厅" | "市" => 3,
                "县处" | "县" | "处" | "团" => 4,
                _ => 5,
            };
            push(look, whole.range(), rank, found);
        }
    }
    let (Some(titles), Some(pattern)) = (&*CHINESE, &*BEFORE) else {
        return;
    };
    let mut done = 0;
    for title in titles.find_iter(text) {
        let mut back = done.max(title.start().saturating_sub(BACK));
        while !text.is_char_boundary(back) {
            back += 1;
        }
        let hit = pattern.captures(&text[back..title.start()]);
        let name = |name| {
            let found = hit.as_ref().and_then(|hit| hit.name(name));
            found.map_or("", |found| found.as_str())
        };
        let (level, organ) = (name("level"), name("organ"));
        let long = hit
            .as_ref()
            .and_then(|hit| hit.get(0))
            .map_or(0, |hit| hit.len());
        let stretch = title.start() - long..title.end();
        let (before, after) = (&text[..stretch.start], &text[stretch.end..]);
        if is_none(title.as_str(), before, after, level, organ) {
            continue;
        }
        if let Some(rank) = rank(title.as_str(), before, level, organ) {
            done = stretch.end;
            push(look, stretch, rank, found);
        }
    }
}

/// What only looks like an office.
fn is_none(title: &str, before: &str, after: &str, level: &str, organ: &str) -> bool {
    // Letter boxes and lines that are called after it; a greeting.
    let called = [
        "信箱",
        "热线",
        "接待",
        "留言",
        "专线",
        "邮箱",
        "平台",
        "电话",
        "您好",
        "你好",
        "好,",
        "好!",
        "好:",
        "大人",
        "级",
        "办公室",
        "助理",
        "秘书",
        "制",
        "室",
        "会议",
        "岗位",
    ];
    if called.iter().any(|word| after.starts_with(word)) {
        return true;
    }
    let greeted = ["尊敬的", "敬爱的", "亲爱的", "致"];
    let near: String = before
        .chars()
        .rev()
        .take(6)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if greeted.iter().any(|word| near.contains(word)) {
        return true;
    }
    // 此处长期, A市长郡路, 湖南省长沙: the last character begins a word.
    let goes_on = [
        '期', '大', '度', '久', '远', '达', '沙', '春', '治', '江', '安', '途', '满', '住', '年',
        '假', '城', '兴', '宁', '乐', '房', '郡', '公', '办', '短', '高', '龙',
    ];
    if title.ends_with('长') && after.starts_with(goes_on)
        || title == "司长" && before.ends_with('公')
    {
        return true;
    }
    // "市长：" at the head of a letter, "局长 您好".
    if after
        .trim_start_matches([' ', ',', ':', '!'])
        .starts_with(['您', '你'])
        && !after.starts_with(['您', '你'])
        || after.starts_with(':') && level.is_empty()
    {
        return true;
    }
    let bare = level.is_empty() && organ.is_empty();
    match title {
        // 班主任, 主任医师; heads of parts of firms.
        "主任" => {
            before.ends_with(['班', '级'])
                || [
                    "医师", "护师", "药师", "技师", "编辑", "记者", "委员", "科员",
                ]
                .iter()
                .any(|word| after.starts_with(word))
        }
        "书记" => after.starts_with('员'),
        "部长" | "科长" | "处长" => {
            let firm = [
                "销售",
                "人事",
                "市场",
                "工程",
                "后勤",
                "保安",
                "项目",
                "生产",
                "技术",
                "财务",
                "采购",
                "行政",
                "学生会",
                "学习",
                "文艺",
                "物业",
                "客服",
            ];
            firm.iter()
                .any(|word| before.trim_end_matches('部').ends_with(word))
        }
        // 成长, 专员 of insurance, 总书记 needs nothing.
        "专员" => bare || !matches!(level, "国家" | "省" | "市" | "州" | "盟"),
        "主席" => bare && !before.ends_with("政协"),
        "站长" | "所长" | "大使" => after.starts_with(['期', '馆', '就', '军', '度']),
        "司令" | "政委" => after.starts_with(['台', '部', '塔']),
        _ => false,
    }
}

fn rank(title: &str, before: &str, level: &str, organ: &str) -> Option<u8> {
    let national = matches!(level, "国家" | "全国" | "中央");
    let great = level.starts_with(['北', '上', '天', '重'])
        || level == "直辖市"
        || ["北京", "上海", "天津", "重庆"]
            .iter()
            .any(|city| before.ends_with(city));
    let provincial = matches!(level, "省" | "自治区") || great;
    let county = matches!(level, "县" | "区" | "旗");
    let village = matches!(level, "镇" | "乡" | "街道" | "村" | "社区");
    let branch = organ.ends_with("分局");
    // Who heads an organ at each level: that level's own chief is one higher.
    let head = match () {
        () if village => 5,
        () if county || branch => 4,
        () if national => 2,
        () => 3,
    };
    Some(match title {
        "总理" | "国家主席" | "总书记" | "政治局常委" | "政治局委员" | "国务委员" | "委员长"
        | "总统" | "首相" => 1,
        "省长" | "省委书记" | "司令员" | "司令" => 2,
        "部长" if village => 5,
        "部长" if county => 4,
        "部长" if level.starts_with('市') || matches!(organ, "组织部" | "宣传部" | "统战部") => {
            3
        }
        "部长" => 2,
        "主席" if national => 1,
        "主席" if provincial => 2,
        "主席" => head,
        "厅长" | "司长" | "署长" | "巡视员" | "总领事" | "盟长" | "州长" | "州委书记" => {
            3
        }
        "大使" => 2,
        "局长" => head,
        "市长" | "市委书记" if great => 2,
        "市长" | "市委书记" => 3,
        "区长" | "区委书记" if great => 3,
        "区长" | "县长" | "旗长" | "县委书记" | "区委书记" | "处长" | "调研员" => {
            4
        }
        "检察长" | "法院院长" | "秘书长" | "专员" => head,
        "总队长" | "政委" => 3,
        "支队长" => 4,
        "书记" | "党委书记" | "党组书记" | "纪委书记" | "政法委书记" => {
            match () {
                () if provincial || organ == "省委" => 2,
                () if organ == "市委" => 3,
                () if level == "市" || level == "州" || national => 3,
                () if county || matches!(organ, "县委" | "区委") => 4,
                () if matches!(title, "党组书记" | "政法委书记" | "纪委书记") && !village => {
                    3
                }
                () => 5,
            }
        }
        "主任" => match () {
            () if national => 2,
            () if village => 5,
            () if county => 4,
            () if organ.ends_with(['委', '会', '大']) || organ == "发改" => 3,
            () => 5,
        },
        _ => 5,
    })
}

fn english(look: &Look<'_>, found: &mut Vec<Entity>) {
    let text = &look.normal.text;
    let Some(pattern) = &*ENGLISH else { return };
    for hit in pattern.captures_iter(text) {
        let Some(whole) = hit.get(0) else { continue };
        let ranks = [
            ("first", 1),
            ("second", 2),
            ("third", 3),
            ("fourth", 4),
            ("fifth", 5),
        ];
        let Some((_, rank)) = ranks.into_iter().find(|(name, _)| hit.name(name).is_some()) else {
            continue;
        };
        let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
        // A greeting; leagues and engines.
        let none = before.trim_end().ends_with("dear")
            || after.starts_with(" league")
            || after.starts_with("'s hotline")
            || whole.as_str() == "governor"
                && (after.starts_with(" valve") || before.ends_with("speed "));
        if !none {
            push(look, whole.range(), rank, found);
        }
    }
}
