// The chain by hand: finding → report → notice → signed for → reply → sent back → reply → closed →
// the ministry's figures. Then every screen that each role has.
import { Console, until } from './console.mjs';
import { EVIDENCE, offered, takeStep } from './steps.mjs';
import { watch } from './watch.mjs';

const SCREENS = ['nav.home', 'nav.assets', 'nav.graph', 'nav.observations', 'nav.protocols', 'nav.programs', 'nav.baseline', 'nav.findings', 'nav.review', 'nav.reports', 'nav.notices', 'nav.loops', 'nav.tasks', 'nav.nodes', 'nav.deliveries', 'nav.policies', 'nav.probes', 'nav.rule_sets', 'nav.tenants', 'nav.users', 'nav.audit', 'nav.inbox', 'nav.filings', 'nav.obligations', 'nav.evidence', 'nav.packs'];

/** Runs the steps in order; a failed one ends the chain, and the rest count as failed. */
export async function chain(browser, urls, language, shots, tell) {
  const people = {};
  const all = [];
  const at = async (who, url) => (all.push((people[who] = await Console.open(browser, url, language, shots))), people[who]);
  const found = {};
  const steps = {
    'sign-in pages of three nodes': async () => {
      for (const [who, url] of [['officer', urls.enterprise], ['regulator', urls.provincial], ['ministry', urls.national]]) {
        await at(who, url);
        await people[who].page.getByRole('button', { name: people[who].text('session.sign_in') }).waitFor();
        await people[who].shot(`01-sign-in-${who}`);
      }
    },
    'ministry reads its figures before': async () => {
      await people.ministry.signIn('ministry_operator');
      found.before = await closedLoops(people.ministry);
      await people.ministry.shot('02-ministry-before');
    },
    'officer signs in and sees the plant': async () => {
      await people.officer.signIn('enterprise_officer');
      await people.officer.see(people.officer.text('live.live'));
      await people.officer.shot('03-officer-home');
    },
    'officer looks at assets, one asset, the graph': () => seeAssets(people.officer),
    'officer looks at observations and one of them': () => seeObservations(people.officer),
    'officer looks at the baseline': async () => {
      await people.officer.nav('nav.baseline');
      await people.officer.calm();
      await people.officer.shot('08-baseline');
    },
    'officer opens a finding': async () => {
      found.finding = await openFinding(people.officer);
    },
    'officer confirms it': async () => {
      const { page } = people.officer;
      await people.officer.press('findings.decide_confirmed');
      await page.getByLabel(people.officer.text('findings.note'), { exact: true }).fill('Checked on site / 已现场核实');
      await people.officer.press('action.confirm');
      await people.officer.see(people.officer.text('finding_state.confirmed'));
    },
    'officer reports it and sees what the authority will see': () => reportUp(people.officer),
    'regulator receives the report live': async () => {
      await regulatorWithReport(people.regulator);
      await people.regulator.shot('12-regulator-home');
    },
    'regulator issues a notice in at most four clicks': async () => {
      found.number = await issueNotice(people.regulator);
    },
    'officer receives the notice and signs for it': async () => {
      await openNotice(people.officer, found.number, '15-notice-received');
      await step(people.officer, 'sign_for');
      await people.officer.shot('16-signed-for');
    },
    'officer replies with evidence': () => reply(people.officer, '17-replied'),
    'regulator sees the reply without a reload and sends it back': async () => {
      const { regulator } = people;
      await offered(regulator, 'return');
      await regulator.shot('18-reply-seen');
      await step(regulator, 'return', 'Please attach the comparison of the program / 请补充程序比对结果');
      await regulator.shot('19-sent-back');
    },
    'officer replies again': () => reply(people.officer, '20-replied-again'),
    'regulator closes': async () => {
      const { regulator } = people;
      await offered(regulator, 'close');
      await step(regulator, 'close', 'Re-checked on site / 已现场复核');
      await regulator.see(regulator.text('state.closed'));
      await regulator.shot('21-closed');
    },
    "ministry's figures change without a reload": async () => {
      await until(async () => (await closedLoops(people.ministry)) > found.before, 'one more closed loop');
      await people.ministry.shot('22-ministry-after');
    },
    'every figure opens the list it counts': async () => {
      for (const who of ['ministry', 'regulator', 'officer']) await figuresOpenLists(people[who]);
    },
    'each bar of the statistics opens its loops': () => barsOpenLoops(people.ministry),
    'the guide shows the chain done': async () => {
      await people.regulator.nav('nav.home');
      await people.regulator.calm();
      await people.regulator.shot('25-guide');
    },
    "the probe's pages: health, protocols, programs, files, review, maintenance, rules": () => watch(people.officer),
    'every screen of every role opens without an error': () => everyScreen(browser, urls, language, shots),
    'an administrator makes an invitation, shown once': () => invitation(browser, urls, language, shots),
    'a new user replaces the one-time password': () => newUser(browser, urls, language, shots),
    'a broken live connection is shown and comes back': () => liveAgain(browser, urls, language, shots),
    'a wrong password is refused with a way out': () => wrongPassword(browser, urls, language, shots),
    'no error in any browser': async () => {
      const errors = all.flatMap((one) => one.errors);
      if (errors.length > 0) throw new Error(errors.slice(0, 5).join(' | '));
    },
  };
  let broken = false;
  for (const [name, run] of Object.entries(steps)) {
    if (broken) {
      tell(name, 'an earlier step failed');
      continue;
    }
    const failure = await run().then(() => undefined, (error) => error);
    tell(name, failure?.message);
    if (failure && !name.startsWith('every') && !name.startsWith('no error')) broken = true;
    if (failure) await Promise.all(Object.entries(people).map(([who, one]) => one.shot(`failed-${who}`).catch(() => undefined)));
  }
  await Promise.all(all.map((one) => one.page.context().close()));
}

