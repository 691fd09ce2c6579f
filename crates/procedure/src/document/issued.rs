//! Forms 1, 2 and 3 of 工网安函〔2024〕926号 come out of their packs with every label of the issued
//! paper, in its order, and without a mark of 示例.

use model::document::{Block, Document, Span};

use crate::pack::tests::shipped;
use crate::{Library, Procedure};

/// Labels and boxes of form 1, top to bottom; its numbers go from 一 to 三, as issued.
const FORM_1: &[&str] = &[
    "附件1",
    "护航新型工业化网络安全典型案例申报表",
    "案例名称：",
    "申报单位：",
    "（加盖单位公章）",
    "推荐单位：",
    "（加盖单位公章）",
    "申报日期：",
    "工业和信息化部编制",
    "填表须知",
    "一、申报单位基本情况",
    "单位名称",
    "(请填写全称)",
    "组织机构代码/三证合一码",
    "成立时间",
    "单位地址",
    "注册资本(万元)",
    "单位性质",
    "□国有企业",
    "□民营企业",
    "□合资企业",
    "□国有控股企业",
    "□国有参股企业",
    "□其他(请注明)",
    "联系人",
    "联系电话",
    "传真",
    "电子邮箱",
    "企业类别",
    "□工业企业",
    "□工业互联网平台企业",
    "□工业互联网标识解析企业",
    "□智能网联汽车生产企业",
    "□车联网服务平台企业",
    "□工业控制产品厂商",
    "□基础电信企业",
    "申报方向",
    "□工业互联网安全分类分级案例",
    "□车联网网络安全防护案例",
    "□工业控制系统安全评估案例",
    "□工业控制产品漏洞治理案例",
    "□网络安全威胁监测服务案例",
    "网络安全级别(申报工业互联网安全分类分级案例填写)",
    "□三级",
    "□二级",
    "□一级",
    "网络安全级别(申报车联网网络安全防护案例填写)",
    "□五级",
    "□四级",
    "□三级",
    "□二级",
    "□一级",
    "申报单位简介",
    "不超过1000字",
    "三、总体情况",
    "(一)工业互联网安全分类分级方向",
    "(二)车联网网络安全防护方向",
    "（三）工业控制系统安全评估方向",
    "（四）工业控制产品漏洞治理方向",
    "（五）网络安全威胁监测服务方向",
    "四、成效与亮点",
    "五、真实性承诺",
    "法定代表人签章:",
    "申报单位公章:",
    "年月日",
];

/// Form 2, with its 27 blanks.
const FORM_2: &[&str] = &[
    "附件2",
    "护航新型工业化网络安全成效突出地区申报表",
    "申报单位：",
    "（加盖单位公章）",
    "申报日期：",
    "工业和信息化部编制",
    "填表须知",
    "一、申报单位基本情况",
    "申报单位名称",
    "负责人",
    "职务",
    "联系人(处级)",
    "姓名",
    "部门及职务",
    "联系电话",
    "邮箱地址",
    "是否组织开展工业互联网安全分类分级管理",
    "是否建立属地工业领域网络安全重点企业清单",
    "申报方向",
    "□总体成效突出地区",
    "□安全管理成效突出地区",
    "□服务赋能成效突出地区",
    "重点任务完成情况",
    "一、安全管理成效",
    "三级工业互联网企业____家(请附名单)",
    "二级工业互联网企业____家",
    "一级工业互联网企业____家",
    "完成符合性评测的企业____家",
    "完成“五步走”全环节工作的企业____家",
    "车联网网络安全防护定级备案企业____家(请附名单)",
    "完成防护、评测等工作的企业____家",
    "组织____家企业",
    "发现企业安全风险____项",
    "整改____项",
    "风险通报____期/次",
    "通报风险隐患数量____个",
    "完成整改____个",
    "工控产品漏洞____个",
    "开展____场",
    "覆盖____家相关企业",
    "____%为重点行业规上企业",
    "二、服务赋能成效",
    "组织____家基础电信企业",
    "监测服务____家重点工业企业",
    "____家车联网企业（请附名单）",
    "形成____个网络安全保险服务方案（请附名单）",
    "完成____家工业互联网平台企业安全评估（请附名单）",
    "覆盖____个地市的____家工业企业",
    "覆盖____家工业互联网企业、____家车联网企业",
    "选拔培养____名工业领域网络安全专业人才",
    "二、护航行动推进情况及成效",
    "（一）工业领域网络安全工作基础",
    "（二）护航行动重点任务开展情况",
    "1.“新型工业化网络安全重点保障”有关工作情况。",
    "2.“建立适应新型工业化的制度机制”有关工作情况。",
    "3.“创新开展新型工业化网络安全服务赋能”有关工作情况。",
    "4.“着力提高新型工业化网络安全支撑水平”有关工作情况。",
    "（三）总体成效",
    "（四）工作举措和创新做法",
    "（五）其他需补充说明的事项",
    "附件：相关证明材料",
];

