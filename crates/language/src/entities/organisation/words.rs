//! Words that tell names of organisations from what stands around them.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Characters that no name begins with or goes across.
pub(super) fn stops(c: char) -> bool {
    matches!(
        c,
        '的' | '了'
            | '我'
            | '你'
            | '他'
            | '她'
            | '它'
            | '们'
            | '这'
            | '那'
            | '是'
            | '在'
            | '被'
            | '把'
            | '从'
            | '给'
            | '让'
            | '叫'
            | '说'
            | '很'
            | '也'
            | '都'
            | '就'
            | '还'
            | '又'
            | '吗'
            | '呢'
            | '吧'
            | '啊'
            | '着'
            | '过'
            | '并'
            | '而'
            | '且'
            | '或'
            | '及'
            | '与'
            | '跟'
            | '请'
            | '找'
            | '该'
            | '某'
            | '哪'
            | '什'
            | '么'
            | '怎'
            | '啥'
            | '去'
            | '向'
            | '于'
            | '由'
            | '为'
            | '和'
            | '到'
            | '对'
            | '将'
            | '已'
            | '要'
            | '会'
            | '能'
            | '不'
            | '没'
            | '每'
            | '各'
            | '本'
            | '贵'
            | '另'
            | '其'
            | '此'
            | '则'
            | '但'
            | '如'
            | '因'
            | '所'
            | '以'
            | '当'
            | '等'
            | '只'
            | '有'
            | '来'
            | '进'
            | '往'
            | '离'
            | '称'
            | '听'
            | '见'
            | '看'
            | '问'
            | '查'
    )
}

/// Two characters of which one otherwise ends a name, where it is part of one.
static WITHIN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "华为 和平 和谐 和美 和信 泰和 仁和 协和 中和 和睦 对外 进出 先进 跃进 前进 进步 来宾 未来 有色 有机 国有 有线 有限 私有 公有 向阳 方向 社会 委会 工会 学会 会计 协会 会议 能源 智能 节能 新能 \
     能科 将军 不锈 等离 以太 以色 以岭 究所 出所 务所 当代 当涂 查理 和田 和县 永和 祥和 太和 康和 元和 云和 和硕 因特 如东 如皋 各庄 性能 功能 本田 日本 本溪 成本 往来 离子 听力 看守 问道 从化 \
     从江 到家 说明 就业 过滤 与共 将乐"
        .split_whitespace()
        .collect()
});

/// Whether the character there is part of a word that names have.
pub(super) fn is_within(text: &str, at: usize) -> bool {
    let mut from_here = text[at..].chars();
    let Some(c) = from_here.next() else {
        return false;
    };
    let end = at + c.len_utf8();
    let before = text[..at].chars().next_back().map_or(0, char::len_utf8);
    let after = from_here.next().map_or(0, char::len_utf8);
    WITHIN.contains(&text[at - before..end]) || WITHIN.contains(&text[at..end + after])
}

static PAIRS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "一家 两家 几家 多家 一个 一所 一名 位于 举报 投诉 反映 咨询 发现 关于 附近 隔壁 旁边 对面 工作 就职 任职 上班 前往 送到 购买 通过 联系 根据 但是 希望 要求 建议 包括 属于 自己 本人 现在 目前 \
     昨天 今天 明天 昨晚 今晚 有人 有个 某个 整个 注册 成立 担任 入职 供职 受雇 雇用 应聘 毕业 就读 考上 考入 参加 加入 合作 委托 代表 冒充 假冒 自称 号称 员工 职工 老板 经理 男子 女子 同事 朋友 \
     亲戚 邻居 业主 居民 村民 市民 群众 领导 学生 老师 前面 后面 左边 右边 门口 里面 外面 上面 下面 地址 名称 名叫 单位 地点 收购 起诉 状告 强烈 谢谢 关注 询问 求助 请求 恳请 反应 再次 多次 开发商 施工 \
     承包 拖欠 经营 负责 隶属 归属 同时 然后 之后 之前 以后 以前 期间 时候 里的 拍摄 偷拍 潜入 窃取 攻击 入侵 泄露 出售 卖给 转给 交给 提供 设置 开展 敦促 难道 增设 推广 转送 支付 侵占 解决 反馈 拒付 唯独 大力 配套 产权 旗下 名下 滋事 收到 接到 打给 汇给 属于 作为 成为 进入 离开 来自 来到 关注"
        .split_whitespace()
        .filter(|pair| pair.chars().count() == 2)
        .collect()
});

