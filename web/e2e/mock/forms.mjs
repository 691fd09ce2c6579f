// Procedures of the mocked world: forms of every field type, a score, machines. Their evaluation is
// a few lines of code, enough to see a form work; it decides nothing a test could rely on.
const both = (zh, en) => ({ zh, en: en ?? zh });
const field = (id, type, zh, more = {}) => ({ id, type, title: both(zh, more.en), ...more, en: undefined });
const source = (article, confidence = 'A') => ({ document: '示例分类分级评分表', article, confidence });
const code = (id, ...codes) => ({ id, codes: codes.map(([one, zh, en], rank) => ({ code: one, title: both(zh, en), rank })) });

export const CODES = [
  code('types', ['IND', '联网工业企业', 'Industrial enterprise'], ['PLATFORM', '平台企业', 'Platform enterprise'], ['DATA', '标识解析企业', 'Identifier enterprise']),
  code('sizes', ['micro', '微型'], ['small', '小型'], ['medium', '中型'], ['large', '大型']),
  code('natures', ['state', '国有企业'], ['private', '民营企业'], ['foreign', '外资企业'], ['other', '其他']),
  code('controls', ['dcs', '分布式控制系统（DCS）'], ['plc', '可编程逻辑控制器（PLC）'], ['scada', '数据采集与监视控制系统（SCADA）'], ['sis', '安全仪表系统（SIS）'], ['other', '其他']),
  code('directions', ['d1', '工业控制系统安全防护'], ['d2', '工业数据安全'], ['d3', '工业互联网平台安全'], ['d4', '车联网安全'], ['d5', '安全技术融合创新']),
  code('levels', ['general', '一般数据', 'General'], ['important', '重要数据', 'Important'], ['core', '核心数据', 'Core']),
  code('industries', ['26', '化学原料和化学制品制造业'], ['31', '黑色金属冶炼和压延加工业'], ['36', '汽车制造业'], ['44', '电力、热力生产和供应业'], ['46', '水的生产和供应业'], ['39', '计算机、通信和其他电子设备制造业']),
];

const AREAS = [
  ['organisation', '安全管理', 'Management', ['落实网络安全责任制，明确主要负责人', '设立网络安全管理部门并配备专职人员', '制定年度网络安全工作计划', '建立供应链安全管理要求', '开展年度网络安全教育培训', '与关键岗位人员签订保密协议']],
  ['assets', '资产与边界', 'Assets and boundary', ['建立工业控制系统资产清单并定期更新', '生产网与办公网之间部署隔离设备', '关闭不必要的端口与服务', '无线接入采取身份认证', '远程维护经审批并全程审计', '移动介质统一管控']],
  ['monitoring', '监测与应急', 'Monitoring and response', ['部署监测审计手段并覆盖关键网段', '留存日志不少于六个月', '制定应急预案并每年演练', '建立与主管部门的通报渠道', '定期开展风险评估', '重要系统与数据定期备份并验证']],
];

function items([area, zh, en, titles]) {
  return {
    id: area, title: both(zh, en), source: source(`${zh}部分`),
    fields: titles.map((title, at) => field(`${area}_${at + 1}`, 'item', title, { required: 'true', help: both('按制度文件、现场记录与系统截图综合判断；适用范围不含的企业可选不适用并说明理由。'), source: source(`第 ${at + 1} 条`) })),
  };
}

