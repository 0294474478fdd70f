// What if: rules removed or edited in memory, to walk again. The snapshot on disk stays as it is.

import * as api from "./api.js";
import { counted, h } from "./dom.js";
import { editor, leaves, put } from "./editor.js";
import { commandList, copied } from "./text.js";

/** @import { Edit, Place, Row, Shown } from "./types.d.ts" */

/** @param {Edit | Place} a @param {Edit | Place} b */
const isSamePlace = (a, b) => a.file === b.file && a.pointer === b.pointer;

/** Whether two values of JSON are one, in whatever order their keys stand. @param {any} a @param {any} b @returns {boolean} */
const isSame = (a, b) =>
  a === b ||
  (a !== null &&
    b !== null &&
    typeof a === "object" &&
    typeof b === "object" &&
    Array.isArray(a) === Array.isArray(b) &&
    Object.keys(a).length === Object.keys(b).length &&
    Object.keys(a).every((key) => isSame(a[key], b[key])));

/** The keys of a JSON pointer. @param {string} pointer */
const keys = (pointer) =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Whether one place lies within another. @param {Edit | Place} inner @param {Edit | Place} outer */
const isWithin = (inner, outer) => inner.file === outer.file && inner.pointer.startsWith(`${outer.pointer}/`);

/**
 * The value at a place: as it was edited already, else as its resource's text has it.
 *
 * @param {Shown} shown
 * @param {Place} place
 * @param {Edit[]} edits
 * @returns {unknown} undefined where it isn't in the text
 */
export function valueAt({ place: whole, source }, place, edits) {
  const edited = edits.find((each) => each.op === "replace" && (isSamePlace(each, place) || isWithin(place, each)));
  const from = edited ?? whole;
  if (!from || from.file !== place.file || !`${place.pointer}/`.startsWith(`${from.pointer}/`)) return undefined;
  try {
    let value = edited ? edited.value : JSON.parse(source?.text ?? "null");
    for (const key of keys(place.pointer.slice(from.pointer.length))) value = value?.[key];
    return value;
  } catch {
    return undefined;
  }
}

/** Where security groups keep the two halves of a rule: the peer in a list, its ports around it. */
const PEER = /^(.*\/IpPermissions(?:Egress)?\/\d+)\/\w+\/\d+$/;
/** Fields that a form still shows at a glance. */
const MOST = 12;

/**
 * What of a rule is edited: where its ports stand around it, those, too.
 *
 * @param {Shown} shown
 * @param {Place} place
 * @param {Edit[]} edits
 * @returns {{ place: Place, value: unknown } | null}
 */
function editable(shown, place, edits) {
  const around = place.pointer.match(PEER)?.[1];
  for (const pointer of [around, place.pointer]) {
    if (pointer === undefined) continue;
    const value = valueAt(shown, { ...place, pointer }, edits);
    const count = leaves(value).length;
    if (count > 0 && (count <= MOST || pointer === place.pointer)) return { place: { ...place, pointer }, value };
  }
  return null;
}

/**
 * What can be done to a row.
 *
 * @param {Row} row
 * @param {Shown} shown
 * @param {Edit[]} edits those that are made already
 * @param {(edits: Edit[]) => Promise<string>} apply makes other edits, or says why they can't be
 * @returns {Node[]}
 */
