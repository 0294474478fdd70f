// Snapshots: dropped onto the page, beside each other, changed on disk, hostile.

import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, choose, EXAMPLES, open, serve, walked } from "./stage.js";

const DATABASE = EXAMPLES[0] ?? "";
const QUESTION = "?from=web&to=db&port=5432";

/** @type {import("playwright-core").Browser} */
let chromium;
/** A copy of the example that a test may change. */
let folder = "";

before(async () => {
  chromium = await browser();
  folder = join(await mkdtemp(join(tmpdir(), "packetwalk-page-")), "shop");
  await cp(DATABASE, folder, { recursive: true });
});

after(async () => {
  await chromium?.close();
  await rm(join(folder, ".."), { recursive: true, force: true });
});

/** The example as a person would drop it, with its texts changed. @param {(text: string) => string} change */
async function files(change) {
  const names = (await readdir(DATABASE)).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map(async (name) => ({ name, text: change(await readFile(join(DATABASE, name), "utf8")) })));
}

/**
 * Drops files onto the page.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ name: string, text: string }[]} files
 */
async function drop(page, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) data.items.add(new File([text], name, { type: "application/json" }));
    return data;
  }, files);
  await page.dispatchEvent("body", "dragover", { dataTransfer: data });
  await page.locator("#drop").waitFor();
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

test("files that are dropped are a snapshot; the same question of two stands side by side", async () => {
  const server = await serve([DATABASE]);
  const { page, quiet } = await open(chromium);
  await page.goto(server.url + QUESTION);
  await walked(page);
  // The group's rule, for the subnet that the sender is in.
  await drop(page, await files((text) => text.replaceAll('"CidrIp": "10.20.0.0/24"', '"CidrIp": "10.20.1.0/24"')));
  await page.waitForURL(/beside=/);
  const cards = page.locator(".verdict");
  await cards.nth(1).locator(".badge").waitFor();
  assert.match(await cards.nth(0).innerText(), /SG_NO_MATCH/);
  assert.doesNotMatch(await cards.nth(1).innerText(), /SG_NO_MATCH/);
  await cards.nth(1).getByRole("button", { name: "Show this walk" }).click();
  await page.locator(".decision.did-pass .says", { hasText: "10.20.1.0/24" }).first().waitFor();
  // It was only ever in memory, and can go.
  await page.locator("#asked").selectOption({ index: 1 });
  await page.locator("#about-summary").click();
  await page.getByRole("button", { name: "Take it off the page" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#asked option").length === 1);
  quiet();
  await server.stop();
});

test("a snapshot that isn't loaded, and changes that can't be read, are answered by nobody else", async () => {
  const server = await serve(EXAMPLES);
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}${QUESTION}&snapshot=nosuch`);
  await page.locator("#empty", { hasText: "No snapshot called nosuch is loaded here" }).waitFor();
  assert.equal(await page.locator(".verdict").count(), 0);
  assert.equal(await page.locator("#asked").inputValue(), "nosuch");
  assert.match(page.url(), /snapshot=nosuch/);
  await page.locator("#empty a", { hasText: "Ask database instead" }).click();
  await walked(page);
  assert.match(page.url(), /snapshot=database/);

  await page.goto(`${server.url}${QUESTION}&snapshot=database&beside=nosuch`);
  await walked(page);
  const cards = page.locator(".verdict");
  assert.match(await cards.nth(1).innerText(), /No snapshot called nosuch is loaded here/);

  for (const edits of [
    "zzz",
    '{"file":"a"}',
    '[{"file":"a.json","op":"remove"}]',
    '[{"file":"a","pointer":"/b","op":"x"}]',
  ]) {
    await page.goto(`${server.url}${QUESTION}&snapshot=database&edits=${encodeURIComponent(edits)}`);
    await page.locator("#empty", { hasText: "The changes that the address asks for can’t be read" }).waitFor();
    assert.equal(await page.locator(".verdict").count(), 0);
    assert.equal(await page.locator("#edits").isVisible(), false);
  }
  await page.locator("#empty a", { hasText: "Ask without changes" }).click();
  await walked(page);
  assert.doesNotMatch(page.url(), /edits=/);
  quiet();
  await server.stop();
});

test("files can be chosen, too; what is no snapshot is told", async () => {
  const server = await serve([]);
  const { page } = await open(chromium);
  await page.goto(server.url);
  await page.getByText("Load a snapshot first").waitFor();
  const load = (/** @type {{ name: string, text: string }[]} */ list) =>
    page
      .locator("#files")
      .setInputFiles(list.map(({ name, text }) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) })));
  await load([{ name: "cat.png", text: "" }]);
  await page.locator(".notice.bad", { hasText: "There is no .json file among these" }).waitFor();
  await load(await files((text) => text));
  await page.locator("#empty li a").first().waitFor();
  await choose(page, "from", "web", /web/);
  await choose(page, "to", "db", /db/);
  await page.getByRole("button", { name: "Walk", exact: true }).click();
  await walked(page);
  await server.stop();
});

test("a snapshot that changes on disk is noticed, and read again on demand", async () => {
  const server = await serve([folder]);
  const { page, quiet } = await open(chromium);
  await page.goto(server.url + QUESTION);
  await walked(page);
  const groups = join(folder, "security-groups.json");
  await writeFile(
    groups,
    (await readFile(groups, "utf8")).replaceAll('"CidrIp": "10.20.0.0/24"', '"CidrIp": "10.20.1.0/24"'),
  );
  const notice = page.locator(".notice", { hasText: "has changed on disk" });
  await notice.waitFor();
  await notice.getByRole("button", { name: "Read again" }).click();
  await page.waitForFunction(() => !document.querySelector(".verdict")?.textContent?.includes("SG_NO_MATCH"));
  await notice.waitFor({ state: "detached" });
  quiet();
  await server.stop();
});

test("names that are markup stay names", async () => {
  const evil = "<img src=x onerror=alert(1)></title><script>alert(2)</script>";
  for (const { name, text } of await files((text) => text.replaceAll(/"(web|db|shop|app)"/g, JSON.stringify(evil)))) {
    await writeFile(join(folder, name), text);
  }
  const server = await serve([folder]);
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?from=i-0ecafc2f64c720c5f&to=i-043ce5d8f64252650&port=5432`);
  await walked(page);
  assert((await page.locator(".verdict").innerText()).includes(evil));
  await page.locator(".decision button.id").first().click();
  await page.locator("#resource table").first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#to").fill("img");
  await page.locator("#to-list [role=option]", { hasText: "<img" }).first().waitFor();
  const made = await page.evaluate(() => {
    const drawing = document.querySelector(".drawing")?.shadowRoot;
    return [document, drawing].map(
      (root) => root?.querySelectorAll("body img, body script, img, svg script").length ?? 0,
    );
  });
  assert.deepEqual(made, [0, 0]);
  quiet();
  await server.stop();
});
