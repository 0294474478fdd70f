// Text in which resources can be followed, and the words for things.

import { h } from "./dom.js";

/** @import { Child } from "./dom.js" */
/** @import { Decision, Headers, Outcome, Place, Resource, Verdict, Way } from "./types.d.ts" */

/** What AWS's ids look like, as far as it takes to follow them out of a sentence. */
const ID = /\b[a-z]+(?:-[a-z]+){0,3}-(?=[0-9a-f]*[0-9])[0-9a-f]{8,17}\b/g;

/**
 * Something that opens a resource: main.js listens for clicks on `data-resource`.
 *
 * @param {string} id
 * @param {string} [text]
 */
export const follow = (id, text = id) => h("button", { type: "button", class: "id", "data-resource": id }, text);

/** A sentence in which every id can be followed. @param {string} text @returns {Child[]} */
export function linked(text) {
  /** @type {Child[]} */
  const out = [];
  let end = 0;
  for (const found of text.matchAll(ID)) {
    const before = text.slice(end, found.index);
    end = found.index + found[0].length;
    // Lines break beside buttons, but not between an id and its punctuation.
    const [bracket = ""] = before.match(/\($/) ?? [];
    const [mark = ""] = text.slice(end).match(/^[),.;:]+/) ?? [];
    end += mark.length;
    const id = follow(found[0]);
    const alone = bracket || mark ? h("span", { class: "together" }, bracket, id, mark) : id;
    out.push(before.slice(0, before.length - bracket.length), alone);
  }
  out.push(text.slice(end));
  return out;
}

/** A resource: its kind, its id to follow, its name. The internet has neither kind nor id. @param {Resource} resource */
export const named = ({ kind, id, name }) => [
  kind ? `${kind} ` : "",
  id.includes("-") ? follow(id) : id,
  name ? ` (${name})` : "",
];

/**
 * A place in the snapshot, without the folder that all files share.
 *
 * @param {Place | { file: string, line: number }} place
 * @param {string} folder
 */
export function where({ file, line }, folder) {
  const short = folder && file.startsWith(folder) ? file.slice(folder.length) : file;
  return h("span", { class: "place", title: `${file}:${line}` }, `${short}:${line}`);
}

/** @type {Record<Verdict, string>} */
const MARKS = { always: "✓", sometimes: "◐", never: "✕", unknown: "?" };

/** @param {Verdict} verdict */
export const badge = (verdict) =>
  h("span", { class: `badge ${verdict}` }, h("span", { "aria-hidden": "true" }, MARKS[verdict]), ` ${verdict}`);

/** @type {Partial<Record<Outcome, string>>} */
const OUTCOMES = { deliver: "arrive" };

/** @param {Outcome} outcome */
export const outcome = (outcome) => OUTCOMES[outcome] ?? outcome;

/** @param {Way | null} way */
export const way = (way) => (way === "egress" ? ", out" : way === "ingress" ? ", in" : "");

/** `network ACL, in`. @param {Pick<Decision, "check" | "direction">} decision */
export const check = ({ check, direction }) => `${check}${way(direction)}`;

/** Classes of packets, the first few of them. @param {Headers[]} headers @param {number} most */
export function packets(headers, most = 4) {
  const lines = headers.slice(0, most).map((each) => h("p", { class: "packets" }, each.text));
  if (headers.length > most) lines.push(h("p", { class: "packets" }, `and ${headers.length - most} more classes`));
  return lines;
}

/** What can be copied, with a button that does. @param {string} text @param {string} [label] */
export function copied(text, label = "Copy") {
  const button = h("button", { type: "button", class: "quiet copy" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Can’t copy here";
    }
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
  return button;
}

/** Commands, each with its button. @param {string[]} commands */
export const commandList = (commands) =>
  commands.map((command) =>
    h("div", { class: "command" }, h("pre", {}, h("code", {}, command)), copied(command, "Copy")),
  );

/** @param {string} page */
export const awsPage = (page) => h("a", { href: page, target: "_blank", rel: "noreferrer" }, "AWS page");
