import Foundation
import Testing

extension CommandTests {
    /// What the packages install for shells.
    @Suite struct CompletionTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func script(_ shell: String) async throws -> String {
            let result = try await StreamGauge.call(
                ["--generate-completion-script", shell], in: folder)
            try #require(result.status == 0, "\(result.errors)")
            return result.output
        }

        @Test(arguments: ["bash", "zsh", "fish"])
        func `the completions of a shell know commands and options`(shell: String) async throws {
            let text = try await script(shell)
            for word in ["compare-modes", "limits", "concurrency", "unix-socket"] {
                #expect(text.contains(word), "\(shell): \(word)")
            }
        }

        @Test func `bash completes a command and an option`() async throws {
            let path = try folder.write(try await script("bash"), to: "completions")
            let words = [("compare-m", "compare-modes"), ("run --concurr", "--concurrency")]
            for (typed, completed) in words {
                // As bash calls it: the words, and which of them the cursor is in.
                let call = """
                    source "\(path)"
                    COMP_LINE='streamgauge \(typed)' COMP_POINT=${#COMP_LINE} COMP_TYPE=9
                    COMP_WORDS=(streamgauge \(typed)) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                    _streamgauge streamgauge "${COMP_WORDS[COMP_CWORD]}"
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """
                let result = try await RunningCommand(
                    URL(filePath: "/bin/bash"), ["-c", call], in: folder
                ).end()
                #expect(
                    result.output.split(separator: "\n").contains { $0 == completed }, "\(result)")
            }
        }
    }
}
