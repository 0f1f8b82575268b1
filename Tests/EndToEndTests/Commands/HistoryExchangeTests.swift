import Foundation
import Testing

/// `history import` and `history export`.
@Suite struct HistoryExchangeTests {
    private static let result =
        #"{"model_id":"m","completed":2,"failed":1,"duration":1.5,"median_ttft_ms":10.5,"date":"20261126-112141"}"#
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func call(_ arguments: [String]) async throws -> CommandResult {
        try await StreamGauge.call(
            ["history"] + arguments + ["--history", folder.file("h")], in: folder,
            environment: ["TZ": "UTC"])
    }

    @Test func `imports a result once`() async throws {
        let file = try folder.write(Self.result, to: "bench.json")
        let first = try await call(["import", file, file, "--label", "branch=main"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.outputLines.count == 1)
        #expect(first.output.hasPrefix("20261126T112139500Z-"))
        #expect(first.errors.contains("bench.json' is in the history already"))
        let again = try await call(["import", file])
        #expect(again.status == 0 && again.output.isEmpty)
        let table = try await call(["export", "--format", "csv", "--branch", "main"])
        #expect(table.outputLines.count == 3)
        #expect(table.output.contains(",vllm,imported,vllm,unknown,main,"))
        let list = try await call(["list"])
        #expect(list.output.contains("imported"))
    }

    @Test func `saves nothing where one file is broken, and names it`() async throws {
        let good = try folder.write(Self.result, to: "good.json")
        let bad = try folder.write(String(Self.result.dropLast()), to: "bad.json")
        let result = try await call(["import", good, bad])
        #expect(result.status == 64)
        #expect(result.errors.contains("'\(bad)': it is no JSON, or is cut off"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("h")))
    }

    @Test(arguments: ["missing.json", "."])
    func `what cannot be read is named`(name: String) async throws {
        let result = try await call(["import", folder.file(name)])
        #expect(result.status == 64)
        #expect(result.errors.contains("cannot be read: "))
    }

    @Test func `a history that cannot be written is a failure of its own`() async throws {
        let file = try folder.write(Self.result, to: "bench.json")
        try folder.write("", to: "h")
        let result = try await call(["import", file])
        #expect(result.status == 7, "\(result.errors)")
    }

    @Test(arguments: [
        ["--format", "llmd"], ["--format", "csv", "--config", "x"],
        ["--format", "otava", "--config", "x"],
        ["--format", "csv", "--last", "0"], ["--format", "csv"],
    ])
    func `wrong usage of export is told`(arguments: [String]) async throws {
        let result = try await call(["export"] + arguments)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
    }
}
