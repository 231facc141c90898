/* The pods of one build. Of a few there is a card each. Of more there are rows, and a row that is open has its card in it. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const { filter, showState, showLink, follow } = window.runPodQuery;
  const byId = (id) => document.getElementById(id);
  const pods = byId("run-pod-build");
  const states = byId("run-pod-summary");
  const cancel = pods.getAttribute("data-cancel");

  /** What the page says if nothing else was asked for; the ids of open rows have commas between them. */
  const START = { q: "", state: "", container: "", offset: 0, open: "" };

  function card() {
    const element = page.copy("run-pod-task");
    const button = element.querySelector(".run-pod-cancel");
    if (cancel === "") {
      button.parentNode.removeChild(button);
    } else {
      page.onCancel(button, cancel, () => element.getAttribute("data-key"));
    }
    const events = element.querySelector(".run-pod-events");
    events.addEventListener("toggle", () => readEvents(element));
    return element;
  }

  function time(at) {
    const date = new Date(at);
    return isNaN(date) ? "" : date.toLocaleTimeString();
  }

  /** The tasks whose events are being asked for. */
  const reading = {};

  /** Jenkins answers with the last known events at once, and says whether newer ones follow. */
  function followEvents(element, answer) {
    if (answer.pending) {
      setTimeout(() => readEvents(element), 1000);
    }
  }

  /** Asks for the events while they are open, once at a time. */
  function readEvents(element) {
    const events = element.querySelector(".run-pod-events");
    const task = element.getAttribute("data-key");
    if (!events.open || document.hidden || reading[task]) {
      return;
    }
    reading[task] = true;
    page
      .post(pods.getAttribute("data-events"), task)
      .then((response) => (response.ok ? response.json() : { events: [], failure: String(response.status) }))
      .then(
        (answer) => {
          reading[task] = false;
          page.fill(events, answer);
          const item = () => page.copy("run-pod-event");
          page.list(events.querySelector("ol"), answer.events, place, item, (line, event) => {
            page.fill(line, event);
            line.querySelector("time").setAttribute("datetime", event.at);
            line.querySelector("time").textContent = time(event.at);
          });
          followEvents(element, answer);
        },
        () => {
          reading[task] = false; // the page says when Jenkins does not answer
        },
      );
  }

  /** The key of what is only ever added at the end. */
  function place(value, index) {
    return index;
  }

  function span() {
    return document.createElement("span");
  }

  function legend() {
    const item = document.createElement("li");
    const dot = item.appendChild(span());
    dot.className = "run-pod-dot";
    dot.setAttribute("aria-hidden", "true");
    item.appendChild(span());
    item.appendChild(span()).className = "run-pod-lasted";
    return item;
  }

  function attempt(element, value, alone) {
    page.fill(element, value);
    element.querySelector(".run-pod-attempt-name").classList.toggle("jenkins-visually-hidden", alone);
    page.list(element.querySelector(".run-pod-bar"), value.spans, place, span, (part, each) => {
      part.className = "run-pod-span run-pod-kind-" + each.kind;
      part.style.left = each.left + "%";
      part.style.width = each.width + "%";
    });
    page.list(element.querySelector(".run-pod-legend"), value.spans, place, legend, (item, each) => {
      item.className = "run-pod-kind-" + each.kind;
      item.children[1].textContent = each.label + " ";
      item.children[2].textContent = each.lasted;
    });
  }

  function budgetItem() {
    const item = document.createElement("li");
    item.appendChild(span());
    item.appendChild(document.createElement("progress")).setAttribute("max", "100");
    return item;
  }

  function show(element, row) {
    const task = row.task;
    element.setAttribute("data-state", task.state);
    page.fill(
      element,
      Object.assign({}, task, {
        pod: task.pod || task.id,
        log: row.log,
        reason: task.state !== "running" && task.state !== "succeeded" && (task.cause || task.meaning),
      }),
    );
    page.transfer(element, task.transfer);
    page.list(
      element.querySelector(".run-pod-attempts"),
      task.attempts,
      place, // a pod that costs no attempt has the number of the one before
      () => page.copy("run-pod-attempt"),
      (part, value) => attempt(part, value, task.attempts.length === 1),
    );
    const budgets = element.querySelector(".run-pod-budgets");
    const words = budgets.getAttribute("data-budget");
    budgets.hidden = task.budgets.length === 0;
    page.list(budgets, task.budgets, (budget) => budget.name, budgetItem, (item, budget) => {
      const text = budget.name + ": " + budget.left + " " + words + " " + budget.limit;
      item.className = budget.running ? "run-pod-budget-running" : "";
      item.children[0].textContent = text;
      item.children[1].setAttribute("value", String(budget.leftPercent));
      item.children[1].setAttribute("aria-label", text);
    });
    if (task.live) {
      readEvents(element);
    }
  }

  function openIds() {
    return asked.now().open.split(",").filter((id) => id !== "");
  }

  /** Opens or closes a row. Its address in the history of the browser is that of the rows around it. */
  function toggle(details, id) {
    const others = openIds().filter((each) => each !== id);
    details.open = !details.open;
    const open = details.open ? others.concat(id) : others;
    asked.replace(Object.assign({}, asked.now(), { open: open.join(",") }));
  }

  function rowElement() {
    const element = page.copy("run-pod-row");
    element.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      toggle(element.querySelector("details"), element.getAttribute("data-key"));
    });
    return element;
  }

  function showRow(element, row) {
    const line = row.line;
    element.setAttribute("data-state", line.state);
    page.fill(element, Object.assign({}, line, { pod: line.pod || line.id }));
    element.querySelector("details").open = openIds().indexOf(line.id) >= 0;
    page.list(element.querySelector(".run-pod-open"), row.task ? [row] : [], key, card, show);
  }

  function key(row) {
    return row.line.id;
  }

  /** Of a few pods all are shown, so that no state can be asked for. */
  function showCount(element, value, few) {
    showState(element, value);
    if (!few) {
      const current = asked.now().state === value.state;
      const wanted = asked.changedBy({ state: current ? "" : value.state });
      showLink(element.querySelector("a"), asked.address(wanted), current);
    }
  }

  /** The chosen container stays, although the build may have no such container. */
  function showContainers(names) {
    const chosen = asked.now().container;
    const all = names.indexOf(chosen) < 0 && chosen !== "" ? names.concat(chosen) : names;
    page.list(filter.elements.container, [""].concat(all), (name) => name, () => new Option(), (option, name) => {
      if (name !== "") {
        option.value = option.textContent = name;
      }
    });
    filter.elements.container.value = chosen;
  }

  const asked = follow(pods, START, () => ({}), (answer) => {
    const few = answer.full;
    const parts = (each) => each.state + (few ? " few" : "");
    filter.hidden = few;
    states.hidden = few && answer.rows.length < 2;
    page.list(states, answer.states, parts, () => page.copy("run-pod-state"), (item, each) => showCount(item, each, few));
    showContainers(answer.containers);
    page.list(byId("run-pod-tasks"), few ? answer.rows : [], key, card, show);
    page.list(byId("run-pod-rows"), few ? [] : answer.rows, key, rowElement, showRow);
    byId("run-pod-rows").hidden = few || answer.rows.length === 0;
    byId("run-pod-unmatched").hidden = answer.rows.length !== 0;
  });
})();
