// A resource's lowered tables, with the rows that decided and those that nearly did.

import { h } from "./dom.js";
import { linked, named, where } from "./text.js";

/** @import { Blocker, Decision, Place, Row, Shown, Table } from "./types.d.ts" */

/** Rows that are shown around those that are marked; the rest unfolds. */
const AROUND = 6;
const FEW = 30;

/** @param {Place | null | undefined} a @param {Place | null | undefined} b */
const same = (a, b) => Boolean(a && b && a.file === b.file && a.pointer === b.pointer);

/**
 * What a row is to a decision: what is said of it, and whether it decided.
 *
 * @typedef {{ decides: boolean, note: string }} Mark
 * @typedef {{ rows: Mark[], otherwise: boolean }} Marks
 */

/** The tables of a resource that a decision is made by. @param {Shown} shown @param {Decision} decision */
export function tablesOf(shown, decision) {
  const way = decision.direction === "egress" ? ", outbound" : decision.direction === "ingress" ? ", inbound" : "";
  const named = shown.tables.filter((table) => table.name === `${decision.check}${way}`);
  if (named.length) return named;
  const decided = (/** @type {Row} */ row) => decision.shares.some((share) => same(share.place, row.place));
  return shown.tables.filter((table) => table.rows.some(decided));
}

/**
 * The rows of a table that decided about a share: the one that the story names, if it is this table's. A walk through several
 * security groups meets all their rules in one table, and a table by address isn't told row by row: then the place says it.
 *
 * @param {Table} table
 * @param {Decision["shares"][number]} share
 */
function deciding(table, share) {
  const named = table.rows[(share.row ?? 0) - 1];
  if (named && same(named.place, share.place)) return [named];
  return table.rows.filter((row) => same(row.place, share.place));
}

/**
 * How a decision marks the rows of a table, and its default.
 *
 * @param {Table} table
 * @param {Decision} decision
 * @param {Blocker[]} blockers of the same leg
 * @returns {Marks}
 */
export function marks(table, decision, blockers) {
  /** @type {Map<Row, string>} */
  const decided = new Map();
  let otherwise = false;
  // What wasn't asked, and what passes or is translated back as a reply, was decided by no row, nor by what is done otherwise.
  const asked = !["skip", "state", "restore"].includes(decision.outcome);
  for (const share of asked ? decision.shares : []) {
    if (share.row === 0) otherwise = true;
    const rows = share.row === 0 ? [] : deciding(table, share);
    for (const row of rows) decided.set(row, rows.length > 1 ? `one of these ${rows.length} decides` : "decides");
  }
  const nearest = blockers
    .filter((each) => each.resource === decision.resource.id && each.direction === decision.direction)
    .map((each) => each.nearest);
  const rows = table.rows.map((row) => {
    const note = decided.get(row);
    if (note) return { decides: true, note: `◀ ${note}` };
    const near = nearest.find((each) => same(each?.place, row.place));
    if (near) return { decides: false, note: `≈ nearest: ${near.differs.join("; ") || "it differs"}` };
    const lost = decision.lost.find((each) => same(each.place, row.place));
    return { decides: false, note: lost ? `≈ lost: ${lost.why}` : "" };
  });
  return { rows, otherwise };
}

/**
 * @param {Table} table
 * @param {object} how
 * @param {string} how.folder
 * @param {Marks} [how.marks]
 * @param {(row: Row) => Node[]} [how.actions]
 */
export function tableElement(table, { folder, marks, actions }) {
  const noted = marks?.rows.flatMap(({ note }, index) => (note ? [index] : [])) ?? [];
  const isShown = (/** @type {number} */ index) => {
    if (table.rows.length <= FEW) return true;
    return noted.length ? noted.some((other) => Math.abs(other - index) <= AROUND) : index < FEW;
  };
  const rows = table.rows.map((row, index) => {
    const { decides, note } = marks?.rows[index] ?? { decides: false, note: "" };
    return h(
      "tr",
      {
        class: decides ? "decides" : note ? "near" : "",
        "aria-current": decides ? "true" : null,
        hidden: !isShown(index),
      },
      h(
        "td",
        { class: "rule" },
        ...linked(row.rule),
        row.place && [" ", where(row.place, folder)],
        note && h("span", { class: "note" }, note),
      ),
      h("td", { class: "guard" }, ...linked(row.guard)),
      h("td", { class: "action" }, ...linked(row.action), actions && h("span", { class: "actions" }, ...actions(row))),
    );
  });
  const otherwise = marks?.otherwise;
  const rest = h(
    "tr",
    { class: otherwise ? "rest decides" : "rest", "aria-current": otherwise ? "true" : null },
    h(
      "td",
      { class: "rule" },
      table.more ? `and ${table.more.toLocaleString("en")} more rows` : "otherwise",
      otherwise && h("span", { class: "note" }, "◀ decides"),
    ),
    h("td", { class: "guard" }, "anything else"),
    h("td", { class: "action" }, table.default),
  );
  const folded = rows.filter((row) => row.hidden);
  const unfold = h(
    "button",
    { type: "button", class: "quiet" },
    `Show ${folded.length.toLocaleString("en")} more rows`,
  );
  unfold.addEventListener("click", () => {
    for (const row of folded) row.hidden = false;
    unfold.remove();
  });
  const heads = ["Rule", "Packets", "Then"].map((text) => h("th", { scope: "col" }, text));
  return h(
    "div",
    { class: "table" },
    h(
      "table",
      { class: "rules" },
      h("caption", {}, h("strong", {}, table.name), " of ", ...named(table.subject), `: ${table.discipline}`),
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...rows, rest),
    ),
    folded.length > 0 && unfold,
  );
}
