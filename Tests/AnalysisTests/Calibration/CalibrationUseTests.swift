import RunModel
import SyntheticRuns
import Testing

@testable import Analysis

/// Which of a machine's calibrations is a run's, and what a run's verdict says of it.
@Suite struct CalibrationUseTests {
    private static func key(_ edit: (inout CalibrationKey) -> Void = { _ in }) -> CalibrationKey {
        var run = SyntheticRun()
        run.requests = 10
        var key = CalibrationKey(run.record().manifest, host: "here")
        edit(&key)
        return key
    }

    private static func calibration(
        _ streams: Int, _ events: Double, error: Double, bytes: Double = 200,
        made: String = "2026-01-01T00:00:00Z", _ key: CalibrationKey = key()
    ) throws -> Calibration {
        var run = SyntheticRun()
        run.requests = 500
        var record = run.record()
        record.editChunks { $0.sent = $0.arrived + .milliseconds(-error) }
        var errors = StampErrors(record.requests)
        for chunk in record.chunks { errors.add(chunk) }
        var calibration = try #require(
            Calibration(
                Calibration.Asked(concurrency: streams), key, record.manifest, record.requests,
                errors, machineIdle: nil))
        calibration.load = CalibratedLoad(
            streams: streams, eventsPerSecond: events, bytesPerEvent: bytes)
        calibration.made = made
        return calibration
    }

    private static func load(
        _ streams: Int, _ events: Double, bytes: Double = 200
    ) -> CalibratedLoad {
        CalibratedLoad(streams: streams, eventsPerSecond: events, bytesPerEvent: bytes)
    }

    @Test func `the least load that is no less than the run's is taken`() throws {
        let all = try [
            Self.calibration(400, 16_000, error: 0.9), Self.calibration(100, 4000, error: 0.3),
            Self.calibration(50, 2000, error: 0.1),
        ]
        let use = try #require(CalibrationUse(all, for: Self.key(), Self.load(60, 2500)))
        #expect(use.state == .fits)
        #expect(use.calibrated.streams == 100)
        #expect(use.firstTokenError.map { abs($0 - 0.3) < 1e-6 } == true)
        // As many streams, whose events come faster.
        let faster = try #require(CalibrationUse(all, for: Self.key(), Self.load(60, 9000)))
        #expect(faster.calibrated.streams == 400)
        // A rate that is measured again is another by some per cent; a number of streams is not.
        #expect(CalibrationUse(all, for: Self.key(), Self.load(400, 17_500))?.state == .fits)
        #expect(CalibrationUse(all, for: Self.key(), Self.load(401, 16_000))?.state == .exceeded)
    }

    @Test func `of one load the newer is taken`() throws {
        let all = try [
            Self.calibration(100, 4000, error: 0.3, made: "2026-01-01T00:00:00Z"),
            Self.calibration(100, 4000, error: 0.7, made: "2026-02-01T00:00:00Z"),
        ]
        let use = try #require(CalibrationUse(all, for: Self.key(), Self.load(100, 4000)))
        #expect(use.made == "2026-02-01T00:00:00Z")
    }

    @Test func `more than was calibrated has no error, and says of what there was more`() throws {
        let all = try [Self.calibration(100, 4000, error: 0.3)]
        let use = try #require(
            CalibrationUse(all, for: Self.key(), Self.load(50, 4000, bytes: 600)))
        #expect(use.state == .exceeded)
        #expect(use.exceeded == [.bytes])
        #expect(use.excess.map { abs($0 - 3) < 1e-9 } == true)
        #expect(use.firstTokenError == nil)
        #expect(use.gapError == nil)
    }

    @Test func `another machine's is none, and another kernel's has no error`() throws {
        let elsewhere = try Self.calibration(
            100, 4000, error: 0.3, Self.key { $0.host = "elsewhere" })
        #expect(CalibrationUse([elsewhere], for: Self.key(), Self.load(1, 1)) == nil)
        #expect(CalibrationUse([], for: Self.key(), Self.load(1, 1)) == nil)
        let before = try Self.calibration(
            100, 4000, error: 0.3, Self.key { $0.kernel = "5.10" })
        let use = try #require(
            CalibrationUse([elsewhere, before], for: Self.key(), Self.load(1, 1)))
        #expect(use.state == .other)
        #expect(use.differences == [.kernel])
        #expect(use.firstTokenError == nil)
    }

    private static func check(_ use: CalibrationUse?) throws -> ValidityCheck? {
        var run = SyntheticRun()
        run.requests = 200
        var record = run.record()
        record.manifest.calibration = use
        return record.summary().validity.checks.first { $0.kind == .calibration }
    }

    @Test func `a run that had more is to be read with care, and others are not`() throws {
        let all = try [Self.calibration(100, 4000, error: 0.3)]
        let beyond = CalibrationUse(all, for: Self.key(), Self.load(200, 4000))
        let check = try #require(try Self.check(beyond))
        #expect(check.verdict == .withCare)
        #expect(check.value == 2)
        #expect(check.cause == .client)
        let within = CalibrationUse(all, for: Self.key(), Self.load(100, 4000))
        #expect(try Self.check(within)?.verdict == .trustworthy)
        #expect(try Self.check(nil) == nil)
        let other = CalibrationUse(
            all, for: Self.key { $0.isSecure = true }, Self.load(100, 4000))
        #expect(other?.state == .other)
        #expect(try Self.check(other) == nil)
    }

    @Test func `a bound is kept by first tokens and gaps, and failures are none of it`() throws {
        var calibration = try Self.calibration(100, 4000, error: 0.3)
        #expect(calibration.verdict(1) == .within)
        #expect(calibration.verdict(0.2) == .missed)
        calibration.gaps.p99Ms = 1.5
        #expect(calibration.verdict(1) == .missed)
        calibration.gaps.p99Ms = nil
        #expect(calibration.verdict(1) == .untold)
        #expect(calibration.verdict(0.2) == .missed)
        calibration.gaps.p99Ms = 0.1
        calibration.failed = calibration.requests / 10
        #expect(calibration.verdict(1) == .missed)
    }

    @Test func `a load is what a run's requests say`() throws {
        var run = SyntheticRun()
        run.requests = 100
        var record = run.record()
        record.manifest.client.peakStreams = 10
        let load = try #require(CalibratedLoad(record.manifest, record.requests))
        let events = record.requests.reduce(0) { $0 + $1.events.output }
        let first = try #require(record.requests.compactMap(\.instants.sent).min())
        let last = try #require(record.requests.compactMap(\.instants.closed).max())
        #expect(load.streams == 10)
        #expect(load.eventsPerSecond == Double(events) / (last - first).seconds)
        #expect(load.bytesPerEvent > 100)
    }
}
