// Filings of the mocked world and their routes.
import { createHash, randomUUID } from 'node:crypto';
import { CODES, evaluate, filled, PROCEDURES } from './forms.mjs';

const DAY = 86_400_000;
const both = (zh, en) => ({ zh, en: en ?? zh });
const source = (article) => ({ document: '分类分级管理办法（示例）', article, confidence: 'D' });
const TITLES = { applicant: both('企业', 'Enterprise'), authority: both('主管部门', 'Authority'), ministry: both('工业和信息化部', 'Ministry') };
const ENT = 'cn/32/ent/huayuan-water';
const NAMES = ['金陵化工有限公司', '江海钢铁有限公司', '瑞宁汽车零部件有限公司', '太湖热电有限公司', '扬子电子有限公司', '淮上水泥有限公司', '云帆船舶有限公司', '清源环保有限公司'];

const filings = new Map();
const packsUploaded = [];
let facts = { size: 'medium', employees: 118 };
let factsRevision = 1;

function make(procedure, { id = randomUUID(), state = 'draft', applicant = ENT, name = '华源水务有限公司', subject = '', period = '2026', answers = {}, previous, ago = 1, signs = 0 } = {}) {
  const definition = PROCEDURES[procedure];
  const filing = { id, procedure, state, applicant, name, subject, period, answers, previous, signs, begun: Date.now() - ago * DAY, changed: Date.now() - ago * DAY / 2, revisions: Object.fromEntries(definition.form.sections.map((section) => [section.id, 1])), carried: {}, verdicts: {}, comments: [], steps: [], exports: [], number: state === 'archived' ? `备〔2026〕0000${filings.size}号` : '' };
  if (state !== 'draft') filing.steps.push({ id: randomUUID(), action: 'submit', party: 'applicant', by: applicant, by_name: name, author: 'officer', time: filing.begun + 3_600_000, state: 'submitted', text: '', attachments: [], seal: { suite: 'ed25519', key: 'a1'.repeat(32), signature: '7c'.repeat(64) } });
  filings.set(id, filing);
  return filing;
}

const grading = PROCEDURES['grading-industrial'].form;
const lastYear = { ...filled(grading, 1), employees: 118, organisation_2: { answer: 'unmet', note: '' } };
make('grading-industrial', { id: 'f-grading', answers: { name: '华源水务有限公司', size: 'medium' }, previous: lastYear });
make('case-selection', { id: 'f-case', subject: '水厂控制系统纵深防护', period: '2024' });
make('data-catalogue', { id: 'f-catalog', answers: filled(PROCEDURES['data-catalogue'].form, 1) });
make('bench', { id: 'f-bench' });
make('grading-industrial', { id: 'f-verify', state: 'submitted', name: NAMES[0], applicant: 'cn/32/ent/jinling-chem', answers: filled(grading, 3), previous: lastYear, ago: 9, signs: 2 });
for (const [at, name] of NAMES.entries()) make('grading-industrial', { state: ['submitted', 'submitted', 'submitted', 'confirmed', 'archived', 'returned', 'submitted', 'confirmed'][at], name, applicant: `cn/32/ent/e${at}`, answers: filled(grading, at + 4), ago: 3 + at * 2, signs: at % 4 === 0 ? 1 : 0 });

const stateOf = (filing, id) => PROCEDURES[filing.procedure].machine.states.find((state) => state.id === id);
const ROLE_PARTY = { enterprise_officer: 'applicant', provincial_regulator: 'authority', ministry_operator: 'ministry' };
const partyOf = (who) => ROLE_PARTY[who.role] ?? '';
const isMine = (filing, who) => who.role !== 'enterprise_officer' || filing.applicant === who.tenant;
const dueOf = (filing) => ({ submitted: filing.changed + 4 * DAY, returned: filing.changed + 6 * DAY }[filing.state]);

