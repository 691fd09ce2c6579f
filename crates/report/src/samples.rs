//! Papers that the tests write: the form of annex 1, an official notice, the list of annex 3, a
//! report. Names and numbers are made up.

use model::document::{Align, Block, Cell, Document, Layout, Official, Proof, Span, Table};

pub(crate) fn proof() -> Proof {
    Proof {
        code: "HH-7K3M-9Q2D-X4TZ".into(),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        qr: "HH-7K3M-9Q2D-X4TZ".into(),
    }
}

pub(crate) fn blank(field: &str, text: &str, width: u8) -> Span {
    Span::Blank { field: field.into(), text: text.into(), width }
}

fn check(field: &str, code: &str, label: &str, checked: bool) -> Span {
    Span::Check { field: field.into(), code: code.into(), label: label.into(), checked }
}

fn head(text: &str) -> Cell {
    Cell {
        header: true,
        align: Align::Center,
        lines: vec![vec![Span::text(text)]],
        ..Cell::default()
    }
}

pub(crate) fn field(field: &str, text: &str) -> Cell {
    let lines = if text.is_empty() { Vec::new() } else { vec![vec![Span::text(text)]] };
    Cell { field: field.into(), lines, ..Cell::default() }
}

fn wide(columns: u16, cell: Cell) -> Cell {
    Cell { columns, ..cell }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { align: Align::Justify, indent: true, spans: vec![Span::text(text)] }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn ticks(field: &str, options: &[(&str, &str, bool)]) -> Vec<Vec<Span>> {
    options.iter().map(|(code, label, checked)| vec![check(field, code, label, *checked)]).collect()
}

fn title_page() -> Vec<Block> {
    let line = |label: &str, spans| Block::Line { label: label.into(), spans };
    let stamp = || Span::text("（加盖单位公章）");
    vec![
        Block::Paragraph { align: Align::Left, indent: false, spans: vec![Span::text("附件 1")] },
        Block::Space { lines: 3 },
        Block::Title { text: "护航新型工业化网络安全典型案例\n申报表".into() },
        Block::Space { lines: 4 },
        line("案 例 名 称：", vec![blank("case_name", "轧钢产线控制系统安全评估与加固", 18)]),
        line("申 报 单 位：", vec![blank("applicant", "", 10), stamp()]),
        line("推 荐 单 位：", vec![blank("recommender", "", 10), stamp()]),
        line(
            "申 报 日 期：",
            vec![
                blank("year", "2024", 4),
                Span::text("年"),
                blank("month", "", 3),
                Span::text("月"),
                blank("day", "", 3),
                Span::text("日"),
            ],
        ),
        Block::Space { lines: 5 },
        Block::Paragraph {
            align: Align::Center,
            indent: false,
            spans: vec![Span::text("工业和信息化部编制")],
        },
        Block::PageBreak,
    ]
}

fn basics() -> Table {
    let kinds = vec![
        vec![
            check("ownership", "state", "国有企业　", true),
            check("ownership", "private", "民营企业　", false),
            check("ownership", "joint", "合资企业", false),
        ],
        vec![
            check("ownership", "holding", "国有控股企业　", false),
            check("ownership", "share", "国有参股企业", false),
        ],
        vec![
            check("ownership", "other", "其他（请注明）：", false),
            blank("ownership_other", "", 8),
        ],
    ];
    let directions = ticks(
        "direction",
        &[
            ("grading", "工业互联网安全分类分级案例", false),
            ("iov", "车联网网络安全防护案例", false),
            ("ics", "工业控制系统安全评估案例", true),
            ("vulnerability", "工业控制产品漏洞治理案例", false),
            ("monitoring", "网络安全威胁监测服务案例", false),
        ],
    );
    let about = "主营热轧、冷轧产品。\n数字化车间两个，现场控制器一百二十台。";
    Table {
        widths: vec![18, 30, 18, 34],
        rows: vec![
            vec![head("单位名称"), wide(3, field("name", "东港钢铁有限公司"))],
            vec![
                head("组织机构代码/\n三证合一码"),
                field("credit_code", "91330200MA2AXXXX0P"),
                head("成立时间"),
                field("founded", ""),
            ],
            vec![head("单位性质"), Cell { columns: 3, lines: kinds, ..Cell::default() }],
            vec![
                Cell { rows: 2, ..head("联系方式") },
                head("联系人"),
                wide(2, field("contact", "")),
            ],
            vec![head("联系电话"), wide(2, field("phone", ""))],
            vec![head("申报方向"), Cell { columns: 3, lines: directions, ..Cell::default() }],
            vec![head("申报单位简介"), wide(3, field("about", about))],
        ],
        ..Table::default()
    }
}

/// Annex 1: title page, table with boxes, blanks within a sentence, table field, seals.
pub(crate) fn form() -> Document {
    let mut blocks = title_page();
    let numbers = vec![
        Span::text("1.三级工业互联网企业"),
        blank("level3", "12", 4),
        Span::text("家（请附名单），二级工业互联网企业"),
        blank("level2", "", 4),
        Span::text("家，完成符合性评测的企业"),
        blank("evaluated", "", 4),
        Span::text("家。"),
    ];
    let people = Table {
        widths: vec![1, 3, 3],
        header_rows: 1,
        field: "people".into(),
        rows: vec![
            vec![head("序号"), head("姓名"), head("类别")],
            vec![
                field("", "1"),
                field("name", "张三"),
                Cell {
                    lines: vec![vec![
                        check("kind", "a", "甲 ", true),
                        check("kind", "b", "乙", false),
                    ]],
                    ..Cell::default()
                },
            ],
            vec![
                field("", "2"),
                field("name", ""),
                Cell {
                    lines: vec![vec![
                        check("kind", "a", "甲 ", false),
                        check("kind", "b", "乙", false),
                    ]],
                    ..Cell::default()
                },
            ],
        ],
    };
    blocks.extend([
        heading(1, "一、申报单位基本情况"),
        Block::Table(basics()),
        heading(1, "三、总体情况"),
        paragraph("各申报主体围绕申报案例方向，梳理填写对应方向内容。“双引号”、《书名号》与 PLC-2024 混排。"),
        Block::Paragraph { align: Align::Justify, indent: true, spans: numbers },
        Block::Table(people),
        heading(1, "五、真实性承诺"),
        paragraph("我单位申报的所有材料，均真实、完整，如有不实，愿承担相应责任。"),
        Block::Seal { lines: vec!["法定代表人签章：".into(), "申报单位公章：".into(), "　　　年　　月　　日".into()] },
    ]);
    Document {
        layout: Layout::Form,
        title: "护航新型工业化网络安全典型案例申报表".into(),
        banner: "示例：评分规则未经官方确认，不得用于正式申报".into(),
        blocks,
        annex: Vec::new(),
        proof: Some(proof()),
        ..Document::default()
    }
}

/// A notice with a red head.
pub(crate) fn notice() -> Document {
    let official = Official {
        copy_number: "000017".into(),
        secrecy: String::new(),
        urgency: "特急".into(),
        issuers: vec!["东海省工业和信息化厅文件".into()],
        number: "东工信网安〔2026〕17号".into(),
        signed_by: String::new(),
        to: "各市工业和信息化局，有关企业".into(),
        annexes: vec!["风险隐患清单".into(), "整改情况反馈表".into()],
        signature: vec!["东海省工业和信息化厅".into()],
        date: "2026年3月9日".into(),
        note: "此件公开发布".into(),
        copies_to: "工业和信息化部网络安全管理局，省通信管理局".into(),
        printed_by: "东海省工业和信息化厅办公室".into(),
        printed_on: "2026年3月9日".into(),
    };
    let mut blocks = vec![paragraph(
        "近期，省工业领域网络安全监测平台发现部分企业的可编程逻辑控制器暴露于互联网，存在未经授权写入控制程序的风险。现将有关情况通报如下：",
    )];
    for (number, text) in ["一、总体情况", "二、主要问题", "三、工作要求"].iter().zip([
        "截至2026年2月底，共监测企业312家，发现风险隐患47项，涉及高危漏洞9项，已完成整改31项，整改率为66.0%。",
        "部分企业未按照分类分级管理要求落实边界防护，远程运维通道长期开放；个别企业对通报问题整改不及时。",
        "各地要督促企业于2026年3月31日前完成整改，并将整改情况反馈表报省厅。逾期未整改的，按照有关规定处理。",
    ]) {
        blocks.push(heading(1, number));
        blocks.push(heading(2, "（一）基本情况"));
        for _ in 0..2 {
            blocks.push(paragraph(text));
        }
    }
    Document {
        layout: Layout::Official,
        title: "关于工业控制系统网络安全风险隐患的通报".into(),
        official: Some(official),
        blocks,
        annex: Vec::new(),
        proof: Some(proof()),
        ..Document::default()
    }
}

/// Annex 3: a list on landscape pages with boxes in its cells.
pub(crate) fn sheet(rows: usize) -> Document {
    let kinds = |at: usize| {
        vec![vec![
            check("kind", "factory", "工业企业", at == 1),
            check("kind", "platform", "平台企业", false),
            check("kind", "telecom", "基础电信企业", false),
        ]]
    };
    let heads = [
        "序号",
        "案例名称",
        "企业名称",
        "企业类别",
        "案例申报方向和简述（100字内）",
        "联系人",
        "联系方式",
    ];
    let mut table = Table {
        widths: vec![5, 18, 18, 18, 26, 8, 12],
        header_rows: 1,
        field: "cases".into(),
        rows: vec![heads.map(head).to_vec()],
    };
    for at in 1..=rows {
        let text = |text: &str| if at == 1 { text.to_owned() } else { String::new() };
        table.rows.push(vec![
            Cell { align: Align::Center, ..field("", &at.to_string()) },
            field("title", &text("轧钢产线控制系统安全评估与加固")),
            field("company", &text("东港钢铁有限公司")),
            Cell { lines: kinds(at), ..Cell::default() },
            field("summary", &text("对四类基线逐项评估，整改问题二十六项。")),
            field("contact", &text("张三")),
            field("phone", &text("010-00000000")),
        ]);
    }
    let line = |label: &str, name: &str, text: &str| Block::Paragraph {
        align: Align::Left,
        indent: false,
        spans: vec![Span::text(label), blank(name, text, 12)],
    };
    Document {
        layout: Layout::Sheet,
        title: "典型案例推荐汇总表".into(),
        blocks: vec![
            Block::Paragraph {
                align: Align::Left,
                indent: false,
                spans: vec![Span::text("附件 3")],
            },
            Block::Title {
                text: "护航新型工业化网络安全典型案例推荐汇总表".into()
            },
            line("推荐单位（盖章）：", "recommender", "东海省工业和信息化厅"),
            line("日期：", "date", ""),
            Block::Table(table),
            line("联系人：", "contact", ""),
        ],
        annex: Vec::new(),
        proof: Some(proof()),
        ..Document::default()
    }
}

/// A report with contents.
pub(crate) fn report(sections: usize) -> Document {
    let mut blocks = Vec::new();
    for at in 1..=sections {
        blocks.push(heading(1, &format!("{at}　第{at}部分")));
        blocks.push(heading(2, &format!("{at}.1　情况")));
        for _ in 0..6 {
            blocks.push(paragraph("企业按照管理办法建立网络安全管理制度和防护体系，开展自主定级、分级防护、符合性评测和安全整改。"));
        }
        blocks.push(heading(2, &format!("{at}.2　数据")));
        blocks.push(Block::Table(basics()));
    }
    Document {
        layout: Layout::Report,
        title: "工业互联网企业网络安全符合性评测报告".into(),
        banner: "示例".into(),
        blocks,
        annex: Vec::new(),
        proof: Some(proof()),
        ..Document::default()
    }
}
