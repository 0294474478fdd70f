// The two walks of the examples, clicked through from an empty page to the notes; a walk that is blocked; stepping.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, choose, EXAMPLES, open, serve, walked } from "./stage.js";

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
const notes = (page) => page.locator("#packet .notes pre").innerText();

test("an empty page explains itself and has examples from the snapshot", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(server.url);
  await page.getByText("Choose where packets start").waitFor();
  const example = page.locator("#empty li a", { hasText: "web to db" });
  await example.click();
  await walked(page);
  assert.match(page.url(), /from=.*to=/);
  quiet();
});

test("from an instance to the internet through a NAT gateway", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(server.url);
  await page.locator("#asked").selectOption({ label: "internet-egress" });
  await choose(page, "from", "red", /Red/);
  await page.locator("#to").fill("8.8.8.8");
  await page.locator("#protocol").selectOption("udp");
  await page.locator("#port").fill("53");
  await page.getByRole("button", { name: "Walk", exact: true }).click();
  await walked(page);
  assert.match(await page.locator(".verdict .badge").first().innerText(), /always/);
  assert.match(await notes(page), /Forward: eni-0a47fb1a0de444f15 -> eni-0bfbff2e9481ce666 -> igw-0a64529194be520d2\n/);
  assert.match(await notes(page), /Return: igw-0a64529194be520d2 -> eni-0bfbff2e9481ce666 -> eni-0a47fb1a0de444f15\n/);

  // Hop by hop, as the post goes.
  const headers = page.locator("table.headers");
  await page.locator("body").press("Shift+ArrowRight");
  assert.match(await notes(page), /Forward: eni-0a47fb1a0de444f15 -> \?/);
  await page.locator(".decision.did-rewrite .check").first().click();
  assert.match(
    await headers.innerText(),
    /Source\s+10\.0\.8\.143 was 10\.0\.142\.154, changed by nat-04407b67a9c78605f/,
  );
  assert.match(await notes(page), /eni-0bfbff2e9481ce666 -> \?[\s\S]*Source: 10\.0\.8\.143 <--- nat-04407b67a9c78605f/);
  await page.getByRole("button", { name: /^Return/ }).click();
  assert.match(await page.locator("#stepper .told").innerText(), /return, the internet/);
  await page.locator("body").press("Shift+ArrowRight");
  assert.match(await notes(page), /Return: igw-0a64529194be520d2 -> \?/);
  quiet();
});

test("from VPC to VPC through a transit gateway, there and back through other zones", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(server.url);
  await page.locator("#asked").selectOption({ label: "vpc-to-vpc" });
  await choose(page, "from", "host-a", /HOST-A/);
  await choose(page, "to", "host-b", /HOST-B/);
  await page.locator("#port").fill("443");
  await page.locator("#port").press("Enter");
  await walked(page);
  assert.match(await page.locator(".verdict .badge").first().innerText(), /always/);
  const whole = await notes(page);
  const forward = "eni-084d826e4b1e0e190 -> eni-02632fc1186f1e023 -> eni-09cd3bddbd4bb7b1b -> eni-0092f8e2d29917a4c";
  const back = "eni-0092f8e2d29917a4c -> eni-05888d6f1ed0595bb -> eni-062a260949710dda8 -> eni-084d826e4b1e0e190";
  assert(whole.includes(`Forward: ${forward}\n`) && whole.includes(`Return: ${back}\n`), whole);
  assert.match(whole, /Source: 10\.1\.8\.131\nSource Port: 443\/tcp/);
  quiet();
});

test("the address holds the question: shared, back and forward", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432#forward-2.2`);
  await walked(page);
  assert.equal(await page.locator("#from").inputValue(), "web");
  assert.match(await page.locator("#stepper .told").innerText(), /security group, in: drop/);
  await page.locator("#port").fill("5433");
  await page.locator("#port").press("Enter");
  await page.waitForURL(/port=5433/);
  await page.locator(".verdict", { hasText: "port 5433" }).waitFor();
  await page.goBack();
  await page.locator(".verdict", { hasText: "port 5432" }).waitFor();
  assert.equal(await page.locator("#port").inputValue(), "5432");
  await page.goForward();
  await page.locator(".verdict", { hasText: "port 5433" }).waitFor();
  quiet();
});