function row(filing, who) {
  const definition = PROCEDURES[filing.procedure];
  const evaluation = evaluate(definition.form, filing.answers);
  const state = stateOf(filing, filing.state);
  const due = dueOf(filing);
  return {
    id: filing.id, procedure: `${filing.procedure}@${definition.version}`, procedure_title: definition.title, example: definition.example, subject: filing.subject, period: filing.period, applicant: filing.applicant, applicant_name: filing.name,
    state: filing.state, state_title: state.title, terminal: state.terminal, waiting_for: [...new Set(definition.machine.transitions.filter((one) => one.from === filing.state).map((one) => one.party))], party: partyOf(who),
    results: Object.fromEntries(evaluation.results.map((one) => [one.result, one.code])), ...(evaluation.scores[0] ? { score: evaluation.scores[0].points } : {}), number: filing.number, begun: filing.begun, changed: filing.changed, ...(due ? { due } : {}), overdue: Boolean(due && due < Date.now()), signs: filing.signs,
  };
}

function actions(filing, who) {
  const definition = PROCEDURES[filing.procedure];
  const evaluation = evaluate(definition.form, filing.answers);
  const items = definition.form.sections.flatMap((section) => section.fields).filter((one) => one.type === 'item');
  const open = items.filter((one) => !filing.verdicts[one.id]?.verdict).length;
  return definition.machine.transitions.filter((one) => one.from === filing.state && one.party === partyOf(who)).map((one) => ({
    action: one.action, title: one.title, to: one.to, requires: definition.ask[one.action]?.requires ?? [], optional: definition.ask[one.action]?.optional ?? ['text'], forms: one.action === 'submit' ? [definition.form.id] : [],
    obstacles: [
      ...(one.action === 'submit' && !evaluation.complete ? [{ code: 'form.incomplete', warning: false, text: both(`“${definition.form.title.zh}”还有 ${Object.values(evaluation.sections).reduce((sum, state) => sum + state.errors, 0)} 处错误或必填项未填`, 'The form is not complete') }] : []),
      ...(one.action === 'confirm' && open > 0 ? [{ code: 'verdicts.open', warning: false, text: both(`还有 ${open} 项没有核验结论`, `${open} items have no verdict`) }] : []),
    ],
  }));
}

const writable = (filing, who) => partyOf(who) === 'applicant' && ['draft', 'returned', 'refused'].includes(filing.state);
const judgeable = (filing, who) => PROCEDURES[filing.procedure].judges.includes(filing.state) && partyOf(who) === 'authority';

function detail(filing, who) {
  const definition = PROCEDURES[filing.procedure];
  const sections = Object.values(evaluate(definition.form, filing.answers).sections);
  const sum = (name) => sections.reduce((total, one) => total + one[name], 0);
  const due = dueOf(filing);
  const submitted = filing.steps.find((one) => one.action === 'submit');
  return {
    ...row(filing, who),
    parties: [{ party: 'applicant', title: TITLES.applicant, tenant: filing.applicant, tenant_name: filing.name }, { party: 'authority', title: TITLES.authority, tenant: 'cn/32/miit', tenant_name: '江苏省工业和信息化厅' }, { party: 'ministry', title: TITLES.ministry, tenant: 'cn', tenant_name: '工业和信息化部' }],
    forms: partyOf(who) === 'ministry' ? [] : [{ form: definition.form.id, title: definition.form.title, party: 'applicant', writable: writable(filing, who), judgeable: judgeable(filing, who), answered: sum('answered'), asked: sum('asked'), errors: sum('errors'), warnings: sum('warnings'), comments: filing.comments.length }],
    documents: [{ document: 'report', title: both('定级报告', 'Grading report'), formats: ['docx', 'pdf'] }, { document: 'form', title: definition.form.title, formats: ['docx', 'xlsx', 'pdf'] }],
    clocks: due ? [{ clock: 'verify', title: both(filing.state === 'returned' ? '补正期限' : '核验期限', 'Verification'), party: filing.state === 'returned' ? 'applicant' : 'authority', started: submitted?.time ?? filing.begun, due, overdue: due < Date.now(), source: source('第十二条'), extended: 0 }, { clock: 'accept', title: both('受理期限', 'Acceptance'), party: 'authority', started: filing.begun, due: filing.begun + 5 * DAY, stopped: filing.begun + 2 * DAY, overdue: false, source: { document: '分类分级管理办法', article: '第十条', confidence: 'S' }, extended: 0 }] : [],
    steps: filing.steps, actions: actions(filing, who), exports: filing.exports, ...(filing.previous ? { previous: 'f-case' } : {}),
  };
}

