package import RunModel

/// This machine's own error under one load: a file of the calibrations' folder, and a step of calibration.json.
package struct Calibration: Codable, Sendable, Equatable {
    package static let currentFormat = 1

    package var format = Calibration.currentFormat
    /// UTC, ISO 8601.
    package var made: String
    package var key: CalibrationKey
    /// What was asked for.
    package var asked: Asked
    /// What there was.
    package var load: CalibratedLoad
    /// Measured requests, and those of them that failed, whose chunks count as far as they came.
    package var requests: Int
    package var failed: Int
    /// From sent to arrived, of the first output of an answer and of all chunks.
    package var firstToken: ErrorPercentiles
    package var chunks: ErrorPercentiles
    /// A gap as measured less the gap as sent: with its sign, and without.
    package var gapDifference: ErrorPercentiles
    package var gaps: ErrorPercentiles
    /// From our sending of a request to the server's having read it.
    package var requestDelivery: ErrorPercentiles
    /// Of the chunks: whose arrival is known to an interval only; that shared a read; whose sending was not told.
    package var uncertainShare: Double
    package var sharedShare: Double
    package var untoldShare: Double
    /// The share of their time in which the measuring threads had nothing to do, and the processors of the machine, the
    /// server's work among it. Absent where it is not known.
    package var workersIdle: Double?
    package var machineIdle: Double?

    /// A load as it is asked for.
    package struct Asked: Codable, Sendable, Equatable {
        /// Closed loop: streams at a time; absent in an open one.
        package var concurrency: Int?
        /// Open loop: requests a second.
        package var rate: Double?
        /// Of the emulator: distributions in milliseconds and tokens. Absent where another server was asked.
        package var timeToFirstTokenMs: String?
        package var gapMs: String?
        package var tokens: String?
        /// Exact bytes of a chunk's content; absent where words are as long as they are.
        package var chunkBytes: Int?

        package init(concurrency: Int? = nil, rate: Double? = nil) {
            self.concurrency = concurrency
            self.rate = rate
        }

        /// Streams or requests a second.
        package var amount: Double { rate ?? Double(concurrency ?? 0) }
    }

    /// Of a run against a server that tells its times; nil where no chunk came.
    ///
    /// - Parameters:
    ///   - asked: What was asked for.
    ///   - key: What it is true for.
    ///   - manifest: Of the run.
    ///   - requests: All of its requests.
    ///   - errors: Of all of its chunk rows.
    ///   - machineIdle: The share of processor time that was idle meanwhile; nil where it is not known.
    package init?(
        _ asked: Asked, _ key: CalibrationKey, _ manifest: RunManifest,
        _ requests: [RequestRecord], _ errors: StampErrors, machineIdle: Double?
    ) {
        guard errors.count > 0, let load = CalibratedLoad(manifest, requests) else { return nil }
        made = manifest.ended ?? manifest.started
        self.key = key
        self.asked = asked
        self.load = load
        let measured = requests.filter { $0.phase == .measured }
        self.requests = measured.count
        failed = measured.count(where: \.outcome.isFailure)
        firstToken = errors.firstToken
        chunks = errors.chunks
        gapDifference = errors.signedGaps
        gaps = errors.absoluteGaps
        requestDelivery = StampErrors.delivery(of: requests)
        uncertainShare = errors.uncertainShare
        sharedShare = errors.sharedShare
        untoldShare = ValidityCheck.part(errors.untold, of: errors.untold + errors.count)
        let record = JudgedRecord(
            manifest: manifest, requests: requests, histograms: HistogramSet(), chunks: nil)
        workersIdle = record.clientLoad.map { max(0, 1 - $0) }
        self.machineIdle = machineIdle
    }

    /// How it stands to a bound.
    package enum Verdict: String, Codable, Sendable, CaseIterable {
        case within
        case missed
        /// There were too few answers for a p99.
        case untold
    }

    /// The larger of the p99 of first outputs and of gaps, in milliseconds; nil where one of them is not known and the other
    /// does not settle it.
    package func verdict(_ boundMilliseconds: Double) -> Verdict {
        // A server that was too busy to answer is no measure of this client, and neither is a few.
        if failed * 20 > requests { return .missed }
        let found = [firstToken.p99Ms, gaps.p99Ms]
        if found.contains(where: { $0 ?? 0 > boundMilliseconds }) { return .missed }
        return found.contains(nil) ? .untold : .within
    }
}
