// A form that edits a rule where it stands, field by field, in the console's words.

import { capital, h } from "./dom.js";

/**
 * The fields of a rule, to be changed one by one.
 *
 * @param {unknown} value
 * @param {string[]} path
 * @returns {{ path: string[], value: string | number | boolean }[]}
 */
export function leaves(value, path = []) {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [{ path, value }];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** A copy with another value at a path; without it, if that is undefined. @param {any} value @param {string[]} path @param {unknown} leaf */
export function put(value, path, leaf) {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (leaf === undefined && rest.length === 0 && Array.isArray(copy)) copy.splice(Number(key), 1);
  else copy[key] = put(copy[key], rest, leaf);
  return copy;
}

/** What the console calls fields whose key doesn't say it. @type {Record<string, string>} */
const WORDS = {
  CidrIp: "CIDR block",
  CidrIpv6: "IPv6 CIDR block",
  IpProtocol: "Protocol",
  Egress: "Outbound",
  RuleAction: "Allow or deny",
};

/** Fields of which AWS takes few values. @type {Record<string, string[]>} */
const CHOICES = { RuleAction: ["allow", "deny"], State: ["active", "blackhole"] };

/** `DestinationCidrBlock` is "Destination CIDR block". @param {string} key */
function words(key) {
  const split = key.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return capital(
    split
      .replace(/\bid\b/, "ID")
      .replace(/\bcidr\b/, "CIDR")
      .replace(/\bipv6\b/, "IPv6"),
  );
}

/**
 * What a field is called; of a list with several elements, with the number of its own.
 *
 * @param {string[]} path
 * @param {string[][]} all the paths of all fields
 */
function called(path, all) {
  const key = path.at(-1) ?? "value";
  const name = WORDS[key] ?? words(key);
  const at = path.findIndex((part) => /^\d+$/.test(part));
  if (at < 0) return path.length > 1 ? `${path.slice(0, -1).map(words).join(", ")}: ${name.toLowerCase()}` : name;
  const several = all.some((other) => other[at] !== path[at] && other[at - 1] === path[at - 1]);
  return several ? `${name} ${Number(path[at]) + 1}` : name;
}

/**
 * Which field a refusal is about: the one whose text it quotes, or whose value or key it says.
 *
 * @template {{ key: string, text: () => string }} Field
 * @param {string} why
 * @param {Field[]} fields
 */
function meant(why, fields) {
  // Whole words alone: 44 isn't what a sentence about 443 means.
  const all = why.split(/[^\w.:/-]+/);
  const word = (/** @type {string} */ text) => text !== "" && all.includes(text);
  return (
    fields.find((field) => why.includes(JSON.stringify(field.text()))) ??
    fields.find((field) => why.includes(field.key) && word(field.text())) ??
    fields.find((field) => word(field.text())) ??
    null
  );
}

/** @param {string} key @param {string | number} value */
function control(key, value) {
  const choices = CHOICES[key];
  if (!choices) return h("input", { value: String(value), spellcheck: "false" });
  const all = choices.includes(String(value)) ? choices : [String(value), ...choices];
  return h("select", {}, ...all.map((each) => h("option", { selected: each === String(value) }, each)));
}

/** Numbers the editors' messages, so that fields can name theirs. */
let made = 0;

/**
 * @param {unknown} value
 * @param {(value: unknown) => Promise<string>} done takes the value, or says why it can't be
 * @param {() => void} cancel
 */
export function editor(value, done, cancel) {
  const all = leaves(value);
  const paths = all.map(({ path }) => path);
  made += 1;
  const fields = all.map(({ path, value: leaf }, index) => {
    const key = path.at(-1) ?? "value";
    const name = called(path, paths);
    const error = h("p", { class: "error", id: `editor-${made}-${index}` });
    if (typeof leaf === "boolean") {
      const input = h("input", { type: "checkbox", checked: leaf, "aria-describedby": error.id });
      const label = h("label", { class: "check", title: path.join(" / ") }, input, ` ${name}`);
      return {
        key,
        input,
        error,
        label,
        text: () => "",
        read: () => /** @type {unknown} */ (input.checked),
        wrong: () => "",
      };
    }
    const input = control(key, leaf);
    input.setAttribute("aria-describedby", error.id);
    const text = () => input.value.trim();
    const wrong = () => (typeof leaf === "number" && !/^-?\d+$/.test(text()) ? `“${text()}” is no number.` : "");
    const read = () => /** @type {unknown} */ (typeof leaf === "number" ? Number(text()) : text());
    return {
      key,
      input,
      error,
      label: h("label", { title: path.join(" / ") }, h("span", {}, name), input),
      text,
      read,
      wrong,
    };
  });
  const whole = h("p", { class: "error whole", role: "alert" });

  function clear() {
    for (const { input, error } of fields) {
      input.removeAttribute("aria-invalid");
      error.replaceChildren();
    }
    whole.replaceChildren();
  }

  /** @param {typeof fields[number] | null} field @param {string} why */
  function refuse(field, why) {
    // Beside its field, where it stands is plain.
    const told = field ? why.replace(/ \([^()]*:\d+ \/[^()]*\)$/, "") : why;
    (field?.error ?? whole).replaceChildren(capital(told));
    field?.input.setAttribute("aria-invalid", "true");
    field?.input.focus();
  }

  async function submit() {
    clear();
    const wrong = fields.find((field) => field.wrong());
    if (wrong) {
      refuse(wrong, wrong.wrong());
      return;
    }
    const why = await done(all.reduce((changed, { path }, index) => put(changed, path, fields[index]?.read()), value));
    if (why) refuse(meant(why, fields), why);
  }

  const form = h(
    "form",
    {
      class: "editor",
      "aria-label": "Edit the rule",
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void submit();
      },
    },
    ...fields.map(({ label, error }) => h("div", {}, label, error)),
    whole,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "submit" }, "Walk with this"),
      h("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel"),
    ),
  );
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  });
  return form;
}
