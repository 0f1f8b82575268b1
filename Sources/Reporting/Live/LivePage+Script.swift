extension LivePage {
    /// Puts fragments into their places, sends marks, asks for the end, and gives way to the report.
    package static let script = """
        (function () {
          'use strict';
          var shown = {};
          var isOver = false;
          function place(id) { return document.getElementById(id); }
          function put(parts) {
            Object.keys(parts).forEach(function (id) {
              if (shown[id] === parts[id]) return;
              var element = place(id);
              if (!element) return;
              element.innerHTML = parts[id];
              shown[id] = parts[id];
            });
          }
          function say(id, words) {
            if (place(id).textContent !== words) place(id).textContent = words;
          }
          function post(path, text) {
            return fetch(path, { method: 'POST', body: text }).then(function (response) {
              return response.text();
            }, function () { return 'The command does not answer.'; });
          }
          var events = new EventSource('events');
          events.addEventListener('open', function () { say('link', 'Running.'); });
          events.addEventListener('state', function (event) { put(JSON.parse(event.data)); });
          events.addEventListener('ended', function (event) {
            isOver = true;
            events.close();
            document.body.classList.add('over');
            var end = JSON.parse(event.data);
            say('link', end.words);
            if (end.report) location.replace('report');
          });
          events.addEventListener('error', function () {
            if (isOver) return;
            say('link', events.readyState === EventSource.CLOSED
              ? 'Refused: as many pages are open as may be. Reload later.'
              : 'Connection lost; trying again.');
          });
          place('markform').addEventListener('submit', function (event) {
            event.preventDefault();
            post('mark', place('word').value).then(function (words) {
              say('answer', words);
              place('word').value = '';
            });
          });
          function ask(isAsked) {
            place('sure').hidden = !isAsked;
            place('stop').hidden = isAsked;
            place(isAsked ? 'no' : 'stop').focus();
          }
          place('stop').addEventListener('click', function () { ask(true); });
          place('no').addEventListener('click', function () { ask(false); });
          place('yes').addEventListener('click', function () {
            ask(false);
            post('stop', '').then(function (words) { say('answer', words); });
          });
          document.addEventListener('keydown', function (event) {
            if (event.key === 'Escape' && !place('sure').hidden) ask(false);
          });
        })();

        """
}
