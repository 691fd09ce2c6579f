// Steps of a loop by hand, as any page of a loop offers them.

/** The file that people hand in as evidence. */
export const EVIDENCE = { name: 'disposal-log.txt', mimeType: 'text/plain', buffer: Buffer.from('10:02 station isolated\n10:40 program compared with its backup\n') };

/** Waits until a loop's page offers a step, by live updates alone. */
export function offered(person, action) {
  return person.page.locator(`[data-action="${action}"]`).waitFor({ timeout: 60_000 });
}

/** Takes a step that the page offers; `fields` by the labels of the dialog. */
export async function takeStep(person, action, { text, files = [], fields = {} } = {}) {
  const { page } = person;
  await page.locator(`[data-action="${action}"]`).click({ timeout: 60_000 });
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields)) await dialog.getByLabel(label, { exact: true }).fill(value);
  if (text) await dialog.getByLabel(person.text('notice.step_text'), { exact: true }).fill(text);
  for (const file of files) {
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByRole('link', { name: file.name }).first().waitFor();
  }
  await person.shot(`step-${action}`);
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached', timeout: 30_000 });
}

/** Chooses an option of a select by its label. */
export async function choose(person, label, option) {
  await person.page.getByLabel(label, { exact: true }).last().click();
  await person.page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
}