/// Whether these two characters are a word that no name has in it.
pub(super) fn stops_pair(pair: &str) -> bool {
    PAIRS.contains(pair)
}

/// What a body does, and what it is like: no name by itself. Longer ones first.
const TRADES: &[&str] = &[
    "房地产开发",
    "物业管理",
    "物业服务",
    "国有控股",
    "房地产",
    "自来水",
    "互联网",
    "供应链",
    "混凝土",
    "计算机",
    "私家车",
    "出租车",
    "公交车",
    "旅行社",
    "网约车",
    "二手车",
    "金融机构",
    "开发区",
    "物业",
    "开发",
    "快递",
    "保险",
    "广告",
    "装修",
    "装饰",
    "建筑",
    "建设",
    "建材",
    "外贸",
    "贸易",
    "科技",
    "网络",
    "搬家",
    "运输",
    "物流",
    "化工",
    "造纸",
    "水泥",
    "加工",
    "投资",
    "担保",
    "贷款",
    "小额",
    "金融",
    "证券",
    "基金",
    "信托",
    "中介",
    "房产",
    "置业",
    "地产",
    "租赁",
    "劳务",
    "派遣",
    "人力",
    "资源",
    "咨询",
    "管理",
    "服务",
    "传媒",
    "文化",
    "教育",
    "培训",
    "旅游",
    "旅行",
    "航空",
    "铁路",
    "公交",
    "客运",
    "货运",
    "出租",
    "汽车",
    "燃气",
    "天然气",
    "煤气",
    "电力",
    "供电",
    "供水",
    "供热",
    "热力",
    "水务",
    "环卫",
    "环保",
    "园林",
    "绿化",
    "保洁",
    "保安",
    "家政",
    "餐饮",
    "食品",
    "药业",
    "医药",
    "医疗",
    "美容",
    "通信",
    "通讯",
    "电信",
    "移动",
    "联通",
    "软件",
    "信息",
    "技术",
    "电子",
    "机械",
    "设备",
    "制造",
    "生产",
    "工程",
    "施工",
    "设计",
    "测绘",
    "勘察",
    "检测",
    "监理",
    "评估",
    "拍卖",
    "彩票",
    "游戏",
    "直播",
    "演艺",
    "影视",
    "影院",
    "国有",
    "国营",
    "民营",
    "私营",
    "私人",
    "外资",
    "合资",
    "独资",
    "上市",
    "大型",
    "小型",
    "中型",
    "知名",
    "著名",
    "正规",
    "非法",
    "无良",
    "黑心",
    "大小",
    "相关",
    "有关",
    "所有",
    "全部",
    "部分",
    "同一",
    "外地",
    "本地",
    "当地",
    "国外",
    "国内",
    "外国",
    "境外",
    "海外",
    "人民",
    "中心",
    "附属",
    "中医",
    "妇幼",
    "儿童",
    "专科",
    "综合",
    "三甲",
    "公立",
    "民办",
    "私立",
    "公办",
    "重点",
    "名牌",
    "老年",
    "普通",
    "职业",
    "高等",
    "大专",
    "农业",
    "工业",
    "商业",
    "村镇",
    "地下",
    "犯罪",
    "诈骗",
    "利益",
    "诈骗犯罪",
    "传销",
    "黑社会",
    "恶势力",
    "子",
    "分",
    "总",
    "母",
    "新",
    "老",
    "大",
    "小",
    "好",
    "坏",
    "上",
    "下",
    "外",
    "内",
    "工",
    "电",
    "水",
    "铁",
    "钢",
    "砖",
    "药",
    "酒",
    "纸",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "两",
    "几",
    "多",
    "家",
    "个",
    "股份",
    "集团",
    "有限",
    "服装",
    "印刷",
    "家具",
    "塑料",
    "化肥",
    "饲料",
    "加油",
    "屠宰",
    "垃圾",
    "焚烧",
    "污水",
    "处理",
    "发电",
    "火电",
    "核电",
    "变电",
    "炼油",
    "炼钢",
    "钢铁",
    "石化",
    "销售",
    "搅拌",
    "国际",
];