async function closedLoops(ministry) {
  const { by_state } = await ministry.get('/loops/statistics');
  return by_state.find((count) => count.key === 'closed')?.count ?? 0;
}

async function seeAssets(officer) {
  await officer.nav('nav.assets');
  await until(async () => (await officer.total()) > 0, 'assets');
  await officer.calm();
  await officer.shot('04-assets');
  const { items } = await officer.get('/assets');
  const shown = items.find((row) => row.findings > 0) ?? items[0];
  await officer.page.locator(`a[href="/assets/${shown.id}"]`).click();
  await officer.see(officer.text('asset.facts'));
  await officer.calm();
  await officer.shot('05-asset');
  await officer.nav('nav.graph');
  await officer.page.locator('canvas').first().waitFor();
  await officer.page.waitForTimeout(1500);
  await officer.calm();
  await officer.shot('06-graph');
}

async function seeObservations(officer) {
  await officer.nav('nav.observations');
  await until(async () => (await officer.total()) > 0, 'observations');
  await officer.calm();
  await officer.shot('07-observations');
  await officer.page.getByRole('row').nth(1).getByRole('button').first().click();
  await officer.page.getByRole('dialog').getByText('JSON').waitFor();
  await officer.calm();
  await officer.shot('07-observation-drawer');
  await officer.page.keyboard.press('Escape');
}

async function openFinding(officer) {
  await officer.nav('nav.findings');
  const chosen = await until(async () => (await officer.get('/findings?limit=200')).items.find((row) => !row.report && row.state === 'open'), 'a finding', 180_000);
  await officer.row(officer.language === 'zh' ? chosen.title_zh : chosen.title_en);
  await officer.calm();
  await officer.shot('09-findings');
  await officer.page.locator(`a[href="/findings/${chosen.id}"]`).click();
  await officer.see(officer.text('findings.report_up'));
  await officer.calm();
  await officer.shot('10-finding');
  return chosen;
}

async function reportUp(officer) {
  await officer.press('findings.report_up');
  await officer.see(officer.text('report.goes_to'));
  await officer.page.getByLabel(officer.text('report.note'), { exact: true }).fill('Station isolated / 已隔离工程师站');
  await officer.shot('11-report');
  await officer.page.getByRole('dialog').getByRole('button', { name: officer.text('report.send'), exact: true }).click();
  await officer.page.locator('a', { hasText: officer.text('findings.reported') }).first().waitFor();
}

