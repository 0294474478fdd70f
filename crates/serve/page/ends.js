// Type-ahead for an end: a combobox with a list, by the ARIA Authoring Practices. What is typed may stand as it is.

import { byId, h } from "./dom.js";

/** @import { End, Found } from "./types.d.ts" */

/** Letters that follow each other faster than this are asked about together. */
const PAUSE = 30;
const SHOWN = 12;

/** What an end is, behind its name. @param {End} end */
const about = (end) => [end.name ? end.id : "", end.addresses.slice(0, 3).join(", "), end.vpc ?? ""].filter(Boolean);

/**
 * @param {HTMLInputElement} input
 * @param {(text: string, limit: number, signal: AbortSignal) => Promise<Found>} find
 */
export function combobox(input, find) {
  const list = h("ul", { id: `${input.id}-list`, role: "listbox", class: "options", hidden: true });
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  const hint = byId(`${input.id}-hint`, HTMLElement);
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  /** @type {End[]} */
  let ends = [];
  let active = -1;
  let timer = 0;
  let asking = new AbortController();
  /** Keys pressed before the options are there: how far down the list, and whether that option is taken. */
  let early = { waits: false, down: 0, take: false };

  const options = () => Array.from(list.querySelectorAll('[role="option"]'));

  function close() {
    clearTimeout(timer);
    asking.abort();
    early = { waits: false, down: 0, take: false };
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  function activate(index) {
    const all = options();
    if (all.length === 0) return;
    active = (index + all.length) % all.length;
    for (const [each, option] of all.entries()) option.setAttribute("aria-selected", String(each === active));
    const option = all[active];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {End} end */
  function choose(end) {
    input.value = end.id;
    hint.textContent = [end.name, end.kind, end.addresses[0]].filter(Boolean).join(" · ");
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {Found} found */
  function show(found) {
    ends = found.ends;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    const items = ends.map((end, index) =>
      h(
        "li",
        {
          id: `${input.id}-option-${index}`,
          role: "option",
          "aria-selected": "false",
          // Before the input loses the focus.
          onpointerdown: (event) => {
            event.preventDefault();
            choose(end);
          },
        },
        h("span", { class: "name" }, end.name ?? end.id),
        h("span", { class: "kind" }, end.kind),
        h("span", { class: "rest" }, about(end).join("  ")),
      ),
    );
    if (items.length === 0) {
      const told = "Nothing in the snapshot is called so; an address or a CIDR block does, too.";
      list.replaceChildren(h("li", { class: "none", role: "option", "aria-disabled": "true" }, told));
    } else if (found.more > 0) {
      const told = `and ${found.more.toLocaleString("en")} more: type on to narrow them down`;
      list.replaceChildren(...items, h("li", { class: "none", role: "presentation" }, told));
    } else {
      list.replaceChildren(...items);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function look() {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
    early = { waits: true, down: 0, take: false };
    const { signal } = asking;
    const ask = async () => {
      try {
        const found = await find(input.value.trim(), SHOWN, signal);
        if (signal.aborted || document.activeElement !== input) return;
        const { down, take } = early;
        early = { waits: false, down: 0, take: false };
        show(found);
        if (down !== 0) activate(down > 0 ? down - 1 : down);
        const end = ends[active];
        if (take && end) choose(end);
      } catch {
        // Stale, or the server is gone: walking says so.
        if (!signal.aborted) early.waits = false;
      }
    };
    timer = setTimeout(ask, PAUSE);
  }

  input.addEventListener("input", () => {
    hint.textContent = "";
    look();
  });
  input.addEventListener("click", () => {
    if (list.hidden) look();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (early.waits) early.down += event.key === "ArrowDown" ? 1 : -1;
      else if (open) activate(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
      else look();
    } else if (event.key === "Enter" && early.waits && early.down !== 0) {
      event.preventDefault();
      early.take = true;
    } else if (event.key === "Enter" && open && active >= 0) {
      const end = ends[active];
      if (!end) return;
      event.preventDefault();
      choose(end);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  return {
    /** What the walk understood. @param {string} text */
    hint(text) {
      hint.textContent = text;
    },
    close,
  };
}
