import Foundation
import Testing

extension CommandTests {
    /// The life of a pull request, with git and the environment of a GitHub runner, against emulators whose latencies are
    /// known: 60 ms against 150 ms is told apart on any machine, or the gate says that the machine had no time for it.
    @Suite struct GateTests {
        private let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
        }

        /// What a runner gives a job.
        private func environment(branch: String, target: String = "") throws -> [String: String] {
            for name in ["output", "summary"] { try folder.write("", to: name) }
            return [
                "GITHUB_ACTIONS": "true", "GITHUB_SHA": "0123456789abcdef",
                "GITHUB_REF_NAME": branch, "GITHUB_HEAD_REF": target.isEmpty ? "" : branch,
                "GITHUB_BASE_REF": target, "GITHUB_REPOSITORY": "o/r",
                "GITHUB_OUTPUT": folder.file("output"),
                "GITHUB_STEP_SUMMARY": folder.file("summary"),
            ]
        }

        private static let load = [
            "--emulator", "--requests", "120", "--concurrency", "12", "--rounds", "6",
            "--emulator-gap", "5", "--emulator-tokens", "6", "--no-readiness", "--gate",
            "ttft.p50,tpot.p50",
        ]

        private func gate(
            ttft: Int, branch: String = "main", target: String = "", _ more: [String] = []
        ) async throws -> CommandResult {
            try await StreamGauge.call(
                ["gate"] + Self.load + ["--emulator-ttft", "\(ttft)"] + more + [
                    "--reports", folder.file("reports"), "--history", folder.file("history"),
                    "--results", folder.file("results"),
                ], in: folder,
                environment: try environment(branch: branch, target: target))
        }

        private func history(_ words: [String]) async throws -> CommandResult {
            try await StreamGauge.call(
                ["history"] + words + ["--history", folder.file("history")], in: folder)
        }

        private func text(_ name: String) throws -> String {
            try String(contentsOfFile: folder.file(name), encoding: .utf8)
        }

        /// Whether the gate itself says that this machine had no time for it.
        private func isBusy(_ result: CommandResult) -> Bool {
            result.status == 4
                || (result.status == 5
                    && ["cannot be trusted", "only one side began cold"]
                        .contains(where: result.output.contains))
        }

        @Test func `a gate that fails says so to those who asked for quiet`() async throws {
            let result = try await gate(ttft: 60, ["--quiet", "--assert", "failures > 50%"])
            #expect(result.status != 0)
            let said = result.errorLines.filter { $0.hasPrefix("streamgauge: EMULATOR: gate: ") }
            #expect(said.count == 1, "\(result.errors)")
            let isJudged = result.status == 2
            #expect(!isJudged || said.first?.contains("failures > 50%") == true)
        }

        @Test func `a pull request gets worse, is mended, gets better, is merged and blessed`()
            async throws
        {
            let first = try await gate(ttft: 60)
            guard !isBusy(first) else { return }
            #expect(first.status == 0, "\(first.output) \(first.errors)")
            #expect(first.output.contains("No baseline yet"))
            #expect(try text("output").contains("verdict=no_baseline\n"))
            for _ in 0..<5 {
                let next = try await gate(ttft: 60)
                guard !isBusy(next) else { return }
                #expect([0, 3].contains(next.status), "\(next.output) \(next.errors)")
            }

            let worse = try await gate(ttft: 150, branch: "feature", target: "main")
            guard !isBusy(worse) else { return }
            #expect(worse.status == 3, "\(worse.output) \(worse.errors)")
            #expect(worse.output.contains("Regression: TTFT p50 rose by"))
            #expect(worse.output.contains("confirmed by a second run"))
            #expect(worse.output.contains("::error title=streamgauge regression::"))
            let outputs = try text("output")
            #expect(outputs.contains("verdict=regression\n"))
            #expect(outputs.contains("worst_metric=ttft.p50\n"))
            #expect(outputs.contains("exit_code=3\n"))
            #expect(outputs.contains("changed=true\n"))
            let comment = try text("results/gate.md")
            #expect(comment.hasPrefix("<!-- streamgauge-gate verdict=regression -->\n"))
            #expect(try text("summary") == comment)
            #expect(try text("results/junit.xml").contains("<failure "))
            #expect(try text("results/badge.json").contains(#""message" : "EMULATOR: regression""#))
            #expect(try text("results/metrics.txt").contains("streamgauge_ttft_p50_ms "))
            #expect(FileManager.default.fileExists(atPath: folder.file("results/compare.html")))

            let mended = try await gate(ttft: 60, branch: "feature", target: "main")
            guard !isBusy(mended) else { return }
            #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
            #expect(try text("output").contains("previous_verdict=regression\n"))

            let better = try await gate(ttft: 25, branch: "feature", target: "main")
            guard !isBusy(better) else { return }
            #expect(better.status == 0, "\(better.output) \(better.errors)")
            #expect(better.output.contains("✓ better"))

            let slow = try await gate(ttft: 150)
            guard !isBusy(slow) else { return }
            #expect(slow.status == 3, "\(slow.output) \(slow.errors)")
            let blessed = try await history(["bless", "last", "--reason", "the larger model"])
            #expect(blessed.status == 0, "\(blessed.errors)")
            let after = try await gate(ttft: 150)
            guard !isBusy(after) else { return }
            #expect(after.status == 0, "\(after.output) \(after.errors)")
            #expect(after.output.contains("blessed (the larger model)"))
            let list = try await history(["list", "--branch", "main"])
            #expect(list.output.contains("blessed: the larger model"))
        }