const GRADING = {
  id: 'self_grading', title: both('联网工业企业自主定级表', 'Self-grading form'), source: source(''),
  notes: [both('本表由企业网络安全负责人组织填写，内容应真实、准确。'), both('带星号的为必填项；字数按含标点与空格、不含换行计算。')],
  sections: [
    {
      id: 'basics', title: both('企业基本情况', 'The enterprise'), fields: [
        field('name', 'text', '单位名称', { required: 'true', en: 'Name' }),
        field('credit_code', 'credit_code', '统一社会信用代码', { required: 'true', en: 'Credit code' }),
        field('enterprise_type', 'choice', '企业类型', { codes: 'types', required: 'true', en: 'Type' }),
        field('nature', 'choice', '单位性质', { codes: 'natures', other: 'other', en: 'Nature' }),
        field('industry', 'choice', '所属行业', { codes: 'industries', required: 'true', en: 'Industry' }),
        field('size', 'choice', '企业规模', { codes: 'sizes', required: 'true', en: 'Size', help: both('按统计上大中小微型企业划分办法') }),
        field('employees', 'integer', '从业人员', { unit: both('人', 'people'), min: 0, en: 'Employees' }),
        field('revenue', 'number', '上年营业收入', { unit: both('万元', '10k CNY'), decimals: 2, en: 'Revenue' }),
        field('founded', 'date', '成立日期', { en: 'Founded' }),
        field('phone', 'phone', '联系电话', { required: 'true', en: 'Phone' }),
        field('email', 'email', '电子邮箱', { en: 'E-mail' }),
        field('listed', 'boolean', '是否上市公司', { en: 'Listed' }),
        field('stock', 'text', '股票代码', { when: 'listed == true', en: 'Stock code' }),
        field('summary', 'long_text', '企业及联网情况简介', { max_chars: 500, required: 'true', en: 'Summary' }),
      ],
    },
    {
      id: 'systems', title: both('工业控制系统', 'Control systems'), help: both('逐个列出联网的生产系统。'), fields: [
        field('kinds', 'choices', '控制系统类型', { codes: 'controls', other: 'other', required: 'true', en: 'Kinds' }),
        field('systems', 'table', '系统清单', { min_rows: 1, max_rows: 200, en: 'Systems', fields: [
          field('name', 'text', '系统名称', { required: 'true' }), field('kind', 'choice', '类型', { codes: 'controls' }), field('number', 'integer', '控制器数量', { unit: both('台') }), field('since', 'date', '投运日期'), field('remote', 'boolean', '远程维护'), field('note', 'long_text', '备注'),
        ] }),
        field('controllers', 'computed', '控制器合计', { formula: "sum(systems, 'number')", unit: both('台'), en: 'Controllers' }),
      ],
    },
    ...AREAS.map(items),
    {
      id: 'evidence', title: both('佐证材料与承诺', 'Evidence and pledge'), fields: [
        field('reports', 'attachments', '评估报告与佐证材料', { required: 'true', period: '2025-01-01/2026-12-31', accept: ['pdf', 'docx', 'image'], en: 'Reports' }),
        field('pledge', 'pledge', '承诺', { required: 'true', help: both('本单位承诺所填内容真实、准确、完整，并愿承担相应责任。'), en: 'Pledge' }),
      ],
    },
  ],
};

const CASE = {
  id: 'application', title: both('典型案例申报表', 'Case application'), sections: [
    { id: 'basics', title: both('申报单位', 'Applicant'), fields: [field('name', 'text', '单位名称', { required: 'true' }), field('contact', 'text', '联系人'), field('phone', 'phone', '联系电话', { required: 'true' })] },
    {
      id: 'case', title: both('案例情况', 'The case'), fields: [
        field('case_name', 'text', '案例名称', { required: 'true', max_chars: 40 }), field('direction', 'choice', '申报方向', { codes: 'directions', required: 'true' }),
        field('abstract', 'long_text', '案例概述', { required: 'true', max_chars: 1000, min_chars: 100 }), field('effect', 'long_text', '应用成效', { max_chars: 1000 }),
        field('proofs', 'attachments', '证明材料', { period: '2024-01-01/2024-12-31', accept: ['pdf'] }), field('pledge', 'pledge', '真实性承诺', { required: 'true', help: both('我单位承诺申报材料真实有效，无知识产权纠纷。') }),
      ],
    },
  ],
};

const CATALOG = {
  id: 'catalogue', title: both('重要数据目录备案表', 'Catalogue of important data'), sections: [
    { id: 'holder', title: both('数据处理者', 'Processor'), fields: [field('name', 'text', '单位名称', { required: 'true' }), field('officer', 'text', '数据安全负责人', { required: 'true' })] },
    { id: 'data', title: both('数据目录', 'Catalogue'), fields: [field('rows', 'table', '数据条目', { min_rows: 1, fields: [
      field('name', 'text', '数据名称', { required: 'true' }), field('level', 'choice', '级别', { codes: 'levels', required: 'true' }), field('volume', 'number', '规模', { unit: both('GB') }), field('source', 'text', '来源'), field('share', 'boolean', '对外共享'), field('abroad', 'boolean', '出境'), field('since', 'date', '形成日期'), field('note', 'long_text', '说明'),
    ] })] },
  ],
};

