// The closed loop by hand: hazards, letters to many, the inbox by keyboard, requests and their
// answers, tasks, sharing, deliveries. The same against the mock and against running nodes.
import { Console, until } from './console.mjs';
import { choose, EVIDENCE, offered, takeStep } from './steps.mjs';

/** Runs the steps in order; a failed one does not end the others, which begin at the navigation. */
export async function loop(browser, urls, language, shots, tell) {
  const people = {};
  for (const [who, url, role] of [['officer', urls.enterprise, 'enterprise_officer'], ['regulator', urls.provincial, 'provincial_regulator'], ['ministry', urls.national, 'ministry_operator'], ['admin', urls.provincial, 'node_administrator']]) {
    people[who] = await Console.open(browser, url, language, `${shots}/loop`);
    await people[who].signIn(role);
  }
  const { officer, regulator, ministry, admin } = people;
  const found = {};
  const steps = {
    'officer opens a hazard from a finding and sees it on the board': () => hazard(officer),
    'officer opens a hazard of a vulnerability with conditions for the machine': () => vulnerability(officer),
    'the board groups by state, filters, lists and draws': () => board(officer),
    'regulator composes for many by rule, excludes one by hand, issues': async () => {
      found.number = await compose(regulator);
    },
    'officer finds it in the inbox by keyboard, opens it, signs for it': () => inbox(officer, found.number),
    'the board of the circular knows that it was read and signed for': () => circular(regulator, found.number),
    'officer asks for more time; regulator grants it': () => extension(officer, regulator, found.number),
    'officer replies; the machine looks; regulator closes with a reason': () => close(officer, regulator, found.number),
    'regulator reopens; it counts as reopened': () => reopen(regulator, found.number),
    'a letter whose series needs two people waits for the second': () => review(regulator),
    'regulator corrects what was issued': () => correct(regulator, found.number),
    'things are given to a person; a deputy is named': () => assign(officer),
    'regulator dispatches a task, the officer signs for it, the regulator urges': () => task(regulator, officer),
    'ministry sees figures and not content': () => figures(ministry),
    'officer shares by groups and tiers; the simulator says who gets what': () => sharing(officer),
    'deliveries tell what became of each record': () => deliveries(regulator),
    'the scorecard counts nodes and says who needs a hand': () => scorecard(admin),
    'dark, and narrow': () => dark(officer),
    'no error in any browser': async () => {
      const errors = Object.values(people).flatMap((one) => one.errors);
      if (errors.length > 0) throw new Error(errors.slice(0, 5).join(' | '));
    },
  };
  for (const [name, run] of Object.entries(steps)) {
    const failure = await run().then(() => undefined, (error) => error);
    tell(name, failure?.message);
    if (failure) await Promise.all(Object.entries(people).map(([who, one]) => one.shot(`failed-${name.slice(0, 24).replace(/\W+/g, '-')}-${who}`).catch(() => undefined)));
    for (const one of Object.values(people)) await closeDialogs(one);
  }
  await Promise.all(Object.values(people).map((one) => one.page.context().close()));
}

async function closeDialogs(person) {
  for (let tries = 0; tries < 3 && (await person.page.locator('.ant-modal-wrap:visible, .ant-drawer-open').count()) > 0; tries += 1) {
    await person.page.keyboard.press('Escape');
    await person.page.waitForTimeout(300);
  }
}

const tab = (person, key) => person.page.getByRole('tab', { name: person.text(key), exact: true }).click();

async function hazard(officer) {
  await officer.nav('nav.findings');
  const { items } = await officer.get('/findings?limit=200');
  const finding = items.find((row) => row.state !== 'closed') ?? items[0];
  await officer.page.locator(`a[href="/findings/${finding.id}"]`).click();
  await officer.press('hazards.from_finding');
  await officer.page.waitForURL(/\/loops\/[0-9a-f-]+$/);
  await officer.see(officer.text('notice.course'));
  await officer.calm();
  await officer.shot('01-hazard');
}

