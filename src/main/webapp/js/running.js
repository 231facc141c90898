/* All running tasks of the controller: what to see is in the address of the page, so that it can be linked. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const byId = (id) => document.getElementById(id);
  const tables = byId("run-pod-running");
  const filter = byId("run-pod-filter");
  const pages = byId("run-pod-pages");
  const groups = byId("run-pod-groups");
  /** While somebody types. */
  const TYPING = 300;

  /** What the page says if nothing else was asked for. */
  const START = { q: "", state: "", by: "cause", group: null, offset: 0 };

  let query = queryOf(window.location.search);
  let asked = false;
  let typing = 0;

  /** What is not valid is as if it were not there. */
  function queryOf(search) {
    const values = new URLSearchParams(search);
    const chosen = (name) => {
      const options = Array.from(filter.elements[name].options, (option) => option.value);
      return options.indexOf(values.get(name)) < 0 ? START[name] : values.get(name);
    };
    return {
      q: values.get("q") || START.q,
      state: chosen("state"),
      by: chosen("by"),
      group: values.get("group"),
      offset: Math.max(0, parseInt(values.get("offset"), 10) || 0),
    };
  }

  /** The part of an address that asks for this; begins with a question mark. */
  function address(wanted) {
    const values = new URLSearchParams();
    Object.keys(START)
      .filter((name) => wanted[name] !== START[name])
      .forEach((name) => values.set(name, wanted[name]));
    return "?" + values.toString();
  }

  /** The same with something else, from its first page on. */
  function changed(changes) {
    return Object.assign({}, query, { offset: 0 }, changes);
  }

  function showFilter() {
    ["q", "state", "by"].forEach((name) => {
      filter.elements[name].value = query[name];
    });
  }

  function want(wanted) {
    clearTimeout(typing);
    query = wanted;
    asked = true;
    askNow();
  }

  function go(wanted) {
    if (address(wanted) !== address(query)) {
      window.history.pushState(null, "", address(wanted));
      want(wanted);
    }
  }

  /** What the fields of the filter say. */
  function filtered() {
    const by = filter.elements.by.value;
    return changed({
      q: filter.elements.q.value.trim(),
      state: filter.elements.state.value,
      by,
      group: by === query.by ? query.group : null,
    });
  }

  function row() {
    const element = page.copy("run-pod-row");
    const button = element.querySelector(".run-pod-cancel");
    page.onCancel(button, tables.getAttribute("data-cancel"), () => element.getAttribute("data-key"));
    return element;
  }

  function budget(item, value) {
    item.className = value.running ? "" : "run-pod-second";
    item.textContent = value.name + ": " + value.left;
  }

  function showCluster(element, value) {
    element.setAttribute("data-state", value.state);
    page.fill(element, value);
  }

  function show(element, value) {
    const task = value.task;
    element.setAttribute("data-state", task.state);
    page.fill(
      element,
      Object.assign({}, task, {
        pod: task.pod || task.id,
        build: value.build,
        page: value.page,
        place: [value.cluster, task.namespace].filter((part) => part !== "").join("/"),
        // "Running" twice says nothing
        reason: task.state !== "running" && (task.cause || task.meaning),
      }),
    );
    page.transfer(element, task.transfer);
    const item = () => document.createElement("li");
    page.list(element.querySelector(".run-pod-left"), task.budgets, (each) => each.name, item, budget);
    const button = element.querySelector(".run-pod-cancel");
    button.setAttribute("aria-label", button.getAttribute("data-label") + " " + task.pod);
  }

  function number(value) {
    return value.toLocaleString();
  }

  /** The words for a state are those of the filter. */
  function showState(element, value) {
    element.setAttribute("data-state", value.state);
    const option = filter.elements.state.querySelector("[value='" + value.state + "']");
    page.fill(element, { text: number(value.tasks) + " " + option.textContent });
  }

  function showGroup(element, value) {
    const link = element.querySelector("a");
    const open = value.key === query.group;
    link.setAttribute("href", address(changed({ group: open ? null : value.key })));
    link.setAttribute("title", value.meaning);
    if (open) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
    const name = query.by === "cause" ? "" : value.key || groups.getAttribute("data-none");
    page.fill(element, Object.assign({}, value, { name }));
    const states = element.querySelector(".run-pod-states");
    page.list(states, value.states, (each) => each.state, () => page.copy("run-pod-state"), showState);
  }

  function showPages(answer) {
    const last = answer.offset + answer.rows.length;
    const part = number(answer.offset + 1) + "–" + number(last);
    const text = part + " " + pages.getAttribute("data-of") + " " + number(answer.selected);
    pages.querySelector("span").textContent = text;
    pages.hidden = answer.selected <= answer.rows.length;
    /** When there is no further page, the focus goes to the link back, and the other way round. */
    const turn = (link, offset, possible) => {
      link.setAttribute("href", address(changed({ offset })));
      if (!possible && link === document.activeElement) {
        link.parentNode.querySelector("a:not(:focus)").focus();
      }
      link.hidden = !possible;
    };
    const [back, on] = pages.querySelectorAll("a");
    back.hidden = on.hidden = false; // so that the focus can go from one to the other
    turn(back, Math.max(0, answer.offset - answer.limit), answer.offset > 0);
    turn(on, last, last < answer.selected);
    return answer.rows.length === 0 ? byId("run-pod-unmatched").querySelector("p").textContent : text;
  }

  /** Tasks end, so that the page that was asked for may be behind the last one. */
  function isBehind(answer) {
    return answer.rows.length === 0 && answer.selected > 0;
  }

  const askNow = page.poll(
    () => tables.getAttribute("data-url") + address(query),
    (answer) => {
      if (isBehind(answer)) {
        want(changed({ offset: answer.limit * Math.floor((answer.selected - 1) / answer.limit) }));
        window.history.replaceState(null, "", address(query));
        return;
      }
      page.list(groups, answer.groups, (each) => query.by + " " + each.key, () => page.copy("run-pod-group"), showGroup);
      page.list(byId("run-pod-rows"), answer.rows, (each) => each.task.id, row, show);
      page.list(byId("run-pod-clusters"), answer.clusters, (each) => each.name, () => page.copy("run-pod-cluster"), showCluster);
      const found = showPages(answer);
      if (asked) {
        byId("run-pod-found").textContent = found; // a screen reader says what a viewer has asked for, and not each change
        asked = false;
      }
      tables.hidden = answer.clusters.length === 0;
      byId("run-pod-none").hidden = answer.clusters.length !== 0;
      filter.hidden = answer.total === 0;
      groups.hidden = answer.groups.length === 0;
      byId("run-pod-more").hidden = answer.moreGroups === 0;
      byId("run-pod-more").querySelector(".run-pod-count").textContent = number(answer.moreGroups);
      byId("run-pod-table").hidden = answer.rows.length === 0;
      byId("run-pod-unmatched").hidden = answer.total === 0 || answer.rows.length !== 0;
      byId("run-pod-idle").hidden = answer.total !== 0;
    },
  );

  showFilter();
  filter.addEventListener("submit", (event) => {
    event.preventDefault();
    go(filtered());
  });
  filter.addEventListener("change", () => go(filtered()));
  filter.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => go(filtered()), TYPING);
  });
  tables.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link !== null && plain) {
      event.preventDefault();
      go(queryOf(link.getAttribute("href")));
      showFilter();
      if (link.parentNode === pages) {
        byId("run-pod-table").scrollIntoView();
      }
    }
  });
  window.addEventListener("popstate", () => {
    want(queryOf(window.location.search));
    showFilter();
  });
})();
