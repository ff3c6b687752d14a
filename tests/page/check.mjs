// Opens pages of livegate in Chromium and looks at them as people and their tools do:
// node check.mjs CHROMIUM AXE ROWS BIG.html POINTS HITS SMALL.html...
// axe takes a minute for a thousand rows that are all made alike: ROWS (0: all) says how many stay for it.
import { readFileSync, statSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [, , executable, axePath, rows, big, points, hits, ...small] = process.argv;
const axe = readFileSync(axePath, 'utf8');
const faults = [];
const said = [];

function expect(holds, what) {
  if (!holds) faults.push(what);
}

async function open(browser, file, { scheme = 'light', width = 1280, script = true } = {}) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, javaScriptEnabled: script });
  const page = await context.newPage();
  const name = `${file.split('/').pop()} (${scheme}, ${width})`;
  const asked = [];
  page.on('console', (message) => faults.push(`${name}: console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`${name}: error: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`${name}: a dialog`); dialog.dismiss(); });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`file://${file}`);
  return { page, context, name, asked };
}

async function shut({ page, context, name, asked }, file) {
  expect(asked.length === 1 && asked[0] === `file://${file}`, `${name}: asked for ${asked.join(', ')}`);
  await context.close();
}

async function lookAt(browser, file, states, options) {
  const opened = await open(browser, file, options);
  const { page, name } = opened;
  expect(await page.evaluate(() => window.hostile) === undefined, `${name}: hostile text ran`);
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide <= room, `${name}: ${wide} wide in a window of ${room}`);
  const twins = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
    return ids.length - new Set(ids).size;
  });
  expect(twins === 0, `${name}: ${twins} ids stand twice`);
  for (const details of states) {
    if (details === 'open')
      await page.evaluate(() => document.querySelectorAll('details').forEach((one, at) => { one.open = at < 40; }));
    if (Number(rows) > 0)
      await page.evaluate((most) => document.querySelectorAll(`table.points > tbody > tr:nth-child(n + ${most + 1})`)
        .forEach((row) => row.remove()), Number(rows));
    // The page's policy keeps scripts out, those of axe too, unless they come by the debugger.
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const violation of result.violations)
      faults.push(`${name}, ${details}: axe ${violation.id}: ${violation.nodes.length} × ${violation.nodes[0].html.slice(0, 160)}`);
    said.push(`${name}, ${details}: axe ${result.violations.length} violations`);
  }
  await shut(opened, file);
}

const numbers = (page, column) => page.evaluate((at) => [...document.querySelector('table.points').tBodies[0].rows]
  .map((row) => row.cells[at].getAttribute('data-v')), column);

function isSorted(texts, way) {
  const values = texts.filter((text) => text !== null).map((text) => text === '-inf' ? -Infinity : Number(text));
  const isLast = texts.slice(values.length).every((text) => text === null);
  return isLast && values.length > 1 && values.every((value, at) => at === 0 || (value - values[at - 1]) * way >= 0);
}

async function useTable(browser) {
  const opened = await open(browser, big);
  const { page } = opened;
  const shown = () => page.evaluate(() => [...document.querySelector('table.points').tBodies[0].rows]
    .filter((row) => !row.hidden).length);
  expect(await shown() === Number(points), `${await shown()} rows instead of ${points}`);
  const column = await page.evaluate(() => [...document.querySelector('table.points').tHead.rows[0].cells]
    .findIndex((head) => head.textContent.startsWith('Loudness')));
  await page.locator('table.points > tbody details summary').first().click();
  const within = await page.waitForFunction(() => {
    const row = document.querySelector('table.points > tbody > tr');
    const room = row.closest('.scroll').getBoundingClientRect();
    return row.querySelector('.evidence').getBoundingClientRect().right <= room.right + 1 && row.cells[0].getBoundingClientRect().left >= room.left;
  }, null, { timeout: 20000 }).catch(() => null);
  expect(within !== null, 'evidence opens out of sight, or its point goes out of it');
  const head = page.locator('table.points > thead th').nth(column);
  await head.locator('button').focus();
  await page.keyboard.press('Enter');
  expect(await head.getAttribute('aria-sort') === 'ascending', 'aria-sort is not ascending');
  expect(isSorted(await numbers(page, column), 1), 'not sorted upwards');
  await page.keyboard.press('Enter');
  expect(await head.getAttribute('aria-sort') === 'descending', 'aria-sort is not descending');
  expect(isSorted(await numbers(page, column), -1), 'not sorted downwards');
  await page.getByLabel('Verdict').selectOption('hit');
  expect(await shown() === Number(hits), `${await shown()} rows are hits instead of ${hits}`);
  expect((await page.locator('.filters output').textContent()) === `${hits} of ${points} shown`, 'the count is not told');
  await page.getByLabel('Verdict').selectOption('');
  await page.getByLabel('Point', { exact: true }).fill('gain=15');
  const filtered = await shown();
  expect(filtered > 0 && filtered < Number(points), `${filtered} rows have gain=15`);
  said.push(`${points} rows sort, ${hits} hits, ${filtered} with gain=15`);
  await page.emulateMedia({ media: 'print' });
  expect(!(await page.locator('.filters').isVisible()), 'filters are printed');
  await shut(opened, big);
}

async function useKeys(browser, file) {
  const opened = await open(browser, file);
  const { page } = opened;
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement.className) === 'skip', 'the first key does not reach the skip link');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement.id) === 'results', 'the skip link does not skip');
  const only = page.getByRole('button', { name: 'Only what did not pass' });
  await only.focus();
  await page.keyboard.press('Space');
  expect(await only.getAttribute('aria-pressed') === 'true', 'the button is not pressed');
  expect(await page.locator('.step.ok:visible').count() === 0, 'what passed is still shown');
  await shut(opened, file);
}

async function readWithoutScript(browser) {
  const opened = await open(browser, big, { script: false });
  const { page } = opened;
  expect(await page.locator('table.points > tbody > tr').count() === Number(points), 'rows are missing without the script');
  expect(await page.locator('.filters').count() === 0, 'filters without a script');
  const evidence = page.locator('table.points > tbody details').first();
  await evidence.locator('summary').click();
  expect(await evidence.locator('.checks').isVisible(), 'evidence does not open without the script');
  await shut(opened, big);
}

const browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  expect(statSync(big).size < 5e6, `${big} is ${statSync(big).size} bytes`);
  await useTable(browser);
  await readWithoutScript(browser);
  await useKeys(browser, small[0]);
  await lookAt(browser, big, ['as it is']);
  const looks = [['light', 360], ['dark', 1280], ['dark', 360], ['light', 1280]];
  for (const [at, file] of small.entries()) {
    for (const [scheme, width] of at === 0 ? looks : looks.slice(0, 2)) await lookAt(browser, file, ['open'], { scheme, width });
  }
} finally {
  await browser.close();
}
said.push(`${points} points are ${statSync(big).size} bytes; no console message, no request`);
console.log(faults.length ? faults.join('\n') : said.join('\n'));
process.exit(faults.length ? 1 : 0);
