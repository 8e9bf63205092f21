// As much of a browser as the page needs: runs it once against the service at argv[2] and prints what it shows.
'use strict';

const base = process.argv[2];

class Element {
  constructor(name) { this.name = name; this.children = []; this.own = ''; this.className = ''; this.dataset = {base}; }
  append(...more) { this.children.push(...more); }
  replaceChildren(...others) { this.children = others; }
  set textContent(text) { this.own = String(text); this.children = []; }
  get textContent() { return this.own; }
  lines() {
    return this.name === 'tr' ? [this.children.map(cell => cell.own).join('|')]
      : [...(this.own ? [this.own] : []), ...this.children.flatMap(child => child.lines())];
  }
}

const known = {status: new Element('p'), tables: new Element('main')};
const document = {body: new Element('body'), createElement: name => new Element(name), getElementById: id => known[id]};
process.on('exit', () => console.log([...known.status.lines(), ...known.tables.lines()].join('\n')));

// What the page would do again later, it has then done once for every table.
let asked = 0;
function later() {
  if (++asked === known.tables.children.length) {
    process.exit();
  }
}

fetch(base + '/dashboard/page.js')
  .then(script => script.text())
  .then(script => new Function('document', 'setTimeout', script)(document, later));
