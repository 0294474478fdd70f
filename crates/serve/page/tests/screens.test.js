// Pictures of the page, kept in target/page for people to look at; some are held against those in tests/screens. SCREENS=overwrite
// takes the new ones. Where the fonts are others, there is nothing to compare.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { ARTIFACTS, browser, EXAMPLES, open, serve, walked } from "./stage.js";

/** The part of a picture that may differ: a caret, an edge of a letter. */
const TOLERANCE = 0.002;

const KEPT = new URL("screens/", import.meta.url);
const FONTS = new URL("fonts.json", KEPT);

/** What is shown, and until what is there. @type {Record<string, { question: string, ready: string, act?: string }>} */
const VIEWS = {
  empty: { question: "", ready: "#empty li a" },
  blocked: { question: "?snapshot=database&from=web&to=db&port=5432#forward-2.2", ready: "tr.near" },
  "internet-egress": {
    question: "?snapshot=internet-egress&from=Red&to=8.8.8.8&port=53&protocol=udp#forward-2.5",
    ready: ".headers .changed",
  },
  "vpc-to-vpc": {
    question: "?snapshot=vpc-to-vpc&from=HOST-A&to=HOST-B&port=443#return-2.1",
    ready: ".decision[aria-current]",
  },
  resource: {
    question: "?snapshot=database&from=web&to=db&port=5432",
    ready: "#resource table",
    act: ".decision button.id >> nth=2",
  },
};

const SIZES = [
  { width: 360, height: 780, colorScheme: /** @type {const} */ ("light") },
  { width: 360, height: 780, colorScheme: /** @type {const} */ ("dark") },
  { width: 1440, height: 1000, colorScheme: /** @type {const} */ ("light") },
  { width: 1440, height: 1000, colorScheme: /** @type {const} */ ("dark") },
  { width: 3840, height: 2160, colorScheme: /** @type {const} */ ("light") },
];

/** Those that are compared: all of them would be megabytes. */
const COMPARED = /-360-light|^(blocked|empty)-1440-light|^(internet-egress|resource)-1440-dark/;

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {import("playwright-core").Browser} */
let chromium;
let comparable = false;
const overwrite = process.env.SCREENS === "overwrite";

before(async () => {
  server = await serve(EXAMPLES);
  chromium = await browser();
  await mkdir(ARTIFACTS, { recursive: true });
  await mkdir(KEPT, { recursive: true });
  const { page, context } = await open(chromium);
  await page.goto(server.url);
  const fonts = await page.evaluate(() => {
    const widths = ["system-ui", "ui-monospace, monospace"].map((family) => {
      const span = document.createElement("span");
      span.textContent = "eni-0a47fb1a0de444f15 → Wide";
      span.style.cssText = `font: 100px ${family}; position: absolute`;
      document.body.append(span);
      return span.getBoundingClientRect().width;
    });
    return { widths };
  });
  await context.close();
  const text = JSON.stringify(fonts);
  if (overwrite) await writeFile(FONTS, `${text}\n`);
  comparable = existsSync(FONTS) && (await readFile(FONTS, "utf8")).trim() === text;
});

after(async () => {
  await chromium?.close();
  await server?.stop();
});

for (const [view, { question, ready, act }] of Object.entries(VIEWS)) {
  for (const { width, height, colorScheme } of SIZES) {
    const name = `${view}-${width}-${colorScheme}.png`;
    test(name, async (t) => {
      const { page, context, quiet } = await open(chromium, { viewport: { width, height }, colorScheme });
      await page.goto(server.url + question);
      if (question) await walked(page);
      if (act) await page.locator(act).click();
      await page.locator(ready).first().waitFor();
      await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
      // Where and when the files were written is another matter on every machine.
      const mask = [page.locator("#known .from")];
      const bytes = await page.screenshot({ path: `${ARTIFACTS}/${name}`, mask, animations: "disabled" });
      await page.screenshot({ path: `${ARTIFACTS}/whole-${name}`, fullPage: true });
      await context.close();
      quiet();
      if (!COMPARED.test(name)) return;
      const kept = new URL(name, KEPT);
      if (overwrite) {
        await writeFile(kept, bytes);
        return;
      }
      if (!comparable) {
        t.skip("other fonts than those of the pictures in tests/screens");
        return;
      }
      const [now, before] = [PNG.sync.read(bytes), PNG.sync.read(await readFile(kept))];
      assert.deepEqual([now.width, now.height], [before.width, before.height]);
      const diff = new PNG({ width: now.width, height: now.height });
      const differ = pixelmatch(now.data, before.data, diff.data, now.width, now.height, { threshold: 0.2 });
      if (differ > TOLERANCE * now.width * now.height) {
        await writeFile(`${ARTIFACTS}/diff-${name}`, PNG.sync.write(diff));
        assert.fail(
          `${differ} pixels differ: see target/page/diff-${name}; SCREENS=overwrite npm test takes the new picture`,
        );
      }
    });
  }
}
