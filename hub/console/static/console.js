// Keys and small comforts. Every page can be read and used without this file.
"use strict";
(() => {
  const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a, button"));
  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[next].querySelector("a, button").focus();
  };
  const help = () => {
    const box = document.getElementById("keys");
    if (box && box.showModal && !box.open) box.showModal();
  };
  let going = 0;
  document.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return;
    if (press.key === "Escape") {
      document.querySelectorAll("details.drop[open]").forEach((one) => { one.open = false; });
      if (typing(document.activeElement)) document.activeElement.blur();
      return;
    }
    if (document.body.dataset.keys !== "on" || typing(press.target) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const link = document.querySelector(`.menu a[data-go="${CSS.escape(press.key)}"]`);
      if (link) { press.preventDefault(); link.click(); }
      return;
    }
    if (press.key === "?") { press.preventDefault(); help(); }
    else if (press.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { press.preventDefault(); box.focus(); box.select(); }
    }
    else if (press.key === "j") { press.preventDefault(); step(1); }
    else if (press.key === "k") { press.preventDefault(); step(-1); }
    else if (press.key === "g") { going = Date.now(); }
  });
  document.addEventListener("click", (click) => {
    const link = click.target.closest("[data-help]");
    if (link) { click.preventDefault(); help(); }
    document.querySelectorAll("details.drop[open]").forEach((one) => { if (!one.contains(click.target)) one.open = false; });
  });

  // --- long work: its page moves on to the result by itself; the page itself stays out of the history ---
  const arrive = () => {
    const done = document.querySelector("[data-arrive]:not([data-gone])");
    if (done) { done.dataset.gone = "1"; window.location.replace(done.href); }
  };
  document.addEventListener("htmx:afterSwap", arrive);
  arrive();

  // --- what changed: a stream, or asking now and then where no stream comes through ---
  const parts = () => [...document.querySelectorAll("[hx-trigger*='live-']")];
  const told = (kinds) => kinds.forEach((kind) => document.body.dispatchEvent(new CustomEvent(`live-${kind}`)));
  let last = "";
  let asking = 0;
  const ask = async () => {
    try {
      const answer = await fetch(`/changes/since?last=${encodeURIComponent(last)}`, { headers: { "X-Unattended": "1" } });
      if (answer.redirected || !answer.ok) return;
      const found = await answer.json();
      if (last) told(found.kinds);
      last = found.id;
    } catch { /* away for a moment: asked again */ }
  };
  const begin = () => {
    if (!parts().length) return;
    let failures = 0;
    const stream = new EventSource("/changes");
    const heard = (event) => { last = event.lastEventId || last; failures = 0; window.clearInterval(asking); asking = 0; };
    stream.addEventListener("begun", heard);
    stream.addEventListener("changed", (event) => { heard(event); told(event.data.split(" ").filter(Boolean)); });
    stream.addEventListener("error", () => {
      failures += 1;
      if (failures >= 3 && !asking) { stream.close(); ask(); asking = window.setInterval(ask, 15000); }
    });
    window.addEventListener("pagehide", () => stream.close());
  };
  // A part that is as it was isn't swapped; one in which somebody types is left alone; the focus stays on its row.
  const shown = new WeakMap();
  let focus = "";
  document.addEventListener("htmx:configRequest", (event) => {
    if ((event.detail.triggeringEvent?.type || "").startsWith("live-")) event.detail.headers["X-Unattended"] = "1";
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (!parts().includes(target)) return;
    const text = event.detail.serverResponse;
    const here = target.contains(document.activeElement) ? document.activeElement : null;
    if (event.detail.xhr.status >= 400 || shown.get(target) === text || typing(here)) { event.detail.shouldSwap = false; return; }
    shown.set(target, text);
    focus = here ? here.getAttribute("href") || "" : "";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!focus) return;
    const again = event.detail.target.querySelector(`[href="${CSS.escape(focus)}"]`);
    if (again) again.focus({ preventScroll: true });
    focus = "";
  });
  begin();
})();