test("a blocked walk: every blocker with its remedy, and the rule that nearly let it pass", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432`);
  await walked(page);
  assert.match(await page.locator(".verdict .badge").first().innerText(), /never/);
  const blockers = page.locator(".blocker");
  assert.equal(await blockers.count(), 2);
  assert.match(
    await blockers.nth(0).innerText(),
    /SG_NO_MATCH[\s\S]*To let it pass[\s\S]*aws ec2 authorize-security-group-ingress/,
  );
  assert.match(await blockers.nth(1).innerText(), /return · NACL_DENY[\s\S]*aws ec2 create-network-acl-entry/);

  await blockers.nth(0).getByRole("button", { name: "Show where" }).click();
  const at = page.locator(".decision[aria-current=step]");
  await at.locator("tr.decides").waitFor();
  assert.match(await at.locator("tr.decides").innerText(), /anything else[\s\S]*drop \(SG_NO_MATCH\)/);
  assert.match(await at.locator("tr.near").innerText(), /nearest: the sender is not a member of the group/);
  quiet();
});

test("stepping by keyboard: on, back, by hop; the deciding row is lit", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432`);
  await walked(page);
  const told = page.locator("#stepper .told");
  await page.locator("#port").blur();
  await page.keyboard.press("ArrowRight");
  assert.match(await told.innerText(), /^1 of 11 · forward, web: interface state: pass/);
  for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowRight");
  assert.match(await told.innerText(), /route table: send/);
  const at = page.locator(".decision[aria-current=step]");
  assert.match(await at.locator("tr.decides").innerText(), /10\.20\.0\.0\/16 → local/);
  assert.match(await at.locator("tr.near").innerText(), /lost: 10\.20\.0\.0\/16 is longer/);
  await page.keyboard.press("Shift+ArrowRight");
  assert.match(await told.innerText(), /forward, db: network ACL, in: pass/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await told.innerText(), /forward, web: delivery: send/);
  // In a field, arrows move the caret.
  await page.locator("#port").focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await told.innerText(), /forward, web: delivery: send/);
  assert.match(page.url(), /#forward-1\.6$/);
  quiet();
});

test("Enter in a field walks, and the arrow keys step through the walk at once", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database`);
  await page.locator("#from").fill("web");
  await page.locator("#to").fill("db");
  await page.locator("#port").fill("5432");
  await page.keyboard.press("Enter");
  await walked(page);
  await page.waitForFunction(() => document.activeElement?.id === "answer");
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator("#stepper .told").innerText(), /^1 of 11/);
  quiet();
});

test("who types faster than the ends are found gets the one that was meant", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database`);
  // The answer comes once the keys are pressed, whatever the machine's pace.
  /** @type {() => void} */
  let answer = () => {};
  const pressed = new Promise((resolve) => {
    answer = () => resolve(undefined);
  });
  await page.route("**/ends?q=web*", async (route) => {
    await pressed;
    await route.continue();
  });
  await page.locator("#from").pressSequentially("web");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  answer();
  await page.waitForFunction(() =>
    /^i-|^eni-/.test(/** @type {HTMLInputElement} */ (document.getElementById("from")).value),
  );
  assert.equal(await page.locator("#to-error").innerText(), "");
  quiet();
});

