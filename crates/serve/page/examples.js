// The page before anything is asked: a line that explains it, and examples from the snapshot itself.

import * as api from "./api.js";
import { h } from "./dom.js";
import { toAddress } from "./question.js";

/** @import { End, Snapshot } from "./types.d.ts" */
/** @import { Asked } from "./question.js" */

/** @param {End} end */
const called = ({ id, name }) => name ?? id;

/**
 * Questions that this snapshot can answer, each with its words.
 *
 * @param {End[]} ends
 */
export function questions(ends) {
  const hosts = ends.filter(({ kind }) => kind === "instance" || kind === "interface");
  // An instance and its interface share a name and an address: one of them is enough.
  const seen = new Set();
  const all = hosts.filter(({ addresses }) => {
    const known = addresses[0] !== undefined && seen.has(addresses[0]);
    seen.add(addresses[0]);
    return !known;
  });
  const [first, second] = all;
  const instances = all.filter(({ kind }) => kind === "instance");
  const far = all.find(({ vpc }) => vpc !== first?.vpc) ?? instances.slice(1).at(-1) ?? second;
  const open = all.find(({ addresses }) => addresses.length > 1);
  /** @type {{ from: string, to: string, protocol: string, port: string, words: string }[]} */
  const list = [];
  if (first && far) {
    list.push({
      from: first.id,
      to: far.id,
      protocol: "",
      port: "443",
      words: `${called(first)} to ${called(far)}, TCP 443`,
    });
  }
  if (first) {
    list.push({
      from: first.id,
      to: "8.8.8.8",
      protocol: "udp",
      port: "53",
      words: `${called(first)} to 8.8.8.8, UDP 53`,
    });
  }
  if (open) {
    list.push({
      from: "internet",
      to: open.id,
      protocol: "",
      port: "443",
      words: `the internet to ${called(open)}, TCP 443`,
    });
  }
  if (second && first) {
    list.push({
      from: second.id,
      to: first.id,
      protocol: "ping",
      port: "",
      words: `ping from ${called(second)} to ${called(first)}`,
    });
  }
  return list;
}

/**
 * @param {HTMLElement} element
 * @param {Snapshot | undefined} snapshot
 * @param {Asked} asked
 */
export async function examples(element, snapshot, asked) {
  element.hidden = false;
  if (!snapshot) {
    element.replaceChildren(
      h(
        "p",
        { class: "lead" },
        "Load a snapshot first: drop what aws ec2 describe-… printed onto the page, or add its folder.",
      ),
      h(
        "p",
        { class: "aside" },
        "packetwalk snapshot-script prints the read-only calls that make one. Nothing leaves this machine.",
      ),
    );
    return;
  }
  element.replaceChildren(
    h(
      "p",
      { class: "lead" },
      "Choose where packets start and where they should arrive, and see every hop, there and back, and which rule let them pass or dropped them.",
    ),
  );
  const found = await api.ends(snapshot.id, "", 60).catch(() => null);
  const list = questions(found?.ends ?? []);
  if (list.length === 0 || element.hidden) return;
  const links = list.map(({ words, ...fields }) => {
    const question = { ...asked.question, ...fields };
    return h(
      "li",
      {},
      h(
        "a",
        { href: toAddress({ ...asked, snapshot: snapshot.id, question, edits: [], unread: "", at: "", part: 1 }) },
        words,
      ),
    );
  });
  element.append(
    h("p", { class: "aside", id: "for-example" }, "For example:"),
    h("ul", { "aria-labelledby": "for-example" }, ...links),
  );
}