const BIG = {
  id: 'big', title: both('五百题表', 'Five hundred questions'),
  sections: [{ id: 'all', title: both('全部', 'All'), fields: Array.from({ length: 500 }, (_, at) => field(`q${at}`, at % 25 === 24 ? 'long_text' : at % 10 === 9 ? 'choice' : at % 10 === 8 ? 'integer' : 'text', `第 ${at + 1} 题`, { ...(at % 10 === 9 ? { codes: 'industries' } : {}), ...(at % 25 === 24 ? { max_chars: 1000 } : {}), en: `Question ${at + 1}` })) }],
};

const step = (from, to, action, zh, party, more = {}) => ({ from, to, action, title: both(zh, more.en ?? action), party, roles: [{ applicant: 'enterprise_officer', authority: 'provincial_regulator', ministry: 'ministry_operator' }[party]], clock: more.clock ?? '' });
const machine = (states, transitions) => ({ initial: 'draft', states: states.map(([id, zh, en]) => ({ id, title: both(zh, en), terminal: id === 'archived' })), transitions });

/** Procedures by id, named as the shipped packs are; `ask` says what a step wants besides. */
export const PROCEDURES = {
  'grading-industrial': {
    version: '2026.1', title: both('工业互联网企业分类分级', 'Classification and grading'), example: true, form: GRADING, subject: 'organisation', judges: ['submitted'],
    machine: machine([['draft', '自主定级中', 'Draft'], ['submitted', '待核查', 'Waiting for verification'], ['returned', '已退回', 'Returned'], ['confirmed', '定级已核查', 'Grade verified'], ['archived', '已归档', 'Archived']], [
      step('draft', 'submitted', 'submit', '提交定级结果', 'applicant', { en: 'Submit the grade' }), step('returned', 'submitted', 'submit', '提交定级结果', 'applicant', { en: 'Submit the grade' }),
      step('submitted', 'confirmed', 'confirm', '核查通过', 'authority', { en: 'Verify' }), step('submitted', 'returned', 'return', '退回', 'authority', { en: 'Send back' }), step('submitted', 'submitted', 'extend_verification', '延长核查期限', 'authority', { en: 'Extend' }), step('confirmed', 'archived', 'archive', '归档', 'authority', { en: 'Archive' }),
    ]),
    ask: { return: { requires: ['text'], optional: [] }, extend_verification: { requires: ['days', 'text'], optional: [] }, confirm: { requires: [], optional: ['text', 'attachments'] } },
  },
  'case-selection': {
    version: '2024.1', title: both('典型案例遴选', 'Typical cases'), example: false, form: CASE, subject: 'case', judges: [],
    machine: machine([['draft', '填报中', 'Draft'], ['submitted', '已提交', 'Submitted'], ['recommended', '已推荐', 'Recommended'], ['selected', '已入选', 'Selected'], ['archived', '已归档', 'Archived']], [
      step('draft', 'submitted', 'submit', '提交', 'applicant', { en: 'Submit' }), step('submitted', 'draft', 'return', '退回', 'authority', { en: 'Send back' }), step('submitted', 'recommended', 'recommend', '推荐', 'authority', { en: 'Recommend' }), step('recommended', 'selected', 'select', '入选', 'ministry', { en: 'Select' }), step('selected', 'archived', 'archive', '归档', 'ministry', { en: 'Archive' }),
    ]),
    ask: { return: { requires: ['text'], optional: [] } },
  },
  'data-catalogue': {
    version: '2026.1', title: both('重要数据和核心数据目录备案', 'Catalogue filing'), example: true, form: CATALOG, subject: 'data', judges: [],
    machine: machine([['draft', '填报中', 'Draft'], ['submitted', '待审核', 'Under review'], ['refused', '不予备案', 'Refused'], ['filed', '已备案', 'Filed'], ['archived', '已归档', 'Archived']], [
      step('draft', 'submitted', 'submit', '提交', 'applicant', { en: 'Submit' }), step('refused', 'submitted', 'submit', '提交', 'applicant', { en: 'Submit' }), step('submitted', 'refused', 'refuse', '不予备案', 'authority', { en: 'Refuse' }), step('submitted', 'filed', 'file', '予以备案', 'authority', { en: 'File' }), step('filed', 'archived', 'archive', '归档', 'authority', { en: 'Archive' }),
    ]),
    ask: { refuse: { requires: ['text'], optional: [] } },
  },
  bench: { version: '1', title: both('性能试验', 'Bench'), example: true, form: BIG, subject: 'organisation', judges: [], machine: machine([['draft', '填报中', 'Draft']], []), ask: {} },
};

