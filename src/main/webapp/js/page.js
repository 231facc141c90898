/*
 * What several pages need. Texts of a cluster become text nodes only: nothing of a pod is ever parsed as HTML.
 */
window.runPodPage = (function () {
  "use strict";

  const PAUSE = 2000;
  const LONGEST_PAUSE = 60000;
  /** Nothing there, or not allowed: it stays so, unless Jenkins is just starting. */
  const FINAL = [403, 404];
  const MOST_FINAL = 3;
  const MOST_OFFSET = 10000;

  /** Doubles with each failure, and differs from page to page. */
  function pauseAfter(failures) {
    const longest = Math.min(LONGEST_PAUSE, PAUSE * Math.pow(2, failures));
    return longest / 2 + (Math.random() * longest) / 2;
  }

  /** Reads JSON. The error of another answer has its status and its text. */
  function read(address) {
    return fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" }).then((response) => {
      if (response.ok) {
        return response.json();
      }
      return response.text().then((text) => {
        throw Object.assign(new Error(text), { status: response.status });
      });
    });
  }

  /**
   * Asks again and again, until an answer says that nothing runs any more, or that there is nothing to see. Does not ask while the
   * page is hidden. There is one loop: it is asking, or waits, or is paused until the page is seen again, or is over. Each question
   * has a turn, and a turn that was overtaken does nothing.
   *
   * @param question asks, and promises an answer
   * @param pause gives the milliseconds until the question after an answer, or undefined if there is none
   * @returns a function that asks at once, for a viewer who wants to see something else
   */
  function poll(question, show, pause = (answer) => (answer.running ? PAUSE : undefined)) {
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

    function again(millis) {
      state = "waiting";
      const due = during(turn, () => {
        state = "paused";
        ask();
      });
      setTimeout(due, millis);
    }

    function answered(answer) {
      failures = 0;
      refusals = 0;
      unreachable.hidden = true;
      const millis = pause(answer);
      if (millis === undefined) {
        state = "over";
      } else {
        again(millis);
      }
      show(answer);
    }

    function failed(error) {
      failures++;
      refusals = FINAL.indexOf(error.status) < 0 ? 0 : refusals + 1;
      unreachable.hidden = false;
      if (refusals < MOST_FINAL) {
        again(pauseAfter(failures));
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
      question().then(during(turn, answered), during(turn, failed));
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

  /**
   * What a page shows is in its address, so that it can be linked and the way back works. Links of the page that begin with a question
   * mark show something else on it.
   *
   * @param start what an address without parameters shows
   * @param valid gives the value of a parameter, or undefined if its text is not valid
   * @param changed is called after something else was asked for, with true if the viewer need not be told
   */
  function view(start, valid, changed) {
    let query = of(window.location.search);

    function of(search) {
      const values = new URLSearchParams(search);
      const found = {};
      Object.keys(start).forEach((name) => {
        const value = values.has(name) ? valid(name, values.get(name)) : undefined;
        found[name] = value === undefined ? start[name] : value;
      });
      return found;
    }

    /** The part of an address that asks for this; begins with a question mark. */
    function address(wanted) {
      const values = new URLSearchParams();
      Object.keys(start)
        .filter((name) => wanted[name] !== start[name])
        .forEach((name) => values.set(name, wanted[name]));
      return "?" + values.toString();
    }

    /** The same with something else, from its first page on. */
    function changedBy(changes) {
      return Object.assign({}, query, { offset: start.offset }, changes);
    }

    function want(wanted, quiet) {
      query = wanted;
      changed(quiet);
    }

    function go(wanted) {
      if (address(wanted) !== address(query)) {
        window.history.pushState(null, "", address(wanted));
        want(wanted, false);
      }
    }

    /** Asks for something else, without a new entry in the history of the browser. */
    function replace(wanted) {
      window.history.replaceState(null, "", address(wanted));
      want(wanted, true);
    }

    /** Shows what the links in an element ask for, without leaving the page. */
    function follow(root, followed) {
      root.addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='?']");
        const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
        if (link !== null && plain) {
          event.preventDefault();
          go(of(link.getAttribute("href")));
          followed(link);
        }
      });
    }

    window.addEventListener("popstate", () => want(of(window.location.search), false));
    return { now: () => query, changedBy, address, go, replace, follow };
  }

  /** An offset in an address. Jenkins takes no greater one. */
  function offset(text) {
    return Math.min(MOST_OFFSET, Math.max(0, parseInt(text, 10) || 0));
  }

  function number(value) {
    return value.toLocaleString();
  }

  /**
   * Where a part is among all rows, and links to the parts beside it.
   *
   * @param part has offset, limit, and how many rows are shown of how many
   * @returns the same as text
   */
  function pages(nav, part, href) {
    const last = part.offset + part.shown;
    const text = number(part.offset + 1) + "–" + number(last) + " " + nav.getAttribute("data-of") + " " + number(part.of);
    nav.querySelector("span").textContent = text;
    nav.hidden = part.of <= part.shown;
    /** When there is no further page, the focus goes to the link back, and the other way round. */
    const turn = (link, offset, possible) => {
      link.setAttribute("href", href(offset));
      if (!possible && link === document.activeElement) {
        nav.querySelector("a:not(:focus)").focus();
      }
      link.hidden = !possible;
    };
    const [back, on] = nav.querySelectorAll("a");
    back.hidden = on.hidden = false; // so that the focus can go from one to the other
    turn(back, Math.max(0, part.offset - part.limit), part.offset > 0);
    turn(on, last, last < part.of);
    return text;
  }

  /** The offset of the last part instead of one behind it, or undefined. */
  function lastInsteadOf(part) {
    return part.shown === 0 && part.of > 0 ? part.limit * Math.floor((part.of - 1) / part.limit) : undefined;
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

  return { read, poll, view, offset, number, pages, lastInsteadOf, post, copy, fill, transfer, list, onCancel };
})();
