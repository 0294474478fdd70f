// The snapshots that are loaded: which is asked, which stands beside it, new ones, and those that changed on disk.

import * as api from "./api.js";
import { byId, capital, counted, h } from "./dom.js";
import { chosen, dropped, snapshotOf } from "./files.js";

/** @import { Snapshot } from "./types.d.ts" */

/** How often the server is asked whether files have changed, in milliseconds. */
const EVERY = 5000;

/** What is told of a snapshot in a line. @param {Snapshot} snapshot */
export function inALine({ about, interfaces }) {
  return [
    about.accounts.length
      ? `account ${about.accounts.slice(0, 3).join(", ")}${about.accounts.length > 3 ? " …" : ""}`
      : "",
    about.regions.length ? about.regions.slice(0, 3).join(", ") : "",
    counted(interfaces, "network interface"),
    counted(about.files, "file"),
    about.newest ? `written ${about.newest}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** @param {Snapshot} snapshot */
function sheet({ about, ...snapshot }) {
  const list = (/** @type {string} */ title, /** @type {string[]} */ lines) =>
    lines.length > 0 && [h("h3", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line)))];
  return h(
    "div",
    {},
    h("p", {}, h("strong", {}, snapshot.name), ": ", inALine({ about, ...snapshot })),
    about.folder && h("p", { class: "place" }, about.folder),
    list("What couldn’t be read as it stands", about.problems),
    list("Counted, and not read", about.not_modelled),
    list("Keys that packetwalk doesn’t know", about.unknown_keys),
  );
}

/**
 * @param {{
 *   asked: () => { snapshot: string, beside: string },
 *   choose: (snapshot: string, beside: string) => void,
 *   again: () => void,
 *   added: (snapshot: Snapshot) => void,
 * }} page
 */
export function snapshots({ asked, choose, again, added }) {
  const select = byId("asked", HTMLSelectElement);
  const beside = byId("beside", HTMLSelectElement);
  const notices = byId("notices", HTMLElement);
  const about = byId("about", HTMLDetailsElement);
  const files = byId("files", HTMLInputElement);
  const folder = byId("folder", HTMLInputElement);
  const drop = byId("drop", HTMLElement);
  /** @type {Snapshot[]} */
  let all = [];
  /** @type {Map<string, Node>} */
  const told = new Map();

  /** A line above the page; one for each key. @param {string} key @param {Node | null} notice */
  function notice(key, notice) {
    if (notice) told.set(key, notice);
    else told.delete(key);
    notices.replaceChildren(...told.values());
  }

  /** @param {string} key @param {unknown} fault */
  function complain(key, fault) {
    const text = fault instanceof Error ? fault.message : String(fault);
    const shut = h("button", { type: "button", class: "quiet", onclick: () => notice(key, null) }, "Close");
    notice(key, h("p", { class: "notice bad" }, `${capital(text)}.`, shut));
  }

  function show() {
    const now = asked();
    const option = (/** @type {Snapshot} */ each) => new Option(each.name, each.id);
    // What an address names and nobody loaded stands there as what it is, never as another.
    const absent = (/** @type {string} */ id) =>
      id && !all.some((each) => each.id === id) ? [new Option(`${id} (not loaded)`, id)] : [];
    select.replaceChildren(...absent(now.snapshot), ...all.map(option));
    select.value = now.snapshot;
    beside.replaceChildren(
      new Option("nothing", ""),
      ...absent(now.beside),
      ...all.filter(({ id }) => id !== now.snapshot).map(option),
    );
    beside.value = now.beside;
    byId("asked-label", HTMLElement).hidden = select.options.length === 0;
    byId("beside-label", HTMLElement).hidden = all.length < 2 && !now.beside;
    const current = all.find(({ id }) => id === now.snapshot);
    about.hidden = !current;
    if (current) {
      const { problems } = current.about;
      byId("about-summary", HTMLElement).textContent = problems.length
        ? counted(problems.length, "problem")
        : counted(current.interfaces, "interface");
      about.classList.toggle("bad", problems.length > 0);
      const remove = h("button", { type: "button", onclick: () => take(current) }, "Take it off the page");
      byId("about-sheet", HTMLElement).replaceChildren(sheet(current), current.uploaded ? remove : "");
    }
    for (const each of all) {
      const text = ` has changed on disk since ${each.about.newest ? "it was read" : "the page read it"}.`;
      const read = h("button", { type: "button", onclick: () => readAgain(each) }, "Read again");
      notice(
        `changed ${each.id}`,
        each.changed ? h("p", { class: "notice" }, h("strong", {}, each.name), text, read) : null,
      );
    }
  }

  /** Asks what is loaded. */
  async function refresh() {
    try {
      const before = JSON.stringify(all);
      all = await api.snapshots();
      notice("server", null);
      if (JSON.stringify(all) !== before) show();
    } catch (fault) {
      complain("server", fault);
    }
    return all;
  }

  /** @param {Snapshot} snapshot */
  async function readAgain(snapshot) {
    try {
      await api.reload(snapshot.id);
      await refresh();
      again();
    } catch (fault) {
      complain(`reload ${snapshot.id}`, fault);
    }
  }

  /** @param {Snapshot} snapshot */
  async function take(snapshot) {
    try {
      await api.remove(snapshot.id);
      about.open = false;
      const now = asked();
      await refresh();
      choose(
        now.snapshot === snapshot.id ? (all[0]?.id ?? "") : now.snapshot,
        now.beside === snapshot.id ? "" : now.beside,
      );
    } catch (fault) {
      complain("remove", fault);
    }
  }

  /** @param {Promise<{ file: File, path: string }[]>} found */
  async function load(found) {
    notice("load", h("p", { class: "notice" }, "Reading…"));
    try {
      const { name, files } = await snapshotOf(await found);
      const snapshot = await api.upload(name, files);
      notice("load", null);
      await refresh();
      added(snapshot);
    } catch (fault) {
      complain("load", fault);
    }
  }

  select.addEventListener("change", () => choose(select.value, beside.value === select.value ? "" : beside.value));
  beside.addEventListener("change", () => choose(select.value, beside.value));
  byId("add-files", HTMLButtonElement).addEventListener("click", () => files.click());
  byId("add-folder", HTMLButtonElement).addEventListener("click", () => folder.click());
  for (const input of [files, folder]) {
    input.addEventListener("change", () => {
      const list = chosen(input.files ?? new DataTransfer().files);
      // The same files can be chosen again.
      input.value = "";
      if (list.length) void load(Promise.resolve(list));
    });
  }

  const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    drop.hidden = true;
    void load(dropped(event.dataTransfer));
  });
  // A menu that stands open closes when one goes on elsewhere.
  document.addEventListener("click", (event) => {
    if (about.open && !about.contains(/** @type {Node} */ (event.target))) about.open = false;
  });
  about.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      about.open = false;
      byId("about-summary", HTMLElement).focus();
    }
  });

  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void refresh();
  });

  return { refresh, show, all: () => all };
}
