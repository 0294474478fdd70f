// With the keyboard alone, on small and large screens, in light and dark; and axe finds nothing.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, EXAMPLES, open, serve, walked } from "./stage.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {import("playwright-core").Browser} */
let chromium;

before(async () => {
  server = await serve(EXAMPLES);
  chromium = await browser();
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

/** @param {import("playwright-core").Page} page */
async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { runOnly: tags });
    return violations.map(
      (/** @type {any} */ each) => `${each.id}: ${each.nodes.map((/** @type {any} */ node) => node.html).join(" ")}`,
    );
  });
}

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const width of [360, 1440]) {
    test(`axe finds nothing: ${colorScheme}, ${width} pixels`, async () => {
      const { page, quiet } = await open(chromium, { colorScheme, viewport: { width, height: 900 } });
      await page.goto(server.url);
      await page.locator("#empty li a").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.locator("#from").fill("web");
      await page.locator("#from-list [role=option]").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432&beside=vpc-to-vpc#forward-2.2`);
      await walked(page);
      await page.locator("tr.decides").waitFor();
      assert.deepEqual(await violations(page), []);
      await page.locator(".decision button.id").first().click();
      await page.locator("#resource table").first().waitFor();
      assert.deepEqual(await violations(page), []);
      await page.goto(`${server.url}?snapshot=vpc-to-vpc&from=HOST-A&to=10.1.0.0/16&port=22`);
      await walked(page);
      assert.deepEqual(await violations(page), []);
      quiet();
    });
  }
}

for (const width of [360, 1440, 3840]) {
  test(`nothing sticks out at ${width} pixels`, async () => {
    const { page, quiet } = await open(chromium, { viewport: { width, height: 900 } });
    for (const question of [
      "",
      "?snapshot=database&from=web&to=db&port=5432#forward-2.2",
      "?snapshot=vpc-to-vpc&from=HOST-A&to=10.1.0.0/16&port=22",
    ]) {
      await page.goto(server.url + question);
      await page.locator("#empty li a, #packet .notes pre").first().waitFor();
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(over, 0, question);
    }
    quiet();
  });
}

test("with the keyboard alone: from an empty page to the row that decided", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(server.url);
  await page.locator("#empty li a").first().waitFor();
  const press = (/** @type {string[]} */ ...keys) =>
    keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
  // The first field has the focus.
  await page.keyboard.type("web");
  await page.locator("#from-list [role=option]").first().waitFor();
  await press("ArrowDown");
  const active = await page.locator("#from").getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await press("Enter");
  assert.equal(await page.locator("#from").getAttribute("aria-expanded"), "false");
  await press("Tab", "Tab");
  await page.keyboard.type("db");
  await page.locator("#to-list [role=option]").first().waitFor();
  await press("Escape");
  assert.equal(await page.locator("#to-list").isVisible(), false);
  await press("Tab", "Tab");
  await page.keyboard.type("5432");
  await press("Enter");
  await walked(page);
  // Past the field, arrows step.
  await press("Tab", "ArrowRight", "ArrowRight", "ArrowRight");
  await page.locator(".decision[aria-current=step] tr.decides").waitFor();
  assert.match(await page.locator("#stepper .told").innerText(), /security group, out: pass/);
  quiet();
});
