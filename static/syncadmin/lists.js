// Lists: the filter form follows the address, and a selection lasts over the pages of a list (kept per list until the
// tab closes). Check boxes with data-select hold keys; the form with data-bulk shows, counts and submits them.
(() => {
  "use strict";
  const list = () => document.querySelector("[data-list]");
  const bar = () => document.querySelector("form[data-bulk]");

  // Filters

  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("form[data-filters]")) return;
    const values = event.detail.formData;
    for (const name of new Set([...values.keys()])) {
      const kept = values.getAll(name).filter((value) => value !== "");
      values.delete(name);
      kept.forEach((value) => values.append(name, value));
    }
  });

  function followAddress() {
    const query = new URLSearchParams(window.location.search);
    for (const field of document.querySelectorAll("form[data-filters] [name]")) {
      if (field === document.activeElement && field.type === "search") continue;
      const values = query.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) [...field.options].forEach((option) => { option.selected = values.includes(option.value); });
      else field.value = values[0] ?? "";
    }
  }

  document.addEventListener("htmx:pushedIntoHistory", followAddress);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-filters-toggle]");
    if (button) button.setAttribute("aria-expanded", String(button.form.toggleAttribute("data-open")));
  });

  // Heads of tables stay in view where the table fits its frame; one that does not scrolls sideways instead

  const frames = new ResizeObserver((seen) => seen.forEach(({ target }) => fit(target.closest(".table-frame"))));
  const fit = (frame) => frame?.toggleAttribute("data-fits", frame.firstElementChild.offsetWidth <= frame.clientWidth + 1);
  const watch = (root) => root.querySelectorAll(".table-frame > table").forEach((table) => frames.observe(table));
  document.addEventListener("DOMContentLoaded", () => watch(document));
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt.parentElement || document));

  // Selection

  const empty = () => ({ keys: [], everything: false });
  const place = () => `selection:${list().dataset.list}`;
  const filtersNow = () => {
    const query = new URLSearchParams(window.location.search);
    for (const name of ["page", "per_page", "sort", "columns", "view"]) query.delete(name);
    query.sort();
    return query.toString();
  };

  function read() {
    try {
      const kept = JSON.parse(window.sessionStorage.getItem(place())) || empty();
      return kept.everything && kept.query !== filtersNow() ? empty() : kept;
    } catch {
      return empty();
    }
  }

  function write(selection) {
    try {
      window.sessionStorage.setItem(place(), JSON.stringify(selection));
    } catch {
      /* without storage the selection lasts for this page */
    }
    show(selection);
  }

  function show(selection) {
    const form = bar();
    if (!form) return;
    const keys = new Set(selection.keys);
    const boxes = [...document.querySelectorAll("[data-select]")];
    for (const box of boxes) box.checked = selection.everything || keys.has(box.value);
    const page = document.querySelector("[data-select-page]");
    const on = boxes.filter((box) => box.checked).length;
    if (page) {
      page.checked = on > 0 && on === boxes.length;
      page.indeterminate = on > 0 && on < boxes.length;
    }
    const listing = document.querySelector("#listing").dataset;
    const total = Number(listing.total);
    const number = selection.everything ? total : keys.size;
    const written = (count) => count.toLocaleString(document.documentElement.lang) + (count === total && "more" in listing ? "+" : "");
    const used = document.activeElement;
    form.hidden = number === 0;
    form.querySelector("[data-bulk-count]").textContent = written(number);
    form.querySelector("[data-bulk-total]").textContent = written(total);
    form.querySelector("[data-bulk-all]").hidden = selection.everything || total === 0;
    form.querySelector("[data-bulk-everything]").value = selection.everything ? "1" : "";
    form.querySelector("[data-bulk-query]").value = selection.everything ? selection.query : "";
    fillIn(form, selection);
    if (!form.contains(used) || !used.closest("[hidden]")) return;
    (form.hidden ? page || document.querySelector("#listing") : form.querySelector("[data-bulk-none]")).focus();
  }

  function fillIn(form, selection) {
    form.querySelectorAll("input[name=selected]").forEach((input) => input.remove());
    if (selection.everything) return;
    for (const key of selection.keys) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "selected", value: key });
      form.append(input);
    }
  }

  function toggle(boxes, on) {
    const selection = read();
    // Taking one row out of "everything" leaves the rows of this page, which is what the user can see.
    const before = selection.everything ? [...document.querySelectorAll("[data-select]")].map((box) => box.value) : selection.keys;
    const keys = new Set(before);
    for (const box of boxes) on ? keys.add(box.value) : keys.delete(box.value);
    write({ keys: [...keys], everything: false });
  }

  let last = null;

  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-select]");
    if (box) {
      const boxes = [...document.querySelectorAll("[data-select]")];
      const from = event.shiftKey && last ? boxes.indexOf(last) : -1;
      const to = boxes.indexOf(box);
      toggle(from < 0 ? [box] : boxes.slice(Math.min(from, to), Math.max(from, to) + 1), box.checked);
      last = box;
    }
    if (event.target.closest("[data-select-page]")) {
      toggle([...document.querySelectorAll("[data-select]")], event.target.checked);
    }
    if (event.target.closest("[data-bulk-none]")) write(empty());
    if (event.target.closest("[data-bulk-all]")) write({ keys: [], everything: true, query: filtersNow() });
  });

  // What has been acted on is no longer selected; a dialog that only asks, or is closed without acting, keeps it.
  // An answer of htmx tells by itself what was sent: its form may have left the page together with the dialog.
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, xhr } = event.detail;
    const sent = requestConfig?.verb === "post" && xhr?.status >= 200 && xhr.status < 400 ? requestConfig.formData : null;
    if (list() && sent && !sent.has("ask") && (sent.has("selected") || sent.get("everything"))) write(empty());
  });
  document.addEventListener("submit", (event) => {
    const acts = event.target.matches("form[data-bulk]") && !event.submitter?.matches("[data-dialog]");
    if (list() && acts && !event.defaultPrevented) setTimeout(() => write(empty()));
  });

  const restore = () => { if (list()) show(read()); };
  document.addEventListener("DOMContentLoaded", restore);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "listing") restore(); });
})();
