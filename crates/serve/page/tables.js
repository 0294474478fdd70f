// A resource's lowered tables, with the rows that decided and those that nearly did.

import { h } from "./dom.js";
import { linked, named, where } from "./text.js";

/** @import { Blocker, Decision, Place, Row, Shown, Table } from "./types.d.ts" */

/** Rows that are shown around those that are marked; the rest unfolds. */
const AROUND = 6;
const FEW = 30;

const DECIDES = () => h("span", { class: "note" }, "◀ decides");

/** @param {Place | null | undefined} a @param {Place | null | undefined} b */
const same = (a, b) => Boolean(a && b && a.file === b.file && a.pointer === b.pointer);

/**
 * What a row is to a decision.
 *
 * @typedef {{ decides: boolean, near: string }} Mark
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
 * How a decision marks rows.
 *
 * @param {Decision} decision
 * @param {Blocker[]} blockers of the same leg
 * @returns {(row: Row) => Mark}
 */
export function marks(decision, blockers) {
  const nearest = blockers
    .filter((each) => each.resource === decision.resource.id && each.direction === decision.direction)
    .map((each) => each.nearest);
  return (row) => {
    const decides = decision.shares.some((share) => same(share.place, row.place));
    const near = nearest.find((each) => same(each?.place, row.place));
    const lost = decision.lost.find((each) => same(each.place, row.place));
    if (decides) return { decides, near: "" };
    if (near) return { decides, near: `nearest: ${near.differs.join("; ") || "it differs"}` };
    return { decides, near: lost ? `lost: ${lost.why}` : "" };
  };
}

/**
 * @param {Table} table
 * @param {object} how
 * @param {string} how.folder
 * @param {(row: Row) => Mark} [how.mark]
 * @param {boolean} [how.decided] whether this table decided: if no row did, its default
 * @param {(row: Row) => Node[]} [how.actions]
 */
export function tableElement(table, { folder, mark = () => ({ decides: false, near: "" }), decided = false, actions }) {
  const marked = table.rows.map(mark);
  const marks = marked.flatMap(({ decides, near }, index) => (decides || near ? [index] : []));
  const isShown = (/** @type {number} */ index) => {
    if (table.rows.length <= FEW) return true;
    return marks.length ? marks.some((other) => Math.abs(other - index) <= AROUND) : index < FEW;
  };
  const rows = table.rows.map((row, index) => {
    const { decides, near } = marked[index] ?? { decides: false, near: "" };
    return h(
      "tr",
      {
        class: decides ? "decides" : near ? "near" : "",
        "aria-current": decides ? "true" : null,
        hidden: !isShown(index),
      },
      h(
        "td",
        { class: "rule" },
        ...linked(row.rule),
        row.place && [" ", where(row.place, folder)],
        decides ? DECIDES() : near && h("span", { class: "note" }, `≈ ${near}`),
      ),
      h("td", { class: "guard" }, ...linked(row.guard)),
      h("td", { class: "action" }, ...linked(row.action), actions && h("span", { class: "actions" }, ...actions(row))),
    );
  });
  // A table with a row per address holds more rows than are told: the one that decided needn't be among them.
  const byDefault = decided && !table.more && !marked.some(({ decides }) => decides);
  const rest = h(
    "tr",
    { class: byDefault ? "rest decides" : "rest", "aria-current": byDefault ? "true" : null },
    h(
      "td",
      { class: "rule" },
      table.more ? `and ${table.more.toLocaleString("en")} more rows` : "otherwise",
      byDefault && DECIDES(),
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
