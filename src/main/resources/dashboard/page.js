// Asks the operations endpoints again and again and shows what they say. Texts are only ever set as text, never as HTML.
'use strict';

const base = document.body.dataset.base;
const order = ['OK', 'RUNNING', 'WARNING', 'ALERT'];

function scaled(value, units) {
  let unit = 0;
  while (Math.abs(value) >= units[unit][0] && unit < units.length - 1) {
    value /= units[unit][0];
    unit++;
  }
  return (Math.abs(value) < 10 ? value.toPrecision(2) : Math.round(value).toString()) + ' ' + units[unit][1];
}

const formats = {
  text: value => Array.isArray(value) ? value.join(', ') : String(value),
  health: value => value,
  number: value => Number(value).toLocaleString('en', {maximumFractionDigits: 1}),
  share: value => (value * 100).toFixed(1) + ' %',
  bytes: value => scaled(value, [[1024, 'B'], [1024, 'KiB'], [1024, 'MiB'], [1024, 'GiB'], [1024, 'TiB']]),
  duration: value => scaled(value, [[60, 's'], [60, 'min'], [24, 'h'], [365, 'd'], [1, 'a']]),
  time: value => String(value).replace('T', ' ').replace(/(\.\d+)?Z$/, ''),
};

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) {
    made.className = kind;
  }
  return made;
}

function cell(value, format) {
  if (value === null || value === undefined) {
    return element('td', '', 'none');
  }
  const kind = format === 'health' ? 'health ' + value : ['text', 'time'].includes(format) ? '' : 'number';
  return element('td', formats[format](value), kind);
}

function show(table, answer) {
  const rows = answer[table.rows || 'results'];
  const head = document.createElement('tr');
  table.columns.forEach(column => head.append(element('th', column[1])));
  const lines = rows.map(row => {
    const line = document.createElement('tr');
    table.columns.forEach(column => line.append(cell(row[column[0]], column[2] || 'text')));
    return line;
  });
  const grid = document.createElement('table');
  grid.append(head, ...lines);
  table.section.replaceChildren(element('h2', table.title), rows.length ? grid : element('p', 'none', 'none'));
  if (table.title === 'Jobs') {
    status(rows, answer.time);
  }
}

function status(jobs, time) {
  const worst = order[Math.max(0, ...jobs.map(job => order.indexOf(job.health)))];
  const unwell = jobs.filter(job => job.health === 'WARNING' || job.health === 'ALERT').length;
  const line = document.getElementById('status');
  line.textContent = (unwell ? worst + ': ' + unwell + ' of ' + jobs.length + ' jobs' : 'OK: all ' + jobs.length + ' jobs')
    + ', as of ' + formats.time(time);
  line.className = unwell ? worst : 'OK';
}

async function ask(table) {
  try {
    const response = await fetch(base + table.url, {headers: {Accept: 'application/json'}});
    if (!response.ok) {
      throw new Error('status ' + response.status);
    }
    show(table, await response.json());
  } catch (e) {
    const line = document.getElementById('status');
    line.textContent = table.title + ' cannot be read (' + e.message + '); what is shown is older';
    line.className = 'failed';
  }
  setTimeout(() => ask(table), table.every_seconds * 1000);
}

async function begin() {
  const tables = await (await fetch(base + '/dashboard/tables.json')).json();
  for (const table of tables) {
    table.section = document.createElement('section');
    document.getElementById('tables').append(table.section);
    ask(table);
  }
}

begin();
