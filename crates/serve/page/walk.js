// The hops, there and back, with every decision; the one at hand stands open with its table.

import * as api from "./api.js";
import { capital, h } from "./dom.js";
import { hopKey, key, legs } from "./steps.js";
import { marks, tableElement, tablesOf } from "./tables.js";
import { badge, check, linked, named, outcome, packets, where } from "./text.js";

/** @import { Decision, Edit, Hop, Part, Row, Shown, Story } from "./types.d.ts" */
/** @import { Step } from "./steps.js" */

/** Rules of one decision that are told before the rest is counted. */
const SHARES = 8;

/**
 * @typedef {{
 *   story: Story,
 *   part: Part,
 *   snapshot: string,
 *   edits: Edit[],
 *   go: (step: Step) => void,
 *   actions: (row: Row, shown: Shown) => Node[],
 * }} View
 */

/** What a decision says, in lines: one for each rule that decided about some of the packets. @param {Decision} decision @param {Hop} hop @param {string} folder */
function shares(decision, hop, folder) {
  const { resource } = decision;
  const own = resource.id === hop.resource.id;
  const lines = decision.shares
    .slice(0, SHARES)
    .map((share) =>
      h(
        "p",
        { class: "share" },
        share.headers.length > 0 &&
          h("span", { class: "packets" }, `${share.headers.map((each) => each.text).join("; ")}: `),
        !own && named({ ...resource, kind: "" }),
        !own && share.rule && " ",
        share.rule,
        share.says && [share.rule ? ": " : own ? "" : ": ", ...linked(share.says)],
        " ",
        share.place && where(share.place, folder),
      ),
    );
  if (decision.shares.length > SHARES)
    lines.push(h("p", { class: "share" }, `and ${decision.shares.length - SHARES} more rules`));
  return lines;
}

/** @param {Decision} decision @param {string} folder */
function aside(decision, folder) {
  return [
    ...decision.lost.map((lost) =>
      h(
        "p",
        { class: "lost" },
        "lost: ",
        ...linked(lost.route),
        ` (${lost.why}) `,
        lost.place && where(lost.place, folder),
      ),
    ),
    ...decision.changes.map((change) =>
      h("p", { class: "change" }, `${change.field}: `, h("del", {}, change.from), " → ", h("ins", {}, change.to)),
    ),
  ];
}

/** The tables that a decision was made by, once they are fetched. @param {Decision} decision @param {Step} step @param {View} view */
async function tables(decision, step, { story, snapshot, edits, actions }) {
  const shown = await api.resource(snapshot, decision.resource.id, edits);
  const blockers = story.blockers.filter((blocker) => blocker.leg === step.leg);
  const { folder } = story.snapshot;
  return tablesOf(shown, decision).map((table) =>
    tableElement(table, { folder, marks: marks(table, decision, blockers), actions: (row) => actions(row, shown) }),
  );
}

/**
 * The hops of a part. `mark` shows where one stands.
 *
 * @param {View} view
 */
export function walk(view) {
  const { story, part, go } = view;
  const { folder } = story.snapshot;
  /** @type {Map<string, { element: HTMLElement, open: (wanted: boolean, scroll?: boolean) => void }>} */
  const places = new Map();

  /** @param {Decision} decision @param {Hop} hop @param {Step} step @param {boolean} past */
  function decisionElement(decision, hop, step, past) {
    const id = `at-${key(step)}`;
    const detail = h("div", { class: "detail", id: `${id}-tables`, hidden: true });
    const button = h(
      "button",
      { type: "button", class: "check", "aria-expanded": "false", "aria-controls": detail.id },
      check(decision),
    );
    const element = h(
      "li",
      { id, class: `decision did-${decision.outcome}${past ? " past" : ""}` },
      h("span", { class: `outcome did-${decision.outcome}` }, outcome(decision.outcome)),
      button,
      h("div", { class: "says" }, ...shares(decision, hop, folder), ...aside(decision, folder)),
      detail,
    );
    let filled = false;
    const open = (/** @type {boolean} */ wanted, scroll = false) => {
      button.setAttribute("aria-expanded", String(wanted));
      detail.hidden = !wanted;
      if (!wanted || filled) return;
      filled = true;
      tables(decision, step, view).then(
        (found) => {
          detail.replaceChildren(...found);
          if (scroll && !detail.hidden) element.scrollIntoView({ block: "nearest" });
        },
        (fault) => detail.replaceChildren(h("p", { class: "error" }, `${capital(fault.message)}.`)),
      );
    };
    const toggle = () => {
      if (element.getAttribute("aria-current") && !detail.hidden) open(false);
      else go(step);
    };
    button.addEventListener("click", toggle);
    // For the mouse, the whole line is the button.
    element.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const free = !target.closest("button, a, .detail") && !getSelection()?.toString();
      if (free) toggle();
    });
    places.set(key(step), { element, open });
    return element;
  }

  /** @param {Hop} hop @param {Step["leg"]} leg @param {number} number @param {{ refused: boolean }} state */
  function hopElement(hop, leg, number, state) {
    const decisions = hop.decisions.map((decision, index) => {
      const element = decisionElement(decision, hop, { leg, hop: number, decision: index + 1 }, state.refused);
      if (decision.outcome === "drop") state.refused = true;
      return element;
    });
    const element = h(
      "li",
      { class: `hop${hop.past_refusal || hop.beyond ? " past" : ""}`, id: `at-${hopKey({ leg, hop: number })}` },
      h(
        "h4",
        {},
        h("span", { class: `number ${leg}${hop.written ? "" : " unwritten"}` }, number),
        " ",
        ...named(hop.resource),
        hop.about && h("span", { class: "about" }, "  ", ...linked(hop.about)),
      ),
      hop.beyond && h("p", { class: "aside" }, "No way leads here; read with the headers as sent."),
      hop.past_refusal && !hop.beyond && h("p", { class: "aside" }, "Past the refusal, had it passed."),
      ...packets(hop.headers),
      h("ol", { class: "decisions" }, ...decisions),
    );
    if (!hop.decisions.length) places.set(key({ leg, hop: number, decision: 0 }), { element, open: () => {} });
    return element;
  }

  const sections = legs(part).map(([name, leg]) => {
    const state = { refused: false };
    const hops = leg.hops.map((hop, index) => hopElement(hop, name, index + 1, state));
    const arrives =
      leg.delivered_to && h("p", { class: "aside arrives" }, "Delivered to ", ...linked(leg.delivered_to), ".");
    const heading = h("h3", { id: `leg-${name}` }, `${capital(name)} `, badge(leg.verdict));
    return h(
      "section",
      { class: "leg", "aria-labelledby": heading.id },
      heading,
      h("ol", { class: "list" }, ...hops),
      arrives,
    );
  });
  if (!part.return && part.forward.no_reply_expected)
    sections.push(h("section", { class: "leg" }, h("p", {}, "Return: none expected.")));

  /** @type {string} */
  let marked = "";
  return {
    elements: sections,
    /** @param {Step | null} step @param {boolean} scroll */
    mark(step, scroll) {
      const before = places.get(marked);
      before?.element.removeAttribute("aria-current");
      before?.open(false);
      marked = step ? key(step) : "";
      const place = places.get(marked);
      place?.element.setAttribute("aria-current", "step");
      place?.open(true, scroll);
      if (scroll) place?.element.scrollIntoView({ block: "nearest" });
    },
  };
}
