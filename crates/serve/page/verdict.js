// The verdict, in a sentence, with everything that stands in the way and what to do.

import { capital, h } from "./dom.js";
import { awsPage, badge, commandList, linked, where } from "./text.js";

/** @import { Blocker, Missing, Story } from "./types.d.ts" */

/**
 * @typedef {{
 *   label: string,
 *   story: Story | null,
 *   fault: string,
 *   shown: boolean,
 *   alone: boolean,
 *   show: () => void,
 *   find: ((blocker: Blocker) => (() => void) | null),
 * }} Card
 */

/** @param {Blocker} blocker @param {string} folder @param {Card["find"]} find */
function blocker(blocker, folder, find) {
  const go = find(blocker);
  const { nearest, file, line } = blocker;
  const first = blocker.primary ? ", first in the way" : blocker.beyond ? ", beyond the missing route" : "";
  return h(
    "li",
    { class: "blocker" },
    h(
      "p",
      { class: "what" },
      h("span", { class: "sentence" }, ...linked(capital(blocker.sentence)), "."),
      " ",
      h("span", { class: "aside" }, `${blocker.leg}${first} · `, h("code", {}, blocker.code)),
      " ",
      file && line ? where({ file, line }, folder) : "",
    ),
    nearest &&
      h(
        "p",
        { class: "near" },
        h("strong", {}, "Nearest: "),
        ...linked([nearest.resource.id, nearest.rule].filter(Boolean).join(" ")),
        nearest.says ? [" (", ...linked(nearest.says), ")"] : "",
        nearest.differs.length ? [": ", ...linked(nearest.differs.join("; "))] : "",
        " ",
        nearest.place && where(nearest.place, folder),
      ),
    h(
      "p",
      { class: "remedy" },
      h("strong", {}, "To let it pass: "),
      ...linked(blocker.remedy),
      ". ",
      awsPage(blocker.page),
    ),
    ...commandList(blocker.commands),
    go && h("button", { type: "button", class: "quiet", onclick: go }, "Show where"),
  );
}

/** Things in the way that are told at once; a question about many packets can meet many. */
const MOST = 4;

/** A list, numbered through, of which the rest unfolds. @param {HTMLElement[]} items */
function folded(items) {
  const list = h("ol", { class: "blockers" }, ...items.slice(0, MOST));
  if (items.length <= MOST) return [list];
  const rest = h("ol", { class: "blockers", start: MOST + 1 }, ...items.slice(MOST));
  return [list, h("details", { class: "rest-of" }, h("summary", {}, `${items.length - MOST} more`), rest)];
}

/** @param {Missing} missing */
const unknown = (missing) =>
  h(
    "li",
    { class: "blocker" },
    h(
      "p",
      { class: "what" },
      h("span", { class: "sentence" }, ...linked(capital(missing.sentence)), "."),
      " ",
      h("span", { class: "aside" }, `${missing.leg} · `, h("code", {}, missing.code)),
    ),
    h(
      "p",
      { class: "remedy" },
      h("strong", {}, "To settle it: "),
      ...linked(missing.remedy),
      ". ",
      awsPage(missing.page),
    ),
    ...commandList(missing.call ? [missing.call] : []),
  );

/** @param {Card} card */
export function verdict(card) {
  const { story, label, alone, shown } = card;
  const head = alone
    ? h("h2", { class: "unseen" }, "Verdict")
    : h(
        "div",
        { class: "which" },
        h("h2", {}, label),
        story &&
          h(
            "button",
            { type: "button", class: "quiet", "aria-pressed": String(shown), onclick: card.show },
            "Show this walk",
          ),
      );
  if (!story) {
    return h(
      "article",
      { class: "verdict", "aria-label": label },
      head,
      h("p", { class: "error" }, `${capital(card.fault)}.`),
    );
  }
  const { folder } = story.snapshot;
  const many = story.blockers.length > 1;
  return h(
    "article",
    { class: `verdict ${story.verdict}${shown && !alone ? " shown" : ""}`, "aria-label": `Verdict: ${label}` },
    head,
    h("p", { class: "summary" }, badge(story.verdict), " ", ...linked(story.summary)),
    story.routing_only && h("p", { class: "aside" }, "Routing only: no filter was asked."),
    ...story.remarks.map((remark) => h("p", { class: "aside" }, "Note: ", ...linked(remark))),
    story.blockers.length > 0 && [
      h("h3", {}, many ? `What stands in the way: ${story.blockers.length} things` : "What stands in the way"),
      ...folded(story.blockers.map((each) => blocker(each, folder, card.find))),
    ],
    story.unknown.length > 0 && [h("h3", {}, "What the snapshot doesn’t say"), ...folded(story.unknown.map(unknown))],
  );
}

/** What is good to know beside the verdict. @param {Story} story */
export function known(story) {
  const { snapshot } = story;
  const list = (/** @type {string} */ title, /** @type {Node[]} */ items) =>
    items.length > 0 && h("section", {}, h("h3", {}, title), h("ul", {}, ...items));
  const cautions = story.cautions.map((each) =>
    h("li", {}, ...linked(capital(each.sentence)), ". ", ...linked(capital(each.remedy)), ". ", awsPage(each.page)),
  );
  const assumptions = story.assumptions.map((each) =>
    h("li", {}, ...linked(capital(each.sentence)), ". ", awsPage(each.page)),
  );
  const filters = story.filters.map((each) =>
    h(
      "li",
      {},
      `${each.leg}: ${each.check} `,
      ...linked(each.resource.id),
      each.resource.name ? ` (${each.resource.name})` : "",
    ),
  );
  return [
    list("Filters on the way that weren’t asked", filters),
    list("Worth knowing", cautions),
    list("Taken for granted", assumptions),
    h(
      "section",
      {},
      h("h3", {}, "Not checked"),
      h("p", {}, `${capital(story.not_checked.join("; "))}.`),
      h(
        "p",
        { class: "aside from" },
        `Answered from ${snapshot.folder || "the snapshot"}: `,
        [
          snapshot.accounts.length ? `account ${snapshot.accounts.join(", ")}` : "",
          snapshot.regions.length ? `Region ${snapshot.regions.join(", ")}` : "",
          `${snapshot.files} files`,
          snapshot.newest ? `written ${snapshot.newest}` : "",
        ]
          .filter(Boolean)
          .join(", "),
        ".",
      ),
    ),
  ].filter((each) => each !== false);
}
