// The packet at a step: its headers with what changed, and the notes so far as one would write them by hand.

import { h } from "./dom.js";
import { headersAt, hopAt } from "./steps.js";
import { copied, follow } from "./text.js";

/** @import { Change, Headers, Part } from "./types.d.ts" */
/** @import { Step } from "./steps.js" */

/** What is shown of packets, under the names that changes have. @type {[keyof Headers, string, string][]} */
const FIELDS = [
  ["protocol", "protocol", "Protocol"],
  ["source", "source", "Source"],
  ["source_ports", "source port", "Source port"],
  ["destination", "destination", "Destination"],
  ["destination_ports", "destination port", "Destination port"],
  ["icmp_type", "type", "ICMP type"],
  ["icmp_code", "code", "ICMP code"],
];

/** @param {Headers} headers @param {Change[]} changes */
function headersTable(headers, changes) {
  const rows = FIELDS.filter(([field]) => headers[field] !== null).map(([field, name, label]) => {
    const change = changes.findLast((each) => each.field === name);
    const by = change?.by ?? "";
    return h(
      "tr",
      { class: change ? "changed" : "" },
      h("th", { scope: "row" }, label),
      h(
        "td",
        {},
        h(change ? "ins" : "span", {}, headers[field]),
        change && [
          h(
            "span",
            { class: "was" },
            " was ",
            h("del", {}, change.from),
            ", changed by ",
            by.includes(" ") ? by : follow(by),
          ),
          change.chosen && h("span", { class: "was" }, " (AWS picks one)"),
        ],
      ),
    );
  });
  return h("table", { class: "headers" }, h("caption", {}, "Packet headers"), h("tbody", {}, ...rows));
}

/** The headers that a part ends with. @param {Part} part */
function last(part) {
  const leg = part.return ?? part.forward;
  if (leg.headers.length) return leg.headers;
  const hop = leg.hops.findLast((each) => !each.past_refusal && !each.beyond);
  return hop ? (hop.headers_after.length ? hop.headers_after : hop.headers) : part.headers;
}

/** Text that breaks between words, and not behind the hyphens of an id. @param {string} text */
const unbroken = (text) => text.split(/(\S*-\S+)/).map((each, index) => (index % 2 ? h("span", {}, each) : each));

/**
 * @param {Part} part
 * @param {Step | null} step
 * @param {string} notes
 * @returns {Node[]}
 */
export function packet(part, step, notes) {
  const hop = step && hopAt(part, step);
  const { headers, changes } = hop ? headersAt(hop, step.decision) : { headers: last(part), changes: [] };
  const first = headers[0];
  return [
    h(
      "div",
      { class: "headers-of" },
      first && headersTable(first, changes),
      headers.length > 1 && h("p", { class: "aside" }, `and ${headers.length - 1} more classes of packets`),
    ),
    notes
      ? h(
          "figure",
          { class: "notes" },
          h("figcaption", {}, step ? "Notes so far " : "Notes ", copied(notes)),
          h("pre", { tabindex: 0, "aria-label": "Notes of the walk", role: "region" }, ...unbroken(notes)),
        )
      : h("figure", { class: "notes" }),
  ];
}