function view(filing, who) {
  const definition = PROCEDURES[filing.procedure];
  return {
    definition: definition.form, codes: CODES, answers: filing.answers, revisions: filing.revisions, evaluation: evaluate(definition.form, filing.answers), carried: filing.carried, verdicts: filing.verdicts, comments: filing.comments, writable: writable(filing, who), judgeable: judgeable(filing, who),
    ...(filing.previous ? { previous: filing.previous } : {}), ...(filing.submitted ? { submitted: filing.submitted } : {}),
  };
}

function peers(filing) {
  const shares = (one, at) => {
    const codes = one.type === 'item' ? ['met', 'partly', 'unmet', 'not_applicable'] : (CODES.find((list) => list.id === one.codes)?.codes ?? []).map((each) => each.code);
    if (one.type === 'integer') return [['[0,100)', 12], ['[100,500)', 31], ['[500,2000)', 9]];
    return codes.map((code, rank) => [code, Math.max(1, 40 - rank * 11 - (at % 5) * 3)]);
  };
  const fields = PROCEDURES[filing.procedure].form.sections.flatMap((section) => section.fields);
  return { filings: 52, fields: Object.fromEntries(fields.map((one, at) => [one.id, shares(one, at).map(([value, count]) => ({ value, filings: count }))]).filter(([, list]) => list.length > 0)) };
}

const visible = (who) => [...filings.values()].filter((filing) => filing.procedure !== 'bench' && isMine(filing, who));

function sorted(rows, sort = '-changed') {
  const name = sort.replace('-', '');
  const key = (one) => ({ due: one.due ?? Infinity, changed: one.changed, score: one.score ?? 0, applicant: one.applicant_name, signs: one.signs })[name];
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (sort.startsWith('-') ? -1 : 1));
}

function list(query, who) {
  const rows = visible(who).map((filing) => row(filing, who)).filter((one) =>
    (!query.get('procedure') || one.procedure.startsWith(`${query.get('procedure')}@`)) && (!query.get('period') || one.period === query.get('period')) && (!query.get('state') || one.state === query.get('state')) && (query.get('waiting') !== 'me' || one.waiting_for.includes(one.party)) && (query.get('overdue') !== 'true' || one.overdue) && (!query.get('result') || Object.values(one.results).includes(query.get('result'))) && (!query.get('q') || [one.applicant_name, one.subject, one.number].some((text) => text.includes(query.get('q')))));
  return sorted(rows, query.get('sort') ?? undefined);
}

function packs() {
  return [...Object.entries(PROCEDURES).filter(([id]) => id !== 'bench').map(([id, one]) => ({ id, version: one.version, kind: 'procedure', title: one.title, digest: createHash('sha256').update(id).digest('hex'), effective_from: '2026-01-01', example: one.example, publisher: 'shipped', state: 'in_force' })), { id: 'codes-cn', version: '1.2.0', kind: 'codes', title: both('国家代码表', 'Codes of China'), digest: 'c0'.repeat(32), effective_from: '2025-01-01', example: false, publisher: 'shipped', state: 'in_force' }, { id: 'grading-industrial', version: '2027.1', kind: 'procedure', title: PROCEDURES['grading-industrial'].title, digest: 'd1'.repeat(32), effective_from: '2027-01-01', example: true, publisher: 'cn', state: 'draft' }, ...packsUploaded];
}

function merge(filing, section, body, refuse) {
  const ids = section.fields.map((one) => one.id);
  if (body.revision !== filing.revisions[section.id]) throw refuse(409, 'conflict', 'filing.section_changed', '本节已被他人修改');
  for (const id of ids) {
    if (body.answers[id] === undefined || body.answers[id] === null) delete filing.answers[id];
    else filing.answers[id] = body.answers[id];
  }
  Object.assign(filing.carried, body.carried ?? {});
  filing.revisions[section.id] += 1;
  filing.changed = Date.now();
}

