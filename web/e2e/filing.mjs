// Filings from first draft to archive, through the consoles of an enterprise, a province and the
// ministry: grading with verification, the selection of cases, the catalogue of important data.
import { Console, until } from './console.mjs';
import { desks } from './desks.mjs';
import { fill } from './fill.mjs';
import { handedOn, others } from './walk.mjs';

/** Walked by hand alone; every other procedure is walked by `walk.mjs`. */
const COURSES = [
  {
    procedure: 'grading-industrial',
    steps: [['officer', 'submit'], ['regulator', 'confirm'], ['officer', 'protect'], ['officer', 'evaluate'], ['officer', 'rectify'], ['regulator', 'accept'], ['regulator', 'archive']],
    wanted: { self_grading: { enterprise_type: 'IND' } },
  },
  {
    procedure: 'case-selection',
    steps: [['officer', 'submit'], ['regulator', 'recommend'], ['ministry', 'receive'], ['ministry', 'review'], ['ministry', 'select'], ['ministry', 'archive']],
    wanted: { application: { category: 'industrial', direction: 'grading' } },
  },
  { procedure: 'data-catalogue', steps: [['officer', 'submit'], ['regulator', 'file'], ['regulator', 'archive']], wanted: {} },
];
const REASON = 'Checked against the records / 已与记录核对';

/** These parts of it: `courses` filled by hand, a verification `handed` on, `walks` from worked examples, the `desks` around them. */
export async function filings(browser, urls, language, shots, tell, parts) {
  const people = {};
  for (const [who, url, role, nth] of [['officer', urls.enterprise, 'enterprise_officer'], ['regulator', urls.provincial, 'provincial_regulator'], ['communications', urls.provincial, 'provincial_regulator', 1], ['ministry', urls.national, 'ministry_operator']]) {
    people[who] = await Console.open(browser, url, language, shots);
    await people[who].signIn(role, nth);
  }
  const done = [];
  const wanted = (part) => parts.includes(part);
  if (wanted('courses')) {
    for (const course of COURSES) await run(`${course.procedure}: from draft to archive`, async () => done.push(await through(people, course)));
    await run('a paper is made and found among the exports', () => paper(people.officer, done));
    await run('a draft outlives the page and the loss of the connection', () => offline(people.officer));
    await run('two officers at one section: what both changed is asked', () => together(browser, urls.enterprise, language, shots));
    await run('the funnel opens its lists', () => funnel(people.ministry));
  }
  if (wanted('handed')) await run('a verification is handed on, taken back, handed on again and done by the other', () => handedOn(people));
  const rest = wanted('walks') ? others(COURSES.map((course) => course.procedure), language) : [];
  for (const course of rest) await run(`${course.procedure}: from draft to archive, turned back where it can be`, () => course.walk(people));
  if (wanted('desks')) for (const [name, look] of Object.entries(desks)) await run(name, () => look(people));
  await run('no error in any browser of the filings', async () => {
    const errors = Object.values(people).flatMap((one) => one.errors).filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(text));
    if (errors.length > 0) throw new Error(errors.slice(0, 4).join(' | '));
  });
  await Promise.all(Object.values(people).map((one) => one.page.context().close()));

  async function run(name, what) {
    const failure = await what().then(() => undefined, (error) => error);
    tell(name, failure?.message);
    if (failure) await Promise.all(Object.entries(people).map(([who, one]) => one.shot(`failed-filing-${who}`).catch(() => undefined)));
  }
}

/** Begins a filing as a person does; `more` fills what is optional of the dialog. Gives its id. A yearly one that was begun before is gone on with. */
export async function begin(officer, procedure, more = async () => undefined) {
  const { items } = await officer.get('/procedures');
  const row = items.find((one) => one.id === procedure);
  if (!row) throw new Error(`no procedure ${procedure} may be begun`);
  const before = row.subject_kind === 'organisation' ? (await officer.get(`/filings?procedure=${procedure}&limit=200`)).items : [];
  const open = before.find((one) => one.state === 'draft');
  if (open) return open.id;
  const period = row.periods.find((one) => !before.some((filing) => filing.period === one));
  await officer.open('/');
  await officer.nav('nav.filings');
  await officer.press('filings.begin');
  const dialog = officer.page.getByRole('dialog');
  const subject = (officer.language === 'zh' ? row.subject_title?.zh : row.subject_title?.en) || officer.text('filings.subject');
  const title = officer.language === 'zh' ? row.title.zh : row.title.en;
  await dialog.locator('.ant-select').first().click();
  await officer.page.keyboard.type(title);
  await officer.page.locator('.ant-select-item-option', { hasText: title }).first().click();
  if (period && period !== row.periods[0]) {
    await dialog.locator('.ant-select').nth(1).click();
    await officer.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: period }).first().click();
  }
  if (row.subject_kind !== 'organisation') await dialog.getByLabel(subject, { exact: true }).fill(`e2e ${officer.language} ${Date.now().toString(36)}`);
  await more(dialog);
  await officer.shot(`60-begin-${procedure}`);
  await dialog.locator('button[type=submit]').click();
  await officer.page.waitForURL(/\/filings\/[0-9a-f-]{36}/);
  return officer.page.url().split('/filings/')[1].split(/[/?]/)[0];
}

