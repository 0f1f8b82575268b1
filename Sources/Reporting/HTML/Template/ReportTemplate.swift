internal import Mustache

/// The templates of the page. They lie in the program, so that the program stays one file.
///
/// All texts come as `Markup` and are put in as they are; attributes hold only words of this module.
enum ReportTemplate {
    static func library() throws -> MustacheLibrary {
        MustacheLibrary(templates: [
            "page": try MustacheTemplate(string: page),
            "block": try MustacheTemplate(string: block + figures + disclosures),
            "table": try MustacheTemplate(string: table),
        ])
    }

    private static let page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
        script-src 'unsafe-inline'; img-src data:">
        <title>{{{title}}} · streamgauge</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the report</a>
        <header>
        <h1>{{{title}}}</h1>
        <p class="lead">{{{subtitle}}}</p>
        <nav aria-label="Sections"><ol>
        {{#sections}}
        <li><a href="#{{{id}}}">{{{title}}}</a></li>
        {{/sections}}
        </ol></nav>
        </header>
        <main id="content" tabindex="-1">
        {{#sections}}
        <section id="{{{id}}}" aria-labelledby="{{{id}}}-heading">
        <h2 id="{{{id}}}-heading">{{{title}}}</h2>
        {{#blocks}}
        {{> block}}
        {{/blocks}}
        </section>
        {{/sections}}
        </main>
        <footer><p class="note">{{{footer}}}</p></footer>
        <div id="tip" aria-hidden="true" hidden></div>
        <script>{{{script}}}</script>
        </body>
        </html>

        """

    private static let block = """
        {{#headings}}
        <h3>{{{.}}}</h3>
        {{/headings}}
        {{#verdicts}}
        <div class="verdict {{{style}}}">
        <p class="question">{{{question}}} <strong>{{{answer}}}</strong></p>
        <ul>
        {{#reasons}}
        <li>{{{.}}}</li>
        {{/reasons}}
        </ul>
        </div>
        {{/verdicts}}
        {{#paragraphs}}
        <p class="{{{style}}}">{{{text}}}</p>
        {{/paragraphs}}
        {{#lists}}
        <ul class="{{{style}}}">
        {{#items}}
        <li>{{{.}}}</li>
        {{/items}}
        </ul>
        {{/lists}}
        {{#tiles}}
        <dl class="tiles">
        {{#tiles}}
        <div><dt>{{{name}}}</dt>{{#values}}<dd class="{{{style}}}">\
        <span class="mode">{{{mode}}}</span> {{{value}}}<small>{{{detail}}}</small></dd>{{/values}}</div>
        {{/tiles}}
        </dl>
        {{/tiles}}
        {{#facts}}
        <dl class="facts">
        {{#facts}}
        <div><dt>{{{name}}}</dt><dd>{{{value}}}</dd></div>
        {{/facts}}
        </dl>
        {{/facts}}
        {{#terms}}
        <dl class="terms">
        {{#facts}}
        <dt>{{{name}}}</dt><dd>{{{value}}}</dd>
        {{/facts}}
        </dl>
        {{/terms}}
        {{#tables}}
        {{> table}}
        {{/tables}}

        """

    private static let figures = """
        {{#figureRows}}
        <div class="{{{style}}}">
        {{#figures}}
        <figure><figcaption>{{{title}}}</figcaption>
        <div class="legend">
        {{#legend}}
        <label><input type="checkbox" checked class="k{{{toggle}}}"><i class="{{{key}}}"></i>{{{label}}}</label>
        {{/legend}}
        </div>
        {{{drawing}}}
        <p class="note">{{{note}}}</p></figure>
        {{/figures}}
        </div>
        {{/figureRows}}

        """

    private static let disclosures = """
        {{#preformatted}}
        <pre tabindex="0">{{{.}}}</pre>
        {{/preformatted}}
        {{#disclosures}}
        <details>
        <summary>{{{summary}}}</summary>
        {{#blocks}}
        {{> block}}
        {{/blocks}}
        </details>
        {{/disclosures}}

        """

    private static let table = """
        <div class="scroll" role="region" tabindex="0" aria-label="{{{caption}}}">
        <table class="{{{style}}}">
        <caption>{{{caption}}}</caption>
        <thead><tr>{{#columns}}<th scope="col" class="{{{style}}}">{{{title}}}</th>{{/columns}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr class="{{{style}}}"><th scope="row">{{{name}}}</th>\
        {{#cells}}<td class="{{{style}}}" data-label="{{{label}}}" data-order="{{{order}}}">\
        {{{value}}}{{#hasDetail}}<small>{{{detail}}}</small>{{/hasDetail}}</td>{{/cells}}</tr>
        {{/rows}}
        </tbody></table></div>

        """
}
