// Steps of a loop by hand, as any page of a loop offers them.
import { until } from './console.mjs';

/** The file that people hand in as evidence. */
export const EVIDENCE = { name: 'disposal-log.txt', mimeType: 'text/plain', buffer: Buffer.from('10:02 station isolated\n10:40 program compared with its backup\n') };

/** Waits until a loop's page offers a step, by live updates alone. */
export function offered(person, action) {
  return person.page.locator(`[data-action="${action}"]`).waitFor({ timeout: 60_000 });
}

/** The object that the address of the page names. */
export function objectOf(person) {
  return new URL(person.page.url()).pathname.split('/').at(-1);
}

/** Fills a field of a step that its procedure declares: a day, a number of days, a tenant, a text. */
async function fillField(person, dialog, field, value) {
  const label = person.language === 'en' ? field.title.en : field.title.zh;
  const input = dialog.getByLabel(label, { exact: true });
  if (field.kind === 'tenant') {
    await input.click();
    await person.page.keyboard.type(value);
    await person.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: value }).first().click();
    return;
  }
  await input.fill(value);
  if (field.kind === 'date') await input.press('Enter');
}

/** Takes a step that the page offers; `fields` by the names that its procedure gives them. */
export async function takeStep(person, action, { text, files = [], fields = {} } = {}) {
  const { page } = person;
  await page.locator(`[data-action="${action}"]`).click({ timeout: 60_000 });
  const dialog = page.getByRole('dialog');
  await dialog.locator('button[type=submit]').waitFor();
  if (Object.keys(fields).length > 0) {
    const declared = (await person.get(`/loops/${objectOf(person)}`)).actions.find((one) => one.action === action).fields;
    for (const [name, value] of Object.entries(fields)) await fillField(person, dialog, declared.find((field) => field.name === name), value);
  }
  if (text) await dialog.locator('textarea').fill(text);
  for (const file of files) {
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByRole('link', { name: file.name }).first().waitFor();
  }
  await person.shot(`step-${action}`);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached', timeout: 30_000 });
}

/** Chooses an option of a select by its label. */
export async function choose(person, label, option, inside = person.page) {
  await inside.getByLabel(label, { exact: true }).last().click();
  await person.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
}

/** Opens a tab of the page. */
export const tab = (person, key) => person.page.getByRole('tab', { name: person.text(key), exact: true }).click();

/** The tenant that a person works for. */
export async function tenantOf(person) {
  return (await person.get('/session')).tenant;
}

/** Opens the notice of this number that a tenant has; waits until it has come. */
export async function openNotice(person, number, recipient) {
  await person.nav('nav.notices');
  const mine = (row) => row.number === number && row.recipient === recipient;
  const notice = await until(async () => (await person.get('/notices?limit=200')).items.find(mine), `notice ${number}`);
  await person.page.locator(`a[href="/notices/${notice.id}"]`).click();
  await person.see(person.text('notice.course'));
  return notice.id;
}

/** Waits until a loop stands in a state, as a person's node knows it. */
export function stands(person, id, state) {
  return until(async () => (await person.get(`/loops/${id}`)).state === state, `the state ${state}`);
}
