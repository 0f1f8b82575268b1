import Foundation
import Testing

extension CommandTests {
    /// What `--help` shows can be typed, and the short help leaves the rest to `--help-all`.
    @Suite struct HelpExampleTests {
        /// A command, and the option by which it tells what it would do and sends nothing.
        private static let commands = [
            ("run", "--print-plan"), ("compare-modes", "--print-plan"), ("ab", "--print-plan"),
            ("limits", "--dry-run"), ("sweep", "--dry-run"), ("gate", "--plan-only"),
            ("doctor", "--machine"), ("calibrate", "--dry-run"),
        ]

        private func help(_ command: String, _ option: String = "--help") async throws -> String {
            let result = try await StreamGauge.call(
                [command, option], in: try TemporaryFolder(), environment: ["COLUMNS": "200"])
            #expect(result.status == 0, "\(result.errors)")
            return result.output
        }

        /// The lines under "Examples:", without what is said beside them.
        private func examples(in help: String) -> [String] {
            help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { $0.hasPrefix("streamgauge ") && !$0.contains("--prove") }
                .map { $0.components(separatedBy: "   ")[0] }
        }

        @Test(arguments: commands)
        func `the examples of a command can be typed`(command: String, dry: String) async throws {
            let folder = try TemporaryFolder()
            for (name, host) in [("plan", "p"), ("a", "a"), ("b", "b")] {
                _ = try folder.write(
                    "target: {base_url: 'http://\(host).test/v1'}\n", to: "\(name).yaml")
            }
            let place = try StreamGauge.binary.deletingLastPathComponent().path()
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            let lines = examples(in: try await help(command))
            try #require(lines.count >= 3)
            for line in lines {
                let typed = line.replacing("URL-A", with: "http://a.test/v1")
                    .replacing("URL-B", with: "http://b.test/v1")
                    .replacing("URL", with: "http://a.test/v1")
                // Of two subcommands of gate the one is asked in its own way.
                let option = typed.contains("gate limits") ? "--dry-run" : dry
                let shell = typed.contains(" \(option)") ? typed : "\(typed) \(option)"
                let result = try await RunningCommand(
                    URL(filePath: "/bin/sh"), ["-c", shell], in: folder,
                    environment: ["PATH": "\(place):\(path)"]
                ).end()
                #expect(result.status == 0, "\(shell)\n\(result.errors)")
            }
        }

        @Test func `the short help has the common options, and --help-all the rest`() async throws {
            let (short, whole) = (try await help("run"), try await help("run", "--help-all"))
            for option in ["--base-url", "--emulator ", "--concurrency", "--rate", "--assert"] {
                #expect(short.contains(option) && whole.contains(option), "\(option)")
            }
            for option in ["--burstiness", "--timeout-gap", "--cacert", "--claims", "--workers"] {
                #expect(!short.contains(option + " "), "\(option)")
                #expect(whole.contains(option + " "), "\(option)")
            }
            #expect(short.contains("--help-all"))
        }
    }
}