function take(filing, body, who, refuse) {
  const definition = PROCEDURES[filing.procedure];
  const step = definition.machine.transitions.find((one) => one.from === filing.state && one.action === body.action && one.party === partyOf(who));
  if (!step || (body.seen && body.seen !== filing.state)) throw refuse(409, 'conflict', 'filing.moved', '申报状态已变化', '请刷新后重试');
  filing.state = step.to;
  filing.changed = Date.now();
  if (step.action === 'submit') filing.submitted = structuredClone(filing.answers);
  if (step.to === 'archived' || step.to === 'confirmed') filing.number ||= `备〔2026〕00017号`;
  filing.steps.push({ id: randomUUID(), action: body.action, party: step.party, by: who.tenant, by_name: who.tenant_name, author: who.login, time: Date.now(), state: step.to, text: body.text ?? '', attachments: body.attachments ?? [], seal: { suite: 'ed25519', key: 'b2'.repeat(32), signature: '9d'.repeat(64) } });
}

/** Routes; `tools` are the server's page, announce, and a maker of refusals. */
/** Filings and duties that wait for somebody. */
export function waiting(who) {
  return [
    ...[...filings.values()].filter((filing) => isMine(filing, who)).map((filing) => row(filing, who)).filter((each) => each.waiting_for.includes(each.party)).map((each) => ({ kind: 'filing', object: each.id, title: `${each.procedure_title.zh} · ${each.applicant_name}`, action: actions(filings.get(each.id), who)[0]?.title ?? both('办理', 'Act'), from: each.applicant_name, due: each.due, overdue: each.overdue, since: each.changed, example: each.example })),
    ...(who.role === 'enterprise_officer' ? [{ kind: 'obligation', object: 'data-catalogue#yearly', title: '年度数据安全风险评估报告', action: both('报送', 'Report'), from: '江苏省工业和信息化厅', due: Date.now() + 34 * DAY, overdue: false, since: Date.now() - 3 * DAY }] : []),
  ];
}

