extension ReportTemplate {
    /// Comfort only: tables that sort by their headers, the values under the pointer at once instead of after the
    /// browser's delay, and on a telephone all but the first three sections folded. The page is complete without it.
    static let script = """

        (function () {
          'use strict';
          function order(row, column) {
            var cell = row.cells[column];
            var text = cell.dataset.order || '';
            return { number: text === '' ? NaN : Number(text), text: cell.textContent };
          }
          function compare(a, b, sign) {
            var known = [isNaN(a.number), isNaN(b.number)];
            if (!known[0] && !known[1]) return sign * (a.number - b.number);
            if (known[0] !== known[1]) return known[0] ? 1 : -1;
            return sign * a.text.localeCompare(b.text, 'en', { numeric: true });
          }
          document.querySelectorAll('table.sort').forEach(function (table) {
            var heads = Array.from(table.tHead.rows[0].cells);
            heads.forEach(function (head, column) {
              var button = document.createElement('button');
              button.type = 'button';
              button.textContent = head.textContent || 'name';
              head.textContent = '';
              head.appendChild(button);
              button.addEventListener('click', function () {
                var sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
                heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
                head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
                var body = table.tBodies[0];
                var rows = Array.from(body.rows).map(function (row) {
                  return { row: row, key: order(row, column) };
                });
                rows.sort(function (a, b) { return compare(a.key, b.key, sign); });
                rows.forEach(function (entry) { body.appendChild(entry.row); });
              });
            });
          });
          var narrow = matchMedia('(max-width: 680px)');
          function fold(section, isFolded) {
            var button = section.querySelector('.fold');
            if (!button) {
              button = document.createElement('button');
              button.type = 'button';
              button.className = 'fold';
              var heading = section.querySelector('h2');
              button.append(...heading.childNodes);
              heading.append(button);
              button.addEventListener('click', function () {
                fold(section, !section.classList.contains('folded'));
              });
            }
            section.classList.toggle('folded', isFolded);
            button.setAttribute('aria-expanded', String(!isFolded));
          }
          function unfoldTarget() {
            var target = location.hash && document.querySelector(location.hash);
            if (target && target.classList.contains('folded')) {
              fold(target, false);
              target.scrollIntoView();
            }
          }
          function foldAll() {
            Array.from(document.querySelectorAll('main > section')).slice(3).forEach(
              function (section) {
                if (narrow.matches) return fold(section, true);
                section.classList.remove('folded');
                var button = section.querySelector('.fold');
                if (button) button.replaceWith(...button.childNodes);
              });
            unfoldTarget();
          }
          foldAll();
          narrow.addEventListener('change', foldAll);
          addEventListener('hashchange', unfoldTarget);
          var closed = [];
          addEventListener('beforeprint', function () {
            closed = Array.from(document.querySelectorAll('details:not([open])'));
            closed.forEach(function (part) { part.open = true; });
          });
          addEventListener('afterprint', function () {
            closed.forEach(function (part) { part.open = false; });
          });
          var tip = document.getElementById('tip');
          var texts = new Map();
          function text(mark) {
            if (!texts.has(mark)) {
              var title = mark.firstElementChild;
              var isTitle = title && title.localName === 'title';
              texts.set(mark, isTitle ? title.textContent : '');
              if (isTitle) title.remove();
            }
            return texts.get(mark);
          }
          document.addEventListener('pointermove', function (event) {
            var mark = event.target.closest && event.target.closest('svg *');
            var words = mark ? text(mark) : '';
            tip.hidden = words === '';
            if (words === '') return;
            tip.textContent = words;
            var box = tip.getBoundingClientRect();
            var x = event.clientX + 14;
            var y = event.clientY + 16;
            if (x + box.width > innerWidth - 8) x = Math.max(8, event.clientX - box.width - 10);
            if (y + box.height > innerHeight - 8) y = event.clientY - box.height - 12;
            tip.style.left = x + 'px';
            tip.style.top = y + 'px';
          });
          document.addEventListener('keydown', function (event) {
            if (event.key === 'Escape') tip.hidden = true;
          });
        })();

        """
}
