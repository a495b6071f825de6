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

  // --- what is typed is kept at the hub: neither a closed tab, another language nor an ended session loses it ---
  const body = document.body;
  const states = new WeakMap();
  const stateOf = (form) => { if (!states.has(form)) states.set(form, { dirty: false, timer: 0, waits: false, passed: false, sentAt: 0 }); return states.get(form); };
  const FREE = "textarea, input:not([type]), input[type=date], input[type=number], input[type=text]";
  const isKept = (form) => Boolean(body.dataset.person && form && form.method === "post" && form.closest("main") && !("unkept" in form.dataset)
    && (form.querySelector("[data-keeps]") || (form.querySelector(FREE) && !form.querySelector("[type=password], [autocomplete=one-time-code]"))));
  const keptForms = () => [...document.querySelectorAll("main form")].filter(isKept);
  const named = (form) => `${form.getAttribute("action")} ${[...form.elements].filter((one) => one.type === "hidden" && !["form_mark", "click"].includes(one.name)).map((one) => `${one.name}=${one.value}`).join("&")}`;
  const fields = (form) => {
    const found = {};
    for (const one of form.elements) {
      if (!one.name || ["hidden", "file", "submit", "button", "fieldset"].includes(one.type)) continue;
      found[one.name] = found[one.name] || [];
      if (!/^(checkbox|radio)$/.test(one.type) || one.checked) found[one.name].push(one.value);
    }
    return found;
  };
  const packed = (form) => {
    const own = form.querySelector("[data-keeps]");
    const data = new URLSearchParams(own ? new FormData(form) : { page: body.dataset.here, form: named(form), fields: JSON.stringify(fields(form)) });
    data.set("form_mark", JSON.parse(body.getAttribute("hx-headers"))["X-Form-Mark"]);
    return [own ? own.dataset.keeps : "/kept", data];
  };
  const noteOf = (form) => {
    let note = form.querySelector("[data-keeps], .kept");
    if (!note) {
      note = document.createElement("p");
      note.className = "note kept";
      note.setAttribute("role", "status");
      form.append(note);
    }
    return note;
  };
  let heard = Date.now();
  // a session that the same person began in another tab takes this page over
  const renewed = async () => {
    const answer = await fetch("/mark", { headers: { "HX-Request": "true", "X-Unattended": "1" } });
    if (!answer.ok) return false;
    const found = await answer.json();
    if (found.person !== body.dataset.person) return false;
    body.setAttribute("hx-headers", JSON.stringify({ "X-Form-Mark": found.mark }));
    document.querySelectorAll("input[name=form_mark]").forEach((one) => { one.value = found.mark; });
    return true;
  };
  const save = async (form, again) => {
    const state = stateOf(form);
    window.clearTimeout(state.timer);
    state.dirty = false;
    const [url, data] = packed(form);
    try {
      const answer = await fetch(url, { method: "POST", body: data, headers: { "HX-Request": "true" } });
      if (answer.ok) { heard = Date.now(); noteOf(form).textContent = await answer.text(); return "kept"; }
      if (answer.status !== 401 && answer.status !== 403) return "refused";
      state.dirty = true;
      if (!again && await renewed()) return await save(form, true);
      return "ended";
    } catch { state.dirty = true; return "away"; }
  };
  const tell = (results) => {
    for (const name of ["ended", "away"]) {
      const box = document.getElementById(name);
      if (!box) continue;
      box.hidden = !results.includes(name);
      if (!box.hidden) box.scrollIntoView({ block: "nearest" });
    }
    return results.includes("ended") || results.includes("away");
  };
  const typed = (event) => {
    const form = event.target.form;
    if (!isKept(form)) return;
    const state = stateOf(form);
    state.dirty = true;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(async () => tell([await save(form)]), event.type === "change" ? 200 : 700);
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  // Before a form is sent, what is typed into it and beside it is kept, which tells in time that the session has ended.
  document.addEventListener("submit", async (sent) => {
    const form = sent.target;
    const state = stateOf(form);
    if (form.method !== "post") return;
    if (state.passed) { state.dirty = false; state.sentAt = Date.now(); return; }
    if (state.waits || Date.now() - state.sentAt < 2000) { sent.preventDefault(); sent.stopImmediatePropagation(); return; }
    const open = keptForms().filter((one) => stateOf(one).dirty);
    if (isKept(form) && Date.now() - heard > 60000 && !open.includes(form)) open.push(form);
    if (!open.length) { state.sentAt = Date.now(); return; }
    sent.preventDefault();
    sent.stopImmediatePropagation();
    state.waits = true;
    const results = await Promise.all(open.map((one) => save(one)));
    state.waits = false;
    if (tell(results)) return;
    state.passed = true;
    form.requestSubmit(sent.submitter);
    state.passed = false;
  }, true);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 401 || !keptForms().some((form) => stateOf(form).dirty)) return;
    event.preventDefault();
    tell(["ended"]);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => { stateOf(form).sentAt = 0; }));
  window.addEventListener("pagehide", () => keptForms().filter((form) => stateOf(form).dirty).forEach((form) => navigator.sendBeacon(...packed(form))));
  const restore = () => {
    const all = body.dataset.kept ? JSON.parse(body.dataset.kept) : {};
    keptForms().filter((form) => !form.querySelector("[data-keeps]") && named(form) in all).forEach((form) => {
      const found = all[named(form)];
      let changed = false;
      for (const one of form.elements) {
        const values = found[one.name];
        if (!values || ["hidden", "file", "submit", "button"].includes(one.type)) continue;
        if (/^(checkbox|radio)$/.test(one.type)) { changed = changed || one.checked !== values.includes(one.value); one.checked = values.includes(one.value); }
        else if (values.length && one.value !== values[0]) {
          const former = one.value;
          one.value = values[0];
          if (one.tagName === "SELECT" && one.value !== values[0]) one.value = former; else changed = true;
        }
      }
      if (changed) {
        noteOf(form).textContent = body.dataset.restored;
        for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      }
    });
  };
  restore();

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
    const by = event.detail.triggeringEvent?.type || ""; // none: the page asks by the clock
    if (!by || by.startsWith("live-")) event.detail.headers["X-Unattended"] = "1";
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
