// What the tests stand on: the server with the examples, a browser, and pages that tolerate no fault.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

export const EXAMPLES = ["database", "internet-egress", "vpc-to-vpc"].map((name) => `${ROOT}examples/${name}`);
/** Where pictures of the page are kept, for people to look at. */
export const ARTIFACTS = `${ROOT}target/page`;

/** How long something may take to appear, in milliseconds; on a busy machine some of it does. */
const TIMEOUT = 20_000;

/** The command, as the environment names it, or as cargo built it last. */
function command() {
  if (process.env.PACKETWALK) return process.env.PACKETWALK;
  const built = ["release", "debug"].map((profile) => `${ROOT}target/${profile}/packetwalk`).filter(existsSync);
  const [last] = built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  assert(last, "no packetwalk command: cargo build --release -p packetwalk-cli, or name one in PACKETWALK");
  return last;
}

/**
 * A server of these snapshots, at a port that is free; resolves with its address.
 *
 * @param {string[]} snapshots
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function serve(snapshots) {
  const paths = snapshots.flatMap((path) => ["-s", path]);
  const server = spawn(command(), ["serve", "--listen", "127.0.0.1:0", ...paths], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
  };
  const told = { out: "", error: "" };
  server.stderr.on("data", (data) => {
    told.error += data;
  });
  const url = await new Promise((resolve, reject) => {
    server.stdout.on("data", (data) => {
      told.out += data;
      const found = told.out.match(/http:\/\/\S+/);
      if (found) resolve(found[0]);
    });
    void ended.then((code) => reject(new Error(`the server ended with ${code}: ${told.error}`)));
  });
  return { url, stop };
}

export const browser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--font-render-hinting=none",
      "--force-color-profile=srgb",
    ],
  });

/**
 * A page. What it complains about in the console, and faults of its scripts, are gathered: `quiet` holds that there were none.
 * That the server refuses a question (4xx) is no fault of the page.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function open(browser, options = {}) {
  const context = await browser.newContext({
    reducedMotion: "reduce",
    viewport: { width: 1440, height: 1000 },
    ...options,
  });
  context.setDefaultTimeout(TIMEOUT);
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on("dialog", (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, context, quiet: () => assert.deepEqual(faults, []) };
}

/**
 * Waits until the walk is on the page: picture and notes, too.
 *
 * @param {import("playwright-core").Page} page
 */
export async function walked(page) {
  await page.locator(".verdict .badge").first().waitFor();
  await page.locator("#packet .notes pre").waitFor();
}

/**
 * Chooses an end as a person does: types some letters, goes to an option, takes it.
 *
 * @param {import("playwright-core").Page} page
 * @param {"from" | "to"} end
 * @param {string} letters
 * @param {string | RegExp} option
 */
export async function choose(page, end, letters, option) {
  const input = page.locator(`#${end}`);
  await input.fill("");
  await input.pressSequentially(letters);
  await page.locator(`#${end}-list [role=option]`, { hasText: option }).first().click();
}
