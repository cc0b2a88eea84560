// Checks the built screens against a running demonstration, as a person would see them: `node screens.mjs ORIGIN demo.log`.
//
// The log of the demonstration has the password of a focal point. Every screen in six languages, wide and narrow, light and dark: no finding
// of axe, no sideways scroll at 320 px, no error on the console, nothing that the content security policy refuses, no request to another
// origin, the right language and direction, and the sizes that the client is held to.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

const [origin, log] = process.argv.slice(2);
if (!origin || !log) throw new Error("node screens.mjs ORIGIN demo.log");

const LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Greatest sizes of what a respondent loads, in bytes after gzip. */
const MOST = { js: 130_000, css: 12_000 };

let passed = 0;
const failures = [];
function check(name, ok, detail = "") {
  if (ok) passed += 1;
  else failures.push(`${name} ${detail}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, timezoneId: "Europe/Paris", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("console", (message) => check(`console of ${page.url()}`, message.type() !== "error" && message.type() !== "warning", message.text()));
  page.on("pageerror", (error) => check(`script of ${page.url()}`, false, error.message));
  page.on("request", (request) => {
    const to = request.url();
    check("requests stay on the origin", to.startsWith(`${origin}/`) || to.startsWith("blob:") || to.startsWith("data:"), to);
  });
  await page.exposeFunction("reportViolation", (text) => check(`policy of ${page.url()}`, false, text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
  });
  return { context, page };
}

/** Returns the sizes of the scripts and style sheets that the page loaded, after gzip. */
async function weigh(page) {
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  const sizes = { js: 0, css: 0 };
  for (const address of new Set(loaded)) {
    const kind = address.split(".").at(-1);
    if (!(kind in sizes)) continue;
    const body = await fetch(address).then((answer) => answer.arrayBuffer());
    sizes[kind] += gzipSync(Buffer.from(body), { level: 9 }).length;
  }
  return sizes;
}

async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
  await page.evaluate(() => document.fonts.ready);
}

async function axe(page, name) {
  await page.evaluate(AXE);
  const found = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), RULES);
  check(`axe: ${name}`, found.violations.length === 0, found.violations.map(({ id, nodes }) => `${id} ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`).join("; "));
}

/** Checks the page that is open in one language, at three widths and in both schemes. */
async function screen(page, language, name) {
  await settled(page);
  const shown = await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.querySelectorAll("h1").length, document.title]);
  check(`language of ${name}`, shown[0] === language && shown[1] === (language === "ar" ? "rtl" : "ltr"), String(shown));
  check(`one h1 and a title: ${name}`, shown[2] === 1 && shown[3] !== "", String(shown));
  await axe(page, `${name}, 1280 px`);
  if (language === "en" || language === "ar") {
    await page.emulateMedia({ colorScheme: "dark" });
    await axe(page, `${name}, dark`);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await axe(page, `${name}, 390 px`);
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  check(`no sideways scroll at 320 px: ${name}`, width <= 320, `${width} px`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

// The public's pages.
const visitor = await open();
for (const language of LANGUAGES) {
  for (const path of ["", "/sign-in", "/nowhere"]) {
    await visitor.page.goto(`${origin}/${language}${path}`);
    await screen(visitor.page, language, `/${language}${path}`);
  }
}
await visitor.page.goto(`${origin}/en`);
await settled(visitor.page);
await visitor.page.keyboard.press("Tab");
check("the first stop is the skip link", await visitor.page.evaluate(() => document.activeElement?.className === "skip"));
// A choice of language is remembered by the root.
await visitor.page.click(".langs a[lang=ru]");
await visitor.page.waitForURL(`${origin}/ru`);
await visitor.page.goto(`${origin}/`);
check("the root leads to the chosen language", visitor.page.url() === `${origin}/ru`, visitor.page.url());
await visitor.context.close();

// A reader without scripts, and a crawler.
const plain = await fetch(`${origin}/`, { headers: { "accept-language": "de, fr-CH;q=0.8, en;q=0.5" } });
check("the root leads to the language that the browser prefers", plain.url === `${origin}/fr`, plain.url);
check("without scripts, a page says what the survey is", /<html lang="fr".*<noscript>.*<h1>[^<]+<\/h1>/s.test(await plain.text()));
const unknown = await fetch(`${origin}/assets/unknown.js`);
check("an unknown file gets no page", unknown.status === 404, String(unknown.status));

// A focal point: signs in with a password, reads the State's survey, and signs out on all devices.
const [, email, password] = readFileSync(log, "utf8").match(/^ +(focal\.point@\S+) +(\S+)$/m) ?? [];
const person = await open();
await person.page.goto(`${origin}/en/sign-in`);
await person.page.fill("#email", email);
await person.page.fill("#password", password);
await person.page.click("button[type=submit]");
await person.page.waitForSelector("#code");
await axe(person.page, "one-time code");
await person.page.click("button[type=submit]");
await person.page.waitForURL(/\/en\/state\/\w+$/);
for (const language of ["en", ...LANGUAGES.filter((other) => other !== "en")]) {
  await person.page.click(`.langs a[lang=${language}]`);
  await person.page.waitForFunction((language) => document.documentElement.lang === language, language);
  await screen(person.page, language, `/${language}/state`);
}
await person.page.reload();
await settled(person.page);
check("a page that is loaded again keeps the session", /\/state\/\w+$/.test(person.page.url()) && (await person.page.locator(".progress").count()) === 1, person.page.url());
const sizes = await weigh(person.page);
for (const kind of Object.keys(MOST)) check(`size of a respondent's ${kind}`, sizes[kind] > 0 && sizes[kind] <= MOST[kind], `${sizes[kind]} bytes`);
console.log(`a respondent loads ${sizes.js} bytes of script and ${sizes.css} of style, after gzip`);
await person.page.setViewportSize({ width: 390, height: 844 });
await person.page.click(".menu button");
await axe(person.page, "menu, 390 px");
await person.page.locator(".sheet .acts button").nth(1).click();
await person.page.waitForURL(/\/\w\w$/);
check("after sign-out, the State's page asks to sign in", await person.page.goto(`${origin}/en/state/2026`).then(() => person.page.waitForURL(/\/sign-in$/)).then(() => true, () => false));
await person.context.close();
await browser.close();

for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
