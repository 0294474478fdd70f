// The picture of a walk, as the server draws it, with a packet that moves along its line.

import { h } from "./dom.js";
import { hopKey } from "./steps.js";

/** @import { Step } from "./steps.js" */

const SVG = "http://www.w3.org/2000/svg";
/** How long the packet is under way between two hops, in milliseconds. */
const UNDER_WAY = 450;
/** How small letters of a drawing may become. */
const LEGIBLE = 0.8;
/** How large a drawing may become on a large screen. */
const LARGEST = 1.5;
/** Below this width of the window, drawings stand tall. */
const TALL = 760;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Reads SVG as what it is: no scripts, and its styles apart. The page's policy lets no markup carry styles, and complains of them
 * as soon as they are parsed. A name can't hold a tag: it is escaped.
 *
 * @param {string} text
 */
function parse(text) {
  /** @type {string[]} */
  const css = [];
  const plain = text.replaceAll(/<style>(.*?)<\/style>/gs, (_, style) => {
    css.push(style);
    return "";
  });
  const root = new DOMParser().parseFromString(plain, "image/svg+xml").documentElement;
  if (!(root instanceof SVGSVGElement)) return null;
  for (const script of root.querySelectorAll("script, foreignObject")) script.remove();
  return { svg: document.importNode(root, true), css: css.join("\n") };
}

/** What the page adds to the drawing. */
const OWN = `
  :host { display: block }
  svg { display: block; max-width: none; margin: 0 auto }
  svg.packetwalk-picture { background: none }
  [data-resource] { cursor: pointer }
  [role="button"]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  svg .spot { fill: none; stroke: var(--accent); stroke-width: 3; stroke-dasharray: none }
  svg .token { fill: var(--accent); fill-opacity: 0.3; stroke: var(--accent); stroke-width: 3 }
`;

/**
 * @param {HTMLElement} frame
 * @param {(id: string) => void} open
 */
