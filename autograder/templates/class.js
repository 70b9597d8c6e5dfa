"use strict";
// Sorting and filtering for the tables of marks; without it they are complete, in the order of the run.
for (const table of document.querySelectorAll("table.marks")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const controls = (kind) => document.querySelector(`.filter ${kind}[data-for="${table.id}"]`);
  const [words, column, shown] = ["input", "select", "output"].map(controls);
  const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const value = (row, at) => row.cells[at].dataset.value ?? row.cells[at].textContent.trim();
  const compare = (a, b) => (isNaN(a) || isNaN(b) ? a.localeCompare(b, undefined, { numeric: true }) : a - b);

  headings.forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const order = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      rows.sort((a, b) => sign * compare(value(a.row, at), value(b.row, at)));
      body.append(...rows.map(({ row }) => row));
    });
  });

  const filter = () => {
    const wanted = words.value.toLowerCase();
    const at = Number(column.value);
    let count = 0;
    for (const { row, text } of rows) {
      row.hidden = !text.includes(wanted) || (at > 0 && Number(value(row, at)) >= Number(headings[at].dataset.most));
      count += !row.hidden;
    }
    shown.textContent = `${count} of ${rows.length} shown`;
  };
  words.addEventListener("input", filter);
  column.addEventListener("input", filter);
  words.form.addEventListener("submit", (event) => event.preventDefault());
  words.form.hidden = false;
  filter();
}
