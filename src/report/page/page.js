// Makes the page handier; it says the same without. Sorts and filters tables of points, opens and shuts steps.
(function () {
  'use strict';

  function make(tag, attributes, text) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { node.setAttribute(name, attributes[name]); });
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // A cell's words; of a verdict the first alone.
  function wordOf(cell) {
    return (cell.querySelector('.pill') || cell).textContent.trim();
  }

  function each(list, what) { Array.prototype.forEach.call(list, what); }

  // A cell's number where it has one, else its words.
  function keyOf(row, column) {
    var cell = row.cells[column];
    if (cell.hasAttribute('data-v')) {
      var text = cell.getAttribute('data-v');
      return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
    }
    return cell.classList.contains('n') ? null : wordOf(cell);
  }

  // What has no number stands last, whichever way.
  function compare(a, b, way) {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * way;
    return String(a).localeCompare(String(b), 'en', { numeric: true }) * way;
  }

  function sortBy(table, column, way) {
    var body = table.tBodies[0];
    var keyed = Array.prototype.map.call(body.rows, function (row, at) {
      return { row: row, key: keyOf(row, column), at: at };
    });
    keyed.sort(function (a, b) { return compare(a.key, b.key, way) || a.at - b.at; });
    keyed.forEach(function (item) { body.appendChild(item.row); });
  }

  function addSorting(table) {
    var heads = table.tHead.rows[0].cells;
    each(heads, function (head, column) {
      if (head.hasAttribute('data-fixed')) return;
      var button = make('button', { type: 'button' });
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener('click', function () {
        var way = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
        each(heads, function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending');
        sortBy(table, column, way);
      });
    });
  }

  // The words of a column in the order of its values; null where there are too many to choose from.
  function wordsOf(rows, column) {
    var keys = {};
    rows.forEach(function (row) { keys[wordOf(row.cells[column])] = keyOf(row, column); });
    var words = Object.keys(keys);
    words.sort(function (a, b) { return compare(keys[a], keys[b], 1); });
    return words.length > 1 && words.length <= 64 ? words : null;
  }

  function addChoice(bar, title, words, column, apply) {
    var label = make('label', {}, title);
    var choice = make('select', { 'data-column': column });
    choice.appendChild(make('option', { value: '' }, 'all'));
    words.forEach(function (word) { choice.appendChild(make('option', { value: word }, word)); });
    choice.addEventListener('change', apply);
    label.appendChild(choice);
    bar.appendChild(label);
  }

  function addFilters(table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var bar = make('div', { 'class': 'filters', role: 'group', 'aria-label': 'Filter: ' + table.caption.textContent });
    var label = make('label', {}, 'Point');
    var search = make('input', { type: 'search', placeholder: 'part of its name', autocomplete: 'off' });
    var told = make('output', { 'aria-live': 'polite' });

    function apply() {
      var part = search.value.trim().toLowerCase();
      var choices = Array.prototype.filter.call(bar.querySelectorAll('select'), function (choice) { return choice.value; });
      var shown = 0;
      rows.forEach(function (row) {
        var fits = row.cells[0].textContent.toLowerCase().indexOf(part) >= 0 && choices.every(function (choice) {
          return wordOf(row.cells[Number(choice.getAttribute('data-column'))]) === choice.value;
        });
        row.hidden = !fits;
        shown += fits;
      });
      told.textContent = shown + ' of ' + rows.length + ' shown';
    }

    label.appendChild(search);
    search.addEventListener('input', apply);
    bar.appendChild(label);
    each(table.tHead.rows[0].cells, function (head, column) {
      if (!head.hasAttribute('data-axis') && !head.hasAttribute('data-verdict')) return;
      var words = wordsOf(rows, column);
      if (words) addChoice(bar, head.textContent.trim(), words, column, apply);
    });
    bar.appendChild(told);
    table.parentNode.parentNode.insertBefore(bar, table.parentNode);
    apply();
  }

  function addTools() {
    var steps = document.querySelectorAll('details.step');
    var gates = document.getElementById('gates');
    if (!steps.length || !gates) return;
    var bar = make('div', { 'class': 'tools', role: 'group', 'aria-label': 'Steps' });
    var only = make('button', { type: 'button', 'aria-pressed': 'false' }, 'Only what did not pass');
    only.addEventListener('click', function () {
      var on = document.body.classList.toggle('only-bad');
      only.setAttribute('aria-pressed', String(on));
    });
    bar.appendChild(only);
    [['Open all steps', true], ['Shut all steps', false]].forEach(function (pair) {
      var button = make('button', { type: 'button' }, pair[0]);
      button.addEventListener('click', function () { each(steps, function (step) { step.open = pair[1]; }); });
      bar.appendChild(button);
    });
    gates.parentNode.appendChild(bar);
  }

  // Evidence opens at the end of its row, beyond what is shown of a wide table.
  function showEvidence(table) {
    table.addEventListener('toggle', function (event) {
      var inside = event.target.open && event.target.querySelector('.evidence');
      if (inside) inside.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }, true);
  }

  // A link to a step opens it.
  function openTarget() {
    var step = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (step && step.tagName === 'DETAILS') step.open = true;
  }

  each(document.querySelectorAll('table.points'), function (table) {
    addSorting(table);
    addFilters(table);
    showEvidence(table);
  });
  addTools();
  openTarget();
  window.addEventListener('hashchange', openTarget);
})();
