import Analysis
import Statistics
import Testing

@Suite struct RequestWindowFitTests {
    /// Answers of a simulated run; odd seeds have requests of earlier probes before, every third has a window
    /// of 2 s instead of 60.
    private func observations(
        _ truth: SimulatedTruth, limit: Int, seed: Int, lossShare: Double = 0,
        othersPerSecond: Double = 0
    ) -> (length: Double, all: [WindowObservation]) {
        let length = seed % 3 == 2 && limit < 200 ? 2.0 : 60.0
        var random = SeededGenerator(seed: UInt64(1000 * limit + seed))
        let limiter = truth.limiter(limit: limit, length: length, edge: random.unit() * length)
        var probe = WindowProbe(limit: limit, seed: UInt64(seed), limiter: limiter)
        probe.length = length
        probe.lanes = 1 + seed % 4
        probe.latency = length == 2 ? 0.001 : [0.003, 0.02][seed % 2]
        probe.lossShare = lossShare
        probe.othersPerSecond = othersPerSecond
        return (length, probe.run(hasStreams: seed % 2 == 1))
    }

    private func window(_ run: (length: Double, all: [WindowObservation])) -> RequestWindow {
        RequestWindow(lengthSeconds: run.length, observations: run.all)
    }

    @Test(arguments: SimulatedTruth.allCases, [1, 2, 3, 10, 60])
    func `never excludes how requests are really counted`(truth: SimulatedTruth, limit: Int) {
        for seed in 0..<3 {
            let lossShare = seed % 2 == 0 ? 0 : 0.05
            let found = window(observations(truth, limit: limit, seed: seed, lossShare: lossShare))
            #expect(
                truth.isAmong(found.candidates, limit: limit), "seed \(seed): \(found)")
        }
    }

    @Test(arguments: SimulatedTruth.allCases, [200, 300, 600])
    func `never excludes how many requests are really counted`(truth: SimulatedTruth, limit: Int) {
        let found = window(observations(truth, limit: limit, seed: limit / 100, lossShare: 0.05))
        #expect(truth.isAmong(found.candidates, limit: limit), "\(found)")
    }

    @Test(arguments: [SimulatedTruth.fixed, .sliding], [10, 60, 200, 300, 600])
    func `tells fixed from sliding windows, and the exact limit`(
        truth: SimulatedTruth, limit: Int
    ) throws {
        for seed in 0..<(limit < 100 ? 4 : 1) {
            let found = window(observations(truth, limit: limit, seed: seed))
            let only = try #require(found.only, "seed \(seed): \(found)")
            #expect(only.kind == truth.kind)
            #expect(only.countsRejected == truth.countsRejected)
            #expect(only.limitLow == Double(limit) && only.limitHigh == Double(limit))
            #expect(found.doubt == nil)
        }
    }

    @Test(arguments: [SimulatedTruth.fixed, .sliding, .bucket])
    func `tells fixed and sliding windows and buckets from each other for a limit of 3`(
        truth: SimulatedTruth
    ) {
        for seed in 0..<8 {
            let found = window(observations(truth, limit: 3, seed: seed))
            let kinds = found.candidates.map(\.kind).filter { $0 != .slidingCounter }
            #expect(kinds == [truth.kind], "seed \(seed): \(found)")
        }
    }

    @Test(arguments: [
        SimulatedTruth.fixedFromFirst, .slidingWithRejected, .haproxy, .bucket, .bucketWithRejected,
        .slowBucket,
    ])
    func `tells what else there is apart from a limit of 60 on`(truth: SimulatedTruth) throws {
        for seed in 0..<4 {
            let found = window(observations(truth, limit: 60, seed: seed))
            let only = try #require(found.only, "seed \(seed): \(found)")
            #expect(only.kind == truth.kind)
        }
    }

    @Test(arguments: [60, 300])
    func `tells a bucket's inflow and capacity`(limit: Int) throws {
        let found = window(observations(.bucket, limit: limit, seed: 0))
        let only = try #require(found.only)
        #expect(abs(only.limitLow / Double(limit) - 1) < 0.03)
        #expect(abs(only.limitHigh / Double(limit) - 1) < 0.03)
        #expect(try #require(only.capacityLow) >= Double(limit - 1))
        #expect(try #require(only.capacityHigh) <= Double(limit + 1))
    }

    @Test func `says where the edges of fixed windows lie`() throws {
        for seed in 0..<6 {
            var random = SeededGenerator(seed: UInt64(seed))
            let edge = random.unit() * 60
            var probe = WindowProbe(
                limit: 60, seed: UInt64(seed),
                limiter: FixedWindows(limit: 60, length: 60, edge: edge))
            let found = window((60, probe.run()))
            let only = try #require(found.only)
            let low = try #require(only.edgeLowSeconds)
            let high = try #require(only.edgeHighSeconds)
            #expect(low...high ~= edge || low...high ~= edge + 60)
        }
    }

    @Test func `does not take somebody else's requests for a limit`() {
        let found = window(observations(.sliding, limit: 60, seed: 0, othersPerSecond: 0.4))
        #expect(found.candidates.isEmpty)
        #expect(found.doubt?.hasPrefix("no way of counting explains all") == true)
        #expect(found.mostInWindow < 60)
    }

    @Test func `names what is nearest where nothing explains all answers`() throws {
        var run = observations(.sliding, limit: 60, seed: 0)
        let index = try #require(run.all.lastIndex { $0.isAdmitted == false })
        run.all[index].isAdmitted = true
        let found = window(run)
        #expect(found.candidates.isEmpty)
        #expect(
            found.doubt
                == "no way of counting explains all \(run.all.count) answers; "
                + "a sliding window of 60 explains all but 1")
    }

    @Test func `says that nothing was refused`() {
        let found = window(
            (
                60,
                (0..<20).map {
                    .init(sent: Double($0), answered: Double($0) + 0.1, isAdmitted: true)
                }
            ))
        #expect(found.candidates.isEmpty)
        #expect(found.mostInWindow == 20)
        #expect(
            found.doubt == "no request was refused, which would have told how they are counted")
    }

    @Test func `takes a request that was kept waiting for one that came when there was room`()
        throws
    {
        // A leaky bucket of 1 that lends every 2 s: of five at once, four wait.
        var burst: [WindowObservation] = []
        for start in [0.0, 20] {
            burst.append(WindowObservation(sent: start, answered: start + 0.1, isAdmitted: true))
            for index in 1..<5 {
                burst += WindowObservation.delayed(
                    sent: start + 0.11, answered: start + 0.1 + 2 * Double(index), baseline: 0.1,
                    tolerance: 0.05)
            }
        }
        let found = window((10, burst))
        #expect(found.isDelaying)
        #expect(found.accepted == 10 && found.refused == 0)
        let bucket = try #require(found.candidates.first { $0.kind == .bucket })
        #expect(bucket.limitLow...bucket.limitHigh ~= 5)
        #expect(bucket.capacityLow == 1)
    }
}
