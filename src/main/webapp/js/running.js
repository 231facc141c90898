/* All running tasks of the controller. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const { filter, showState, showLink, follow } = window.runPodQuery;
  const byId = (id) => document.getElementById(id);
  const tables = byId("run-pod-running");
  const groups = byId("run-pod-groups");

  /** What the page says if nothing else was asked for. */
  const START = { q: "", state: "", by: "cause", group: null, offset: 0 };

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

  function showGroup(element, value) {
    const link = element.querySelector("a");
    const query = asked.now();
    const open = value.key === query.group;
    showLink(link, asked.address(asked.changedBy({ group: open ? null : value.key })), open);
    link.setAttribute("title", value.meaning);
    const name = query.by === "cause" ? "" : value.key || groups.getAttribute("data-none");
    page.fill(element, Object.assign({}, value, { name }));
    const states = element.querySelector(".run-pod-states");
    page.list(states, value.states, (each) => each.state, () => page.copy("run-pod-state"), showState);
  }

  /** A group of another grouping is not shown, so nothing of it stays asked for. */
  const also = (values, query) => ({ group: values.by === query.by ? query.group : null });

  const asked = follow(tables, START, also, (answer) => {
    const { by } = asked.now();
    page.list(groups, answer.groups, (each) => by + " " + each.key, () => page.copy("run-pod-group"), showGroup);
    page.list(byId("run-pod-rows"), answer.rows, (each) => each.task.id, row, show);
    page.list(byId("run-pod-clusters"), answer.clusters, (each) => each.name, () => page.copy("run-pod-cluster"), showCluster);
    tables.hidden = answer.clusters.length === 0;
    byId("run-pod-none").hidden = answer.clusters.length !== 0;
    filter.hidden = answer.total === 0;
    groups.hidden = answer.groups.length === 0;
    byId("run-pod-more").hidden = answer.moreGroups === 0;
    byId("run-pod-more").querySelector(".run-pod-count").textContent = page.number(answer.moreGroups);
    byId("run-pod-table").hidden = answer.rows.length === 0;
    byId("run-pod-unmatched").hidden = answer.total === 0 || answer.rows.length !== 0;
    byId("run-pod-idle").hidden = answer.total !== 0;
  });
})();
