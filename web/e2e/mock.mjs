// The chain in both languages against three mocked nodes: checks the console without a server.
// node e2e/mock.mjs [--shots DIR] [--lang zh|en] [--only chain|filings|loop] [--serve]
import { parseArgs } from 'node:util';
import { start } from './mock/server.mjs';
import { run } from './run.mjs';

const { values } = parseArgs({ options: { shots: { type: 'string', default: 'shots' }, lang: { type: 'string' }, only: { type: 'string' }, serve: { type: 'boolean', default: false } } });
const { urls, stop } = await start();
console.log(Object.entries(urls).map(([place, url]) => `${place} ${url}`).join('\n'));
if (!values.serve) {
  let passed = 0;
  let failed = 0;
  for (const language of values.lang ? [values.lang] : ['zh', 'en']) {
    const count = await run(urls, language, `${values.shots}/${language}`, values.only ?? 'chain,courses');
    passed += count.passed;
    failed += count.failed;
  }
  stop();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
