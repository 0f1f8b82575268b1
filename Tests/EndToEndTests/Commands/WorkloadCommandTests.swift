import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Traces, lengths and costs, by what the record says of a run of the emulator.
    @Suite struct WorkloadCommandTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(_ options: [String]) async throws -> (CommandResult, RunRecord) {
            let result = try await StreamGauge.call(
                ["run"] + StreamGauge.quickEmulator + ["--out", folder.file("run")] + options,
                in: folder)
            return (result, try RecordReader(opening: folder.file("run")).read())
        }

        /// Twenty conversations of four turns, which come faster than they are answered.
        private func writeChats() throws {
            let lines = (0..<80).map { index in
                let session = index * 7 % 20
                return #"{"session_id": "s\#(session)", "timestamp": \#(index * 2), "#
                    + #""input_length": 30, "output_length": 9}"#
            }
            try lines.joined(separator: "\n").write(
                toFile: folder.file("trace.jsonl"), atomically: true, encoding: .utf8)
        }

        @Test(arguments: [[], ["--emulator-fault", "reset", "--emulator-fault-share", "0.3"]])
        func `a replay sends each row once, and a conversation's turns one after another`(
            faults: [String]
        ) async throws {
            try writeChats()
            let (result, record) = try await run(
                ["--replay", folder.file("trace.jsonl"), "--keep-going", "--no-exact-input"]
                    + faults)
            #expect(result.errors.contains("80 rows (aiperf) in 20 conversations"))
            #expect(record.requests.map(\.request).sorted() == Array(0..<80))
            #expect(record.requests.contains { $0.outcome != .ok } == !faults.isEmpty)
            let account = try #require(record.manifest.replay)
            #expect(account.rows == 80 && account.heldTurns > 0)
            #expect(record.manifest.plannedRequests == 80)
            for (_, turns) in Dictionary(grouping: record.requests, by: \.session) {
                let ordered = turns.sorted { $0.turn ?? 0 < $1.turn ?? 0 }
                #expect(ordered.map(\.turn) == [0, 1, 2, 3])
                for (turn, next) in zip(ordered, ordered.dropFirst()) {
                    let closed = try #require(turn.instants.closed)
                    #expect(try #require(next.instants.started) >= closed)
                    #expect(next.instants.scheduled >= closed)
                }
            }
            // What did not have to wait has the trace's time.
            let first = record.requests.filter { $0.turn == 0 }.sorted { $0.request < $1.request }
            let begin = try #require(first.first?.instants.scheduled)
            for request in first {
                let due = Duration.milliseconds(request.request * 2)
                #expect(request.instants.scheduled - begin == due)
            }
        }

        @Test func `shards of a replay send each row once, and merge to one record`() async throws {
            try writeChats()
            for shard in ["1/2", "2/2"] {
                let result = try await StreamGauge.call(
                    ["run"] + StreamGauge.quickEmulator + [
                        "--replay", folder.file("trace.jsonl"), "--no-exact-input", "--shard",
                        shard,
                        "--out", folder.file("shard-\(shard.first ?? "0")"),
                    ], in: folder)
                #expect([0, 4].contains(result.status), "\(result.errors)")
            }
            let merged = try await StreamGauge.call(
                [
                    "merge", folder.file("shard-1"), folder.file("shard-2"), "--out",
                    folder.file("all"),
                ],
                in: folder)
            #expect([0, 4].contains(merged.status), "\(merged.errors)")
            let record = try RecordReader(opening: folder.file("all")).read()
            #expect(record.requests.map(\.request).sorted() == Array(0..<80))
            #expect(record.manifest.plannedRequests == 80)
        }

        @Test func `prompts and answers are as long as asked for, by another tokenizer`()
            async throws
        {
            let (result, record) = try await run([
                "--emulator-tokenizer", "words=1.3,template=11", "--exact-input", "--input-tokens",
                "700..1300", "--max-tokens", "17", "--exact-output", "--requests", "12",
            ])
            #expect(result.status == 0 || result.status == 4, "\(result.errors)")
            let ratio = try #require(record.manifest.wordRatio)
            #expect(abs(ratio.wordsPerToken - 1 / 1.3) < 0.01)
            #expect(abs(ratio.templateTokens - 11) < 2)
            #expect(record.requests.allSatisfy { $0.tokens.output == 17 })
            let lengths = record.requests.compactMap(\.tokens.prompt)
            #expect(lengths.allSatisfy { (680...1340).contains($0) } && Set(lengths).count > 3)
            #expect(!record.manifest.notices.contains { $0.kind == .lengths })
        }

        @Test func `a target that refuses exact answers is asked without, and that is told`()
            async throws
        {
            let (_, record) = try await run([
                "--max-tokens", "40", "--exact-output", "--requests", "8", "--body",
                #"{"emulator": {"reject_ignore_eos": true}}"#,
            ])
            let measured = record.requests.filter { $0.phase == .measured }
            #expect(measured.count == 8 && measured.allSatisfy { $0.outcome == .ok })
            let told = record.manifest.notices.filter { $0.kind == .lengths }.map(\.text)
            #expect(told.contains { $0.contains("refuses ignore_eos") })
            #expect(told.contains { $0.contains("8 of 8 answers are not as long") })
        }

        @Test func `a cost and a number of tokens end a run, with what is in flight on top`()
            async throws
        {
            let (result, record) = try await run([
                "--price", "in=1,cached=0.5,out=4", "--max-cost", "0.001", "--max-tokens", "8",
                "--input-tokens", "20", "--concurrency", "4", "--requests", "400",
            ])
            #expect(result.errors.contains("It ends at --max-cost 0.0010"))
            #expect(result.output.contains("for the run"))
            #expect(record.manifest.ending == .endedEarly)
            let price = try #require(record.manifest.plan.price)
            var spent = SpentTokens()
            for request in record.requests { spent.add(request) }
            #expect(record.manifest.spent == spent)
            // A request costs (20 + 4 * 8) / 1e6; four are in flight.
            #expect((0.001...0.00126).contains(price.cost(of: spent)))
        }

        @Test(arguments: [
            // At most 774 requests of 31 bytes / 2 + 32 and 64 tokens, each step up to three times.
            ("sweep -c 1,2 --prompt 0123456789012345678901234567890", "about 0.085"),
            ("sweep -c 1,2 --duration 5s --prompts -", "standard input"),
            ("capacity --slo ttft.p95<1s --max-requests 500 --max-tokens 9", "at most about"),
            ("limits --tier pro", "at most about"),
        ])
        func `what a search can cost is said before anything is sent`(line: String, words: String)
            async throws
        {
            let options = ["--emulator", "--price", "in=1,out=0.98", "--dry-run"]
            let more = line.hasPrefix("sweep") ? ["--max-tokens", "64"] : []
            let result = try await StreamGauge.call(
                line.split(separator: " ").map(String.init) + options + more, in: folder)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("can cost"), "\(result.output)")
            #expect(result.output.contains(words), "\(result.output)")
        }

        @Test(arguments: [
            ("", [], "holds no prompt"),
            (
                "{\"timestamp\": 0, \"input_length\": 4, \"output_length\": 1}\ngarbage\n", [],
                "line 2: not a JSON object"
            ),
            ("\"a\"\n", [], "has no times"),
            ("\"a\"\n", ["--rate", "3"], "leave out one of them"),
            ("\"a\"\n", ["--prompt", "x"], "--replay and --prompt both say what is asked"),
            ("\"a\"\n", ["--input-tokens", "9"], "--replay and --input-tokens both"),
            (
                "{\"timestamp\": 0, \"input_length\": 4, \"output_length\": 1}\n",
                ["--warmup", "5s"], "nothing would be measured"
            ),
        ])
        func `a trace that cannot be sent is refused before anything is`(
            text: String, options: [String], reason: String
        ) async throws {
            try text.write(
                toFile: folder.file("trace.jsonl"), atomically: true, encoding: .utf8)
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--replay", folder.file("trace.jsonl")] + options, in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(reason), "\(result.errors)")
        }
    }
}
