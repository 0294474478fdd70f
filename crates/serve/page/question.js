// The question: what the form holds and what the address says.

import { byId } from "./dom.js";

/** @import { Edit } from "./types.d.ts" */

const TEXTS = /** @type {const} */ (["from", "to", "protocol", "port", "source_port", "icmp", "client"]);
const FLAGS = /** @type {const} */ (["ipv6", "reverse", "routing_only"]);
const LISTS = /** @type {const} */ (["via", "not_via"]);

/**
 * @typedef {Record<typeof TEXTS[number], string>
 *   & Record<typeof FLAGS[number], boolean>
 *   & Record<typeof LISTS[number], string[]>} Question
 */

/** Everything that an address says. An empty `snapshot` is the first one, an empty `beside` none; `unread` is what stands for edits and
 * can't be read as such.
 * @typedef {{ snapshot: string, beside: string, question: Question, edits: Edit[], unread: string, part: number, at: string }} Asked
 */

/** @param {URLSearchParams} params @returns {Question} */
function read(params) {
  /** @type {any} */
  const question = {};
  for (const name of TEXTS) question[name] = params.get(name) ?? "";
  for (const name of FLAGS) question[name] = params.get(name) === "true";
  for (const name of LISTS) question[name] = params.getAll(name).filter(Boolean);
  return question;
}

/**
 * As the API takes it; what isn't said is left out.
 *
 * @param {Question} question
 * @param {Edit[]} edits
 */
export function query(question, edits) {
  const params = new URLSearchParams();
  for (const name of TEXTS) if (question[name]) params.set(name, question[name]);
  for (const name of FLAGS) if (question[name]) params.set(name, "true");
  for (const name of LISTS) for (const each of question[name]) params.append(name, each);
  if (edits.length) params.set("edits", JSON.stringify(edits));
  return params;
}

/** @param {Question} question */
export const isWhole = (question) => Boolean(question.from && question.to);

/** @param {any} value @returns {value is Edit} */
const isEdit = (value) =>
  typeof value?.file === "string" &&
  typeof value.pointer === "string" &&
  ["remove", "replace", "add"].includes(value.op) &&
  (value.op === "remove" || value.value !== undefined);

/** @param {string} text @returns {Pick<Asked, "edits" | "unread">} */
function changes(text) {
  if (!text) return { edits: [], unread: "" };
  try {
    const edits = JSON.parse(text);
    if (Array.isArray(edits) && edits.every(isEdit)) return { edits, unread: "" };
  } catch {
    // An address that was cut off.
  }
  return { edits: [], unread: text };
}

/** @param {URL | Location} url @returns {Asked} */
export function fromAddress(url) {
  const params = new URLSearchParams(url.search);
  const part = Number.parseInt(params.get("part") ?? "1", 10);
  return {
    snapshot: params.get("snapshot") ?? "",
    beside: params.get("beside") ?? "",
    question: read(params),
    ...changes(params.get("edits") ?? ""),
    part: part > 0 ? part : 1,
    at: url.hash.slice(1),
  };
}

/** @param {Asked} asked */
export function toAddress({ snapshot, beside, question, edits, unread, part, at }) {
  const params = query(question, edits);
  if (unread) params.set("edits", unread);
  if (snapshot) params.set("snapshot", snapshot);
  if (beside) params.set("beside", beside);
  if (part > 1) params.set("part", String(part));
  const text = params.toString();
  return `./${text ? `?${text}` : ""}${at ? `#${at}` : ""}`;
}

const form = () => byId("question", HTMLFormElement);

/** @param {string} name */
const control = (name) => {
  const found = form().elements.namedItem(name);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) return found;
  throw new Error(`the form has no ${name}`);
};

/** @returns {Question} */
export function fromForm() {
  /** @type {any} */
  const question = {};
  for (const name of TEXTS) question[name] = control(name).value.trim();
  for (const name of FLAGS) question[name] = /** @type {HTMLInputElement} */ (control(name)).checked;
  for (const name of LISTS)
    question[name] = control(name)
      .value.split(/[\s,]+/)
      .filter(Boolean);
  return question;
}

/** @param {Question} question */
export function intoForm(question) {
  for (const name of TEXTS) {
    const field = control(name);
    // A protocol by number is no choice of the list, and one of an address.
    if (field instanceof HTMLSelectElement && !Array.from(field.options).some((o) => o.value === question[name])) {
      field.add(new Option(question[name], question[name]));
    }
    field.value = question[name];
  }
  for (const name of FLAGS) /** @type {HTMLInputElement} */ (control(name)).checked = question[name];
  for (const name of LISTS) control(name).value = question[name].join(" ");
  const rare = [...TEXTS.slice(4), ...FLAGS, ...LISTS].some((name) => String(question[name]) && question[name]);
  if (rare) byId("more", HTMLDetailsElement).open = true;
}

/** What was asked, in a title. @param {Question} question */
export function title({ from, to, protocol, port }) {
  return [`${from} → ${to}`, protocol, port].filter(Boolean).join(" ");
}
