// Hazards that no notice tells of, by hand: opened, looked at by the machine, put right, closed.
import { until } from '../console.mjs';
import { EVIDENCE, objectOf, stands, takeStep } from '../steps.mjs';

export async function hazard(officer) {
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

export async function vulnerability(officer) {
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
  return objectOf(officer);
}

/** The machine looks, evidence is handed in, whoever opened it closes it. */
export async function rectify(officer, id) {
  const { page } = officer;
  await officer.open(`/loops/${id}`);
  await officer.press('checks.look');
  await page.getByRole('list', { name: officer.text('checks.verdicts') }).first().waitFor();
  await officer.shot('02-looked');
  await takeStep(officer, 'plan', { text: 'New password, remote access off / 更换口令、停用远程访问', fields: { date: '2026-12-18' } });
  await stands(officer, id, 'planned');
  await takeStep(officer, 'reply', { text: 'Done, see the log / 已完成，见记录', files: [EVIDENCE] });
  await stands(officer, id, 'replied');
  await takeStep(officer, 'close', { text: 'Looked at on site / 已现场复核' });
  await stands(officer, id, 'closed');
  await officer.calm();
  await officer.shot('02-closed');
}

export async function board(officer) {
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

/** The ministry sees how it goes, and not what it is about. */
export async function figures(ministry) {
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

/** Closed loops drawn for a second look; the seed is printed, what is drawn is marked. */
export async function sampling(regulator, id) {
  const { page } = regulator;
  await regulator.nav('nav.loops');
  await regulator.press('loop_sampling.title');
  await regulator.press('loop_sampling.draw');
  await page.locator('.ant-alert-info .ant-alert-title, .ant-alert-info').last().waitFor();
  await until(async () => (await regulator.get(`/loops/${id}`)).steps.some((step) => step.action === 'sample'), 'the mark of the draw');
  await regulator.calm();
  await regulator.shot('09-sampling');
}
