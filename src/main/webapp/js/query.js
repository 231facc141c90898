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

  /** A state and how many tasks are in it. The words for a state are those of the filter. */
  function showState(element, value) {
    element.setAttribute("data-state", value.state);
    const option = filter.elements.state.querySelector("[value='" + value.state + "']");
    page.fill(element, { text: page.number(value.tasks) + " " + option.textContent });
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
    const view = page.view(start, valid, changed);
    const href = (changes) => view.address(view.changedBy(changes));
    let asked = false;
    let typing = 0;

    /** The options of some fields come with an answer. */
    function valid(name, text) {
      if (name === "offset") {
        return page.offset(text);
      }
      const options = fields.indexOf(name) < 0 ? undefined : filter.elements[name].options;
      const known =
        options === undefined ||
        filter.elements[name].hasAttribute("data-answered") ||
        Array.from(options, (option) => option.value).indexOf(text) >= 0;
      return known ? text : undefined;
    }

    /** What somebody types stays as it is, with a blank at its end. */
    function showFilter() {
      fields.forEach((name) => {
        const field = filter.elements[name];
        const value = view.now()[name];
        if (field.value.trim() !== value) {
          field.value = value;
        }
        if (field.value.trim() !== value) {
          field.add(new Option(value, value));
          field.value = value;
        }
      });
    }

    function changed(quiet) {
      if (!quiet) {
        clearTimeout(typing);
        asked = true;
        showFilter();
      }
      askNow();
    }

    /** What the fields of the filter say. */
    function filtered() {
      const values = {};
      fields.forEach((name) => {
        values[name] = filter.elements[name].value.trim();
      });
      return view.changedBy(Object.assign(values, also(values, view.now())));
    }

    const askNow = page.poll(
      () => page.read(root.getAttribute("data-url") + view.address(view.now())),
      (answer) => {
        const part = { offset: answer.offset, limit: answer.limit, shown: answer.rows.length, of: answer.selected };
        const last = page.lastInsteadOf(part);
        if (last !== undefined) {
          view.replace(view.changedBy({ offset: last })); // tasks end, so that the page that was asked for may be behind the last one
          return;
        }
        show(answer);
        const found = page.pages(pages, part, (offset) => href({ offset }));
        if (asked) {
          // a screen reader says what a viewer has asked for, and not each change
          byId("run-pod-found").textContent = part.shown === 0 ? byId("run-pod-unmatched").querySelector("p").textContent : found;
          asked = false;
        }
      },
    );

    showFilter();
    filter.addEventListener("submit", (event) => {
      event.preventDefault();
      view.go(filtered());
    });
    filter.addEventListener("change", () => view.go(filtered()));
    filter.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => view.go(filtered()), TYPING);
    });
    view.follow(root, (link) => {
      if (link.parentNode === pages) {
        pages.parentNode.scrollIntoView();
      }
    });
    return view;
  }

  return { filter, showState, showLink, follow };
})();
