// The parts of a question that was treated in several ways: one of them is walked.

import { h } from "./dom.js";
import { badge } from "./text.js";

/** @import { Part, Story } from "./types.d.ts" */

/** Parts that are shown at once; the rest unfolds. */
const MOST = 12;

/** What sets a part apart. @param {Part} part */
function told(part) {
  const packets = part.headers.slice(0, 2).map((each) => each.text);
  if (part.headers.length > 2) packets.push(`and ${part.headers.length - 2} more classes`);
  const choices = part.choices.map((choice) => `if ${choice.resource.id} chooses ${choice.what} ${choice.value}`);
  const ends = part.members > 1 ? [`${part.members} ends treated alike`] : [];
  return [...packets, ...choices, ...ends].join("; ");
}

/**
 * @param {HTMLElement} element
 * @param {Story} story
 * @param {number} current from 1
 * @param {(number: number) => void} choose
 */
export function parts(element, story, current, choose) {
  element.hidden = story.parts.length < 2;
  const buttons = story.parts.map((part, index) =>
    h(
      "li",
      { hidden: index >= MOST && index + 1 !== current },
      h(
        "button",
        { type: "button", "aria-pressed": String(index + 1 === current), onclick: () => choose(index + 1) },
        badge(part.verdict),
        " ",
        h("span", { class: "packets" }, told(part)),
      ),
    ),
  );
  const hidden = buttons.filter((each) => each.hidden);
  const more = h("button", { type: "button", class: "quiet" }, `Show ${hidden.length} more parts`);
  more.addEventListener("click", () => {
    for (const each of hidden) each.hidden = false;
    more.remove();
  });
  element.replaceChildren(
    h("h2", {}, `Treated in ${story.parts.length} ways; walk one of them`),
    h("ul", {}, ...buttons),
    hidden.length ? more : "",
  );
}
