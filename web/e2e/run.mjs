// Drives the whole chain through the consoles of three running nodes:
// node e2e/run.mjs --national URL --provincial URL --enterprise URL --lang zh|en --shots DIR
import { parseArgs } from 'node:util';
import { chain } from './chain.mjs';
import { launch } from './console.mjs';
import { filings } from './filing.mjs';
import { loop } from './loop.mjs';

const FILINGS = ['courses', 'handed', 'walks', 'desks'];
/** What the test command runs: every part once in one language, the chain in both. */
const USUAL = { zh: 'chain,loop', en: 'chain,courses,handed' };

/** Runs one language, its usual parts or `only` those named, with commas: `chain`, `loop`, `filings` (which are `courses`, `handed`, `walks`, `desks`); tells each step; gives how many passed and failed. */
export async function run(urls, language, shots, only) {
  const browser = await launch();
  const count = { passed: 0, failed: 0 };
  const tell = (name, failure) => {
    count[failure ? 'failed' : 'passed'] += 1;
    console.log(`${failure ? 'FAIL' : 'ok  '} [${language}] ${name}${failure ? `: ${failure}` : ''}`);
  };
  try {
    const parts = (only ?? USUAL[language]).split(',').flatMap((part) => (part === 'filings' ? FILINGS : [part]));
    if (parts.includes('chain')) await chain(browser, urls, language, shots, tell);
    if (parts.includes('loop')) await loop(browser, urls, language, shots, tell);
    if (parts.some((part) => FILINGS.includes(part))) await filings(browser, urls, language, shots, tell, parts);
  } finally {
    await browser.close();
  }
  return count;
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { values } = parseArgs({
    options: {
      national: { type: 'string' },
      provincial: { type: 'string' },
      enterprise: { type: 'string' },
      lang: { type: 'string', default: 'zh' },
      shots: { type: 'string', default: 'shots' },
      only: { type: 'string' },
    },
  });
  const { national, provincial, enterprise, lang, shots, only } = values;
  if (!national || !provincial || !enterprise || !['zh', 'en'].includes(lang)) {
    console.error('usage: node e2e/run.mjs --national URL --provincial URL --enterprise URL --lang zh|en --shots DIR [--only chain|loop|filings|courses|handed|walks|desks]');
    process.exit(2);
  }
  const { passed, failed } = await run({ national, provincial, enterprise }, lang, shots, only);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
