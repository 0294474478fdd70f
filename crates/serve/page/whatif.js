// What if: rules removed or edited in memory, to walk again. The snapshot on disk stays as it is.

import * as api from "./api.js";
import { counted, h } from "./dom.js";
import { commandList, copied } from "./text.js";

/** @import { Edit, Place, Row, Shown } from "./types.d.ts" */

/** @param {Edit | Place} a @param {Edit | Place} b */
const isSamePlace = (a, b) => a.file === b.file && a.pointer === b.pointer;

/**
 * The value at a row's place, read off the text of its resource.
 *
 * @param {Shown} shown
 * @param {Place} place
 * @returns {unknown} undefined where it isn't in the text
 */
export function valueAt({ place: whole, source }, place) {
  if (!whole || !source?.text || whole.file !== place.file || !place.pointer.startsWith(whole.pointer))
    return undefined;
  const keys = place.pointer.slice(whole.pointer.length).split("/").slice(1);
  try {
    let value = JSON.parse(source.text);
    for (const key of keys) value = value?.[key.replaceAll("~1", "/").replaceAll("~0", "~")];
    return value;
  } catch {
    return undefined;
  }
}

/**
 * The fields of a rule, under the names that AWS gives them, to be changed one by one.
 *
 * @param {unknown} value
 * @param {string[]} path
 * @returns {{ path: string[], value: string | number | boolean }[]}
 */
export function leaves(value, path = []) {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ path, value }];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** @param {any} value @param {string[]} path @param {unknown} leaf */
function put(value, path, leaf) {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = put(copy[key], rest, leaf);
  return copy;
}

/**
 * A form that edits a rule where it stands.
 *
 * @param {unknown} value
 * @param {(value: unknown) => void} done
 * @param {() => void} cancel
 */
function editor(value, done, cancel) {
  const all = leaves(value);
  const inputs = all.map(({ path, value: leaf }) => {
    const label = path.join(" / ") || "value";
    if (typeof leaf === "boolean") {
      const input = h("input", { type: "checkbox", checked: leaf });
      return { label: h("label", { class: "check" }, input, ` ${label}`), read: () => input.checked };
    }
    const input = h("input", { value: String(leaf), spellcheck: "false" });
    const read = () =>
      typeof leaf === "number" && /^-?\d+$/.test(input.value.trim()) ? Number(input.value) : input.value.trim();
    return { label: h("label", {}, h("span", {}, label), input), read };
  });
  const form = h(
    "form",
    {
      class: "editor",
      "aria-label": "Edit the rule",
      onsubmit: (event) => {
        event.preventDefault();
        done(all.reduce((changed, { path }, index) => put(changed, path, inputs[index]?.read()), value));
      },
    },
    ...inputs.map(({ label }) => label),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit" }, "Walk with this"),
      h("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel"),
    ),
  );
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  });
  return form;
}

/**
 * What can be done to a row.
 *
 * @param {Row} row
 * @param {Shown} shown
 * @param {(edit: Edit) => void} apply
 * @returns {Node[]}
 */
export function actions(row, shown, apply) {
  const { place } = row;
  if (!row.editable || !place) return [];
  const at = { file: place.file, pointer: place.pointer };
  const remove = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": `Remove ${row.rule} and walk again`,
      onclick: () => apply({ ...at, op: "remove" }),
    },
    "Remove",
  );
  const value = valueAt(shown, place);
  if (value === undefined || leaves(value).length === 0) return [remove];
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
    const form = editor(value, (changed) => apply({ ...at, op: "replace", value: changed }), shut);
    line.after(h("tr", { class: "editing" }, h("td", { colspan: 3 }, form)));
    edit.setAttribute("aria-expanded", "true");
    form.querySelector("input")?.focus();
  });
  return [edit, remove];
}

/**
 * One edit more: a second one at the same place takes the first one's.
 *
 * @param {Edit[]} edits
 * @param {Edit} edit
 */
export const withEdit = (edits, edit) => [...edits.filter((each) => !isSamePlace(each, edit)), edit];

/** @param {Edit} edit */
function inWords({ op, file, pointer, value }) {
  const place = `${file.split("/").pop()} ${pointer}`;
  return op === "remove" ? `removed: ${place}` : `changed: ${place} to ${JSON.stringify(value)}`;
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
    if (told.commands.length === 0) return;
    commands.replaceChildren(
      h(
        "h3",
        {},
        "The same with the AWS CLI ",
        told.commands.length > 1 ? copied(told.commands.join("\n"), "Copy all") : "",
      ),
      ...commandList(told.commands),
    );
  } catch (fault) {
    commands.replaceChildren(h("p", { class: "error" }, fault instanceof Error ? fault.message : String(fault)));
  }
}
