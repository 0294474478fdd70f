// Where one can stand in a walk: every decision of every hop, there and back.

/** @import { Blocker, Decision, Headers, Hop, Leg, LegName, Part } from "./types.d.ts" */

/**
 * A place to stand. Hops and decisions are numbered from 1, as the picture numbers them; a hop without decisions has the
 * decision 0.
 *
 * @typedef {{ leg: LegName, hop: number, decision: number }} Step
 */

/** @param {Step} step */
export const key = ({ leg, hop, decision }) => `${leg}-${hop}.${decision}`;

/** @param {{ leg: LegName, hop: number }} step */
export const hopKey = ({ leg, hop }) => `${leg}-${hop}`;

/** The legs of a part that were walked. @param {Part} part @returns {[LegName, Leg][]} */
export function legs(part) {
  /** @type {[LegName, Leg][]} */
  const walked = [["forward", part.forward]];
  if (part.return) walked.push(["return", part.return]);
  return walked;
}

/** @param {Part} part @returns {Step[]} */
export function steps(part) {
  return legs(part).flatMap(([leg, { hops }]) =>
    hops.flatMap(({ decisions }, index) => {
      const numbers = decisions.length ? decisions.map((_, number) => number + 1) : [0];
      return numbers.map((decision) => ({ leg, hop: index + 1, decision }));
    }),
  );
}

/** @param {Part} part @param {Step} step @returns {Hop | undefined} */
export const hopAt = (part, { leg, hop }) => (leg === "forward" ? part.forward : part.return)?.hops[hop - 1];

/** @param {Part} part @param {Step} step @returns {Decision | undefined} */
export const decisionAt = (part, step) => hopAt(part, step)?.decisions[step.decision - 1];

/** The packets once a decision is made, and what it and those before it at the hop changed. @param {Hop} hop @param {number} decision */
export function headersAt(hop, decision) {
  const changes = hop.decisions.slice(0, decision).flatMap((each) => each.changes);
  /** @type {Headers[]} */
  const headers = changes.length && hop.headers_after.length ? hop.headers_after : hop.headers;
  return { headers, changes };
}

/**
 * The step at which something stands in the way.
 *
 * @param {Part} part
 * @param {Blocker} blocker
 */
export function blockedAt(part, blocker) {
  return steps(part).find((step) => {
    const decision = decisionAt(part, step);
    return (
      step.leg === blocker.leg &&
      decision?.outcome === "drop" &&
      decision.resource.id === blocker.resource &&
      decision.direction === blocker.direction
    );
  });
}
