use super::*;
use crate::entities::network::kit::{said, survives, texts};
use proptest::prelude::*;

fn read(text: &str) -> String {
    said(find, text, |entity| match &entity.what {
        Named::Office { title, rank } => format!("{title} {rank}"),
        _ => "?".into(),
    })
}

#[test]
fn offices_have_ranks() {
    for (text, value) in [
        ("国务院总理", "总理 1"),
        ("某省副省长收了钱", "省副省长 2"),
        ("外交部部长", "外交部部长 2"),
        ("某某厅厅长", "厅长 3"),
        ("市公安局局长打招呼", "市公安局局长 3"),
        ("县公安局副局长", "县公安局副局长 4"),
        ("公安分局局长", "公安分局局长 4"),
        ("国家能源局局长", "国家能源局局长 2"),
        ("市长把图纸", "市长 3"),
        ("上海市市长", "上海市市长 2"),
        ("区委书记", "区委书记 4"),
        ("省委书记", "省委书记 2"),
        ("镇党委书记", "镇党委书记 5"),
        ("环保局的处长", "处长 4"),
        ("税务局王科长", "科长 5"),
        ("市发改委主任", "市发改委主任 3"),
        ("村主任", "村主任 5"),
        ("一名厅级干部", "厅级干部 3"),
        ("副部级官员", "副部级官员 2"),
        ("Ｘ局长", "局长 3"),
        ("the deputy minister of transport", "deputy minister 2"),
        ("Prime Minister", "Prime Minister 1"),
        (
            "the Director General and the mayor",
            "Director General 3; mayor 3",
        ),
        ("a division chief of the bureau", "division chief 4"),
        (
            "director of the public security bureau",
            "director of the public security bureau 3",
        ),
    ] {
        assert_eq!(read(text), value, "{text}");
    }
}

#[test]
fn who_is_greeted_and_what_is_called_after_an_office_is_none() {
    for text in [
        "",
        "尊敬的市长：",
        "尊敬的胡书记您好",
        "市长信箱",
        "打市长热线",
        "市长您好",
        "班主任",
        "主任医师",
        "书记员",
        "销售部部长",
        "部长级会议",
        "校长",
        "增长",
        "premier league",
        "dear mayor",
        "the director left",
        "主席台",
        "处长期",
        "A市长郡中学",
        "湖南省长沙市",
        "广州长途车",
        "公司长期拖欠",
        "请问局长：",
        "荣局长 您好",
        "generally",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn no_text_takes_long() {
    survives(
        find,
        &[
            "局长",
            "市公安局",
            "公安",
            "市",
            "副",
            "长",
            "minister ",
            "director of the ",
            "director of the a b c ",
            "deputy ",
            "局级",
            "主任",
            "国家",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in texts(&[
        "市", "公安", "局", "局长", "副", "省", "厅长", "尊敬的", "主任", "书记", "級", "幹部", "minister", "deputy ", "mayor", "Director General", "國家", "長",
    ])) {
        crate::entities::network::kit::found(find, &text);
    }
}
