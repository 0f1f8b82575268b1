import Foundation
import RecordStore
import RunModel
import Testing

extension CommandTests {
    /// Classes, readers who leave, expected answers and media, by what the record says of a run of the emulator.
    @Suite struct WorkCommandTests {
        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private func run(
            _ options: [String], as name: String = "run"
        ) async throws -> (CommandResult, RunRecord) {
            let result = try await StreamGauge.call(
                ["run"] + StreamGauge.quickEmulator + ["--out", folder.file(name)] + options,
                in: folder)
            return (result, try RecordReader(opening: folder.file(name)).read())
        }

        @Test func `classes have numbers of their own in every output`() async throws {
            let (result, record) = try await run([
                "--requests", "80", "--input-tokens", "10", "--mix",
                "long=25%:input=400,max_tokens=3",
            ])
            #expect([0, 4].contains(result.status), "\(result.errors)")
            #expect(result.errors.contains("Of them 25 % long."))
            for request in record.requests {
                let tokens = try #require(request.tokens.prompt)
                #expect(request.requestClass == (tokens > 200 ? "long" : "rest"))
                #expect(request.maxTokens == (tokens > 200 ? 3 : nil))
            }
            let long = record.requests.count { $0.requestClass == "long" }
            #expect((5...40).contains(long))
            #expect(result.output.contains("long: \(long) requests, TTFT p50"))
            let csv = try String(contentsOfFile: folder.file("run/summary.csv"), encoding: .utf8)
            #expect(csv.contains("requests,streaming,measured,all,,count,\(long),"))
            #expect(
                csv.split(separator: "\n").contains {
                    $0.hasPrefix("ttft,") && $0.hasSuffix(",long")
                })
            let json = try String(contentsOfFile: folder.file("run/summary.json"), encoding: .utf8)
            #expect(
                json.contains(#""request_class" : "long""#)
                    || json.contains(#""request_class":"long""#))
            let page = try String(contentsOfFile: folder.file("run/report.html"), encoding: .utf8)
            #expect(page.contains("Classes"))
        }

        /// A prompt of 4,000 tokens holds an engine that reads 20,000 a second for 200 ms, in which the others wait.
        @Test func `blocks with and without a class tell what it does to the others`() async throws
        {
            let result = try await StreamGauge.call(
                [
                    "ab", "--emulator", "--emulator-engine", "batch=16,prefill=20000/s,step=2ms",
                    "--rate", "25", "--arrival", "constant", "--blocks", "6", "--requests", "240",
                    "--settle", "0.1s", "--input-tokens", "20", "--max-tokens", "5", "--mix",
                    "long=30%:input=4000", "--without", "long", "--out", folder.file("ab"),
                    "--json",
                ], in: folder)
            // On a busy machine the client's own delays leave nothing to judge.
            #expect([0, 1, 3, 4, 5].contains(result.status), "\(result.errors)")
            #expect(result.errors.contains("the same address, without those of the class long"))
            let record = try RecordReader(opening: folder.file("ab")).read()
            let long = record.requests.filter { $0.requestClass == "long" }
            #expect(!long.isEmpty && long.allSatisfy { $0.target == 0 })
            // The others are the same on both sides.
            func others(_ target: Int) -> [Int?] {
                record.requests.filter { $0.target == target && $0.requestClass == "rest" }
                    .map(\.tokens.prompt).sorted { ($0 ?? 0) < ($1 ?? 0) }
            }
            #expect(others(0) == others(1) && !others(0).isEmpty)
            let data = Data(result.output.utf8)
            let object = try #require(
                try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(object["without"] as? String == "long")
            func median(_ target: Int) throws -> Duration {
                let times = record.requests.filter {
                    $0.target == target && $0.requestClass == "rest" && $0.phase == .measured
                }.compactMap(\.timeToFirstToken).sorted()
                return try #require(times.isEmpty ? nil : times[times.count / 2])
            }
            let (base, new) = (try median(0), try median(1))
            // Seven long prompts a second hold the engine for longer than there is time.
            #expect(base > new * 2, "with \(base), without \(new)")
        }

        @Test func `readers who leave are no failures, and what came to them counts`() async throws
        {
            let (result, record) = try await run([
                "--requests", "36", "--abandon", "40%", "--after", "400ms", "--emulator-ttft", "20",
                "--emulator-gap", "20", "--emulator-tokens", "60", "-c", "6",
            ])
            #expect([0, 4].contains(result.status), "\(result.errors)")
            let readers = record.requests.filter { $0.leaveAfter != nil }
            #expect((4...30).contains(readers.count))
            for request in record.requests {
                guard let after = request.leaveAfter else {
                    #expect(request.outcome == .ok)
                    continue
                }
                #expect(request.outcome == .cancelled && request.departure == .close)
                #expect(after == .milliseconds(400))
                let closed = try #require(request.instants.closed)
                #expect(closed - request.instants.scheduled >= .milliseconds(400))
                #expect(request.events.output < 60)
            }
            // On a busy machine one may leave before the first token.
            let begun = readers.count { $0.timeToFirstToken != nil }
            #expect(begun > 0)
            #expect(result.output.contains("\(readers.count) readers meant to leave"))
            #expect(!result.output.contains("failed"))
        }

        @Test func `another answer than was kept is told, and fails the assertion`() async throws {
            let keep = ["--requests", "20", "--max-tokens", "10"]
            let (kept, _) = try await run(
                keep + ["--record-answers", folder.file("kept.json")], as: "kept")
            #expect(kept.errors.contains("Kept answers to 20 questions"), "\(kept.errors)")
            let expecting = keep + ["--expect-answers", folder.file("kept.json")]
            let (same, record) = try await run(
                expecting + ["--assert", "unexpected_answers <= 20%"], as: "same")
            #expect([0, 4].contains(same.status), "\(same.errors)")
            #expect(record.requests.allSatisfy { $0.isExpected == true })
            #expect(record.manifest.plan.request.temperature == 0)
            #expect(same.output.contains("0 of 20 answers unexpected"))
            let (other, different) = try await run(
                expecting + ["--emulator-tokens", "5", "--assert", "unexpected_answers < 1%"],
                as: "other")
            #expect(different.requests.contains { $0.isExpected == false })
            #expect([2, 4].contains(other.status), "\(other.errors)")
            let (matched, _) = try await run(
                keep + ["--expect-regex", "^[A-Z]{99}$"], as: "matched")
            #expect(matched.output.contains("20 of 20 answers unexpected, 100 %"))
        }

        @Test(arguments: ["chat", "responses", "messages"])
        func `media go along in each API's form, and their bytes are told`(api: String) async throws
        {
            let (result, record) = try await run([
                "--requests", "12", "--max-tokens", "4", "--api", api, "--image", "32x32..128x128",
            ])
            #expect([0, 4].contains(result.status), "\(result.errors)")
            #expect(result.errors.contains("bytes of media"))
            #expect(record.requests.allSatisfy { $0.outcome == .ok }, "\(result.output)")
            for request in record.requests {
                let media = try #require(request.bytes.media)
                #expect(request.bytes.request > media * 4 / 3)
                #expect(try #require(request.uploadTime) >= .zero)
            }
            #expect(Set(record.requests.compactMap(\.bytes.media)).count > 3)
            #expect(result.output.contains("written in"))
        }

        @Test(arguments: [
            (["--mix", "long=5%:inputs=3"], "long=5%:inputs=3"),
            (["--mix", "long=120%:input=3"], "its share is above 0 % and up to 100 %"),
            (["--mix", "rest=5%"], "neither 'rest' nor 'leavers'"),
            (["--mix", "long=5%"], "says nothing that its requests have of their own"),
            (
                ["--mix", "a=60%:input=3", "--mix", "b=60%:input=3"],
                "the shares are more than 100 %"
            ),
            (["--abandon", "10%"], "give --after 'exponential(2s)'"),
            (["--after", "2s"], "say how many: --abandon 10%"),
            (["--abandon", "10%", "--after", "soon"], "'soon' is no distribution of times"),
            (["--expect-regex", "("], "--expect-regex: "),
            (["--expect-answers", "none.json"], "cannot read 'none.json'"),
            (["--record-answers", "f", "--temperature", "1"], "compares greedy answers"),
            (["--image", "big"], "--image takes a size in pixels"),
            (["--image", "8x8", "--api", "completions"], "Completions takes text alone"),
            (["--audio", "1s", "--api", "messages"], "it takes no recordings"),
            (["--file", "none.png"], "cannot read 'none.png'"),
        ])
        func `what cannot be is refused before anything is sent`(
            options: [String], words: String
        ) async throws {
            let result = try await StreamGauge.call(
                ["run", "--emulator", "--requests", "2", "--out", folder.file("run")] + options,
                in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.file("run")))
        }

        @Test func `a class that nobody sends cannot be left out`() async throws {
            let result = try await StreamGauge.call(
                ["ab", "--emulator", "--without", "long"], in: folder)
            #expect(result.status == 64)
            #expect(result.errors.contains("there is no such class"), "\(result.errors)")
        }
    }
}