const FORM_3: &[&str] = &[
    "附件3",
    "护航新型工业化网络安全典型案例推荐汇总表",
    "推荐单位(盖章):",
    "日期:",
    "序号",
    "案例名称",
    "企业名称",
    "企业类别",
    "案例申报方向和简述(100字内)",
    "联系人",
    "联系方式",
    "联系人:",
    "手机/座机:",
];

/// What is printed, without what was filled in and ticked.
fn print(spans: &[Span]) -> String {
    let one = |span: &Span| match span {
        Span::Text { text, .. } => text.clone(),
        Span::Blank { .. } => "____".to_owned(),
        Span::Check { label, .. } => format!("□{label}"),
        Span::Break => String::new(),
    };
    spans.iter().map(one).collect()
}

fn words(document: &Document) -> String {
    let block = |block: &Block| match block {
        Block::Title { text } | Block::Heading { text, .. } => text.clone(),
        Block::Paragraph { spans, .. } => print(spans),
        Block::Line { label, spans } => format!("{label}{}", print(spans)),
        Block::Seal { lines } => lines.concat(),
        Block::PageBreak | Block::Space { .. } => String::new(),
        Block::Table(table) => table
            .rows
            .iter()
            .flatten()
            .flat_map(|cell| &cell.lines)
            .map(|line| print(line))
            .collect(),
    };
    let all: String = document.blocks.iter().map(block).collect();
    all.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn check(id: &str, example: &str, paper: &str, labels: &[&str]) {
    let library =
        Library::from_packs(&[shipped("codes-cn"), shipped("calendar-cn")]).expect("right");
    let procedure = Procedure::compile(&shipped(id), &library).expect("right");
    let filed = procedure.example_context(example, &library.calendar());
    let (context, standing) = filed.expect("the example");
    let document = procedure.document(paper, &context, &standing).expect("printable");
    assert_eq!(document.banner, "", "an issued form is no example");
    let text = words(&document);
    let mut rest = text.as_str();
    for label in labels {
        let at = rest.find(label).unwrap_or_else(|| panic!("{label} is not next in {rest}"));
        rest = &rest[at + label.len()..];
    }
}

#[test]
fn form_1_has_every_label_of_the_issued_paper_in_its_order() {
    check("case-selection", "good", "annex1", FORM_1);
}

#[test]
fn form_1_gives_cybersecurity_enterprises_their_marked_box() {
    let mut labels = FORM_1.to_vec();
    let at = labels.iter().position(|label| *label == "□基础电信企业").expect("there");
    labels.insert(at + 1, "□网络安全企业（表中未列，依通知正文增列）");
    check("case-selection", "security-company", "annex1", &labels);
}

#[test]
fn form_2_has_every_label_and_blank_of_the_issued_paper_in_its_order() {
    check("region-selection", "overall", "annex2", FORM_2);
}

#[test]
fn form_3_has_every_label_of_the_issued_paper_in_its_order() {
    check("case-recommendation", "good", "annex3", FORM_3);
}