export function actions(row, shown, edits, apply) {
  const { place } = row;
  if (!row.editable || !place) return [];
  const at = { file: place.file, pointer: place.pointer };
  const remove = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": `Remove ${row.rule} and walk again`,
      onclick: () => void apply(withEdit(edits, { ...at, op: "remove" })),
    },
    "Remove",
  );
  const found = editable(shown, place, edits);
  if (!found) return [remove];
  const { pointer } = found.place;
  const original = valueAt(shown, found.place, []);
  /** What stands there already changes nothing, and what stood there at first undoes the change. @param {unknown} value */
  const change = (value) => {
    if (isSame(value, found.value)) return edits;
    const here = edits.filter((each) => !isSamePlace(each, found.place));
    if (isSame(value, original) && here.length < edits.length) return here;
    return withEdit(edits, { ...at, pointer, op: "replace", value });
  };
  const edit = h(
    "button",
    { type: "button", class: "quiet", "aria-label": `Edit ${row.rule}`, "aria-expanded": "false" },
    "Edit",
  );
  edit.addEventListener("click", () => {
    const line = edit.closest("tr");
    if (!line) return;
    const next = line.nextElementSibling;
    const shut = () => {
      line.nextElementSibling?.remove();
      edit.setAttribute("aria-expanded", "false");
      edit.focus();
    };
    if (next?.classList.contains("editing")) {
      shut();
      return;
    }
    const done = async (/** @type {unknown} */ value) => {
      const next = change(value);
      return next === edits ? "Nothing is changed yet: the rule stands so already." : apply(next);
    };
    const form = editor(found.value, done, shut);
    line.after(h("tr", { class: "editing" }, h("td", { colspan: 3 }, form)));
    edit.setAttribute("aria-expanded", "true");
    form.querySelector(/** @type {"input"} */ ("input, select"))?.focus();
  });
  return [edit, remove];
}

/**
 * One edit more. What was edited at its place, or within it, it takes the place of; within what was edited, it becomes a part of that.
 *
 * @param {Edit[]} edits
 * @param {Edit} edit
 * @returns {Edit[]}
 */
export function withEdit(edits, edit) {
  const outer = edits.find((each) => each.op === "replace" && isWithin(edit, each));
  if (!outer) return [...edits.filter((each) => !isSamePlace(each, edit) && !isWithin(each, edit)), edit];
  const leaf = edit.op === "remove" ? undefined : edit.value;
  const value = put(outer.value, keys(edit.pointer.slice(outer.pointer.length)), leaf);
  return edits.map((each) => (each === outer ? { ...outer, value } : each));
}

/** @param {Edit} edit */
function inWords({ op, file, pointer, value }) {
  const place = `${file.split("/").pop()} ${pointer}`;
  if (op === "remove") return `removed: ${place}`;
  const text = JSON.stringify(value);
  return op === "add" ? `added to ${place}: ${text}` : `changed: ${place} to ${text}`;
}

/**
 * The banner that says what is asked instead of the snapshot as it is.
 *
 * @param {HTMLElement} banner
 * @param {string} snapshot
 * @param {Edit[]} edits
 * @param {(edits: Edit[]) => void} change
 */
export async function tell(banner, snapshot, edits, change) {
  banner.hidden = edits.length === 0;
  if (banner.hidden) {
    banner.replaceChildren();
    return;
  }
  const commands = h("div", { class: "commands" });
  banner.replaceChildren(
    h("h2", { id: "edits-heading" }, `What if: ${counted(edits.length, "change")}, in memory only`),
    h("p", {}, "The walk is of the network with these changes; the snapshot and the account stay as they are."),
    h(
      "ul",
      {},
      ...edits.map((edit) =>
        h(
          "li",
          {},
          h("span", {}, inWords(edit)),
          h(
            "button",
            { type: "button", class: "quiet", onclick: () => change(edits.filter((each) => each !== edit)) },
            "Undo",
          ),
        ),
      ),
    ),
    commands,
    edits.length > 1 ? h("button", { type: "button", class: "quiet", onclick: () => change([]) }, "Undo all") : "",
  );
  try {
    const told = await api.whatIf(snapshot, edits);
    if (told.commands.length > 0) {
      const all = told.commands.length > 1 ? copied(told.commands.join("\n"), "Copy all") : "";
      commands.append(h("h3", {}, "The same with the AWS CLI ", all), ...commandList(told.commands));
    }
    if (told.idle.length > 0) {
      const what = counted(told.idle.length, "change");
      commands.append(h("p", {}, `Of these, ${what} would change nothing: what is put there stands there already.`));
    }
    if (told.unsaid.length > 0) {
      commands.append(h("p", {}, `For ${counted(told.unsaid.length, "change")} of these no command is known.`));
    }
  } catch (fault) {
    commands.replaceChildren(h("p", { class: "error" }, fault instanceof Error ? fault.message : String(fault)));
  }
}