/** Of the province's regulators, the one whose authority the report went to. */
async function regulatorWithReport(regulator) {
  const { accounts } = await regulator.get('/welcome');
  const count = accounts.filter((account) => account.role === 'provincial_regulator' && !account.nodes_url).length;
  for (let nth = 0; nth < count; nth += 1) {
    await regulator.signIn('provincial_regulator', nth);
    const got = await until(async () => (await regulator.get('/reports?noticed=false')).total > 0, 'the report', 30_000).catch(() => false);
    if (got) return;
    await regulator.signOut();
  }
  throw new Error('no regulator received the report');
}

async function issueNotice(regulator) {
  const { page } = regulator;
  await regulator.nav('nav.reports');
  const { items } = await regulator.get('/reports?noticed=false');
  const clicks = [
    () => page.locator(`a[href="/reports/${items[0].id}"]`).click(),
    () => regulator.press('issue.button'),
    () => regulator.press('issue.send'),
  ];
  await regulator.shot('13-reports');
  await clicks[0]();
  await regulator.see(regulator.text('issue.button'));
  await regulator.shot('13-report');
  await clicks[1]();
  await page.locator('.sticky .ant-table').first().waitFor();
  const number = await page.locator('.sticky b').first().innerText();
  await regulator.shot('14-issue');
  await clicks[2]();
  await page.waitForURL(/\/notices\/[0-9a-f-]+$/);
  await regulator.see(number);
  await regulator.shot('14-issued');
  if (clicks.length > 4) throw new Error(`${clicks.length} clicks`);
  return number;
}

async function openNotice(person, number, shot) {
  await person.nav('nav.notices');
  await (await person.row(number)).getByRole('link').first().click();
  await person.see(person.text('notice.course'));
  await person.shot(shot);
}

function step(person, action, text, files = []) {
  return takeStep(person, action, { text, files });
}

async function reply(officer, shot) {
  await step(officer, 'reply', 'Station isolated, program compared with its backup / 已隔离主机并比对程序备份', [EVIDENCE]);
  await officer.see(officer.text('state.replied'));
  await officer.page.getByRole('link', { name: EVIDENCE.name }).first().waitFor();
  await officer.shot(shot);
}

async function figuresOpenLists(person) {
  await person.nav('nav.home');
  await person.page.getByTestId('figures').waitFor();
  const links = await person.page.getByTestId('figures').getByRole('link').all();
  if (links.length === 0) throw new Error('no figures');
  for (const index of links.keys()) {
    await person.nav('nav.home');
    const link = person.page.getByTestId('figures').getByRole('link').nth(index);
    await link.waitFor();
    const href = await link.getAttribute('href');
    const shown = Number(/(\d+)$/.exec(await link.getAttribute('aria-label'))[1]);
    await link.click();
    // Traffic goes on meanwhile: the list lies between what the figure said and what it says now.
    await until(async () => {
      const { figures } = await person.get('/home');
      const value = figures.find((figure) => figure.list === `/api/v1${href}`)?.value;
      const total = await person.total();
      return Math.min(shown, value) <= total && total <= Math.max(shown, value);
    }, `the list ${href} to count what its figure says`, 15_000);
    await person.calm();
  }
}

async function barsOpenLoops(ministry) {
  await ministry.nav('nav.home');
  for (const dimension of ['by_state', 'by_severity', 'by_technique']) {
    const bar = ministry.page.getByRole('list', { name: ministry.text(`loops.${dimension}`) }).getByRole('link').first();
    await bar.waitFor();
    const count = Number(/(\d+)$/.exec(await bar.getAttribute('aria-label'))[1]);
    await bar.click();
    await until(async () => (await ministry.total()) === count, `${dimension} to list ${count}`, 15_000);
    if (dimension === 'by_state') await ministry.shot('23-loops');
    await ministry.nav('nav.home');
  }
}

async function everyScreen(browser, urls, language, shots) {
  for (const [place, url] of Object.entries(urls)) {
    const visitor = await Console.open(browser, url, language, shots);
    const { accounts } = await visitor.get('/welcome');
    const roles = [...new Set(accounts.filter((account) => !account.nodes_url).map((account) => account.role))];
    for (const role of roles) {
      await visitor.signIn(role);
      await screensOf(visitor, `${place}-${role}`);
      await visitor.signOut();
    }
    if (visitor.errors.length > 0) throw new Error(visitor.errors.slice(0, 3).join(' | '));
    await visitor.page.context().close();
  }
}