export function routes({ page, announce, refuse }) {
  const one = (id) => filings.get(id) ?? (() => { throw refuse(404, 'not_found', 'object.not_found', '没有这个对象'); })();
  return {
    'GET /procedures': ({ query }) => page(Object.entries(PROCEDURES).filter(([id]) => id !== 'bench').map(([id, each]) => ({ procedure: `${id}@${each.version}`, id, title: each.title, example: each.example, subject_kind: each.subject, subject_title: { case: both('案例名称', 'Case'), data: both('目录名称', 'Catalogue') }[each.subject] ?? null, period_kind: 'year', periods: ['2026', '2025'], parties: [] })), query),
    'GET /filings': ({ query, who }) => page(list(query, who), query),
    'POST /filings': ({ body, who }) => {
      const made = make(body.procedure, { applicant: who.tenant, name: who.tenant_name, subject: body.subject, period: body.period, ago: 0, previous: body.procedure === 'grading-industrial' ? lastYear : undefined });
      announce('filings');
      return { id: made.id };
    },
    'POST /filings/batch': ({ body, who }) => body.filings.map((id) => {
      try {
        take(one(id), body.step, who, refuse);
        return { filing: id, state: one(id).state, code: '' };
      } catch (error) {
        return { filing: id, state: '', code: error.problem?.code ?? 'mock.defect' };
      }
    }),
    'POST /filings/sampling': ({ body, who }) => {
      const rows = visible(who).map((filing) => row(filing, who)).filter((each) => each.procedure.startsWith(body.procedure));
      return { seed: body.seed ?? 4_720_613_958, population: rows.length, method: '以种子与申报标识计算 SHA-256，按摘要从小到大取前 N 件；分层时每层按比例取。', drawn: rows.slice(0, body.size) };
    },
    'GET /filings/signs': ({ query }) => page([...filings.values()].filter((filing) => filing.signs > 0).flatMap((filing) => [{ filing: filing.id, applicant: filing.applicant, applicant_name: filing.name, sign: 'hasty', others: [], params: { minutes: '2.4' } }, { filing: filing.id, applicant: filing.applicant, applicant_name: filing.name, sign: 'copied_evidence', others: ['f-verify'], params: { files: '3' } }]).filter((sign) => !query.get('sign') || sign.sign === query.get('sign')), query),
    'GET /filings/funnel': ({ query }) => ({ procedure: query.get('procedure'), period: query.get('period') ?? '', bars: [['graded', '自主定级', { 1: 21040, 2: 15210, 3: 4100 }], ['verified', '核查', { 1: 18200, 2: 12800, 3: 3900 }], ['protected', '安全防护', { 1: 14010, 2: 9900, 3: 3300 }], ['evaluated', '评估', { 2: 7010, 3: 2980 }], ['rectified', '整改', { 2: 5200, 3: 2310 }]].map(([id, zh, by_result]) => ({ id, title: both(zh, id), filings: Object.values(by_result).reduce((a, b) => a + b), by_result })) }),
    'GET /filings/:id': ({ id, who }) => detail(one(id), who),
    'GET /filings/:id/forms/:form': ({ id, who }) => view(one(id), who),
    'PUT /filings/:id/forms/:form/sections/:section': ({ id, args, body }) => {
      const filing = one(id);
      merge(filing, PROCEDURES[filing.procedure].form.sections.find((section) => section.id === args[2]), body, refuse);
      const section = PROCEDURES[filing.procedure].form.sections.find((each) => each.id === args[2]);
      announce('filings');
      return { revision: filing.revisions[args[2]], answers: Object.fromEntries(section.fields.filter((each) => filing.answers[each.id] !== undefined).map((each) => [each.id, filing.answers[each.id]])), merged: [], evaluation: evaluate(PROCEDURES[filing.procedure].form, filing.answers) };
    },
    'POST /filings/:id/forms/:form/evaluate': ({ id, body }) => evaluate(PROCEDURES[one(id).procedure].form, body.answers),
    'PUT /filings/:id/forms/:form/verdicts': ({ id, body }) => void Object.assign(one(id).verdicts, body.verdicts),
    'GET /filings/:id/forms/:form/peers': ({ id }) => peers(one(id)),
    'POST /filings/:id/forms/:form/import': ({ id }) => {
      const filing = one(id);
      const answers = filled(PROCEDURES[filing.procedure].form, 2);
      return { answers, fields: Object.entries(answers).map(([field, after]) => ({ field, before: filing.answers[field] ?? null, after, remarks: field === 'credit_code' ? [{ code: 'field.credit_code', warning: true }] : [] })) };
    },
    'POST /filings/:id/comments': ({ id, body, who }) => {
      const made = { id: randomUUID(), ...body, by: who.tenant, by_name: who.tenant_name, author: who.login, time: Date.now() };
      one(id).comments.push(made);
      announce('filings');
      return { id: made.id };
    },
    'POST /filings/:id/steps': ({ id, body, who }) => {
      take(one(id), body, who, refuse);
      announce('filings');
    },
    'GET /filings/:id/documents/:document': ({ id, args, query, who }) => {
      one(id).exports.push({ id: randomUUID(), code: `HH-${randomUUID().slice(0, 8).toUpperCase()}`, document: args[1], format: query.get('format'), digest: createHash('sha256').update(randomUUID()).digest('hex'), author: who.login, time: Date.now(), current: true });
      return { made: args[1] };
    },
    'POST /filings/:id/sealed': ({ id }) => {
      const paper = one(id).exports.at(-1);
      paper.sealed = { name: '盖章扫描件.pdf', digest: 'ee'.repeat(32), size_bytes: 2_400_000, media_type: 'application/pdf' };
      return { export: paper, codes: ['1', '2'] };
    },
    'GET /organisation': ({ who }) => ({ tenant: who.tenant, given: { name: who.tenant_name, credit_code: '91320000EXAMPLE01X', industry: '46', region: '32', grades: { industrial: '2' } }, facts, revision: factsRevision }),
    'PUT /organisation': ({ body }) => {
      facts = body.facts;
      factsRevision += 1;
      return { facts, revision: factsRevision, given: {} };
    },
    'GET /evidence': ({ query }) => page(['网络安全管理制度汇编.pdf', '渗透测试报告.pdf', '应急演练记录.docx', '机房照片.png'].map((name, at) => ({ attachment: { name, digest: createHash('sha256').update(name).digest('hex'), size_bytes: 90_000 * (at + 1), media_type: 'application/pdf' }, author: 'officer', time: Date.now() - at * DAY * 20, used: 3 - at })).filter((each) => !query.get('q') || each.attachment.name.includes(query.get('q'))), query),
    'GET /obligations': ({ query }) => page([['self', '年度自主定级', 20, 'grading-industrial'], ['assess', '工业控制系统安全评估', 96, null], ['risk', '年度数据安全风险评估', 34, 'data-catalogue'], ['late', '整改报告', -4, null]].map(([id, zh, days, procedure]) => ({ obligation: `x#${id}`, title: both(zh), due: Date.now() + days * DAY, overdue: days < 0, because: both('企业定级为三级，且属于重点行业。', 'Grade 3 in a key industry.'), source: { document: '工业互联网安全分类分级管理办法', article: '第十五条', confidence: 'S' }, procedure, done: false })), query),
    'GET /obligations/feed': () => ({ path: '/api/v1/obligations.ics?token=hhf_5f0c2a7d' }),
    'GET /indicators': ({ query }) => page(Array.from({ length: 27 }, (_, at) => ({ indicator: `K${at + 1}`, title: both(['完成自主定级企业数', '三级企业数', '开展安全评估企业数', '完成整改企业数', '培训人次'][at % 5]), ...(at % 7 === 6 ? {} : { value: 3 * (at + 1) }), named: at % 3 === 0, source: { document: '附件2', article: `第 ${at + 1} 项`, confidence: 'S' } })), query),
    'GET /indicators/:id/list': ({ query }) => page(NAMES.map((name, at) => ({ object: `cn/32/ent/e${at}`, name, detail: '三级 · 2026 年' })), query),
    'GET /packs': ({ query }) => page(packs().filter((each) => (!query.get('kind') || each.kind === query.get('kind')) && (!query.get('state') || each.state === query.get('state'))), query),
    'POST /packs': ({ body }) => (body.length > 400 ? { problems: [{ code: 'pack.expression_type', file: 'scoring.yaml', path: 'scores.0.rules.2.points', params: { expected: 'number', found: 'bool' } }, { code: 'pack.no_source', file: 'procedure.yaml', path: 'clocks.1.limit', params: {} }], examples: [{ example: 'large', passed: false, differences: ['scores.total: expected 86, came 84'] }, { example: 'small', passed: true, differences: [] }] } : { pack: packs()[0], problems: [], examples: [{ example: 'large', passed: true, differences: [] }] }),
    'GET /packs/:id/:version': ({ id, args }) => {
      const found = packs().find((each) => each.id === id && each.version === args[1]) ?? { ...packs()[0], id, version: args[1] };
      const definition = PROCEDURES[id];
      return { ...found, sources: [{ document: '工业互联网安全分类分级管理办法', article: '第五至十五条', confidence: 'S' }, source('附表一')], unverified: found.example ? Array.from({ length: 14 }, (_, at) => ({ file: 'scoring.yaml', path: `scores.0.rules.${at}.points`, confidence: at % 3 ? 'A' : 'D' })) : [], ...(definition ? { machine: definition.machine } : {}), forms: definition ? { [definition.form.id]: definition.form.title } : {}, documents: { report: both('定级报告', 'Grading report') }, filings: 9 };
    },
    'POST /packs/:id/:version/publish': () => undefined,
    'GET /packs/:id/:version/diff': ({ id, args }) => ({ before: `${id}@2026.1`, after: `${id}@${args[1]}`, filings: 9, changed: NAMES.slice(0, 3).map((name, at) => ({ filing: 'f-verify', applicant: `cn/32/ent/e${at}`, applicant_name: name, result: 'grade', before: '2', after: at === 1 ? '1' : '3', score_before: 74 + at, score_after: 81 - at * 11, filed: Date.now() - at * DAY })), fields: { 'self_grading.cloud': 'added', 'self_grading.email': 'changed' } }),
  };
}
