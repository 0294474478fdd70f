// The page: the address says what is asked, and everything follows from it.

import * as api from "./api.js";
import { byId, counted, h } from "./dom.js";
import { combobox } from "./ends.js";
import { examples } from "./examples.js";
import * as faults from "./faults.js";
import { packet } from "./packet.js";
import { parts } from "./parts.js";
import { picture } from "./picture.js";
import { fromAddress, fromForm, intoForm, isWhole, query, title, toAddress } from "./question.js";
import { resourcePanel } from "./resource.js";
import { snapshots } from "./snapshots.js";
import { move, stepper } from "./stepper.js";
import { blockedAt, key, steps } from "./steps.js";
import { missing, unanswerable } from "./unanswerable.js";
import { known, verdict } from "./verdict.js";
import { walk } from "./walk.js";
import * as whatIf from "./whatif.js";

/** @import { Blocker, Edit, Notes, Part, Row, Shown, Story } from "./types.d.ts" */
/** @import { Asked } from "./question.js" */
/** @import { Step } from "./steps.js" */

/**
 * An answer: of the snapshot that is asked, and of those that stand beside it.
 *
 * @typedef {{ label: string, snapshot: string, edits: Edit[], story: Story | null, fault: unknown }} Answer
 */

let asked = fromAddress(location);
/** @type {Answer[]} */
let answers = [];
/** Which of the answers is walked. */
let shown = 0;
/** @type {Step | null} */
let step = null;
/** @type {Step[]} */
let all = [];
/** @type {ReturnType<typeof walk> | null} */
let hops = null;
/** @type {Notes | null} */
let notes = null;
let asking = new AbortController();

const answer = byId("answer", HTMLElement);
const empty = byId("empty", HTMLElement);

const ends = ["from", "to"].map((id) =>
  combobox(byId(id, HTMLInputElement), (text, limit, signal) => api.ends(asked.snapshot, text, limit, signal)),
);

const drawing = picture(byId("picture", HTMLElement), (id) => panel.open(id));
const panel = resourcePanel(byId("resource", HTMLElement), () => {
  const current = answers[shown];
  return {
    snapshot: current?.snapshot ?? asked.snapshot,
    edits: current?.edits ?? [],
    folder: current?.story?.snapshot.folder ?? "",
    actions: rowActions,
  };
});
const controls = stepper(byId("stepper", HTMLElement), (where) => stand(move(all, step, where)), drawing.whole);
const shelf = snapshots({
  asked: () => asked,
  choose: (snapshot, beside) =>
    ask(snapshot === asked.snapshot ? { ...asked, beside } : { ...asked, snapshot, beside, edits: [], unread: "" }),
  again: () => ask(asked, "replace"),
  added: (snapshot) =>
    // Beside what was asked already, if something was.
    isWhole(asked.question) && isLoaded(asked.snapshot)
      ? ask({ ...asked, beside: snapshot.id })
      : ask({ ...asked, snapshot: snapshot.id, beside: "", edits: [], unread: "" }),
});

/** @param {string} id */
const isLoaded = (id) => shelf.all().some((each) => each.id === id);

/** What can be done to a row: only of the snapshot that is asked, and not of what stands beside it. @param {Row} row @param {Shown} of */
function rowActions(row, of) {
  if (answers[shown]?.snapshot !== asked.snapshot) return [];
  return whatIf.actions(row, of, asked.edits, async (edits) => {
    try {
      // What the server can't read as AWS would print it isn't walked.
      if (edits.length > 0) await api.whatIf(asked.snapshot, edits);
    } catch (fault) {
      if (fault instanceof api.Problem && fault.isEdit) return fault.message;
    }
    void ask({ ...asked, edits, at: "" });
    return "";
  });
}

/** @returns {Part | undefined} */
const part = () => {
  const { parts } = answers[shown]?.story ?? {};
  return parts?.[asked.part - 1] ?? parts?.[0];
};

/** Stands at a step. @param {Step | null} to @param {boolean} [moved] whether the reader moved there */
function stand(to, moved = true) {
  const current = part();
  if (!current) return;
  step = to;
  asked = { ...asked, at: step ? key(step) : "" };
  if (moved) history.replaceState(null, "", toAddress(asked));
  // Where the hops are a column of their own, the reader's eyes are led; else the page would jump away from the picture.
  const apart = getComputedStyle(byId("walk", HTMLElement)).gridTemplateColumns.split(" ").length > 1;
  hops?.mark(step, moved && apart);
  drawing.go(step);
  controls.show(current, all, step);
  byId("packet", HTMLElement).replaceChildren(...packet(current, step, notesAt(step)));
}

