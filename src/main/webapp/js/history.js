/* What ended tasks have cost: what to see is in the address of the page, so that it can be linked. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const chart = window.runPodChart;
  const byId = (id) => document.getElementById(id);
  const root = byId("run-pod-history");
  const filter = byId("run-pod-filter");
  const chips = byId("run-pod-chips");
  const verdicts = byId("run-pod-verdicts");
  const number = page.number;
  const lasted = chart.lasted;

  const MINUTE = 60000;
  /** While Jenkins reads its files. */
  const READING = 1000;
  /** The classes of waiting, in the order of the chart from its bottom. What costs money stands on firm ground. */
  const KINDS = ["limited", "retrying", "scheduling", "starting", "files", "lost"];
  const FILTERS = ["registry", "image", "cause", "folder", "cluster", "namespace", "verdict"];
  /** What to see of a group, when a viewer opens it. A folder shows its folders. */
  const INSIDE = { registry: "image", image: "folder", cause: "registry", folder: "folder", cluster: "namespace", namespace: "folder" };
  /** Other verdicts are those of failed tasks. */
  const STATES = { SUCCEEDED: "succeeded", CANCELLED: "cancelled", OUTCOME_UNKNOWN: "unknown" };

  /** What the page shows if nothing else was asked for. An offset asks for builds. */
  const START = { period: "week", by: "registry", offset: null };
  FILTERS.forEach((name) => {
    START[name] = null;
  });

  const periods = Array.from(byId("run-pod-periods").querySelectorAll("a"));
  const view = page.view(START, valid, wanted);
  let asked = false;
  let drawn = () => {};

  function valid(name, text) {
    switch (name) {
      case "offset":
        return page.offset(text);
      case "period":
        return periods.map((link) => link.getAttribute("data-period")).find((period) => period === text);
      case "by":
        return Array.from(filter.elements.by.options, (option) => option.value).find((by) => by === text);
      default:
        return text;
    }
  }

  function optionOf(by) {
    return filter.elements.by.querySelector("[value='" + by + "']");
  }

  function labelOf(by) {
    return optionOf(by).getAttribute("data-name");
  }

  function nameOf(value) {
    return value === "" ? root.getAttribute("data-none") : value;
  }

  function verdictOf(name) {
    return verdicts.getAttribute("data-" + name) || name;
  }

  function filtersSet() {
    return FILTERS.filter((name) => view.now()[name] !== null);
  }

  function showsBuilds() {
    return view.now().offset !== null || filtersSet().length > 0;
  }

  function href(changes) {
    return view.address(view.changedBy(changes));
  }

  /** Asks with every value, whatever Jenkins takes for granted. */
  function parameters(names, others) {
    const values = new URLSearchParams(others);
    names.filter((name) => view.now()[name] !== null).forEach((name) => values.set(name, view.now()[name]));
    return "?" + values.toString();
  }

  function chip(element, name) {
    const link = element.querySelector("a");
    const value = view.now()[name];
    const words =
      name === "verdict"
        ? { name: verdicts.getAttribute("data-label"), value: verdictOf(value) }
        : { name: labelOf(name), value: nameOf(value) };
    page.fill(element, words);
    link.setAttribute("href", href({ [name]: null }));
    link.setAttribute("aria-label", root.getAttribute("data-remove") + " " + words.name + " " + words.value);
  }

  /** What is asked for, before there is an answer. */
  function showView() {
    periods.forEach((link) => {
      const period = link.getAttribute("data-period");
      const current = period === view.now().period;
      link.setAttribute("href", href({ period }));
      link.parentNode.classList.toggle("active", current);
      if (current) {
        link.setAttribute("aria-current", "true");
      } else {
        link.removeAttribute("aria-current");
      }
    });
    filter.elements.by.value = view.now().by;
    page.list(chips, filtersSet(), (name) => name, () => page.copy("run-pod-chip"), chip);
    chips.hidden = chips.children.length === 0;
  }

  function wanted() {
    asked = true;
    root.setAttribute("aria-busy", "true");
    showView();
    askNow();
  }

  function total(waits) {
    return KINDS.reduce((sum, kind) => sum + (waits[kind] || 0), 0);
  }

  function day(ms) {
    return new Date(ms).toISOString().substring(0, 10);
  }

  const MOMENT = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

  function range(from, to) {
    return new Intl.DateTimeFormat(undefined, MOMENT).formatRange(from, to);
  }

  function orNothing(ms) {
    return ms === undefined ? "–" : lasted(ms);
  }

  /** The figures of a sum as text. */
  function figures(sum) {
    const each = (ms) => lasted(sum.tasks === 0 ? 0 : ms / sum.tasks);
    const waited = total(sum.waits);
    return {
      tasks: number(sum.tasks),
      bad: number(sum.tasks - (sum.verdicts.SUCCEEDED || 0)),
      waited: lasted(waited),
      waitedEach: each(waited),
      limitedPulls: number(sum.limitedPulls),
      limited: sum.limitedPulls > 0 && lasted(sum.limitedMs),
      p50: orNothing(sum.startP50Ms),
      p95: orNothing(sum.startP95Ms),
      ran: lasted(sum.runMs),
      ranEach: each(sum.runMs),
      lostAttempts: number(sum.lostAttempts),
      lost: sum.lostAttempts > 0 && lasted(sum.lostMs),
    };
  }

  function showVerdict(element, name) {
    const current = view.now().verdict === name;
    element.setAttribute("data-state", STATES[name] || "failed");
    page.fill(element, {
      query: href({ verdict: current ? null : name }),
      text: number(this.verdicts[name]) + " " + verdictOf(name),
    });
  }

  function showSum(answer) {
    page.fill(byId("run-pod-shown").querySelector("section"), Object.assign(figures(answer.sum), { title: range(answer.from, answer.to) }));
    const names = Object.keys(answer.sum.verdicts).sort((one, other) => answer.sum.verdicts[other] - answer.sum.verdicts[one]);
    page.list(verdicts, names, (name) => name, () => page.copy("run-pod-verdict"), showVerdict.bind(answer.sum));
  }

  function cells(row, texts) {
    page.list(row, texts, (text, index) => index, () => document.createElement(row.parentNode.tagName === "THEAD" ? "th" : "td"), (cell, text) => {
      cell.textContent = text;
    });
  }

  function showWaits(answer) {
    const waits = answer.sum.waits;
    const kinds = KINDS.filter((kind) => waits[kind] > 0);
    const nameOfKind = (kind) => byId("run-pod-kinds").getAttribute("data-" + kind);
    const bars = answer.buckets.map((bucket, index) => {
      const to = index + 1 < answer.buckets.length ? answer.buckets[index + 1].from : answer.to;
      const parts = kinds.filter((kind) => bucket.waits[kind] > 0).map((kind) => nameOfKind(kind) + ": " + lasted(bucket.waits[kind]));
      return { from: bucket.from, to, values: bucket.waits, title: [range(bucket.from, to)].concat(parts.reverse()).join("\n") };
    });
    byId("run-pod-waits").hidden = kinds.length === 0;
    page.list(byId("run-pod-kinds"), kinds, (kind) => kind, () => page.copy("run-pod-kind"), (item, kind) => {
      page.fill(item, { name: nameOfKind(kind), lasted: lasted(waits[kind]) });
      chart.bar(item.querySelector("svg"), [kind], { [kind]: 1 }, 1);
    });
    drawn = () => chart.stacked(byId("run-pod-chart"), KINDS, bars);
    drawn();
    const head = byId("run-pod-numbers-head");
    cells(head, [head.getAttribute("data-from"), head.getAttribute("data-tasks")].concat(kinds.map(nameOfKind)));
    page.list(byId("run-pod-numbers"), answer.buckets, (bucket) => bucket.from, () => document.createElement("tr"), (row, bucket) => {
      const from = new Intl.DateTimeFormat(undefined, MOMENT).format(bucket.from);
      cells(row, [from, number(bucket.tasks)].concat(kinds.map((kind) => lasted(bucket.waits[kind] || 0))));
    });
  }

  /** Opens a group, or closes the one that is open. */
  function inside(by, key) {
    if (view.now()[by] === key) {
      return { [by]: null };
    }
    let next = INSIDE[by];
    while (next !== by && view.now()[next] !== null) {
      next = INSIDE[next];
    }
    return { [by]: key, by: next };
  }

  function showGroups(answer) {
    const most = Math.max(0, ...answer.groups.map((group) => total(group.sum.waits)));
    byId("run-pod-key").textContent = labelOf(answer.by);
    byId("run-pod-groups-title").textContent = optionOf(answer.by).textContent;
    page.list(byId("run-pod-groups"), answer.groups, (group) => answer.by + " " + group.key, () => page.copy("run-pod-group"), (row, group) => {
      page.fill(row, Object.assign(figures(group.sum), { name: nameOf(group.key), query: href(inside(answer.by, group.key)) }));
      chart.bar(row.querySelector("svg"), KINDS, group.sum.waits, most);
    });
    byId("run-pod-more").hidden = answer.moreGroups === 0;
    byId("run-pod-more").querySelector(".run-pod-count").textContent = number(answer.moreGroups);
  }

  /** The waits of one task by class. */
  function byKind(waits) {
    const sums = {};
    waits.forEach((wait) => {
      sums[wait.kind] = (sums[wait.kind] || 0) + wait.ms;
    });
    return sums;
  }

  function showBuild(element, task, most) {
    const waits = byKind(task.waits);
    const longest = task.waits.reduce((one, other) => (other.ms > one.ms ? other : one), { cause: "", ms: 0 });
    element.setAttribute("data-state", STATES[task.verdict] || "failed");
    page.fill(element, {
      page: task.page,
      build: task.build,
      gone: task.page ? "" : task.build,
      ended: new Date(task.ended).toLocaleString(),
      waited: lasted(total(waits)),
      cause: longest.cause,
      image: task.image,
      place: [task.cluster, task.namespace].filter((part) => part !== "").join("/"),
      verdict: verdictOf(task.verdict),
      reason: task.verdict !== "SUCCEEDED" && task.reason,
      start: orNothing(task.startMs),
      ran: lasted(task.runMs),
      attempts: number(task.attempts),
    });
    chart.bar(element.querySelector(".run-pod-share"), KINDS, waits, most);
  }

  function partOf(builds) {
    return { offset: builds.offset, limit: builds.limit, shown: builds.rows.length, of: builds.matching };
  }

  function showBuilds(builds) {
    byId("run-pod-show-builds").hidden = builds !== null;
    byId("run-pod-show-builds").firstElementChild.setAttribute("href", href({ offset: 0 }));
    byId("run-pod-builds").hidden = builds === null || builds.rows.length === 0;
    if (builds !== null) {
      const most = Math.max(0, ...builds.rows.map((task) => total(byKind(task.waits))));
      page.list(byId("run-pod-rows"), builds.rows, (task) => task.task, () => page.copy("run-pod-build"), (row, task) => showBuild(row, task, most));
      page.pages(byId("run-pod-pages"), partOf(builds), (offset) => href({ offset }));
    }
  }

  function showReading(reading) {
    const element = byId("run-pod-reading");
    element.hidden = !reading;
    if (reading) {
      page.fill(element, { done: number(reading.done), days: number(reading.days) });
      element.querySelector("progress").setAttribute("max", String(Math.max(1, reading.days)));
      element.querySelector("progress").setAttribute("value", String(reading.done));
    }
  }

  function showGap(id, count) {
    byId(id).hidden = !count;
    byId(id).querySelector(".run-pod-count").textContent = number(count || 0);
  }

  /** The lines behind the answer. Their files are those of days. */
  function showDownloads(answer) {
    const query = parameters(FILTERS, { from: day(answer.from), to: day(answer.to) });
    ["csv", "json"].forEach((name) => {
      byId("run-pod-" + name).setAttribute("href", root.getAttribute("data-" + name) + query);
    });
  }

  /** Advice takes longer than sums, and nothing waits for it. */
  function askAdvice() {
    const query = parameters(["period"]);
    const showNow = (advice) => query === parameters(["period"]) && byId("run-pod-refused").hidden && showAdvice(advice);
    page.read(root.getAttribute("data-advice") + query).then((answer) => showNow(answer.advice), () => showNow([]));
  }

  function showAdvice(advice) {
    const section = byId("run-pod-advice");
    section.hidden = advice.length === 0;
    page.list(section.querySelector("ul"), advice, (each) => each.text, () => page.copy("run-pod-sentence"), page.fill);
  }

  function showAnswer(answer, builds) {
    const some = answer.sum.tasks > 0;
    showReading(answer.reading);
    showGap("run-pod-skipped", answer.skipped);
    showGap("run-pod-lost", answer.lost);
    showGap("run-pod-dropped", answer.dropped);
    showDownloads(answer);
    byId("run-pod-shown").hidden = !some;
    byId("run-pod-empty").hidden = answer.tasks > 0 || Boolean(answer.reading);
    byId("run-pod-unmatched").hidden = some || answer.tasks === 0 || Boolean(answer.reading);
    if (some) {
      showSum(answer);
      showWaits(answer);
      showGroups(answer);
      showBuilds(builds);
    }
  }

  /** A screen reader says what a viewer has asked for, and not each change. The focus does not stay with a link that is gone. */
  function tell(answer) {
    if (asked) {
      asked = false;
      const visible = ["run-pod-empty", "run-pod-unmatched"].map(byId).find((element) => !element.hidden);
      byId("run-pod-found").textContent = visible ? visible.textContent.trim() : byId("run-pod-tasks").textContent;
      if (document.activeElement === document.body) {
        byId("run-pod-sum-title").focus({ preventScroll: true });
      }
    }
  }

  function show([answer, builds]) {
    const last = builds && page.lastInsteadOf(partOf(builds));
    if (last !== null && last !== undefined) {
      view.replace(view.changedBy({ offset: last }));
      return;
    }
    root.removeAttribute("aria-busy");
    const refused = byId("run-pod-refused");
    refused.hidden = !answer.refusal;
    if (answer.refusal) {
      refused.firstElementChild.textContent = answer.refusal;
      ["run-pod-shown", "run-pod-advice", "run-pod-gaps", "run-pod-empty", "run-pod-unmatched"].forEach((id) => {
        byId(id).hidden = true;
      });
    } else {
      byId("run-pod-gaps").hidden = false;
      showAnswer(answer, builds);
      if (!answer.reading) {
        askAdvice();
      }
      tell(answer);
    }
  }

  /** What is not valid stays so, and Jenkins says why. */
  function refusal(error) {
    if (error.status !== 400) {
      throw error;
    }
    return [{ refusal: error.message }, null];
  }

  function question() {
    return Promise.all([
      page.read(root.getAttribute("data-sums") + parameters(["period", "by"].concat(FILTERS))),
      showsBuilds() ? page.read(root.getAttribute("data-builds") + parameters(Object.keys(START))) : null,
    ]).catch(refusal);
  }

  function pause([answer]) {
    if (answer.refusal) {
      return undefined;
    }
    return answer.reading ? READING : MINUTE;
  }

  showView();
  const askNow = page.poll(question, show, pause);
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.addEventListener("change", () => view.go(view.changedBy({ by: filter.elements.by.value })));
  view.follow(root, (link) => {
    const pages = byId("run-pod-pages");
    if (link.parentNode === pages) {
      byId("run-pod-builds").scrollIntoView();
    }
  });
  new ResizeObserver(() => drawn()).observe(byId("run-pod-chart"));
})();