const empty = (value) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
const chars = (text) => [...String(text ?? '').replaceAll(/[\r\n]/g, '')].length;

function remarksOf(one, value) {
  const remarks = [];
  const answered = one.type === 'item' ? value?.answer : !empty(value);
  if (one.required && !answered) remarks.push({ code: 'field.required', warning: false });
  if (one.max_chars && chars(value) > one.max_chars) remarks.push({ code: 'field.too_long', warning: false, params: { most: String(one.max_chars), is: String(chars(value)) } });
  if (one.min_chars && !empty(value) && chars(value) < one.min_chars) remarks.push({ code: 'field.too_short', warning: false, params: { least: String(one.min_chars), is: String(chars(value)) } });
  if (one.type === 'credit_code' && !empty(value) && String(value).length !== 18) remarks.push({ code: 'field.credit_code', warning: true });
  if (one.type === 'attachments' && one.period) {
    const [from, to] = one.period.split('/');
    for (const file of value ?? []) if (file.dated && (file.dated < from || file.dated > to)) remarks.push({ code: 'evidence.outside', warning: true, text: both(`“${file.name}”日期 ${file.dated} 不在要求的期间`, `"${file.name}" of ${file.dated} is outside of the period`), source: source('佐证材料') });
  }
  return remarks;
}

const WEIGHT = { met: 4, partly: 2, not_applicable: 4 };
const TOTAL_ITEMS = AREAS.flatMap((area) => area[3]).length;
const SIZE = { large: 28, medium: 20, small: 12, micro: 6 };
const BANDS = [['3', '三级', 80], ['2', '二级', 60], ['1', '一级', 0]];

function grade(points) {
  return BANDS.find(([, , least]) => points >= least);
}

/** What the mocked node says of answers. */
export function evaluate(form, answers) {
  const out = { sections: {}, fields: {}, remarks: [], scores: [], results: [], moves: [], complete: false };
  for (const section of form.sections) {
    const state = { visible: true, asked: 0, answered: 0, errors: 0, warnings: 0 };
    for (const one of section.fields) {
      const hidden = one.when === 'listed == true' && answers.listed !== true;
      const value = one.type === 'computed' ? (answers.systems ?? []).reduce((sum, row) => sum + (Number(row.number) || 0), 0) : answers[one.id];
      const remarks = hidden ? [] : remarksOf(one, value);
      out.fields[one.id] = { hidden, required: one.required === 'true', ...(remarks.length ? { remarks } : {}), ...(one.type === 'computed' ? { value } : {}), ...(one.id === 'name' && empty(value) ? { value: '华源水务有限公司' } : {}) };
      if (one.type === 'table') (value ?? []).forEach((row, at) => one.fields.filter((column) => column.required && empty(row[column.id])).forEach((column) => {
        out.fields[`${one.id}[${at}].${column.id}`] = { hidden: false, required: true, remarks: [{ code: 'field.required', warning: false }] };
        state.errors += 1;
      }));
      if (hidden || one.type === 'computed') continue;
      state.asked += 1;
      state.answered += Number(one.type === 'item' ? Boolean(value?.answer) : !empty(value));
      state.errors += remarks.filter((remark) => !remark.warning).length;
      state.warnings += remarks.filter((remark) => remark.warning).length;
    }
    out.sections[section.id] = state;
  }
  out.complete = Object.values(out.sections).every((state) => state.errors === 0);
  if (form.id === 'self_grading') score(out, answers);
  return out;
}

