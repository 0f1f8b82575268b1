import Analysis
import Foundation
import Glibc
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Conversations that are made, by what the record and the summary say of a run.
    @Suite struct ConversationCommandTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private static let engine = [
            "--emulator-engine", "batch=64,prefill=20000/s,step=2ms,cache=400000",
            "--emulator-tokens", "12",
        ]

        private func run(_ options: [String]) async throws -> (CommandResult, RunRecord) {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--out", folder.file("run")] + options, in: folder)
            return (result, try RecordReader(opening: folder.file("run")).read())
        }

        private func summary() throws -> RunSummary {
            let data = try Data(contentsOf: URL(filePath: folder.file("run/summary.json")))
            return try SnakeCase.decoder().decode(RunSummary.self, from: data)
        }

        private func turns(_ record: RunRecord) -> [[RequestRecord]] {
            Dictionary(grouping: record.requests) { $0.session ?? -1 }.values.map { turns in
                turns.sorted { $0.turn ?? 0 < $1.turn ?? 0 }
            }
        }

        /// The emulator counts a token a word, of answers too: what was answered is in the next prompt, to the word.
        @Test(arguments: [
            ["--api", "chat"], ["--api", "responses"], ["--api", "messages"],
            ["--modes", "non_streaming"], ["--scripted-answers", "--max-tokens", "12"],
        ])
        func `each turn brings what was asked and answered before it`(
            options: [String]
        ) async throws {
            let (result, record) = try await run(
                Self.engine + options + [
                    "--turns", "2..4", "--requests", "40", "--input-tokens", "20",
                    "--concurrency", "4",
                ])
            #expect([0, 4].contains(result.status), "\(result.errors)")
            #expect(record.requests.count == 40)
            #expect(record.requests.allSatisfy { $0.outcome == .ok })
            var later = 0
            for turns in turns(record) {
                #expect(turns.map(\.turn) == Array(0..<turns.count))
                #expect(turns.first?.tokens.prompt == 20)
                for (turn, next) in zip(turns, turns.dropFirst()) {
                    later += 1
                    let before =
                        try #require(turn.tokens.prompt) + #require(turn.tokens.output)
                    #expect(next.tokens.prompt == before + 20)
                    #expect(try #require(next.instants.started) >= #require(turn.instants.closed))
                }
            }
            #expect(later > 20)
            let account = try #require(record.manifest.conversations)
            #expect(account.begun == account.complete)
        }

        @Test(arguments: [["--concurrency", "6"], ["--rate", "60"]])
        func `a failed turn ends its conversation, and no turns interleave`(
            load: [String]
        ) async throws {
            let (result, record) = try await run(
                StreamGauge.quickEmulator + load + [
                    "--turns", "1..5", "--requests", "150", "--keep-going", "--workers", "2",
                    "--emulator-fault", "reset", "--emulator-fault-share", "0.2",
                    "--think-time", "exponential(5ms)",
                ])
            let account = try #require(record.manifest.conversations)
            #expect(account.failed > 5, "\(result.errors)")
            #expect(account.begun == account.complete + account.failed)
            #expect(record.requests.count + account.unsentTurns == 150)
            #expect(result.errors.contains("conversations ended with a turn that failed"))
            for turns in turns(record) {
                #expect(turns.map(\.turn) == Array(0..<turns.count))
                #expect(turns.dropLast().allSatisfy { $0.outcome == .ok })
                for (turn, next) in zip(turns, turns.dropFirst()) {
                    #expect(try #require(next.instants.started) >= #require(turn.instants.closed))
                }
            }
        }

        @Test func `the cache's hits are told turn by turn, as the server counts them`()
            async throws
        {
            let (result, record) = try await run(
                Self.engine + [
                    "--turns", "4", "--requests", "80", "--input-tokens", "100",
                    "--concurrency", "2",
                ])
            for turns in turns(record) {
                for (turn, next) in zip(turns, turns.dropFirst()) {
                    // Whole blocks of 16 of the prompt before it.
                    let before = try #require(turn.tokens.prompt)
                    #expect(next.tokens.cached == before / 16 * 16)
                }
                #expect(turns.first?.tokens.cached == 0)
            }
            let table = try #require(try summary().conversations)
            #expect(table.turns.map(\.turn) == [1, 2, 3, 4])
            #expect(table.turns.map(\.requests) == [20, 20, 20, 20])
            #expect(table.turns[0].cachedShare == 0)
            #expect(try #require(table.turns[3].cachedShare) > 0.7)
            #expect(table.uncached != nil)
            #expect(result.output.contains("TTFT p50 by turn:"))
            #expect(result.output.contains("for 1,000 uncached prompt tokens"))
        }

        @Test func `twins show what the cache gives, at the same length of prompts`() async throws {
            let (result, record) = try await run(
                Self.engine + [
                    "--novel-twins", "--shared-prefix", "2000", "--prefix-groups", "2",
                    "--requests", "60", "--concurrency", "1", "--warmup", "8",
                    "--input-tokens", "20",
                ])
            let prompts = Set(record.requests.compactMap(\.tokens.prompt))
            #expect(prompts == [2020])
            let gain = try #require(try summary().conversations?.cacheGain, "\(result.errors)")
            // Two thousand tokens at 20,000 a second are 100 ms; a machine that is busy spreads them.
            #expect(gain.low > 0 && (30...170).contains(gain.gain), "\(gain)")
            #expect(result.output.contains("the prefix cache saves"))
            #expect(
                record.requests.allSatisfy { $0.beginning != .novel || $0.tokens.cached == 0 })
        }

        @Test func `a common text begins single prompts too, one of so many`() async throws {
            let server = try RecordingServer()
            let result = try await StreamGauge.call(
                [
                    "run", "--base-url", server.baseURL, "--requests", "12", "--concurrency", "1",
                    "--shared-prefix", "30", "--prefix-groups", "2", "--input-tokens", "5",
                    "--out", folder.file("run"),
                ], in: folder)
            #expect(server.requests.count == 12, "\(result.errors)")
            let texts = try server.requests.map { try #require($0.prompt) }
            let beginnings = Set(texts.map { $0.split(separator: "\n\n")[0] })
            #expect(beginnings.count == 2)
            #expect(beginnings.allSatisfy { $0.split(separator: " ").count == 30 })
            #expect(Set(texts).count == 12)
        }

        @Test func `the header names the conversation, the same in all its turns`() async throws {
            let server = try RecordingServer()
            let result = try await StreamGauge.call(
                [
                    "run", "--base-url", server.baseURL, "--requests", "12", "--concurrency", "1",
                    "--turns", "3", "--session-header", "X-Session-ID", "--out",
                    folder.file("run"),
                ], in: folder)
            #expect(server.requests.count == 12, "\(result.errors)")
            let names = server.requests.map { $0.header("x-session-id") ?? "" }
            #expect(Set(names).count == 4 && !names.contains(""))
            for session in 0..<4 {
                #expect(Set(names[(session * 3)..<(session * 3 + 3)]).count == 1)
            }
            let last = try #require(server.requests[2].messages)
            #expect(last.map(\.role) == ["user", "assistant", "user", "assistant", "user"])
            #expect(last[1].content == "yes" && last[3].content == "yes")
        }

        @Test func `an interrupt leaves a record that says what is unfinished`() async throws {
            let command = try StreamGauge.start(
                ["run", "--emulator", "--out", folder.file("run")] + Self.engine + [
                    "--turns", "50", "--duration", "60s", "--concurrency", "3",
                    "--think-time", "20ms",
                ], in: folder)
            try await command.until {
                let rows = try? String(
                    contentsOfFile: folder.file("run/requests.csv"), encoding: .utf8)
                return rows?.split(separator: "\n").count ?? 0 > 20
            }
            command.send(SIGINT)
            let result = try await command.end()
            #expect(result.status == 130, "\(result.errors)")
            let record = try RecordReader(opening: folder.file("run")).read()
            #expect(record.manifest.conversations?.unfinished == 3)
        }
    }
}

extension RecordedRequest {
    fileprivate struct Message: Decodable {
        var role: String
        var content: String
    }

    fileprivate var messages: [Message]? {
        struct Body: Decodable { var messages: [Message] }
        return try? JSONDecoder().decode(Body.self, from: Data(body.utf8)).messages
    }

    /// The first message's text.
    fileprivate var prompt: String? { messages?.first?.content }

    fileprivate func header(_ name: String) -> String? {
        head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
            .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
    }
}
