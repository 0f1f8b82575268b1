import Foundation
import Testing

extension PeerTests {
    /// The pages that scripts/man writes, in the hands of those that show them.
    @Suite struct ManualTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        /// The paths of all pages.
        private func pages() async throws -> [String] {
            let script = Peer.repository.appending(path: "scripts/man")
            let made = try await RunningCommand(
                script, [folder.file("manual")], in: folder,
                environment: ["STREAMGAUGE_BINARY": try StreamGauge.binary.path()]
            ).end()
            try #require(made.status == 0, "\(made.errors)")
            let names = FileManager.default.enumerator(atPath: folder.file("manual"))
            return try #require(names).compactMap { $0 as? String }
                .filter { $0.contains(".") }.map { folder.file("manual/\($0)") }.sorted()
        }

        @Test func `man and mandoc have no errors and no warnings`() async throws {
            let man = try RunningCommand.program("/usr/bin/man", of: "man-db")
            let mandoc = try RunningCommand.program("/usr/bin/mandoc", of: "mandoc")
            let pages = try await pages()
            let lint = try await RunningCommand(
                mandoc, ["-Tlint", "-W", "warning"] + pages, in: folder
            ).end()
            #expect(lint.output.isEmpty && lint.errors.isEmpty, "\(lint.output)")
            for page in pages {
                let shown = try await RunningCommand(
                    man, ["--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l", page], in: folder
                ).end()
                #expect(shown.status == 0 && shown.errors.isEmpty, "\(page): \(shown.errors)")
            }
        }

        @Test func `each command has a page with all its options`() async throws {
            let pages = try await pages()
            let commands = [
                "run", "compare-modes", "ab", "sweep", "capacity", "quick", "limits", "gate-run",
                "gate-ab",
                "gate-limits", "gate-capacity",
                "report", "merge",
                "compare", "history-trend", "inspect", "serve", "cluster-slurm",
                "cluster-kubernetes", "cluster-ssh", "init", "list", "doctor", "calibrate",
            ]
            for command in commands {
                let page = try #require(
                    pages.first { $0.hasSuffix("/man1/streamgauge-\(command).1") }, "\(command)")
                let help = try await StreamGauge.call(
                    command.split(separator: "-", maxSplits: command.hasPrefix("compare") ? 0 : 1)
                        .map(String.init) + ["--help-all"], in: folder)
                let text = try String(contentsOfFile: page, encoding: .utf8)
                    .replacing("\\-", with: "-").replacing("\\fB", with: "")
                    .replacing("\\fR", with: "")
                let options = help.output.matches(of: /(?m)^  (?:-\w, )?(--[a-z][a-z0-9-]*)/)
                    .map { String($0.1) }
                try #require(options.count >= 3)
                let missing = options.filter { !text.contains($0) }
                #expect(missing.isEmpty, "\(command)")
            }
        }

        @Test func `the numbers and the plan have their pages`() async throws {
            let pages = try await pages()
            for (name, words) in [
                ("man7/streamgauge-metrics.7", ["ttft_sched", "goodput", "nearest"]),
                ("man5/streamgauge-plan.5", ["load.concurrency", "judging.assertions"]),
                ("man1/streamgauge.1", ["OPENAI_API_KEY", "EXIT STATUS", "streamgauge-doctor(1)"]),
            ] {
                let page = try #require(pages.first { $0.hasSuffix(name) }, "\(name)")
                let shown = try await RunningCommand(
                    try RunningCommand.program("/usr/bin/mandoc", of: "mandoc"),
                    ["-Tutf8", "-Owidth=100", page], in: folder
                ).end()
                // Bold and underlined letters are written over themselves.
                let text = shown.output.replacing(/.\u{8}/, with: "")
                    .replacing("\u{2010}", with: "-")
                for word in words { #expect(text.contains(word), "\(name): \(word)") }
                #expect(!text.contains("**") && !text.contains("|---"), "\(name)")
            }
        }
    }
}
