// Work between people: the inbox with its batches, people and deputies; tasks down the tree.
import { until } from '../console.mjs';
import { choose, offered, openNotice, stands, tab, takeStep, tenantOf } from '../steps.mjs';

/** Presses keys one after the other. */
async function keys(person, ...pressed) {
  for (const key of pressed) await person.page.keyboard.press(key);
}

/** Goes to the inbox and looks for a text by keyboard. */
async function search(officer, text) {
  const { page } = officer;
  await officer.nav('nav.inbox');
  await page.locator('.ant-table-row').first().waitFor();
  await page.locator('h1').click();
  await keys(officer, '0', '/');
  await page.keyboard.type(text);
  await keys(officer, 'Enter', 'Escape');
  await page.waitForURL(/q=/);
}

/** Many are signed for at once. */
export async function batch(officer, numbers) {
  const { page } = officer;
  const mine = await tenantOf(officer);
  for (const number of numbers) await until(async () => (await officer.get('/notices?limit=200')).items.find((row) => row.number === number && row.recipient === mine), `notice ${number}`);
  await officer.nav('nav.inbox');
  await page.locator('.ant-table-row').first().waitFor();
  await page.locator('h1').click();
  for (const number of numbers) await page.locator('.ant-table-row', { hasText: number }).getByRole('checkbox').check();
  await keys(officer, 's');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(officer.text('batch.action'), { exact: true }).waitFor();
  await officer.shot('12-batch');
  await dialog.locator('button[type=submit]').click();
  await dialog.locator('.ant-alert-success').waitFor();
  await officer.shot('12-batch-done');
  await officer.press('batch.close');
  for (const number of numbers) await until(async () => (await officer.get('/notices?limit=200')).items.find((row) => row.number === number && row.recipient === mine)?.state === 'signed_for', `${number} signed for`);
}

/** Gives two things to oneself by keyboard. */
export async function assign(officer) {
  const { page } = officer;
  await officer.nav('nav.inbox');
  await page.locator('.ant-table-row').first().waitFor();
  await page.locator('h1').click();
  await keys(officer, '0', 'j', 'x', 'j', 'x', 'a');
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

/** A deputy is named, finds what was given to the other, and acts for them. */
export async function deputy(officer, duty, number) {
  const { page } = officer;
  const { login } = await duty.get('/session');
  await officer.nav('nav.inbox');
  await search(officer, number);
  await until(async () => (await officer.total()) === 1, 'one row');
  await page.locator('h1').click();
  await keys(officer, 'j', 'a');
  await page.getByRole('dialog').getByRole('button', { name: officer.text('inbox.take'), exact: true }).click();
  await page.getByRole('dialog').locator('.ant-alert-success').waitFor();
  await officer.press('batch.close');
  await tab(officer, 'deputies.title');
  if (!(await officer.get('/deputies')).items.some((row) => row.state === 'active' && row.deputy.login === login)) {
    await officer.press('deputies.add');
    await choose(officer, officer.text('deputies.deputy'), login);
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await officer.see(officer.text('deputy_state.active'));
  await officer.shot('12-deputy');
  const id = await openNotice(duty, number, await tenantOf(duty));
  await takeStep(duty, 'reply', { text: 'Looked into it, nothing found / 已核查，未发现异常' });
  await stands(duty, id, 'replied');
  const { name } = await officer.get('/session');
  await duty.page.getByText(duty.text('loop.on_behalf_of', { name }).trim()).or(duty.page.getByText(duty.text('loop.on_behalf_of', { name: (await officer.get('/session')).login }).trim())).first().waitFor();
  await duty.calm();
  await duty.shot('12-on-behalf');
}

async function dispatch(person, title) {
  await person.nav('nav.tasks');
  await person.press('tasks.dispatch');
  await person.page.getByLabel(person.text('issue.heading'), { exact: true }).fill(title);
  await person.page.getByLabel(person.text('issue.text'), { exact: true }).fill('Check and report. / 开展自查并报送。');
}

/** Sends what is composed; gives the number and where its board is. */
async function sendTask(person) {
  const { page } = person;
  await page.locator('main table').last().waitFor();
  const number = await page.locator('main .ant-descriptions b').first().innerText();
  await person.shot('13-dispatch');
  await person.press('tasks.send');
  await page.waitForURL(/\/tasks\/dispatches\/[0-9a-f-]+$/);
  await person.calm();
  await person.shot('13-dispatched');
  return { number, board: new URL(page.url()).pathname };
}

export async function task(regulator, officer) {
  const { page } = regulator;
  await dispatch(regulator, 'Self-check / 关于开展自查的任务');
  await choose(regulator, regulator.text('tenants.kind'), regulator.text('tenant_kind.enterprise'));
  const { number, board } = await sendTask(regulator);
  const mine = await tenantOf(officer);
  await officer.nav('nav.tasks');
  await (await officer.row(number)).getByRole('link').first().click();
  await officer.page.locator('[data-action]').first().waitFor();
  const first = (await officer.get(`/loops/${officer.page.url().split('/').at(-1)}`)).actions.find((one) => /sign_for|accept/.test(one.action)).action;
  await takeStep(officer, first);
  await officer.calm();
  await officer.shot('13-task');
  const { items } = await regulator.get('/tasks?side=issued&limit=200');
  const theirs = items.find((row) => row.number === number && row.recipient === mine);
  await regulator.open(`/tasks/${theirs.id}`);
  await offered(regulator, 'urge');
  await takeStep(regulator, 'urge');
  await regulator.open(board);
  await until(async () => Number(await page.locator('.ant-statistic', { hasText: regulator.text('tasks.urged') }).locator('.ant-statistic-content-value').innerText()) >= 1, 'urged once');
}

/** The ministry's task is split by the province; the ministry sees how far it has come, in counts. */
export async function tree(ministry, regulator, officer) {
  const authority = await tenantOf(regulator);
  const mine = await tenantOf(officer);
  const tenants = (await ministry.get('/tenants?limit=200')).items;
  await dispatch(ministry, 'Remote maintenance / 关于排查远程运维的任务');
  await choose(ministry, ministry.text('compose.by_name'), tenants.find((tenant) => tenant.path === authority).name);
  await ministry.page.keyboard.press('Escape');
  const above = await sendTask(ministry);
  await regulator.nav('nav.tasks');
  await (await regulator.row(above.number)).getByRole('link').first().click();
  await takeStep(regulator, 'sign_for');
  await regulator.press('tasks.split');
  await choose(regulator, regulator.text('compose.by_name'), (await regulator.get('/tenants?kind=enterprise&limit=200')).items.find((tenant) => tenant.path === mine).name);
  await regulator.page.keyboard.press('Escape');
  const below = await sendTask(regulator);
  await officer.nav('nav.tasks');
  await (await officer.row(below.number)).getByRole('link').first().click();
  await takeStep(officer, 'sign_for');
  await takeStep(officer, 'progress', { text: 'Half the sites looked at / 已排查一半', fields: { percent: '50' } });
  await takeStep(officer, 'reply', { text: 'All looked at / 已全部排查' });
  const part = officer.page.url().split('/').at(-1);
  await stands(regulator, part, 'reported');
  await regulator.open(`/tasks/${part}`);
  await takeStep(regulator, 'close', { text: 'Accepted / 同意验收' });
  await stands(regulator, part, 'done');
  await regulator.shot('13-accepted');
  await ministry.open(above.board);
  const figure = ministry.page.locator('.ant-card', { hasText: ministry.text('tasks.below') }).last();
  await figure.getByText('1/1').waitFor({ timeout: 60_000 });
  await ministry.calm();
  await ministry.shot('13-below');
}
