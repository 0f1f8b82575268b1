import Foundation
import RecordStore
import RunModel
import Testing

/// A relay of Python between us and a server, which counts what passes (`Peers/counting_relay.py`).
struct CountingRelay {
    /// What it says of one answer.
    struct Answer: Decodable {
        var api: String
        var events: Int
        var tokens: Int?
        var prompt: Int?
        var calls: Int
        var broken: Int
        var first_ms: Double?
        var last_ms: Double?
    }

    private let command: RunningCommand
    private let port: String
    private static let requests = 3
    /// What the two may differ by.
    private static let tolerance = Duration.milliseconds(20)

    /// Waits until the server at `url` answers at `path`.
    init(before url: String, readyAt path: String, in folder: TemporaryFolder) async throws {
        let started = try Peer.start(
            "Tests/EndToEndTests/Peers/counting_relay.py", [url, path], in: folder)
        try await started.until { started.output.contains("\n") }
        command = started
        port = String(started.output.prefix { $0 != "\n" })
    }

    func end() { command.send(SIGKILL) }

    private var answers: [Answer] {
        command.output.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Answer.self, from: Data($0.utf8))
        }
    }

    /// A small run through it, each request of which must be told alike by both: its events, tokens and calls, and in the middle of
    /// all its times.
    func compare(
        _ api: APIName, model: String, _ options: [String] = [], in home: TemporaryFolder
    ) async throws -> [RequestRecord] {
        // A model may be a folder.
        let place = model.split(separator: "/").last ?? ""
        let name = "\(api.rawValue)-\(place)\(options.isEmpty ? "" : "-more")"
        let before = answers.count
        let result = try await StreamGauge.call(
            [
                "run", "--base-url", "http://127.0.0.1:\(port)/v1", "--api", api.rawValue,
                "--model",
                model, "--modes", "streaming", "--requests", "\(Self.requests)", "--rounds", "1",
                "--concurrency", "1", "--max-tokens", "40", "--format", "csv", "--out", name,
            ] + options, in: home)
        #expect(result.status == 0, "\(name): \(result.errors)")
        let requests = try RecordReader(opening: home.file(name)).requests()
        let told = Array(answers.dropFirst(before))
        try #require(requests.count == Self.requests && told.count == Self.requests, "\(name)")
        for (request, answer) in zip(requests, told) {
            #expect(request.outcome == .ok, "\(name): \(request.message ?? "")")
            #expect(answer.api == api.rawValue)
            #expect(request.events.output == answer.events, "\(name)")
            #expect(request.tokens.output == answer.tokens, "\(name)")
            #expect(request.tokens.prompt == answer.prompt, "\(name)")
            #expect(request.calls.all == answer.calls && request.calls.broken == answer.broken)
        }
        check(zip(requests, told).map { ($0.timeToFirstToken, $1.first_ms) }, name)
        check(zip(requests, told).map { ($0.endToEnd, $1.last_ms) }, name)
        return requests
    }

    private func check(_ pairs: [(Duration?, Double?)], _ name: String) {
        let differences = pairs.map { ours, theirs in
            ours.flatMap { ours in theirs.map { abs(ours.milliseconds - $0) } } ?? .infinity
        }.sorted()
        #expect(
            differences[differences.count / 2] <= Self.tolerance.milliseconds,
            "\(name): \(differences)")
    }
}
