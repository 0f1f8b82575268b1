import Analysis
import Foundation
import RunModel
import Testing

@testable import History

/// Files of other tools that are none, or broken.
@Suite struct DamageExchangeTests {
    private static let vllm =
        #"{"model_id":"m","completed":2,"failed":0,"duration":1.5,"median_ttft_ms":10.5}"#

    private static func fault(_ text: String, of tool: ForeignTool? = nil) -> ForeignFault? {
        fault(Array(text.utf8), of: tool)
    }

    private static func fault(_ bytes: [UInt8], of tool: ForeignTool? = nil) -> ForeignFault? {
        do throws(ForeignFault) {
            _ = try ForeignFile.results(in: bytes, of: tool, zone: .utc)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the smallest result is read`() throws {
        let results = try ForeignFile.results(in: Array(Self.vllm.utf8), zone: .utc)
        #expect(results.map { $0[.firstTokenP50] } == [10.5])
        #expect(Self.fault("\u{FEFF}\r\n \(Self.vllm)\n\n") == nil)
        let two = try ForeignFile.results(in: Array("[\(Self.vllm),\(Self.vllm)]".utf8), zone: .utc)
        #expect(two.map { $0[.firstTokenP50] } == [10.5, 10.5])
        #expect(two[0].digest != two[1].digest)
    }

    @Test(arguments: ["-1", "0", "null"])
    func `a time that was not measured is absent`(text: String) throws {
        let file = Self.vllm.replacing("10.5", with: "\(text), \"output_throughput\": 5")
        let result = try ForeignFile.results(in: Array(file.utf8), zone: .utc)[0]
        #expect(result[.firstTokenP50] == nil)
        #expect(result[.tokenThroughput] == 5)
    }

    @Test(arguments: [
        ("", ForeignFault.Reason.empty), (" \n\t", .empty), ("hello", .notJSON), ("{", .notJSON),
        (String(vllm.dropLast(5)), .notJSON), (vllm + "}", .notJSON), ("[]", .unknown(nil)),
        ("17", .unknown(nil)), ("null", .unknown(nil)), ("{}", .unknown(nil)),
        ("[\(vllm), 3]", .unknown(nil)), (#"{"benchmarks":[]}"#, .unknown(nil)),
        (#"{"benchmarks":[{"metrics":{}}, 3]}"#, .unknown(nil)),
        (#"{"benchmarks":[{"metrics":{}}]}"#, .nothing),
        (#"{"benchmarks":[{"metrics":{}}, {}]}"#, .missing("metrics")),
        (#"{"input_config":3,"request_latency":{"unit":"ms","p50":3}}"#, .unknown(nil)),
        (
            #"{"input_config":{"subcommand":"profile"},"request_latency":{"unit":"ms","p50":3}}"#,
            .unknown(nil)
        ),
        (
            #"{"input_config":{},"request_latency":{"unit":"hours","p50":3}}"#,
            .unit("request_latency", "hours")
        ),
        (vllm.replacing("10.5", with: "1e400"), .number("median_ttft_ms")),
        (vllm.replacing("10.5", with: "true"), .number("median_ttft_ms")),
        (vllm.replacing("10.5", with: "\"10\""), .number("median_ttft_ms")),
        (vllm.replacing("10.5", with: "[1]"), .number("median_ttft_ms")),
        (vllm.replacing(":2,", with: ":2.5,"), .number("completed")),
        (vllm.replacing(":2,", with: ":1e300,"), .number("completed")),
        (vllm.replacing("1.5", with: "{}"), .number("duration")),
    ])
    func `is refused with its reason`(text: String, reason: ForeignFault.Reason) {
        #expect(Self.fault(text)?.reason == reason)
    }

    @Test func `the word Infinity is a number that is not there`() throws {
        let text = Self.vllm.replacing(
            "10.5", with: #"Infinity,"output_throughput":5,"p99_ttft_ms":NaN"#)
        let result = try ForeignFile.results(in: Array(text.utf8), zone: .utc)[0]
        #expect(result[.firstTokenP50] == nil && result[.firstTokenP99] == nil)
        #expect(result[.tokenThroughput] == 5)
    }

    @Test func `text that is no UTF-8 is refused`() {
        #expect(
            Self.fault([UInt8](#"{"model_id":""#.utf8) + [0xFF, 0xC0, 34, 125])?.reason == .notUTF8)
    }

    @Test func `nesting without end is refused`() {
        let deep = String(repeating: "[", count: 200_000)
        #expect(Self.fault(deep)?.reason == .notJSON)
        let member = #"{"model_id":"m","a":\#(deep)"#
        #expect(Self.fault(member)?.reason == .notJSON)
    }

    @Test func `of lines that are broken none is taken, and the first of them named`() {
        let broken = ForeignFault(.notJSON, line: 3)
        #expect(Self.fault("\(Self.vllm)\n\n{\n") == broken)
        #expect(Self.fault("\(Self.vllm)\n{}\n")?.line == 2)
    }

    @Test(arguments: ForeignFixture.names)
    func `a file cut off anywhere gives no result of the part that is broken`(name: String) throws {
        let bytes = try ForeignFixture(name: name).bytes
        let whole = try ForeignFixture(name: name).results()
        for length in stride(from: 0, to: bytes.count - 1, by: 97) {
            let found = try? ForeignFile.results(in: Array(bytes.prefix(length)), zone: .utc)
            // Whole lines may be left of a file of lines.
            #expect(found == nil || found == Array(whole.prefix(found?.count ?? 0)), "\(length)")
        }
    }

    @Test func `a wanted tool refuses the others`() throws {
        let bytes = try ForeignFixture(name: "sglang-0.5.23.jsonl").bytes
        #expect(Self.fault(bytes, of: .vllm) == ForeignFault(.unknown(.vllm), line: 1))
        #expect(Self.fault(bytes, of: .sglang) == nil)
    }

    @Test func `what is too long for a name is cut, and what a terminal would obey left out`()
        throws
    {
        let long = String(repeating: "x", count: 100_000)
        let text = Self.vllm.replacing("\"m\"", with: "\"a\\u001b[31mb\(long)\"")
        let result = try ForeignFile.results(in: Array(text.utf8), zone: .utc)[0]
        #expect(result.model?.hasPrefix("a[31mbx") == true)
        #expect(result.model?.count == 200)
    }

    @Test(arguments: [
        ForeignFault.Reason.empty, .notUTF8, .notJSON, .unknown(nil), .unknown(.aiperf),
    ])
    func `a fault is one sentence without a full stop`(reason: ForeignFault.Reason) {
        let text = "\(ForeignFault(reason, line: 2))"
        #expect(text.hasPrefix("line 2: it ") && !text.contains("\n") && !text.hasSuffix("."))
    }
}
