"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const PAGE = 100;
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };
  const button = (text, act, label = "") => {
    const element = make("button", { type: "button" }, text);
    if (label) element.setAttribute("aria-label", label);
    element.addEventListener("click", act);
    return element;
  };
  // What a spreadsheet program would take for a formula is marked as text.
  const neutral = (text) =>
    /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) && !/^[+-]?(\d+[.,]?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)
      ? "'" + text
      : text;
  const clean = (cell) => neutral(cell.textContent.replace(/\s+/g, " ").trim().replace(/\u2212/g, "-"));
  const amount = (text) => {
    const plain = text.replace(/\u2212/g, "-").replaceAll(words.decimal, ".");
    const found = /^[^\d\-.]*(-?\d+(\.\d+)?)/.exec(plain);
    return found ? Number(found[1]) : NaN;
  };

  const put = async (table, source) => {
    const shell = make("table");
    const caption = table.caption ? table.caption.textContent.replace(/\s+/g, " ").trim() : "";
    if (caption) shell.append(make("caption", {}, neutral(caption)));
    const lines = [];
    for (const row of source) {
      const line = make("tr");
      const texts = [];
      for (const cell of row.cells) {
        const copy = make(cell.tagName === "TH" ? "th" : "td", {}, clean(cell));
        if (cell.colSpan > 1) copy.colSpan = cell.colSpan;
        if (cell.rowSpan > 1) copy.rowSpan = cell.rowSpan;
        texts.push(clean(cell));
        line.append(copy);
      }
      lines.push(texts.join("\t"));
      shell.append(line);
    }
    const plain = lines.join("\n");
    const rich = "<meta charset=utf-8>" + shell.outerHTML;
    if (navigator.clipboard && window.ClipboardItem) {
      const kinds = { "text/plain": plain, "text/html": rich };
      const parts = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
      return;
    }
    const hear = (event) => {
      event.clipboardData.setData("text/plain", plain);
      event.clipboardData.setData("text/html", rich);
      event.preventDefault();
    };
    document.addEventListener("copy", hear, { once: true });
    if (!document.execCommand("copy")) throw new Error("copy");
  };

  const equip = (grid) => {
    const table = grid.querySelector("table");
    if (!table) return;
    const bar = make("div", { class: "tools" });
    const status = make("span", { role: "status", class: "status" });
    const sortable = table.hasAttribute("data-sort");
    const body = table.tBodies[0];
    let rows = sortable || grid.querySelector("script.more") ? [...body.rows] : [];
    let shown = rows;
    const data = grid.querySelector("script.more");
    if (data && rows.length) {
      const model = rows[0];
      for (const texts of JSON.parse(data.textContent)) {
        const row = model.cloneNode(true);
        texts.forEach((text, place) => {
          const cell = row.cells[place];
          cell.textContent = text;
          if (cell.classList.contains("long")) cell.classList.remove("long");
          if (Object.hasOwn(words.outcomes, text)) {
            cell.replaceChildren(make("span", { class: "tag " + words.outcomes[text] }, text));
          }
        });
        rows.push(row);
      }
    }
    const order = new Map(rows.map((row, place) => [row, place]));
    const paged = rows.length > 2 * PAGE;
    let from = 0;
    const count = make("span", { class: "count" });
    const back = button("\u2190", () => turn(-PAGE), words.previous);
    const on = button("\u2192", () => turn(PAGE), words.next);
    const show = () => {
      if (paged) {
        body.replaceChildren(...shown.slice(from, from + PAGE));
        const last = Math.min(from + PAGE, shown.length);
        count.textContent = (shown.length ? from + 1 + "\u2013" + last : 0) + " " + words.of + " " + shown.length;
        back.disabled = from === 0;
        on.disabled = last >= shown.length;
      } else {
        body.replaceChildren(...shown);
      }
    };
    const turn = (by) => {
      from = Math.max(0, Math.min(from + by, shown.length - 1));
      show();
    };
    if (rows.length > 8) {
      const field = make("input", { type: "search", "aria-label": words.filter + ": " + table.caption.textContent.trim(), placeholder: words.filter });
      field.addEventListener("input", () => {
        const wanted = field.value.trim().toLowerCase();
        shown = rows.filter((row) => row.textContent.toLowerCase().includes(wanted));
        from = 0;
        show();
        status.textContent = wanted ? shown.length + " " + words.of + " " + rows.length + " " + words.rows : "";
      });
      bar.append(field);
    }
    if (sortable) {
      [...table.tHead.rows[0].cells].forEach((head, place) => {
        const text = head.textContent.trim();
        const act = () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const key = new Map(rows.map((row) => [row, row.cells[place].textContent.trim()]));
          const numbers = new Map(rows.map((row) => [row, amount(key.get(row))]));
          const filled = rows.filter((row) => !["", "\u2013"].includes(key.get(row)));
          const numeric = filled.length > 0 && filled.every((row) => !Number.isNaN(numbers.get(row))) && head.classList.contains("number");
          const compare = (one, other) => {
            const empty = (row) => ["", "\u2013"].includes(key.get(row));
            if (empty(one) !== empty(other)) return empty(one) ? 1 : -1;
            const found = numeric
              ? numbers.get(one) - numbers.get(other)
              : key.get(one).localeCompare(key.get(other), undefined, { numeric: true });
            return (down ? -found : found) || order.get(one) - order.get(other);
          };
          rows = [...rows].sort(compare);
          shown = [...shown].sort(compare);
          from = 0;
          show();
        };
        head.replaceChildren(button(text, act));
      });
    }
    if (paged) {
      bar.append(back, count, on);
      const note = grid.querySelector(".left-out");
      if (note) note.remove();
      const held = grid.querySelector(".held");
      if (held) held.hidden = false;
    }
    bar.append(
      button(words.copy, async () => {
        try {
          const heads = [...table.tHead.rows];
          const parts = rows.length ? shown : [...table.tBodies].flatMap((each) => [...each.rows]);
          await put(table, [...heads, ...parts]);
          status.textContent = words.copied;
        } catch {
          status.textContent = words.failed;
        }
      }, words.copy + ": " + table.caption.textContent.replace(/\s+/g, " ").trim()),
      status,
    );
    grid.prepend(bar);
    if (rows.length) show();
  };

  const alone = (figure) => {
    const copy = figure.querySelector("svg").cloneNode(true);
    const { width, height } = copy.viewBox.baseVal;
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(copy), width, height };
  };
  const save = (blob, name) => {
    const link = make("a", { download: name });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const paint = async (figure) => {
    const { text, width, height } = alone(figure);
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    await image.decode();
    const canvas = make("canvas");
    canvas.width = 3 * width;
    canvas.height = 3 * height;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };
  const frame = (figure) => {
    const name = figure.dataset.file;
    const heading = figure.querySelector("figcaption strong").textContent;
    const bar = make("div", { class: "tools" });
    const status = make("span", { role: "status", class: "status" });
    const offer = (form, work) =>
      button(form, async () => {
        try {
          save(await work(), name + "." + form.toLowerCase());
        } catch {
          status.textContent = words.failed;
        }
      }, words.figure + " " + form + ": " + heading);
    bar.append(
      offer("SVG", async () => new Blob([alone(figure).text], { type: "image/svg+xml" })),
      offer("PNG", () => paint(figure)),
      status,
    );
    figure.append(bar);
  };

  for (const grid of document.querySelectorAll(".grid")) equip(grid);
  for (const figure of document.querySelectorAll("figure.drawing")) frame(figure);
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();
})();
