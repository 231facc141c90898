/* Stacked bars in SVG. The colours are those of the style sheet. */
window.runPodChart = (function () {
  "use strict";

  const NAMESPACE = "http://www.w3.org/2000/svg";
  const HEIGHT = 220;
  const TOP = 10;
  const BOTTOM = 24;
  const LEFT = 56;
  const RIGHT = 8;
  /** At least between the middles of two labels. */
  const LABEL_WIDTH = 64;
  const MOST_LINES = 4;
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  /** With its pattern, eight wide and high, a class of waiting differs from the others without colours too. */
  const PATTERNS = {
    limited: "",
    retrying: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    scheduling: "M1,2 h2 M5,6 h2",
    starting: "M0,4 h8",
    files: "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
    lost: "M4,0 v8",
  };
  /** Steps of a scale that people can count with. */
  const STEPS = [
    ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
    ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
    ...[1, 2, 5].map((hours) => hours * HOUR),
  ];

  /** With the two largest units if there are few of the first, as in the advice. Nothing is shorter than a tenth of a second. */
  function lasted(ms) {
    const inUnits = (large, name, small, smallName) => {
      const some = Math.floor(ms / large);
      const rest = some < 10 ? Math.floor((ms % large) / small) : 0;
      return some.toLocaleString() + " " + name + (rest > 0 ? " " + rest + " " + smallName : "");
    };
    if (ms < MINUTE) {
      return (ms < 10 * SECOND ? Math.round(ms / 100) / 10 : Math.floor(ms / SECOND)) + " s";
    }
    return ms < HOUR ? inUnits(MINUTE, "min", SECOND, "s") : inUnits(HOUR, "h", MINUTE, "min");
  }

  function add(parent, name, attributes, text) {
    const element = parent.appendChild(document.createElementNS(NAMESPACE, name));
    Object.keys(attributes).forEach((each) => element.setAttribute(each, String(attributes[each])));
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  function clear(svg) {
    while (svg.firstChild) {
      svg.removeChild(svg.firstChild);
    }
  }

  function stepFor(most) {
    let step = STEPS.find((each) => most / each <= MOST_LINES);
    for (let power = 10 * HOUR; step === undefined; power *= 10) {
      step = [1, 2, 5].map((factor) => factor * power).find((each) => most / each <= MOST_LINES);
    }
    return step;
  }

  function fill(kind) {
    return "url(#run-pod-pattern-" + kind + ")";
  }

  function addPatterns() {
    const definitions = add(add(document.body, "svg", { class: "run-pod-patterns", "aria-hidden": "true" }), "defs", {});
    Object.keys(PATTERNS).forEach((kind) => {
      const size = { width: 8, height: 8 };
      const id = "run-pod-pattern-" + kind;
      const pattern = add(definitions, "pattern", Object.assign({ id, class: "run-pod-kind-" + kind, patternUnits: "userSpaceOnUse" }, size));
      add(pattern, "rect", Object.assign({ class: "run-pod-fill" }, size));
      add(pattern, "path", { class: "run-pod-hatch", d: PATTERNS[kind] });
    });
  }

  /** Which bars have a label, and which: the hour in which a bar begins, or the day on which it ends. The last one ends now. */
  function labels(bars, room) {
    const most = Math.max(1, Math.floor((bars.length * room) / LABEL_WIDTH));
    if (bars.length > 0 && bars[0].to - bars[0].from < DAY / 2) {
      const each = [1, 2, 3, 4, 6, 12, 24].find((hours) => bars.length / hours <= most) || 24;
      const format = new Intl.DateTimeFormat(undefined, { hour: "numeric" });
      return bars.map((bar) => (new Date(bar.from).getHours() % each === 0 ? format.format(bar.from) : ""));
    }
    const each = Math.ceil(bars.length / most);
    const format = new Intl.DateTimeFormat(undefined, { weekday: bars.length <= 7 ? "short" : undefined, day: "numeric", month: "short" });
    return bars.map((bar, index) => ((bars.length - 1 - index) % each === 0 ? format.format(bar.to) : ""));
  }

  /**
   * Draws bars above each other, the first kind at the bottom.
   *
   * @param bars each with its moments from and to, its title, and its milliseconds of each kind
   */
  function stacked(svg, kinds, bars) {
    const width = Math.max(240, Math.round(svg.getBoundingClientRect().width));
    const sum = (bar) => kinds.reduce((total, kind) => total + (bar.values[kind] || 0), 0);
    const most = Math.max(SECOND, ...bars.map(sum));
    const step = stepFor(most);
    const floor = HEIGHT - BOTTOM;
    const height = (ms) => ((floor - TOP) * ms) / (step * Math.ceil(most / step));
    const room = (width - LEFT - RIGHT) / bars.length;
    const gap = Math.min(8, room / 5);
    clear(svg);
    svg.setAttribute("viewBox", "0 0 " + width + " " + HEIGHT);
    svg.setAttribute("height", String(HEIGHT));
    for (let at = 0; at < most + step; at += step) {
      const y = Math.round(floor - height(at)) + 0.5;
      add(svg, "line", { class: "run-pod-chart-line", x1: LEFT, x2: width - RIGHT, y1: y, y2: y });
      add(svg, "text", { class: "run-pod-chart-label", x: LEFT - 8, y, "text-anchor": "end", dy: "0.32em" }, at === 0 ? "0" : lasted(at));
    }
    const texts = labels(bars, room);
    bars.forEach((bar, index) => {
      const x = LEFT + room * index;
      const group = add(svg, "g", { class: "run-pod-chart-bar" });
      add(group, "title", {}, bar.title);
      add(group, "rect", { class: "run-pod-chart-room", x, y: TOP, width: room, height: floor - TOP });
      let top = floor;
      kinds
        .filter((kind) => bar.values[kind] > 0)
        .forEach((kind) => {
          const part = height(bar.values[kind]);
          top -= part;
          add(group, "rect", { class: "run-pod-chart-part", x: x + gap / 2, y: top, width: room - gap, height: part, fill: fill(kind) });
        });
      add(svg, "text", { class: "run-pod-chart-label", x: x + room / 2, y: HEIGHT - 6, "text-anchor": "middle" }, texts[index]);
    });
  }

  /** Draws the parts of one bar beside each other, where the greatest bar of all has the whole width. */
  function bar(svg, kinds, values, most) {
    clear(svg);
    let left = 0;
    kinds
      .filter((kind) => values[kind] > 0 && most > 0)
      .forEach((kind) => {
        const width = (100 * values[kind]) / most;
        add(svg, "rect", { x: left + "%", y: 0, width: width + "%", height: "100%", fill: fill(kind) });
        left += width;
      });
  }

  addPatterns();
  return { lasted, stacked, bar };
})();
