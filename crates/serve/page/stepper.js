// Stepping through a walk: by decision, by hop, by leg; with buttons and with the arrow keys.

import { h } from "./dom.js";
import { decisionAt, hopAt, key } from "./steps.js";
import { check, outcome } from "./text.js";

/** @import { Part } from "./types.d.ts" */
/** @import { Step } from "./steps.js" */

/** @param {Step} a @param {Step} b */
const isSameHop = (a, b) => a.leg === b.leg && a.hop === b.hop;

/**
 * Where a key or button leads from a step.
 *
 * @param {Step[]} all
 * @param {Step | null} step
 * @param {"first" | "last" | "next" | "previous" | "next hop" | "previous hop" | "return"} where
 * @returns {Step | null} null for the walk as a whole, before the first step
 */
export function move(all, step, where) {
  const at = step ? all.findIndex((each) => key(each) === key(step)) : -1;
  const last = all.length - 1;
  switch (where) {
    case "first":
      return all[0] ?? null;
    case "last":
      return all[last] ?? null;
    case "next":
      return all[Math.min(at + 1, last)] ?? null;
    case "previous":
      return all[at - 1] ?? null;
    case "next hop":
      return all.find((each, index) => index > at && (!step || !isSameHop(each, step))) ?? all[last] ?? null;
    case "previous hop": {
      if (!step) return null;
      const before = all.slice(0, at).findLast((each) => !isSameHop(each, step));
      return (before && all.find((each) => isSameHop(each, before))) ?? null;
    }
    case "return":
      return all.find((each) => each.leg === "return") ?? null;
  }
}

/**
 * @param {Part} part
 * @param {Step} step
 */
export function describe(part, step) {
  const hop = hopAt(part, step);
  const decision = decisionAt(part, step);
  const at = `${step.leg}, ${hop?.resource.name ?? hop?.resource.id ?? ""}`;
  return decision ? `${at}: ${check(decision)}: ${outcome(decision.outcome)}` : at;
}

/**
 * @param {HTMLElement} element
 * @param {(where: Parameters<typeof move>[2]) => void} go
 * @param {(whole: boolean) => void} fit
 */
export function stepper(element, go, fit) {
  const button = (
    /** @type {Parameters<typeof move>[2]} */ where,
    /** @type {string} */ text,
    /** @type {string} */ label,
  ) => h("button", { type: "button", "aria-label": label, title: label, onclick: () => go(where) }, text);
  const previousHop = button("previous hop", "◀ Hop", "Previous hop (Shift+←)");
  const previous = button("previous", "◀", "Step back (←)");
  const next = button("next", "▶", "Step on (→)");
  const nextHop = button("next hop", "Hop ▶", "Next hop (Shift+→)");
  const forward = button("first", "● Forward", "Forward: to its first step");
  const back = button("return", "□ Return", "Return: to its first step");
  const whole = h("button", { type: "button", class: "fit", "aria-pressed": "false" }, "Whole picture");
  whole.addEventListener("click", () => {
    const wanted = whole.getAttribute("aria-pressed") === "false";
    whole.setAttribute("aria-pressed", String(wanted));
    fit(wanted);
  });
  const told = h("p", { class: "told", role: "status" });
  element.replaceChildren(
    h(
      "div",
      { class: "buttons" },
      previousHop,
      previous,
      next,
      nextHop,
      h("span", { class: "gap" }),
      forward,
      back,
      whole,
    ),
    told,
  );

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || element.closest("[hidden]")) return;
    const target = event.target instanceof Element ? event.target : document.body;
    // Where arrows mean something already, they keep it.
    if (target.closest("input, select, textarea, [contenteditable], [role=listbox]")) return;
    if (
      target.scrollWidth > target.clientWidth &&
      target instanceof HTMLElement &&
      target.tabIndex === 0 &&
      target.matches("[role=region]")
    )
      return;
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const on = event.key === "ArrowRight";
    event.preventDefault();
    if (event.shiftKey) go(on ? "next hop" : "previous hop");
    else go(on ? "next" : "previous");
  });

  return {
    /** @param {Part} part @param {Step[]} all @param {Step | null} step */
    show(part, all, step) {
      const at = step ? all.findIndex((each) => key(each) === key(step)) : -1;
      const ended = at === all.length - 1;
      // Disabled buttons would lose the focus of who presses them.
      for (const each of [previousHop, previous]) each.setAttribute("aria-disabled", String(at < 0));
      for (const each of [next, nextHop]) each.setAttribute("aria-disabled", String(ended));
      forward.setAttribute("aria-pressed", String(step?.leg === "forward"));
      back.setAttribute("aria-pressed", String(step?.leg === "return"));
      back.hidden = !part.return;
      told.textContent = step
        ? `${at + 1} of ${all.length} · ${describe(part, step)}`
        : `${all.length} decisions. Step through with → and ←.`;
    },
  };
}
