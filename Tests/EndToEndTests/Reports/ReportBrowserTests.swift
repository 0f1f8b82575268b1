import Foundation
import Reporting
import Testing

extension CompatibilityTests {
    /// Reports in a real browser: at the widths of a phone, a tablet and a desk, light and dark, by
    /// keyboard, on paper, and without scripts.
    @Suite struct ReportBrowserTests {
        @Test(arguments: ReportKinds.names)
        func `every kind of report can be read by everyone`(kind: String) async throws {
            let folder = try TemporaryFolder()
            let path = try folder.write(try ReportKinds.page(kind), to: "\(kind).html")
            let found = try await Browser.problems(of: [path], in: folder)
            let text = found.map(\.description).joined(separator: "\n")
            #expect(found.isEmpty, "\(text)")
        }

        @Test func `a page with faults is found out`() async throws {
            let folder = try TemporaryFolder()
            let page = """
                <!DOCTYPE html><html><head><title></title><style>
                button:focus { outline: none } .wide { width: 2000px }
                @media print { .narrow { width: 60px; overflow: auto; white-space: nowrap } }
                </style></head><body><h1>Faulty</h1><img src="http://127.0.0.1:1/x.png">
                <button>its focus does not show</button>
                <p class="narrow">what paper cannot scroll to</p><p class="wide">wide</p>
                <div tabindex="0">a trap</div><a href="#end">behind the trap</a>
                <script>
                document.querySelector("div").addEventListener("keydown", e => e.preventDefault())
                document.write("<p>by script</p>")
                throw new Error("on the console")
                </script></body></html>
                """
            let path = try folder.write(page, to: "faulty.html")
            let found = try await Browser.problems(of: [path], in: folder)
            let kinds: Set = [
                "console", "overflow", "axe", "focus", "foreign", "print", "no scripts",
            ]
            #expect(Set(found.map(\.kind)) == kinds)
        }
    }
}

extension PeerTests {
    /// One look at the fullest page; what else there is to see stands above.
    @Suite struct ReportSmokeTests {
        @Test func `the fullest report can be read by everyone`() async throws {
            let folder = try TemporaryFolder()
            let page = try HTMLReport(try FullSummary.summary()).rendered()
            let path = try folder.write(page, to: "every-part.html")
            let found = try await Browser.problems(of: [path], isQuick: true, in: folder)
            #expect(found.isEmpty)
        }
    }
}

/// A real browser, driven by Tests/EndToEndTests/Peers/browse_report.py.
private enum Browser {
    struct Problem: Decodable, CustomStringConvertible {
        let page: String
        let width: Int
        let scheme: String
        let kind: String
        let detail: String

        var description: String { "\(page) \(width) \(scheme) \(kind): \(detail)" }
    }

    static func problems(
        of pages: [String], isQuick: Bool = false, in folder: TemporaryFolder
    ) async throws -> [Problem] {
        let result = try await Peer.call(
            "Tests/EndToEndTests/Peers/browse_report.py", (isQuick ? ["--quick"] : []) + pages,
            in: folder, within: .seconds(480))
        try #require(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode([Problem].self, from: Data(result.output.utf8))
    }
}
