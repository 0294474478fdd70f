// What if: a rule removed, a rule edited, in memory.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, EXAMPLES, open, serve, walked } from "./stage.js";

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

test("a network ACL's entry is removed: the walk is another, the page says so, with the command; and undone", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=vpc-to-vpc&from=HOST-A&to=HOST-B&port=443`);
  await walked(page);
  await page.locator(".decision .check", { hasText: "network ACL, out" }).first().click();
  const row = page.locator(".decision[aria-current=step] tr.decides");
  await row.getByRole("button", { name: /Remove/ }).click();
  await page.waitForURL(/edits=/);
  const cards = page.locator(".verdict");
  await cards.nth(1).locator(".badge").waitFor();
  assert.match(await cards.nth(0).innerText(), /with 1 change[\s\S]*never/);
  assert.match(await cards.nth(1).innerText(), /as it is[\s\S]*always/);
  const banner = page.locator("#edits");
  await banner.getByText("aws ec2 delete-network-acl-entry", { exact: false }).waitFor();
  assert.match(await banner.innerText(), /What if: 1 change, in memory only/);
  await banner.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".verdict").length === 1);
  assert.match(await cards.nth(0).innerText(), /always/);
  assert.equal(await banner.isVisible(), false);
  quiet();
});

test("a rule is edited field by field, and a blocker goes", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432#forward-2.2`);
  await walked(page);
  const rows = page.locator(".decision[aria-current=step] tbody tr");
  await rows.filter({ hasText: "10.20.0.0/24" }).getByRole("button", { name: /^Edit/ }).click();
  const editor = page.locator("form.editor");
  await editor.getByLabel("CIDR block").fill("10.20.1.0/24");
  await editor.getByRole("button", { name: "Walk with this" }).click();
  await page.locator("#edits", { hasText: "authorize-security-group-ingress" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".verdict").length === 2);
  const [changed, before] = await page.locator(".verdict").allInnerTexts();
  assert.doesNotMatch(changed ?? "", /SG_NO_MATCH/);
  assert.match(before ?? "", /SG_NO_MATCH/);
  // The address holds the change: whoever gets it sees the same.
  await page.reload();
  await page.locator("#edits", { hasText: "authorize-security-group-ingress" }).waitFor();
  const text = await readFile(join(EXAMPLES[0] ?? "", "security-groups.json"), "utf8");
  assert(text.includes("10.20.0.0/24"), "the file stays as it is");
  quiet();
});

test("a value that AWS wouldn't take is refused beside its field; an edit that changes nothing is none", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432#forward-2.2`);
  await walked(page);
  const rows = page.locator(".decision[aria-current=step] tbody tr");
  await rows.filter({ hasText: "10.20.0.0/24" }).getByRole("button", { name: /^Edit/ }).click();
  const editor = page.locator("form.editor");
  const submit = editor.getByRole("button", { name: "Walk with this" });
  await submit.click();
  await editor.getByText("Nothing is changed yet").waitFor();
  for (const [label, value, why] of /** @type {const} */ ([
    ["CIDR block", "banana", /is not an address block/],
    ["From port", "99999", /expected 0 to 65535/],
    ["To port", "abc", /is no number/],
    ["Protocol", "xyz", /is not a protocol/],
  ])) {
    const field = editor.getByLabel(label, { exact: true });
    const before = await field.inputValue();
    await field.fill(value);
    await submit.click();
    await editor
      .locator("div", { has: page.getByLabel(label, { exact: true }) })
      .locator(".error", { hasText: why })
      .waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.doesNotMatch(await editor.innerText(), /security-groups\.json/);
    assert.doesNotMatch(page.url(), /edits=/);
    await field.fill(before);
  }
  await editor.getByLabel("CIDR block").fill("10.20.1.0/24");
  await submit.click();
  await page.locator("#edits", { hasText: "What if: 1 change" }).waitFor();
  // What stood there at first undoes it.
  await page.locator(".decision .check", { hasText: "security group, in" }).first().click();
  await rows.filter({ hasText: "10.20.1.0/24" }).getByRole("button", { name: /^Edit/ }).click();
  await editor.getByLabel("CIDR block").fill("10.20.0.0/24");
  await submit.click();
  await page.waitForFunction(() => document.querySelectorAll(".verdict").length === 1);
  assert.doesNotMatch(page.url(), /edits=/);
  quiet();
});

test("a network ACL's action is chosen, not typed", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=vpc-to-vpc&from=HOST-A&to=HOST-B&port=443`);
  await walked(page);
  await page.locator(".decision .check", { hasText: "network ACL, out" }).first().click();
  const row = page.locator(".decision[aria-current=step] tr.decides");
  await row.getByRole("button", { name: /^Edit/ }).click();
  const editor = page.locator("form.editor");
  await editor.getByLabel("Allow or deny").selectOption("deny");
  await editor.getByRole("button", { name: "Walk with this" }).click();
  await page.locator("#edits", { hasText: "replace-network-acl-entry" }).waitFor();
  quiet();
});
