internal import Mustache

/// A whole page, ready for the template.
struct Page {
    let title: Markup
    let subtitle: Markup
    let sections: [PageSection]
    let footer: Markup
    let style = Markup(trusted: ReportTemplate.style)
    let script = Markup(trusted: ReportTemplate.script)

    init(title: String, subtitle: Markup, sections: [PageSection], footer: String) {
        self.title = Markup(title)
        self.subtitle = subtitle
        // A name or an empty part of a section must not stand for the whole of it.
        self.sections = sections.map {
            PageSection($0.id, $0.title, $0.blocks.filter { !$0.isEmpty })
        }.filter { !$0.blocks.isEmpty }
        self.footer = Markup(footer)
    }

    /// - Throws: The template's own error, were it malformed.
    func rendered() throws -> String {
        try ReportTemplate.library().render(self, withTemplate: "page") ?? ""
    }
}
