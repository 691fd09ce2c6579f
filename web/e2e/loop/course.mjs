// The course of a notice between an enterprise, its authority and the tier above, step by step.
import { until } from '../console.mjs';
import { EVIDENCE, objectOf, offered, openNotice, stands, takeStep, tenantOf } from '../steps.mjs';

/** Finds a letter in the inbox by keyboard alone, opens it and signs for it. */
export async function inbox(officer, number) {
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
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  // The dialog still listens for a moment after it is out of sight.
  await until(async () => {
    await page.keyboard.press('/');
    return page.evaluate(() => document.activeElement?.tagName === 'INPUT');
  }, 'the search field');
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
  return objectOf(officer);
}

export async function extension(officer, regulator, number) {
  const mine = await tenantOf(officer);
  await openNotice(officer, number, mine);
  await takeStep(officer, 'ask_extension', { text: 'The spare part comes next week / 备件下周到货', fields: { days: '5' } });
  await openNotice(regulator, number, mine);
  await offered(regulator, 'grant_extension');
  await regulator.shot('07-asked');
  await takeStep(regulator, 'grant_extension', { fields: { days: '5' } });
  await regulator.see(regulator.text('loop.count_extended', { count: 1 }));
  await regulator.shot('07-granted');
}

/** Plan, reply, back, reply, closed against what the machine saw. */
export async function close(officer, regulator, number) {
  const mine = await tenantOf(officer);
  const id = await openNotice(officer, number, mine);
  await takeStep(officer, 'plan', { text: 'Replace the gateway / 更换网关', fields: { date: '2026-12-18' } });
  await stands(officer, id, 'planned');
  await takeStep(officer, 'reply', { text: 'Stopped / 已停用' });
  await openNotice(regulator, number, mine);
  await takeStep(regulator, 'return', { text: 'Evidence is missing / 缺少证明材料' });
  await officer.see(officer.text('loop.count_returned', { count: 1 }));
  await officer.shot('08-returned');
  await takeStep(officer, 'reply', { text: 'Stopped, see the log / 已停用，见记录', files: [EVIDENCE] });
  await stands(officer, id, 'replied');
  await officer.shot('08-replied');
  await offered(regulator, 'close');
  await takeStep(regulator, 'close', { text: 'Looked at on site / 已现场复核' });
  await stands(officer, id, 'closed');
  await regulator.calm();
  await regulator.shot('08-closed');
  return id;
}

export async function reopen(regulator, number, mine) {
  await openNotice(regulator, number, mine);
  await takeStep(regulator, 'reopen', { text: 'It was seen again / 再次出现' });
  await regulator.see(regulator.text('loop.count_reopened', { count: 1 }));
  await regulator.nav('nav.loops');
  await regulator.page.getByText(regulator.text('loops.figures'), { exact: true }).click();
  const figure = regulator.page.locator('.stage', { hasText: regulator.text('loops.figure_reopened') }).locator('b');
  await until(async () => Number(await figure.innerText()) >= 1, 'one reopened');
  await regulator.shot('09-reopened');
}

/** The ministry takes the loop under its eye; the authority urges; both parties see both. */
export async function supervise(ministry, regulator, officer, number) {
  const mine = await tenantOf(officer);
  const seen = await until(async () => (await ministry.get('/loops?limit=200&reopened=true')).items.find((row) => row.number === number), 'the summary at the ministry');
  await ministry.open(`/loops/${seen.id}`);
  await ministry.press('loop.supervise');
  const dialog = ministry.page.getByRole('dialog');
  await dialog.locator('textarea').fill('Finish within the week / 请于本周内办结');
  await ministry.shot('09-supervise');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await openNotice(regulator, number, mine);
  await regulator.see(regulator.text('loop.supervised'));
  await takeStep(regulator, 'urge');
  await openNotice(officer, number, mine);
  await officer.see(officer.text('loop.supervised'));
  await officer.page.getByRole('row', { name: officer.text('loop.urged') }).waitFor({ timeout: 60_000 });
  await officer.calm();
  await officer.shot('09-supervised');
}

/** Not ours: first disputed and refused, then transferred; the other enterprise gets its own letter. */
export async function transfer(officer, regulator, other, number) {
  const mine = await tenantOf(officer);
  const id = await openNotice(officer, number, mine);
  await takeStep(officer, 'sign_for');
  await offered(officer, 'dispute');
  await takeStep(officer, 'dispute', { text: 'We have no such device / 本单位无此设备' });
  await openNotice(regulator, number, mine);
  await offered(regulator, 'refuse_dispute');
  await regulator.shot('07-disputed');
  await takeStep(regulator, 'refuse_dispute', { text: 'It was seen in your network / 监测显示在你单位网络' });
  await stands(officer, id, 'signed_for');
  const theirs = await tenantOf(other);
  const { items } = await regulator.get('/tenants?kind=enterprise&limit=200');
  await offered(officer, 'ask_transfer');
  await takeStep(officer, 'ask_transfer', { text: 'Run by another company / 由其他单位运维', fields: { to: items.find((tenant) => tenant.path === theirs).name } });
  await offered(regulator, 'approve_transfer');
  await takeStep(regulator, 'approve_transfer');
  await stands(officer, id, 'transferred');
  await officer.calm();
  await officer.shot('07-transferred');
  const came = await until(async () => (await other.get('/notices?limit=200&side=received&state=open')).items.find((row) => row.recipient === theirs && row.issued >= Date.now() - 120_000), 'the letter at the other enterprise');
  await other.open(`/notices/${came.id}`);
  await offered(other, 'sign_for');
  await other.calm();
  await other.shot('07-took-over');
}
