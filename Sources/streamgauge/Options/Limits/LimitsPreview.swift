import Foundation
import RunModel
import Workload

/// What a limits run would take, for a program that decides whether to start it (`limits --dry-run --json`).
struct LimitsPreview: Encodable {
    private struct Amount: Encodable {
        let requests: Int
        let tokens: Int
    }

    private let format = 1
    /// Absent where the emulator inside the program would be asked.
    private let endpoint: String?
    private let isEmulated: Bool?
    private let about: Amount
    private let most: Amount
    private let seconds: Double
    private let streams: Int
    private let statedStreams: Int?
    private let statedRequests: Int?
    private let windowSeconds: Double

    private init(_ limits: LimitsPlan, endpoint: String?) {
        let cost = LimitsCost(limits)
        self.endpoint = endpoint
        isEmulated = endpoint == nil ? true : nil
        about = Amount(requests: cost.about.requests, tokens: cost.about.tokens)
        most = Amount(requests: cost.most.requests, tokens: cost.most.tokens)
        seconds = cost.time.seconds.rounded()
        streams = cost.streams
        statedStreams = limits.statedStreams
        statedRequests = limits.statedRequests
        windowSeconds = limits.window.duration.seconds
    }

    /// One object with sorted keys in snake_case. `endpoint` is nil of the emulator.
    ///
    /// - Throws: `EncodingError`; none, for all numbers are finite.
    static func data(_ limits: LimitsPlan, endpoint: String?) throws -> Data {
        try SnakeCase.encoder().encode(LimitsPreview(limits, endpoint: endpoint))
            + Data("\n".utf8)
    }
}
