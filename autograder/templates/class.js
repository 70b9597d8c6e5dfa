"use strict";
// Sorting, searching and saving the tables; without it they are complete, in the order of the run.
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const content = (cell) => cell.dataset.value ?? cell.textContent.trim();
const names = (cell) => [...cell.querySelectorAll("li")].map((item) => item.textContent).join("; ");

// Spreadsheets take what begins with one of these signs for a formula.
const harmless = (text) => (isNaN(text) && /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text);
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const asCsv = (lines) => "\ufeff" + lines.map((line) => line.map((text) => quoted(harmless(text))).join(",") + "\r\n").join("");

const save = (text, file) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const titles = headings.map((heading) => heading.dataset.name ?? heading.textContent.replace(/\s+/g, " ").trim());
  const tools = document.querySelector(`form[data-for="${table.id}"]`);
  const [words, choice, button, shown] = ["input", "select", "button", "output"].map((kind) => tools.querySelector(kind));
  let rows = [...body.rows];
  let texts; // of all rows, made when somebody searches
  let order = "";

  const say = () => {
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${count} of ${rows.length} shown${order}`;
  };

  headings.forEach((heading, at) => {
    const sort = document.createElement("button");
    sort.type = "button";
    sort.append(...heading.childNodes);
    heading.append(sort);
    sort.addEventListener("click", () => {
      const direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", direction);
      const keyed = rows.map((row) => [row, content(row.cells[at])]);
      const numeric = keyed.every(([, text]) => !isNaN(text));
      const number = (text) => (text === "" ? -Infinity : Number(text));
      const compare = numeric ? (a, b) => (a === b ? 0 : number(a) - number(b)) : collator.compare;
      const sign = direction === "ascending" ? 1 : -1;
      rows = keyed.sort(([, a], [, b]) => sign * compare(a, b)).map(([row]) => row);
      body.append(...rows);
      order = `, by ${titles[at]}, ${direction}`;
      say();
    });
  });

  const search = () => {
    texts ??= new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const wanted = words.value.toLowerCase();
    const chosen = choice.value;
    const most = Number(headings[Number(chosen)]?.dataset.most);
    const isChosen = (row) => !chosen || (isNaN(chosen) ? row.classList.contains(chosen) : Number(content(row.cells[chosen])) < most);
    for (const row of rows) row.hidden = !(texts.get(row).includes(wanted) && isChosen(row));
    say();
  };
  words?.addEventListener("input", search);
  choice?.addEventListener("input", search);
  button.addEventListener("click", () => {
    const first = headings.flatMap((heading, at) => (heading.dataset.also ? [titles[at], heading.dataset.also] : titles[at]));
    const line = (row) => [...row.cells].flatMap((cell) => (cell.matches(".who") ? [content(cell), names(cell)] : content(cell)));
    save(asCsv([first, ...rows.filter((row) => !row.hidden).map(line)]), button.dataset.file);
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.hidden = false;
}
for (const hint of document.querySelectorAll(".tools-hint")) hint.hidden = false;