/** The notes as far as a step. @param {Step | null} at */
function notesAt(at) {
  const number = Math.min(asked.part, answers[shown]?.story?.parts.length ?? 1);
  const own = notes?.parts[number - 1];
  if (!own) return "";
  if (!at) return own.whole;
  const before = own.steps.findLast(
    ({ leg, hop }) => (leg === at.leg && hop <= at.hop) || (leg === "forward" && at.leg === "return"),
  );
  return before?.text ?? "";
}

/** Shows the walk of one answer. */
async function show() {
  const current = answers[shown];
  const story = current?.story;
  const now = part();
  byId("verdicts", HTMLElement).replaceChildren(...answers.map(card));
  byId("walk", HTMLElement).hidden = !now;
  if (!current || !story || !now) return;
  notes = null;
  byId("known", HTMLElement).replaceChildren(...known(story));
  parts(byId("parts", HTMLElement), story, Math.min(asked.part, story.parts.length), (number) => {
    asked = { ...asked, part: number, at: "" };
    history.pushState(null, "", toAddress(asked));
    void show();
  });
  all = steps(now);
  hops = walk({ story, part: now, snapshot: current.snapshot, edits: current.edits, go: stand, actions: rowActions });
  byId("hops", HTMLElement).replaceChildren(h("h2", {}, "Hops"), ...hops.elements);
  const at = all.find((each) => key(each) === asked.at) ?? null;
  stand(at, false);
  const params = query(asked.question, current.edits);
  if (asked.part > 1) params.set("part", String(asked.part));
  if (drawing.tall) params.set("aspect", "tall");
  const { signal } = asking;
  const [svg, told] = await Promise.allSettled([
    api.picture(current.snapshot, params, signal),
    api.notes(current.snapshot, query(asked.question, current.edits), signal),
  ]);
  if (signal.aborted || answers[shown] !== current || part() !== now) return;
  drawing.show(svg.status === "fulfilled" ? svg.value : null);
  notes = told.status === "fulfilled" ? told.value : null;
  stand(step, false);
}

/** @param {Answer} of @param {number} index */
function card(of, index) {
  const { story, label, fault } = of;
  return verdict({
    label,
    story,
    fault: fault instanceof Error ? fault.message : fault ? String(fault) : "",
    shown: index === shown,
    alone: answers.length === 1,
    show: () => {
      shown = index;
      asked = { ...asked, at: "" };
      panel.close();
      void show();
      byId("verdicts", HTMLElement).querySelectorAll("article")[index]?.querySelector("button")?.focus();
    },
    find: (blocker) => findBlocker(blocker, index),
  });
}

/** How to get to where something stands in the way: to a part and a step. @param {Blocker} blocker @param {number} index */
function findBlocker(blocker, index) {
  const story = answers[index]?.story;
  if (!story) return null;
  const current = Math.min(asked.part, story.parts.length) - 1;
  const order = [current, ...story.parts.keys()];
  const found = order.find((number) => {
    const each = story.parts[number];
    return each && blockedAt(each, blocker);
  });
  const at = found === undefined ? undefined : story.parts[found] && blockedAt(story.parts[found], blocker);
  if (found === undefined || !at) return null;
  return () => {
    const other = shown !== index || found !== current;
    shown = index;
    asked = { ...asked, part: found + 1, at: key(at) };
    history.replaceState(null, "", toAddress(asked));
    if (other) void show();
    stand(at);
    const element = document.getElementById(`at-${key(at)}`);
    element?.scrollIntoView({ block: "center" });
    element?.querySelector("button")?.focus({ preventScroll: true });
  };
}

