// What the API answers, as far as the page reads it. /api/v1/openapi.json has all of it.

export type Verdict = "always" | "sometimes" | "never" | "unknown";
export type Way = "egress" | "ingress";
export type Outcome = "pass" | "skip" | "state" | "send" | "rewrite" | "restore" | "deliver" | "drop" | "unknown";
export type LegName = "forward" | "return";

export interface Resource {
  kind: string;
  id: string;
  name: string | null;
}

export interface Place {
  file: string;
  line: number;
  pointer: string;
}

export interface Headers {
  protocol: string;
  source: string;
  source_ports: string | null;
  destination: string;
  destination_ports: string | null;
  icmp_type: string | null;
  icmp_code: string | null;
  text: string;
}

export interface Share {
  headers: Headers[];
  rule: string | null;
  rule_id: string | null;
  says: string | null;
  place: Place | null;
  /** Which row of the table decided, from 1; 0 for what it does otherwise; null where that isn't told. */
  row: number | null;
}

export interface Lost {
  route: string;
  why: string;
  place: Place | null;
}

export interface Change {
  field: string;
  from: string;
  to: string;
  by: string;
  chosen: boolean;
}

export interface Decision {
  check: string;
  direction: Way | null;
  outcome: Outcome;
  resource: Resource;
  shares: Share[];
  lost: Lost[];
  changes: Change[];
}

export interface Hop {
  resource: Resource;
  about: string | null;
  written: boolean;
  headers: Headers[];
  headers_after: Headers[];
  decisions: Decision[];
  past_refusal: boolean;
  beyond: boolean;
}

export interface Leg {
  verdict: Verdict;
  path: string[];
  hops: Hop[];
  delivered_to: string | null;
  headers: Headers[];
  no_reply_expected: boolean;
}

export interface Near {
  resource: Resource;
  rule: string | null;
  says: string | null;
  differs: string[];
  place: Place | null;
}

export interface Blocker {
  leg: LegName;
  code: string;
  direction: Way | null;
  resource: string;
  resource_kind: string;
  resource_name: string | null;
  rule: string | null;
  at: string | null;
  primary: boolean;
  beyond: boolean;
  file: string | null;
  line: number | null;
  pointer: string | null;
  headers: Headers[];
  sentence: string;
  nearest: Near | null;
  remedy: string;
  commands: string[];
  page: string;
}

export interface Choice {
  resource: Resource;
  what: string;
  value: string;
}

export interface Part {
  verdict: Verdict;
  headers: Headers[];
  choices: Choice[];
  forward: Leg;
  return: Leg | null;
  leaves_as: string[];
  members: number;
  delivered_to: string[];
}

export interface Told {
  code: string;
  sentence: string;
  page: string;
}

export interface Caution extends Told {
  leg: LegName;
  remedy: string;
  resource: string;
}

export interface Missing extends Caution {
  call: string | null;
}

export interface Filter {
  leg: LegName;
  check: string;
  direction: Way | null;
  resource: Resource;
  place: Place | null;
}

export interface Known extends Resource {
  owner: string | null;
  region: string | null;
  belongs: { how: string; id: string }[];
}

export interface About {
  accounts: string[];
  regions: string[];
  folder: string;
  files: number;
  oldest: string | null;
  newest: string | null;
  problems: string[];
  not_modelled: string[];
  unknown_keys: string[];
}

export interface Side {
  text: string;
  name: string;
  resource: Resource | null;
}

export interface Story {
  verdict: Verdict;
  routing_only: boolean;
  summary: string;
  question: { from: Side; to: Side; headers: Headers[] };
  blockers: Blocker[];
  parts: Part[];
  filters: Filter[];
  assumptions: Told[];
  cautions: Caution[];
  unknown: Missing[];
  remarks: string[];
  resources: Known[];
  snapshot: About;
  not_checked: string[];
}

export interface Snapshot {
  id: string;
  name: string;
  about: About;
  interfaces: number;
  uploaded: boolean;
  changed: boolean;
}

export interface End {
  id: string;
  kind: string;
  label: string;
  name: string | null;
  addresses: string[];
  vpc: string | null;
}

export interface Found {
  ends: End[];
  more: number;
}

export interface Row {
  guard: string;
  action: string;
  outcome: Outcome;
  rule: string;
  rule_id: string | null;
  place: Place | null;
  editable: boolean;
}

export interface Table {
  name: string;
  subject: Resource;
  discipline: string;
  rows: Row[];
  more: number;
  default: string;
}

export interface Shown {
  resource: Resource;
  about: string | null;
  owner: string | null;
  region: string | null;
  zone: string | null;
  place: Place | null;
  tables: Table[];
  belongs: { how: string; id: string }[];
  names: (Resource & { how: string })[];
  referrers: (Resource & { how: string })[];
  more_referrers: number;
  source: { file: string; line: number; text: string | null } | null;
}

export interface Edit {
  file: string;
  pointer: string;
  op: "remove" | "replace" | "add";
  value?: unknown;
}

export interface WhatIf {
  commands: string[];
  /** Edits, by number, for which no command is known. */
  unsaid: number[];
  /** Edits, by number, that change nothing. */
  idle: number[];
}

/** The notes of each part, as a whole and after each hop. */
export interface Notes {
  parts: { whole: string; steps: { leg: LegName; hop: number; text: string }[] }[];
}
