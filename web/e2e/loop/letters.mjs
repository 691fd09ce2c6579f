// Letters by hand: composed for many by rule, reviewed by a second person, printed, forwarded,
// corrected, withdrawn.
import { until } from '../console.mjs';
import { choose, openNotice, tab, tenantOf } from '../steps.mjs';

const AT_LETTER = /\/(circulars|notices)\/[0-9a-f-]+$/;

/** Fills the words of a letter that is being composed. */
async function words(person, title, text) {
  await person.page.getByLabel(person.text('issue.heading'), { exact: true }).fill(title);
  await person.page.getByLabel(person.text('issue.text'), { exact: true }).fill(text);
}

/** Names recipients one by one. */
async function name(person, tenants) {
  for (const tenant of tenants) {
    await choose(person, person.text('compose.by_name'), tenant);
    await person.page.keyboard.press('Escape');
  }
}

/** Waits until the draft on the page stands in a state. */
const is = (person, state) => person.page.locator('h1 .ant-tag', { hasText: person.text(`draft_state.${state}`) }).waitFor({ timeout: 60_000 });

/** Issues what is composed; gives its number. */
async function send(person) {
  const { page } = person;
  const number = await page.locator('.sticky b').first().innerText();
  await person.press('issue.send');
  await page.waitForURL(AT_LETTER);
  await person.see(number);
  await person.calm();
  return number;
}

export async function compose(regulator, officer) {
  const { page } = regulator;
  await regulator.nav('nav.notices');
  await regulator.press('issue.button');
  await words(regulator, 'Remote maintenance channels / 关于远程维护通道风险的通报', 'Check remote maintenance channels and stop those that are not needed.\n请核查远程维护通道，停用不必要的通道。');
  await regulator.press('compose.add_rule');
  await choose(regulator, regulator.text('tenants.kind'), regulator.text('tenant_kind.enterprise'));
  const rows = page.locator('.sticky tbody tr.ant-table-row');
  await until(async () => (await rows.count()) > 1, 'recipients found by the rule');
  await regulator.shot('04-compose');
  const mine = await tenantOf(officer);
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=200');
  const other = items.find((tenant) => tenant.path !== mine);
  await page.getByRole('button', { name: regulator.text('compose.exclude', { name: other.name }), exact: true }).click();
  await page.locator('.ant-alert-warning', { hasText: regulator.text('excluded.by_hand') }).waitFor();
  await regulator.shot('04-excluded');
  const number = await send(regulator);
  await regulator.shot('04-issued');
  return number;
}

/** A letter to recipients by name; gives its number. */
export async function letterTo(person, title, tenants) {
  await person.nav('nav.notices');
  await person.press('issue.button');
  await words(person, title, 'Look into it and tell. / 请核查并反馈。');
  await name(person, tenants);
  return send(person);
}

/** The board of a circular, from the list. */
async function openCircular(regulator, number) {
  await regulator.nav('nav.notices');
  await tab(regulator, 'circulars.title');
  await (await regulator.row(number)).getByRole('link').first().click();
  await regulator.page.locator('.stages').waitFor();
}

export async function circular(regulator, number) {
  await openCircular(regulator, number);
  const stage = (is) => regulator.page.locator('.stage', { hasText: regulator.text(`circulars.stage_${is}`) }).locator('b');
  await until(async () => Number(await stage('signed').innerText()) >= 1, 'one signed for');
  await until(async () => Number(await stage('read').innerText()) >= 1, 'one read');
  await regulator.calm();
  await regulator.shot('06-circular');
  await stage('signed').click();
  await until(async () => (await regulator.total()) >= 1, 'those that signed');
}

/** The letter as official paper: looked at, and taken as both kinds of file; the receipt besides. */
export async function papers(officer, number, keep) {
  const { page } = officer;
  await openNotice(officer, number, await tenantOf(officer));
  for (const [key, label] of [['letter', 'paper.look'], ['receipt', 'paper.receipt']]) {
    await officer.press(label);
    // In the frame, or beside it where the browser has no viewer of its own.
    await page.getByRole('dialog').getByRole('link', { name: officer.text('paper.new_tab'), exact: true }).waitFor();
    if (await page.evaluate(() => navigator.pdfViewerEnabled)) await page.locator('iframe.paper').waitFor();
    await officer.shot(`06-${key}`);
    for (const format of ['docx', 'pdf']) {
      const coming = page.waitForEvent('download');
      await page.getByRole('dialog').getByRole('button', { name: format, exact: true }).click();
      const file = await coming;
      const at = `${officer.shots}/${key}.${format}`;
      await file.saveAs(at);
      keep(at, format);
    }
    await page.getByRole('dialog').getByRole('button', { name: officer.text('batch.close'), exact: true }).last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
}

async function newSeries(regulator) {
  const { page } = regulator;
  await regulator.press('series.create');
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(regulator.text('groups.name'), { exact: true }).fill('Warnings / 预警');
  await choose(regulator, regulator.text('compose.genre'), regulator.text('genre.warning'), drawer);
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: regulator.text('genre.notice') }).first().click();
  await page.keyboard.press('Escape');
  await drawer.getByLabel(regulator.text('series.number'), { exact: true }).fill('苏工信网安警〔{year}〕{n}号');
  await drawer.locator('button[type=submit]').click();
  await drawer.waitFor({ state: 'hidden' });
}

