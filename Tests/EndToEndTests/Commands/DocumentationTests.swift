import Foundation
import Testing

extension CommandTests {
    /// Every call of `streamgauge` that a document shows works as it stands there.
    @Suite struct DocumentationTests {
        private static let documents: [URL] = {
            let docs = Peer.repository.appending(path: "docs")
            let pages =
                FileManager.default.enumerator(at: docs, includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }.filter { $0.pathExtension == "md" } ?? []
            return [Peer.repository.appending(path: "README.md")]
                + pages.sorted { $0.path() < $1.path() }
        }()

        /// The commands of one document run one after the other in one folder: a report follows a run.
        @Test(arguments: documents)
        func `the examples of a document succeed`(document: URL) async throws {
            let text = try String(contentsOf: document, encoding: .utf8)
            let folder = try TemporaryFolder()
            let place = try StreamGauge.binary.deletingLastPathComponent().path()
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            let examples = DocumentExamples(in: text)
            for (name, content) in examples.files {
                try content.write(toFile: folder.file(name), atomically: true, encoding: .utf8)
            }
            for example in examples.commands {
                let command = try RunningCommand(
                    URL(filePath: "/bin/sh"), ["-c", example], in: folder,
                    environment: ["PATH": "\(place):\(path)"])
                let result = try await command.end()
                // On a busy machine a limit may be left untold, and then the run says so.
                let isUntold =
                    result.status == 1 && example.contains(" limits ")
                    && result.output.contains("could not be told")
                #expect(result.status == 0 || isUntold, "\(example)\n\(result.errors)")
            }
        }

        @Test func `the documents that show examples are among them`() throws {
            for name in ["README.md", "docs/limits.md", "docs/tutorial.md", "docs/doctor.md"] {
                let found = Self.documents.first { $0.path().hasSuffix("/\(name)") }
                let text = try String(contentsOf: try #require(found), encoding: .utf8)
                #expect(!DocumentExamples(in: text).commands.isEmpty, "\(name)")
            }
        }

        /// Pages refer to each other and to headings, whose anchors are GitHub's.
        @Test func `every link of the documents leads somewhere`() throws {
            let security = Peer.repository.appending(path: "SECURITY.md")
            for document in Self.documents + [security] {
                let text = try String(contentsOf: document, encoding: .utf8)
                for link in text.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) })
                where !link.contains("://") {
                    let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                    let target =
                        parts[0].isEmpty
                        ? document
                        : document.deletingLastPathComponent().appending(path: String(parts[0]))
                            .standardized
                    let isThere = FileManager.default.fileExists(atPath: target.path())
                    #expect(isThere, "\(document.lastPathComponent): \(link)")
                    guard isThere, parts.count > 1 else { continue }
                    let headings = try Self.anchors(of: target)
                    #expect(
                        headings.contains(String(parts[1])),
                        "\(document.lastPathComponent): \(link)")
                }
            }
        }

        private static func anchors(of document: URL) throws -> Set<String> {
            let lines = try String(contentsOf: document, encoding: .utf8).split(separator: "\n")
            return Set(
                lines.filter { $0.hasPrefix("#") }.map { line in
                    line.drop { $0 == "#" || $0 == " " }.lowercased()
                        .filter { $0.isLetter || $0.isNumber || "- _".contains($0) }
                        .replacing(" ", with: "-")
                })
        }

        @Test func `examples are the streamgauge lines of shell blocks`() {
            let text = """
                ```console
                $ streamgauge run \\
                    --requests 3
                run: closed loop
                $ ls
                ```
                ```swift
                $ streamgauge no
                ```
                ```sh
                $ streamgauge report reports/*
                ```
                ```csv a.csv
                x,y
                ```
                """
            let examples = DocumentExamples(in: text)
            #expect(examples.files.map(\.name) == ["a.csv"])
            #expect(examples.files.map(\.content) == ["x,y\n"])
            #expect(
                examples.commands == [
                    "streamgauge run \\\n    --requests 3", "streamgauge report reports/*",
                ])
        }
    }
}

/// The calls of `streamgauge` in the shell blocks of a Markdown text, and the files that they read: a block whose fence
/// names one, as in `jsonl trace.jsonl`, is its content.
struct DocumentExamples {
    private(set) var commands: [String] = []
    private(set) var files: [(name: String, content: String)] = []

    init(in text: String) {
        var fence: Substring?
        var continues = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                fence = fence == nil ? line.dropFirst(3) : nil
                let words = fence?.split(separator: " ") ?? []
                if words.count == 2 { files.append((String(words[1]), "")) }
            } else if continues {
                commands[commands.count - 1] += "\n\(line)"
            } else if fence?.contains(" ") == true {
                files[files.count - 1].content += "\(line)\n"
            } else if fence == "console" || fence == "sh", line.hasPrefix("$ streamgauge") {
                commands.append(String(line.dropFirst(2)))
            } else {
                continue
            }
            continues = fence != nil && !line.hasPrefix("```") && line.hasSuffix("\\")
        }
    }
}
