import { chromium } from "playwright-core";
const [base, out, ...rest] = process.argv.slice(2);
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
for (const spec of rest) {
  const [path, width, scheme="light", signin=""] = spec.split(",");
  const c = await b.newContext({ viewport: { width: +width, height: 900 }, colorScheme: scheme, timezoneId: "Europe/Paris" });
  const p = await c.newPage();
  p.on("console", m => m.type() !== "debug" && m.type()!=="info" && console.log(spec, m.type(), m.text()));
  p.on("pageerror", e => console.log(spec, "ERR", e.message));
  if (signin) {
    await p.goto(base + "/en/sign-in");
    await p.fill("#email", "focal.point@fra.example"); await p.fill("#password", "riverbank-kingfisher-nightingale-glacier-70");
    await p.click("button[type=submit]"); await p.waitForSelector("#code"); await p.click("button[type=submit]");
    await p.waitForURL("**/state/**", { timeout: 10000 }).catch(e => console.log("no arrival", p.url()));
    await p.goto(base + path);
  } else await p.goto(base + path);
  await p.waitForLoadState("networkidle"); await p.waitForTimeout(300);
  const name = path.replace(/\W+/g, "_") + "-" + width + (scheme === "dark" ? "-dark" : "") + ".png";
  await p.screenshot({ path: out + "/" + name, fullPage: true });
  console.log(name, p.url(), await p.evaluate(() => [document.documentElement.scrollWidth, innerWidth]));
  await c.close();
}
await b.close();