function score(out, answers) {
  const most = (72 / TOTAL_ITEMS) / 4;
  const rules = [
    { rule: 'scale', title: both('企业规模', 'Size'), points: SIZE[answers.size] ?? 0, most: 28, fields: ['size'], source: source('附表一 1') },
    ...AREAS.map(([area, zh, en, titles]) => ({ rule: area, title: both(zh, en), points: Math.round(100 * titles.reduce((sum, _, at) => sum + (WEIGHT[answers[`${area}_${at + 1}`]?.answer] ?? 0) * most, 0)) / 100, most: titles.length * 4 * most, fields: titles.map((_, at) => `${area}_${at + 1}`), source: source(`附表一 ${zh}`) })),
  ];
  const points = Math.round(100 * rules.reduce((sum, rule) => sum + rule.points, 0)) / 100;
  out.scores = [{ score: 'total', title: both('综合得分', 'Total'), points, most: 100, rules }];
  const [band, title, least] = grade(points);
  out.results = [{ result: 'grade', title: both('建议级别', 'Grade'), code: answers.size ? band : '', code_title: both(title, `Grade ${band}`), rank: Number(band), because: both(`综合得分 ${points} 分，不低于 ${least} 分`, `Total of ${points}, at least ${least}`), source: source('第五条') }];
  for (const area of AREAS) {
    for (const at of area[3].keys()) {
      const id = `${area[0]}_${at + 1}`;
      const gain = (4 - (WEIGHT[answers[id]?.answer] ?? 0)) * most;
      const [next, nextTitle] = grade(points + gain);
      if (gain > 0 && next !== band && out.moves.length < 6) out.moves.push({ field: id, field_title: both(area[3][at]), value: 'met', value_title: both('符合', 'Met'), result: 'grade', code: next, code_title: both(nextTitle, `Grade ${next}`), points: gain });
    }
  }
}

/** Answers that a diligent enterprise would give, with some left open. */
export function filled(form, seed) {
  const draw = (list, at) => list[(seed * 7 + at * 3) % list.length];
  const answers = {};
  form.sections.flatMap((section) => section.fields).forEach((one, at) => {
    const codes = CODES.find((list) => list.id === one.codes)?.codes.map((each) => each.code) ?? [];
    if (one.type === 'item') answers[one.id] = { answer: draw(['met', 'met', 'partly', 'met', 'unmet', 'met', 'not_applicable'], at), note: '已制定管理制度并按季度检查，见制度汇编与检查记录。', evidence: (seed + at) % 3 === 0 ? [{ name: '检查记录.pdf', digest: `${(seed * 31 + at).toString(16).padStart(8, '0')}`.repeat(8), size_bytes: 183_204, media_type: 'application/pdf', dated: '2026-02-11' }] : [] };
    else if (one.type === 'choice') answers[one.id] = draw(codes.filter((each) => each !== 'other'), at);
    else if (one.type === 'choices') answers[one.id] = codes.slice(0, 2);
    else if (one.type === 'integer') answers[one.id] = 120 + seed * 13;
    else if (one.type === 'number') answers[one.id] = 5200.5 + seed;
    else if (one.type === 'date') answers[one.id] = '2009-06-18';
    else if (one.type === 'boolean') answers[one.id] = seed % 2 === 0;
    else if (one.type === 'pledge') answers[one.id] = true;
    else if (one.type === 'attachments') answers[one.id] = [{ name: '自评估报告.pdf', digest: 'ab'.repeat(32), size_bytes: 1_204_000, media_type: 'application/pdf', dated: '2026-01-20' }];
    else if (one.type === 'table') answers[one.id] = [1, 2, 3].map((row) => Object.fromEntries(one.fields.map((column) => [column.id, column.type === 'integer' || column.type === 'number' ? row * 4 : column.type === 'choice' ? CODES.find((list) => list.id === column.codes).codes[row % 3].code : column.type === 'date' ? '2018-05-01' : column.type === 'boolean' ? row === 2 : `${['一期', '二期', '中控'][row - 1]}${column.title.zh}`])));
    else if (one.id === 'credit_code') answers[one.id] = '91320000EXAMPLE01X';
    else if (one.type === 'phone') answers[one.id] = '025-80000000';
    else if (one.type === 'email') answers[one.id] = 'security@example.cn';
    else if (one.type === 'long_text') answers[one.id] = '本单位承担城区供水任务，两座水厂的过滤、加药和送水泵站由控制系统集中监控，经专线与调度中心联网。';
    else if (one.type === 'text') answers[one.id] = one.id === 'name' ? '华源水务有限公司' : `${one.title.zh}内容`;
  });
  return answers;
}
