/// The template of report.html. It lies in the program, so that the program stays one file.
enum ReportTemplate {
    static let page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}} · streamgauge</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <header>
        <h1>{{title}}</h1>
        <p class="lead">{{subtitle}}<br><span class="address">{{endpoint}}</span></p>
        <dl class="facts">
        {{#facts}}
        <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
        {{/facts}}
        </dl>
        </header>
        <main>
        <section class="verdict {{verdictStyle}}">
        <h2>Can these numbers be trusted? <strong>{{verdict}}</strong></h2>
        <ul>
        {{#reasons}}
        <li>{{.}}</li>
        {{/reasons}}
        {{#notices}}
        <li class="notice">{{.}}</li>
        {{/notices}}
        </ul>
        <details>
        <summary>{{passedCount}} checks passed</summary>
        <ul>
        {{#passed}}
        <li>{{.}}</li>
        {{/passed}}
        </ul>
        </details>
        </section>
        {{#hasNothing}}
        <p>Nothing was measured.</p>
        {{/hasNothing}}
        {{#modes}}
        \(mode)
        {{/modes}}
        <section>
        <h2>Method</h2>
        <dl class="terms">
        {{#definitions}}
        <dt>{{name}}</dt><dd>{{value}}</dd>
        {{/definitions}}
        </dl>
        <p>The plan and the seed stand in <code>manifest.json</code> beside this page, every request in
        <code>requests.csv</code>, every number above in <code>summary.csv</code>.
        <code>streamgauge report</code> with this folder writes this page again from them.</p>
        </section>
        <section>
        <h2>Made by</h2>
        <dl class="facts">
        {{#provenance}}
        <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
        {{/provenance}}
        </dl>
        </section>
        </main>
        </body>
        </html>

        """

    private static let mode = """
        <section>
        <h2>{{name}}</h2>
        <dl class="headlines">
        {{#headlines}}
        <div><dt>{{name}}</dt><dd>{{value}}<small>{{detail}}</small></dd></div>
        {{/headlines}}
        </dl>
        <h3>Latencies</h3>
        {{#latencies}}
        \(percentiles)
        {{/latencies}}
        <p class="note">Below each percentile: its 95 % interval{{caveat}}.</p>
        <div class="charts">
        {{#charts}}
        <figure>{{{svg}}}<figcaption>{{caption}}</figcaption></figure>
        {{/charts}}
        </div>
        <h3>Outcomes</h3>
        <div class="scroll"><table>
        <thead><tr><th scope="col">outcome</th><th scope="col">requests</th><th scope="col">share</th>\
        <th scope="col" class="text">status</th><th scope="col" class="text">first message</th></tr></thead>
        <tbody>
        {{#outcomes}}
        <tr class="{{style}}"><th scope="row">{{outcome}}</th><td>{{count}}</td><td>{{share}}</td>\
        <td class="text">{{statuses}}</td><td class="text message">{{message}}</td></tr>
        {{/outcomes}}
        </tbody></table></div>
        {{#rounds}}
        {{^isEmpty}}
        <h3>Rounds</h3>
        <div class="scroll"><table>
        <thead><tr><th scope="col">round</th>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#lines}}
        <tr class="{{style}}"><th scope="row">{{name}}</th>\
        {{#cells}}<td>{{value}}<small>{{detail}}</small></td>{{/cells}}</tr>
        {{/lines}}
        </tbody></table></div>
        {{/isEmpty}}
        {{/rounds}}
        <h3>Speed, connection and client</h3>
        {{#others}}
        \(percentiles)
        {{/others}}
        <dl class="facts">
        {{#counts}}
        <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
        {{/counts}}
        </dl>
        </section>
        """

    private static let percentiles = """
        <div class="scroll"><table>
        <thead><tr><th scope="col"></th>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}\
        <th scope="col">n</th></tr></thead>
        <tbody>
        {{#lines}}
        <tr><th scope="row">{{name}}</th>\
        {{#cells}}<td>{{value}}<small>{{detail}}</small></td>{{/cells}}<td>{{count}}</td></tr>
        {{/lines}}
        </tbody></table></div>
        """
}
