// Asking the server. Nothing else in the page knows an address of the API.

/** @import { Edit, Found, Notes, Shown, Snapshot, Story, WhatIf } from "./types.d.ts" */

const BASE = "api/v1/snapshots";

/** Why a request has no answer, as the server words it (RFC 9457). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} title
   * @param {string} detail
   * @param {string[]} candidates
   * @param {string} kind
   */
  constructor(status, title, detail, candidates, kind = "") {
    super(detail || title);
    this.status = status;
    /** Whether it is an edit's fault. */
    this.isEdit = kind === "urn:packetwalk:problem:edit";
    this.title = title;
    this.candidates = candidates;
  }
}

/** @param {Response} response */
async function problem(response) {
  const told = await response.json().catch(() => ({}));
  return new Problem(
    response.status,
    told.title ?? response.statusText,
    told.detail ?? "",
    told.candidates ?? [],
    told.type,
  );
}

/**
 * @param {string} address
 * @param {RequestInit} [how]
 */
async function ask(address, how) {
  let response;
  try {
    response = await fetch(address, how);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "no answer", "The server doesn't answer. Is packetwalk serve still running?", []);
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/**
 * @param {string} snapshot
 * @param {string} rest
 */
const of = (snapshot, rest) => `${BASE}/${encodeURIComponent(snapshot)}/${rest}`;

/** @param {unknown} value @returns {RequestInit} */
const post = (value) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

/** @returns {Promise<Snapshot[]>} */
export async function snapshots() {
  return (await (await ask(BASE)).json()).snapshots;
}

/** @param {string} id @returns {Promise<Snapshot>} */
export async function reload(id) {
  return (await ask(of(id, "reload"), { method: "POST" })).json();
}

/**
 * @param {string} name
 * @param {{ name: string, text: string }[]} files
 * @returns {Promise<Snapshot>}
 */
export async function upload(name, files) {
  return (await ask(BASE, post({ name, files }))).json();
}

/** @param {string} id */
export async function remove(id) {
  await ask(`${BASE}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

/**
 * @param {string} snapshot
 * @param {string} text
 * @param {number} limit
 * @param {AbortSignal} [signal]
 * @returns {Promise<Found>}
 */
export async function ends(snapshot, text, limit, signal) {
  const query = new URLSearchParams({ q: text, limit: String(limit) });
  return (await ask(of(snapshot, `ends?${query}`), signal ? { signal } : {})).json();
}

/**
 * @param {string} snapshot
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 * @returns {Promise<Story>}
 */
export async function walk(snapshot, query, signal) {
  return (await ask(of(snapshot, `walk?${query}`), { signal })).json();
}

/**
 * The picture of a walk, as SVG.
 *
 * @param {string} snapshot
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 */
export async function picture(snapshot, query, signal) {
  return (await ask(of(snapshot, `walk.svg?${query}`), { signal })).text();
}

/**
 * The notes of a walk, as one would write them by hand.
 *
 * @param {string} snapshot
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 * @returns {Promise<Notes>}
 */
export async function notes(snapshot, query, signal) {
  return (await ask(of(snapshot, `walk.notes?${query}`), { signal })).json();
}

/**
 * @param {string} snapshot
 * @param {string} id
 * @param {Edit[]} edits
 * @returns {Promise<Shown>}
 */
export async function resource(snapshot, id, edits) {
  const query = edits.length ? `?${new URLSearchParams({ edits: JSON.stringify(edits) })}` : "";
  return (await ask(of(snapshot, `resources/${encodeURIComponent(id)}${query}`))).json();
}

/**
 * What edits are as AWS CLI commands.
 *
 * @param {string} snapshot
 * @param {Edit[]} edits
 * @returns {Promise<WhatIf>}
 */
export async function whatIf(snapshot, edits) {
  return (await ask(of(snapshot, "what-if"), post({ edits }))).json();
}
