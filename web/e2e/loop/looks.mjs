// How pages look in the dark and in a narrow window.

/** Goes through pages in the dark theme, then in a narrow window. */
export async function looks(officer) {
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
