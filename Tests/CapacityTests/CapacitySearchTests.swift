import Analysis
import Emulator
import Foundation
import RunModel
import Statistics
import Testing

/// Searches on servers whose true capacity a long simulation tells.
@Suite struct CapacitySearchTests {
    /// More with CAPACITY_SEARCHES=100.
    private static let searches =
        ProcessInfo.processInfo.environment["CAPACITY_SEARCHES"].flatMap { Int($0) } ?? 6

    struct Server: CustomTestStringConvertible, Sendable {
        let name: String
        let spec: String
        var seconds = 0.5
        var share = 0.95
        /// What must hold beside that.
        var others: [EngineObjective] = []
        /// Whether streams are kept open, and counted.
        var isCounted = false
        /// What else the truth is of: the server without what passes, such as its cold start.
        var lasting: String?

        var testDescription: String { name }

        var objective: EngineObjective {
            EngineObjective(share: share, timeToFirstToken: .seconds(seconds))
        }

        var objectives: [EngineObjective] { [objective] + others }
    }

    private static let servers = [
        Server(name: "first tokens within half a second", spec: "default"),
        Server(name: "near saturation", spec: "default", seconds: 5),
        Server(name: "a small batch", spec: "batch=4,queue=none", seconds: 1, share: 0.9),
        Server(
            name: "a cold start", spec: "cold=30s,cold-factor=3", lasting: "default"),
        Server(name: "two of a hundred fail", spec: "failures=2%"),
        Server(name: "others ask too", spec: "other=1/s"),
        Server(
            name: "slower by a tenth in an hour", spec: "drift=0.167%/min", lasting: "default"),
        Server(
            name: "three objectives, of which the time per token binds", spec: "default",
            others: [
                EngineObjective(share: 0.9, timePerOutputToken: .milliseconds(32)),
                EngineObjective(share: 0.98),
            ]),
        Server(
            name: "two objectives that bind together", spec: "default",
            others: [EngineObjective(share: 0.95, endToEnd: .seconds(6))]),
        Server(
            name: "streams, first tokens within half a second", spec: "default", isCounted: true),
        Server(
            name: "streams of a small batch", spec: "batch=4,queue=none", seconds: 1, share: 0.9,
            isCounted: true),
        Server(
            name: "streams, the time per token binds", spec: "default",
            others: [EngineObjective(share: 0.9, timePerOutputToken: .milliseconds(30))],
            isCounted: true),
    ]

    private static let workload = EngineWorkload(
        promptTokens: .uniform(100, 400), outputTokens: .normal(mean: 90, deviation: 20))

    private static let isLong =
        ProcessInfo.processInfo.environment["CAPACITY_SEARCHES"] != nil

    private func truth(_ server: Server) throws -> Double {
        let spec = try EngineSpec(parsing: server.lasting ?? server.spec)
        let found = server.objectives.map { objective in
            var truth = EngineCapacity(spec, Self.workload, objective)
            truth.resolution = 0.01
            truth.seeds = 4
            return server.isCounted ? truth.largestConcurrency() : truth.largestRate(limit: 1000)
        }
        // All hold as far as the one that binds.
        return try #require(found.compactMap(\.atLeast).min())
    }

    /// Whether an answer is as near as it is to be; streams are whole, so that one more or less is always near.
    private func isNear(_ found: Double, _ capacity: Double, _ server: Server) -> Bool {
        abs(log(found / capacity)) <= log(1.1) || server.isCounted && abs(found - capacity) <= 1
    }

    @Test(arguments: servers)
    func `the answer is within the resolution of the truth`(server: Server) throws {
        let spec = try EngineSpec(parsing: server.spec)
        let capacity = try truth(server)
        var (near, high, covered, requests) = (0, 0, 0, 0)
        var answers: [Double] = []
        for seed in 1...Self.searches {
            var search = VirtualSearch(
                spec, Self.workload, server.objectives, isCounted: server.isCounted,
                seed: UInt64(seed))
            let found = search.found()
            requests += search.requests
            if holds(search.search.interval, capacity, server) { covered += 1 }
            guard let found else { continue }
            answers.append(found / capacity)
            let isNear = isNear(found, capacity, server)
            if isNear { near += 1 }
            if !isNear, found > capacity { high += 1 }
        }
        if Self.isLong {
            let ends = answers.min().flatMap { low in answers.max().map { (low, $0) } }
            print(
                "\(server.name): \(answers.count) of \(Self.searches) answered, \(near) within 10 %, "
                    + "\(high) more than 10 % too high, \(covered) intervals hold the truth, "
                    + "\(requests / Self.searches) requests, from \(ends?.0 ?? 0) to \(ends?.1 ?? 0)"
            )
        }
        // Of a hundred 95 are within 10 %: of six one may be beyond.
        #expect(answers.count >= Self.searches - max(1, Self.searches / 20), "\(answers)")
        #expect(near >= answers.count - max(1, Self.searches / 8), "\(answers)")
        // What is told is there to be relied on.
        #expect(high <= Self.searches / 50, "\(answers)")
        #expect(covered >= Self.searches - max(1, Self.searches / 8))
        #expect(requests / Self.searches < 15_000)
    }

    private func holds(_ interval: ClosedRange<Double>?, _ capacity: Double, _ server: Server)
        -> Bool
    {
        guard let interval else { return false }
        // The largest whole number below the edge.
        return server.isCounted
            ? interval.lowerBound.rounded(.down) <= capacity && capacity <= interval.upperBound
            : interval.contains(capacity)
    }

    /// A grid as fine as the resolution over the range that the search doubled through, each step long enough for the grid's
    /// answers to be as near as the search's.
    @Test func `a search takes a third of the requests of a grid that is as sure`() throws {
        for server in Self.isLong ? [Self.servers[0], Self.servers[2]] : [Self.servers[2]] {
            let spec = try EngineSpec(parsing: server.spec)
            let capacity = try truth(server)
            let seeds = Self.isLong ? Self.searches : 2
            var cost = 0
            var range = 1.0...1.0
            for seed in 1...seeds {
                var search = VirtualSearch(
                    spec, Self.workload, server.objectives, seed: UInt64(seed))
                _ = search.found()
                cost += search.requests / seeds
                let doubled = search.search.results.filter { $0.step.purpose == .rising }
                range = 1...max(range.upperBound, doubled.map(\.step.load).max() ?? 1)
            }
            for requests in Self.isLong ? [1000, 2000, 4000, 8000] : [2000] {
                let grid = VirtualGrid(
                    spec, Self.workload, server.objective, range: range, requestsPerStep: requests)
                if Self.isLong {
                    let near = (1...seeds).count { seed in
                        grid.found(seed: UInt64(seed)).map {
                            abs(log($0 / capacity)) <= log(1.1)
                        } ?? false
                    }
                    print(
                        "\(server.name): a grid of \(requests) a step: \(near) of \(seeds) within 10 %, "
                            + "\(grid.requests) requests; a search \(cost)")
                }
                if requests == 2000 { #expect(3 * cost <= grid.requests) }
            }
        }
    }
}

extension EngineCapacity.Found {
    /// The largest load that holds as far as was tried; nil where none does.
    fileprivate var atLeast: Double? {
        switch self {
        case .load(let load, _), .beyond(let load): load
        case .none: nil
        }
    }
}
