/// The document of the live page. It stays as it is while the run goes on; what changes comes as fragments into its
/// places.
package enum LivePage {
    /// The whole document.
    ///
    /// - Parameters:
    ///   - title: What is run.
    ///   - footer: The tool and its version.
    /// - Returns: the HTML.
    package static func document(title: String, footer: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>\(Markup(title).html) · live · streamgauge</title>
        <style>\(ReportTemplate.style)\(style)</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the numbers</a>
        <header>
        <h1>\(Markup(title).html)</h1>
        <p class="lead"><span id="link" role="status">Connecting.</span> <span id="state"></span></p>
        <p id="holding" class="note"></p>
        </header>
        <main id="content" tabindex="-1">
        <div id="tiles"></div>
        <form id="markform" class="controls">
        <label for="word">Mark this moment</label>
        <input id="word" maxlength="100" autocomplete="off" placeholder="deployed v2">
        <button type="submit">Set mark</button>
        <span id="answer" role="status"></span>
        <button type="button" id="stop">End the run …</button>
        <span id="sure" hidden>What was measured is reported.
        <button type="button" id="yes">End it now</button>
        <button type="button" id="no">Go on</button></span>
        </form>
        <div class="charts">
        \(figures)
        </div>
        <section class="ofserver"><h2>The server's own metrics</h2><div class="charts">
        \(ofServer)
        </div></section>
        <section><h2>The streams that ended last</h2>
        <div class="wide"><figure><div id="raster"></div></figure></div></section>
        <section><h2>How requests ended, warm-up included</h2><div id="outcomes"></div></section>
        <section><h2>Marks</h2><div id="marks"></div></section>
        <section><h2>What the command says</h2><div id="said" aria-live="polite"></div></section>
        </main>
        <footer><p class="note">\(Markup(footer).html)</p></footer>
        <noscript><p class="note">This page needs scripts: it shows a run as it goes.</p></noscript>
        <script src="live.js"></script>
        </body>
        </html>

        """
    }

    private static let figures = [
        figure(
            "ttft", "TTFT over the run", lines: timeline,
            note: "Each measured request at the time it ended."),
        figure(
            "gaps", "Gaps over the run", lines: timeline,
            note: "From one chunk row to the next of a stream, warm-up included."),
        figure(
            "streams", "Streams open at a time", lines: [], note: ""),
        figure(
            "requests", "Requests per second",
            lines: [("line m-streaming", "ended"), ("line m-non_streaming", "failed")], note: ""),
        figure("chunks", "Chunks per second", lines: [], note: ""),
    ].joined(separator: "\n")

    private static let ofServer = [
        figure(
            "server", "Requests at the server, and ours",
            lines: [
                ("line m-streaming", "running there"), ("line ends", "waiting there"),
                ("line wanted", "ours, open"),
            ], note: "As the server says at each look, everybody's."),
        figure("cache", "Memory for keys and values in use", lines: [], note: ""),
    ].joined(separator: "\n")

    private static let timeline = [
        ("line m-streaming", "p50"), ("tailkey m-streaming", "p99"),
        ("dotkey m-streaming", "longest"),
    ]

    private static func figure(
        _ place: String, _ title: String, lines: [(key: String, name: String)], note: String
    ) -> String {
        let legend = lines.enumerated().map { index, line in
            "<label><input type=\"checkbox\" checked class=\"kt\(index)\"><i class=\"\(line.key)\">"
                + "</i>\(Markup(line.name).html)</label>"
        }
        return "<figure><figcaption>\(Markup(title).html)</figcaption><div class=\"legend\">"
            + legend.joined() + "</div><div id=\"\(place)\" class=\"place\"></div>"
            + "<p class=\"note\">\(Markup(note).html)</p></figure>"
    }

    private static let style = """

        .place { grid-row: 3; min-height: 200px; }
        .controls { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; margin: 16px 0 6px; }
        .controls label { font-weight: 600; }
        .controls input, .controls button { font: inherit; color: inherit; background: var(--panel);
          border: 1px solid var(--rule); border-radius: 4px; padding: 6px 12px; min-height: 36px; }
        .controls input { flex: 0 1 220px; min-width: 0; background: var(--page); }
        .controls button { cursor: pointer; }
        .controls button:hover { border-color: var(--dim); }
        .controls #stop, .controls #sure { margin-left: auto; }
        .controls #yes { color: var(--bad); border-color: var(--bad); }
        .over .controls, .ofserver:has(#server:empty) { display: none; }
        #said li:last-child { font-weight: 600; }
        #marks:empty::before, #said:empty::before, #outcomes:empty::before { content: "None yet.";
          color: var(--dim); font-size: 13px; }
        @media (max-width: 680px) { .controls #stop, .controls #sure { margin-left: 0; } .controls label { width: 100%; } }

        """
}
