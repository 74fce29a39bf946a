/* Long tables sort and filter; without this every line is there, in the report's order. Words come from the page. */
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("script[data-filter]").dataset;
  const lang = document.documentElement.lang;
  const byText = new Intl.Collator(lang, { numeric: true }).compare;
  const fold = (text) => text.replace(/\s+/g, " ").trim().toLocaleLowerCase(lang);
  const make = (tag, values) => Object.assign(document.createElement(tag), values);

  /* The figure of a cell: "−1 234,5", "< 0,1 %", "17 000–34 800", "−5 till 2", "säkert, 98 %"; null where there is none. */
  const bare = (cell) => cell.textContent.replace(/\s/g, "");
  const figure = /^((\p{L}+,)?[<>]?[+\u2212-]?[\d.,]+(%|–.*|\p{L}+\u2212?[\d.,]+)?|–?)$/u;
  const number = (cell) => {
    const found = bare(cell).match(/^(?:\p{L}+,)?([<>]?)([+\u2212-]?)(\d[\d.,]*)/u);
    if (!found) return null;
    const [, about, sign, digits] = found;
    const plain = said.decimal === "," ? digits.replace(",", ".") : digits.replaceAll(",", "");
    return parseFloat(plain) * (/[^+]/.test(sign) ? -1 : 1) * ({ "<": .999, ">": 1.001 }[about] || 1);
  };

  const sortable = (table, bodies, rows, grouped) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      const cells = rows.map((row) => row.cells[at]);
      const figures = cells.every((cell) => cell.matches(".num") || figure.test(bare(cell))) && cells.some(bare);
      const ways = figures ? ["descending", "ascending"] : ["ascending", "descending"];
      /* null where there is nothing, undefined in a line that is a sum of others: these stand last */
      const value = (row) =>
        row.matches(".others, .pooled") ? undefined : figures ? number(row.cells[at]) : fold(row.cells[at].textContent) || null;
      const late = (one) => (one === undefined ? 2 : one === null ? 1 : 0);
      const compare = (row, other) => {
        const [a, b, back] = [value(row), value(other), rows.indexOf(row) - rows.indexOf(other)];
        const way = { ascending: 1, descending: -1 }[head.ariaSort];
        return way ? late(a) - late(b) || way * (figures ? a - b : byText(a, b)) || back : back;
      };
      const button = make("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = ways[ways.indexOf(head.ariaSort) + 1];
        for (const one of heads) one.ariaSort = null;
        head.ariaSort = next;
        for (const body of bodies) body.append(...[...body.rows].slice(grouped).sort(compare));
        bodies.sort((one, other) => compare(one.rows[0], other.rows[0]));
        if (grouped) table.tHead.after(...bodies);
      });
    });
  };

  const filtered = (table, bodies, rows, grouped) => {
    const text = ({ cells }) =>
      fold([...cells].map((cell, at) => (at && figure.test(bare(cell)) ? "" : cell.textContent)).join(" "));
    const field = make("input", { type: "search" });
    const clear = make("button", { textContent: said.clear });
    const count = make("span", { role: "status" });
    const whole = make("small", { textContent: said.whole });
    const label = make("label", { textContent: said.filter });
    const place = make("p", { className: "filter" });
    const show = () => {
      const asked = fold(field.value).split(" ");
      const fits = (row) => asked.every((word) => text(row).includes(word));
      const values = { shown: 0, all: rows.length - grouped * bodies.length };
      for (const body of bodies) {
        const all = grouped && fits(body.rows[0]);
        const lines = [...body.rows].slice(grouped);
        for (const row of lines) values.shown += !(row.hidden = !all && !fits(row));
        body.hidden = lines.every((row) => row.hidden);
      }
      clear.hidden = whole.hidden = !field.value;
      count.textContent = said.count.replace(/{(\w+)}/g, (_, name) => values[name]);
    };
    field.setAttribute("aria-describedby", table.caption.id);
    field.addEventListener("input", show);
    clear.addEventListener("click", () => (field.value = "", show(), field.focus()));
    label.append(" ", field);
    place.append(label, clear, count);
    table.parentNode.before(place);
    table.tFoot?.rows[0].cells[0].append(" ", whole);
    show();
  };

  for (const table of document.querySelectorAll(".scroll > table:not([data-fixed])")) {
    const bodies = [...table.tBodies];
    const rows = bodies.flatMap((body) => [...body.rows]);
    const wide = table.tHead.rows[0].cells.length;
    const grouped = +(bodies.length > 1);
    if (rows.length < 9 || rows.some((row) => row.cells.length !== wide)) continue;
    sortable(table, bodies, rows, grouped);
    if (rows.length > 20) filtered(table, bodies, rows, grouped);
  }
});