test("a resource, from the hops to its tables, referrers and place, and back", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=web&to=db&port=5432`);
  await walked(page);
  const from = page.locator(".decision button.id", { hasText: "acl-069ee8d795bb6ac2b" }).first();
  await from.click();
  const panel = page.locator("#resource");
  await panel.locator("table").first().waitFor();
  const text = await panel.innerText();
  assert.match(text, /Network ACL/);
  assert.match(text, /inbound rule 100: allow tcp 5432 from 10\.20\.1\.0\/24/);
  assert.match(text, /network-acls\.json:55/);
  assert.match(text, /What it names\s+filters subnet: subnet-0ff9bddd7cff44191 \(data\)/);
  await page.keyboard.press("Escape");
  assert.equal(await panel.isVisible(), false);
  assert.equal(await from.evaluate((element) => element === document.activeElement), true);
  quiet();
});

test("several parts: each is walked on its own", async () => {
  const { page, quiet } = await open(chromium);
  await page.goto(`${server.url}?snapshot=vpc-to-vpc&from=HOST-A&to=10.1.0.0/16&port=22`);
  await walked(page);
  const parts = page.locator("#parts li button");
  assert.equal(await parts.count(), 7);
  assert.match(await page.locator(".leg").last().innerText(), /Return/);
  await parts.nth(1).click();
  await page.waitForURL(/part=2/);
  assert.equal(await page.locator(".leg").count(), 1);
  assert.match(await page.locator(".leg .badge").innerText(), /never/);
  quiet();
});

test("what can't be asked is told beside its field, with what may be meant", async () => {
  const { page } = await open(chromium);
  await page.goto(`${server.url}?snapshot=database&from=we&to=db&port=5432`);
  const error = page.locator("#from-error");
  await error.getByText("nothing in the snapshot is called", { exact: false }).waitFor();
  assert.equal(await page.locator("#from").getAttribute("aria-invalid"), "true");
  await error.getByRole("button").first().click();
  await walked(page);
  await page.locator("#port").fill("many");
  await page.locator("#port").press("Enter");
  await page.locator("#port-error").getByText("is not a port", { exact: false }).waitFor();
  await page.locator("#to").fill("");
  await page.locator("#to").press("Enter");
  await page.locator("#to-error").getByText("Where should they arrive?").waitFor();
});

test("the picture: the packet moves along its line, boxes open what they are", async () => {
  const { page, quiet } = await open(chromium, { reducedMotion: "no-preference" });
  await page.goto(`${server.url}?snapshot=vpc-to-vpc&from=HOST-A&to=HOST-B&port=443`);
  await walked(page);
  const token = page.locator("#picture .token");
  const place = () =>
    token.evaluate(
      (each) => `${Math.round(Number(each.getAttribute("cx")))} ${Math.round(Number(each.getAttribute("cy")))}`,
    );
  /** Where a hop's number stands. @param {string} hop */
  const number = (hop) =>
    page.locator(`#picture [data-hop="${hop}"]`).evaluate((each) => {
      const { x, y, width, height } = /** @type {SVGGraphicsElement} */ (each).getBBox();
      return `${Math.round(x + width / 2)} ${Math.round(y + height / 2)}`;
    });
  assert.equal(await token.getAttribute("visibility"), "hidden");
  await page.locator("#port").blur();
  await page.keyboard.press("Shift+ArrowRight");
  assert.equal(await token.getAttribute("visibility"), null);
  assert.equal(await place(), await number("forward-1"));
  await page.keyboard.press("Shift+ArrowRight");
  // Under way along the line, and at its end by the next hop.
  const [x, y] = (await number("forward-2")).split(" ").map(Number);
  await page.waitForFunction(
    ([x = 0, y = 0]) => {
      const token = document.querySelector(".drawing")?.shadowRoot?.querySelector(".token");
      const [dx, dy] = [Number(token?.getAttribute("cx")) - x, Number(token?.getAttribute("cy")) - y];
      return Math.hypot(dx, dy) < 2;
    },
    [x ?? 0, y ?? 0],
  );
  const box = page.locator('#picture [data-resource="tgw-0d1ee2f3d814131de"] > rect');
  assert.equal(await box.getAttribute("role"), "button");
  await box.focus();
  await page.keyboard.press("Enter");
  await page.locator("#resource h2", { hasText: "Transit gateway" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator('#picture [data-resource="vpc-05c3a6b67d8f74b6e"] > rect').click({ position: { x: 6, y: 60 } });
  await page.locator("#resource h2", { hasText: "VPC" }).waitFor();
  quiet();
});
