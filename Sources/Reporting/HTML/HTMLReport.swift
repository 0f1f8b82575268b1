package import Analysis
internal import Mustache

/// report.html: one page for a person, without scripts and without a network.
package struct HTMLReport {
    private let summary: RunSummary

    package init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// The whole page; the same summary gives the same bytes.
    ///
    /// - Throws: The template's own error, were it malformed.
    package func rendered() throws -> String {
        let template = try MustacheTemplate(string: ReportTemplate.page)
        return template.render(ReportPage(summary))
    }
}