async function screensOf(visitor, name) {
  const shown = visitor.page.getByRole('navigation', { name: visitor.text('nav.label') });
  for (const key of SCREENS) {
    if ((await shown.getByRole('link', { name: visitor.text(key), exact: true }).count()) === 0) continue;
    await visitor.nav(key);
    await visitor.calm();
    await visitor.shot(`30-${name}-${key.replace('nav.', '')}`);
  }
}

async function invitation(browser, urls, language, shots) {
  const admin = await Console.open(browser, urls.provincial, language, shots);
  await admin.signIn('node_administrator');
  await admin.nav('nav.nodes');
  await admin.page.getByRole('tab', { name: admin.text('enrolments.title'), exact: true }).click();
  await admin.press('enrolments.create');
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel(admin.text('nodes.name'), { exact: true }).fill('Test plant / 试验厂');
  await dialog.getByLabel(admin.text('nodes.tenants'), { exact: true }).fill(`cn/32/ent/test-plant-${language}`);
  await admin.page.keyboard.press('Enter');
  await dialog.locator('button[type=submit]').click();
  await admin.see(admin.text('once.warning'));
  await admin.shot('26-invitation');
  await admin.press('once.kept');
  await admin.page.getByText(admin.text('once.warning')).waitFor({ state: 'hidden' });
  await admin.calm();
  await admin.page.context().close();
}

async function newUser(browser, urls, language, shots) {
  const admin = await Console.open(browser, urls.provincial, language, shots);
  await admin.signIn('node_administrator');
  await admin.nav('nav.users');
  await admin.press('users.create');
  const login = `new.${language}.${Date.now().toString(36)}`;
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel(admin.text('session.login'), { exact: true }).fill(login);
  await dialog.getByLabel(admin.text('users.name'), { exact: true }).fill('New colleague / 新同事');
  await dialog.getByLabel(admin.text('users.role'), { exact: true }).click();
  await admin.page.locator('.ant-select-item-option', { hasText: admin.text('role.auditor') }).click();
  await dialog.locator('button[type=submit]').click();
  const password = (await admin.page.locator('.secret').innerText()).trim();
  await admin.shot('28-one-time-password');
  await admin.press('once.kept');
  await admin.row(login);
  await admin.page.context().close();
  const colleague = await Console.open(browser, urls.provincial, language, shots);
  await colleague.page.getByLabel(colleague.text('session.login')).fill(login);
  await colleague.page.getByLabel(colleague.text('session.password'), { exact: true }).fill(password);
  await colleague.press('session.sign_in');
  await colleague.see(colleague.text('session.first_password'));
  await colleague.shot('28-first-password');
  for (const [key, value] of [['current_password', password], ['new_password', 'a long walk by the river'], ['new_password_again', 'a long walk by the river']]) {
    await colleague.page.getByLabel(colleague.text(`session.${key}`), { exact: true }).fill(value);
  }
  await colleague.press('session.set_password');
  await colleague.page.getByTestId('figures').waitFor();
  await colleague.page.context().close();
}

async function liveAgain(browser, urls, language, shots) {
  const one = await Console.open(browser, urls.enterprise, language, shots);
  await one.page.route('**/api/v1/live', (route) => route.abort());
  await one.signIn('enterprise_officer');
  await one.see(one.text('live.lost'));
  await one.shot('29-disconnected');
  await one.page.unroute('**/api/v1/live');
  await one.page.getByText(one.text('live.live'), { exact: true }).waitFor({ timeout: 40_000 });
  await one.page.context().close();
}

async function wrongPassword(browser, urls, language, shots) {
  const stranger = await Console.open(browser, urls.enterprise, language, shots);
  await stranger.page.getByLabel(stranger.text('session.login'), { exact: true }).fill('officer');
  await stranger.page.getByLabel(stranger.text('session.password'), { exact: true }).fill('not the password');
  await stranger.press('session.sign_in');
  await stranger.page.locator('.ant-alert-error').waitFor();
  await stranger.shot('27-refused');
  await stranger.page.context().close();
}