/// What of a name is left without trades at its beginning and end.
pub(super) fn without_trades(mut core: &str) -> &str {
    loop {
        let shorter = TRADES
            .iter()
            .find_map(|word| core.strip_suffix(word).or_else(|| core.strip_prefix(word)));
        match shorter {
            Some(shorter) => core = shorter,
            None => return core,
        }
    }
}

/// Characters behind a kind with which it is something else: 局长, 厂家, 公司法.
pub(super) fn goes_on(kind: &str) -> &'static [char] {
    match kind {
        "局" => &['长', '面', '部', '域', '势', '限', '里'],
        "厂" => &['家', '商', '房', '长', '区', '里', '址', '矿', '门'],
        "工厂" => &['里', '化'],
        "公司" => &['法', '制', '章', '债'],
        "大学" => &['生', '城', '路', '毕'],
        "中学" | "小学" => &['生', '路', '部'],
        "学院" => &['路', '派'],
        "医院" => &['里', '路'],
        "法院" => &['院'],
        "银行" => &['卡', '业', '柜', '家'],
        "集团" => &['军', '化'],
        "委员会" | "检察院" | "派出所" => &[],
        _ => &[],
    }
}

/// What English names end or begin with: a text with none of these is passed over.
pub(super) const ENGLISH: [&str; 34] = [
    "Ltd",
    "LTD",
    "Limited",
    "Inc",
    "INC",
    "LLC",
    "LLP",
    "GmbH",
    "Corp",
    "Company",
    "PLC",
    "plc",
    "AG",
    "S.A",
    "SA",
    "S.r.l",
    "Srl",
    "BV",
    "JSC",
    "Universit",
    "Institut",
    "College",
    "Academ",
    "Hospital",
    "Bank",
    "Lab",
    "Group",
    "Holdings",
    "Agency",
    "Bureau",
    "Ministry",
    "Department",
    "Foundation",
    "Association",
];

/// Words that begin a sentence rather than a name.
pub(super) fn opens(word: &str) -> bool {
    matches!(
        word.trim_end_matches(','),
        "The"
            | "A"
            | "An"
            | "At"
            | "In"
            | "On"
            | "From"
            | "To"
            | "For"
            | "By"
            | "With"
            | "He"
            | "She"
            | "They"
            | "We"
            | "I"
            | "It"
            | "My"
            | "Our"
            | "His"
            | "Her"
            | "Their"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "And"
            | "But"
            | "Or"
            | "If"
            | "When"
            | "While"
            | "After"
            | "Before"
            | "Near"
            | "Outside"
            | "Inside"
            | "Behind"
            | "Someone"
            | "Some"
            | "There"
            | "Yesterday"
            | "Today"
            | "Tonight"
            | "Mr"
            | "Mrs"
            | "Ms"
            | "Dr"
            | "of"
            | "and"
            | "for"
            | "the"
            | "&"
            | "Dear"
            | "Two"
            | "One"
            | "Is"
            | "Was"
            | "Please"
    )
}

/// Kinds that are cut short, whose full stop belongs to them.
pub(super) fn is_short(name: &str) -> bool {
    [
        "Ltd", "LTD", "Inc", "INC", "Corp", "S.A", "B.V", "S.r.l", "K.K",
    ]
    .iter()
    .any(|kind| name.ends_with(kind))
}
