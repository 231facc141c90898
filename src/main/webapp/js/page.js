/*
 * What both pages need. Texts of a cluster become text nodes only: nothing of a pod is ever parsed as HTML.
 */
window.runPodPage = (function () {
  "use strict";

  const PAUSE = 2000;
  const LONGEST_PAUSE = 60000;
  /** Nothing there, or not allowed: it stays so, unless Jenkins is just starting. */
  const FINAL = [403, 404];
  const MOST_FINAL = 3;

  /** Doubles with each failure, and differs from page to page. */
  function pauseAfter(failures) {
    const longest = Math.min(LONGEST_PAUSE, PAUSE * Math.pow(2, failures));
    return failures === 0 ? PAUSE : longest / 2 + (Math.random() * longest) / 2;
  }

  /**
   * Asks again and again, until an answer says that nothing runs any more, or that there is nothing to see. Does not ask while the
   * page is hidden. There is one loop: it is asking, or waits, or is paused until the page is seen again, or is over. Each question
   * has a turn, and a turn that was overtaken does nothing.
   *
   * @param address gives the address of the next question
   * @returns a function that asks at once, for a viewer who wants to see something else
   */
  function poll(address, show) {
    const unreachable = document.getElementById("run-pod-unreachable");
    let state = "paused";
    let turn = 0;
    let failures = 0;
    let refusals = 0;

    function during(mine, action) {
      return (value) => {
        if (mine === turn) {
          action(value);
        }
      };
    }

    function again() {
      state = "waiting";
      const due = during(turn, () => {
        state = "paused";
        ask();
      });
      setTimeout(due, pauseAfter(failures));
    }

    function answered(answer) {
      failures = 0;
      refusals = 0;
      unreachable.hidden = true;
      if (answer.running) {
        again();
      } else {
        state = "over";
      }
      show(answer);
    }

    function failed(error) {
      failures++;
      refusals = FINAL.indexOf(error.status) < 0 ? 0 : refusals + 1;
      unreachable.hidden = false;
      if (refusals < MOST_FINAL) {
        again();
      } else {
        state = "over";
      }
    }

    function ask() {
      if (state !== "paused" || document.hidden) {
        return;
      }
      state = "asking";
      turn++;
      fetch(address(), { headers: { Accept: "application/json" }, cache: "no-store" })
        .then((response) => {
          if (!response.ok) {
            throw Object.assign(new Error(String(response.status)), { status: response.status });
          }
          return response.json();
        })
        .then(during(turn, answered), during(turn, failed));
    }

    function askNow() {
      turn++;
      state = "paused";
      ask();
    }

    document.addEventListener("visibilitychange", ask);
    ask();
    return askNow;
  }

  /** A copy of the first element of a template. */
  function copy(id) {
    return document.getElementById(id).content.firstElementChild.cloneNode(true);
  }

  function setText(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  /** Leaves out what belongs to a part with values of its own. */
  function each(root, attribute, action) {
    Array.prototype.forEach.call(root.querySelectorAll("[" + attribute + "]"), (element) => {
      const part = element.closest("[data-part]");
      if (part === null || part.contains(root)) {
        action(element, element.getAttribute(attribute));
      }
    });
  }

  function given(value) {
    return value !== undefined && value !== null && value !== "" && value !== false;
  }

  /** Writes values into the places that name them; touches only what has changed, so that the focus stays. */
  function fill(root, values) {
    each(root, "data-text", (element, name) => setText(element, given(values[name]) ? String(values[name]) : ""));
    each(root, "data-show", (element, name) => {
      element.hidden = !given(values[name]);
    });
    each(root, "data-href", (element, name) => {
      if (given(values[name])) {
        element.setAttribute("href", values[name]);
      }
    });
  }

  /** How far the files of a task are. The bar is there once the amount is known, so that nothing moves without progress. */
  function transfer(root, value) {
    const element = root.querySelector(".run-pod-transfer");
    const known = Boolean(value) && given(value.percent);
    element.hidden = !known && !(value && given(value.text));
    if (element.hidden) {
      return;
    }
    fill(element, value);
    const bar = element.querySelector("progress");
    bar.hidden = !known;
    bar.setAttribute("value", String(known ? value.percent : 0));
    bar.setAttribute("aria-label", value.name);
    bar.setAttribute("aria-valuetext", value.text);
  }

  /**
   * Makes the children of a list match the values, in order; an element stays with its key. No two values have the same one. The focus
   * stays with the element that moves.
   */
  function list(parent, values, key, create, update) {
    const present = Object.create(null);
    const focused = document.activeElement;
    Array.prototype.slice.call(parent.children).forEach((child) => {
      present[child.getAttribute("data-key")] = child;
    });
    values.forEach((value, index) => {
      const name = String(key(value, index));
      let child = present[name];
      if (child === undefined) {
        child = create();
        child.setAttribute("data-key", name);
      }
      delete present[name];
      if (parent.children[index] !== child) {
        parent.insertBefore(child, parent.children[index] || null);
      }
      update(child, value);
    });
    Object.keys(present).forEach((name) => parent.removeChild(present[name]));
    if (focused !== document.activeElement && parent.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  /** Posts a task's id. */
  function post(url, task) {
    return fetch(url, {
      method: "POST",
      headers: window.crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
      body: "task=" + encodeURIComponent(task),
    });
  }

  /** Asks whether it is meant, and cancels a task. */
  function onCancel(button, url, task) {
    button.addEventListener("click", () => {
      window.dialog
        .confirm(button.getAttribute("data-title"), {
          message: button.getAttribute("data-message"),
          type: "destructive",
        })
        .then(
          () => {
            button.disabled = true;
            post(url, task()).then((response) => {
              button.disabled = response.ok || response.status === 409;
            });
          },
          () => {},
        );
    });
  }

  return { poll, post, copy, fill, transfer, list, onCancel };
})();
