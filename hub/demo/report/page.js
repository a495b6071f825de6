(() => {
  "use strict";
  const root = document.documentElement;
  const lines = JSON.parse(document.getElementById("dossier").textContent);
  const zh = () => root.dataset.lang === "zh";
  const speak = (lang) => {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.getElementById("lang").textContent = lang === "zh" ? "English" : "中文";
    for (const field of document.querySelectorAll("[data-hint-zh]")) field.placeholder = field.dataset[zh() ? "hintZh" : "hintEn"];
  };
  document.getElementById("lang").addEventListener("click", () => speak(zh() ? "en" : "zh"));
  speak(location.hash === "#en" ? "en" : "zh");

  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.getElementById("theme").addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; });
  if (location.hash === "#dark") root.dataset.theme = "dark";
  document.getElementById("print").addEventListener("click", () => print());

  const worth = (cell) => {
    const text = cell ? (cell.dataset.v ?? cell.textContent).trim() : "";
    const number = Number(text.replace(/[,%]/g, ""));
    return text !== "" && !Number.isNaN(number) ? [0, number, ""] : [1, 0, text];
  };
  for (const button of document.querySelectorAll("th button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th"), body = head.closest("table").tBodies[0];
      const column = head.cellIndex, down = head.getAttribute("aria-sort") !== "descending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].map((row) => [worth(row.cells[column]), row]);
      rows.sort(([a], [b]) => (a[0] - b[0] || a[1] - b[1] || a[2].localeCompare(b[2], "zh")) * (down ? -1 : 1));
      body.append(...rows.map(([, row]) => row));
    });
  }

  for (const field of document.querySelectorAll(".find")) {
    const rows = document.getElementById(field.dataset.of).tBodies[0].rows;
    field.addEventListener("input", () => {
      const words = field.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const text = row.textContent.normalize("NFKC").toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
      }
    });
  }

  const dialog = document.getElementById("opened"), title = document.getElementById("opened-title");
  const table = document.getElementById("opened-rows"), note = document.getElementById("opened-note");
  const cell = (row, text, heads) => {
    const td = row.insertCell();
    td.dataset.zh = heads[0]; td.dataset.en = heads[1];
    const inner = document.createElement("span");
    inner.textContent = text;
    td.append(inner);
  };
  const open = (button) => {
    const place = button.closest("tr"), heads = button.closest("table").tHead.rows[0].cells;
    const inLanguage = (node) => (node.querySelector(zh() ? ".zh" : ".en") ?? node).textContent.trim();
    const head = heads[button.closest("td").cellIndex];
    const indices = button.dataset.d.split(" ").filter(Boolean).map(Number), all = Number(button.dataset.n);
    title.textContent = `${inLanguage(place.cells[0])} · ${inLanguage(head)}: ${button.textContent.trim()}`;
    table.replaceChildren();
    for (const at of indices) {
      const [id, number, type, state, holder, due, over, reports] = lines[at], row = table.insertRow(), one = zh() ? 0 : 1;
      cell(row, number || id, ["编号", "Number"]);
      cell(row, type[one], ["类别", "Type"]);
      cell(row, state[one], ["状态", "State"]);
      cell(row, holder || "—", ["现由", "Held by"]);
      cell(row, due ? (over > 0 ? `${due} (+${over})` : due) : "—", ["期限", "Due"]);
      cell(row, String(reports), ["来源数", "Reports"]);
    }
    note.textContent = all > indices.length
      ? (zh() ? `共 ${all} 件，此处列出 ${indices.length} 件。` : `${all} disputes, ${indices.length} shown here.`)
      : (zh() ? `${all} 件` : `${all} disputes`);
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.fig");
    if (button) open(button);
  });
  document.getElementById("opened-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
})();
