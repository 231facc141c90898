/* All running tasks of the controller. */
(function () {
  "use strict";

  const page = window.runPodPage;
  const tables = document.getElementById("run-pod-running");
  const none = document.getElementById("run-pod-none");
  const idle = document.getElementById("run-pod-idle");
  const table = document.getElementById("run-pod-table");

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

  function cluster(element, value) {
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

  page.poll(tables.getAttribute("data-url"), (answer) => {
    page.list(document.getElementById("run-pod-rows"), answer.rows, (each) => each.task.id, row, show);
    page.list(
      document.getElementById("run-pod-clusters"),
      answer.clusters,
      (cluster) => cluster.name,
      () => page.copy("run-pod-cluster"),
      cluster,
    );
    tables.hidden = answer.clusters.length === 0;
    none.hidden = answer.clusters.length !== 0;
    table.hidden = answer.rows.length === 0;
    idle.hidden = answer.rows.length !== 0;
  });
})();
