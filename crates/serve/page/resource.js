// A panel about one resource: what it is, its lowered tables, who refers to it, where it stands in the snapshot.

import * as api from "./api.js";
import { capital, counted, h } from "./dom.js";
import { tableElement } from "./tables.js";
import { copied, linked, named, where } from "./text.js";

/** @import { Edit, Row, Shown } from "./types.d.ts" */

/** Referrers of one kind that are shown; the rest is counted. */
const MOST = 12;

/**
 * @typedef {{ snapshot: string, edits: Edit[], folder: string, actions: (row: Row, shown: Shown) => Node[] }} Context
 */

/** Resources that name it or are named by it, by how. @param {Shown["referrers"]} referrers @param {(each: { kind: string, how: string }) => string} told */
function grouped(referrers, told) {
  const groups = Map.groupBy(referrers, told);
  return Array.from(groups, ([title, all]) =>
    h(
      "li",
      {},
      `${title}: `,
      ...all.slice(0, MOST).flatMap((each, index) => [index ? ", " : "", ...named({ ...each, kind: "" })]),
      all.length > MOST ? ` and ${counted(all.length - MOST, "other")}` : "",
    ),
  );
}

/**
 * @param {HTMLElement} panel
 * @param {() => Context} context
 */
export function resourcePanel(panel, context) {
  /** @type {Element | null} */
  let from = null;
  let opened = "";

  function close() {
    if (panel.hidden) return;
    panel.hidden = true;
    opened = "";
    document.body.classList.remove("with-resource");
    if (from instanceof HTMLElement && from.isConnected) from.focus();
  }

  /** @param {string} title @param {(Node | null | undefined | false | "")[]} content */
  function fill(title, ...content) {
    const heading = h("h2", { id: "resource-heading", tabindex: -1 }, title);
    const shut = h("button", { type: "button", class: "quiet", onclick: close, "aria-label": "Close" }, "✕");
    panel.replaceChildren(h("div", { class: "bar" }, heading, shut), ...content.filter((each) => each instanceof Node));
    return heading;
  }

  /** @param {string} id @param {Shown} shown */
  function show(id, shown) {
    const { folder, actions } = context();
    const { resource, about, owner, region, zone, place, tables, belongs, names, referrers, more_referrers, source } =
      shown;
    const stands = [owner && `account ${owner}`, region, zone].filter(Boolean);
    const heading = fill(
      capital(resource.kind || "Resource"),
      h(
        "p",
        { class: "who" },
        h("code", {}, resource.id || id),
        copied(resource.id || id),
        resource.name && h("strong", {}, resource.name),
      ),
      about && h("p", {}, ...linked(about)),
      stands.length > 0 && h("p", { class: "aside" }, stands.join(", ")),
      belongs.length > 0 &&
        h("ul", { class: "belongs" }, ...belongs.map(({ how, id }) => h("li", {}, `${how} `, ...linked(id)))),
      place && h("p", {}, where(place, folder)),
      ...tables.map((table) => tableElement(table, { folder, actions: (row) => actions(row, shown) })),
      names.length > 0 && h("h3", {}, "What it names"),
      names.length > 0 && h("ul", {}, ...grouped(names, ({ kind, how }) => `${how} ${kind}`)),
      referrers.length > 0 && h("h3", {}, "Who refers to it"),
      referrers.length > 0 && h("ul", {}, ...grouped(referrers, ({ kind, how }) => `${kind}, ${how}`)),
      more_referrers > 0 && h("p", { class: "aside" }, `and ${more_referrers.toLocaleString("en")} more`),
      source?.text &&
        h(
          "details",
          { class: "source" },
          h("summary", {}, "As it stands in ", where(source, folder)),
          h("pre", { tabindex: 0, role: "region", "aria-label": "Source" }, h("code", {}, source.text)),
        ),
    );
    heading.focus();
    panel.scrollTop = 0;
  }

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  return {
    close,
    /** @param {string} id */
    async open(id) {
      if (panel.hidden) from = document.activeElement;
      opened = id;
      panel.hidden = false;
      document.body.classList.add("with-resource");
      fill(id, h("p", { class: "aside" }, "Reading…"));
      try {
        const { snapshot, edits } = context();
        const shown = await api.resource(snapshot, id, edits);
        if (opened === id) show(id, shown);
      } catch (fault) {
        const told = fault instanceof Error ? fault.message : String(fault);
        if (opened === id) fill(id, h("p", { class: "error" }, `${capital(told)}.`)).focus();
      }
    },
    /** Asks again: something has changed. */
    again() {
      if (opened) void this.open(opened);
    },
  };
}
