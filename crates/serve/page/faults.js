// What is wrong with a question, beside the field that it concerns.

import { byId, h } from "./dom.js";

/** @import { Problem } from "./api.js" */
/** @import { Question } from "./question.js" */

const FIELDS = ["from", "to", "protocol", "port", "source_port", "icmp", "via", "not_via"];

export function clear() {
  for (const field of [...FIELDS, "question"]) byId(`${field}-error`, HTMLElement).replaceChildren();
  for (const field of FIELDS) document.getElementById(field)?.removeAttribute("aria-invalid");
}

/**
 * Which field a problem is about: the one whose text the server quotes, or whose name it says.
 *
 * @param {string} detail
 * @param {Question} question
 */
function field(detail, question) {
  const quoted = FIELDS.find((name) => {
    const value = /** @type {any} */ (question)[name];
    return [value].flat().some((text) => text && detail.includes(JSON.stringify(text)));
  });
  if (quoted) return quoted;
  // `db:5432` is an end with its ports: the server quotes the end alone.
  const end = detail.match(/"([^"]+)"/)?.[1];
  if (end && question.to.startsWith(end)) return "to";
  if (/\bicmp\b/i.test(detail)) return "icmp";
  if (/\bport/.test(detail)) return "port";
  if (/\bprotocol\b/.test(detail)) return "protocol";
  return "question";
}

/**
 * @param {Problem} problem
 * @param {Question} question
 */
export function tell(problem, question) {
  const name = field(problem.message, question);
  const choose = (/** @type {string} */ candidate) => {
    const input = byId(name, HTMLInputElement);
    // A candidate is a line about an end; its first word names it.
    input.value = candidate.split(" ")[0] ?? candidate;
    clear();
    byId("question", HTMLFormElement).requestSubmit();
  };
  const candidates = problem.candidates.map((candidate) =>
    h("button", { type: "button", class: "link", onclick: () => choose(candidate) }, candidate),
  );
  const may = candidates.length > 0 && name !== "question" && name !== "via" && name !== "not_via";
  byId(`${name}-error`, HTMLElement).replaceChildren(
    `${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}.`,
    ...(may ? [" Perhaps ", ...candidates.flatMap((each, index) => (index ? [", ", each] : [each])), "?"] : []),
  );
  const input = document.getElementById(name);
  if (name === "question" || !input) return;
  if (input.closest("details") instanceof HTMLDetailsElement) {
    /** @type {HTMLDetailsElement} */ (input.closest("details")).open = true;
  }
  input.setAttribute("aria-invalid", "true");
  input.focus();
}

/** Says which end is missing. @param {Question} question */
export function missing({ from }) {
  const name = from ? "to" : "from";
  byId(`${name}-error`, HTMLElement).replaceChildren(
    name === "from" ? "Where do the packets start?" : "Where should they arrive?",
  );
  const input = byId(name, HTMLInputElement);
  input.setAttribute("aria-invalid", "true");
  input.focus();
}