/** Who is asked: the snapshot, as it is and with what was changed, and the one beside it. @returns {Answer[]} */
function columns() {
  const name = (/** @type {string} */ id) => shelf.all().find((each) => each.id === id)?.name ?? id;
  const { snapshot, beside, edits } = asked;
  const of = (/** @type {string} */ label, /** @type {string} */ id, /** @type {Edit[]} */ changed) => ({
    label,
    snapshot: id,
    edits: changed,
    story: null,
    fault: isLoaded(id) ? null : new Error(missing(id)),
  });
  return [
    ...(edits.length ? [of(`${name(snapshot)}, with ${counted(edits.length, "change")}`, snapshot, edits)] : []),
    of(edits.length ? `${name(snapshot)}, as it is` : name(snapshot), snapshot, []),
    ...(beside ? [of(name(beside), beside, [])] : []),
  ];
}

/** Asks what the address says. */
async function load() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  faults.clear();
  for (const end of ends) {
    end.close();
    end.hint("");
  }
  shelf.show();
  void whatIf.tell(byId("edits", HTMLElement), asked.snapshot, asked.edits, (edits) =>
    ask({ ...asked, edits, at: "" }),
  );
  const whole = isWhole(asked.question) && asked.snapshot;
  const why = whole && unanswerable(asked, shelf.all());
  if (!whole || why) {
    document.title = "packetwalk";
    answer.hidden = true;
    answers = [];
    panel.close();
    if (why) {
      byId("said", HTMLElement).textContent = why.said;
      empty.hidden = false;
      empty.replaceChildren(...why.told);
      return;
    }
    await examples(
      empty,
      shelf.all().find(({ id }) => id === asked.snapshot),
      asked,
    );
    return;
  }
  answer.setAttribute("aria-busy", "true");
  const next = columns();
  await Promise.all(
    next.map(async (each) => {
      if (each.fault) return;
      try {
        each.story = await api.walk(each.snapshot, query(asked.question, each.edits), signal);
      } catch (fault) {
        each.fault = fault;
      }
    }),
  );
  if (signal.aborted) return;
  answer.removeAttribute("aria-busy");
  empty.hidden = true;
  const [first] = next;
  if (next.every(({ story }) => !story) && first?.fault instanceof api.Problem) {
    answers = [];
    answer.hidden = true;
    faults.tell(first.fault, asked.question);
    return;
  }
  answers = next;
  shown = Math.max(
    next.findIndex(({ story }) => story),
    0,
  );
  answer.hidden = false;
  const story = next[shown]?.story;
  if (story) {
    document.title = `${story.verdict}: ${title(asked.question)} · packetwalk`;
    byId("said", HTMLElement).textContent = `${story.verdict}: ${story.summary}`;
    for (const [index, side] of [story.question.from, story.question.to].entries()) ends[index]?.hint(side.name);
  }
  panel.again();
  await show();
}

/** Asks, and lets the address say so. @param {Asked} next @param {"push" | "replace"} [how] */
function ask(next, how = "push") {
  asked = next;
  const address = toAddress(asked);
  if (how === "push" && new URL(address, location.href).href !== location.href) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  return load();
}

byId("question", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const question = fromForm();
  faults.clear();
  if (!isWhole(question)) {
    faults.missing(question);
    return;
  }
  const typed = document.activeElement;
  void ask({ ...asked, question, part: 1, at: "" }).then(() => {
    // From a field the arrow keys wouldn't step through the walk; whoever went on elsewhere meanwhile stays there.
    if (answer.hidden || document.activeElement !== typed || !typed?.matches("input, select")) return;
    answer.focus({ preventScroll: true });
  });
});

byId("swap", HTMLButtonElement).addEventListener("click", () => {
  const [from, to] = ["from", "to"].map((id) => byId(id, HTMLInputElement));
  if (!from || !to) return;
  [from.value, to.value] = [to.value, from.value];
  for (const end of ends) end.hint("");
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("button[data-resource]") : null;
  const id = target?.getAttribute("data-resource");
  if (id) void panel.open(id);
});

addEventListener("popstate", () => {
  const next = fromAddress(location);
  const same = toAddress({ ...next, at: "" }) === toAddress({ ...asked, at: "" });
  asked = { ...next, snapshot: next.snapshot || asked.snapshot };
  // A step in the address alone: the skip link, and steps typed by hand.
  if (same) return;
  intoForm(asked.question);
  void load();
});

const loaded = await shelf.refresh();
if (!asked.snapshot) asked = { ...asked, snapshot: loaded[0]?.id ?? "" };
intoForm(asked.question);
await load();
if (!isWhole(asked.question) && isLoaded(asked.snapshot)) byId("from", HTMLInputElement).focus();
