/*
 * What a viewer asks for of many tasks. It is in the address of the page, so that it can be linked and the browser goes back to it. It
 * is also in the fields of the filter, and each link whose address is a query asks for that.
 */
window.runPodQuery = (function () {
  "use strict";

  const page = window.runPodPage;
  const byId = (id) => document.getElementById(id);
  const filter = byId("run-pod-filter");
  const pages = byId("run-pod-pages");
  /** While somebody types. */
  const TYPING = 300;

  function number(value) {
    return value.toLocaleString();
  }

  /** A state and how many tasks are in it. The words for a state are those of the filter. */
  function showState(element, value) {
    element.setAttribute("data-state", value.state);
    const option = filter.elements.state.querySelector("[value='" + value.state + "']");
    page.fill(element, { text: number(value.tasks) + " " + option.textContent });
  }

  /** A link that asks for a part, or for all again if that part is shown. */
  function showLink(link, address, current) {
    link.setAttribute("href", address);
    if (current) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  }

  /**
   * Asks for what the address of the page says, and for what the viewer wants from then on.
   *
   * @param root the element with the links, whose attribute says where to ask
   * @param start what is asked for if the address does not say: a value for each name
   * @param also what changes together with the fields of the filter, given their values and the query before
   * @param show shows an answer
   */
  function follow(root, start, also, show) {
    const fields = Object.keys(start).filter((name) => filter.elements[name] !== undefined);
    let query = queryOf(window.location.search);
    let asked = false;
    let typing = 0;

    /** The options of some fields come with an answer. */
    function isValid(name, value) {
      const options = fields.indexOf(name) < 0 ? undefined : filter.elements[name].options;
      return (
        options === undefined ||
        filter.elements[name].hasAttribute("data-answered") ||
        Array.from(options, (option) => option.value).indexOf(value) >= 0
      );
    }

    /** What is not valid is as if it were not there. */
    function queryOf(search) {
      const values = new URLSearchParams(search);
      const read = Object.assign({}, start);
      Object.keys(start)
        .filter((name) => values.has(name) && isValid(name, values.get(name)))
        .forEach((name) => {
          read[name] = values.get(name);
        });
      read.offset = Math.max(0, parseInt(read.offset, 10) || 0);
      return read;
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
    function changed(changes) {
      return Object.assign({}, query, { offset: 0 }, changes);
    }

    function showFilter() {
      fields.forEach((name) => {
        const field = filter.elements[name];
        field.value = query[name];
        if (field.value !== query[name]) {
          field.add(new Option(query[name], query[name]));
          field.value = query[name];
        }
      });
    }

    function want(wanted) {
      clearTimeout(typing);
      query = wanted;
      asked = true;
      askNow();
    }

    /** Asks for something else, without a new entry in the history of the browser and without a word of a screen reader. */
    function replace(wanted) {
      window.history.replaceState(null, "", address(wanted));
      query = wanted;
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
      const values = {};
      fields.forEach((name) => {
        values[name] = filter.elements[name].value.trim();
      });
      return changed(Object.assign(values, also(values, query)));
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
      () => root.getAttribute("data-url") + address(query),
      (answer) => {
        if (isBehind(answer)) {
          replace(changed({ offset: answer.limit * Math.floor((answer.selected - 1) / answer.limit) }));
          return;
        }
        show(answer);
        const found = showPages(answer);
        if (asked) {
          byId("run-pod-found").textContent = found; // a screen reader says what a viewer has asked for, and not each change
          asked = false;
        }
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
    root.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='?']");
      const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
      if (link !== null && plain) {
        event.preventDefault();
        go(queryOf(link.getAttribute("href")));
        showFilter();
        if (link.parentNode === pages) {
          pages.parentNode.scrollIntoView();
        }
      }
    });
    window.addEventListener("popstate", () => {
      want(queryOf(window.location.search));
      showFilter();
    });

    return { address, changed, replace, query: () => query };
  }

  return { filter, number, showState, showLink, follow };
})();