async function vulnerability(officer) {
  await officer.nav('nav.loops');
  await officer.press('hazards.new');
  const { page } = officer;
  const id = `vuln:CNVD-2026-${Date.now() % 100000}@10.20.1.21`;
  await page.getByLabel(officer.text('compose.hazard'), { exact: true }).fill(id);
  await page.getByLabel(officer.text('issue.heading'), { exact: true }).fill('Weak password of a controller / 控制器弱口令');
  await officer.press('checks.add');
  await page.getByLabel(officer.text('check_field.address'), { exact: true }).fill('10.20.1.21');
  await officer.shot('02-hazard-new');
  await officer.press('hazards.open');
  await page.waitForURL(/\/loops\/[0-9a-f-]+$/);
  await officer.see(officer.text('checks.title'));
  await officer.shot('02-hazard-opened');
}

async function board(officer) {
  await officer.nav('nav.loops');
  await officer.page.locator('.board-card').first().waitFor();
  await officer.calm();
  await officer.shot('03-board');
  await officer.page.locator('.board-column > header a').first().click();
  await officer.page.locator('.list-foot').first().waitFor();
  await officer.calm();
  await officer.shot('03-list');
  await officer.page.getByText(officer.text('loops.figures'), { exact: true }).click();
  await officer.see(officer.text('loops.times'));
  await officer.calm();
  await officer.shot('03-figures');
}

async function compose(regulator) {
  const { page } = regulator;
  await regulator.nav('nav.notices');
  await regulator.press('issue.button');
  await page.getByLabel(regulator.text('issue.heading'), { exact: true }).fill('Remote maintenance channels / 关于远程维护通道风险的通报');
  await page.getByLabel(regulator.text('issue.text'), { exact: true }).fill('Check remote maintenance channels and stop those that are not needed.\n请核查远程维护通道，停用不必要的通道。');
  await regulator.press('compose.add_rule');
  await choose(regulator, regulator.text('tenants.kind'), regulator.text('tenant_kind.enterprise'));
  const rows = page.locator('.sticky tbody tr.ant-table-row');
  await until(async () => (await rows.count()) > 1, 'recipients found by the rule');
  await regulator.shot('04-compose');
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=200');
  const other = items.find((tenant) => !tenant.path.includes('huayuan')) ?? items[1];
  if (items.length > 1) {
    await page.getByRole('button', { name: regulator.text('compose.exclude', { name: other.name }), exact: true }).click();
    await page.locator('.ant-alert-warning', { hasText: regulator.text('excluded.by_hand') }).waitFor();
  }
  await regulator.shot('04-excluded');
  const number = await page.locator('.sticky b').first().innerText();
  await regulator.press('issue.send');
  await page.waitForURL(/\/(circulars|notices)\/[0-9a-f-]+$/);
  await regulator.see(number);
  await regulator.calm();
  await regulator.shot('04-issued');
  return number;
}

async function inbox(officer, number) {
  const { page } = officer;
  await officer.nav('nav.inbox');
  await until(async () => (await officer.get(`/inbox?limit=200&q=${encodeURIComponent(number)}`)).total > 0, 'the notice in the inbox');
  await page.getByRole('button', { name: new RegExp(officer.text('inbox.keys')) }).waitFor();
  await officer.calm();
  await officer.shot('05-inbox');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await officer.shot('05-inbox-keys');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(400);
  await page.keyboard.press('/');
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=/);
  await page.keyboard.press('Escape');
  await until(async () => (await officer.total()) === 1, 'one row');
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.locator('.is-at').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/notices\/[0-9a-f-]+$/);
  await takeStep(officer, 'sign_for');
  await offered(officer, 'reply');
  await officer.calm();
  await officer.shot('05-signed');
}