        @Test func `saves nothing and sends nothing with --plan-only`() async throws {
            let result = try await gate(ttft: 60, ["--plan-only"])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("Sending 120 streaming requests"))
            #expect(result.output.contains("the history has no run of it that counts"))
            #expect(!FileManager.default.fileExists(atPath: folder.file("reports")))
            #expect(!FileManager.default.fileExists(atPath: folder.file("history")))
        }

        @Test func `an assertion that does not hold is exit code 2, advisory or not told`()
            async throws
        {
            let assertion = ["--assert", "ttft.p50 < 1ms", "--assert", "failures < 1%"]
            let result = try await gate(ttft: 60, assertion)
            guard !isBusy(result) else { return }
            #expect(result.status == 2, "\(result.output) \(result.errors)")
            #expect(result.output.contains("fails        ttft.p50 < 1ms"))
            #expect(result.output.contains("holds        failures < 1%"))
            let advised = try await gate(ttft: 60, assertion + ["--advisory"])
            guard !isBusy(advised) else { return }
            #expect(advised.status == 0)
            #expect(advised.output.contains("advisory"))
            #expect(advised.output.contains("::warning "))
        }

        @Test func `a history that cannot be written is told before anything is sent`() async throws
        {
            try folder.write("a file", to: "history")
            let result = try await gate(ttft: 60)
            #expect(result.status == 7, "\(result.output) \(result.errors)")
            #expect(!result.errors.contains("Sending"))
            #expect(!FileManager.default.fileExists(atPath: folder.file("reports")))
        }

        @Test func `a dead target is exit code 6, waited for or not`() async throws {
            for more in [[], ["--wait", "1s"]] {
                let result = try await StreamGauge.call(
                    [
                        "gate", "--base-url", "http://127.0.0.1:9/v1", "--requests", "20",
                        "--reports",
                        folder.file("reports"), "--history", folder.file("history"), "--results",
                        folder.file("results"),
                    ] + more, in: folder)
                #expect(result.status == 6, "\(result.output) \(result.errors)")
                #expect(result.output.contains("The target failed"))
            }
            #expect(try text("results/gate.json").contains(#""verdict" : "target_failed""#))
        }

        @Test(arguments: [
            ["--last", "0"], ["--confirm", "9"], ["--assert", "tfft.p50 < 1ms"],
            ["--assert", "ttft.p50 < 300"], ["--abort-when", "tpot.p50 > 1s"],
            ["--label", "no equals"], ["--rounds", "0"],
        ])
        func `wrong usage is told before anything is sent`(words: [String]) async throws {
            let result = try await gate(ttft: 60, words)
            #expect(result.status == 64, "\(result.output) \(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("history")))
        }

        @Test func `Ctrl-C ends a gate in its run as it does before it`() async throws {
            let gate = try StreamGauge.start(
                ["gate"] + Self.load.filter { $0 != "--no-readiness" } + [
                    "--requests", "4000", "--emulator-ttft", "200", "--reports",
                    folder.file("reports"),
                    "--history", folder.file("history"), "--results", folder.file("results"),
                ], in: folder)
            try await gate.until { gate.errors.contains("Sending") }
            gate.send(SIGINT)
            let result = try await gate.end()
            #expect(result.status == 130, "\(result.output) \(result.errors)")
            #expect(try text("results/gate.json").contains(#""verdict" : "interrupted""#))
        }

        @Test func `a rule that ends the run is exit code 2, and told`() async throws {
            let result = try await gate(ttft: 60, ["--abort-when", "requests > 30"])
            #expect(result.status == 2, "\(result.output) \(result.errors)")
            #expect(result.output.contains("'requests > 30' held"))
        }

        @Test func `a baseline that nobody named is wrong usage`() async throws {
            let result = try await gate(ttft: 60, ["--release", "v9"])
            #expect(result.status == 64, "\(result.output) \(result.errors)")
            #expect(!result.errors.contains("Sending"))
        }

        @Test func `a dry run of limits sends nothing`() async throws {
            let result = try await StreamGauge.call(
                [
                    "gate", "limits", "--tier", "pro", "--base-url", "http://127.0.0.1:9/v1",
                    "--dry-run",
                ], in: folder)
            #expect(result.status == 0)
            #expect(result.output.contains("Sending about"))
        }

        @Test func `limits are a gate too`() async throws {
            let result = try await StreamGauge.call(
                [
                    "gate", "limits", "--emulator", "--expect-streams", "4", "--only", "streams",
                    "--reports", folder.file("reports"), "--history", folder.file("history"),
                    "--results", folder.file("results"),
                ], in: folder)
            // The emulator's tier lets in ten.
            #expect(result.status == 2, "\(result.output) \(result.errors)")
            #expect(result.output.contains("Streams at the same time: stated 4"))
        }

        @Test func `two sides are a gate too`() async throws {
            let result = try await StreamGauge.call(
                [
                    "gate", "ab", "--emulator", "--aa", "--requests", "240", "--concurrency", "12",
                    "--settle", "0s", "--confirm", "0", "--reports", folder.file("reports"),
                    "--history", folder.file("history"), "--results", folder.file("results"),
                    "--min-effect", "60%",
                ] + StreamGauge.quickEmulator, in: folder)
            #expect([0, 1, 4, 5].contains(result.status), "\(result.output) \(result.errors)")
            #expect(result.output.contains("Side B against side A"))
            let list = try await history(["list"])
            #expect(list.output.contains("ab"))
        }
    }
}