async function through(people, { procedure, steps, wanted }) {
  const id = await begin(people.officer, procedure);
  const { procedure: name } = await people.officer.get(`/filings/${id}`);
  const { machine } = await people.officer.get(`/packs/${name.replace('@', '/')}`);
  const known = new Set(machine.transitions.map((one) => one.action));
  for (const [who, action] of steps.filter(([, one]) => known.has(one))) {
    await take(people, people[who], who, id, action, wanted).catch((error) => {
      throw new Error(`${who} ${action}: ${error.message}`);
    });
    await people[who].shot(`6-${procedure}-${action}`);
  }
  const end = await people.officer.get(`/filings/${id}`);
  if (!end.terminal) await until(async () => (await people.officer.get(`/filings/${id}`)).terminal, 'the enterprise to see the end');
  return id;
}

/** Of the province's regulators, the one whom the filing reached. */
async function whoHas(regulator, id) {
  const { accounts } = await regulator.get('/welcome');
  const count = accounts.filter((account) => account.role === 'provincial_regulator' && !account.nodes_url).length;
  const has = async () => (await regulator.get(`/filings/${id}`)).id === id;
  if (await until(async () => (await has().catch(() => false)) || undefined, 'the filing', 20_000).catch(() => false)) return;
  for (let nth = 0; nth < count; nth += 1) {
    await regulator.open('/');
    await regulator.signOut();
    await regulator.signIn('provincial_regulator', nth);
    if (await until(async () => (await has().catch(() => false)) || undefined, 'the filing', 20_000).catch(() => false)) return;
  }
  throw new Error('no regulator received the filing');
}

async function take(people, person, who, id, action, wanted) {
  if (who === 'regulator') await whoHas(person, id);
  const offered = await until(async () => (await person.get(`/filings/${id}`)).actions?.find((one) => one.action === action), `the step ${action}`);
  const detail = await person.get(`/filings/${id}`);
  for (const form of offered.forms) {
    if (!detail.forms.find((one) => one.form === form)?.writable) continue;
    await person.open(`/filings/${id}/forms/${form}`);
    await person.page.locator('.fill-main').waitFor();
    await fill(person, id, form, wanted[form]);
    await person.calm();
    await person.shot(`61-${detail.procedure.split('@')[0]}-${form}`);
  }
  for (const form of detail.forms.filter((one) => one.judgeable)) await verify(person, id, form.form);
  await press(person, id, action);
}

/** Presses a step on the filing's page, gives the words it wants, and takes it. */
export async function press(person, id, action, words = REASON) {
  await person.open(`/filings/${id}`);
  const { page } = person;
  await page.locator(`[data-action="${action}"]`).first().click();
  const ready = page.locator('.filing-actions button[type=submit]');
  await ready.waitFor();
  const place = page.getByLabel(person.text('notice.step_text'), { exact: true });
  if (await place.count()) await place.fill(words);
  await until(async () => ready.isEnabled(), `the step ${action} to be possible`, 30_000);
  await ready.click();
  await ready.waitFor({ state: 'detached' });
  await person.calm();
}

