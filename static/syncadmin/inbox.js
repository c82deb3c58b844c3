// The inbox: keys, focus and what is announced. Keys press what is on the page (data-key); what they do is done there.
//   j k   next and previous record     r R   retry one, all of the cause     s  snooze     a  assign to me
//   c     comment                      o O   open the card, the systems      ?  all keys
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const PANES = ["inbox", "inbox-causes", "inbox-records", "inbox-record"];
  const typing = (element) => element?.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  const address = () => window.location.pathname + window.location.search;

  // Keys

  function first(...selectors) {
    for (const one of selectors) {
      const found = $(one);
      if (found?.getClientRects().length) return found;
    }
    return null;
  }

  function target(key) {
    if (key === "j" && !$("#inbox-record[data-opened]")) return first("#inbox-records [data-record]", "#inbox-causes [data-cause]");
    return $(`[data-key="${CSS.escape(key)}"]`);
  }

  // Who speaks to the computer, or types by accident, turns them off (kept in this browser).
  const rest = () => {
    try {
      return window.localStorage.getItem("inbox-keys") === "off";
    } catch {
      return false;
    }
  };
  const showSwitch = () => document.querySelectorAll("[data-keys-switch]").forEach((box) => { box.checked = !rest(); });
  document.addEventListener("htmx:load", showSwitch);
  document.addEventListener("DOMContentLoaded", showSwitch);
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    try {
      window.localStorage.setItem("inbox-keys", event.target.checked ? "on" : "off");
    } catch {
      /* without storage they stay on */
    }
  });

  document.addEventListener("keydown", (event) => {
    if (rest() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!/^[jkrRsacoO?]$/.test(event.key) || typing(event.target) || $("dialog[open]")) return;
    if (event.key === "O") {
      const links = document.querySelectorAll("#inbox-record [data-outward] a");
      if (links.length) event.preventDefault();
      links.forEach((link) => link.click());
      return;
    }
    const found = target(event.key);
    if (!found) return;
    event.preventDefault();
    if (found.matches("textarea")) found.focus();
    else found.click();
  });

  // Actions are sent without leaving the page; what asks first has a dialog of its own

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || !window.htmx || !form.closest("#inbox")) return;
    if (form.method !== "post" || form.matches("[hx-post]") || button?.matches("[data-dialog]")) return;
    event.preventDefault();
    const values = {};
    for (const [name, value] of new FormData(form, button)) (values[name] ??= []).push(value);
    const url = button?.hasAttribute("formaction") ? button.formAction : form.action;
    button?.setAttribute("aria-busy", "true");
    window.htmx.ajax("POST", url, { target: "#inbox", swap: "none", values }).finally(() => button?.removeAttribute("aria-busy"));
  });

  const refresh = () => window.htmx.ajax("GET", address(), { target: "#inbox", swap: "outerHTML" });
  document.addEventListener("inbox-changed", refresh);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-refresh]")) refresh(); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches?.("form#comment") && event.detail.xhr?.status === 204) event.detail.elt.reset();
  });

  // What a swap must not lose: the focus, what was typed, and how far a pane was scrolled

  let kept = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!PANES.includes(event.detail.target?.id) || !event.detail.shouldSwap) return;
    const active = document.activeElement;
    const typed = $("#inbox-record textarea");
    kept = {
      inside: event.detail.target.contains(active) || active === document.body,
      id: active?.id,
      key: active?.dataset?.key,
      opens: Boolean(event.detail.requestConfig?.elt?.matches?.("a")),
      place: $("#inbox-record[data-opened]")?.dataset.announce,
      typed: typed?.value ? { id: typed.id, value: typed.value } : null,
      scrolled: PANES.slice(1, 3).map((id) => [id, $(`#${id}`)?.scrollTop ?? 0]),
    };
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const id = event.detail.target?.id ?? event.target?.id;
    if (!kept || !PANES.includes(id)) return;
    const before = kept;
    kept = null;
    const field = before.typed && document.getElementById(before.typed.id);
    if (field && !field.value) field.value = before.typed.value;
    for (const [pane, top] of before.scrolled) if (pane !== id && $(`#${pane}`)) $(`#${pane}`).scrollTop = top;
    follow();
    if (before.opens) open(id);
    else if (before.inside) restore(before);
    announce(before.place);
  });

  function open(id) {
    const shown = id === "inbox" ? ["inbox-record", "inbox-records", "inbox-causes"].find((one) => $(`#${one}[data-opened]`)) ?? "inbox-causes" : id;
    const heading = $(`#${shown}-title`);
    heading?.focus({ preventScroll: true });
    const top = heading?.getBoundingClientRect().top ?? 0;
    if (top < 60 || top > window.innerHeight * 0.6) heading?.closest(".inbox-pane").scrollIntoView({ block: "start" });
  }

  function restore(before) {
    if (document.activeElement !== document.body && document.activeElement?.isConnected) return;
    const same = (before.id && document.getElementById(before.id)) || (before.key && $(`[data-key="${CSS.escape(before.key)}"]`));
    if (same) same.focus({ preventScroll: true });
    else if ($("#inbox-record[data-opened]")) $("#inbox-record-title")?.focus({ preventScroll: true });
  }

  function announce(before) {
    const said = $("#inbox-record")?.dataset.announce ?? "";
    if (said && said !== before) $("#inbox-status").textContent = said;
  }

  // The lines that are open are marked as the address says

  function follow() {
    const query = new URLSearchParams(window.location.search);
    mark("[data-cause]", "open", query.get("open"));
    mark("[data-record]", "record", query.get("record"));
  }

  function mark(lines, name, value) {
    for (const line of document.querySelectorAll(lines)) {
      const on = value !== null && line.dataset[name] === value;
      if (on) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
      if (on) line.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("htmx:pushedIntoHistory", follow);
  document.addEventListener("DOMContentLoaded", () => {
    if (window.location.search.includes("record=")) open("inbox");
    announce(null);
  });
})();
