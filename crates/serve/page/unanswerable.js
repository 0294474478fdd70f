// What an address asks and nobody can answer: of a snapshot that isn't loaded, with changes that can't be read.

import { h } from "./dom.js";
import { toAddress } from "./question.js";

/** @import { Snapshot } from "./types.d.ts" */
/** @import { Asked } from "./question.js" */

/** @param {string} id */
export const missing = (id) => `No snapshot called ${id} is loaded here.`;

/**
 * Why what is asked has no answer, and the nearest questions that have one.
 *
 * @param {Asked} asked
 * @param {Snapshot[]} all the snapshots that are loaded
 * @returns {{ said: string, told: Node[] } | null}
 */
export function unanswerable(asked, all) {
  const told = (/** @type {string} */ said, /** @type {string} */ why, /** @type {[string, Asked][]} */ others) => ({
    said,
    told: [
      h("p", { class: "lead" }, said),
      h("p", { class: "aside" }, why),
      h("ul", {}, ...others.map(([words, other]) => h("li", {}, h("a", { href: toAddress(other) }, words)))),
    ],
  });
  if (!all.some(({ id }) => id === asked.snapshot)) {
    /** @type {[string, Asked][]} */
    const others = all.map(({ id, name }) => [
      `Ask ${name} instead`,
      { ...asked, snapshot: id, beside: asked.beside === id ? "" : asked.beside, edits: [], unread: "" },
    ]);
    const why =
      "The address names a snapshot that this server doesn’t have. One that was dropped onto a page is kept in memory, until the server stops or somebody takes it off the page: drop its files again.";
    return told(missing(asked.snapshot), why, others);
  }
  if (asked.unread) {
    const why = "The walk would be of another network than the one that was meant. Was the address cut off?";
    return told("The changes that the address asks for can’t be read.", why, [
      ["Ask without changes", { ...asked, unread: "" }],
    ]);
  }
  return null;
}