/** Judges every item by keyboard alone. */
export async function verify(regulator, id, form) {
  await regulator.open(`/filings/${id}/forms/${form}/verify`);
  const { page } = regulator;
  await page.locator('.verdicts tbody tr').first().waitFor();
  const view = await regulator.get(`/filings/${id}/forms/${form}`);
  const count = view.definition.sections.flatMap((section) => section.fields).filter((field) => field.type === 'item' && !view.evaluation.fields[field.id]?.hidden).length;
  const began = Date.now();
  await page.keyboard.press('Home');
  for (let at = 0; at < count; at += 1) await page.keyboard.press('1');
  await page.keyboard.press('n');
  await page.keyboard.type('Seen on site');
  await page.keyboard.press('Enter');
  await page.locator('.verify-done [data-save=saved]').waitFor();
  console.log(`     ${count} items judged by keyboard in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await regulator.see(regulator.text('verify.judged', { done: count, total: count }));
  await regulator.shot(`62-verify-${form}`);
}

/** Makes a paper and finds it among the exports. */
async function paper(person, done) {
  const details = await Promise.all(done.map((id) => person.get(`/filings/${id}`)));
  const detail = details.find((one) => one.documents.some((document) => document.formats.includes('docx')));
  if (!detail) throw new Error('no filing has a paper');
  const { id } = detail;
  const document = detail.documents.find((one) => one.formats.includes('docx'));
  await person.open(`/filings/${id}`);
  const name = person.language === 'zh' ? document.title.zh : document.title.en;
  const [saved] = await Promise.all([person.page.waitForEvent('download'), person.press('papers.make', { name, format: 'docx' })]);
  if (!(await saved.path())) throw new Error('no file');
  const { exports } = await until(async () => {
    const now = await person.get(`/filings/${id}`);
    return now.exports.length > 0 && now;
  }, 'the export');
  await person.see(exports[0].code);
}

async function draftOf(officer, procedure = 'data-catalogue') {
  const id = await begin(officer, procedure);
  const detail = await officer.get(`/filings/${id}`);
  const { form } = detail.forms.find((one) => one.writable);
  const { definition } = await officer.get(`/filings/${id}/forms/${form}`);
  const field = definition.sections.flatMap((section) => section.fields).find((one) => one.type === 'text');
  const section = definition.sections.find((one) => one.fields.includes(field));
  return { path: `/filings/${id}/forms/${form}?section=${section.id}`, id, form, field: field.id };
}

async function offline(officer) {
  const { path, id, form, field } = await draftOf(officer);
  const { page } = officer;
  await officer.open(path);
  const control = page.locator(`[id="f-${field}"]`);
  await control.waitFor();
  await page.route('**/api/v1/filings/*/forms/*/sections/*', (route) => route.abort());
  await control.fill('Typed without a connection / 断网时填写');
  await page.keyboard.press('Control+s');
  await page.locator('[data-save=offline]').waitFor();
  await officer.shot('63-offline');
  await page.reload();
  await page.locator(`[id="f-${field}"]`).waitFor();
  await until(async () => (await page.locator(`[id="f-${field}"]`).inputValue()).includes('断网时填写'), 'the draft of this browser', 15_000);
  await officer.shot('64-restored');
  await page.unroute('**/api/v1/filings/*/forms/*/sections/*');
  await until(async () => String((await officer.get(`/filings/${id}/forms/${form}`)).answers[field] ?? '').includes('断网时填写'), 'the draft to reach the node', 45_000);
}

async function together(browser, url, language, shots) {
  const [one, other] = [await Console.open(browser, url, language, shots), await Console.open(browser, url, language, shots)];
  for (const officer of [one, other]) await officer.signIn('enterprise_officer');
  const { path, id, form, field } = await draftOf(one);
  for (const officer of [one, other]) {
    await officer.open(path);
    await officer.page.locator(`[id="f-${field}"]`).waitFor();
  }
  await one.page.locator(`[id="f-${field}"]`).fill('First');
  await other.page.locator(`[id="f-${field}"]`).fill('Second');
  await one.page.keyboard.press('Control+s');
  await until(async () => (await one.get(`/filings/${id}/forms/${form}`)).answers[field] === 'First', 'the first save');
  await other.page.keyboard.press('Control+s');
  await other.see(other.text('clash.title'));
  await other.shot('65-clash');
  await other.press('clash.all_mine');
  await other.press('clash.save');
  await until(async () => (await one.get(`/filings/${id}/forms/${form}`)).answers[field] === 'Second', 'the decision to be saved');
  await until(async () => (await one.page.locator(`[id="f-${field}"]`).inputValue()) === 'Second', "the colleague's screen to follow", 30_000);
  const errors = [...one.errors, ...other.errors].filter((text) => !/409/.test(text));
  if (errors.length > 0) throw new Error(errors[0]);
  await Promise.all([one, other].map((officer) => officer.page.context().close()));
}

async function funnel(ministry) {
  await ministry.nav('nav.filings');
  await ministry.page.getByRole('tab', { name: ministry.text('funnel.title'), exact: true }).click();
  await ministry.page.locator('.funnel, .ant-empty').first().waitFor();
  await ministry.calm();
  await ministry.shot('66-funnel');
  const bars = ministry.page.locator('.funnel-count');
  if ((await bars.count()) === 0) return;
  await bars.first().click();
  await ministry.page.waitForURL(/reached=/);
  await ministry.total();
  await ministry.calm();
}
