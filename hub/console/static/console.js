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
})();
