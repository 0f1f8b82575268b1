import Analysis
import Foundation
import RunModel
import Testing

@testable import History

@Suite struct ImportExchangeTests {
    private static func isNear(_ found: Double?, _ expected: Double?) -> Bool {
        guard let found, let expected else { return found == nil && expected == nil }
        return abs(found - expected) <= 1e-9 * abs(expected)
    }

    @Test func `there are fixtures of every tool`() {
        let tools = ForeignFixture.expected.values.flatMap { $0.map(\.format) }
        #expect(Set(tools) == Set(ForeignTool.allCases.map(\.rawValue)))
        #expect(ForeignFixture.names.count == 11)
    }

    @Test(arguments: ForeignFixture.names)
    func `reads the numbers that another program reads`(name: String) throws {
        let results = try ForeignFixture(name: name).results()
        let expected = try #require(ForeignFixture.expected[name])
        try #require(results.count == expected.count)
        for (result, right) in zip(results, expected) {
            #expect(result.tool.rawValue == right.format)
            for (key, value) in right.metrics {
                let metric = try #require(JudgedMetric(rawValue: key))
                // Rounded to nine digits there.
                let isShare = metric == .failures
                let found = result[metric]
                #expect(
                    isShare
                        ? abs((found ?? -1) - (value ?? -1)) < 1e-8 : Self.isNear(found, value),
                    "\(key): \(String(describing: found)), not \(String(describing: value))")
            }
            #expect(
                result.values.count { $0.value != nil } == right.metrics.count { $0.value != nil })
            #expect(result.model == right.run.model)
            #expect(result.streams == right.run.concurrency)
            #expect(result.version == right.run.version)
            if right.run.endpoint?.hasPrefix("http") == true {
                #expect(result.endpoint == right.run.endpoint)
            }
        }
    }

    @Test func `reads vLLM by hand`() throws {
        let result = try #require(try ForeignFixture(name: "vllm-0.33.json").results().first)
        #expect(result[.firstTokenP50] == 75.26169)
        #expect(result[.interChunkP99] == 13.177)
        #expect(result[.endToEndP50] == 260.88566)
        #expect(result[.tokenThroughput] == 531.184323)
        let failures = try #require(result.values.first { $0.metric == .failures })
        #expect(failures.part == 6 && failures.whole == 64)
        // 11:21:41 of the end, less 2.183799 s.
        #expect(result.started == 1_795_692_098_816_201_000)
        #expect(result.promptTokens == 35)
    }

    @Test func `reads vLLM's latencies where it gives no percentile, without failures`() throws {
        let result = try #require(
            try ForeignFixture(name: "vllm-0.33-default-rate.json").results().first)
        #expect(result[.endToEndP50] == 265.958)
        #expect(result.work.contains { $0.key == "load.rate" && $0.value == "20.0" })
    }

    @Test func `reads SGLang by hand, whose rate is the bare word Infinity`() throws {
        let results = try ForeignFixture(name: "sglang-0.5.23.jsonl").results()
        #expect(results.map { $0[.firstTokenP50] } == [76.808923, 76.042881])
        #expect(results.map { $0[.failures] } == [nil, nil])
        #expect(results.map(\.started) == [nil, nil])
        #expect(results[1].streams == 8)
        #expect(!results[1].work.contains { $0.key == "load.rate" })
    }

    @Test func `AIPerf's percentiles with failures come first, and one that is infinite is none`()
        throws
    {
        let result = try #require(try ForeignFixture(name: "aiperf-0.13.json").results().first)
        #expect(result[.firstTokenP50] == 79.534)
        let tail = try #require(result.values.first { $0.metric == .firstTokenP99 })
        #expect(tail.value == nil && tail.lack == .infinite)
        #expect(result[.perOutputTokenP50] == 9.862824)
        #expect(result.started == 1_795_692_210_782_335_000)
        #expect(result.seconds == 8.322063)
    }

    @Test func `GuideLLM's request latency is in seconds, and its gaps are none of ours`() throws {
        let result = try #require(try ForeignFixture(name: "guidellm-0.8.json").results().first)
        #expect(result[.endToEndP50] == 279.983)
        #expect(result[.perOutputTokenP50] == 9.900394)
        #expect(result[.interChunkP50] == nil)
        #expect(result.version == "0.8.1")
        #expect(result.started == 1_795_692_353_498_000_000)
    }

    @Test(arguments: [
        ("20261126-112141", 1_795_692_101_000_000_000 as Int64?),
        ("2026-11-26T11:21:41", 1_795_692_101_000_000_000),
        ("2026-11-26T11:21:41.5Z", 1_795_692_101_500_000_000),
        ("2026-11-26T13:21:41+02:00", 1_795_692_101_000_000_000),
        ("2026-13-26T11:21:41", nil), ("1826-11-26T11:21:41", nil), ("yesterday", nil), ("", nil),
        ("2026-11-26", nil), ("20261126-1121", nil),
    ])
    func `reads times`(text: String, nanoseconds: Int64?) {
        #expect(ForeignTime.nanoseconds(text, .utc) == nanoseconds)
    }

    @Test(arguments: [
        ("http://user:secret@host:8000/v1?key=secret#x", "http://***@host:8000/v1"),
        ("http://host/a@b", "http://host/a@b"), ("host:80", "host:80"), ("", ""),
    ])
    func `an address keeps no secret`(address: String, plain: String) {
        #expect(ForeignEndpoint.plain(address) == plain)
    }

    @Test(arguments: [
        (#"{"a": Infinity, "b":-Infinity,"c":NaN}"#, #"{"a": "inf", "b":"-inf","c":null}"#),
        (#"{"a Infinity": "NaN \" -Infinity \\"}"#, #"{"a Infinity": "NaN \" -Infinity \\"}"#),
        (#"{"a": -1, "n": null}"#, #"{"a": -1, "n": null}"#), ("\"\\", "\"\\"),
    ])
    func `words that are no JSON are replaced outside strings`(text: String, right: String) {
        #expect(JSONWords.replaced(Array(text.utf8)) == Array(right.utf8))
    }
}
