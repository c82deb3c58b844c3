// Behaviour of the shell, bound to data- attributes and delegated from the document, so that it works after swaps:
//   data-dialog           a link or submit button whose answer opens in the dialog
//   data-dialog-close     closes it; so does the event "dialog:close" in HX-Trigger
//   data-confirm="…"      on a form or button: asks before submitting
//   data-relative         on <time>: kept relative to now
//   data-copy="…"         copies the text
//   data-toast-close      closes a toast; the event "toasts" in HX-Trigger adds some
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // Dialog

  const dialog = () => $("#dialog");
  let opener = null;

  async function fill(verb, url, values, source) {
    const menu = source.closest("details.menu[open]");
    opener = menu ? $("summary", menu) : source;
    if (menu) menu.open = false;
    source.setAttribute("aria-busy", "true");
    const content = $("#dialog-content");
    content.replaceChildren();
    try {
      await window.htmx.ajax(verb, url, { target: content, swap: "innerHTML", values });
      if (content.childElementCount) show();
    } finally {
      source.removeAttribute("aria-busy");
    }
  }

  function show() {
    const box = dialog();
    if (!box.open) box.showModal();
    const first = $("[autofocus], .choice :checked", box) || $("input:not([type=hidden]), select, textarea", box) || $(".dialog-foot .btn", box);
    if (first) first.focus();
  }

  function close() {
    if (dialog().open) dialog().close();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog][href]");
    if (link && window.htmx && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      fill("GET", link.href, {}, link);
    }
    if (event.target.closest("[data-dialog-close]") || event.target === dialog()) close();
  });

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !window.htmx || !button || !button.matches("button[data-dialog]")) return;
    event.preventDefault();
    const values = {};
    for (const [name, value] of new FormData(event.target, button)) (values[name] ??= []).push(value);
    fill("POST", button.formAction, values, button);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr?.status !== 422) return;
    const place = dialog().open ? dialog() : document;
    const wrong = $(".is-invalid", place) || $(".field:has(.field-error) :is(input:not([type=hidden]), select, textarea)", place) || $(".form-errors", place);
    if (wrong?.matches(".form-errors")) wrong.tabIndex = -1;
    if (wrong) wrong.focus();
  });

  document.addEventListener("dialog:close", close);
  document.addEventListener("close", (event) => {
    if (event.target !== dialog()) return;
    $("#dialog-content").replaceChildren();
    const heading = $("main h1");
    if (opener?.isConnected) opener.focus();
    else if (heading) Object.assign(heading, { tabIndex: -1 }).focus();
  }, true);

  // Confirm

  let confirmed = null;

  function ask(text, source, then) {
    const box = $("#confirm");
    $("[data-confirm-text]", box).textContent = text;
    const ok = $("[data-confirm-ok]", box);
    if (source) ok.textContent = source.textContent.trim();
    ok.className = `btn btn-${source?.matches(".btn-danger") ? "danger" : "primary"}`;
    box.returnValue = "";
    box.addEventListener("close", () => { if (box.returnValue === "ok") then(); }, { once: true });
    box.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const selected = form.querySelector("[data-bulk-count]")?.textContent ?? "";
    const text = (button?.dataset.confirm || form.dataset.confirm)?.replace("{n}", selected);
    if (!text || confirmed === form) {
      confirmed = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(text, button, () => {
      confirmed = form;
      form.requestSubmit(button);
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const text = event.detail.elt.dataset.confirm;
    if (!text || event.detail.elt.matches("form")) return;
    event.preventDefault();
    ask(text, event.detail.elt, () => event.detail.issueRequest(true));
  });

  // Toasts

  const LASTS = 7000;

  function arrange(toast) {
    const box = $("#toasts");
    if (box.showPopover) {
      box.setAttribute("popover", "manual");
      if (box.matches(":popover-open")) box.hidePopover();
      box.showPopover();
    }
    if (["danger", "warning"].includes(toast.dataset.level)) return;
    let timer = setTimeout(() => toast.remove(), LASTS);
    toast.addEventListener("mouseenter", () => clearTimeout(timer));
    toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), LASTS / 2); });
  }

  function toast(level, text, url = "", caption = "") {
    const made = $("template[data-toast]").content.firstElementChild.cloneNode(true);
    made.dataset.level = level;
    if (["danger", "warning"].includes(level)) made.setAttribute("role", "alert");
    $("p", made).textContent = text;
    if (url.startsWith("/") && !url.startsWith("//")) Object.assign($("a", made), { href: url, textContent: caption, hidden: false });
    $("#toasts").append(made);
    arrange(made);
  }

  document.addEventListener("toasts", (event) => {
    for (const one of event.detail.toasts || []) toast(one.level, one.text, one.url, one.link);
  });
  document.addEventListener("click", (event) => {
    const note = event.target.closest("[data-toast-close]")?.closest(".toast-note");
    if (!note) return;
    const next = $("[data-toast-close]", note.nextElementSibling?.matches(".toast-note") ? note.nextElementSibling : note.previousElementSibling || note);
    note.remove();
    (next?.isConnected ? next : $("main"))?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:responseError", (event) => {
    const texts = $("#toasts").dataset;
    toast("danger", event.detail.xhr.status === 403 ? texts.forbidden : texts.failed);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      // A polling fragment tries again by itself; telling of every missed beat would bury the page in toasts.
      if (event.detail.requestConfig?.triggeringEvent?.type !== undefined || name === "htmx:timeout") offline();
    });
  }

  function offline() {
    const text = $("#toasts").dataset.offline;
    const shown = [...document.querySelectorAll("#toasts .toast-note p")].some((one) => one.textContent === text);
    if (!shown) toast("danger", text);
  }

  // Relative times

  const STEPS = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [2592000, "day", 86400], [31536000, "month", 2592000], [Infinity, "year", 31536000]];
  const language = document.documentElement.lang || "en";
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });

  function tell(time) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Number.isNaN(seconds)) return;
    const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
    const text = Math.abs(seconds) < 10 ? words.format(0, "second") : words.format(Math.round(seconds / size), unit);
    if (time.textContent !== text) time.textContent = text;
  }

  const tellAll = (root = document) => root.querySelectorAll("time[data-relative]").forEach(tell);

  // Copying, and menus that close when one looks elsewhere

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      await navigator.clipboard.writeText(button.dataset.copy);
      if (button.dataset.copied) toast("success", button.dataset.copied);
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    tellAll();
    setInterval(tellAll, 15000);
    document.querySelectorAll("#toasts > .toast-note").forEach(arrange);
  });
  document.addEventListener("htmx:load", (event) => tellAll(event.detail.elt));
})();
