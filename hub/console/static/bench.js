// The workbench's comforts: a clock beside each act that waits, fields asked only when they matter, one click one act.
"use strict";
(() => {
  const tick = () => document.querySelectorAll(".countdown").forEach((one) => {
    // the seconds left come with the page, so that a wrong clock of this machine doesn't matter
    one.until = one.until || Date.now() + Number(one.dataset.left) * 1000;
    const seconds = Math.max(0, Math.round((one.until - Date.now()) / 1000));
    one.textContent = seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
  });
  const asked = () => document.querySelectorAll("[data-when]").forEach((one) => {
    const form = one.closest("form");
    const other = form && form.elements[one.dataset.when];
    if (other) one.hidden = other.value !== one.dataset.is;
  });
  document.addEventListener("change", asked);
  document.addEventListener("submit", (sent) => {
    const form = sent.target;
    if (!form.classList.contains("once")) return;
    if (form.dataset.sent) { sent.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button").forEach((one) => { one.setAttribute("aria-disabled", "true"); });
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form.once").forEach((one) => { delete one.dataset.sent; }));
  asked();
  tick();
  setInterval(tick, 1000);
})();