async function circular(regulator, number) {
  await regulator.nav('nav.notices');
  await tab(regulator, 'circulars.title');
  await (await regulator.row(number)).getByRole('link').first().click();
  const stage = (is) => regulator.page.locator('.stage', { hasText: regulator.text(`circulars.stage_${is}`) }).locator('b');
  await until(async () => Number(await stage('signed').innerText()) >= 1, 'one signed for');
  await until(async () => Number(await stage('read').innerText()) >= 1, 'one read');
  await regulator.calm();
  await regulator.shot('06-circular');
  await stage('signed').click();
  await until(async () => (await regulator.total()) >= 1, 'those that signed');
}

/** Opens the notice of this number that the enterprise of the demonstration has. */
async function openNotice(person, number) {
  await person.nav('nav.notices');
  const notice = await until(async () => (await person.get('/notices?limit=200')).items.find((row) => row.number === number && row.recipient.includes('huayuan')), `notice ${number}`);
  await person.page.locator(`a[href="/notices/${notice.id}"]`).click();
  await person.see(person.text('notice.course'));
  return notice.id;
}

async function extension(officer, regulator, number) {
  await openNotice(officer, number);
  const { actions } = await officer.get(`/loops/${(await officer.page.url()).split('/').at(-1)}`);
  const ask = actions.find((one) => (one.effects ?? []).includes('asks:extension') || /extend|extension/.test(one.action)).action;
  await officer.page.locator(`[data-action="${ask}"]`).click();
  await officer.page.getByRole('dialog').getByRole('spinbutton').fill('5');
  await officer.page.getByRole('dialog').getByLabel(officer.text('notice.step_text'), { exact: true }).fill('The spare part comes next week / 备件下周到货');
  await officer.shot('07-extension');
  await officer.page.getByRole('dialog').locator('button[type=submit]').click();
  await officer.page.getByRole('dialog').waitFor({ state: 'detached' });
  const id = await openNotice(regulator, number);
  const grant = await until(async () => (await regulator.get(`/loops/${id}`)).actions.find((one) => /grant/.test(one.action))?.action, 'the request');
  await offered(regulator, grant);
  await regulator.shot('07-asked');
  await regulator.page.locator(`[data-action="${grant}"]`).click();
  const dialog = regulator.page.getByRole('dialog');
  if ((await dialog.getByRole('spinbutton').count()) > 0) await dialog.getByRole('spinbutton').fill('5');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await regulator.see(regulator.text('loop.count_extended', { count: 1 }));
  await regulator.shot('07-granted');
}

async function close(officer, regulator, number) {
  await openNotice(officer, number);
  await takeStep(officer, 'reply', { text: 'Stopped, see the log / 已停用，见记录', files: [EVIDENCE] });
  await officer.see(officer.text('state.replied'));
  await openNotice(regulator, number);
  await offered(regulator, 'close');
  await takeStep(regulator, 'close', { text: 'Looked at on site / 已现场复核' });
  await regulator.see(regulator.text('state.closed'));
  await regulator.calm();
  await regulator.shot('08-closed');
}

async function reopen(regulator, number) {
  await openNotice(regulator, number);
  await takeStep(regulator, 'reopen', { text: 'It was seen again / 再次出现' });
  await regulator.see(regulator.text('loop.count_reopened', { count: 1 }));
  await regulator.nav('nav.loops');
  await regulator.page.getByText(regulator.text('loops.figures'), { exact: true }).click();
  const figure = regulator.page.locator('.stage', { hasText: regulator.text('loops.figure_reopened') }).locator('b');
  await until(async () => Number(await figure.innerText()) >= 1, 'one reopened');
  await regulator.shot('09-reopened');
}

async function review(regulator) {
  const { page } = regulator;
  await regulator.nav('nav.notices');
  await tab(regulator, 'series.title');
  await regulator.calm();
  await regulator.shot('10-series');
  const rows = await regulator.get('/notice-series');
  if (!rows.some((row) => row.review && row.genres.includes('warning'))) await newSeries(regulator);
  await tab(regulator, 'drafts.title');
  await regulator.press('compose.new');
  await choose(regulator, regulator.text('compose.genre'), regulator.text('genre.warning'));
  await page.getByLabel(regulator.text('issue.heading'), { exact: true }).fill('Warning / 预警');
  await page.getByLabel(regulator.text('issue.text'), { exact: true }).fill('Strengthen watch during the holiday. / 节日期间加强值守。');
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=5');
  await choose(regulator, regulator.text('compose.by_name'), items[0].name);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: regulator.text('compose.submit'), exact: true }).click();
  await page.waitForURL(/\/notice-drafts\/[0-9a-f-]{36}$/);
  await regulator.see(regulator.text('draft_state.submitted'));
  await regulator.shot('10-submitted');
}