export function picture(frame, open) {
  const host = h("div", { class: "drawing" });
  const root = host.attachShadow({ mode: "open" });
  frame.replaceChildren(host);
  /** @type {SVGSVGElement | null} */
  let svg = null;
  /** @type {SVGCircleElement | null} */
  let token = null;
  /** @type {SVGRectElement | null} */
  let spot = null;
  /** @type {Step | null} */
  let at = null;
  let moving = 0;

  const follow = (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const id = target.closest?.("[data-resource]")?.getAttribute("data-resource");
    if (id) open(id);
    return Boolean(id);
  };
  root.addEventListener("click", follow);
  root.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    if ((key === "Enter" || key === " ") && follow(event)) event.preventDefault();
  });

  /** @param {Step} step @returns {SVGGraphicsElement | null} */
  const hopElement = (step) => svg?.querySelector(`[data-hop="${CSS.escape(hopKey(step))}"]`) ?? null;

  /** The line between two hops of a leg. @param {string} leg @param {number} from @param {number} to @returns {SVGPathElement | null} */
  const line = (leg, from, to) => {
    const found = svg?.querySelector(`[data-leg="${leg}"][data-from-hop="${from}"][data-to-hop="${to}"]`);
    const path = found?.localName === "path" ? found : found?.querySelector("path");
    return path instanceof SVGPathElement ? path : null;
  };

  /** A point of an element, in the picture's own units. @param {SVGGraphicsElement} element @param {DOMPoint} point */
  function own(element, point) {
    const [inner, outer] = [element.getScreenCTM(), svg?.getScreenCTM()];
    return inner && outer ? point.matrixTransform(outer.inverse().multiply(inner)) : point;
  }

  /** Where the packet stands at a hop. @param {Step} step */
  function place(step) {
    const element = hopElement(step);
    if (!element) return null;
    const box = element.getBBox();
    return own(element, new DOMPoint(box.x + box.width / 2, box.y + box.height / 2));
  }

  /** @param {DOMPoint} point */
  function put(point) {
    token?.setAttribute("cx", String(point.x));
    token?.setAttribute("cy", String(point.y));
  }

  /** @param {Step} step */
  function light(step) {
    const element = hopElement(step)?.closest("[data-resource]") ?? hopElement(step);
    if (!(element instanceof SVGGraphicsElement) || !spot) return;
    const box = element.getBBox();
    const [a, b] = [
      own(element, new DOMPoint(box.x, box.y)),
      own(element, new DOMPoint(box.x + box.width, box.y + box.height)),
    ];
    const gap = 4;
    for (const [name, value] of Object.entries({
      x: a.x - gap,
      y: a.y - gap,
      width: b.x - a.x + 2 * gap,
      height: b.y - a.y + 2 * gap,
      rx: 6,
    })) {
      spot.setAttribute(name, String(value));
    }
    spot.removeAttribute("visibility");
  }

  /** Brings the hop into view where the picture is larger than its frame. @param {Step} step */
  function reveal(step) {
    const element = hopElement(step)?.closest("[data-resource]") ?? hopElement(step);
    if (!element) return;
    const [box, view] = [element.getBoundingClientRect(), frame.getBoundingClientRect()];
    const by = (
      /** @type {number} */ low,
      /** @type {number} */ high,
      /** @type {number} */ from,
      /** @type {number} */ to,
    ) => (low < from || high > to ? (low + high) / 2 - (from + to) / 2 : 0);
    frame.scrollBy({
      left: by(box.left, box.right, view.left, view.right),
      top: by(box.top, box.bottom, view.top, view.bottom),
      behavior: still.matches ? "instant" : "smooth",
    });
  }

  /** Leaves out what the drawing says above and below itself: the page says it already. @param {SVGSVGElement} svg */
  function crop(svg) {
    const gap = 14;
    const boxes = Array.from(svg.children, (child) => (child instanceof SVGGElement ? child.getBBox() : null)).filter(
      (box) => box !== null,
    );
    if (boxes.length === 0) return;
    const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const [width, height] = [right - left + 2 * gap, bottom - top + 2 * gap];
    svg.setAttribute("viewBox", `${left - gap} ${top - gap} ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
  }

  /** The whole drawing as large as its frame is wide, where it can be read so or is asked for; else as large as it is. */
  function size() {
    if (!svg) return;
    const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
    const [wide, high] = [frame.clientWidth / width, Number.parseFloat(getComputedStyle(frame).maxHeight) / height];
    const scale = whole ? Math.min(wide, high, LARGEST) : Math.max(Math.min(wide, Math.max(1, high), LARGEST), LEGIBLE);
    svg.setAttribute("width", String(width * scale));
    svg.setAttribute("height", String(height * scale));
  }
  let whole = false;
  new ResizeObserver(size).observe(frame);

  return {
    /** Shows all of the drawing at once, however small. @param {boolean} wanted */
    whole(wanted) {
      whole = wanted;
      frame.classList.toggle("whole-picture", wanted);
      size();
    },
    /** Whether a drawing should be tall: where there is no room beside. */
    get tall() {
      return frame.parentElement ? document.documentElement.clientWidth < TALL : false;
    },
    /** Shows a drawing; null for none. @param {string | null} text */
    show(text) {
      cancelAnimationFrame(moving);
      const parsed = text === null ? null : parse(text);
      svg = parsed?.svg ?? null;
      at = null;
      frame.hidden = !svg;
      if (!svg || !parsed) {
        root.replaceChildren();
        return;
      }
      const sheets = [parsed.css, OWN].map((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        return sheet;
      });
      root.adoptedStyleSheets = sheets;
      // Its parts can be followed, so it is more than one image.
      svg.setAttribute("role", "group");
      // Boxes lie in boxes; what is pressed is their outline, since a button holds no other.
      for (const box of svg.querySelectorAll("[data-resource]")) {
        const outline = box.querySelector(":scope > rect");
        outline?.setAttribute("tabindex", "0");
        outline?.setAttribute("role", "button");
        const name = box.querySelector(":scope > title")?.textContent ?? box.getAttribute("data-resource") ?? "";
        outline?.setAttribute("aria-label", name);
      }
      spot = document.createElementNS(SVG, "rect");
      spot.setAttribute("class", "spot");
      spot.setAttribute("visibility", "hidden");
      token = document.createElementNS(SVG, "circle");
      token.setAttribute("class", "token");
      token.setAttribute("r", "12");
      token.setAttribute("visibility", "hidden");
      for (const each of [spot, token]) each.setAttribute("pointer-events", "none");
      root.replaceChildren(svg);
      crop(svg);
      svg.append(spot, token);
      size();
    },

    /** Moves the packet to a step. @param {Step | null} step */
    go(step) {
      cancelAnimationFrame(moving);
      const before = at;
      at = step;
      if (!step || !token || !place(step)) {
        token?.setAttribute("visibility", "hidden");
        spot?.setAttribute("visibility", "hidden");
        return;
      }
      token.removeAttribute("visibility");
      light(step);
      reveal(step);
      const on = before?.leg === step.leg && before.hop + 1 === step.hop;
      const back = before?.leg === step.leg && before.hop - 1 === step.hop;
      const path = on ? line(step.leg, step.hop - 1, step.hop) : back ? line(step.leg, step.hop, step.hop + 1) : null;
      const end = place(step);
      if (!path || still.matches) {
        if (end) put(end);
        return;
      }
      const length = path.getTotalLength();
      const start = performance.now();
      const frameOf = (/** @type {number} */ now) => {
        const share = Math.min((now - start) / UNDER_WAY, 1);
        const eased = share * share * (3 - 2 * share);
        put(own(path, path.getPointAtLength(length * (on ? eased : 1 - eased))));
        if (share < 1) moving = requestAnimationFrame(frameOf);
        else if (end) put(end);
      };
      frameOf(start);
    },
  };
}
