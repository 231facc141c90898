/* The pods of one build. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const tasks = document.getElementById("run-pod-tasks");
  const more = document.getElementById("run-pod-more");
  const cancel = tasks.getAttribute("data-cancel");

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
      .post(tasks.getAttribute("data-events"), task)
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

  /** How many pods are in which state, so that nobody has to scroll for it. */
  function summary(rows) {
    const counts = {};
    rows.forEach((row) => {
      counts[row.task.state] = (counts[row.task.state] || 0) + 1;
    });
    return Object.keys(counts).map((state) => ({ state, count: counts[state] }));
  }

  function badge() {
    const item = document.createElement("li");
    item.className = "run-pod-badge";
    const dot = item.appendChild(span());
    dot.className = "run-pod-dot";
    dot.setAttribute("aria-hidden", "true");
    item.appendChild(span());
    return item;
  }

  const address = () => tasks.getAttribute("data-url");
  page.poll(address, (answer) => {
    const states = document.getElementById("run-pod-summary");
    states.hidden = answer.rows.length < 2;
    page.list(states, summary(answer.rows), (each) => each.state, badge, (item, each) => {
      item.setAttribute("data-state", each.state);
      item.children[1].textContent = each.count + " " + states.getAttribute("data-" + each.state);
    });
    page.list(tasks, answer.rows, (row) => row.task.id, card, show);
    more.hidden = answer.more === 0;
    more.querySelector(".run-pod-count").textContent = String(answer.more);
  });
})();