async function newSeries(regulator) {
  const { page } = regulator;
  await regulator.press('series.create');
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(regulator.text('groups.name'), { exact: true }).fill('Warnings / 预警');
  await drawer.getByLabel(regulator.text('compose.genre'), { exact: true }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: regulator.text('genre.warning') }).first().click();
  await page.keyboard.press('Escape');
  await drawer.getByLabel(regulator.text('series.number'), { exact: true }).fill('苏工信网安警〔{year}〕{n}号');
  await drawer.locator('button[type=submit]').click();
  await drawer.waitFor({ state: 'hidden' });
}

async function correct(regulator, number) {
  const { page } = regulator;
  await regulator.nav('nav.notices');
  await tab(regulator, 'circulars.title');
  await (await regulator.row(number)).getByRole('link').first().click();
  await regulator.press('circulars.correct');
  await regulator.see(regulator.text('compose.correct'));
  await page.getByLabel(regulator.text('issue.heading'), { exact: true }).fill('Correction / 更正');
  await page.locator('.sticky .ant-table').first().waitFor();
  await regulator.shot('11-correct');
  await regulator.press('issue.send');
  await page.waitForURL(/\/(circulars|notices)\/[0-9a-f-]+$/);
  await regulator.calm();
  await regulator.shot('11-corrected');
}

async function assign(officer) {
  const { page } = officer;
  await officer.nav('nav.inbox');
  await page.locator('.ant-table-row').first().waitFor();
  await page.locator('h1').click();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('a');
  await officer.shot('12-assign');
  await page.getByRole('dialog').getByRole('button', { name: officer.text('inbox.take'), exact: true }).click();
  await page.getByRole('dialog').locator('.ant-alert-success').waitFor();
  await officer.press('batch.close');
  await until(async () => (await officer.get('/inbox/counts')).mine >= 2, 'two of mine');
  await officer.shot('12-assigned');
  await tab(officer, 'deputies.title');
  await officer.calm();
  await officer.shot('12-deputies');
}

async function task(regulator, officer) {
  const { page } = regulator;
  await regulator.nav('nav.tasks');
  await regulator.press('tasks.dispatch');
  await page.getByLabel(regulator.text('issue.heading'), { exact: true }).fill('Self-check / 自查');
  await page.getByLabel(regulator.text('issue.text'), { exact: true }).fill('Check and report. / 开展自查并报送。');
  await choose(regulator, regulator.text('tenants.kind'), regulator.text('tenant_kind.enterprise'));
  await page.locator('main table').last().waitFor();
  const number = await page.locator('main .ant-descriptions b').first().innerText();
  await regulator.shot('13-dispatch');
  await regulator.press('tasks.send');
  await page.waitForURL(/\/tasks\/dispatches\/[0-9a-f-]+$/);
  await regulator.calm();
  await regulator.shot('13-dispatched');
  await officer.nav('nav.tasks');
  await (await officer.row(number)).getByRole('link').first().click();
  const first = await until(async () => (await officer.get(`/loops/${officer.page.url().split('/').at(-1)}`)).actions.find((one) => /sign_for|accept/.test(one.action))?.action, 'a step');
  await takeStep(officer, first);
  await officer.calm();
  await officer.shot('13-task');
  const board = page.url();
  const { items } = await regulator.get('/tasks?side=issued&limit=200');
  const mine = items.find((row) => row.number === number && row.recipient.includes('huayuan'));
  await regulator.open(`/tasks/${mine.id}`);
  await offered(regulator, 'urge');
  await takeStep(regulator, 'urge');
  await regulator.open(new URL(board).pathname);
  await until(async () => Number(await page.locator('.ant-statistic', { hasText: regulator.text('tasks.urged') }).locator('.ant-statistic-content-value').innerText()) >= 1, 'urged once');
}

