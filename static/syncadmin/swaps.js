// What happens to people when htmx replaces a part of a page:
//   focus stays on the same control, or moves to the nearest heading when that control is gone
//   what polls waits while somebody types or chooses in it, and keeps unfolded what was unfolded
//   data-announce         what it says (or its value) is spoken when it changed; never what is there from the start
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // Focus

  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const name = (one) => (one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent).trim();
  const address = (one) => [one.name, one.matches("[type=radio], [type=checkbox], button") && one.value, one.getAttribute("href"), one.getAttribute("formaction"), one.form?.getAttribute("action")].join("|");
  const alike = (scope, tag) => [...scope.querySelectorAll(CONTROLS)].filter((one) => one.tagName === tag && !one.disabled);
  let asked = null;
  let kept = null;

  function remember() {
    const active = document.activeElement;
    if (!active || active === document.body || !active.matches(CONTROLS)) return null;
    const within = [];
    for (let one = active.parentElement?.closest("[id]"); one; one = one.parentElement?.closest("[id]")) within.push(one.id);
    return { active, within, id: active.id, tag: active.tagName, name: name(active), address: address(active) };
  }

  function twin({ id, tag, within, ...was }) {
    const scope = document.getElementById(within.find((one) => document.getElementById(one)));
    if (id && document.getElementById(id)) return document.getElementById(id);
    const found = scope ? alike(scope, tag) : [];
    const same = found.filter((one) => address(one) === was.address);
    return same.find((one) => name(one) === was.name) || (was.address.replaceAll("|", "") && same[0]) || found.find((one) => was.name && name(one) === was.name) || heading(scope);
  }

  function heading(scope) {
    const found = (scope && $("h1, h2, h3", scope)) || scope || $("main h1");
    if (found && !found.matches(CONTROLS)) found.tabIndex = -1;
    return found;
  }

  function restore() {
    const lost = !document.activeElement || document.activeElement === document.body;
    if (lost && kept) (kept.active.isConnected ? kept.active : twin(kept))?.focus({ preventScroll: true });
  }

  // Polling

  const polls = ({ elt, requestConfig }) => /\bevery\b/.test(elt.getAttribute("hx-trigger") || "") && !requestConfig?.triggeringEvent;
  const chosen = (select, by) => [...select.options].filter((option) => option[by]).map((option) => option.value).join("|");
  const original = (select) => chosen(select, "defaultSelected") || (select.multiple ? "" : select.options[0]?.value);

  function changed(one) {
    if (one.matches("[type=hidden], [data-select]")) return false;
    if (one.matches("select")) return chosen(one, "selected") !== original(one);
    return Boolean(one.checked) !== Boolean(one.defaultChecked) || one.value !== one.defaultValue;
  }

  function inUse(part) {
    const active = document.activeElement;
    const typing = part.contains(active) && active.matches("input:not([type=checkbox], [type=radio]), select, textarea");
    return typing || $("details.menu[open]", part) || [...part.querySelectorAll("input, select, textarea")].some(changed);
  }

  let unfolded = null;
  const folds = (part) => [...part.querySelectorAll("details:not(.menu)")];

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!polls(event.detail)) asked = remember(); // a button that is disabled meanwhile loses focus
    else if (inUse(event.detail.elt)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const polled = polls(event.detail);
    if (polled && inUse(event.detail.target)) event.detail.shouldSwap = false;
    kept = remember() || (polled ? null : asked);
    unfolded = polled ? { id: event.detail.target.id, open: folds(event.detail.target).map((one) => one.open) } : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const part = unfolded?.id && document.getElementById(unfolded.id);
    if (part) folds(part).forEach((one, place) => { one.open = unfolded.open[place] ?? one.open; });
    unfolded = null;
    restore();
  });
  document.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("htmx:afterRequest", restore);

  // Announcing

  const said = new Map();
  const text = (one) => (one.dataset.announce || one.textContent).trim().replace(/\s+/g, " ");

  function listen(part, speak) {
    const met = new Map();
    for (const one of [...(part.matches?.("[data-announce]") ? [part] : []), ...part.querySelectorAll("[data-announce]")]) {
      const kind = one.id || `${one.closest("[id]")?.id} ${one.getAttribute("aria-label")}`;
      met.set(kind, (met.get(kind) || 0) + 1);
      const place = `${kind} ${met.get(kind)}`;
      if (speak && said.get(place) !== text(one)) announce(text(one));
      said.set(place, text(one));
    }
  }

  function announce(what) {
    const box = $("#announcer");
    if (box.textContent !== what) box.textContent = what;
  }

  document.addEventListener("DOMContentLoaded", () => {
    listen(document, false);
    document.addEventListener("htmx:load", (event) => listen(event.detail.elt, true));
  });
})();
