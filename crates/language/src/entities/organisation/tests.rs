use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Organisation { name } => name.clone(),
        _ => "?".into(),
    })
}

#[test]
fn names_are_known_by_their_kind() {
    for (text, value) in [
        ("举报深圳市星海科技有限公司", "深圳市星海科技有限公司"),
        ("他在华为技术有限公司上班", "华为技术有限公司"),
        (
            "星海精密仪器（苏州）股份有限公司的员工",
            "星海精密仪器（苏州）股份有限公司",
        ),
        ("昨天到A市公安局报案", "A市公安局"),
        ("某人把图纸给了东湖光电研究所", "东湖光电研究所"),
        ("北方工业大学和协和医院", "北方工业大学; 协和医院"),
        ("招商银行转账", "招商银行"),
        ("星光电池厂排放", "星光电池厂"),
        ("红星机械厂", "红星机械厂"),
        (
            "省地质局在江城县自然资源局旁边",
            "省地质局; 江城县自然资源局",
        ),
        ("He works for Acme Optics Ltd. now", "Acme Optics Ltd."),
        ("At Northern Light GmbH", "Northern Light GmbH"),
        (
            "the University of Applied Sciences in town",
            "University of Applied Sciences",
        ),
        (
            "Blue River Precision Instruments Co., Ltd",
            "Blue River Precision Instruments Co., Ltd",
        ),
        (
            "The Polar Research Institute was",
            "Polar Research Institute",
        ),
        (
            "北京星海(Xinghai)电子有限公司",
            "北京星海(Xinghai)电子有限公司",
        ),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn trades_and_kinds_alone_are_no_names() {
    for text in [
        "",
        "我们公司",
        "这家公司",
        "物业公司",
        "该公司",
        "一家化工厂",
        "邮局",
        "结局",
        "公安局",
        "上大学",
        "去医院",
        "有关局面",
        "快递公司的人",
        "犯罪集团",
        "房地产开发公司",
        "销售公司",
        "开展公安局",
        "银行卡",
        "厂家",
        "当局",
        "the bank",
        "a company",
        "in the group",
        "University",
        "大学生",
        "THE MAN WENT TO THE BANK",
        "各大银行",
        "两家医院",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "公司",
            "星海公司",
            "局",
            "市公安局",
            "厂",
            "Acme Ltd ",
            "A A A A A Ltd ",
            "University of ",
            "Ltd ",
            "和",
            "科技",
            "会",
            "星",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "公司", "有限公司", "研究所", "大学", "局", "市", "和", "会", "能源", "(", ")", "·", "Ltd", "Acme ", "University of ", "The ", "GmbH", "銀行", "厰", "科技",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