async function figures(ministry) {
  await ministry.nav('nav.loops');
  await ministry.calm();
  await ministry.shot('14-ministry-board');
  const { items } = await ministry.get('/loops?limit=50');
  const row = items.find((each) => each.party === '');
  if (row) {
    await ministry.open(`/loops/${row.id}`);
    await ministry.see(ministry.text('loops.summary_only'));
    await ministry.calm();
    await ministry.shot('14-ministry-loop');
  }
  await ministry.nav('nav.loops');
  await ministry.page.getByText(ministry.text('loops.figures'), { exact: true }).click();
  await ministry.see(ministry.text('loops.times'));
  await ministry.shot('14-ministry-figures');
}

async function sharing(officer) {
  const { page } = officer;
  await officer.nav('nav.policies');
  await officer.press('policies.create');
  await officer.shot('15-policy');
  await page.keyboard.press('Escape');
  await tab(officer, 'sharing.groups');
  await officer.calm();
  await officer.shot('15-groups');
  await officer.press('groups.create');
  const name = `Group ${Date.now().toString(36)}`;
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(officer.text('groups.name'), { exact: true }).fill(name);
  await drawer.getByLabel(officer.text('groups.purpose'), { exact: true }).fill('Peers / 同行');
  await drawer.locator('button[type=submit]').click();
  await (await officer.row(name)).getByRole('link').first().click();
  await officer.see(officer.text('groups.active'));
  await officer.shot('15-group');
  await page.goBack();
  await tab(officer, 'sharing.consents');
  await officer.calm();
  await officer.shot('15-consents');
  await tab(officer, 'sharing.objects');
  await officer.calm();
  await officer.shot('15-objects');
  await tab(officer, 'sharing.simulator');
  const { items } = await officer.get('/sharing-policies');
  await choose(officer, officer.text('report.policy'), items[0].name);
  await page.locator('.list table').first().waitFor();
  await officer.calm();
  await officer.shot('15-simulator');
}

async function deliveries(regulator) {
  await regulator.nav('nav.deliveries');
  await regulator.page.locator('.ant-table-row').first().waitFor();
  await regulator.calm();
  await regulator.shot('16-deliveries');
  await regulator.page.locator('.ant-table-row').first().click();
  await regulator.page.getByRole('dialog').locator('.ant-steps').waitFor();
  await regulator.calm();
  await regulator.shot('16-delivery');
}

async function scorecard(admin) {
  await admin.nav('nav.nodes');
  await tab(admin, 'scorecard.title');
  await admin.page.locator('.ant-progress').first().waitFor();
  await admin.calm();
  await admin.shot('17-scorecard');
}

async function dark(officer) {
  const { page } = officer;
  await page.getByRole('button', { name: officer.text('shell.dark'), exact: true }).click();
  for (const [key, name] of [['nav.home', 'home'], ['nav.loops', 'board'], ['nav.inbox', 'inbox'], ['nav.notices', 'notices'], ['nav.policies', 'policies'], ['nav.filings', 'filings']]) {
    await officer.nav(key);
    await page.waitForTimeout(700);
    await officer.calm();
    await officer.shot(`18-dark-${name}`);
  }
  await page.getByRole('button', { name: officer.text('shell.light'), exact: true }).click();
  await page.setViewportSize({ width: 1100, height: 700 });
  for (const [key, name] of [['nav.loops', 'board'], ['nav.inbox', 'inbox'], ['nav.tasks', 'tasks']]) {
    await officer.nav(key);
    await page.waitForTimeout(500);
    await officer.calm();
    await officer.shot(`18-narrow-${name}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
    if (wide) throw new Error(`${name} is wider than the window`);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
