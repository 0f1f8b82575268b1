import RunModel
import Testing

@testable import Analysis

/// Streams of three chunks whose true times are known to the nanosecond.
@Suite struct StampErrorsTests {
    private static let origin = MonotonicInstant(nanoseconds: 7_000_000_000_000)

    private static func requests(_ count: Int, _ phase: Phase = .measured) -> [RequestRecord] {
        (0..<count).map { index in
            var request = RequestRecord(
                request: index, round: 0, phase: phase, mode: .streaming, worker: 0)
            let sent = origin + .milliseconds(index)
            request.instants.sent = sent
            var truth = GroundTruth()
            truth.received = sent + .microseconds(70)
            request.groundTruth = truth
            return request
        }
    }

    /// A chunk sent `index` times 20 ms after the request's begin, and stamped `late` after that.
    private static func chunk(
        _ request: Int, _ index: Int32, late: Duration, sentIsTold: Bool = true
    ) -> ChunkRecord {
        let sent = origin + .milliseconds(request) + .milliseconds(100 + 20 * Int(index))
        return ChunkRecord(
            request: request, index: index, arrived: sent + late, read: sent + late, bytes: 100,
            eventsInRead: 1, kind: .content, sent: sentIsTold ? sent : nil)
    }

    private static func errors(
        _ requests: [RequestRecord], late: (Int) -> [Duration]
    ) -> StampErrors {
        var errors = StampErrors(requests)
        // As in a record: requests mixed, each one's rows in order.
        let rows = requests.map { request in late(request.request) }
        for index in 0..<3 {
            for (request, delays) in rows.enumerated() where index < delays.count {
                errors.add(chunk(request, Int32(index), late: delays[index]))
            }
        }
        return errors
    }

    @Test func `an error is from sent to arrived, and a gap's what its ends differ by`() {
        let errors = Self.errors(Self.requests(500)) { _ in
            [.microseconds(100), .microseconds(300), .microseconds(50)]
        }
        #expect(errors.firstToken.count == 500)
        #expect(errors.firstToken.p50Ms == 0.1)
        #expect(errors.firstToken.p99Ms == 0.1)
        #expect(errors.chunks.count == 1500)
        #expect(errors.chunks.p99Ms == 0.3)
        #expect(errors.chunks.leastMs == 0.05)
        // The first gap was taken for 200 us too long, the second for 250 us too short.
        #expect(errors.signedGaps.count == 1000)
        #expect(errors.signedGaps.leastMs == -0.25)
        #expect(errors.signedGaps.mostMs == 0.2)
        #expect(errors.signedGaps.p50Ms == -0.25)
        #expect(errors.absoluteGaps.p50Ms == 0.2)
        #expect(errors.absoluteGaps.p99Ms == 0.25)
        #expect(!errors.isOfOtherClock)
    }

    /// What this client is not sure of counts as it stands in the numbers, or its worst moments would be in none.
    @Test func `late arrivals are in, however uncertain they are`() {
        let requests = Self.requests(500)
        var errors = StampErrors(requests)
        for request in requests.indices {
            var row = Self.chunk(
                request, 0, late: request < 10 ? .milliseconds(8) : .microseconds(100))
            if request < 10 {
                row.earliest = row.arrived + .milliseconds(-8)
                row.eventsInRead = 2
            }
            errors.add(row)
        }
        #expect(errors.firstToken.p50Ms == 0.1)
        #expect(errors.firstToken.p99Ms == 8)
        #expect(errors.uncertainShare == 0.02)
        #expect(errors.sharedShare == 0.02)
    }

    @Test func `warm-up, rows of nobody, and gaps around a row that is missing are left out`() {
        let requests =
            Self.requests(2)
            + Self.requests(1, .warmup).map { request in
                var request = request
                request.request = 2
                return request
            }
        var errors = StampErrors(requests)
        for request in [0, 2, 9] {
            errors.add(Self.chunk(request, 0, late: .microseconds(100)))
            errors.add(Self.chunk(request, 2, late: .microseconds(900)))
        }
        errors.add(Self.chunk(1, 0, late: .microseconds(100)))
        errors.add(Self.chunk(1, 1, late: .zero, sentIsTold: false))
        errors.add(Self.chunk(1, 2, late: .microseconds(100)))
        #expect(errors.chunks.count == 4)
        #expect(errors.absoluteGaps.count == 0)
        #expect(errors.untold == 1)
        #expect(errors.firstToken.count == 2)
    }

    /// The floor of docs/metrics.md: 459 values for a p99, 4,603 for a p99.9.
    @Test func `too few values have no percentile, and a greatest one all the same`() {
        let few = Self.errors(Self.requests(458)) { _ in [.microseconds(100)] }
        #expect(few.firstToken.p99Ms == nil)
        #expect(few.firstToken.p50Ms == 0.1)
        #expect(few.firstToken.mostMs == 0.1)
        let enough = Self.errors(Self.requests(4603)) { request in
            [request == 0 ? .milliseconds(3) : .microseconds(100)]
        }
        #expect(enough.firstToken.p999Ms == 0.1)
        #expect(enough.firstToken.mostMs == 3)
    }

    @Test(arguments: [Duration.milliseconds(-40), .seconds(60)])
    func `times of another machine's clock are seen`(late: Duration) {
        #expect(Self.errors(Self.requests(3)) { _ in [late, late, late] }.isOfOtherClock)
        #expect(Self.errors(Self.requests(1)) { _ in [late] }.isOfOtherClock)
    }

    @Test func `delivery is from our sending to the server's having read`() {
        let delivery = StampErrors.delivery(of: Self.requests(500))
        #expect(delivery.count == 500)
        #expect(delivery.p99Ms == 0.07)
    }
}
