// Sharing by hand: policies and groups, the simulator, consents, what was shared and taken back; the
// ledger of deliveries and the scorecard of nodes.
import { until } from '../console.mjs';
import { choose, tab, tenantOf } from '../steps.mjs';

/** Looks at every part; makes a group. */
export async function looks(officer) {
  const { page } = officer;
  await officer.nav('nav.policies');
  await officer.press('policies.create');
  await officer.shot('15-policy');
  await page.keyboard.press('Escape');
  await tab(officer, 'sharing.groups');
  await officer.calm();
  await officer.shot('15-groups');
  const name = await makeGroup(officer, []);
  await officer.see(officer.text('groups.active'));
  await officer.shot('15-group');
  await page.goBack();
  await (await officer.row(name)).waitFor();
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

/** Makes a group of these tenants and opens it; gives its name. */
async function makeGroup(officer, members) {
  const { page } = officer;
  await officer.press('groups.create');
  const name = `Group ${Date.now().toString(36)}`;
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(officer.text('groups.name'), { exact: true }).fill(name);
  await drawer.getByLabel(officer.text('groups.purpose'), { exact: true }).fill('Peers / 同行');
  for (const member of members) {
    await choose(officer, officer.text('groups.members'), member, drawer);
    await page.keyboard.press('Escape');
  }
  await drawer.locator('button[type=submit]').click();
  await (await officer.row(name)).getByRole('link').first().click();
  return name;
}

/** A group that the other joins; a policy over it; the simulator says who is reached and why; off again. */
export async function group(officer, other) {
  const { page } = officer;
  const theirs = await tenantOf(other);
  const peer = (await officer.get('/tenants?limit=200')).items.find((tenant) => tenant.path === theirs);
  await officer.nav('nav.policies');
  await tab(officer, 'sharing.groups');
  const name = await makeGroup(officer, [peer.name]);
  await officer.row(peer.name);
  await other.nav('nav.policies');
  await tab(other, 'sharing.groups');
  await (await other.row(name)).getByRole('link').first().click();
  await other.press('groups.join');
  await other.see(other.text('groups.leave'));
  await other.calm();
  await other.shot('15-joined');
  await (await officer.row(peer.name)).getByText(officer.text('groups.reached_yes'), { exact: true }).waitFor({ timeout: 60_000 });
  await officer.shot('15-roll');
  await page.goBack();
  await tab(officer, 'sharing.policies');
  await officer.press('policies.create');
  const drawer = page.getByRole('dialog');
  const policy = `Peers ${name}`;
  await drawer.getByLabel(officer.text('policies.name'), { exact: true }).fill(policy);
  await choose(officer, officer.text('sharing.groups'), name, drawer);
  await page.keyboard.press('Escape');
  await officer.shot('15-policy-group');
  await drawer.locator('button[type=submit]').click();
  await drawer.waitFor({ state: 'hidden' });
  await (await officer.row(policy)).getByRole('link', { name: officer.text('sharing.who_gets') }).click();
  await officer.row(peer.name);
  await officer.calm();
  await officer.shot('15-simulated');
  await tab(officer, 'sharing.policies');
  await (await officer.row(policy)).getByRole('button', { name: policy }).click();
  await drawer.getByRole('switch').click();
  await drawer.locator('button[type=submit]').click();
  await drawer.waitFor({ state: 'hidden' });
  await (await officer.row(policy)).getByText(officer.text('policies.off')).waitFor();
}

/** The authority asks to pass reports on; the enterprise grants it, and takes it back. */
export async function consent(regulator, officer) {
  const mine = await tenantOf(officer);
  const enterprise = (await regulator.get('/tenants?kind=enterprise&limit=200')).items.find((tenant) => tenant.path === mine);
  await regulator.nav('nav.policies');
  await tab(regulator, 'sharing.consents');
  await regulator.press('consents.ask');
  const drawer = regulator.page.getByRole('dialog');
  await choose(regulator, regulator.text('consents.enterprise'), enterprise.name, drawer);
  await choose(regulator, regulator.text('consents.subject'), regulator.text('record_kind.finding_report'), drawer);
  await choose(regulator, regulator.text('sharing.level'), regulator.text('share_level.ministry'), drawer);
  const reason = `For the yearly picture ${Date.now().toString(36)} / 用于年度态势`;
  await drawer.getByLabel(regulator.text('consents.reason'), { exact: true }).fill(reason);
  await regulator.shot('15-ask');
  await drawer.locator('button[type=submit]').click();
  await drawer.waitFor({ state: 'hidden' });
  const found = (person, state) => until(async () => (await person.get('/sharing/consents?limit=200')).items.find((row) => row.reason === reason && row.state === state), `the consent ${state}`);
  await found(officer, 'asked');
  await officer.nav('nav.policies');
  await tab(officer, 'sharing.consents');
  const answer = async (key) => {
    await officer.page.locator('.ant-table-row').first().getByRole('button').first().click();
    await officer.shot(`15-consent-${key}`);
    await officer.press(`consents.${key}`);
    await officer.page.locator('.ant-drawer-open').waitFor({ state: 'hidden' });
  };
  await officer.page.locator('.ant-table-row').first().getByText(officer.text('consent_state.asked')).waitFor();
  await answer('grant');
  await found(regulator, 'granted');
  await regulator.see(regulator.text('consent_state.granted'));
  await regulator.shot('15-granted');
  await answer('withdraw');
  await found(regulator, 'withdrawn');
  await regulator.see(regulator.text('consent_state.withdrawn'));
  await regulator.calm();
}

/** What was reported: the authority tells that it met it; the enterprise takes it back. */
export async function object(officer, regulator) {
  const authority = await tenantOf(regulator);
  const before = await reports(officer, 'true');
  await report(officer, authority);
  const fresh = async (person, own, known) => (await reports(person, own)).find((row) => !known.some((one) => one.id === row.id));
  const { id } = await until(() => fresh(officer, 'true', before), 'the report among what was shared');
  await openShared(officer, id);
  await until(async () => (await officer.get(`/sharing/objects/${id}`)).receivers.some((row) => row.state === 'applied'), 'its delivery');
  await officer.calm();
  await officer.shot('16-shared');
  const [came] = await reports(regulator, 'false');
  await openShared(regulator, came.id);
  await regulator.press('shared.sight');
  const dialog = regulator.page.getByRole('dialog');
  await regulator.shot('16-sight');
  await dialog.locator('button[type=submit]').click();
  await dialog.waitFor({ state: 'detached' });
  await regulator.see(regulator.text('shared.own_sighting'));
  await regulator.calm();
  await officer.page.locator('.ant-card', { hasText: officer.text('shared.sightings') }).getByText(officer.text('sighting.true_positive')).first().waitFor();
  await until(async () => (await officer.get(`/sharing/objects/${id}`)).sightings.told >= 1, 'the sighting');
  await officer.shot('16-sighted');
  await officer.press('shared.revoke');
  const revoke = officer.page.getByRole('dialog');
  await revoke.locator('textarea').fill('Told in error / 误报');
  await revoke.locator('button[type=submit]').click();
  await revoke.waitFor({ state: 'detached' });
  await officer.see(officer.text('shared.revoked'));
  await regulator.see(regulator.text('shared.revoked'));
  await regulator.calm();
  await regulator.shot('16-revoked');
}

/** Reports among what was shared, the newest first. */
async function reports(person, own) {
  return (await person.get(`/sharing/objects?kind=finding_report&own=${own}&limit=200`)).items.sort((a, b) => b.said - a.said);
}

/** Opens one shared thing from the list. */
async function openShared(person, id) {
  await person.nav('nav.policies');
  await tab(person, 'sharing.objects');
  await person.page.locator(`a[href="/sharing/objects/${id}"]`).click();
  await person.page.waitForURL(new RegExp(id));
}

/** Reports a finding that was not reported yet, under a policy that reaches the authority. */
async function report(officer, authority) {
  const policy = (await officer.get('/sharing-policies?limit=200')).items.find((one) => (one.audience ?? []).includes(authority));
  await officer.nav('nav.findings');
  const finding = await until(async () => (await officer.get('/findings?limit=200')).items.find((row) => !row.report && row.state === 'open'), 'a finding');
  await officer.page.locator(`a[href="/findings/${finding.id}"]`).click();
  await officer.press('findings.report_up');
  await choose(officer, officer.text('report.policy'), policy.name);
  await officer.see(officer.text('report.goes_to'));
  await officer.shot('16-report');
  await officer.page.getByRole('dialog').getByRole('button', { name: officer.text('report.send'), exact: true }).click();
  await officer.page.locator('a', { hasText: officer.text('findings.reported') }).first().waitFor();
}

export async function deliveries(regulator) {
  await regulator.nav('nav.deliveries');
  await regulator.page.locator('.ant-table-row').first().waitFor();
  await regulator.calm();
  await regulator.shot('16-deliveries');
  await regulator.page.locator('.ant-table-row').first().click();
  await regulator.page.getByRole('dialog').locator('.ant-steps').waitFor();
  await regulator.calm();
  await regulator.shot('16-delivery');
}

export async function scorecard(admin) {
  await admin.nav('nav.nodes');
  await tab(admin, 'scorecard.title');
  await admin.page.locator('.ant-progress').first().waitFor();
  await admin.calm();
  await admin.shot('17-scorecard');
}

/** The node takes another key: what it means is said before, the fingerprints after; the neighbour learns of it. */
export async function nodeKey(admin, neighbour) {
  const { page } = admin;
  await admin.nav('nav.nodes');
  await tab(admin, 'nav.nodes');
  const { node } = await admin.get('/node');
  const before = await admin.get(`/nodes/${node}/keys`);
  await page.locator('.ant-card', { hasText: admin.text('nodes.this') }).getByRole('button', { name: admin.text('action.details'), exact: true }).click();
  await admin.press('nodes.change_key');
  await admin.see(admin.text('nodes.change_learn'));
  const dialog = page.locator('.ant-modal');
  await dialog.locator('textarea').fill('Yearly change / 年度更换');
  await admin.shot('18-key-sure');
  await dialog.locator('button[type=submit]').click();
  await admin.see(admin.text('nodes.key_compare'));
  const now = (await admin.get(`/nodes/${node}/keys`)).at(-1);
  if (before.some((one) => one.key === now.key)) throw new Error('the key is the same');
  await dialog.getByText(now.key.slice(0, 20)).first().waitFor();
  await admin.shot('18-key-changed');
  await admin.press('batch.close');
  await page.keyboard.press('Escape');
  await until(async () => (await neighbour.get(`/nodes/${node}/keys`)).at(-1).key === now.key, 'the new key at the neighbour');
}