/** Writes a warning that a second person has to see; gives the page of its draft. */
export async function draft(regulator, officer) {
  const { page } = regulator;
  await regulator.nav('nav.notices');
  await tab(regulator, 'series.title');
  await regulator.calm();
  const rows = await regulator.get('/notice-series');
  if (!rows.some((row) => row.review && row.genres.includes('warning'))) await newSeries(regulator);
  await regulator.shot('10-series');
  await tab(regulator, 'drafts.title');
  await regulator.press('compose.new');
  await choose(regulator, regulator.text('compose.genre'), regulator.text('genre.warning'));
  await words(regulator, 'Warning / 关于加强节日值守的预警', 'Strengthen watch during the holiday. / 节日期间加强值守。');
  const mine = await tenantOf(officer);
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=200');
  await name(regulator, [items.find((tenant) => tenant.path === mine).name]);
  await regulator.press('compose.submit');
  await page.waitForURL(/\/notice-drafts\/[0-9a-f-]{36}$/);
  await is(regulator, 'submitted');
  await regulator.shot('10-submitted');
  return new URL(page.url()).pathname;
}

/** The second person sends it back once, the writer hands it in again, it is approved and issued. */
export async function review(regulator, second, at) {
  const { page } = second;
  await second.nav('nav.notices');
  await tab(second, 'drafts.title');
  await page.locator(`a[href="${at}"]`).first().click();
  await page.getByLabel(second.text('compose.note'), { exact: true }).fill('Say from when / 请写明起止时间');
  await second.press('compose.return');
  await is(second, 'returned');
  await second.shot('10-returned');
  await is(regulator, 'returned');
  await regulator.shot('10-came-back');
  await regulator.page.getByLabel(regulator.text('issue.text'), { exact: true }).fill('Strengthen watch from the 1st to the 3rd. / 1日至3日加强值守。');
  await regulator.press('compose.submit');
  await is(regulator, 'submitted');
  await is(second, 'submitted');
  await second.press('compose.approve');
  await is(second, 'approved');
  await second.shot('10-approved');
  await is(regulator, 'approved');
  const number = await send(regulator);
  await regulator.shot('10-issued');
  return number;
}

export async function correct(regulator, number) {
  const { page } = regulator;
  await openCircular(regulator, number);
  await regulator.press('circulars.correct');
  await regulator.see(regulator.text('compose.correct'));
  await page.getByLabel(regulator.text('issue.heading'), { exact: true }).fill('Correction / 关于远程维护通道风险通报的更正');
  await page.locator('.sticky .ant-table').first().waitFor();
  await regulator.shot('11-correct');
  const next = await send(regulator);
  await regulator.shot('11-corrected');
  return next;
}

/** The recipient sees that the old letter is gone and where the new one is. */
export async function corrected(officer, old, next) {
  const mine = await tenantOf(officer);
  await openNotice(officer, next, mine);
  await openNotice(officer, old, mine);
  await officer.see(officer.text('notice.corrected'));
  await officer.see(officer.text('state.withdrawn'));
  await officer.calm();
  await officer.shot('11-withdrawn');
}

/** Takes a circular back, with its reason. */
export async function withdraw(regulator, officer, number) {
  const { page } = regulator;
  await openCircular(regulator, number);
  await regulator.press('circulars.withdraw');
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').fill('Issued by mistake / 误发');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await openNotice(officer, number, await tenantOf(officer));
  await officer.see(officer.text('state.withdrawn'));
  await regulator.calm();
  await regulator.shot('11-taken-back');
}

/** What the ministry tells the province goes on to an enterprise under the province's own number. */
export async function forward(ministry, regulator, officer) {
  const authority = await tenantOf(regulator);
  const own = (await ministry.get('/tenants?limit=200')).items.find((tenant) => tenant.path === authority);
  const above = await letterTo(ministry, 'Ports of remote maintenance / 关于排查远程运维端口的通报', [own.name]);
  await openNotice(regulator, above, authority);
  await regulator.press('notice.forward');
  await regulator.see(regulator.text('compose.forward'));
  const mine = await tenantOf(officer);
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=200');
  await name(regulator, [items.find((tenant) => tenant.path === mine).name]);
  await regulator.page.locator('.sticky .ant-table').first().waitFor();
  await regulator.shot('12-forward');
  const below = await send(regulator);
  await openNotice(ministry, above, authority);
  const table = ministry.page.locator('.ant-card', { hasText: ministry.text('notice.forwarded') });
  await table.getByText(below).waitFor({ timeout: 60_000 });
  await ministry.calm();
  await ministry.shot('12-forwarded');
  return below;
}
